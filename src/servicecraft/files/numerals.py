"""
Numbers as YAML and JSON write them, read exactly or refused.

Python itself would round `1e400` to infinity, `1e-400` to nothing, and stop at 5,000 digits with an error of its own.
"""

from __future__ import annotations

import math

from servicecraft.errors import Refusal

LARGEST_WHOLE = 2**53 - 1
"""The largest whole number that every reader of JSON and every spreadsheet keeps exactly."""

_DIGITS_BY_BASE = {10: 16, 16: 14, 8: 18}
_BASE_BY_PREFIX = {"0x": 16, "0o": 8}


def whole_number(written: str) -> int:
    """
    The whole number that decimal digits (with or without sign), `0x…` or `0o…` spell.

    Raises:
        Refusal: SC-104, it lies beyond ±9007199254740991.
    """
    base = _BASE_BY_PREFIX.get(written[:2], 10)
    digits = (written[2:] if base != 10 else written).lstrip("+-").lstrip("0")
    if len(digits) <= _DIGITS_BY_BASE[base] and int(digits or "0", base) <= LARGEST_WHOLE:
        return int(written, base)
    raise Refusal("SC-104", written)


def decimal_number(written: str) -> float:
    """
    The number that digits with a point or an exponent spell.

    Raises:
        Refusal: SC-105, it is too large to be finite, or so small that nothing but 0 would be left.
    """
    number = float(written)
    if not math.isfinite(number) or (number == 0 and written.lower().partition("e")[0].strip("+-0.")):
        raise Refusal("SC-105", written)
    return number


def half_character(text: str) -> str | None:
    """The first lone surrogate of a text, as `U+D83D`; `None` where there is none."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return f"U+{ord(text[error.start]):04X}"
    return None
