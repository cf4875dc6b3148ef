"""A text that is handed over, written to a file where one is named."""

from __future__ import annotations

import os
from pathlib import Path

from servicecraft.errors import ModelError, SpokenFact
from servicecraft.words import sentence


def written(path: str | os.PathLike[str] | None, text: str) -> str:
    """
    The same text, written to a file as UTF-8 where a path is given.

    Raises:
        ModelError: The file could not be written (`SC-401`).
    """
    if path is None:
        return text
    try:
        Path(path).write_bytes(text.encode())
    except (OSError, ValueError) as error:  # a path with a zero character, or half a character, is a ValueError
        reason = SpokenFact(sentence("the system refused it."))
        raise ModelError.of("SC-401", str(path), reason=reason) from error
    return text
