"""
Answers of a survey in a CSV or Parquet file, as `show` reads them: lazily, by polars, so that a file need not fit in memory.

Only counts are fetched. A large Parquet file is counted in parts that are merged, with a bar where somebody watches; of any
other file that takes longer than a moment a line on standard error says that it is being read.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any, Literal

import click
from attrs import fields, frozen

from servicecraft.cli.asking import Asked, TopicOptionError, refuse_other_options
from servicecraft.cli.voice_topics import SPANS, VOICE_QUESTIONS, listed, named_grouping, question_named
from servicecraft.errors import MissingExtraError, SpokenFact, UnknownIdError
from servicecraft.files.refusals import reading
from servicecraft.model.voices import Instrument
from servicecraft.model.words import InstrumentKind
from servicecraft.tables import Table
from servicecraft.words import say, sentence

if TYPE_CHECKING:
    import polars as pl

    from servicecraft.voice import Voice

SUFFIXES = (".csv", ".parquet")
LONGEST_HEADING = 1_000_000
"""Bytes of the first line that are looked at for what separates the columns."""
A_MOMENT = 1.0
"""Seconds after which something is said."""
ROWS_IN_A_PART = 10_000_000
"""Parquet files with more rows are counted in parts of so many."""
KNOWN_SCALES = {(0.0, 10.0): InstrumentKind.NPS, (1.0, 5.0): InstrumentKind.CSAT}
"""What a scale measures, where nobody says and everything is asked at once."""


@frozen(kw_only=True)
class AnswerFile:
    """
    What is said on the command line about a file of answers.

    Attributes:
        score: The column of the score.
        items: The columns of several items, with commas between.
        lowest: Where the scale begins.
        highest: Where it ends.
        better: Which end is good.
        missing: Codes and texts that stand for no answer.
        on: The column of the day.
        weight: The column of survey weights.
        response: The column of a code that answers of one respondent share.
        provider: The column of who is rated.
        expectation: The column of what was expected.
    """

    score: str | None = None
    items: str | None = None
    lowest: float | None = None
    highest: float | None = None
    better: Literal["higher", "lower"] | None = None
    missing: tuple[str, ...] = ()
    on: str | None = None
    weight: str | None = None
    response: str | None = None
    provider: str | None = None
    expectation: str | None = None

    @property
    def given(self) -> tuple[str, ...]:
        """What was said."""
        return tuple(one.name for one in fields(AnswerFile) if getattr(self, one.name) not in (None, ()))


def is_answer_file(path: Path, topic: str, said: AnswerFile) -> bool:
    """Whether a path is meant as a file of answers: a payroll in CSV is none unless somebody asks what is said in it."""
    suffix = path.suffix.lower()
    return suffix == ".parquet" or (suffix == ".csv" and (bool(said.given) or question_named(topic) is not None))


def refuse_file_options(said: AnswerFile, language: str | None) -> None:
    """
    Refuse what can only be said about a file of answers.

    Raises:
        TopicOptionError: Something was said.
    """
    for name in said.given:
        text = sentence("{option} is for a .csv or .parquet file of answers; a program says such things itself.")
        raise TopicOptionError(SpokenFact(text, option=f"--{name}")).in_language(language or "en")


def file_table(path: Path, topic: str, asked: Asked, said: AnswerFile) -> Table:
    """
    What a file of answers tells on a topic.

    Raises:
        UnknownIdError: There is no such topic.
        TopicOptionError: Something is missing that must be said, or was said that the topic does not take.
        MissingExtraError: polars is not installed.
        ModelError: The file cannot be read, lacks columns, or holds what is no answer.
    """
    name = "voice" if topic == "overview" else question_named(topic)
    if name is None:
        raise UnknownIdError(topic, tuple(VOICE_QUESTIONS), "topics")
    one = VOICE_QUESTIONS[name]
    refuse_other_options(name, one.takes, (), asked)
    voice = voice_in(path, _scale(name, said, asked.language), asked, said)
    return one.answer(voice, asked)


def _scale(topic: str, said: AnswerFile, language: str) -> Instrument:
    if said.score is None and said.items is None:
        text = sentence("Say which column holds the answers: --score COLUMN, or --items COLUMN,COLUMN.")
        raise TopicOptionError(SpokenFact(text)).in_language(language)
    ends = (said.lowest, said.highest)
    lowest, highest = (0.0, 10.0) if topic == "nps" and ends == (None, None) else ends
    if lowest is None or highest is None:
        text = sentence("Say where the scale begins and ends: --lowest 1 --highest 5.")
        raise TopicOptionError(SpokenFact(text)).in_language(language)
    kind = KNOWN_SCALES.get((lowest, highest)) if topic == "voice" else None
    return Instrument(said.score or "items", lowest, highest, better=said.better or "higher", kind=kind)


def voice_in(path: Path, instrument: Instrument, asked: Asked, said: AnswerFile) -> Voice:
    """The voice of a file of answers; a part after another where it is large."""
    from servicecraft.voice import Voice

    named: dict[str, Any] = {
        "score": said.score,
        "items": None if said.items is None else listed(said.items),
        "by": [one for one in listed(asked.by) if not _made(one, said)],
        "missing": [*said.missing, *(float(one) for one in said.missing if _is_number(one))],
        **{name: getattr(said, name) for name in ("on", "weight", "response", "provider", "expectation")},
        "language": asked.language,
    }
    with _spoken_after_a_moment(path, asked.language):
        frame = _scanned(path, said, asked.language)
        parts = _parts(path, frame)
        if len(parts) == 1:
            return Voice.from_frame(frame, instrument=instrument, **named)
        with click.progressbar(parts, label=path.name, file=sys.stderr) as shown:
            return Voice.merge(*(Voice.from_frame(part, instrument=instrument, **named) for part in shown))


def _made(grouping: str, said: AnswerFile) -> bool:
    """Whether a grouping is made from a column that has been named already, such as months from days."""
    name = named_grouping(grouping)
    return (
        (said.on is not None and name in SPANS)
        or (said.provider is not None and name == "provider")
        or (said.items is not None and name == "dimension")
    )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _scanned(path: Path, said: AnswerFile, language: str) -> pl.LazyFrame:
    """The file as polars will read it; every cell of a CSV file is text, so that words among numbers are told as such."""
    try:
        import polars as pl
    except ImportError as error:
        raise MissingExtraError("data", "polars").in_language(language) from error
    with reading(path), path.open("rb") as file:
        heading = file.readline(LONGEST_HEADING)
    if path.suffix.lower() == ".parquet":
        return pl.scan_parquet(path, glob=False)
    frame = pl.scan_csv(path, separator=_separator(heading), infer_schema=False, glob=False)
    if said.weight is None or said.weight not in _columns(frame):
        return frame
    return frame.with_columns(pl.col(said.weight).cast(pl.Float64, strict=False))


def _columns(frame: pl.LazyFrame) -> list[str]:
    """The columns of a file; none where it is broken, which is said when it is read."""
    import polars as pl

    try:
        return frame.collect_schema().names()
    except pl.exceptions.PolarsError:
        return []


def _separator(heading: bytes) -> str:
    """What stands between the headings: the commonest of comma, semicolon and tab in the first line."""
    return max((",", ";", "\t"), key=lambda one: heading.count(one.encode()))


def _parts(path: Path, frame: pl.LazyFrame) -> Sequence[pl.LazyFrame]:
    if path.suffix.lower() != ".parquet":
        return [frame]
    import polars as pl

    try:
        rows = int(frame.select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError):
        return [frame]  # what is wrong with it is said when it is read
    starts = range(0, max(rows, 1), ROWS_IN_A_PART)
    return [frame.slice(start, ROWS_IN_A_PART) for start in starts]


@contextmanager
def _spoken_after_a_moment(path: Path, language: str) -> Iterator[None]:
    """Say on standard error that a file is being read, if it takes longer than a moment."""
    text = say(sentence("Reading {path} …"), language, path=path.name)
    timer = Timer(A_MOMENT, lambda: click.echo(text, err=True))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
