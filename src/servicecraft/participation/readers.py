"""
Who may know whose name?

A facilitator knows everybody's, a leader those of the own team, a person the own one; everybody else reads counts.
Refusals are named to nobody.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from servicecraft.errors import ModelError, SpokenFact, UnknownIdError
from servicecraft.model.columns import kind_of, nearest_words
from servicecraft.participation.days import Flags
from servicecraft.participation.roster import Roster
from servicecraft.words import sentence

AUDIENCES = ("facilitator", "board", "leader", "committee", "person", "public")
"""Everybody who can read an answer (domain: what the figures are for)."""
FEW = 12
"""In programs of up to so many people everybody inside knows who does what."""


@frozen(kw_only=True)
class Reader:
    """
    Who reads an answer.

    Attributes:
        audience: One of `AUDIENCES`; `None` for somebody of whom nothing is known.
        person: Who it is, for a leader or a person.
    """

    audience: str | None = None
    person: str | None = None

    def knows(self, roster: Roster) -> Flags:
        """Which of the named people on the day the reader may be told by name."""
        here: Flags = roster.here[: roster.named]
        if self.audience == "facilitator":
            return here
        if self.audience not in ("leader", "person"):
            return np.zeros_like(here)
        own = np.arange(roster.named) == roster.place[self.person or ""]
        team = roster.managers[: roster.named] == roster.place[self.person or ""]
        return np.asarray(here & (own | team if self.audience == "leader" else own), dtype=bool)

    def knows_who_does_what(self, roster: Roster) -> Flags:
        """The same for what everybody inside a small organisation sees anyway."""
        small = int(roster.present.sum()) <= FEW and self.audience != "public"
        return roster.here[: roster.named] if small else self.knows(roster)


def reader_of(roster: Roster, audience: str | None, reader: str | None) -> Reader:
    """
    The reader that a caller names.

    Raises:
        ModelError: There is no such audience, or a leader or person reads and nobody says who it is.
        UnknownIdError: The program has no person of that id.
    """
    language = roster.program.language
    if audience is not None and audience not in AUDIENCES:
        nearest = nearest_words(str(audience), sorted(AUDIENCES))
        raise ModelError.of(
            "SC-119",
            audience,
            path="audience",
            column="audience",
            nearest=nearest,
            choices=", ".join(AUDIENCES),
        ).in_language(language)
    if audience not in ("leader", "person"):
        return Reader(audience=audience)
    if not isinstance(reader, str):
        expected = SpokenFact(sentence("the id of the person who reads"))
        raise ModelError.of("SC-118", path="reader", found=kind_of(reader), expected=expected).in_language(language)
    if reader not in roster.place:
        raise UnknownIdError(reader, roster.ids, "people").in_language(language)
    return Reader(audience=audience, person=reader)
