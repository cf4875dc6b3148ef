"""From how many do ideas come, and do those come again who were answered?"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from servicecraft.participation.days import NOBODY, Days, known
from servicecraft.participation.idea_columns import IdeaColumns
from servicecraft.participation.rates import Rate
from servicecraft.participation.telling import Telling, Told
from servicecraft.statistics.shares import newcombe
from servicecraft.tables import Table
from servicecraft.words import sentence

GROUPS = {"answered": sentence("first idea decided in time"), "unanswered": sentence("first idea not decided in time")}


@frozen(kw_only=True, repr=False)
class Repeat(Told):
    """
    Whether authors came again, those whose first idea was decided in time against the others.

    Attributes:
        answered: How many came again of those who were answered.
        unanswered: The same of those who were not.
        difference: The first share less the second, `None` where one of the groups is empty.
        lower: Lower limit of the difference (Newcombe 1998).
        upper: Upper limit.
        days: Working days in which an answer counted as in time.
        left_out: Authors whose first idea is not so old yet.
        telling: How the answer speaks.
    """

    answered: Rate
    unanswered: Rate
    difference: float | None
    lower: float | None
    upper: float | None
    days: int
    left_out: int
    telling: Telling

    def to_table(self) -> Table:
        """Both groups: `state`, `authors`, `repeated`, `share` with its interval; the difference stands in the notes."""
        rows = [
            (state, int(one.n), int(one.count), *one.cells)
            for state, one in (("answered", self.answered), ("unanswered", self.unanswered))
        ]
        notes = []
        if self.difference is not None:
            text = sentence("Difference: {difference} points (between {lower} and {upper}).")
            numbers = {name: 100 * float(getattr(self, name)) for name in ("difference", "lower", "upper")}
            notes.append(self.telling.say(text, **{name: round(one) for name, one in numbers.items()}))
        text = sentence(
            "In time: within {days} working days. Authors left out, since it is too early to tell: {count}."
        )
        notes.append(self.telling.say(text, days=self.days, count=self.left_out))
        columns = (self.telling.coded("state", GROUPS), "authors", "repeated", "share", "lower", "upper")
        title = self.telling.say(sentence("Do authors come again?"))
        return self.telling.table(columns, rows, title=title, notes=notes)


def repeat(ideas: IdeaColumns, day: np.datetime64, days: int, confidence: float, telling: Telling) -> Repeat:
    """
    Whether authors came again.

    Each author is judged at one moment, so many working days after the first idea: answered by then or not, and from then
    on coming again or not. Judged by the whole story, those who wait longest would count as answered most.
    """
    moment, second_after, settled = _stories(ideas, days)
    early = moment >= day
    answered = known(settled) & (settled <= moment)
    again = known(second_after)
    rates = [
        Rate.of(int((again & some & ~early).sum()), int((some & ~early).sum()), confidence)
        for some in (answered, ~answered)
    ]
    difference, lower, upper = newcombe(rates[0].count, rates[0].n, rates[1].count, rates[1].n, confidence)
    found = [None if one != one else float(one) for one in (difference, lower, upper)]
    return Repeat(
        answered=rates[0],
        unanswered=rates[1],
        difference=found[0],
        lower=found[1],
        upper=found[2],
        days=days,
        left_out=int(early.sum()),
        telling=telling,
    )


def _stories(ideas: IdeaColumns, days: int) -> tuple[Days, Days, Days]:
    """Of each author: so many working days after the first idea, the next idea after that, the decision on the first."""
    some = np.flatnonzero(ideas.authors != NOBODY)
    order = some[np.lexsort((ideas.submitted[some], ideas.authors[some]))]
    authors, starts = np.unique(ideas.authors[order], return_index=True)
    first = order[starts]
    moment = np.busday_offset(ideas.submitted[first], days, roll="backward") if len(first) else ideas.submitted[first]
    place = np.searchsorted(authors, ideas.authors[order])
    later = order[ideas.submitted[order] > moment[place]] if len(order) else order
    after = np.full(len(authors), np.datetime64("NaT", "D"))
    backwards = later[::-1]
    after[np.searchsorted(authors, ideas.authors[backwards])] = ideas.submitted[backwards]
    return moment, after, ideas.settled[first]


@frozen(kw_only=True)
class Concentration:
    """
    How much comes from few.

    Attributes:
        authors: How many had ideas.
        top: How many are a tenth of them, at least one.
        ideas: How many ideas they all had.
        share: The part of the ideas that the most fertile tenth had; `None` without any.
    """

    authors: int
    top: int
    ideas: int
    share: float | None


def concentration(ideas: IdeaColumns) -> Concentration:
    """The part of the ideas that come from the top tenth of the authors."""
    counts = np.sort(np.unique(ideas.authors[ideas.authors != NOBODY], return_counts=True)[1])[::-1]
    top, total = -(-len(counts) // 10), int(counts.sum())
    return Concentration(
        authors=len(counts), top=top, ideas=total, share=float(counts[:top].sum() / total) if total else None
    )
