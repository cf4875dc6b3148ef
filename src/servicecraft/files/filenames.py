"""
Names of files that are made from data.

A name in a program may hold anything: slashes, "..", the name of a device, a thousand letters. What comes out here can
be written on every disk, stays inside its folder, and never stands for two texts.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

LONGEST = 100
"""Characters of a name, before the caller adds an ending such as `.html`."""

_HASH_DIGITS = 12
_RESERVED = re.compile(r"(con|prn|aux|nul|clock\$|com[0-9]|lpt[0-9])(\..*)?")
_LOOKS_HASHED = re.compile(rf".*-[0-9a-f]{{{_HASH_DIGITS}}}")


def safe_name(text: str) -> str:
    """
    A name for a file, made from data.

    Returns:
        The text itself where it is already a safe name: small ASCII letters, digits, points, hyphens and underscores.
        Everything else gives a readable rest and the first 12 digits of the text's SHA-256. Two texts get two names,
        also on disks that do not tell capitals from small letters.
    """
    readable = _readable(text)
    if readable == text and len(text) <= LONGEST and not _is_taken(text):
        return text
    # Without points no ending is left that Windows would split off to find the name of a device.
    stem = readable.replace(".", "-")[: LONGEST - _HASH_DIGITS - 1].strip("-") or "file"
    return f"{stem}-{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:_HASH_DIGITS]}"


def _is_taken(text: str) -> bool:
    return not text or _RESERVED.fullmatch(text) is not None or _LOOKS_HASHED.fullmatch(text) is not None


def _readable(text: str) -> str:
    """The text in small ASCII letters, digits, single points and hyphens, and underscores."""
    letters = unicodedata.normalize("NFKD", text[: 10 * LONGEST]).encode("ascii", "ignore").decode("ascii").lower()
    words = re.sub(r"[^a-z0-9._]+", "-", letters)
    return re.sub(r"\.{2,}", ".", words).strip(".-")
