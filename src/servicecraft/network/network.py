"""
Who serves whom: one network that ends at the external customer.

Make a `ServiceNetwork` of a program, a frame or a networkx graph and ask it: on whom does the customers' experience rest,
where does it get lost, who is far from the customer, on whom does everything hang, what would change if.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
from attrs import frozen
from narwhals.typing import IntoFrame

from servicecraft.errors import UnknownIdError
from servicecraft.model.program import Program
from servicecraft.model.settings import Settings
from servicecraft.network import making, overview
from servicecraft.network.compiling import Flow
from servicecraft.network.delivering import (
    Quality,
    contribution_table,
    own_vector,
    quality,
    refuse_out_of_range,
    touched,
)
from servicecraft.network.diagnosing import Diagnosis, diagnosed
from servicecraft.network.drawing import Drawing, Floats
from servicecraft.network.fitting import Fit, fitted
from servicecraft.network.influence import influence_table
from servicecraft.network.investing import Improvement, Investment, checked, invested
from servicecraft.network.safeguards import guard, refuse_single_people, shows_people
from servicecraft.network.sight import sight_table
from servicecraft.network.solving import TOLERANCE, throughput
from servicecraft.network.structure import (
    chains_table,
    dominators_table,
    loops_table,
    reciprocity,
    silos_table,
    sole_providers_table,
)
from servicecraft.network.uncertainty import refuse_draws
from servicecraft.network.what_if import WhatIf, what_if
from servicecraft.tables import Table

if TYPE_CHECKING:
    import networkx as nx


@frozen(kw_only=True, eq=False, repr=False)
class ServiceNetwork:
    """
    Who serves whom, compiled and proved to have an answer.

    What the figures are for: influence shows where support and improvement would be felt most; it is no measure of a
    person's performance. Where people are named, answers are by unit; the influence of a person is shown in programs of up
    to 12 people or to the facilitator (`audience="facilitator"`), own work and contribution of a person on this person's
    `card` only, and no scenario removes people.

    Attributes:
        flow: The arrays and sparse matrices that every answer is computed from.
        tolerance: How far influence, which adds up to 1, may be from the truth in the sum of all differences.
    """

    flow: Flow
    tolerance: float = TOLERANCE

    @classmethod
    def of(
        cls,
        program: Program,
        *,
        as_of: datetime.date | str | None = None,
        settings: Settings | None = None,
        tolerance: float = TOLERANCE,
    ) -> Self:
        """
        The network of a program.

        Args:
            program: A program.
            as_of: Leaves out links and people that are not there on that day; `None` takes all.
            settings: Thresholds and defaults other than the program's; `leadership=0` turns leadership off,
                `direction_part=0` the direction, `dependence` is what counts where nobody says.
            tolerance: How exact influence has to be.

        Raises:
            NetworkError: A closed set of parties does no work of its own; the loop is named.
        """
        return cls._drawn(making.of_program(program, as_of, settings), tolerance)

    @classmethod
    def from_frame(
        cls,
        links: IntoFrame,
        *,
        provider: str = "provider",
        customer: str = "customer",
        importance: str | None = None,
        service: str | None = None,
        rating: str | None = None,
        parties: IntoFrame | None = None,
        customers: IntoFrame | Mapping[object, float] | Iterable[object],
        kind: str = "unit",
        settings: Settings | None = None,
        language: str = "en",
        tolerance: float = TOLERANCE,
    ) -> Self:
        """
        The network of a frame of links, eager or lazy, of any engine that narwhals knows; no object is made per row.

        Args:
            links: One row per link.
            provider: The column of who serves; texts or whole numbers.
            customer: The column of who is served, of the same type.
            importance: The column of how much it matters; `None` counts every link alike.
            service: The column of the service that is given.
            rating: The column in which the customer rates the provider, from 0 to 1; empty where nobody rated.
            parties: A frame with `id` and, as far as known, `name`, `kind`, `unit`, `manager`, `level`, `role`, `fte`,
                `dependence`, `leadership`; further columns are attributes. Ids of links that are not in it are added.
            customers: The external customers: ids, ids with weights, or a frame with `id` and perhaps `weight`.
            kind: What parties are where nothing else is said: `"unit"` or `"person"`.
            settings: Thresholds and defaults.
            language: In which answers speak.
            tolerance: How exact influence has to be.

        Raises:
            NetworkError: Rows that cannot be used, each with its number from 0 (`links[17].importance`), or a closed
                set of parties without own work.
        """
        drawing = making.of_frames(
            links,
            columns=(provider, customer, importance, service, rating),
            parties=parties,
            customers=customers,
            kind=kind,
            settings=settings or Settings(),
            language=language,
        )
        return cls._drawn(drawing, tolerance)

    @classmethod
    def from_networkx(
        cls,
        graph: nx.Graph,
        *,
        importance: str = "importance",
        customers: Mapping[object, float] | Iterable[object] | None = None,
        settings: Settings | None = None,
        language: str = "en",
        tolerance: float = TOLERANCE,
    ) -> Self:
        """
        The network of a networkx graph whose edges run from provider to customer; undirected edges serve both ways.

        Args:
            graph: Any graph; the attributes that `graph` writes are read back.
            importance: The attribute of edges that holds their importance; 1 where it is missing.
            customers: Which nodes are external customers, with weights or alike; those with `kind="customer"` if `None`.
            settings: Thresholds and defaults.
            language: In which answers speak.
            tolerance: How exact influence has to be.

        Raises:
            NetworkError: Nodes or edges that cannot be used, or a closed set of parties without own work.
        """
        drawing = making.of_graph(
            graph, importance=importance, customers=customers, settings=settings or Settings(), language=language
        )
        return cls._drawn(drawing, tolerance)

    @classmethod
    def _drawn(cls, drawing: Drawing, tolerance: float) -> Self:
        return cls(flow=making.proved(drawing), tolerance=tolerance)

    @cached_property
    def _passing(self) -> Floats:
        return throughput(self.flow, self.flow.inflow, self.tolerance)

    @property
    def throughput_values(self) -> Floats:
        """The throughput of every party as numbers for further computing, in the order of `ids`; not for showing people."""
        return self._passing[: self.flow.drawing.size].copy()

    @property
    def influence_values(self) -> Floats:
        """The influence of every party as numbers for further computing, in the order of `ids`; they add up to 1."""
        return (self.flow.own * self._passing)[: self.flow.drawing.size]

    @property
    def ids(self) -> np.ndarray:
        """The ids of the parties in the order of the numbers."""
        return np.asarray(self.flow.drawing.ids)

    @cached_property
    def graph(self) -> nx.MultiDiGraph:
        """Every service link as an edge from provider to customer, with flat attributes; built once and frozen."""
        from servicecraft.network.graphs import multigraph

        return multigraph(self.flow.drawing)

    @cached_property
    def simple_graph(self) -> nx.DiGraph:
        """The same with parallel links added up, for algorithms that refuse multigraphs; frozen."""
        from servicecraft.network.graphs import simple_graph

        return simple_graph(self.flow.drawing)

    def influence(
        self,
        by: str = "unit",
        *,
        draws: int | None = None,
        rng: int | np.random.Generator | None = None,
        top: int | None = None,
        audience: str | None = None,
    ) -> Table:
        """
        How much of the customers' experience rests on whom.

        Args:
            by: `unit`, `role`, `level`, `customer`, `party`, `person` or a declared attribute.
            draws: Draws of a simulation of what judges may have missed; adds `lower` and `upper` (5 to 95 %) and, where
                groups are ranked, `top_probability`, how likely each is among the first *top*.
            rng: Seed or generator of the simulation; 0 if `None`.
            top: How many count as the first; as the settings say if `None`.
            audience: `"facilitator"` to see people one by one in a program of more than 12. Others see people there by unit
                (`party` and `customer`), not at all (`person`), or in groups of at least 3 (by attribute).

        Returns:
            Columns `id`, `name`, `influence`, `throughput` and the part of influence that goes through resources; by
            customer `customer`, `id`, `name`, `influence`. Influence adds up to 1, by customer for each customer;
            `None` where no customer is served. Units, roles and attributes come largest first, people in id order.

        Raises:
            NetworkError: There is no such grouping, or there are too many people for their figures to be shown.
        """
        drawing = self.flow.drawing
        guard(drawing, by, audience)
        refuse_draws(draws, drawing.language)
        chance = None if draws is None else np.random.default_rng(0 if rng is None else rng)
        alone = shows_people(drawing, audience)
        return influence_table(self.flow, by, self._passing, self.tolerance, draws or 0, chance, top, alone=alone)

    def line_of_sight(self) -> Table:
        """
        How far everyone is from an external customer, in id order.

        Returns:
            Columns `id`, `name`, `distance` (fewest links, `None` where no chain leads to a customer),
            `effective_distance` (expected links, `None` where a chain may never arrive) and whether only customers of
            weight 0 are reached.
        """
        return sight_table(self.flow, self.tolerance)

    def quality(self, own_work: Mapping[str, float], *, otherwise: float | None = None) -> Quality:
        """
        What is delivered, given everyone's own work.

        Args:
            own_work: Own work of parties by id, from 0 to 1; that of a unit counts for all below it that are not named.
            otherwise: Own work of all others; `None` refuses to guess.

        Returns:
            The organisation's quality, tables by party (people in the row of their unit) and by customer, and `card(id)`.

        Raises:
            NetworkError: A number is out of range, or own work is missing.
            UnknownIdError: There is no such party.
        """
        return quality(self.flow, own_work, otherwise, self._passing, self.tolerance)

    def contribution(
        self, own_work: Mapping[str, float], *, otherwise: float | None = None, audience: str | None = None
    ) -> Table:
        """
        Where the customers' experience gets lost: each party's exact part of what is missing to 1.

        Args:
            own_work: Own work of parties by id, from 0 to 1; that of a unit counts for all below it that are not named.
            otherwise: Own work of all others; `None` refuses to guess.
            audience: `"facilitator"` to see the influence of people one by one in a program of more than 12.

        Returns:
            Columns `id`, `name`, `influence`, `own_work`, `contribution` in id order; contributions add up to the
            shortfall. Own work of people, by influence, and their contributions stand in the row of their unit: of the next
            one above where fewer than 3 would be together, and in a row without id where no unit gathers enough. What is a
            person's own is on `quality(…).card(id)`.

        Raises:
            NetworkError: A number is out of range, or own work is missing.
            UnknownIdError: There is no such party.
        """
        return contribution_table(self.flow, own_work, otherwise, self._passing, audience)

    def diagnosis(
        self,
        *,
        exact: bool = False,
        draws: int | None = None,
        rng: int | np.random.Generator = 0,
        audience: str | None = None,
    ) -> Diagnosis:
        """
        Where the customers' experience gets lost, from how the parties rate one another.

        Own work is the most probable one (maximum a posteriori), given the ratings and that own work lies around their
        mean: who is not rated rests there and is marked "assumed".

        Args:
            exact: Work own work out party by party instead, without expecting anything: own work outside 0 to 1 is then
                marked as a misfit, and what lies beyond stands in a row of its own. For teaching and checking.
            draws: Draws of the simulation from which the intervals come; by default as many as the settings say (200) in
                networks of up to 5,000 parties, 25 up to 200,000, and none in larger ones, which leaves intervals empty.
            rng: Seed or generator of the simulation.
            audience: `"facilitator"` to see the influence of people one by one in a program of more than 12.

        Returns:
            The organisation's quality and a table with, in id order: `id`, `name`, `rated` (delivered quality as rated),
            `n`, `received`, `influence`, `own_work`, `lower`, `upper`, `contribution`, `basis` (rated, unit, partly,
            assumed), `starved` and `misfit`. Own work of people and all that tells of it stands in the row of their unit: of
            the next one above where fewer than 3 would be together, and in a row without id where no unit gathers enough; a
            person's own is on `card(id)`. Without any rating the quality is `None` and own work is empty.

        Raises:
            NetworkError: *exact*, and not everybody on whom customers rest is rated; they are named.

        Source:
            The most probable own work by least squares (numerics, section 1); intervals by perturb-and-MAP (Papandreou &
            Yuille 2010).
        """
        refuse_draws(draws, self.flow.drawing.language)
        fit = self._exact_fit if exact else self._fit
        return diagnosed(self.flow, self._passing, fit, draws, np.random.default_rng(rng), audience)

    @cached_property
    def _fit(self) -> Fit | None:
        return fitted(self.flow, self._passing)

    @cached_property
    def _exact_fit(self) -> Fit | None:
        return fitted(self.flow, self._passing, exact=True)

    def what_if(
        self,
        *,
        quality: Mapping[str, float] | None = None,
        without: Iterable[str] = (),
        own_work: Mapping[str, float] | None = None,
        replaced: bool = False,
    ) -> WhatIf:
        """
        What the customers would experience if own work changed, or if units, resources or services were not there.

        Args:
            quality: New own work by id; that of a unit counts for all below it.
            without: Units (with all below them), resources or services that fall away; a person is refused.
            own_work: Own work as it is now, as the ratings tell where it is not given; parties of whom neither is known
                count as faultless, which the answer says.
            replaced: Whether the other providers take over in proportion; else what is lost counts as quality 0.

        Raises:
            NetworkError: A person was to be removed, a number is out of range, or the answer would show somebody's own work
                as the ratings tell it.
            UnknownIdError: There is no such party or service.
        """
        changed = quality or {}
        refuse_out_of_range({f"quality[{one}]": value for one, value in changed.items()}, self.flow.drawing.language)
        known = self._rated_work(own_work, [self._place(one) for one in changed])
        return what_if(self.flow, changed, tuple(without), own_work or {}, known, replaced, self.tolerance)

    def invest(
        self,
        options: Iterable[Improvement],
        *,
        budget: float,
        own_work: Mapping[str, float] | None = None,
    ) -> Investment:
        """
        The best set of improvements under a budget, with the runner-up.

        Args:
            options: What could be done; at most one is chosen for each party.
            budget: What may be spent, in the unit of the costs.
            own_work: Own work as it is now; as the ratings tell where it is not given.

        Raises:
            NetworkError: A number is out of range, own work is neither given nor rated, or the answer would show somebody's
                own work as the ratings tell it.
            UnknownIdError: There is no such party.
        """
        offered = checked(options, budget, self.flow.drawing.language)
        places = [self._place(one.party) for one in offered]
        known = self._rated_work(own_work, places)
        work = own_vector(self.flow, own_work or {}, None, self._passing, known)
        return invested(self.flow, places, offered, budget, work, self.influence_values)

    def _rated_work(self, own_work: Mapping[str, float] | None, asked: list[int]) -> Floats | None:
        """Own work of every party as the ratings tell it, unless it is given; `None` where they tell nothing."""
        if own_work is not None or self._fit is None:
            return None
        drawing = self.flow.drawing
        refuse_single_people(drawing, asked, [touched(drawing, one) for one in asked], self.influence_values)
        return self._fit.own_work

    def chains(self, party: str, most: int = 5, *, audience: str | None = None) -> Table:
        """
        The chains from a party to the customers that carry most, as evidence: columns `chain`, `weight`, `share`.

        The weight is the customer's weight times the part that each step rests on; all chains add up to the throughput. Of a
        person in a program of more than 12 it is left empty, since it tells of influence, but for `audience="facilitator"`.

        Raises:
            UnknownIdError: There is no such party.
        """
        place = self._place(party)
        table = chains_table(self.flow, place, self._passing, most)
        return overview.without_weights(table, self.flow.drawing, place, audience)

    def sole_providers(self) -> Table:
        """Services that one party alone gives: columns `service`, `provider`, `name`, `customers`."""
        return sole_providers_table(self.flow)

    def dominators(self, customer: str) -> Table:
        """
        On whom the chains to a customer depend: for each party in id order its immediate dominator.

        Returns:
            Columns `id`, `name`, `dominator` (the next party that every chain from it passes through) and `hanging`
            (how many parties can reach the customer only through it). Empty where nobody reaches the customer.
        """
        return dominators_table(self.flow, self._customer(customer))

    def loops(self) -> Table:
        """Parties that serve one another round, the largest group first: columns `size`, `members`, `loop`."""
        return loops_table(self.flow)

    def silos(self, by: str = "unit") -> Table:
        """Links inside each group and between groups: `id`, `name`, `inside`, `between`, `inside_share`."""
        return silos_table(self.flow, by)

    @property
    def reciprocity(self) -> float | None:
        """The share of service links between parties that run both ways; `None` without any link."""
        return reciprocity(self.flow)

    @cached_property
    def _index(self) -> dict[str, int]:
        return {str(one): place for place, one in enumerate(np.asarray(self.flow.drawing.ids).tolist())}

    def _place(self, party: str) -> int:
        if party not in self._index:
            raise UnknownIdError(party, self._index, "parties").in_language(self.flow.drawing.language)
        return self._index[party]

    def _customer(self, customer: str) -> int:
        ids = [str(one) for one in self.flow.drawing.customer_ids]
        if customer not in ids:
            raise UnknownIdError(customer, ids, "customers").in_language(self.flow.drawing.language)
        return self.flow.drawing.size + ids.index(customer)

    def to_table(self) -> Table:
        """What is in the map: `part` (units, people …) and `count`."""
        return overview.counts_table(self.flow)

    def __str__(self) -> str:
        return str(self.to_table())

    def __repr__(self) -> str:
        drawing = self.flow.drawing
        return (
            f"<ServiceNetwork: {drawing.size} parties, {drawing.customers} customers, {len(drawing.providers)} links>"
        )

    def _repr_html_(self) -> str:
        return self.to_table().to_html()
