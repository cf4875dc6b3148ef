"""What `show` asks of what customers and staff say, in a program or in a file of answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from servicecraft.cli.asking import Asked, Topic, TopicOptionError
from servicecraft.cli.voice_overview import overview_of
from servicecraft.errors import SpokenFact
from servicecraft.model.program import Program
from servicecraft.tables import Table
from servicecraft.words import glossary, sentence

if TYPE_CHECKING:
    from servicecraft.voice import Voice

VoiceQuestion = Callable[["Voice", Asked], Table]
"""What makes a table of a voice and of how it is asked for."""

GROUPINGS = {
    "mes": "month",
    "trimestre": "quarter",
    "ano": "year",
    "canal": "channel",
    "proveedor": "provider",
    "calificador": "rater",
    "instrumento": "instrument",
    "escala": "instrument",
    "servicio": "service",
    "cliente": "customer",
    "unidad": "unit",
    "nivel": "level",
    "periodo": "period",
    "encuesta": "survey",
    "dimension": "dimension",
}
"""The groupings of answers in Spanish, without accents; further columns are called as they are."""
SPANS = ("period", "month", "quarter", "year")
SCORES = ("csat", "nps", "ces", "mean", "servqual")
"""The scores whose change can be asked for."""
SPANISH_SCORES = {
    "satisfaccion": "csat",
    "recomendacion": "nps",
    "facilidad": "ces",
    "media": "mean",
    "promedio": "mean",
    "brechas": "servqual",
}


def voice_of(program: Program, asked: Asked) -> Voice:
    """The voice of a program until the day and in the language that are asked for."""
    from servicecraft.voice import Voice

    spoken = program if asked.language == program.language else evolve(program, language=asked.language)
    return Voice.of(spoken, asked.as_of)


def groups(voice: Voice, asked: Asked) -> tuple[str, ...]:
    """The keys by which answers are grouped, several with commas between, also by their Spanish names."""
    return tuple(one if one in voice.keys else named_grouping(one) for one in listed(asked.by))


def listed(text: str | None) -> list[str]:
    """What stands between commas."""
    return [one.strip() for one in (text or "").split(",") if one.strip()]


def named_grouping(name: str) -> str:
    """A grouping by its own name, where its Spanish one is given."""
    return GROUPINGS.get(glossary.folded(name), name)


def grouped(name: str) -> VoiceQuestion:
    """The question for a score that is grouped and takes nothing else."""

    def question(voice: Voice, asked: Asked) -> Table:
        by = groups(voice, asked)
        table: Table = getattr(voice, name)(by=list(by)) if by else getattr(voice, name)()
        return table

    return question


def plain(name: str) -> VoiceQuestion:
    """A question that takes nothing."""

    def question(voice: Voice, asked: Asked) -> Table:  # noqa: ARG001 - as the others
        table: Table = getattr(voice, name)()
        return table

    return question


def trend(voice: Voice, asked: Asked) -> Table:
    """How a score goes from time to time; a span of time among the groups is what one point stands for."""
    by = groups(voice, asked)
    spans = [one for one in by if one in SPANS]
    others = [one for one in by if one not in SPANS]
    return voice.trend(_score(asked), others or None, span=spans[-1] if spans else "month")


def difference(voice: Voice, asked: Asked) -> Table:
    """How a score differs from that of the same months a year before."""
    return voice.difference(_score(asked), by=list(groups(voice, asked)) or None)


def call_backs(voice: Voice, asked: Asked) -> Table:
    """Answers that need a call back, one by one or, with groups, counted."""
    return voice.call_backs(list(groups(voice, asked)) or None)


def voice_overview(voice: Voice, asked: Asked) -> Table:
    """Who answered, the verdict, and every score that the scales give."""
    return overview_of(voice, groups(voice, asked))


def case_times(program: Program, asked: Asked) -> Table:
    """How soon customers' cases are answered and closed, open ones included."""
    from servicecraft.participation import Participation

    kinds = {"tipo": "kind", "gravedad": "severity", "unidad": "unit", "servicio": "service", "cliente": "customer"}
    by = None if asked.by is None else kinds.get(glossary.folded(asked.by), asked.by)
    spoken = program if asked.language == program.language else evolve(program, language=asked.language)
    cases = Participation.of(spoken, as_of=asked.as_of).cases
    return cases.times(by) if by else cases.to_table()


def _score(asked: Asked) -> str:
    wished = asked.of or "mean"
    found = SPANISH_SCORES.get(glossary.folded(wished), wished)
    if found not in SCORES:
        text = sentence("With --of goes one of these scores: {scores}.")
        raise TopicOptionError(SpokenFact(text, scores=", ".join(SCORES))).in_language(asked.language)
    return found


@frozen(kw_only=True)
class VoiceTopic:
    """
    One question to a voice.

    Attributes:
        answer: What makes its table.
        spanish: Its name in Spanish.
        takes: The options that it takes beside the language.
    """

    answer: VoiceQuestion
    spanish: str
    takes: tuple[str, ...] = ("by",)


VOICE_QUESTIONS: Mapping[str, VoiceTopic] = {
    "voice": VoiceTopic(answer=voice_overview, spanish="voz"),
    "response_rates": VoiceTopic(answer=plain("response_rates"), spanish="tasas de respuesta", takes=()),
    "verdict": VoiceTopic(answer=grouped("verdict"), spanish="veredicto"),
    "csat": VoiceTopic(answer=grouped("csat"), spanish="satisfacción"),
    "nps": VoiceTopic(answer=grouped("nps"), spanish="recomendación"),
    "ces": VoiceTopic(answer=grouped("ces"), spanish="facilidad"),
    "mean": VoiceTopic(answer=grouped("mean"), spanish="promedio"),
    "counts": VoiceTopic(answer=grouped("counts"), spanish="distribución"),
    "servqual": VoiceTopic(answer=grouped("servqual"), spanish="brechas"),
    "trend": VoiceTopic(answer=trend, spanish="tendencia", takes=("by", "of")),
    "difference": VoiceTopic(answer=difference, spanish="cambio", takes=("by", "of")),
    "agreement": VoiceTopic(answer=grouped("agreement"), spanish="acuerdo"),
    "reliability": VoiceTopic(answer=plain("reliability"), spanish="confiabilidad", takes=()),
    "link_quality": VoiceTopic(answer=plain("link_quality"), spanish="servicio interno", takes=()),
    "call_backs": VoiceTopic(answer=call_backs, spanish="por llamar"),
}
"""The questions to a voice, in the order in which people ask them."""


def _topic(one: VoiceTopic) -> Topic:
    return Topic(
        answer=lambda program, asked: one.answer(voice_of(program, asked), asked),
        spanish=one.spanish,
        takes=(*one.takes, "as_of"),
    )


VOICE_TOPICS: Mapping[str, Topic] = {
    **{name: _topic(one) for name, one in VOICE_QUESTIONS.items()},
    "case_times": Topic(answer=case_times, spanish="plazos de casos", takes=("by", "as_of")),
}
"""The same as topics of a program, and how long cases of customers wait."""


def question_named(topic: str) -> str | None:
    """The question to a voice that a topic names in either language; `None` where it names none."""
    wished = glossary.folded(topic)
    return next(
        (name for name, one in VOICE_QUESTIONS.items() if wished in map(glossary.folded, (name, one.spanish))), None
    )
