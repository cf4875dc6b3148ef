"""The words at the edges of the sheets, in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicecraft.matrix.beans import PLACES
from servicecraft.matrix.layout import BEAN_NOTES
from servicecraft.matrix.wording import (
    PartyKind,
    Scale,
    heading_label,
    heading_named,
    line_label,
    line_named,
    sheet_label,
    side_label,
    side_named,
)
from servicecraft.model.columns import Identifier
from servicecraft.model.words import DeclaredBy
from servicecraft.words import LANGUAGES, glossary

TERMS = [one for one in glossary.terms() if one.kind == "matrix"]
LINES, SHEETS = ("judge", "scale", "day"), ("square", "beans")


def test_the_glossary_holds_the_words_of_the_sheets_and_no_others() -> None:
    """No word of a sheet lacks its two labels, and none is left over."""
    expected = {("line", one) for one in LINES} | {("sheet", one) for one in SHEETS}
    expected |= {("heading", one) for one in BEAN_NOTES} | {("party", one.value) for one in PartyKind}
    expected |= {("scale", one.value) for one in Scale} | {("side", one.value) for one in DeclaredBy}

    assert {(one.scope, one.code) for one in TERMS} == expected
    assert all(one.en and one.es for one in TERMS)


@pytest.mark.parametrize("scope", sorted({one.scope for one in TERMS}))
def test_no_spelling_means_two_words(scope: str) -> None:
    """What is read on a sheet means one thing."""
    spellings = [(glossary.folded(word), one.code) for one in TERMS if one.scope == scope for word in one.spellings()]

    assert len({word for word, _ in spellings}) == len({*spellings})


@given(st.sampled_from(LANGUAGES), st.sampled_from([str.upper, str.title, str.strip, lambda one: f" {one}  "]))
def test_what_is_written_is_read(language: str, change: object) -> None:
    """Every label leads back to its word, whatever its capitals and spaces."""
    written = change  # type: ignore[assignment]
    for kind in PartyKind:
        assert PartyKind.named(written(kind.label(language))) is kind  # type: ignore[operator]
    for scale in Scale:
        assert Scale.named(written(scale.label(language))) is scale  # type: ignore[operator]
    for side in DeclaredBy:
        assert side_named(written(side_label(side, language))) is side  # type: ignore[operator]
    for line in LINES:
        assert line_named(written(line_label(line, language))) == line  # type: ignore[operator]
    for heading in BEAN_NOTES:
        assert heading_named(written(heading_label(heading, language))) == heading  # type: ignore[operator]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_side_can_be_taken_for_an_id(language: str) -> None:
    """How a sheet names a whole side holds a space, which no id does; so nobody's id means a side by chance."""
    for side in DeclaredBy:
        assert " " in side_label(side, language)
        with pytest.raises(ValueError, match="SC-109"):
            Identifier("").check(side_label(side, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_have_names_that_workbooks_allow(language: str) -> None:
    """The names of the two kinds of sheets fit on a tab, and places of the beans are five."""
    assert all(0 < len(sheet_label(one, language)) <= 31 for one in SHEETS)
    assert len({heading_label(one, language) for one in PLACES}) == 5


@pytest.mark.parametrize(
    ("scale", "value", "allowed"),
    [
        *((Scale.ONE_THREE_NINE, value, True) for value in (0, 1, 3, 9)),
        *((Scale.ONE_THREE_NINE, value, False) for value in (2, 0.5, 10, -1)),
        *((Scale.POINTS, value, True) for value in (0, 0.5, 33.3, 1000)),
        (Scale.POINTS, -0.001, False),
    ],
)
def test_scales_allow_their_marks(scale: Scale, value: float, allowed: bool) -> None:
    """The steps are 1, 3 and 9, and 0 for nothing; points are any number from 0 upwards."""
    assert scale.allows(value) is allowed
