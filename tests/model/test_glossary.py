"""Fixed terms: every table, column and word has labels in both languages, and no spelling means two things."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicecraft.model import words
from servicecraft.model.assembly import HEADER_KEYS
from servicecraft.model.columns import AttributeValues, Choice, Several
from servicecraft.model.registry import TABLES
from servicecraft.model.rows import Row
from servicecraft.model.settings import Settings
from servicecraft.words import LANGUAGES, glossary

KINDS: tuple[type[Row], ...] = (*TABLES.values(), Settings)
VOCABULARIES = [
    one
    for one in vars(words).values()
    if isinstance(one, type) and issubclass(one, words.Words) and one is not words.Words
]


def ways_of_writing(text: str) -> st.SearchStrategy[str]:
    """A spelling with other capitals, accents taken apart, hyphens and underscores for spaces."""
    changes = (
        str.upper,
        str.title,
        lambda one: unicodedata.normalize("NFD", one),
        lambda one: one.replace(" ", "_"),
        lambda one: one.replace(" ", "-"),
        lambda one: f"  {one} ",
        lambda one: "".join(
            letter for letter in unicodedata.normalize("NFD", one) if not unicodedata.combining(letter)
        ),
    )
    return st.lists(st.sampled_from(changes), max_size=3).map(lambda chosen: _changed(text, chosen))


def _changed(text: str, changes: list[object]) -> str:
    for change in changes:
        text = change(text)  # type: ignore[operator]
    return text


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.table)
def test_every_table_and_column_has_both_labels(kind: type[Row]) -> None:
    """Nothing is called by its code alone, and the Spanish label is read as the column."""
    for language in LANGUAGES:
        assert glossary.table_label(kind.table, language)
    assert any(term.kind == "table" and term.code == kind.table for term in glossary.terms())
    for name, column in kind.columns().items():
        terms = [one for one in glossary.terms() if one.kind == "column" and one.code == name]
        assert any(one.scope in ("*", kind.table) for one in terms), name
        for language in LANGUAGES:
            label = glossary.column_label(kind.table, name, language)
            assert label
            if not isinstance(column, AttributeValues):
                assert glossary.recognised_column(kind.table, kind.columns(), label) == name


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.table)
def test_no_two_columns_of_a_table_share_a_label(kind: type[Row]) -> None:
    """Two headings of one table never look alike."""
    for language in LANGUAGES:
        labels = [glossary.folded(glossary.column_label(kind.table, name, language)) for name in kind.columns()]
        assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.table)
def test_no_spelling_means_two_columns_of_a_table(kind: type[Row]) -> None:
    """A heading that could mean two columns would be a guess."""
    meant: dict[str, set[str]] = {}
    for term in glossary.terms():
        own = any(
            one.kind == "column" and one.scope == kind.table and one.code == term.code for one in glossary.terms()
        )
        if term.kind == "column" and term.code in kind.columns() and term.scope == (kind.table if own else "*"):
            for spelling in term.spellings():
                meant.setdefault(glossary.folded(spelling), set()).add(term.code)

    assert {spelling: codes for spelling, codes in meant.items() if len(codes) > 1} == {}


def test_no_spelling_means_two_tables() -> None:
    """The name of a file or sheet means one table."""
    meant: dict[str, set[str]] = {}
    for term in glossary.terms():
        if term.kind in ("table", "header", "sheet") and term.code not in ("key", "value"):
            for spelling in term.spellings():
                meant.setdefault(glossary.folded(spelling), set()).add(term.code)

    assert {spelling: codes for spelling, codes in meant.items() if len(codes) > 1} == {}


@pytest.mark.parametrize("key", HEADER_KEYS)
def test_every_key_of_the_header_has_both_labels(key: str) -> None:
    """The header is read in both languages."""
    for language in LANGUAGES:
        label = glossary.header_label(key, language)
        assert (glossary.recognised_header(label) or glossary.recognised_table(label)) == key


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda one: one.__name__)
def test_every_word_has_both_labels_and_is_read_in_both(vocabulary: type[words.Words]) -> None:
    """Each word is shown in the reader's language, and every one of its spellings leads back to it."""
    for word in vocabulary:
        for language in LANGUAGES:
            assert vocabulary.named(word.label(language)) is word
        for spelling in word.spellings():
            assert vocabulary.named(spelling) is word
            assert not vocabulary.is_ambiguous(spelling)
        assert word.spellings()[0] == word.value


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda one: one.__name__)
def test_no_spelling_means_two_words(vocabulary: type[words.Words]) -> None:
    """Two words of one vocabulary share no spelling."""
    spellings = [(glossary.folded(one), word) for word in vocabulary for one in set(word.spellings())]

    assert len({one for one, _ in spellings}) == len({*spellings})


def test_every_vocabulary_belongs_to_a_column() -> None:
    """No list of words is left over."""
    used = set()
    for kind in KINDS:
        for column in kind.columns().values():
            one = column.each if isinstance(column, Several) else column
            used |= {one.words} if isinstance(one, Choice) else set()

    assert used == set(VOCABULARIES)


def test_every_term_is_used() -> None:
    """The glossary holds nothing that no table, column or word has."""
    columns = {(kind.table, name) for kind in KINDS for name in kind.columns()}
    for term in glossary.terms():
        if term.kind == "column":
            assert any(name == term.code and term.scope in ("*", table) for table, name in columns), term
        elif term.kind == "table":
            assert term.code in {kind.table for kind in KINDS}
        elif term.kind == "word":
            vocabulary = next(one for one in VOCABULARIES if one.__name__ == term.scope)
            assert term.code in [word.value for word in vocabulary]


@given(st.data())
def test_spellings_are_recognised_however_they_are_written(data: st.DataObject) -> None:
    """Capitals, accents, hyphens, underscores and spaces around do not matter."""
    kind = data.draw(st.sampled_from(KINDS))
    name = data.draw(st.sampled_from([one for one in kind.columns() if one != "attributes"]))
    label = glossary.column_label(kind.table, name, data.draw(st.sampled_from(LANGUAGES)))
    table = glossary.table_label(kind.table, data.draw(st.sampled_from(LANGUAGES)))

    assert glossary.recognised_column(kind.table, kind.columns(), data.draw(ways_of_writing(label))) == name
    assert glossary.recognised_table(data.draw(ways_of_writing(table))) == kind.table


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    """A folded spelling stays as it is."""
    assert glossary.folded(glossary.folded(text)) == glossary.folded(text)


def test_levels_are_managed_and_executed() -> None:
    """The management block are the first three levels."""
    assert [level.value for level in words.Level if level.manages] == ["senior", "middle", "supervisor"]
