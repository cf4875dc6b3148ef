"""
Which customers' answers need a call back, and who has had one?

An answer at the bad end of its scale, or with a comment, is a customer who is waiting to be heard. Where single answers may be
seen they are listed by their code; where their survey promised groups and named no reader of single answers, and where an answer
has no code by which anybody could be found, they are counted only. Nobody is named: neither who rated nor who is rated.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

import numpy as np
from attrs import evolve, field, frozen

from servicecraft.errors import ModelError, SpokenFact
from servicecraft.model.columns.days import day_of
from servicecraft.model.program import Program
from servicecraft.model.voices import Instrument, Rating, Survey
from servicecraft.model.words import InstrumentKind
from servicecraft.statistics.arrays import Flags
from servicecraft.statistics.withholding import withheld
from servicecraft.tables import Cell, Table, TableColumn
from servicecraft.voice.answers import Telling, table_of, withheld_note
from servicecraft.voice.parties import Parties
from servicecraft.voice.scales import Scale
from servicecraft.words import say, sentence

DETRACTORS = 6
"""Up to this score of 0 to 10 nobody recommends."""
WORST = 2
"""How many steps of any other scale are its bad end: as many as are its good one."""
REASONS = {"bad_end": sentence("at the bad end of the scale"), "comment": sentence("wrote a comment")}
HEADINGS = {
    "response": sentence("code of the answer"),
    "on": sentence("day"),
    "age": sentence("days since"),
    "why": sentence("why"),
    "comment": sentence("comment"),
    "answered": sentence("a case was answered afterwards"),
    "waiting": sentence("still to be called"),
    "untold": sentence("of which that cannot be told"),
    "median_age": sentence("days since, of those still to be called (median)"),
}
GROUPINGS = ("unit", "service", "customer", "survey", "instrument")


@frozen(kw_only=True, eq=False)
class SingleAnswers:
    """
    The single answers of a program.

    Attributes:
        program: The program.
        parties: Who rates and is rated, as they may be shown.
        as_of: The last day that counts; `None` for all.
    """

    program: Program
    parties: Parties
    as_of: datetime.date | None


@frozen(kw_only=True)
class Call:
    """
    One answer that needs a call back.

    Attributes:
        survey: Its survey.
        instrument: Its scale.
        unit: The unit that it is about; `None` where nobody told.
        service: The service that it is about.
        customer: The group of customers that it comes from.
        response: The code of the respondent; `None` where there is none.
        listed: Whether it may be shown by itself.
        on: Its day; `None` where it is not known.
        score: The score; `None` for a comment alone.
        why: `bad_end` or `comment`.
        comment: What was written; `None` where nothing was.
        answered: Whether a case of the same customers about the same unit was answered on that day or later; `None` where
            that cannot be told.
    """

    survey: str
    instrument: str
    unit: str | None
    service: str | None
    customer: str | None
    response: str | None
    listed: bool
    on: datetime.date | None
    score: float | None
    why: str
    comment: str | None = field(repr=False)
    answered: bool | None


def call_back_table(
    answers: SingleAnswers | None, telling: Telling, by: str | Sequence[str] | None, as_of: datetime.date | str | None
) -> Table:
    """
    The answers that need a call back; see `Voice.call_backs`.

    Raises:
        ModelError: Single answers are not known (`SC-612`), or there is no such grouping (`SC-608`).
    """
    if answers is None:
        text = sentence("which customers are to be called; single answers are known of a program only.")
        raise ModelError.of("SC-612", reason=SpokenFact(text))
    keys = () if by is None else (by,) if isinstance(by, str) else tuple(by)
    for one in keys:
        if one not in GROUPINGS:
            raise ModelError.of("SC-608", one, choices=", ".join(GROUPINGS))
    day = answers.as_of if as_of is None else day_of(as_of, "as_of")
    day = day or max((one.on for one in answers.program.ratings if one.on is not None), default=None)
    calls = _calls(evolve(answers, as_of=day))
    table = _counted(calls, keys, day, answers, telling) if keys else _listed(calls, day, telling)
    return evolve(table, notes=(*_day_note(day, telling.language), *table.notes))


def _day_note(day: datetime.date | None, language: str) -> list[str]:
    return [] if day is None else [say(sentence("Until {day}."), language, day=day.isoformat())]


def _calls(answers: SingleAnswers) -> list[Call]:
    """The answers of people outside that need a call back, in the order in which they were given."""
    program, parties = answers.program, answers.parties
    instruments = {one.id: one for one in program.instruments}
    surveys = {one.id: one for one in program.surveys if one.instrument in instruments}
    heard = [
        one
        for one in program.ratings
        if one.survey in surveys
        and parties.side(one.rater, surveys[one.survey]) == "external"
        and (one.on is None or answers.as_of is None or one.on <= answers.as_of)
    ]
    scales = {one.id: Scale.of(one) for one in instruments.values()}
    spoken = _with_shown_comments(heard, surveys, parties, program.settings.minimum_group_comments)
    ends = _last_answers(answers)
    calls = []
    for number, one in enumerate(heard):
        survey = surveys[str(one.survey)]
        score = scales[str(survey.instrument)].number(one.score)
        bad = score is not None and at_bad_end(score, instruments[str(survey.instrument)])
        if bad or spoken[number]:
            calls.append(_call(one, survey, parties, ends, bad=bad, comment=spoken[number]))
    return sorted(calls, key=lambda call: (call.on is None, call.on or datetime.date.max))


def at_bad_end(score: float, instrument: Instrument) -> bool:
    """Whether a score is a detractor's, or on the worst two steps of any other scale; not for a missing one."""
    if instrument.kind is InstrumentKind.NPS:
        return score <= DETRACTORS
    if Scale.of(instrument).rises:
        return score <= instrument.lowest + WORST - 1
    return score >= instrument.highest - WORST + 1


