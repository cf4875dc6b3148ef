"""Columns of labels: for each row the place of its group, and what the groups are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from attrs import frozen

from servicecraft.errors import ModelError
from servicecraft.participation.days import NOBODY, Places
from servicecraft.participation.roster import places_in
from servicecraft.participation.telling import Telling
from servicecraft.words import sentence


@frozen(kw_only=True, eq=False)
class Labels:
    """
    A label for each row.

    Attributes:
        codes: For each row the place of its label, `NOBODY` for none.
        ids: The labels.
        names: What people read in their place.
    """

    codes: Places
    ids: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, values: Sequence[str | None], named: Mapping[str, str] | None = None) -> Labels:
        """
        The labels of some values.

        Args:
            values: The value of each row.
            named: Ids with names in their order; those that no row has are left out. Without it, labels stand in the order
                of the alphabet and are their own names.
        """
        used = {one for one in values if one is not None}
        ids = tuple(sorted(used)) if named is None else tuple(one for one in named if one in used)
        names = ids if named is None else tuple(named[one] for one in ids)
        return cls(codes=places_in({one: n for n, one in enumerate(ids)}, values), ids=ids, names=names)

    def at(self, row: int) -> str | None:
        """The label of one row."""
        return None if self.codes[row] == NOBODY else self.ids[int(self.codes[row])]

    def with_rest(self, telling: Telling) -> tuple[Places, tuple[str | None, ...], tuple[str, ...]]:
        """Codes, ids and names with one more group, last, for the rows that have no label, where there are any."""
        rest = self.codes == NOBODY
        if not rest.any():
            return self.codes, self.ids, self.names
        codes = np.where(rest, len(self.ids), self.codes)
        return codes, (*self.ids, None), (*self.names, telling.say(sentence("not said")))


def grouped(
    labels: Mapping[str, Labels], by: str | None, rows: int, telling: Telling
) -> tuple[Places, tuple[str | None, ...], tuple[str, ...]]:
    """
    The groups of a question: codes, ids and names.

    Raises:
        ModelError: There is no such grouping.
    """
    if by is None or by == "all":
        return np.zeros(rows, dtype=np.int64), (None,), (telling.say(sentence("all")),)
    if by not in labels:
        choices = ", ".join(("all", *labels))
        raise ModelError.of("SC-506", by, path="by", choices=choices).in_language(telling.language)
    return labels[by].with_rest(telling)


def id_names(rows: Iterable[object]) -> dict[str, str]:
    """The names of some rows of the model by their ids."""
    return {str(getattr(one, "id")): str(getattr(one, "name")) for one in rows}  # noqa: B009 - rows of several tables
