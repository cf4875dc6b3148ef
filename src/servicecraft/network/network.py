"""
Who serves whom: one network that ends at the external customer.

Make a `ServiceNetwork` of a program, a frame or a networkx graph and ask it: on whom does the customers' experience rest,
where does it get lost, who is far from the customer, on whom does everything hang, what would change if.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Self

import numpy as np
from attrs import frozen
from narwhals.typing import IntoFrame

from servicecraft.errors import UnknownIdError
from servicecraft.model.program import Program
from servicecraft.model.settings import Settings
from servicecraft.network.compiling import Flow, compiled
from servicecraft.network.diagnosing import Diagnosis, diagnosed
from servicecraft.network.drawing import Drawing, Floats
from servicecraft.network.from_program import drawing_of
from servicecraft.network.groups import guard
from servicecraft.network.influence import influence_table
from servicecraft.network.investing import Improvement, Investment, checked, invested
from servicecraft.network.sight import sight_table
from servicecraft.network.solving import TOLERANCE, refuse_closed_sets, throughput
from servicecraft.network.structure import (
    chains_table,
    dominators_table,
    loops_table,
    reciprocity,
    silos_table,
    sole_providers_table,
)
from servicecraft.network.what_if import Quality, WhatIf, contribution_table, own_vector, quality, what_if
from servicecraft.tables import Table

if TYPE_CHECKING:
    import networkx as nx


@frozen(kw_only=True, eq=False, repr=False)
class ServiceNetwork:
    """
    Who serves whom, compiled and proved to have an answer.

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
        from attrs import evolve

        day = datetime.date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
        drawing = drawing_of(program, day)
        return cls._proved(drawing if settings is None else evolve(drawing, settings=settings), tolerance)

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
        from servicecraft.network.from_frames import drawing_of_frames

        drawing = drawing_of_frames(
            links,
            columns=(provider, customer, importance, service, rating),
            parties=parties,
            customers=customers,
            kind=kind,
            settings=settings or Settings(),
            language=language,
        )
        return cls._proved(drawing, tolerance)

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
        from servicecraft.network.graphs import drawing_of_graph

        drawing = drawing_of_graph(
            graph, importance=importance, customers=customers, settings=settings or Settings(), language=language
        )
        return cls._proved(drawing, tolerance)

    @classmethod
    def _proved(cls, drawing: Drawing, tolerance: float) -> Self:
        flow = compiled(drawing)
        refuse_closed_sets(flow)
        return cls(flow=flow, tolerance=tolerance)

    @cached_property
    def _passing(self) -> Floats:
        return throughput(self.flow, self.flow.inflow, self.tolerance)

    @property
    def throughput_values(self) -> Floats:
        """The throughput of every party as numbers, in the order of `ids`."""
        return self._passing[: self.flow.drawing.size].copy()

    @property
    def influence_values(self) -> Floats:
        """The influence of every party as numbers, in the order of `ids`; they add up to 1."""
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
        top: int = 3,
        audience: str | None = None,
    ) -> Table:
        """
        How much of the customers' experience rests on whom.

        Args:
            by: `unit`, `role`, `level`, `customer`, `party`, `person` or a declared attribute.
            draws: Draws of a simulation of what judges may have missed; adds `lower` and `upper` (5 to 95 %) and, where
                groups are ranked, `top_probability`, how likely each is among the first *top*.
            rng: Seed or generator of the simulation; 0 if `None`.
            top: How many count as the first.
            audience: `"facilitator"` to see people one by one in a program of more than 12.

        Returns:
            Columns `id`, `name`, `influence`, `throughput` and the part of influence that goes through resources; by
            customer `customer`, `id`, `name`, `influence`. Influence adds up to 1, by customer for each customer;
            `None` where no customer is served. Units, roles and attributes come largest first, people in id order.

        Raises:
            NetworkError: There is no such grouping, or there are too many people for their figures to be shown.
        """
        guard(self.flow.drawing, by, audience)
        chance = None if draws is None else np.random.default_rng(0 if rng is None else rng)
        return influence_table(self.flow, by, self._passing, self.tolerance, draws or 0, chance, top)

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

        Raises:
            NetworkError: A number is out of range, or own work is missing.
            UnknownIdError: There is no such party.
        """
        return quality(self.flow, own_work, otherwise, self._passing, self.tolerance)

    def contribution(self, own_work: Mapping[str, float], *, otherwise: float | None = None) -> Table:
        """
        Where the customers' experience gets lost: each party's exact part of what is missing to 1.

        Returns:
            Columns `id`, `name`, `influence`, `own_work`, `contribution` in id order; contributions add up to the
            shortfall.
        """
        return contribution_table(self.flow, own_work, otherwise, self._passing)

    def diagnosis(self, *, draws: int | None = None, rng: int | np.random.Generator = 0) -> Diagnosis:
        """
        Where the customers' experience gets lost, from how the parties rate one another.

        Own work is the most probable one (maximum a posteriori), given the ratings and that own work lies around their
        mean: who is not rated rests there and is marked "assumed".

        Args:
            draws: Draws of the simulation from which the intervals come; by default 200 in networks of up to 5,000
                parties and none in larger ones, which leaves the intervals empty.
            rng: Seed or generator of the simulation.

        Returns:
            The organisation's quality and a table with, in id order: `id`, `name`, `rated` (delivered quality as rated),
            `n`, `received`, `influence`, `own_work`, `lower`, `upper`, `contribution`, `basis` (rated, unit, assumed),
            `starved` and `misfit`. Without any rating the quality is `None` and own work is empty.
        """
        return diagnosed(self.flow, self._passing, draws, np.random.default_rng(rng))

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
            quality: New own work by id.
            without: Units (with all below them), resources or services that fall away; a person is refused.
            own_work: Own work as it is now, as the ratings tell where it is not given; parties of whom neither is known
                count as faultless, which the answer says.
            replaced: Whether the other providers take over in proportion; else what is lost counts as quality 0.

        Raises:
            NetworkError: A person was to be removed, or a number is out of range.
            UnknownIdError: There is no such party or service.
        """
        known = self._known_work(own_work)
        return what_if(self.flow, quality or {}, tuple(without), known, replaced, self.tolerance)

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
            NetworkError: A number is out of range, or own work is neither given nor rated.
            UnknownIdError: There is no such party.
        """
        offered = checked(options, budget, self.flow.drawing.language)
        places = [self._place(one.party) for one in offered]
        work = own_vector(self.flow, self._known_work(own_work), None, self._passing)
        return invested(self.flow, places, offered, budget, work, self.influence_values)

    def _known_work(self, own_work: Mapping[str, float] | None) -> Mapping[str, float]:
        """Own work as given, else as the ratings tell it; empty where nobody is rated."""
        if own_work is not None or not len(self.flow.drawing.rated):
            return own_work or {}
        rows = self.diagnosis(draws=0).table.to_dicts()
        return {str(row["id"]): float(str(row["own_work"])) for row in rows if row["own_work"] is not None}

    def chains(self, party: str, most: int = 5) -> Table:
        """
        The chains from a party to the customers that carry most, as evidence: columns `chain`, `weight`, `share`.

        The weight is the customer's weight times the part that each step rests on; all chains add up to the throughput.
        """
        return chains_table(self.flow, self._place(party), self._passing, most)

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
            raise UnknownIdError(party, self._index, "parties")
        return self._index[party]

    def _customer(self, customer: str) -> int:
        ids = [str(one) for one in self.flow.drawing.customer_ids]
        if customer not in ids:
            raise UnknownIdError(customer, ids, "customers")
        return self.flow.drawing.size + ids.index(customer)

    def __repr__(self) -> str:
        drawing = self.flow.drawing
        return (
            f"<ServiceNetwork: {drawing.size} parties, {drawing.customers} customers, {len(drawing.providers)} links>"
        )

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>"
