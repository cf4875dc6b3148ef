"""How answers speak: the headings of their columns, titles and notes, in the language and the words of the program."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from servicecraft.model.program import Program
from servicecraft.model.words import TermName, Words
from servicecraft.tables import Cell, Table, TableColumn, spoken_day, spoken_number
from servicecraft.words import say, sentence

LABELS = {
    "id": sentence("id"),
    "name": sentence("name"),
    "accepted": sentence("accepted"),
    "accountable": sentence("answer for it (A)"),
    "age": sentence("age in working days"),
    "ahead": sentence("not yet due"),
    "among": sentence("part of the stage before"),
    "answered": sentence("answered"),
    "answers_for": sentence("answers for (A)"),
    "asked_on": sentence("asked on"),
    "authors": sentence("authors"),
    "benefit": sentence("benefit in a year"),
    "cadence": sentence("longest time allowed, in months"),
    "centre": sentence("mean"),
    "closed_on": sentence("closed on"),
    "cohort": sentence("handed in"),
    "compared": sentence("can be compared"),
    "consulted": sentence("are consulted (C)"),
    "consults": sentence("is consulted (C)"),
    "cost": sentence("cost"),
    "count": sentence("count"),
    "customer": sentence("customer"),
    "counted": sentence("of these only counted"),
    "dated": sentence("with a date of its own"),
    "deviation": sentence("standard deviation"),
    "does": sentence("does (R)"),
    "doing": sentence("do it (R)"),
    "due": sentence("due"),
    "effort": sentence("effort"),
    "ended": sentence("ended"),
    "evidence": sentence("with evidence"),
    "first": sentence("leader first"),
    "flags": sentence("what stands out"),
    "gap": sentence("days since the one before"),
    "givers": sentence("people who gave"),
    "goal": sentence("goal"),
    "goodwill": sentence("goodwill"),
    "holder": sentence("holder"),
    "hours": sentence("hours"),
    "hours_per_year": sentence("hours for each person and year"),
    "idea": sentence("ideas"),
    "implemented": sentence("in place"),
    "informed": sentence("are informed (I)"),
    "is_informed": sentence("is informed (I)"),
    "kept": sentence("kept on time"),
    "kind": sentence("kind"),
    "lag": sentence("median lag in working days"),
    "last_on": sentence("last on"),
    "late": sentence("late"),
    "leader": sentence("leader"),
    "leader_on": sentence("leader on"),
    "leaders": sentence("leaders"),
    "led": sentence("led"),
    "led_on": sentence("led on"),
    "level": sentence("level"),
    "limit": sentence("limit"),
    "longest_gap": sentence("longest gap in days"),
    "lower": sentence("lower"),
    "mean": sentence("mean, from 0 to 1"),
    "measure": sentence("measure"),
    "median": sentence("median"),
    "median_lower": sentence("median, lower"),
    "median_upper": sentence("median, upper"),
    "missing": sentence("without an answer"),
    "month": sentence("month"),
    "n": sentence("n"),
    "named": sentence("of these named"),
    "needed_by": sentence("needed by"),
    "not_yet": sentence("leader not yet"),
    "number": sentence("number"),
    "offered": sentence("people who offer it"),
    "on": sentence("on"),
    "open": sentence("open"),
    "opened_on": sentence("opened on"),
    "overdue": sentence("overdue"),
    "people": sentence("people"),
    "per_year": sentence("for each person and year"),
    "received": sentence("received"),
    "received_on": sentence("received on"),
    "repeated": sentence("came again"),
    "responsibilities": sentence("responsibilities"),
    "rounds": sentence("rounds"),
    "score": sentence("mean on its own scale"),
    "sent": sentence("sent"),
    "service": sentence("service"),
    "severity": sentence("severity"),
    "share": sentence("share"),
    "signal": sentence("signal"),
    "since": sentence("days since"),
    "stage": sentence("stage"),
    "state": sentence("state"),
    "statement": sentence("what was promised"),
    "step": sentence("step"),
    "strength": sentence("strength"),
    "submitted_on": sentence("handed in on"),
    "survey": sentence("survey"),
    "topic": sentence("topic"),
    "undated": sentence("without a day"),
    "unit": sentence("unit"),
    "upper": sentence("upper"),
    "verified": sentence("verified by somebody else"),
    "waiting": sentence("working days without an answer"),
    "withheld": sentence("withheld"),
    "within": sentence("within the limit"),
    "within_lower": sentence("within, lower"),
    "within_upper": sentence("within, upper"),
}
"""The headings of the answers."""

_TERMS = {
    "unit": TermName.UNIT,
    "customer": TermName.EXTERNAL_CUSTOMER,
    "person": TermName.PERSON,
    "role": TermName.ROLE,
    "service": TermName.SERVICE,
}
"""Columns that carry the client's own word where the program has one."""


@frozen(kw_only=True)
class Telling:
    """
    How the answers of one analysis speak.

    Attributes:
        language: The locale.
        program: The program whose own words are used; `None` where the data came as a frame.
        day: The day for which the answers hold; `None` where nothing is dated.
    """

    language: str = "en"
    program: Program | None = None
    day: datetime.date | None = None

    def say(self, text: str, /, **facts: object) -> str:
        """A marked sentence with its facts; numbers and days are written in the locale."""
        return say(text, self.language, **{name: self._spoken(fact) for name, fact in facts.items()})

    def _spoken(self, fact: object) -> object:
        if isinstance(fact, datetime.date):
            return spoken_day(fact, self.language)
        if isinstance(fact, int | float) and not isinstance(fact, bool):
            return spoken_number(fact, self.language, 2)
        return fact

    def called(self, term: TermName, *, plural: bool = False) -> str:
        """What a term is called here."""
        return term.label(self.language) if self.program is None else self.program.called(term, plural=plural)

    def _label(self, name: str) -> str:
        if name in _TERMS:
            return self.called(_TERMS[name])
        return self.say(LABELS[name]) if name in LABELS else name

    def heading(self, name: str, unit: str | None = None) -> TableColumn:
        """A column with its heading, and in what its numbers are measured."""
        return TableColumn(name=name, label=self._label(name), unit=unit)

    def coded(self, name: str, words: Mapping[str, str]) -> TableColumn:
        """A column whose cells are codes, with the marked sentences that people read in their place."""
        return TableColumn(
            name=name, label=self._label(name), words={code: self.say(one) for code, one in words.items()}
        )

    def chosen(self, name: str, words: type[Words]) -> TableColumn:
        """A column whose cells are words of a small vocabulary, read by people in their language."""
        labels = {str(one.value): one.label(self.language) for one in words}
        return TableColumn(name=name, label=self._label(name), words=labels)

    def table(
        self,
        names: Sequence[str | TableColumn],
        rows: Iterable[Sequence[Cell]],
        *,
        title: str,
        notes: Sequence[str] = (),
    ) -> Table:
        """A table with the headings of its columns and the day for which it holds."""
        columns = [TableColumn(name=one, label=self._label(one)) if isinstance(one, str) else one for one in names]
        day = [] if self.day is None else [self.say(sentence("As of {day}."), day=self.day)]
        return Table.of(columns, rows, title=title, notes=[*day, *notes], language=self.language)


class Told:
    """An answer that can be read as a table."""

    __slots__ = ()

    def to_table(self) -> Table:
        """The answer as a table."""
        raise NotImplementedError

    def __str__(self) -> str:
        return str(self.to_table())

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.to_table()!r}>"

    def _repr_html_(self) -> str:
        return self.to_table().to_html()
