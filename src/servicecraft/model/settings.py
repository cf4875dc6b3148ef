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
    judgement_spread: float = number(
        "How far what is said of dependence or leadership may lie from the truth (standard deviation), where fewer than"
        " two judges say it.",
        default=0.1,
        lowest=0,
        highest=1,
        source=OURS,
    )
    importance_spread: float = number(
        "How far an importance may lie from the truth (standard deviation of its logarithm), where fewer than two judges"
        " say it.",
        default=0.3,
        lowest=0,
        highest=10,
        source=OURS,
    )
    rating_spread: float = number(
        "How far single ratings of one party by one rater differ (standard deviation, on a scale of 0 to 1), where nobody"
        " rated twice.",
        default=0.2,
        lowest=0,
        highest=1,
        source=OURS,
    )
    least_rating_error: float = number(
        "The smallest standard error that the rating of a party is taken to have, on a scale of 0 to 1.",
        default=0.01,
        lowest=0,
        open_low=True,
        highest=1,
        source=OURS,
    )
    leader_answers: int = whole(
        "Answers about support from a leader that are needed before they rate the leader.",
        default=5,
        lowest=1,
        source=OURS,
    )
    draws: int = whole(
        "Draws of a simulation where nobody says how many: of the intervals of own work, and of reports.",
        default=200,
        lowest=1,
        source=OURS,
    )
    top: int = whole("How many count as the first of a ranking.", default=3, lowest=1, source=OURS)
    minimum_group: int = whole("The smallest group whose answers are shown.", default=5, lowest=3, source=OURS)
    minimum_group_comments: int = whole(
        "The smallest group whose comments are shown.", default=8, lowest=5, source=OURS
    )
    confidence: float = number(
        "The confidence of intervals.", default=0.95, lowest=0.5, highest=1, open_high=True, source="customary"
    )
    verdict_margin: float = number(
        "How far around what was expected the customers' answers may lie and still count as met, as a part of the scale.",
        default=0.05,
        lowest=0,
        highest=1,
        source=OURS,
    )
    training_round_months: int = whole(
        "The longest time between two rounds of training, in months.", default=6, lowest=1, source=OURS
    )
    training_hours: float = number(
        "Hours of service training for each person and year.", default=20, lowest=0, source=OURS
    )
    acknowledge_days: int = whole("Working days in which an idea is acknowledged.", default=3, lowest=1, source=OURS)
    decide_days: int = whole("Working days in which an idea is decided.", default=15, lowest=1, source=OURS)
    idea_round_months: int = whole(
        "The longest time between two rounds of asking for ideas, in months.", default=3, lowest=1, source=OURS
    )
    results_days: int = whole("Days in which those asked hear the results.", default=30, lowest=1, source=OURS)
    case_answer_days: int = whole(
        "Working days in which a customer's case is answered.", default=3, lowest=1, source=OURS
    )
    case_close_days: int = whole(
        "Working days in which a customer's case is closed.", default=15, lowest=1, source=OURS
    )
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
    most_doing: int = whole(
        "The most holders that do one responsibility (R); more are many.", default=5, lowest=1, source=OURS
    )
    most_consulted: int = whole(
        "The most holders that are consulted on one responsibility (C); more are many.",
        default=3,
        lowest=0,
        source=OURS,
    )
    most_informed: int = whole(
        "The most holders that are informed of one responsibility (I); more are many.",
        default=7,
        lowest=0,
        source=OURS,
    )
    overload_from: int = whole(
        "From how many responsibilities that it answers for (A) a holder can count as overloaded.",
        default=5,
        lowest=1,
        source=OURS,
    )
    shares: tuple[str, ...] = texts(
        "Columns whose numbers are shares and must add up to 1: customers.weight, links.importance.",
        default=(),
    )
