"""What is in a map, and what is left out of answers about one person of many."""

from __future__ import annotations

from attrs import evolve

from servicecraft.network.compiling import Flow
from servicecraft.network.drawing import NOT_MAPPED, PERSON, RESOURCE, UNIT, Drawing
from servicecraft.network.influence import columns, left_out
from servicecraft.network.safeguards import MOST_SHOWN_PEOPLE, shows_people
from servicecraft.tables import Table
from servicecraft.words import say, sentence


def counts_table(flow: Flow) -> Table:
    """How many units, people, resources, customers, links and ratings there are in the map, where there are any."""
    drawing = flow.drawing
    kinds = (("units", UNIT), ("people", PERSON), ("resources", RESOURCE), ("unmapped", NOT_MAPPED))
    counts = {name: int((drawing.kinds == kind).sum()) for name, kind in kinds}
    counts |= {"customers": drawing.customers, "links": len(drawing.providers), "ratings": len(drawing.rated)}
    rows = [(name, count) for name, count in counts.items() if count]
    title = say(sentence("Who serves whom"), drawing.language)
    return Table.of(
        columns(flow, ("part", "count")), rows, title=title, notes=left_out(flow), language=drawing.language
    )


def without_weights(table: Table, drawing: Drawing, place: int, audience: str | None) -> Table:
    """A table of chains, with the weights left empty where they would tell the influence of one person of many."""
    if drawing.kinds[place] != PERSON or shows_people(drawing, audience):
        return table
    text = sentence(
        "Weights tell of influence and are left empty for a person in a program of more than {limit} people."
    )
    note = say(text, drawing.language, limit=MOST_SHOWN_PEOPLE)
    at = [one.name for one in table.columns].index("weight")
    rows = tuple((*row[:at], None, *row[at + 1 :]) for row in table.rows)
    return evolve(table, rows=rows, notes=(*table.notes, note))
