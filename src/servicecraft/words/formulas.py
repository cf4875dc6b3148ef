"""Texts that a spreadsheet program would take for formulas, made harmless and given back."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_MARKED_FORMULA = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def neutralised(text: str) -> str:
    """
    A text that no spreadsheet program takes for a formula, with an apostrophe before it where it needs one.

    `restored` gives the text back. Numbers are not texts: `-5` of a number column is to be written as it is.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def restored(text: str) -> str:
    """The text that `neutralised` made safe; any other text as it is."""
    return text[1:] if _MARKED_FORMULA.match(text) else text
