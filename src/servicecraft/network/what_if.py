"""What would the customers experience if own work changed, or if something were not there?"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import numpy as np
from attrs import frozen

from servicecraft.network.compiling import Flow, compiled
from servicecraft.network.delivering import delivered_quality, in_log, overall, own_vector
from servicecraft.network.drawing import Floats
from servicecraft.network.influence import columns, notes
from servicecraft.network.scenarios import without_some
from servicecraft.network.solving import refuse_closed_sets
from servicecraft.tables import Table, spoken_number
from servicecraft.words import say, sentence


@frozen(kw_only=True, eq=False, repr=False)
class WhatIf:
    """
    The answer to a scenario.

    Attributes:
        before: The organisation's quality as it is; `None` where no customer is served.
        after: The same in the scenario.
        delta: The difference.
        customers: Columns `id`, `name`, `before`, `after`, `delta`.
        notes: What was assumed.
    """

    before: float | None
    after: float | None
    delta: float | None
    customers: Table
    notes: tuple[str, ...]

    def to_table(self) -> Table:
        """The scenario customer by customer."""
        return self.customers

    @property
    def _summary(self) -> str:
        language = self.customers.language
        if self.before is None or self.after is None or self.delta is None:
            return say(sentence("No customer is served in this map, so there is no quality."), language)
        return say(
            sentence("Quality for all customers together: {before} before, {after} after ({delta})."),
            language,
            before=spoken_number(self.before, language),
            after=spoken_number(self.after, language),
            delta=f"{'+' if self.delta > 0 else ''}{spoken_number(self.delta, language)}",
        )

    def __str__(self) -> str:
        return f"{self._summary}\n\n{self.customers}"

    def __repr__(self) -> str:
        return f"<WhatIf: {in_log(self.before)} → {in_log(self.after)}, {len(self.customers)} customers>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(self._summary)}</p>{self.customers.to_html()}"


def what_if(
    flow: Flow,
    changed: Mapping[str, float],
    without: tuple[str, ...],
    own_work: Mapping[str, float],
    known: Floats | None,
    replaced: bool,
    tolerance: float,
) -> WhatIf:
    """
    What a scenario would change; see `ServiceNetwork.what_if`.

    Args:
        flow: The network.
        changed: New own work by id.
        without: What falls away.
        own_work: Own work as it is now, as it was given.
        known: Own work as it is now, as ratings tell it; `None` where they are not asked or tell nothing.
        replaced: Whether others take over.
        tolerance: How exact the answer has to be.
    """
    language = flow.drawing.language
    work_now = own_vector(flow, own_work, 1.0, np.ones(flow.size), known)
    now = delivered_quality(flow, work_now, tolerance)
    scenario, lost = without_some(flow.drawing, without, replaced)
    then_flow = flow if scenario is flow.drawing else compiled(scenario)
    refuse_closed_sets(then_flow)
    nothing = dict.fromkeys(lost, 0.0)
    as_before = np.append(work_now, np.zeros(len(lost)))
    work = own_vector(then_flow, {**changed, **nothing}, 1.0, np.ones(then_flow.size), as_before)
    then = delivered_quality(then_flow, work, tolerance)
    before, after = overall(flow, now), overall(then_flow, then)
    faultless = sentence("Nobody's own work is given: all others count as faultless.")
    remarks = (*notes(flow), *([] if own_work or known is not None else [say(faultless, language)]))
    return WhatIf(
        before=before,
        after=after,
        delta=None if before is None or after is None else after - before,
        customers=_compared(flow, now, then[scenario.size :], remarks),
        notes=remarks,
    )


def _compared(flow: Flow, now: Floats, then: Floats, remarks: tuple[str, ...]) -> Table:
    drawing = flow.drawing
    served = np.diff(flow.rest.indptr) > 0
    rows = []
    for number in range(drawing.customers):
        place = drawing.size + number
        pair = (float(now[place]), float(then[number])) if served[place] else None
        values = (*pair, pair[1] - pair[0]) if pair else (None, None, None)
        rows.append((drawing.id_of(place), drawing.name_of(place), *values))
    title = say(sentence("What the scenario would change"), drawing.language)
    names = ("id", "name", "before", "after", "delta")
    return Table.of(columns(flow, names), rows, title=title, notes=remarks, language=drawing.language)