def _with_shown_comments(
    heard: Sequence[Rating], surveys: Mapping[str, Survey], parties: Parties, fewest: int
) -> Flags:
    """The answers whose comments may be shown: enough people of the same survey spoke about the same unit."""
    groups: dict[tuple[object, ...], set[object]] = {}
    minimums = {name: max(fewest, one.promised_minimum_group or 0) for name, one in surveys.items()}
    for number, one in enumerate(heard):
        groups.setdefault(_about(one, parties), set()).add(_person(one, number))
    return np.array(
        [bool(one.comment) and len(groups[_about(one, parties)]) >= minimums[str(one.survey)] for one in heard],
        dtype=bool,
    )


def _about(one: Rating, parties: Parties) -> tuple[object, ...]:
    return one.survey, None if one.provider is None else parties.unit(one.provider)


def _person(one: Rating, number: int) -> object:
    """Answers of one code are one person's; those without one are taken as different people's."""
    return number if one.response is None else (one.survey, one.response)


def _last_answers(answers: SingleAnswers) -> Mapping[tuple[str, str], datetime.date]:
    """For customers and units the last day on which a case of theirs was answered; being closed is an answer too."""
    found: dict[tuple[str, str], datetime.date] = {}
    for case in answers.program.cases:
        days = [one for one in (case.answered_on, case.closed_on) if one is not None]
        known = [one for one in days if answers.as_of is None or one <= answers.as_of]
        if case.customer is not None and case.unit is not None and known:
            pair = (case.customer, case.unit)
            found[pair] = max(found.get(pair, min(known)), min(known))
    return found


def _call(
    one: Rating,
    survey: Survey,
    parties: Parties,
    ends: Mapping[tuple[str, str], datetime.date],
    *,
    bad: bool,
    comment: bool,
) -> Call:
    unit = None if one.provider is None else parties.unit(one.provider)
    customer = None if one.rater is None else parties.customer(one.rater)
    answered = None
    if unit is not None and customer is not None and one.on is not None:
        answered = ends.get((customer, unit), datetime.date.min) >= one.on
    promised = survey.promised_minimum_group is not None and survey.promised_readers is None
    return Call(
        survey=survey.id,
        instrument=str(survey.instrument),
        unit=unit,
        service=None if one.provider is None else parties.service(one.provider),
        customer=customer,
        response=one.response,
        listed=one.response is not None and not promised,
        on=one.on,
        score=one.score if bad else None,
        why="bad_end" if bad else "comment",
        comment=one.comment if comment else None,
        answered=answered,
    )


def _listed(calls: Sequence[Call], day: datetime.date | None, telling: Telling) -> Table:
    names = ("response", "survey", "unit", "service", "customer", "on", "age", "why", "score", "comment", "answered")
    rows: list[tuple[Cell, ...]] = [
        tuple(_age(call, day) if name == "age" else getattr(call, name) for name in names)
        for call in calls
        if call.listed
    ]
    return Table.of(
        [_column(telling, name) for name in names],
        rows,
        title=say(sentence("Who is to be called back"), telling.language),
        notes=_listing_notes(calls, telling),
        language=telling.language,
    )


