"""How a topic is asked for: what the options of `show` mean, and which topic takes which."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING

from attrs import fields, frozen

from servicecraft.errors import ServicecraftError, SpokenFact
from servicecraft.words import glossary, sentence

if TYPE_CHECKING:
    from servicecraft.model.program import Program
    from servicecraft.tables import Table

GROUPINGS = {
    "unidad": "unit",
    "nivel": "level",
    "puesto": "role",
    "cliente": "customer",
    "parte": "party",
    "persona": "person",
}
"""The groupings in Spanish; attributes are called as the program declares them."""


@frozen(kw_only=True)
class Asked:
    """
    How a topic is asked for.

    Attributes:
        language: In which the answer speaks.
        by: How parties are grouped; `None` leaves it to the topic.
        of: The id of whom it is about; `None` where nobody was named.
        as_of: The day; `None` takes everyone and everything.
        draws: Draws of a simulation; `None` for the topic's own number.
    """

    language: str
    by: str | None = None
    of: str | None = None
    as_of: datetime.date | None = None
    draws: int | None = None

    def grouping(self, program: Program, otherwise: str) -> str:
        """The grouping that is meant, also by its Spanish name; *otherwise* where none was given."""
        if self.by is None or self.by in {one.id for one in program.attributes}:
            return self.by or otherwise
        return GROUPINGS.get(glossary.folded(self.by), self.by)


@frozen(kw_only=True)
class Topic:
    """
    One thing that can be shown.

    Attributes:
        answer: What makes its table.
        spanish: Its name in Spanish.
        takes: The options that it takes beside the language.
        needs: The options without which there is nothing to show.
    """

    answer: Callable[[Program, Asked], Table]
    spanish: str
    takes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


class TopicOptionError(ServicecraftError, ValueError):
    """An option was given that a topic does not take, or left out that it needs."""

    def __init__(self, text: SpokenFact) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return self.text.spoken(self.language)


def refuse_other_options(topic: str, takes: tuple[str, ...], needs: tuple[str, ...], asked: Asked) -> None:
    """
    Refuse options that a topic would ignore, and the lack of one that it needs.

    Raises:
        TopicOptionError: There is such an option.
    """
    given = [one.name for one in fields(Asked)[1:] if getattr(asked, one.name) is not None]
    for name in given:
        if name not in takes:
            text = sentence("'{topic}' does not take {option}.")
            raise TopicOptionError(SpokenFact(text, topic=topic, option=_written(name))).in_language(asked.language)
    for name in needs:
        if name not in given:
            text = sentence("'{topic}' is about somebody: say whom with {option} and an id.")
            raise TopicOptionError(SpokenFact(text, topic=topic, option=_written(name))).in_language(asked.language)


def _written(name: str) -> str:
    return f"--{name.replace('_', '-')}"
