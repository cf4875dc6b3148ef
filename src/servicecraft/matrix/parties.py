"""Who stands at the edges of a matrix, and which of its cells are open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import field, frozen

from servicecraft.errors import Fault, ModelError, Refusal, SpokenFact, UnknownIdError
from servicecraft.matrix.wording import PartyKind
from servicecraft.model.columns import LONGEST_NAME, UNMAPPED, Identifier, Text
from servicecraft.model.organisation import Organisation
from servicecraft.model.program import Program
from servicecraft.words import sentence

_ID = Identifier("", reserved=())
_ID.adopt("id", "Party", "parties")
_NAME = Text("", required=False, longest=LONGEST_NAME, personal=True)
_NAME.adopt("name", "Party", "parties")


def checked_id(value: object) -> str:
    """An id as the model keeps it; `ModelError` for what cannot be one."""
    return str(_ID.check(value))


def checked_name(value: object) -> str:
    """A name as the model keeps it; empty where nothing stands."""
    return str(_NAME.check(value) or "")


@frozen(kw_only=True)
class Party:
    """
    A row, a column, or both.

    Attributes:
        id: The id under which the program has it; `unmapped` for the row of what was not mapped.
        name: What people call it; the id where nothing else is said.
        kind: Unit, person, resource, external customer, or what was not mapped.
        unit: The unit that a person works in, or that a unit is part of; `None` where there is none or nobody said.
        through_members: Whether a unit works through people or units that are named in it.

    Raises:
        ModelError: Id or name cannot be one.
    """

    id: str = field(converter=checked_id)
    name: str = field(default="", converter=checked_name)
    kind: PartyKind
    unit: str | None = None
    through_members: bool = False

    def __attrs_post_init__(self) -> None:
        if (self.id == UNMAPPED) is not (self.kind is PartyKind.UNMAPPED):
            raise ModelError([Fault.of("SC-138", self.id, path="Party.id")])
        object.__setattr__(self, "name", self.name or self.id)


def closed_cell(provider: Party, customer: Party) -> Refusal | None:
    """Why nothing can stand where a row and a column meet; `None` where something can."""
    reason = _wrong_direction(provider, customer)
    if reason is not None:
        return Refusal("SC-113", provider.id, reason=reason)
    if provider.unit is not None and provider.unit == customer.id:
        return Refusal("SC-137", provider.id, unit=customer.id)
    return None


def _wrong_direction(provider: Party, customer: Party) -> SpokenFact | None:
    return wrong_row(provider) or wrong_column(customer) or _itself(provider, customer)


def _itself(provider: Party, customer: Party) -> SpokenFact | None:
    return SpokenFact(sentence("nobody is their own customer.")) if provider.id == customer.id else None


def wrong_row(party: Party) -> SpokenFact | None:
    """Why a party has no row; `None` where it has one."""
    return None if party.kind.gives else SpokenFact(sentence("an external customer does not serve."))


def wrong_column(party: Party) -> SpokenFact | None:
    """Why a party has no column; `None` where it has one."""
    if party.kind.receives:
        return None
    if party.kind is PartyKind.RESOURCE:
        return SpokenFact(sentence("a resource is not served."))
    return SpokenFact(sentence("what was not mapped is not served."))


def party_ids(program: Program) -> list[str]:
    """The ids of everybody and everything that can stand at an edge."""
    inside = [*(one.id for one in program.units), *(one.id for one in program.people)]
    return [*inside, *(one.id for one in program.resources), *(one.id for one in program.customers)]


def unmapped() -> Party:
    """The row of all that a party receives and nobody has mapped."""
    return Party(id=UNMAPPED, name=PartyKind.UNMAPPED.label("en"), kind=PartyKind.UNMAPPED)


def in_order(parties: Iterable[Party]) -> tuple[Party, ...]:
    """Units and people in the order given, then resources, what was not mapped, and external customers."""
    ranks = {PartyKind.UNIT: 0, PartyKind.PERSON: 0, PartyKind.RESOURCE: 1, PartyKind.UNMAPPED: 2}
    return tuple(sorted(parties, key=lambda one: ranks.get(one.kind, 3)))


def parties_of(program: Program, chosen: Iterable[str] | None = None) -> tuple[Party, ...]:
    """
    The parties of a program, or those with the ids that are chosen.

    Returns:
        Each unit followed by its people and its parts, people without unit, resources, what was not mapped, external
        customers. Where nothing is chosen, people who belong to a unit are left out unless a service link names them.

    Raises:
        UnknownIdError: A chosen id is none of a party of the program.
    """
    everyone = tuple(_everyone(program))
    wanted = _usual(program, everyone) if chosen is None else set(chosen)
    known = {one.id for one in everyone}
    for one in sorted(wanted - known - {UNMAPPED}):
        raise UnknownIdError(one, known, "parties")
    found = [one for one in everyone if one.id in wanted]
    return in_order([*found, unmapped()]) if found else ()


def _usual(program: Program, everyone: Iterable[Party]) -> set[str]:
    linked = {end for one in program.links for end in (one.provider, one.customer)}
    return {one.id for one in everyone if one.kind is not PartyKind.PERSON or one.unit is None or one.id in linked}


def _everyone(program: Program) -> Iterator[Party]:
    organisation = program.organisation
    waiting = [one.id for one in reversed(organisation.top_units())]
    while waiting:
        unit = organisation.unit(waiting.pop())
        members, parts = organisation.members(unit.id), organisation.parts(unit.id)
        within = bool(members or parts)
        yield Party(id=unit.id, name=unit.name, kind=PartyKind.UNIT, unit=unit.parent, through_members=within)
        yield from (Party(id=one.id, name=one.name, kind=PartyKind.PERSON, unit=unit.id) for one in members)
        waiting += [one.id for one in reversed(parts)]
    yield from (Party(id=one.id, name=one.name, kind=PartyKind.PERSON) for one in organisation.without_unit())
    yield from (Party(id=one.id, name=one.name, kind=PartyKind.RESOURCE) for one in program.resources)
    yield from (Party(id=one.id, name=one.name, kind=PartyKind.CUSTOMER) for one in program.customers)


def spoken_for(program: Program, judge: str) -> frozenset[str]:
    """
    For whom a person or a unit speaks.

    A person speaks for itself, for the units that it heads, and for the units in which it works, up to the whole; a unit
    for itself, for all who work in it, and for the units around it.
    """
    organisation = program.organisation
    units = {one.id: one for one in program.units}
    person = next((one for one in program.people if one.id == judge), None)
    if person is None:
        return frozenset({judge, *_around(organisation, judge), *_inside(organisation, judge)})
    heads = (one for one in units.values() if one.head == judge)
    home = () if person.unit is None else (person.unit, *_around(organisation, person.unit))
    return frozenset({judge, *home, *(one.id for one in heads)})


def _around(organisation: Organisation, unit: str) -> Iterator[str]:
    above = organisation.unit(unit).parent
    while above is not None:
        yield above
        above = organisation.unit(above).parent


def _inside(organisation: Organisation, unit: str) -> Iterator[str]:
    waiting = [unit]
    while waiting:
        one = waiting.pop()
        yield from (person.id for person in organisation.members(one))
        parts = [part.id for part in organisation.parts(one)]
        yield from parts
        waiting += parts
