"""Who the parties of a program are, as far as answers can be grouped by them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from attrs import frozen

from servicecraft.errors import SpokenFact
from servicecraft.model.program import Program
from servicecraft.model.voices import Survey
from servicecraft.model.words import ClimateTopic, Level
from servicecraft.voice.keys import Key, Label
from servicecraft.words import sentence

MOST_SHOWN_PEOPLE = 12
"""Up to so many people, ratings of one person are shown as such (domain: what the figures are for)."""


@frozen(kw_only=True, eq=False, slots=False)
class Parties:
    """
    The parties of a program.

    Attributes:
        program: The program.
        alone: Whether people are shown one by one; else they stand with their unit.
    """

    program: Program
    alone: bool

    @classmethod
    def of(cls, program: Program, audience: str | None) -> Parties:
        """The parties of a program as an audience may see them."""
        return cls(program=program, alone=len(program.people) <= MOST_SHOWN_PEOPLE or audience == "facilitator")

    @cached_property
    def _homes(self) -> dict[str, str | None]:
        """The unit of every party, and of every service the unit that answers for it."""
        homes: dict[str, str | None] = {one.id: one.id for one in self.program.units}
        homes |= {one.id: one.unit for one in self.program.people}
        homes |= {one.id: homes.get(one.owner or "") for one in self.program.resources}
        return homes | {one.id: homes.get(one.owner or "") for one in self.program.services}

    @cached_property
    def _people(self) -> dict[str, Level | None]:
        roles = {one.id: one.level for one in self.program.roles}
        return {one.id: roles.get(one.role or "") for one in self.program.people}

    @cached_property
    def _customers(self) -> set[str]:
        return {one.id for one in self.program.customers}

    @cached_property
    def _services(self) -> set[str]:
        return {one.id for one in self.program.services}

    def side(self, rater: str | None, survey: Survey) -> str:
        """Whether a rater is outside or inside; who names no rater counts as the audience of the survey, else as outside."""
        named = rater or survey.audience
        return "internal" if named is not None and named not in self._customers else "external"

    def respondent(self, rater: str | None) -> str | None:
        """A person within the organisation who rates is one respondent, whatever code the answers carry."""
        return f"\0{rater}" if rater in self._people else None

    def shown(self, label: Label) -> str | None:
        """As what a party is shown: itself, or the unit of a person where people are not shown one by one."""
        return self._homes.get(str(label)) if not self.alone and label in self._people else str(label)

    def unit(self, label: Label) -> str | None:
        """The unit in which a provider works, or that answers for a service."""
        return self._homes.get(str(label))

    def level(self, label: Label) -> str | None:
        """The level at which a provider works; `None` for whoever is no person."""
        found = self._people.get(str(label))
        return None if found is None else found.value

    def service(self, label: Label) -> str | None:
        """The provider where it is a service."""
        return str(label) if label in self._services else None

    def customer(self, label: Label) -> str | None:
        """The rater where it is an external customer."""
        return str(label) if label in self._customers else None

    def keys(self, provider: Key, rater: Key) -> dict[str, Key]:
        """All that follows from who is rated and who rates."""
        return {
            "provider": provider.derived(self.shown),
            "unit": provider.derived(self.unit),
            "level": provider.derived(self.level, LEVELS),
            "service": provider.derived(self.service),
            "rater": rater.derived(self.shown),
            "customer": rater.derived(self.customer),
            **{name: self._attribute(name, provider, rater) for name in self.attributes},
        }

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes that the program declares."""
        return tuple(one.id for one in self.program.attributes)

    def _attribute(self, name: str, provider: Key, rater: Key) -> Key:
        """An attribute of who is rated, else of who rates."""
        given = provider.derived(lambda label: self._values[name].get(str(label)))
        asking = rater.derived(lambda label: self._values[name].get(str(label)) if label in self._customers else None)
        if not asking.labels or not given.labels:
            return given if given.labels else asking
        return Key.of(a if a is not None else b for a, b in zip(given.values(), asking.values(), strict=True))

    @cached_property
    def _values(self) -> dict[str, dict[str, str]]:
        held = {one.id: one.attributes for one in self.program.units}
        held |= {one.id: one.attributes for one in self.program.people}
        held |= {one.id: one.attributes for one in self.program.customers}
        return {
            name: {party: values[name] for party, values in held.items() if name in values} for name in self.attributes
        }

    @property
    def names(self) -> Mapping[str, Mapping[Label, str]]:
        """What every label is called."""
        program = self.program
        units: dict[Label, str] = {one.id: one.name for one in program.units}
        customers: dict[Label, str] = {one.id: one.name for one in program.customers}
        services: dict[Label, str] = {one.id: one.name for one in program.services}
        people: dict[Label, str] = {one.id: one.name for one in program.people}
        people |= {one.id: one.name for one in program.resources}
        return {
            "unit": units,
            "customer": customers,
            "service": services,
            "provider": {**people, **services, **units},
            "rater": {**people, **customers, **units},
            "audience": {**customers, **units},
            "survey": {one.id: one.name for one in program.surveys},
            "instrument": {one.id: one.name for one in program.instruments},
            "level": {one.value: one.label(program.language) for one in Level},
            "dimension": {one.value: one.label(program.language) for one in ClimateTopic},
        }

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Who serves whom within the organisation, links to a whole kind drawn out, as they are shown."""
        from servicecraft.model.columns import KIND_PREFIX

        kinds: dict[str, list[str]] = {}
        for unit in self.program.units:
            kinds.setdefault(f"{KIND_PREFIX}{unit.kind}", []).append(unit.id)
        pairs = (
            (giver, receiver)
            for one in self.program.links
            for giver in kinds.get(one.provider, (one.provider,))
            for receiver in kinds.get(one.customer, (one.customer,))
        )
        inside = ((self.shown(giver), self.shown(receiver)) for giver, receiver in pairs if receiver in self._homes)
        known = {pair: None for pair in inside if None not in pair and pair[0] != pair[1]}
        return tuple((str(giver), str(receiver)) for giver, receiver in known if giver in self._homes)

    def remarks(self, rated: Key) -> tuple[SpokenFact, ...]:
        """That people are shown with their units, where any of them are rated."""
        count = sum(label in self._people for label in rated.labels)
        if self.alone or not count:
            return ()
        return (SpokenFact(sentence("Rated people, shown with their units: {count}."), count=count),)


LEVELS: tuple[Label, ...] = tuple(one.value for one in Level)
"""The levels from the top down."""