def _listing_notes(calls: Sequence[Call], telling: Telling) -> list[str]:
    codeless = sum(call.response is None for call in calls)
    promised = sum(not call.listed and call.response is not None for call in calls)
    texts = (
        (codeless, sentence("Without a code by which anybody could be found, counted only: {count}.")),
        (promised, sentence("Of surveys that promised to show groups only, counted only: {count}.")),
    )
    notes = [say(text, telling.language, count=count) for count, text in texts if count]
    return [*notes, say(PURPOSE, telling.language)]


PURPOSE = sentence(
    "For whoever calls these customers back, and for nobody else; it tells nothing about single employees."
)


def _age(call: Call, day: datetime.date | None) -> int | None:
    return None if call.on is None or day is None else (day - call.on).days


def _column(telling: Telling, name: str) -> TableColumn:
    if name not in HEADINGS:
        return telling.column(name)
    words = {code: say(text, telling.language) for code, text in REASONS.items()} if name == "why" else {}
    return TableColumn(name=name, label=say(HEADINGS[name], telling.language), words=words)


def _counted(
    calls: Sequence[Call], keys: Sequence[str], day: datetime.date | None, answers: SingleAnswers, telling: Telling
) -> Table:
    """How many need a call back in each group, rows of too few people withheld with what would tell of them."""
    groups: dict[tuple[str | None, ...], list[Call]] = {}
    for call in calls:
        groups.setdefault(tuple(getattr(call, key) for key in keys), []).append(call)
    labels = sorted(groups, key=lambda group: tuple((one is None, one or "") for one in group))
    minimum = _minimum(calls, answers)
    hidden = _hidden([_people(groups[label]) for label in labels], labels, minimum)
    columns: dict[str, Sequence[Cell]] = {
        "n": [len(groups[label]) for label in labels],
        "answered": [sum(call.answered is True for call in groups[label]) for label in labels],
        "waiting": [sum(call.answered is False for call in groups[label]) for label in labels],
        "untold": [sum(call.answered is None for call in groups[label]) for label in labels],
        "median_age": [_median_age(groups[label], day, minimum) for label in labels],
        "withheld": [False] * len(labels),
    }
    table = table_of(
        telling,
        keys,
        labels,
        columns,
        hidden,
        title=say(sentence("How many are to be called back"), telling.language),
        notes=[*withheld_note(hidden, minimum, telling.language), say(PURPOSE, telling.language)],
    )
    heads = [_column(telling, one.name) if one.name in HEADINGS else one for one in table.columns]
    return evolve(table, columns=tuple(heads))


def _minimum(calls: Sequence[Call], answers: SingleAnswers) -> int:
    """The fewest people who are shown as a group: that of the settings, or the strictest promise."""
    used = {call.survey for call in calls}
    promised = [one.promised_minimum_group or 0 for one in answers.program.surveys if one.id in used]
    return max([answers.program.settings.minimum_group, *promised])


def _people(calls: Sequence[Call]) -> int:
    return len({number if call.response is None else (call.survey, call.response) for number, call in enumerate(calls)})


def _hidden(people: Sequence[int], labels: Sequence[tuple[str | None, ...]], minimum: int) -> Flags:
    """The withheld rows; the total and, with several keys, the rows of each single one are taken as known."""
    if not people or min(people) >= minimum:
        return np.zeros(len(people), dtype=bool)
    rows = np.arange(len(people))
    tables = [rows]
    if labels and len(labels[0]) > 1:
        for place in range(len(labels[0])):
            seen = {label: number for number, label in enumerate(dict.fromkeys(one[place] for one in labels))}
            tables.append(np.array([seen[one[place]] for one in labels]))
    tables.append(np.zeros(len(people), dtype=np.int64))
    known = (len(tables) - 1,) if sum(people) >= minimum and len(people) > 1 else ()
    return np.asarray(withheld(people, tables, minimum, published=known)[0], dtype=bool)


def _median_age(calls: Sequence[Call], day: datetime.date | None, minimum: int) -> float | None:
    """For how long those wait who are still to be called; `None` where they are too few to be told of."""
    waiting = [call for call in calls if call.answered is False]
    ages = [age for call in waiting if (age := _age(call, day)) is not None]
    return None if _people(waiting) < minimum or not ages else float(np.median(ages))
