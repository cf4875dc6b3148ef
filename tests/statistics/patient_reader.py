"""
A reader with all the time in the world: what follows from the rows that a report shows, worked out the slow way.

Nothing here is shared with the library: rows are dense, groups are not merged, every question is its own linear program,
and what scores give away is decided by the rank of a matrix.
"""

from __future__ import annotations

import itertools

import numpy as np
from scipy.optimize import linprog


def rows_of(groupings, number) -> list[np.ndarray]:
    """For each table the truth values of its rows: which smallest groups stand in them."""
    tables = []
    for grouping in map(np.asarray, groupings):
        if grouping.ndim == 2:
            tables.append(grouping.T.astype(float))
        else:
            width = int(grouping.max(initial=-1)) + 1
            tables.append(np.array([grouping == row for row in range(width)], dtype=float).reshape(width, number))
    return tables


class Reader:
    """One who sees some rows, and knows which smallest groups are empty."""

    def __init__(self, counts, groupings, hidden) -> None:
        self.counts = np.asarray(counts, dtype=float)
        self.tables = rows_of(groupings, self.counts.size)
        self.hidden = [np.asarray(rows, dtype=bool) for rows in hidden]
        self.shown = np.vstack(
            [np.zeros((0, self.counts.size)), *(t[~h] for t, h in zip(self.tables, self.hidden, strict=True))]
        )
        unknown = [t[h & (t @ self.counts > 0)] for t, h in zip(self.tables, self.hidden, strict=True)]
        self.unknown = np.vstack([np.zeros((0, self.counts.size)), *unknown])
        # What stands in one table need not be hidden in another to be known.
        known = {row.tobytes() for row in self.shown * (self.counts > 0)}
        self.unknown = np.array(
            [row for row in self.unknown if (row * (self.counts > 0)).tobytes() not in known]
        ).reshape(-1, self.counts.size)

    def between(self, row, *, nonempty=False) -> tuple[float, float]:
        """The lowest and the highest count that a row can have."""
        limits = {"A_ub": -self.unknown, "b_ub": -np.ones(len(self.unknown))} if nonempty and len(self.unknown) else {}
        found = []
        for sign in (1, -1):
            answer = linprog(
                sign * row,
                A_eq=self.shown if len(self.shown) else None,
                b_eq=self.shown @ self.counts if len(self.shown) else None,
                bounds=[(0, None if count else 0) for count in self.counts],
                **limits,
            )
            assert answer.status in (0, 3)
            found.append(sign * answer.fun if answer.status == 0 else sign * -np.inf)
        return found[0], found[1]

    def follows(self, rows) -> np.ndarray:
        """For each union of smallest groups, whether sums over it follow from the sums over the shown rows."""
        people = self.counts > 0
        seen, asked = self.shown[:, people], np.atleast_2d(rows)[:, people]
        if len(seen) == 0:
            return ~asked.any(axis=1)
        combined = np.linalg.lstsq(seen.T, asked.T, rcond=None)[0]
        return np.abs(seen.T @ combined - asked.T).max(axis=0, initial=0) < 1e-8

    def small_unions(self, minimum) -> np.ndarray:
        """All unions of smallest groups with somebody, but fewer people than a minimum."""
        small = np.flatnonzero((self.counts > 0) & (self.counts < minimum))
        found = [np.zeros((0, self.counts.size))]
        for number in range(1, minimum):
            for some in itertools.combinations(small, number):
                if self.counts[list(some)].sum() < minimum:
                    row = np.zeros((1, self.counts.size))
                    row[0, list(some)] = 1
                    found.append(row)
        return np.vstack(found)

    def too_close(self, minimum) -> bool:
        """Whether a hidden row, or a small group that no table shows, can be narrowed down too far."""
        if any(high - low < 1 - 1e-6 for low, high in (self.between(row, nonempty=True) for row in self.unknown)):
            return True
        single = [row for table in self.tables for row in table * (self.counts > 0)]
        small = [
            np.eye(self.counts.size)[place] for place in np.flatnonzero((self.counts > 0) & (self.counts < minimum))
        ]
        # Smallest groups that all tables treat alike are one group for whoever reads the tables.
        alike = {}
        for row in small:
            place = int(row.argmax())
            alike.setdefault(tuple(table[:, place].tobytes() for table in self.tables), []).append(place)
        asked = list(self.unknown)
        for key in alike:
            merged = np.array(
                [tuple(table[:, p].tobytes() for table in self.tables) == key for p in range(self.counts.size)]
            )
            merged = (merged & (self.counts > 0)).astype(float)
            if merged @ self.counts < minimum and not any(np.array_equal(merged, row) for row in single):
                asked.append(merged)
        return any(high - low < minimum - 1e-6 for low, high in map(self.between, asked))
