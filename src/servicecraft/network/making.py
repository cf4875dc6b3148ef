"""From a program, a frame or a graph to the arrays of a network, proved to have an answer."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from narwhals.typing import IntoFrame

from servicecraft.errors import NetworkError
from servicecraft.model.program import Program
from servicecraft.model.settings import Settings
from servicecraft.network.compiling import Flow, compiled
from servicecraft.network.drawing import Drawing
from servicecraft.network.from_program import drawing_of
from servicecraft.network.solving import refuse_closed_sets

if TYPE_CHECKING:
    import networkx as nx


def of_program(program: Program, as_of: datetime.date | str | None, settings: Settings | None) -> Drawing:
    """The drawing of a program on a day; see `ServiceNetwork.of`."""
    return drawing_of(program, _day(as_of, program.language), settings)


def _day(as_of: datetime.date | str | None, language: str) -> datetime.date | None:
    if not isinstance(as_of, str):
        return as_of
    try:
        return datetime.date.fromisoformat(as_of)
    except ValueError:
        raise NetworkError.of("SC-116", as_of, path="as_of").in_language(language) from None


def of_frames(
    links: IntoFrame,
    *,
    columns: tuple[str, str, str | None, str | None, str | None],
    parties: IntoFrame | None,
    customers: IntoFrame | Mapping[object, float] | Iterable[object],
    kind: str,
    settings: Settings,
    language: str,
) -> Drawing:
    """The drawing of frames; see `ServiceNetwork.from_frame`."""
    from servicecraft.network.from_frames import drawing_of_frames  # programs need no frames

    return drawing_of_frames(
        links,
        columns=columns,
        parties=parties,
        customers=customers,
        kind=kind,
        settings=settings,
        language=language,
    )


def of_graph(
    graph: nx.Graph,
    *,
    importance: str,
    customers: Mapping[object, float] | Iterable[object] | None,
    settings: Settings,
    language: str,
) -> Drawing:
    """The drawing of a networkx graph; see `ServiceNetwork.from_networkx`."""
    from servicecraft.network.graphs import drawing_of_graph  # neither programs nor frames need networkx

    return drawing_of_graph(graph, importance=importance, customers=customers, settings=settings, language=language)


def proved(drawing: Drawing) -> Flow:
    """
    The arrays of a drawing.

    Raises:
        NetworkError: A closed set of parties does no work of its own; the loop is named.
    """
    flow = compiled(drawing)
    refuse_closed_sets(flow)
    return flow
