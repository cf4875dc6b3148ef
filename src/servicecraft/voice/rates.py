"""How many of those who were asked answered: the first thing to know about any survey."""

from __future__ import annotations

from attrs import frozen

from servicecraft.model.voices import Survey
from servicecraft.statistics.shares import wilson
from servicecraft.tables import Cell, Table
from servicecraft.voice.answers import interval_note
from servicecraft.voice.asking import confidence_of
from servicecraft.voice.grouping import Grouped
from servicecraft.voice.heard import Heard
from servicecraft.words import say, sentence


@frozen(kw_only=True)
class Rate:
    """
    The response to one survey.

    Attributes:
        survey: The survey.
        answered: How many answered, as the survey says or else as its answers show; `None` where neither is known.
    """

    survey: Survey
    answered: int | None


def rates_of(heard: Heard) -> list[Rate]:
    """The response to every survey, in their order."""
    key = heard.lines.keys.get("survey")
    counted: dict[str, int] = {}
    if key is not None:
        grouped = Grouped.of(heard.lines, ["survey"])
        people = grouped.respondents(grouped.answered).tolist()
        counted = {str(group[0]): count for group, count in zip(grouped.groups, people, strict=True)}
    return [
        Rate(survey=one, answered=counted.get(one.id) if one.answered is None else one.answered)
        for one in heard.surveys
    ]


def response_note(heard: Heard, grouped: Grouped) -> list[str]:
    """How many answered of those who were asked, over the surveys of some answers; empty where nobody counted."""
    key = grouped.lines.keys.get("survey")
    named = set() if key is None else set(key.values())
    known = [
        (one.answered, one.survey.sent)
        for one in rates_of(heard)
        if one.survey.id in named and one.answered is not None and one.survey.sent
    ]
    if not known:
        return []
    answered, sent = (sum(one or 0 for one in part) for part in zip(*known, strict=True))
    text = sentence("Answered: {answered} of {sent} who were asked ({share}).")
    return [say(text, heard.language, answered=answered, sent=sent, share=heard.telling.share(answered / sent))]


def rates_table(heard: Heard, confidence: float | None = None) -> Table:
    """
    The response to every survey.

    Returns:
        Columns `survey`, `n` (answered), `missing` (asked and silent), `rate`, `lower`, `upper`, `method`, `sent`,
        `audience`; `None` where it is not known how many were asked.
    """
    telling, rates = heard.telling, rates_of(heard)
    method = "Wilson"
    rows: list[tuple[Cell, ...]] = []
    for one in rates:
        sent, answered = one.survey.sent, one.answered
        if not sent or answered is None or answered > sent:
            rows.append((one.survey.id, answered, None, None, None, None, None, sent, one.survey.audience))
            continue
        lower, upper = wilson(answered, sent, confidence_of(heard, confidence))
        interval = (float(lower), float(upper), method)
        rows.append((one.survey.id, answered, sent - answered, answered / sent, *interval, sent, one.survey.audience))
    names = ("survey", "n", "missing", "rate", "lower", "upper", "method", "sent", "audience")
    return Table.of(
        [telling.column(name) for name in names],
        rows,
        title=say(sentence("Who answered"), heard.language),
        notes=[interval_note(telling, method, confidence_of(heard, confidence))]
        if any(row[3] is not None for row in rows)
        else (),
        language=heard.language,
    )
