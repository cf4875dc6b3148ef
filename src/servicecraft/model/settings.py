"""Every threshold and default of the library in one frozen object, each with where it comes from."""

from __future__ import annotations

from typing import ClassVar

from servicecraft.model.rows import Row, number, row, texts, whole
from servicecraft.model.rules import NotAbove

OURS = "our default"


@row
class Settings(Row):
    """The thresholds of a program; files hold only those that differ from the defaults."""

    table: ClassVar[str] = "settings"
    rules = (NotAbove(("credibility_lost", "credibility_low")), NotAbove(("minimum_group", "minimum_group_comments")))

    dependence: float = number(
        "How far a party's work rests on what it receives, where nobody says.",
        default=0.5,
        lowest=0,
        highest=1,
        source=OURS,
    )
    leadership: float = number(
        "How far a party's work rests on leadership, where nobody says.",
        default=0.2,
        lowest=0,
        highest=1,
        open_high=True,
        source=OURS,
    )
    direction_part: float = number(
        "The part of leadership that rests on all seniors together.", default=0.25, lowest=0, highest=1, source=OURS
    )
    common_part: float = number(
        "The part that all parties share of what is not known about dependence and leadership.",
        default=0.5,
        lowest=0,
        highest=1,
        source=OURS,
    )
    own_work_spread: float = number(
        "How far own work is expected to lie from the mean, on a scale of 0 to 1.",
        default=0.15,
        lowest=0,
        open_low=True,
        source=OURS,
    )
    missing_link: float = number(
        "How likely it is that a drawn link does not exist.",
        default=0.05,
        lowest=0,
        highest=1,
        open_high=True,
        source=OURS,
    )
    minimum_group: int = whole("The smallest group whose answers are shown.", default=5, lowest=3, source=OURS)
    minimum_group_comments: int = whole(
        "The smallest group whose comments are shown.", default=8, lowest=5, source=OURS
    )
    confidence: float = number(
        "The confidence of intervals.", default=0.95, lowest=0.5, highest=1, open_high=True, source="customary"
    )
    training_round_months: int = whole(
        "The longest time between two rounds of training, in months.", default=6, lowest=1, source=OURS
    )
    training_hours: float = number(
        "Hours of service training for each person and year.", default=20, lowest=0, source=OURS
    )
    acknowledge_days: int = whole("Working days in which an idea is acknowledged.", default=3, lowest=1, source=OURS)
    decide_days: int = whole("Working days in which an idea is decided.", default=15, lowest=1, source=OURS)
    results_days: int = whole("Days in which those asked hear the results.", default=30, lowest=1, source=OURS)
    stall_days: int = whole(
        "Working days without a move after which a phase counts as stalled.", default=15, lowest=1, source=OURS
    )
    say_do: float = number(
        "The part of due commitments that leaders keep.", default=0.8, lowest=0, highest=1, source=OURS
    )
    credibility_lost: float = number(
        "Credibility below which there is no campaign before repair.", default=0.4, lowest=0, highest=1, source=OURS
    )
    credibility_low: float = number(
        "Credibility below which repair runs in parallel.", default=0.6, lowest=0, highest=1, source=OURS
    )
    shares: tuple[str, ...] = texts(
        "Columns whose numbers are shares and must add up to 1: customers.weight, links.importance.",
        default=(),
    )
