"""What stands out in a responsibility matrix: in a row, in a column."""

from __future__ import annotations

import numpy as np

from servicecraft.participation.days import Flags, Places
from servicecraft.words import sentence

LEAST_ROWS = 3
"""With fewer responsibilities, taking part in all of them says nothing."""
DEVIATIONS = 2
"""How many of the others' standard deviations above their mean is far."""

FLAGS = {
    "no_A": sentence("nobody answers for it"),
    "several_A": sentence("several answer for it"),
    "no_R": sentence("nobody does it"),
    "many_R": sentence("many do it"),
    "many_C": sentence("many are consulted"),
    "many_I": sentence("many are informed"),
    "overloaded": sentence("answers for much more than the others"),
    "everything": sentence("stands in everything"),
    "nothing": sentence("has nothing"),
}
"""Every flag in words."""


def row_flags(
    accountable: int, doing: int, consulted: int, informed: int, most: tuple[int, int, int] | None
) -> tuple[str, ...]:
    """
    What stands out in the row of one responsibility.

    Args:
        accountable: How many answer for it.
        doing: How many do it.
        consulted: How many are consulted.
        informed: How many are informed.
        most: Up to how many with R, C and I are not yet many; `None` where many is no fault.

    Example:
        >>> row_flags(2, 0, 4, 0, (5, 3, 7))
        ('several_A', 'no_R', 'many_C')
    """
    many = (doing, consulted, informed) if most is None else most
    found = (
        ("no_A", accountable == 0),
        ("several_A", accountable > 1),
        ("no_R", doing == 0),
        ("many_R", doing > many[0]),
        ("many_C", consulted > many[1]),
        ("many_I", informed > many[2]),
    )
    return tuple(flag for flag, so in found if so)


def column_flags(counts: Places, total: int, overload_from: int, holds: Flags) -> list[tuple[str, ...]]:
    """
    What stands out in each column.

    Args:
        counts: For each column how many responsibilities it holds with A, with R, C, I, and at all, in this order.
        total: How many responsibilities there are.
        overload_from: From how many A a column can be overloaded.
        holds: Which columns hold something, by themselves or through those who have them.

    Returns:
        For each column its flags. A column is overloaded where its A are at least *overload_from* and lie further above
        the mean of the others that answer for anything than twice their standard deviation; measured against the others,
        one column can stand out in a small matrix too. A single column has nobody to be compared with.
    """
    answers = counts[:, 0].astype(np.float64)
    others = np.maximum((answers > 0).sum() - (answers > 0), 1)
    mean = (answers.sum() - answers) / others
    square = ((answers**2).sum() - answers**2) / others
    far = answers > mean + DEVIATIONS * np.sqrt(np.maximum(square - mean**2, 0))
    overloaded = (answers >= overload_from) & far & (len(answers) > 1)
    everything = (counts[:, -1] == total) & (total >= LEAST_ROWS)
    marks = zip(overloaded.tolist(), everything.tolist(), (~holds).tolist(), strict=True)
    names = ("overloaded", "everything", "nothing")
    return [tuple(name for name, so in zip(names, mark, strict=True) if so) for mark in marks]
