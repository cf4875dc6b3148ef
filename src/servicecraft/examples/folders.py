"""
Examples that are folders of tables, as a consultant would keep them.

Such a folder stands once, under `examples/` of the repository; an installed package carries a copy beside this module.
"""

from __future__ import annotations

from pathlib import Path

from servicecraft.model.program import Program


def hotel() -> Program:
    """
    The hotel of the documentation's longer examples, read from its folder of tables.

    It is invented. It is good for trying everything at once: departments, ratings, ideas, a plan, and files that can be
    opened and changed.

    >>> from servicecraft.files import load
    >>> hotel() == load(folder_of("hotel"))
    True
    """
    from servicecraft.files import load  # only the hotel is read from files, so the others need not wait for readers

    return load(folder_of("hotel"))


def folder_of(example: str) -> Path:
    """
    Where an example that is a folder stands: beside this module where the package is installed, else in the repository.

    Args:
        example: The name of the folder, such as `hotel`.
    """
    installed = Path(__file__).resolve().with_name(example)
    return installed if installed.is_dir() else Path(__file__).resolve().parents[3] / "examples" / example
