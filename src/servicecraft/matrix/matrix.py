"""
A matrix of a workshop: who serves whom, as several judges mark it, and where failings begin.

It is a value like a program. Each judge's answer is kept; links carry the median, and what one side says and the other
does not know is told. How it is read and written is for the modules beside this one.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from statistics import median
from types import MappingProxyType
from typing import ClassVar

from attrs import evolve, field, frozen

from servicecraft.errors import Fault, ModelError, UnknownIdError
from servicecraft.matrix.agreement import declared_by, importances_table, mismatches_table, parts_table
from servicecraft.matrix.applying import applied, begun
from servicecraft.matrix.beans import Beans
from servicecraft.matrix.checks import matrix_faults
from servicecraft.matrix.judges import EVERYONE, Judge, Mark
from servicecraft.matrix.parties import Party, in_order, parties_of
from servicecraft.matrix.prefilling import judge_of, scale_of
from servicecraft.matrix.wording import Scale
from servicecraft.model.program import Program
from servicecraft.model.serving import Judgement, ServiceLink
from servicecraft.model.words import DeclaredBy, Question
from servicecraft.tables import Table

_DAY = Judgement.columns()["on"]


def _parties(parties: Iterable[Party]) -> tuple[Party, ...]:
    return in_order(parties)


def _judges(judges: Iterable[Judge]) -> tuple[Judge, ...]:
    return tuple(sorted(judges, key=lambda one: one.key)) or (EVERYONE,)


def _beans(beans: Iterable[Beans]) -> tuple[Beans, ...]:
    return tuple(beans)


def _day(value: object) -> datetime.date | None:
    found = _DAY.check(value)
    return found if isinstance(found, datetime.date) else None


@frozen(kw_only=True, repr=False)
class Matrix:
    """
    What the judges of a workshop say of who serves whom.

    Attributes:
        parties: Units and people, then resources, what was not mapped, and external customers.
        judges: Who filled in the sheets, with their marks: people and units by id, then whole sides; everyone together
            where none is given.
        beans: The answers to the ten beans, in the order of the parties.
        scale: What the marks are: 1, 3 or 9, or points.
        on: The day of the workshop, which the judgements carry; `None` where nobody says.
        language: The locale in which tables and sheets speak; not part of equality.
        name: What the workshop is about, for titles; not part of equality.
        warnings: What was doubtful when it was read; not part of equality.

    Raises:
        ModelError: Everything in which judges, marks and beans do not fit the parties or the scale.
    """

    MOST_INPUTS: ClassVar[int] = 7
    """Inputs of one receiver that people can compare (Miller 1956, seven plus or minus two)."""

    parties: tuple[Party, ...] = field(default=(), converter=_parties)
    judges: tuple[Judge, ...] = field(default=(), converter=_judges)
    beans: tuple[Beans, ...] = field(default=(), converter=_beans)
    scale: Scale = Scale.ONE_THREE_NINE
    on: datetime.date | None = field(default=None, converter=_day)
    language: str = field(default="en", eq=False)
    name: str = field(default="", eq=False)
    warnings: tuple[Fault, ...] = field(default=(), eq=False)

    def __attrs_post_init__(self) -> None:
        found = list(matrix_faults(self))
        if found:
            raise ModelError([one.in_language(self.language) for one in found])
        place = {one.id: number for number, one in enumerate(self.parties)}
        judges = tuple(evolve(one, marks=sorted(one.marks, key=_by_place(place))) for one in self.judges)
        beans = sorted(self.beans, key=lambda one: (place[one.party], one.judge or "", tuple(one.counts.values())))
        object.__setattr__(self, "judges", judges)
        object.__setattr__(self, "beans", tuple(beans))

    @classmethod
    def of(
        cls,
        program: Program,
        *,
        judges: Iterable[str | DeclaredBy] = (),
        parties: Iterable[str] | None = None,
        filled: bool = True,
        scale: Scale | None = None,
        on: datetime.date | str | None = None,
    ) -> Matrix:
        """
        The matrix of a program, ready to be written.

        Args:
            program: The program.
            judges: The ids of people and units, and whole sides; everyone together where none is given.
            parties: The ids of the parties; where none are given, all units, resources and external customers, and the
                people who belong to no unit or whom a service link names.
            filled: Whether cells hold what is known: the links of the program on the sheet of everyone together, and the
                earlier answers of a person or unit on theirs. Nobody's sheet shows what others said.
            scale: What marks are; where none is given 1, 3 or 9 if what is known fits, else points.
            on: The day of the workshop.

        Raises:
            UnknownIdError: A judge or a party that the program does not have.
        """
        shown, day = parties_of(program, parties), _day(on)
        asked = tuple(judges) or (DeclaredBy.BOTH,)
        made = [judge_of(program, one, shown, filled=filled, on=day) for one in asked]
        return cls(
            parties=shown,
            judges=made,
            scale=scale or scale_of(made),
            on=day,
            language=program.language,
            name=program.name,
        )

    @cached_property
    def _by_id(self) -> Mapping[str, Party]:
        return {one.id: one for one in self.parties}

    def party(self, party: str) -> Party:
        """The party with this id; `UnknownIdError` with the nearest ids where there is none."""
        if party not in self._by_id:
            raise UnknownIdError(party, self._by_id, "parties")
        return self._by_id[party]

    @cached_property
    def answers(self) -> Mapping[tuple[str, str], tuple[tuple[Judge, float], ...]]:
        """For each provider and customer that anybody marked, in the order of the parties: judges and their marks."""
        found: dict[tuple[str, str], list[tuple[Judge, float]]] = {}
        for judge in self.judges:
            for mark in judge.marks:
                found.setdefault((mark.provider, mark.customer), []).append((judge, mark.value))
        place = {one.id: number for number, one in enumerate(self.parties)}
        pairs = sorted(found, key=lambda pair: (place[pair[0]], place[pair[1]]))
        return MappingProxyType({pair: tuple(found[pair]) for pair in pairs})

    @cached_property
    def medians(self) -> Mapping[tuple[str, str], float]:
        """The importance of each provider to each customer: the median of the judges who marked it."""
        return MappingProxyType({pair: median(value for _, value in said) for pair, said in self.answers.items()})

    @property
    def links(self) -> tuple[ServiceLink, ...]:
        """A link for each pair whose median is above 0, with who declared it, in the order of the parties."""
        return tuple(
            ServiceLink(provider=pair[0], customer=pair[1], importance=value, declared_by=self.declared_by(*pair))
            for pair, value in self.medians.items()
            if value > 0
        )

    def declared_by(self, provider: str, customer: str) -> DeclaredBy | None:
        """Who said that a link exists: those who give, those who receive, both; `None` where only others say so."""
        said = self.answers.get((provider, customer), ())
        return declared_by((judge for judge, value in said if value > 0), provider, customer)

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """Each judge's answers as rows of a program: importances sheet by sheet, then what the ten beans say."""
        return (*self._importances(), *self._parts())

    def _importances(self) -> Iterator[Judgement]:
        for judge in self.judges:
            for mark in judge.marks:
                yield Judgement(
                    subject=mark.customer,
                    provider=mark.provider,
                    question=Question.IMPORTANCE,
                    judge=judge.id,
                    value=mark.value,
                    on=self.on,
                )

    def _parts(self) -> Iterator[Judgement]:
        for one in self.beans:
            for question, value in one.answers(through_members=self.party(one.party).through_members):
                yield Judgement(subject=one.party, question=question, judge=one.judge, value=value, on=self.on)

    def crowded(self) -> Iterator[tuple[Judge, str, int]]:
        """The columns in which somebody marked more than seven inputs: judge, customer and how many."""
        for judge in self.judges:
            inputs = Counter(mark.customer for mark in judge.marks if mark.value > 0)
            yield from ((judge, one, count) for one, count in inputs.items() if count > self.MOST_INPUTS)

    @property
    def importances(self) -> Table:
        """
        What all judges together say of each link.

        Returns:
            `provider`, `provider_name`, `customer`, `customer_name`, `importance` (the median), `spread` (standard
            deviation, `None` for a single answer), `lowest`, `highest`, `answers`, `declared_by`; in the order of the
            parties; empty where nothing is marked. The notes name the columns with more than seven inputs.
        """
        return importances_table(self)

    @property
    def parts(self) -> Table:
        """
        What the ten beans say of each party.

        Returns:
            `id`, `name`, then median and spread of `dependence`, `leadership` and `system` (the part of what it receives
            that is resources), each from 0 to 1 and `None` where nobody says, and `answers`; empty without beans.
        """
        return parts_table(self)

    @property
    def mismatches(self) -> Table:
        """
        Where those who give and those who receive do not see the same.

        Returns:
            `provider`, `provider_name`, `customer`, `customer_name`, `provider_says`, `customer_says` (medians of each
            side, `None` where it does not know of the link) and `claim`; empty where all agree or only one side answered.
            A side answered where its judge filled in anything of the row it gives, or of the column it receives.
        """
        return mismatches_table(self)

    def applied(self, program: Program) -> Program:
        """
        The next value of a program, with what the matrix says in it.

        Links that were marked carry the median; new ones are added; what nobody marked stays as it is. An answer takes the
        place of the same judge's earlier one to the same question, and a whole side's of earlier ones without a name.

        Raises:
            ModelError: The program lacks a party or a judge, or would not agree with itself.
        """
        return applied(self, program)

    def to_program(self, *, name: str = "", language: str | None = None) -> Program:
        """
        A new program that holds what the matrix says: its parties, links and judgements.

        A judge who is none of the parties becomes a person.

        Args:
            name: What the program is called.
            language: Its locale; that of the matrix where none is given.
        """
        return applied(self, begun(self, name=name or self.name, language=language or self.language))

    def to_table(self) -> Table:
        """The importances."""
        return self.importances

    def __repr__(self) -> str:
        marks = sum(len(one.marks) for one in self.judges)
        sizes = (
            f"{len(self.parties)} parties, {len(self.judges)} judges, {marks} marks, {len(self.beans)} answers in beans"
        )
        return f"<Matrix {self.name!r}: {sizes}>"

    def __str__(self) -> str:
        return "\n\n".join(str(table) for table in self._tables())

    def _repr_html_(self) -> str:
        return "".join(table.to_html() for table in self._tables())

    def _tables(self) -> list[Table]:
        return [self.importances, *(table for table in (self.parts, self.mismatches) if len(table))]


def _by_place(place: Mapping[str, int]) -> Callable[[Mark], tuple[int, int]]:
    return lambda mark: (place[mark.provider], place[mark.customer])
