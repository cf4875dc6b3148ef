"""Who fills in a sheet, and for whom they speak."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
from attrs import field, frozen

from servicecraft.errors import Fault, ModelError, SpokenFact
from servicecraft.matrix.parties import checked_id, checked_name
from servicecraft.matrix.wording import side_label
from servicecraft.model.columns import Number
from servicecraft.model.words import DeclaredBy
from servicecraft.words import sentence

VALUE = Number("", lowest=0)
VALUE.adopt("value", "Mark", "marks")


def _checked_value(value: object) -> float:
    found = VALUE.check(value)
    return found if isinstance(found, float) else 0.0


@frozen(kw_only=True)
class Mark:
    """
    One filled cell: how much what a provider gives matters to a customer.

    Attributes:
        provider: The id of the party that gives: the row.
        customer: The id of the party that receives: the column.
        value: 1, 3 or 9, or points; 0 says that nothing is received.
    """

    provider: str = field(converter=checked_id)
    customer: str = field(converter=checked_id)
    value: float = field(converter=_checked_value)


def _ids(ids: Iterable[str]) -> frozenset[str]:
    return frozenset(ids)


def _marks(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    return tuple(marks)


@frozen(kw_only=True)
class Judge:
    """
    Whoever filled in one sheet, and what they marked.

    Attributes:
        id: The person or unit; `None` for a whole side.
        name: What people call them; the id where nothing else is known, empty for a side.
        side: Those who give, those who receive, or both together; `None` for a person or a unit.
        speaks_for: The parties for which a person or unit speaks.
        marks: The cells that are filled.

    Raises:
        ModelError: It is both somebody and a side.
    """

    id: str | None = field(default=None, converter=attrs.converters.optional(checked_id))
    name: str = field(default="", converter=checked_name)
    side: DeclaredBy | None = None
    speaks_for: frozenset[str] = field(default=frozenset(), converter=_ids, repr=False)
    marks: tuple[Mark, ...] = field(default=(), converter=_marks, repr=False)

    def __attrs_post_init__(self) -> None:
        if (self.id is None) is (self.side is None):
            rule = SpokenFact(sentence("a judge is a person or a unit, or else a whole side."))
            table = SpokenFact(sentence("who judges"))
            raise ModelError([Fault.of("SC-132", self.id, path="Judge.side", table=table, rule=rule)])
        object.__setattr__(self, "name", "" if self.id is None else self.name or self.id)

    @classmethod
    def of_side(cls, side: DeclaredBy, marks: Iterable[Mark] = ()) -> Judge:
        """A whole side as the judge."""
        return cls(side=side, marks=tuple(marks))

    def label(self, language: str | None = None) -> str:
        """What a reader of a language sees."""
        return self.name if self.side is None else side_label(self.side, language)

    @property
    def key(self) -> tuple[str, str]:
        """What tells judges apart, and puts them in order: people and units by id, then sides."""
        return ("1", self.side.value) if self.side is not None else ("0", str(self.id))

    def gives(self, party: str) -> bool:
        """Whether the judge speaks for the party as one that gives."""
        return self.side in (DeclaredBy.PROVIDER, DeclaredBy.BOTH) or party in self.speaks_for

    def receives(self, party: str) -> bool:
        """Whether the judge speaks for the party as one that receives."""
        return self.side in (DeclaredBy.CUSTOMER, DeclaredBy.BOTH) or party in self.speaks_for


EVERYONE = Judge.of_side(DeclaredBy.BOTH)
"""The wall itself: what the room marked together."""
