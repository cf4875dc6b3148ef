"""
The lines of an answer about parties: for each party by itself, on its card, and gathered in the rows of a table.

Where people are gathered, own work and what is received are means, so that influence times what is missing in own work is
still the contribution, and influence and contributions are sums, so that columns still add up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy import sparse

from servicecraft.errors import UnknownIdError
from servicecraft.network.compiling import Flow
from servicecraft.network.drawing import NOBODY, PERSON, Flags, Floats, Whole
from servicecraft.network.groups import cells
from servicecraft.network.influence import columns, notes
from servicecraft.network.safeguards import Gathering
from servicecraft.tables import Cell, Table
from servicecraft.words import say, sentence

Figures: TypeAlias = Mapping[str, NDArray[Any]]
"""Columns by name, one figure for each party or row; NaN or `None` where there is nothing to tell."""


@frozen(kw_only=True, eq=False)
class Cards:
    """
    What an answer tells of each party by itself: of a person alone, of a unit with its people.

    Attributes:
        flow: The network.
        figures: The figures, in the order of the parties.
        gathering: Which party stands in which row.
        rows: The figures of the rows.
        heads: Which figures a card shows, and in which order; `id` and `name` come first.
    """

    flow: Flow
    figures: Figures
    gathering: Gathering
    rows: Figures
    heads: tuple[str, ...]

    def of(self, party: str) -> Table:
        """
        The card of one party: a table of one row.

        Raises:
            UnknownIdError: There is no such party.
        """
        drawing = self.flow.drawing
        ids = [str(one) for one in np.asarray(drawing.ids).tolist()]
        if party not in ids:
            raise UnknownIdError(party, ids, "parties").in_language(drawing.language)
        place = ids.index(party)
        person = drawing.kinds[place] == PERSON
        told, at = (self.figures, place) if person else (self.rows, int(self.gathering.work[place]))
        title = say(sentence("Card of {name}"), drawing.language, name=drawing.name_of(place))
        remarks = notes(self.flow)
        if person:
            remarks.append(say(sentence("These figures are for this person and nobody else."), drawing.language))
        rows = lines([party], [drawing.name_of(place)], {name: told[name][at : at + 1] for name in self.heads})
        heads = columns(self.flow, ("id", "name", *self.heads))
        return Table.of(heads, rows, title=title, notes=remarks, language=drawing.language)


def lines(ids: Sequence[str | None], names: Sequence[str], figures: Figures) -> list[tuple[Cell, ...]]:
    """One row of cells for each id, with the figures in their order."""
    return list(zip(ids, names, *map(_cells, figures.values()), strict=True))


def _cells(figures: NDArray[Any]) -> list[Any]:
    return cells(figures) if figures.dtype.kind == "f" else list(figures.tolist())


@frozen(kw_only=True, eq=False)
class Means:
    """
    How the figures of parties become those of rows.

    Attributes:
        gathering: Which party stands in which row.
        people: Which parties are people whose figures are gathered.
        homes: The unit that each party belongs to, `NOBODY` for none.
        work: For each row (row) the part of each party (column) in its mean own work.
        received: The same for what is received.
    """

    gathering: Gathering
    people: Flags
    homes: Whole
    work: sparse.csr_array
    received: sparse.csr_array

    @classmethod
    def of(cls, flow: Flow, gathering: Gathering, passing: Floats) -> Means:
        """Own work counts by influence, what is received by how much of the customers' experience goes through it."""
        parties = flow.drawing.size
        shares = (flow.own * passing)[:parties]
        fed = (1 - flow.leadership) * flow.dependence * passing[:parties]
        working = np.flatnonzero(flow.own[:parties] > 0)
        served = np.flatnonzero(flow.total[:parties] > 0)
        rows = len(gathering.ids)
        return cls(
            gathering=gathering,
            people=(flow.drawing.kinds == PERSON) & flow.drawing.guarded,
            homes=flow.drawing.units,
            work=_parts(gathering.work, working, shares, rows),
            received=_parts(gathering.work, served, fed, rows),
        )

    @property
    def gathered(self) -> Flags:
        """Which parties stand in the row of another one, or of nobody."""
        return np.asarray(self.gathering.own[self.gathering.work] != np.arange(len(self.gathering.work)))

    @property
    def bare(self) -> Flags:
        """Which rows show the influence of somebody whose own work stands elsewhere, and nothing else."""
        own, rows = self.gathering.own, np.arange(len(self.gathering.own))
        return np.asarray((own != NOBODY) & (self.gathering.work[own] != rows))

    def shared(self, figures: Floats) -> Floats:
        """The sums of something that stands with influence; NaN for rows whose people have it elsewhere."""
        found = np.bincount(self.gathering.share, weights=figures, minlength=len(self.gathering.ids))
        return np.where((found == 0) & self._left(self.gathering.share), np.nan, found)

    def summed(self, figures: Floats | Flags) -> Floats:
        """The sums of something that stands with own work; NaN for rows whose people have it elsewhere."""
        found = np.bincount(self.gathering.work, weights=figures, minlength=len(self.gathering.ids))
        return np.where(self.bare | ((found == 0) & self._left(self.gathering.work)), np.nan, found)

    def _left(self, where: Whole) -> Flags:
        """The rows of units, or of nobody, whose people's figures stand in other rows."""
        found = np.zeros(len(self.gathering.ids), dtype=bool)
        if not self.people.any():
            return found
        homes = np.where(self.homes == NOBODY, self.gathering.work, self.gathering.work[self.homes])
        away = (where != homes) & self.people
        found[homes[away]] = True
        return found

    def of_own(self, figures: NDArray[Any], without: object = np.nan) -> NDArray[Any]:
        """The figure of the party that a row is called after."""
        found = figures[self.gathering.own].copy()
        found[self.gathering.own == NOBODY] = without
        return found


def _parts(row: Whole, places: Whole, weights: Floats, rows: int) -> sparse.csr_array:
    """The part of each place in the mean of its row; alone it counts whatever its weight."""
    weight = weights[places]
    counts = np.bincount(row[places], minlength=rows)
    totals = np.bincount(row[places], weights=weight, minlength=rows)
    weight = np.where(counts[row[places]] == 1, 1.0, weight)
    totals = np.where(counts == 1, 1.0, totals)
    there = totals[row[places]] > 0
    parts = weight[there] / totals[row[places]][there]
    return sparse.csr_array((parts, (row[places][there], places[there])), shape=(rows, len(row)))


def averaged(parts: sparse.csr_array, figures: Floats) -> Floats:
    """The mean of each row; NaN for a row without any part."""
    found = np.asarray(parts @ figures)
    return np.where(np.diff(parts.indptr) > 0, found, np.nan)
