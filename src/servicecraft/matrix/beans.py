"""
Ten beans: where failings begin that a customer notices.

Of ten times that a customer notices something wrong, how many begin in the party's own work, in what it receives from
others, in equipment, systems or rules, in lack of support from leadership, outside? One answer gives dependence,
leadership and the part of resources at once.

The derivation. The quality that a party delivers is

    q = (1 − ℓ) [ (1 − d) p + d Σ w q ] + ℓ [ leadership ]

and, since the weights w and all the parts add up to 1, what it falls short of is made of three parts:

    1 − q = (1 − ℓ)(1 − d) (1 − p)  +  (1 − ℓ) d Σ w (1 − q)  +  ℓ (1 − leadership)

Where own work, what is received and leadership are taken to fall short equally often, ten failings spread as the three
factors do. With the beans *own*, *received*, *system*, *leadership*, and n their sum:

    (1 − ℓ)(1 − d) = own / n      (1 − ℓ) d = (received + system) / n      ℓ = leadership / n

which has one solution:

    ℓ = leadership / n
    d = (received + system) / (own + received + system)
    part of resources = system / (received + system)

*Outside* (weather, power cuts, the customer) is no party of the map. Its beans are left out and the others stand for the
whole: n = 10 − outside. They stay in the answer, since a party whose failings begin outside is worth knowing.

A unit that works through named people or parts of itself takes leadership through them: it delivers
q = d Σ w q + (1 − d) (its members), and the beans for own work and for leadership both lie with the members. For such a
unit d = (received + system) / n; ℓ stays leadership / n, and is what the members carry together.

Source: `numerics.md` names the question; the reading as proportions is ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs
from attrs import field, frozen

from servicecraft.errors import Fault, ModelError, Refusal, SpokenFact
from servicecraft.matrix.parties import checked_id
from servicecraft.model.columns import Whole
from servicecraft.model.words import Question
from servicecraft.words import sentence

PLACES = ("own", "received", "system", "leadership", "outside")
"""Where a failing can begin, in the order of the sheet."""
ALL = 10
COUNT = Whole("", lowest=0, highest=ALL)
COUNT.adopt("beans", "Beans", "beans")


def _count(value: object) -> int:
    found = COUNT.check(value)
    return found if isinstance(found, int) else 0


@frozen(kw_only=True)
class Beans:
    """
    One answer to the ten beans.

    Attributes:
        party: The unit or person that the answer is about.
        judge: The person or unit that answers; `None` for a slip without a name.
        own: Beans for its own work; so on for the other places. All are whole and add up to ten.
        received: For what it receives from others.
        system: For equipment, systems or rules.
        leadership: For lack of support from leadership.
        outside: For what lies outside the organisation.

    Raises:
        ModelError: The beans do not add up to ten (`SC-524`), or all that are inside lie on leadership (`SC-132`).
    """

    party: str = field(converter=checked_id)
    judge: str | None = field(default=None, converter=attrs.converters.optional(checked_id))
    own: int = field(default=0, converter=_count)
    received: int = field(default=0, converter=_count)
    system: int = field(default=0, converter=_count)
    leadership: int = field(default=0, converter=_count)
    outside: int = field(default=0, converter=_count)

    def __attrs_post_init__(self) -> None:
        found = list(miscounted(self.party, self.counts))
        if found:
            raise ModelError([Fault.from_refusal(one, path="Beans") for one in found])

    @property
    def counts(self) -> Mapping[str, int]:
        """The beans by place."""
        return {one: getattr(self, one) for one in PLACES}

    @property
    def inside(self) -> int:
        """The beans that do not lie outside."""
        return ALL - self.outside

    def dependence(self, *, through_members: bool = False) -> float | None:
        """
        How far what the party delivers rests on what it receives, resources included, from 0 to 1.

        Args:
            through_members: Whether it is a unit that works through its members.

        Returns:
            `None` where all beans lie outside.
        """
        rest = self.inside if through_members else self.own + self.received + self.system
        return (self.received + self.system) / rest if rest else None

    @property
    def led(self) -> float | None:
        """How far its work rests on leadership, from 0 to below 1; `None` where all beans lie outside."""
        return self.leadership / self.inside if self.inside else None

    @property
    def resources(self) -> float | None:
        """The part of what it receives that is equipment, systems or rules; `None` where it receives nothing."""
        received = self.received + self.system
        return self.system / received if received else None

    def answers(self, *, through_members: bool = False) -> Iterator[tuple[Question, float]]:
        """What the answer says to each question of the model; nothing where all beans lie outside."""
        said = {
            Question.DEPENDENCE: self.dependence(through_members=through_members),
            Question.LEADERSHIP: self.led,
            Question.SYSTEM: self.resources,
        }
        yield from ((question, value) for question, value in said.items() if value is not None)


def miscounted(party: str, counts: Mapping[str, int]) -> Iterable[Refusal]:
    """What is wrong with the beans about a party; empty for ten beans that leave some work of its own."""
    total = sum(counts.values())
    if total != ALL:
        yield Refusal("SC-524", party, total=total)
    elif counts["leadership"] and not counts["own"] + counts["received"] + counts["system"]:
        rule = SpokenFact(
            sentence("all beans that are not outside lie on leadership, and nobody's work rests on it alone.")
        )
        yield Refusal("SC-132", party, table=SpokenFact(sentence("ten beans")), rule=rule)
