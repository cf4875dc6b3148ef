"""
What the cells of all sheets refer to: shared texts, and styles as far as a value depends on them.
"""

from __future__ import annotations

from collections.abc import Iterator

from servicecraft.files.workbook.refusals import refuse_damaged
from servicecraft.files.workbook.xml import INDEX, MOST_ELEMENTS, Pass


class SharedTexts(Pass):
    """The texts that cells share, each in one piece, and behind them those that stand in the cells themselves."""

    def __init__(self, part: str, file: str) -> None:
        super().__init__(part, file)
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._added: dict[str, int] = {}

    def closed(self, path: list[str]) -> None:
        """A shared text is complete."""
        if path[1:] == ["si"]:
            self.texts.append("".join(self._pieces))
            self._pieces.clear()

    def said(self, text: str) -> None:
        """A piece of a shared text."""
        if self.path[-1] == "t" and "rPh" not in self.path:  # rPh spells a Japanese word, beside the text
            self._pieces.append(text)

    def shared(self, index: str) -> str | None:
        """The text that a cell refers to; `None` where the part does not have it."""
        number = int(index) if INDEX.fullmatch(index) else len(self.texts)
        return self.texts[number] if number < len(self.texts) else None

    def index_of(self, text: str) -> int:
        """The place that a text of a cell itself gets."""
        return self._added.setdefault(text, len(self.texts) + len(self._added))

    def __iter__(self) -> Iterator[str]:
        yield from self.texts
        yield from self._added


class Styles(Pass):
    """Which number format the cells of each style have; all that a value needs to know of its looks."""

    def __init__(self, part: str, file: str) -> None:
        super().__init__(part, file)
        self.codes: dict[str, str] = {}
        self.formats: list[str] = []

    def opened(self, path: list[str], attributes: dict[str, str], /) -> None:
        """A number format, or a style that refers to one."""
        if path[1:] == ["numFmts", "numFmt"]:
            self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif path[1:] == ["cellXfs", "xf"]:
            self.formats.append(attributes.get("numFmtId", "0"))
        if len(self.codes) + len(self.formats) > MOST_ELEMENTS:
            refuse_damaged(self.file, self.part)
