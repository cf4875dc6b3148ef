"""What was heard: the frequency table with all that belongs to it, and how parts of it become one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import field, frozen

from servicecraft.errors import ModelError, SpokenFact
from servicecraft.model.settings import Settings
from servicecraft.model.voices import Instrument, Survey
from servicecraft.voice.answers import Telling
from servicecraft.voice.items import Items
from servicecraft.voice.keys import Key, Label
from servicecraft.voice.lines import Lines, merged
from servicecraft.words import sentence

if TYPE_CHECKING:
    from servicecraft.voice.calling_back import SingleAnswers

SIDES = ("external", "internal", "staff")
"""Who speaks: customers of the organisation, parties within it that are served, people about their own work."""


@frozen(kw_only=True, eq=False)
class Heard:
    """
    Answers reduced to a frequency table.

    Attributes:
        lines: The table.
        item_lines: The answers to each item of wide frames, told apart by `dimension`; `None` elsewhere.
        items: For each block of items of wide frames what its reliability is computed from.
        instruments: The scales on which the answers stand, by id.
        surveys: The surveys they come from.
        links: Who serves whom inside the organisation, as far as the program draws it.
        settings: Thresholds and defaults.
        language: The locale in which answers speak.
        names: For each key what its labels are called.
        headings: What declared attributes are called.
        remarks: What was left out when the table was made.
        single: The single answers, for calling customers back; `None` where they are not those of one program.
    """

    lines: Lines
    item_lines: Lines | None = None
    items: Mapping[str, Items] = field(factory=dict)
    instruments: Mapping[str, Instrument]
    surveys: tuple[Survey, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    settings: Settings = field(factory=Settings)
    language: str = "en"
    names: Mapping[str, Mapping[Label, str]] = field(factory=dict)
    headings: Mapping[str, str] = field(factory=dict)
    remarks: tuple[SpokenFact, ...] = ()
    single: SingleAnswers | None = None

    @property
    def telling(self) -> Telling:
        """How its answers are told."""
        return Telling(language=self.language, names=self.names, headings=self.headings)

    def scales(self, key: Key) -> list[Instrument]:
        """The instruments in the order of the labels of a key."""
        return [self.instruments[str(label)] for label in key.labels]


def together(parts: Sequence[Heard]) -> Heard:
    """
    Several parts as one.

    Raises:
        ModelError: They have different settings, or different scales under one id (`SC-611`); or there is none (`SC-612`).
    """
    if not parts:
        raise ModelError.of("SC-612", reason=SpokenFact(sentence("there are no answers to merge.")))
    first = parts[0]
    instruments: dict[str, Instrument] = {}
    for part in parts:
        if part.settings != first.settings:
            raise ModelError.of("SC-611", "settings").in_language(first.language)
        for name, one in part.instruments.items():
            if instruments.setdefault(name, one) != one:
                raise ModelError.of("SC-611", name).in_language(first.language)
    separate = [part.item_lines for part in parts if part.item_lines is not None]
    return Heard(
        lines=merged([part.lines for part in parts]),
        item_lines=merged(separate) if separate else None,
        items=_added([part.items for part in parts], first.language),
        instruments=instruments,
        surveys=tuple({one.id: one for part in parts for one in part.surveys}.values()),
        links=tuple(dict.fromkeys(link for part in parts for link in part.links)),
        settings=first.settings,
        language=first.language,
        names=_united([part.names for part in parts]),
        headings={name: what for part in parts for name, what in part.headings.items()},
        remarks=tuple(dict.fromkeys(one for part in parts for one in part.remarks)),
    )


def _added(parts: Sequence[Mapping[str, Items]], language: str) -> dict[str, Items]:
    found: dict[str, Items] = {}
    for part in parts:
        for name, items in part.items():
            if name in found and found[name].names != items.names:
                raise ModelError.of("SC-611", name).in_language(language)
            found[name] = found[name] + items if name in found else items
    return found


def _united(parts: Sequence[Mapping[str, Mapping[Label, str]]]) -> dict[str, dict[Label, str]]:
    found: dict[str, dict[Label, str]] = {}
    for part in parts:
        for key, names in part.items():
            found.setdefault(key, {}).update(names)
    return found
