"""
Who is there, where no program says it: the parties that the headings of all sheets describe.

Every party needs an id or a name, and once, in its row or its column, the kind that it is. A name alone makes its id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import define, field

from servicecraft.errors import Fault, ModelError, Refusal, SpokenFact, nearest, nearest_sentence
from servicecraft.matrix.headings import Heading
from servicecraft.matrix.naming import Known
from servicecraft.matrix.parties import Party, in_order, unmapped
from servicecraft.matrix.wording import PartyKind
from servicecraft.model.columns import UNMAPPED, Identifier, proposed_id
from servicecraft.words import LANGUAGES, sentence

KIND_OF_A_PARTY = sentence("the kind of a party")


@define
class _Sketch:
    """What is said of one party so far, and where."""

    headings: list[Heading] = field(factory=list)
    name: str = ""
    kind: PartyKind | None = None
    kind_said: str = ""


class Describing:
    """The gathering of parties from headings."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._sketches: dict[str, _Sketch] = {}
        self._ids: dict[str, list[str]] = {}

    def read(self, headings: Iterable[Heading]) -> None:
        """Take in what headings say: those with an id first, since a name may mean one of them."""
        named = [one for one in headings if not one.blank]
        for heading in named:
            if heading.said("id"):
                self._add(heading, heading.said("id"))
        for heading in named:
            if not heading.said("id"):
                self._add_named(heading)

    def _add_named(self, heading: Heading) -> None:
        name = heading.called
        if name in self._sketches:
            self._add(heading, name)
            return
        ids = self._ids.get(name.casefold(), [])
        if len(ids) > 1:
            self.faults.append(heading.grid.fault(Refusal("SC-110", name), *heading.place))
        else:
            self._add(heading, ids[0] if ids else id_of(name))

    def _add(self, heading: Heading, identifier: str) -> None:
        sketch = self._sketches.setdefault(identifier, _Sketch())
        sketch.headings.append(heading)
        if heading.called != identifier or heading.said("name"):
            self._take_name(heading, sketch, heading.called, identifier)
        self._take_kind(heading, sketch, identifier)

    def _take_name(self, heading: Heading, sketch: _Sketch, name: str, identifier: str) -> None:
        if not name or identifier == UNMAPPED or name.casefold() == sketch.name.casefold():
            return
        if sketch.name:
            refusal = Refusal("SC-523", identifier, first=f"'{name}'", second=f"'{sketch.name}'")
            self.faults.append(heading.grid.fault(refusal, *heading.place))
        else:
            sketch.name = name
            self._ids.setdefault(name.casefold(), []).append(identifier)

    def _take_kind(self, heading: Heading, sketch: _Sketch, identifier: str) -> None:
        said = heading.said("kind")
        kind = PartyKind.named(said) if said else None
        if said and kind is None:
            self.faults.append(heading.grid.fault(_no_kind(said), *heading.cells["kind"]))
            kind = PartyKind.UNIT  # a second fault for the lack of a kind would help nobody
        elif kind is not None and sketch.kind not in (None, kind):
            refusal = Refusal("SC-523", identifier, first=f"'{said}'", second=f"'{sketch.kind_said}'")
            self.faults.append(heading.grid.fault(refusal, *heading.cells["kind"]))
        if sketch.kind is None:
            sketch.kind, sketch.kind_said = kind, said

    def known(self) -> Known:
        """The parties; one of unknown kind is noted as a fault and taken for a unit, so that it is told only once."""
        found = [unmapped()] if UNMAPPED in self._sketches else []
        for identifier, sketch in self._sketches.items():
            if identifier != UNMAPPED:
                found += self._party(identifier, sketch)
        return Known(parties=in_order(found))

    def _party(self, identifier: str, sketch: _Sketch) -> Iterator[Party]:
        heading = sketch.headings[0]
        if sketch.kind is None:
            missing = Refusal(
                "SC-117", None, table=SpokenFact(sentence("the matrix")), column=SpokenFact(KIND_OF_A_PARTY)
            )
            self.faults.append(heading.grid.fault(missing, *heading.place))
        try:
            yield Party(id=identifier, name=sketch.name, kind=sketch.kind or PartyKind.UNIT)
        except ModelError as error:
            self.faults += [each.grid.placed(one, *each.place) for one in error.faults for each in sketch.headings]


def id_of(name: str) -> str:
    """The id of somebody of whom only a name is known: the name itself where it can be one, else one made from it."""
    if name.casefold() in {PartyKind.UNMAPPED.label(language).casefold() for language in LANGUAGES}:
        return UNMAPPED
    try:
        return str(Identifier("", reserved=()).check(name))
    except ModelError:
        return proposed_id(name)


def _no_kind(said: str) -> Refusal:
    labels = {language: [one.label(language) for one in PartyKind] for language in LANGUAGES}
    near = nearest_sentence(nearest(said.casefold(), [one for each in labels.values() for one in each]))
    choices = " / ".join(", ".join(each) for each in labels.values())
    return Refusal("SC-119", said, column=SpokenFact(KIND_OF_A_PARTY), nearest=near, choices=choices)
