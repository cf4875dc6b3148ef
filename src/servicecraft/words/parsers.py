"""
What the readers of YAML, JSON and encodings complain about, in plain words.

They complain in English, in the terms of those who write parsers, and the two readers of YAML use different words. Here
each complaint becomes a sentence that says what to look for, so that it can be spoken in every language.
"""

from __future__ import annotations

import re

from servicecraft.words import sentence

_UNCLOSED_TEXT = sentence("a quotation mark is opened and never closed")
_ESCAPE = sentence("a text in double quotation marks holds a backslash, which begins an escape that does not exist")
_NO_COLON = sentence("a colon is missing after a key")
_NO_VALUE = sentence("a value is missing")
_GOES_ON = sentence("something follows after the end")

_COMPLAINTS = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        # YAML, by either of its readers
        (r"',' or '\]'", sentence("a list in brackets lacks a comma or its closing bracket")),
        (r"',' or '\}'", sentence("a mapping in braces lacks a comma or its closing brace")),
        (r"'-' indicator", sentence("this line is no entry of the list above; mostly its indentation differs")),
        (
            r"expected key|<block end>",
            sentence("this line does not fit the ones above; mostly its indentation differs"),
        ),
        (r"\btab character|'\\t'", sentence("a tab stands where only spaces can")),
        (
            r"cannot start any token",
            sentence("a value begins with a tab, or with a character that needs quotation marks"),
        ),
        (
            r"mapping values are not",
            sentence("a text that holds a colon is not in quotation marks, or a line break is missing"),
        ),
        (r"sequence entries are not", sentence("a list begins on the line of its key instead of the next one")),
        (r"unexpected end of stream", _UNCLOSED_TEXT),
        (r"escape c|escape s|hexdecimal", _ESCAPE),
        (r"could not find expected ':'", _NO_COLON),
        (r"node content", _NO_VALUE),
        (r"document start", _GOES_ON),
        (r"directive|incompatible", sentence("a directive stands here, which program files do not use")),
        # JSON
        (r"Expecting value", _NO_VALUE),
        (r"Expecting property name", sentence("a key in double quotation marks is missing")),
        (r"Expecting ':'", _NO_COLON),
        (r"Expecting ','", sentence("a comma or a closing bracket is missing")),
        (r"trailing comma", sentence("a comma stands before a closing bracket")),
        (r"Extra data", _GOES_ON),
        (r"Unterminated string", _UNCLOSED_TEXT),
        (r"control character", sentence("a text runs over a line break or holds a control character")),
        (r"\\escape|uXXXX", _ESCAPE),
        # encodings
        (r"byte|undefined|truncated|surrogate|illegal|end of data", sentence("these bytes stand for no character")),
    )
)


def plain_complaint(complaint: str) -> str:
    """A parser's complaint as a marked sentence; the complaint itself where it is an unusual one."""
    return next((said for pattern, said in _COMPLAINTS if pattern.search(complaint)), complaint)
