"""
How far can counts be shifted while nothing that is shown changes?

Linear programs over one independent part of the puzzle: many small ones are solved as one, and a large part is first swung
to and fro as a whole, which answers most questions about it at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from servicecraft.statistics.arrays import Flags, Floats, floats

if TYPE_CHECKING:
    from scipy import sparse

AT_ONCE = 4_000
"""Unknowns that are solved together; more would take longer than one after the other."""
ROUNDS = 40
"""How often a large part is swung as a whole before its rows are asked one by one."""
CLOSE = 1e-6
"""What a solver's count may be off: counts are whole, so a millionth of a person is nobody."""
GOLDEN = (5**0.5 - 1) / 2
"""Its multiples fall evenly on both sides of one half, in an order that does not repeat."""


@frozen(kw_only=True, eq=False)
class Part:
    """One independent part of the puzzle, as a solver wants it: unknown is how far each group is from its true count."""

    slack: Floats
    equations: sparse.csr_array
    floors: sparse.csr_array
    spare: Floats
    boundless: Flags

    def shifts(self, gains: sparse.csr_array) -> Floats:
        """For each row of gains, the shift of all groups that gains most."""
        from scipy import sparse

        copies, groups = gains.shape
        once = sparse.csr_array(sparse.identity(copies))
        best = _best(
            gains.toarray().ravel(),
            equations=sparse.kron(once, self.equations, format="csr"),
            limits=sparse.kron(once, -self.floors, format="csr"),
            spare=np.tile(self.spare, copies),
            lowest=np.tile(-self.slack, copies),
            highest=np.full(copies * groups, np.inf),
        )
        return best.reshape(copies, groups)

    def swing(self, targets: sparse.csr_array, signs: Floats, most: Floats) -> Floats:
        """One shift of all groups that moves as many targets as it can by *most* towards their sign."""
        from scipy import sparse

        lowest, highest = -self.slack, np.full(self.slack.size, np.inf)
        gain = np.zeros(self.slack.size)
        single = np.diff(targets.indptr) == 1
        # A group that is a target of its own is simply held where going on is of no more use.
        for sign, limit in ((1.0, highest), (-1.0, lowest)):
            rows = np.flatnonzero(single & (signs == sign))
            limit[targets[rows].indices] = sign * most[rows]
            gain[targets[rows].indices] = sign
        lowest = np.maximum(lowest, -self.slack)
        several, number = targets[~single], int((~single).sum())
        towards = sparse.hstack([-(several * signs[~single, None]), sparse.csr_array(sparse.identity(number))])
        floors = sparse.hstack([-self.floors, sparse.csr_array((self.spare.size, number))])
        best = _best(
            np.concatenate([gain, np.ones(number)]),
            equations=sparse.hstack(
                [self.equations, sparse.csr_array((self.equations.shape[0], number))], format="csr"
            ),
            limits=sparse.vstack([towards, floors], format="csr"),
            spare=np.concatenate([np.zeros(number), self.spare]),
            lowest=np.concatenate([lowest, np.zeros(number)]),
            highest=np.concatenate([highest, most[~single]]),
        )
        return best[: self.slack.size]


def _best(
    gain: Floats,
    *,
    equations: sparse.csr_array,
    limits: sparse.csr_array,
    spare: Floats,
    lowest: Floats,
    highest: Floats,
) -> Floats:
    """The numbers that gain most, among those that solve the equations and keep the limits; zeros where a solver gives up."""
    from scipy.optimize import linprog

    answer = linprog(
        -gain,
        A_eq=equations,
        b_eq=np.zeros(equations.shape[0]),
        A_ub=limits if spare.size else None,
        b_ub=spare if spare.size else None,
        bounds=np.column_stack([lowest, highest]),
        method="highs",
    )
    return floats(answer.x) if answer.status == 0 else np.zeros(gain.size)


def solved(part: Part, targets: sparse.csr_array, enough: Floats, *, hasty: bool) -> tuple[Floats, Floats, Flags]:
    """How far each target may go down and up in one part, and whether that is all."""
    down, up = np.zeros(targets.shape[0]), np.zeros(targets.shape[0])
    up[targets @ part.boundless.astype(np.float64) > 0] = np.inf
    together = max(1, AT_ONCE // (2 * targets.shape[1]))
    if targets.shape[0] > together:
        _swing(part, targets, enough, down, up)
    left = np.flatnonzero(unanswered(down, up, enough))
    settled = np.ones(targets.shape[0], dtype=bool)
    settled[left] = False
    for start in range(0, left.size, together):
        rows = left[start : start + together]
        rows = rows[unanswered(down[rows], up[rows], enough[rows])]
        if rows.size:
            _note(part.shifts(_both_ways(targets[rows], np.isfinite(up[rows]))), targets, down, up)
        settled[rows] = True
        if hasty and unanswered(down[rows], up[rows], enough[rows]).any():
            break
    return down, up, settled


def _both_ways(targets: sparse.csr_array, bounded: Flags) -> sparse.csr_array:
    """What to gain so that each target goes as far up, where that is bounded, and as far down as it may."""
    from scipy import sparse

    return sparse.vstack([targets[bounded], -targets], format="csr")


def _note(shifts: Floats, targets: sparse.csr_array, down: Floats, up: Floats) -> None:
    """Remember how far some shifts bring each target: a shift found for one is possible for all."""
    moved = targets @ shifts.T
    np.maximum(up, moved.max(axis=1), out=up)
    np.maximum(down, -moved.min(axis=1), out=down)


def _swing(part: Part, targets: sparse.csr_array, enough: Floats, down: Floats, up: Floats) -> None:
    """Swing a large part to and fro as a whole, while that answers questions."""
    idle = 0
    for turn in range(ROUNDS):
        rows = np.flatnonzero(unanswered(down, up, enough) & np.isfinite(enough))
        if rows.size == 0 or idle == 2:
            return
        signs = np.where(np.arange(rows.size) * (turn + 1) * GOLDEN % 1 < 0.5, 1.0, -1.0)
        most = enough[rows] - np.where(signs > 0, down[rows], np.where(np.isfinite(up[rows]), up[rows], 0.0))
        _note(part.swing(targets[rows], signs, most)[None, :], targets, down, up)
        idle = idle + 1 if unanswered(down[rows], up[rows], enough[rows]).all() else 0


def unanswered(down: Floats, up: Floats, enough: float | Floats) -> Flags:
    """Which questions are not answered yet; all, where nothing is enough."""
    return (down + up < enough - CLOSE) | np.isinf(enough)
