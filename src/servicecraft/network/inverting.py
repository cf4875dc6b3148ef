"""
Own work party by party, where everybody in the way to a customer is rated.

What a party delivers is its own work and what it received; where both are known, own work follows. Small errors of ratings
become large ones of own work, so this is for teaching and for checking, and for maps where every rating is certain.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from attrs import frozen
from scipy import sparse
from scipy.sparse.linalg import splu

from servicecraft.errors import NetworkError
from servicecraft.network.compiling import Flow
from servicecraft.network.drawing import Flags, Floats
from servicecraft.network.groups import id_order
from servicecraft.network.rated import Rated
from servicecraft.network.reaching import reached_from

MOST_NAMED = 10


@frozen(kw_only=True)
class Inversion:
    """Own work from ratings, each party by itself."""

    flow: Flow
    rated: Rated

    @classmethod
    def of(cls, flow: Flow, rated: Rated, passing: Floats) -> Inversion:
        """
        The inversion of a network and its ratings.

        Raises:
            NetworkError: Not everybody with own work in the way to a customer is rated; they are named.
        """
        parties = flow.drawing.size
        silent = (flow.own[:parties] > 0) & (passing[:parties] > 0)
        silent[rated.places] = False
        if silent.any():
            places = id_order(flow.drawing, np.flatnonzero(silent))
            names = ", ".join(flow.drawing.ids_of(places[:MOST_NAMED]))
            shown = f"{names} …" if len(places) > MOST_NAMED else names
            raise NetworkError.of("SC-509", shown, count=len(places)).in_language(flow.drawing.language)
        return cls(flow=flow, rated=rated)

    @cached_property
    def _passive(self) -> np.ndarray:
        """Places without own work: customers, the direction, units that pass everything on."""
        return np.flatnonzero(self.flow.own == 0)

    @cached_property
    def _factors(self) -> object:
        inner = self.flow.rest[self._passive][:, self._passive]
        return splu(sparse.csc_array(sparse.eye_array(len(self._passive), format="csc") - inner))

    @cached_property
    def _unknown(self) -> Flags:
        """Places whose quality nobody told: those with own work who are not rated, and who passes theirs on."""
        flow = self.flow
        silent = flow.own > 0
        silent[self.rated.places] = False
        passing_on = sparse.csr_array(sparse.diags_array((flow.own == 0).astype(float)) @ flow.rest)
        return reached_from(sparse.csr_array(passing_on.T.tocsr()), np.flatnonzero(silent))

    def delivered(self, ratings: Floats) -> Floats:
        """The quality of every place from the ratings of the rated ones; NaN where it is not known."""
        flow = self.flow
        quality = np.zeros(flow.size)
        quality[self.rated.places] = ratings
        quality[self._passive] = 0.0
        start = np.asarray(flow.rest @ quality)[self._passive]
        quality[self._passive] = self._factors.solve(start)  # type: ignore[attr-defined]
        quality[self._unknown] = np.nan
        return quality

    def own_work(self, quality: Floats) -> Floats:
        """Own work of every place from the quality of all; NaN where there is none or it is not known."""
        own, rest = self.flow.own, np.asarray(self.flow.rest @ quality)
        return np.asarray(np.divide(quality - rest, own, out=np.full(len(own), np.nan), where=own > 0))
