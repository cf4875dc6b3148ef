"""What is to happen: plans, phases and activities, what can go wrong, what must hold first, and who leads."""

from __future__ import annotations

import datetime
import re
from typing import ClassVar

from attrs import define, field, frozen

from servicecraft.errors import ModelError, SpokenFact
from servicecraft.model.columns import LONGEST_NAME, Column, Item, Several, kind_of
from servicecraft.model.rows import (
    THE_ID,
    Row,
    choice,
    choices,
    day,
    identifier,
    naming,
    number,
    own_words,
    reference,
    row,
    short_text,
    special,
    texts,
    whole,
    yes_no,
)
from servicecraft.model.rules import AtMostOne, Needs, NotAbove
from servicecraft.model.words import Capacity, Quality, WheelStep
from servicecraft.words import sentence

LINKS = ("FS", "SS", "FF", "SF")
"""How one activity waits for another: finish to start, start to start, finish to finish, start to finish."""

_AFTER = re.compile(r"(?P<activity>[^\s|,;]+)(?:\s+(?P<link>FS|SS|FF|SF)?\s*(?P<lag>[+-][0-9]+)?)?")


@frozen
class After:
    """
    That one activity waits for another.

    Attributes:
        activity: Id of the activity that is waited for.
        link: `FS`, `SS`, `FF` or `SF`: which end of the other one which end of this one waits for.
        lag: Working days between the two ends; negative for a lead.
    """

    activity: str
    link: str = field(default="FS", kw_only=True)
    lag: int = field(default=0, kw_only=True)

    def __attrs_post_init__(self) -> None:
        match = _AFTER.fullmatch(str(self)) if isinstance(self.lag, int) else None
        if match is None or match["activity"] != self.activity or self.link not in LINKS:
            expected = SpokenFact(AfterItem.expected)
            raise ModelError.of("SC-118", self.activity, path="after", found=kind_of(self.activity), expected=expected)

    def __str__(self) -> str:
        if self.link == "FS" and not self.lag:
            return self.activity
        return f"{self.activity} {self.link}{f'{self.lag:+d}' if self.lag else ''}"


@define(eq=False)
class AfterItem(Item):
    """One activity that is waited for: `b`, `b SS+2`, `b FF-1`."""

    longest: int = LONGEST_NAME + 20  # the id, and how it is waited for

    expected: ClassVar[str] = sentence("an activity such as b, b SS+2 or b FF-1")

    def clean(self, value: object) -> object:
        """An `After`, from one or from its text."""
        if isinstance(value, After):
            return value
        text = Item.clean(self, value)
        match = _AFTER.fullmatch(text) if isinstance(text, str) else None
        if match is None:
            self.wrong_kind(value)
        return After(match["activity"], link=match["link"] or "FS", lag=int(match["lag"] or 0))

    def plain(self, value: object) -> object:
        """Its text."""
        return str(value)

    def schema(self) -> dict[str, object]:
        """A string of that form."""
        return {"type": "string", "pattern": r"^[^\s|,;]+(\s+(FS|SS|FF|SF)?\s*([+-][0-9]+)?)?$"}


def _afters(doc: str) -> Column:
    return Several(doc, each=AfterItem(doc))


@row
class Plan(Row):
    """What is to be done, from its first day."""

    table: ClassVar[str] = "plans"

    id: str = identifier("A short name that other rows use for the plan.")
    name: str = naming("What people call the plan.", default=THE_ID)
    start: datetime.date | None = day("The first day.", default=None)
    calendar: str | None = short_text(
        "Which days are worked: a country or a region of it (DO, ES-MD), then what differs (mon-sat, -2026-12-24).",
        default=None,
        longest=1_000,
    )


