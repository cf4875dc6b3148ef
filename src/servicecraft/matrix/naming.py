"""Whom does a heading mean? With a program at hand, one of its parties, by id or by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from attrs import field, frozen

from servicecraft.errors import Fault, Refusal, TableFact, nearest, nearest_sentence
from servicecraft.matrix.headings import Heading
from servicecraft.matrix.parties import Party, parties_of, party_ids, unmapped
from servicecraft.matrix.wording import PartyKind
from servicecraft.model.program import Program
from servicecraft.model.rows import PARTIES
from servicecraft.words import LANGUAGES

MOST_PROPOSED = 50
"""Unknown headings for which the nearest names are looked for: comparing with every name takes time."""


@frozen(kw_only=True)
class Known:
    """
    Whoever can be meant.

    Attributes:
        parties: All of them.
        tables: Among what an unknown one was looked for.
        unknown: What nobody is called, so far.
    """

    parties: Sequence[Party] = field(repr=False)
    tables: tuple[str, ...] = PARTIES
    unknown: set[str] = field(factory=set, init=False, repr=False, eq=False)
    by_id: Mapping[str, Party] = field(init=False, repr=False)
    by_name: Mapping[str, Sequence[Party]] = field(init=False, repr=False)
    in_any_case: Mapping[str, Sequence[Party]] = field(init=False, repr=False)

    @by_id.default
    def _by_id(self) -> Mapping[str, Party]:
        return {one.id: one for one in self.parties}

    @by_name.default
    def _by_name(self) -> Mapping[str, Sequence[Party]]:
        return _by_names(self.parties, str)

    @in_any_case.default
    def _in_any_case(self) -> Mapping[str, Sequence[Party]]:
        return _by_names(self.parties, str.casefold)

    def find(self, wanted: str) -> Party | Refusal:
        """The party that is called so: its id, its name, or its name in other capitals; else why there is none."""
        if wanted in self.by_id:
            return self.by_id[wanted]
        named = self.by_name.get(wanted) or self.in_any_case.get(wanted.casefold()) or ()
        if len(named) == 1:
            return named[0]
        return Refusal("SC-110", wanted) if named else self.nobody(wanted)

    def with_id(self, wanted: str) -> Party | Refusal:
        """The party with an id; else why there is none."""
        return self.by_id[wanted] if wanted in self.by_id else self.nobody(wanted)

    def nobody(self, wanted: str) -> Refusal:
        """The refusal of what nobody is called, with the nearest ids and names for the first few."""
        self.unknown.add(wanted)
        words = [*self.by_id, *self.by_name] if len(self.unknown) <= MOST_PROPOSED else []
        near = nearest_sentence(nearest(wanted, dict.fromkeys(words)))
        return Refusal("SC-112", wanted, kinds=TableFact(" ".join(self.tables)), nearest=near)


def called(party: Party) -> tuple[str, ...]:
    """What a party is called; what was not mapped has a name in each language."""
    if party.kind is PartyKind.UNMAPPED:
        return tuple(PartyKind.UNMAPPED.label(language) for language in LANGUAGES)
    return (party.name,)


def _by_names(parties: Sequence[Party], fold: Callable[[str], str]) -> Mapping[str, Sequence[Party]]:
    found: dict[str, list[Party]] = {}
    for party in parties:
        for name in dict.fromkeys(map(fold, called(party))):
            found.setdefault(name, []).append(party)
    return found


def known_in(program: Program) -> Known:
    """The parties of a program, and the row of what was not mapped."""
    return Known(parties=parties_of(program, party_ids(program)) or (unmapped(),))


def who_can_judge(known: Known) -> Known:
    """Who can judge: people and units."""
    return Known(parties=[one for one in known.parties if one.kind.works], tables=("people", "units"))


def meant(heading: Heading, known: Known) -> Party | Fault:
    """The party of a heading, whose id and name mean the same one; else what is wrong, with its place."""
    identifier, name = heading.said("id"), heading.called
    found = known.with_id(identifier) if identifier else known.find(name)
    if isinstance(found, Refusal):
        return heading.grid.fault(found, *heading.place)
    if identifier and name not in ("", *called(found)) and name in known.by_name:
        refusal = Refusal("SC-523", identifier, first=f"'{name}'", second=f"'{found.name}'")
        return heading.grid.fault(refusal, *heading.place)
    return found
