"""
Who serves whom, as a workshop says it: sheets to fill in, and what several judges made of them.

`write` makes the sheets, `read` takes them back as a `Matrix`, and `Matrix.applied` puts what was said into a program.
Rows give, columns receive; ten beans tell where failings begin. Every judge's answer is kept.
"""

from servicecraft.matrix.beans import Beans
from servicecraft.matrix.judges import Judge, Mark
from servicecraft.matrix.matrix import Matrix
from servicecraft.matrix.parties import Party
from servicecraft.matrix.reading import read
from servicecraft.matrix.wording import PartyKind, Scale
from servicecraft.matrix.writing import write

__all__ = ["Beans", "Judge", "Mark", "Matrix", "Party", "PartyKind", "Scale", "read", "write"]