@row
class Phase(Row):
    """A part of a plan with a purpose of its own."""

    table: ClassVar[str] = "phases"

    id: str = identifier("A short name that other rows use for the phase.")
    name: str = naming("What people call the phase.", default=THE_ID)
    plan: str | None = reference("The plan it belongs to; needed where there are several.", "plans", default=None)
    order: int = whole("Its place in the order of phases.", lowest=1)
    purpose: str | None = own_words("What it is for.", default=None)
    step: WheelStep | None = choice("Its step of plan, do, check, act.", WheelStep, default=None)


@row
class Activity(Row):
    """Something to be done within a phase."""

    table: ClassVar[str] = "activities"
    rules = (
        AtMostOne(("duration", "likely")),
        Needs("optimistic", ("likely", "pessimistic")),
        Needs("pessimistic", ("optimistic", "likely")),
        Needs("likely", ("optimistic", "pessimistic")),
        NotAbove(("optimistic", "likely", "pessimistic")),
    )

    id: str = identifier("A short name that other rows use for the activity.")
    name: str = naming("What is to be done.", default=THE_ID)
    phase: str | None = reference("The phase it belongs to.", "phases", default=None)
    owner: str | None = reference("Who sees to it.", "people", "roles", "units", default=None)
    owner_is_outside: bool = yes_no("Whether somebody outside the organisation sees to it.", default=False)
    duration: float | None = number("Working days it takes.", default=None, lowest=0)
    optimistic: float | None = number("Working days if all goes well.", default=None, lowest=0)
    likely: float | None = number("Working days most likely.", default=None, lowest=0)
    pessimistic: float | None = number("Working days if much goes wrong.", default=None, lowest=0)
    after: tuple[After, ...] = special(_afters("Activities it waits for: b, b SS+2, b FF-1."), default=())
    planned_start: datetime.date | None = day("The day it was planned to start.", default=None)
    planned_finish: datetime.date | None = day(
        "The day it was planned to finish.", default=None, not_before="planned_start"
    )
    not_before: datetime.date | None = day("The day before which it cannot start.", default=None)
    deadline: datetime.date | None = day("The day by which it must be finished.", default=None, not_before="not_before")
    milestone: bool = yes_no("Whether it is a point in time and no work.", default=False)
    needs: tuple[str, ...] = texts("Strengths that it asks for.", default=())
    cost: float | None = number("What it costs, in the program's currency.", default=None, lowest=0)
    started_on: datetime.date | None = day("The day it started.", default=None)
    finished_on: datetime.date | None = day("The day it was finished.", default=None, not_before="started_on")
    progress: float | None = number("Part that is done, from 0 to 1.", default=None, lowest=0, highest=1)


@row
class Risk(Row):
    """Something that can go wrong with a plan."""

    table: ClassVar[str] = "risks"

    id: str = identifier("A short name that other rows use for the risk.")
    name: str = naming("What can go wrong.", default=THE_ID)
    plan: str | None = reference("The plan it threatens; needed where there are several.", "plans", default=None)
    owner: str | None = reference("Who watches it.", "people", "roles", "units", default=None)
    likelihood: float | None = number("How likely it is, from 0 to 1.", default=None, lowest=0, highest=1)
    effect: str | None = own_words("What it would do.", default=None)
    response: str | None = own_words("What is done about it.", default=None)


@row
class Gate(Row):
    """A condition that must hold before a phase begins."""

    table: ClassVar[str] = "gates"

    phase: str = reference("The phase that it guards.", "phases")
    condition: str = short_text("The name of the computed condition, such as credibility.")
    threshold: float | None = number("The value that must be reached.", default=None)


@row
class TeamMember(Row):
    """Somebody in the team that leads the program."""

    table: ClassVar[str] = "team_members"

    person: str = reference("Who it is.", "people")
    capacity: Capacity = choice("In which capacity.", Capacity, default=Capacity.MEMBER)
    covers: tuple[Quality, ...] = choices("What the person brings to the team.", Quality, default=())
    backup: str | None = reference("Who stands in.", "people", default=None)
    hours_per_week: float | None = number("Hours a week for the program.", default=None, lowest=0, highest=168)
