"""
Sentences for people, in the reader's language.

English sentences are the keys; every other language has a catalogue under `locale/`. A sentence is marked where it is
written (`sentence`), and spoken where it is shown (`say`): between the two, only facts travel.
"""

from __future__ import annotations

import gettext
import unicodedata
from functools import cache
from math import log10
from pathlib import Path

LANGUAGES = ("en", "es")
MOST_DIGITS = 4000
"""Whole numbers with more digits are told by their size: Python refuses to write out much longer ones."""


def sentence(text: str) -> str:
    """The same text; marks an English sentence for the catalogues."""
    return text


def base_language(locale: str | None) -> str:
    """
    The catalogue that serves a locale.

    Returns:
        `"es"` for every Spanish locale (`es`, `es_DO`, `es-MX` …), `"en"` for English ones, for an unknown one and
        for `None`.
    """
    language = (locale or "en").replace("-", "_").split("_")[0].lower()
    return language if language in LANGUAGES else "en"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation("servicecraft", str(Path(__file__).with_name("locale")), [language], fallback=True)


def say(text: str, language: str | None = None, /, **facts: object) -> str:
    """
    A marked sentence in the reader's language, with its facts in place.

    Args:
        text: The English sentence, with `{named}` places.
        language: A locale; `None` is English.
        facts: One value for each named place.

    Returns:
        Plain text. Control characters in facts are shown as visible escapes, so that a name cannot steer a terminal.
    """
    spoken = _catalogue(base_language(language)).gettext(text) if text else text
    return spoken.format_map({name: visible(str(value)) for name, value in facts.items()}) if facts else spoken


def say_count(one: str, many: str, count: int, language: str | None = None, /, **facts: object) -> str:
    """
    A marked sentence whose wording depends on a count, which stands in it as `{count}`.

    Args:
        one: The English sentence for one thing.
        many: The English sentence for any other number.
        count: How many.
        language: A locale; `None` is English.
        facts: One value for each further named place.
    """
    spoken = _catalogue(base_language(language)).ngettext(one, many, count)
    return spoken.format_map({name: visible(str(value)) for name, value in {"count": count, **facts}.items()})


def visible(text: str) -> str:
    r"""Text in which every control, bidirectional or private character is written as an escape such as `\x1b`."""
    if text.isprintable():
        return text
    return "".join(
        character
        if character.isprintable() or unicodedata.category(character) == "Zs"
        else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def shortened(value: object, longest: int = 60) -> str:
    """
    A value as one visible line of at most *longest* characters, for a message.

    Whatever cannot be told shortly is told by the name of its type, and a very large whole number by its size.
    """
    text = visible(value if isinstance(value, str) else _told(value))
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _told(value: object) -> str:
    if isinstance(value, int) and value.bit_length() * log10(2) > MOST_DIGITS:
        return f"≈{'-' if value < 0 else ''}10^{round(log10(abs(value)))}"
    if isinstance(value, list | tuple | dict | set | frozenset):
        return type(value).__name__  # its text could be endless, or nested deeper than Python can write
    try:
        return str(value)
    except Exception:  # whatever a foreign value raises, a message about it must still be made
        return type(value).__name__
