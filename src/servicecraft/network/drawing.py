"""
What is drawn before anything is computed: parties, external customers and links, as plain columns.

A program, a frame and a networkx graph are all turned into one `Drawing`; everything after it is the same for ten
people and for a million.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from servicecraft.errors import SpokenFact
from servicecraft.model.settings import Settings

Floats: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.int32]
Whole: TypeAlias = NDArray[np.signedinteger]
Flags: TypeAlias = NDArray[np.bool_]
Names: TypeAlias = Sequence[str] | NDArray[np.generic]

UNIT, PERSON, RESOURCE, NOT_MAPPED = range(4)
KINDS = ("unit", "person", "resource", "unmapped", "customer")
"""What a party is, in the order of its code; external customers come last."""
NOBODY = -1


def empty_floats() -> Floats:
    """No numbers."""
    return np.zeros(0)


def empty_places() -> Places:
    """No places."""
    return np.zeros(0, dtype=np.int32)


@frozen(kw_only=True, eq=False)
class Drawing:
    """
    Parties, external customers and links in columns.

    Attributes:
        ids: The ids of the parties: texts, or whole numbers where a frame has them.
        names: Their names; `None` where the ids are the names.
        kinds: What each is: `UNIT`, `PERSON`, `RESOURCE` or `NOT_MAPPED`.
        units: Place of the unit that each belongs to (its parent, for a unit), `NOBODY` for none.
        managers: Place of who leads each (its head, for a unit), `NOBODY` for none.
        seniors: Which are at the level that sets the direction.
        fte: Full-time equivalents of each; for units, of the people who are only counted there.
        dependence: How far each depends on what it receives; NaN where nobody said.
        leadership: How far each rests on leadership; NaN where nobody said.
        dependence_spread: How far its judges differ on it, where there are several; NaN elsewhere; empty for nowhere.
        leadership_spread: The same for leadership.
        importance_spread: For each link how far its judges differ on its importance (standard deviation of the
            logarithm), where there are several; NaN elsewhere; empty for nowhere.
        outside: Which belong to a contractor.
        labels: Further groupings by name: `level`, `role`, attributes. `None` stands for none.
        label_names: What the values of a grouping are called, where they have names of their own.
        customer_ids: The ids of the external customers.
        customer_names: Their names; `None` where the ids are the names.
        customer_weights: Their parts in the whole, relative.
        providers: For each link the place of who gives.
        receivers: For each link the place of who receives; customers stand after the parties.
        importances: For each link how much it matters, relative among what the receiver has.
        services: For each link the place of its service in *service_ids*, `NOBODY` for none; empty for none at all.
        service_ids: The ids of the services.
        rated: For each rating the place of the party that is rated.
        raters: For each rating the place of who rates; `NOBODY` where it is not said.
        scores: For each rating its score, from 0 to 1.
        answers: For each rating how many answers it is the mean of; empty where each is one answer.
        deviations: For each rating how far these differ (standard deviation), NaN where it is not known; empty likewise.
        settings: The thresholds and defaults.
        language: In which answers speak.
        remarks: What was left out or set aside on the way.
        guarded: Whether people are named in it, so that their figures are protected.
    """

    ids: Names
    names: Names | None = None
    kinds: NDArray[np.int8]
    units: Places
    managers: Places
    seniors: Flags
    fte: Floats
    dependence: Floats
    leadership: Floats
    outside: Flags
    labels: Mapping[str, Sequence[str | None]] = field(factory=dict)
    label_names: Mapping[str, Mapping[str, str]] = field(factory=dict)
    customer_ids: Names = ()
    customer_names: Names | None = None
    customer_weights: Floats = field(factory=empty_floats)
    providers: Places = field(factory=empty_places)
    receivers: Places = field(factory=empty_places)
    importances: Floats = field(factory=empty_floats)
    services: Places = field(factory=empty_places)
    service_ids: tuple[str, ...] = ()
    dependence_spread: Floats = field(factory=empty_floats)
    leadership_spread: Floats = field(factory=empty_floats)
    importance_spread: Floats = field(factory=empty_floats)
    rated: Places = field(factory=empty_places)
    raters: Places = field(factory=empty_places)
    scores: Floats = field(factory=empty_floats)
    answers: Floats = field(factory=empty_floats)
    deviations: Floats = field(factory=empty_floats)
    settings: Settings = field(factory=Settings)
    language: str = "en"
    remarks: tuple[SpokenFact, ...] = ()
    guarded: bool = False

    @property
    def size(self) -> int:
        """How many parties there are, external customers apart."""
        return len(self.kinds)

    @property
    def customers(self) -> int:
        """How many external customers there are."""
        return len(self.customer_weights)

    @property
    def people(self) -> int:
        """How many named people there are."""
        return int((self.kinds == PERSON).sum())

    def id_of(self, place: int) -> str:
        """The id of a party or customer at a place, as text."""
        if place < self.size:
            return str(self.ids[place])
        return str(self.customer_ids[place - self.size]) if place < self.size + self.customers else DIRECTION

    def name_of(self, place: int) -> str:
        """The name of a party or customer at a place; its id where it has none."""
        source, shift = (self.names, 0) if place < self.size else (self.customer_names, self.size)
        if source is None or place >= self.size + self.customers:
            return self.id_of(place)
        return str(source[place - shift])

    def ids_of(self, places: Sequence[int] | Whole) -> tuple[str, ...]:
        """The ids of several places, in their order."""
        return tuple(self.id_of(int(place)) for place in places)

    def with_links(self, kept: Flags) -> Drawing:
        """The same drawing with some of its links only."""
        return evolve(
            self,
            providers=self.providers[kept],
            receivers=self.receivers[kept],
            importances=self.importances[kept],
            services=self.services[kept] if len(self.services) else self.services,
            importance_spread=self.importance_spread[kept] if len(self.importance_spread) else self.importance_spread,
        )


DIRECTION = "direction"
"""How chains call all seniors together, through whom the direction reaches everyone."""
