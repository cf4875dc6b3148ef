"""XML as a tree of names and texts, read with every guard against what is prepared to do harm."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import define, field

from servicecraft.errors import ModelError, PlanError, SpokenFact
from servicecraft.files.limits import Limits
from servicecraft.files.workbook.xml import Pass
from servicecraft.words import sentence


@define(eq=False)
class Node:
    """
    One element.

    Attributes:
        name: Its name without a prefix.
        text: The text in it, without blanks around.
        parts: The elements in it.
    """

    name: str
    text: str = ""
    parts: list[Node] = field(factory=list)

    def all(self, name: str) -> Iterator[Node]:
        """The elements in it that have a name."""
        return (one for one in self.parts if one.name == name)

    def one(self, name: str) -> Node | None:
        """The first element in it that has a name."""
        return next(self.all(name), None)

    def told(self, name: str) -> str | None:
        """The text of the first element that has a name; `None` where there is none or it is blank."""
        found = self.one(name)
        return None if found is None or not found.text else found.text


def tree(data: bytes, file: str, limits: Limits) -> Node:
    """
    The outermost element.

    Raises:
        PlanError: The text is no XML, is endless or deep, or declares a document type.
    """
    walk = _Building(file, limits.nodes)
    try:
        walk.run(data)
    except PlanError:
        raise
    except ModelError as error:
        if error.faults[0].code == "SC-102":
            raise PlanError.of("SC-708", file=file) from None
        reason = SpokenFact(sentence("its XML is damaged, or nested without end."))
        raise PlanError.of("SC-709", file=file, reason=reason) from None
    return walk.root.parts[0]


class _Building(Pass):
    """One walk that keeps names and texts."""

    def __init__(self, file: str, most: int) -> None:
        super().__init__("XML", file)
        self.root = Node("")
        self.open = [self.root]
        self.texts: list[list[str]] = [[]]
        self.left = most

    def opened(self, path: list[str], attributes: dict[str, str], /) -> None:  # noqa: ARG002 - none is needed
        """One element more, if there may be more."""
        self.left -= 1
        if self.left < 0:
            reason = SpokenFact(sentence("it holds more values than a plan does."))
            raise PlanError.of("SC-709", file=self.file, reason=reason)
        node = Node(path[-1])
        self.open[-1].parts.append(node)
        self.open.append(node)
        self.texts.append([])

    def closed(self, path: list[str]) -> None:  # noqa: ARG002 - it is the one that was opened last
        """An element with all its text."""
        self.open.pop().text = "".join(self.texts.pop()).strip()

    def said(self, text: str) -> None:
        """Text of the innermost element."""
        self.texts[-1].append(text)
