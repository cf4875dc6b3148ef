"""
What customers say, on one page: who answered first, then the verdict, then every score that the scales give.

Each line says how many it rests on and how sure it is. The questions behind it tell more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servicecraft.model.words import InstrumentKind
from servicecraft.statistics.shares import wilson
from servicecraft.tables import Cell, Table, TableColumn, spoken_number
from servicecraft.words import say, sentence

if TYPE_CHECKING:
    from servicecraft.voice import Voice

SCORES = {
    "response_rate": sentence("response rate"),
    "verdict": sentence("verdict: above or below what was expected"),
    "csat": sentence("satisfied, as a share"),
    "nps": sentence("net promoter score"),
    "ces": sentence("ease or effort"),
    "mean": sentence("mean"),
}
"""What the lines tell, in their order."""
HEADINGS = {
    "score": sentence("what is told"),
    "value": sentence("value"),
    "told": sentence("in words"),
}
Line = dict[str, Cell]


def overview_of(voice: Voice, by: Sequence[str] = ()) -> Table:
    """
    What customers say.

    Args:
        voice: What was said.
        by: The keys by which all but the response rates are grouped.

    Returns:
        One row for each score, scale and group: the keys, `score`, `instrument` (`None` for the verdict), `n`, `value`,
        `lower`, `upper`, `method`, `withheld`, `told` (the verdict and its reason). Scores that no scale gives are left
        out.
    """
    by = tuple(one for one in by if one != "instrument")
    language = voice.heard.language
    scores = [_verdict(voice, by), *(_score(voice, name, by, _meant(voice, name)) for name in ("csat", "nps", "ces"))]
    told = {line["instrument"] for found, _ in scores for line in found}
    scores.append(_score(voice, "mean", by, [one for one in _meant(voice, "mean") if one not in told]))
    lines = [*_rates(voice), *(line for found, _ in scores for line in found)]
    notes = [note for _, table in scores if table is not None for note in table.notes]
    if not lines:
        notes = [say(sentence("No customer has been heard yet."), language)]
    names = (*by, "score", "instrument", "n", "value", "lower", "upper", "method", "withheld", "told")
    return Table.of(
        [_column(voice, name, language) for name in names],
        [tuple(line.get(name) for name in names) for line in lines],
        title=say(sentence("What customers say"), language),
        notes=tuple(dict.fromkeys(notes)),
        language=language,
    )


def _rates(voice: Voice) -> list[Line]:
    """Who answered, the surveys of each scale together: those that people outside were asked in."""
    kinds = {one.id: one.instrument for one in voice.heard.surveys}
    inside = _inside(voice)
    asked: dict[str | None, tuple[int, int]] = {}
    for row in voice.response_rates().to_dicts():
        scale, sent, answered = kinds.get(str(row["survey"])), row["sent"], row["n"]
        if row["rate"] is None or not isinstance(sent, int) or not isinstance(answered, int) or row["survey"] in inside:
            continue
        had = asked.get(scale, (0, 0))
        asked[scale] = (had[0] + answered, had[1] + sent)
    return [_rate(voice, scale, *counts) for scale, counts in asked.items()]


def _inside(voice: Voice) -> set[object]:
    """The surveys in which only people of the organisation answered."""
    keys = voice.heard.lines.keys
    if "survey" not in keys:
        return set()
    said = set(zip(keys["survey"].values(), keys["raters"].values(), strict=True))
    outside: set[object] = {survey for survey, side in said if side == "external"}
    return {survey for survey, _ in said if survey not in outside}


def _rate(voice: Voice, scale: str | None, answered: int, sent: int) -> Line:
    lower, upper = (float(one) for one in wilson(answered, sent, voice.heard.settings.confidence))
    text = sentence("{answered} of {sent} who were asked")
    language = voice.heard.language
    told = say(text, language, answered=spoken_number(answered, language), sent=spoken_number(sent, language))
    found: Line = {"score": "response_rate", "instrument": scale, "n": answered, "value": answered / sent}
    return found | {"lower": lower, "upper": upper, "method": "Wilson", "withheld": False, "told": told}


def _verdict(voice: Voice, by: Sequence[str]) -> tuple[list[Line], Table | None]:
    table = voice.verdict(by=list(by) or None)
    words = {one.name: one.words for one in table.columns}
    found: list[Line] = []
    for row in table.to_dicts():
        if row["verdict"] == "none" and not row["withheld"]:
            continue
        said = [words[name].get(str(row[name]), row[name]) for name in ("verdict", "reason") if row[name] is not None]
        told = f"{said[0]}: {said[1]}" if len(said) == 2 else None
        found.append({**row, "score": "verdict", "value": row["gap"], "told": told, "instrument": None})
    return found, table if found else None


def _score(voice: Voice, name: str, by: Sequence[str], scales: Sequence[str]) -> tuple[list[Line], Table | None]:
    if not scales:
        return [], None
    table: Table = getattr(voice, name)(by=["instrument", *by], instrument=scales)
    found = [{**row, "score": name, "value": row[name]} for row in table.to_dicts() if row["n"] or row["withheld"]]
    return found, table if found else None


def _meant(voice: Voice, name: str) -> list[str]:
    """The scales on which a score stands on this page: those that say so, and for means all on which it is not above."""
    wished = {"csat": InstrumentKind.CSAT, "nps": InstrumentKind.NPS, "ces": InstrumentKind.CES}.get(name)
    said = set(voice.heard.lines.keys["instrument"].values())
    scales = [one for one in voice.heard.instruments.values() if one.id in said]
    return [one.id for one in scales if wished is None or one.kind is wished]


def _column(voice: Voice, name: str, language: str) -> TableColumn:
    if name == "score":
        spoken = {score: say(text, language) for score, text in SCORES.items()}
        return TableColumn(name=name, label=say(HEADINGS[name], language), words=spoken)
    if name in HEADINGS:
        return TableColumn(name=name, label=say(HEADINGS[name], language))
    return voice.heard.telling.column(name)
