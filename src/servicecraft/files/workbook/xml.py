"""
One walk over the XML of a part, as the parser meets it, and how values are spelled there.

Nothing is kept but what a walk looks for, so that the largest part takes little memory. What no workbook needs is
refused on the way: document types, endless tags, depth. Which parts there are is another module's question.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from servicecraft.errors import Fault, ModelError
from servicecraft.files.refusals import MEGABYTE
from servicecraft.files.workbook.refusals import refuse_damaged

DEEPEST_ELEMENT = 256
"""XML elements one inside another; workbooks stay under 20."""
MOST_ELEMENTS = 100_000
"""Sheets, relationships or content types that one part may list."""

INDEX = re.compile("[0-9]{1,9}")
"""How an attribute or a cell counts things, from 0."""


class _LocalNames(dict[str, str]):
    """Element names without their prefix, each one cut once."""

    def __missing__(self, name: str) -> str:
        local = self[name] = name.rpartition(":")[2]
        return local


class Pass:
    """
    One walk over a part, which refuses what no workbook needs: document types, endless tags, depth.

    The kinds of passes say in `opened`, `closed` and `said` what they look for.
    """

    def __init__(self, part: str, file: str) -> None:
        self.part = part
        self.file = file
        self.path: list[str] = []
        self._local = _LocalNames()

    def run(self, text: bytes, *, needed: bool = True) -> None:
        """
        Walk over the whole part.

        A part that holds no values need not be faultless: spreadsheet programs themselves write drawings with unclosed
        tags.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._open
        parser.EndElementHandler = self._close
        parser.CharacterDataHandler = self.said
        try:
            for start in range(0, len(text), MEGABYTE):
                parser.Parse(text[start : start + MEGABYTE], False)
                # A tag of many megabytes with a million attributes would fill the memory before anybody sees it.
                if start - parser.CurrentByteIndex > MEGABYTE:
                    refuse_damaged(self.file, self.part)
            parser.Parse(b"", True)
        except ModelError:
            raise
        except (expat.ExpatError, LookupError, ValueError):  # the latter two for encodings that nobody knows
            if needed:
                refuse_damaged(self.file, self.part)

    def _refuse_doctype(self, *_declared: object) -> None:
        raise ModelError([Fault(code="SC-102", file=self.file, facts=(("part", self.part),))])

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        path = self.path
        path.append(self._local[name])
        if len(path) > DEEPEST_ELEMENT:
            refuse_damaged(self.file, self.part)
        self.opened(path, attributes)

    def _close(self, _name: str) -> None:
        self.closed(self.path)
        self.path.pop()

    def opened(self, path: list[str], attributes: dict[str, str], /) -> None:
        """An element begins; *path* holds the names from the root to it."""

    def closed(self, path: list[str]) -> None:
        """An element ends."""

    def said(self, text: str) -> None:
        """Text stands in the innermost element."""


class Listing(Pass):
    """The attributes of all elements of certain names, in their order."""

    def __init__(self, part: str, file: str, wanted: tuple[str, ...]) -> None:
        super().__init__(part, file)
        self.wanted = wanted
        self.found: list[tuple[str, dict[str, str]]] = []

    def opened(self, path: list[str], attributes: dict[str, str], /) -> None:
        """One more, if its name is wanted."""
        if path[-1] in self.wanted:
            self.found.append((path[-1], attributes))
            if len(self.found) > MOST_ELEMENTS:
                refuse_damaged(self.file, self.part)


def is_true(value: str | None) -> bool:
    """Whether an attribute says yes."""
    return value in ("1", "true")


def escaped(text: str) -> str:
    """A text as it stands between two tags."""
    if text.isalnum():
        return text
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
