"""The client's own words, and the extra columns that a program declares."""

from __future__ import annotations

from typing import ClassVar

from servicecraft.model.rows import THE_ID, Row, choice, choices, identifier, naming, row, short_text
from servicecraft.model.words import AttributeTable, Gender, TermName


@row
class VocabularyWord(Row):
    """The word that the client uses for a term: huésped for external customer, área for unit."""

    table: ClassVar[str] = "vocabulary"

    term: TermName = choice("The term of the library.", TermName)
    singular: str = short_text("The client's word for one.")
    plural: str = short_text("The client's word for several.")
    gender: Gender = choice("Its grammatical gender in Spanish.", Gender, default=Gender.MASCULINE)
    language: str | None = short_text(
        "The language of the word; that of the program where none is named.", default=None
    )


@row
class DeclaredAttribute(Row):
    """An extra column that the rows of some tables carry, and by which every answer can be grouped."""

    table: ClassVar[str] = "attributes"

    id: str = identifier("The heading of the column.")
    name: str = naming("What people call the attribute.", default=THE_ID)
    belongs_to: tuple[AttributeTable, ...] = choices("The tables that have the column.", AttributeTable)
