"""Chains that come back to where they began, held against networkx."""

from __future__ import annotations

import networkx
from hypothesis import given, settings
from hypothesis import strategies as st

from servicecraft.model.loops import loops

law = settings(deadline=None, max_examples=300)

ids = st.sampled_from([f"{letter}{number}" for letter in "ab" for number in range(6)])
many_arrows = st.dictionaries(ids, st.lists(ids, max_size=4), max_size=12)
single_arrows = st.dictionaries(ids, st.lists(ids, max_size=1), max_size=12)
arrows = st.one_of(many_arrows, single_arrows)


def graph(arrows: dict[str, list[str]]) -> networkx.DiGraph:
    """The arrows between ids that are keys."""
    made = networkx.DiGraph()
    made.add_nodes_from(arrows)
    made.add_edges_from((one, other) for one, others in arrows.items() for other in others if other in arrows)
    return made


@law
@given(arrows)
def test_nothing_is_found_exactly_where_nothing_comes_back(arrows: dict[str, list[str]]) -> None:
    """A graph without cycles has no loop, and one with cycles has one."""
    assert networkx.is_directed_acyclic_graph(graph(arrows)) == (not list(loops(arrows)))


@law
@given(arrows)
def test_what_is_found_is_a_loop(arrows: dict[str, list[str]]) -> None:
    """Each id points at the next one and the last at the first; none stands twice; the smallest is first."""
    for loop in loops(arrows):
        assert len(set(loop)) == len(loop)
        assert loop[0] == min(loop)
        assert all(other in arrows[one] for one, other in zip(loop, (*loop[1:], loop[0]), strict=True))


@law
@given(arrows)
def test_loops_share_nothing_and_leave_none_behind(arrows: dict[str, list[str]]) -> None:
    """No id is on two loops, and without the ids of all of them nothing comes back any more."""
    found = list(loops(arrows))
    members = [one for loop in found for one in loop]

    assert len(set(members)) == len(members)
    rest = graph(arrows)
    rest.remove_nodes_from(members)
    assert networkx.is_directed_acyclic_graph(rest)


@law
@given(arrows)
def test_shorter_loops_come_first(arrows: dict[str, list[str]]) -> None:
    """The order is by length, then by id, whatever the order of the arrows."""
    found = list(loops(arrows))

    assert found == sorted(found, key=lambda loop: (len(loop), loop))
    assert found == list(loops({one: list(reversed(others)) for one, others in reversed(list(arrows.items()))}))


@law
@given(single_arrows)
def test_where_everybody_has_one_manager_every_loop_is_found(arrows: dict[str, list[str]]) -> None:
    """Where each id points at one other at most, the loops are all the cycles there are."""
    expected = {frozenset(cycle) for cycle in networkx.simple_cycles(graph(arrows))}

    assert expected == {frozenset(loop) for loop in loops(arrows)}


@law
@given(many_arrows)
def test_the_first_loop_is_a_shortest_one_through_its_smallest_id(arrows: dict[str, list[str]]) -> None:
    """No shorter cycle of the whole graph runs through the smallest id that lies on a cycle."""
    whole = graph(arrows)
    on_cycles = {one for part in networkx.strongly_connected_components(whole) for one in part if len(part) > 1}
    on_cycles |= {one for one in whole if whole.has_edge(one, one)}
    if on_cycles:
        smallest = min(on_cycles)
        (through,) = [loop for loop in loops(arrows) if smallest in loop]
        lengths = networkx.single_source_shortest_path_length(whole, smallest)
        shortest = min(lengths[one] + 1 for one in whole.predecessors(smallest) if one in lengths)
        assert len(through) == shortest


def test_a_loop_of_thousands_needs_no_recursion() -> None:
    """Long chains and long loops are walked without a deep stack, and in a time that nobody notices."""
    size = 20_000
    chain = {f"p{number:05}": [f"p{number + 1:05}"] for number in range(size)}

    assert not list(loops(chain))
    (loop,) = loops({**chain, f"p{size:05}": ["p00000"]})
    assert loop == tuple(f"p{number:05}" for number in range(size + 1))
