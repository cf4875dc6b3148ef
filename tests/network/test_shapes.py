"""Distance, structure, scenarios and the worst shapes."""

from __future__ import annotations

import io
import itertools

import networkx as nx
import numpy as np
import polars as pl
import pytest

from servicecraft.examples.family_bakery import bakery
from servicecraft.model.columns import KIND_PREFIX
from servicecraft.model.organisation import Organisation
from servicecraft.model.program import Program
from servicecraft.model.serving import Customer, Judgement, Service, ServiceLink
from servicecraft.model.structure import Headcount, Person, Resource, Role, Unit
from servicecraft.model.vocabulary import DeclaredAttribute
from servicecraft.model.words import AttributeTable, Level, Question
from servicecraft.network import ServiceNetwork


def chain(size: int):
    """A line of parties, the last of which serves the customer."""
    return list(range(size)), list(range(1, size + 1)), [size]


def star(size: int):
    """Everyone serves one party, which serves the customer."""
    return [*range(1, size), 0], [*[0] * (size - 1), size], [size]


def complete(size: int):
    """Everyone serves everyone, and all serve the customer."""
    pairs = [(one, other) for one in range(size) for other in range(size) if one != other]
    return [a for a, _ in pairs] + list(range(size)), [b for _, b in pairs] + [size] * size, [size]


def loop(size: int):
    """Parties that serve one another round; one serves the customer."""
    return [*range(size), 0], [*((one + 1) % size for one in range(size)), size], [size]


SHAPES = [(star, 10_000), (chain, 10_000), (complete, 500), (loop, 5_000)]


@pytest.mark.parametrize(("shape", "size"), SHAPES)
def test_worst_shapes(shape, size):
    """Every default answer is given on the worst shapes, with shares that are right."""
    givers, takers, customers = shape(size)
    net = ServiceNetwork.from_frame(pl.DataFrame({"provider": givers, "customer": takers}), customers=customers)
    shares = net.influence_values

    assert shares.min() >= 0
    assert shares.sum() == pytest.approx(1, abs=1e-9)
    sight = {row["id"]: row for row in net.line_of_sight().to_dicts()}
    expected = {
        star: (2, 2.0, 0.5),
        chain: (size - 1, size - 1, 0.5**2),
        complete: (1, size, 1 / size),
        loop: (size, None, 0.0),
    }[shape]
    assert sight["1"]["distance"] == expected[0]
    if expected[1] is not None:
        assert sight["1"]["effective_distance"] == pytest.approx(expected[1], rel=1e-8)
    top = {star: shares[0], chain: shares[size - 2], complete: shares[7], loop: shares[1]}[shape]
    assert top == pytest.approx(expected[2], abs=1e-9)
    loops = net.loops().to_dicts()
    assert [row["size"] for row in loops] == ([size] if shape in (complete, loop) else [])
    if loops:
        assert len(loops[0]["loop"]) == (2 if shape is complete else size)
    assert len(net.dominators(str(customers[0]))) == size
    assert len(net.chains("1", most=3)) == (3 if shape is complete else min(3, {star: 1, chain: 1, loop: 3}[shape]))
    assert net.reciprocity == (1.0 if shape is complete else 0.0)


@pytest.mark.parametrize("dependence", [1.0, 0.999999])
def test_a_chain_of_pure_pass_through(dependence):
    """Ten thousand parties that pass nearly everything on leave the influence with the first."""
    size = 10_000
    parties = pl.DataFrame({"id": range(size), "dependence": [dependence] * size})
    givers, takers, customers = chain(size)
    net = ServiceNetwork.from_frame(
        pl.DataFrame({"provider": givers, "customer": takers}), parties=parties, customers=customers
    )

    assert net.influence_values[0] == pytest.approx(dependence ** (size - 1), abs=1e-9)


def test_parallel_links_add_up_and_end():
    """Links that run side by side count together everywhere, and no answer hangs on them."""
    frame = pl.DataFrame({"provider": ["a", "a", "b", "b", "a"], "customer": ["b", "b", "a", "a", "c"]})
    net = ServiceNetwork.from_frame(frame, customers=["c"])

    assert net.influence_values == pytest.approx([2 / 3, 1 / 3], abs=1e-9)
    assert net.loops().to_dicts() == [{"size": 2, "members": ("a", "b"), "loop": ("a", "b")}]
    assert net.graph.number_of_edges() == 5
    assert net.simple_graph["a"]["b"]["importance"] == 2.0


def test_links_that_leave_a_customer_are_set_aside():
    """A frame's links from a customer do not count, and the answer says how many."""
    frame = pl.DataFrame({"provider": ["a", "c"], "customer": ["c", "a"]})
    table = ServiceNetwork.from_frame(frame, customers=["c"], language="es").influence("party")

    assert table.to_dicts()[0]["influence"] == 1.0
    assert any(": 1." in one for one in table.notes)


def test_frame_of_a_whole_organisation():
    """A frame of parties tells units, leaders, levels and attributes; the figures are those of the program."""
    parties = pl.DataFrame(
        {
            "id": ["ana", "ben", "carla", "dan"],
            "kind": ["person"] * 4,
            "manager": [None, "ana", "ana", "ana"],
            "level": ["senior", "operational", "front_line", "operational"],
            "shift": ["day", "night", "day", "night"],
        }
    )
    links = pl.DataFrame(
        {
            "provider": ["ben", "dan", "dan", "carla", "ben"],
            "customer": ["carla", "carla", "ben", "walk_in", "cafe"],
            "importance": [3, 1, 1, 1, 1],
        }
    )
    net = ServiceNetwork.from_frame(
        links, importance="importance", parties=parties, customers={"walk_in": 3, "cafe": 1}
    )

    assert net.influence("level").column("influence") == pytest.approx([0.298, 0.3, 0.402])
    shifts = {row["id"]: row["influence"] for row in net.influence("shift").to_dicts()}
    assert shifts == pytest.approx({"day": 0.598, "night": 0.402})


def hotel() -> Program:
    """A small house with sub-units, a system, counted people, kinds and what is not mapped."""
    return Program(
        attributes=(DeclaredAttribute(id="shift", belongs_to=(AttributeTable.PEOPLE,)),),
        organisation=Organisation(
            roles=(Role(id="gm", name="General manager", level=Level.SENIOR), Role(id="maid", level=Level.OPERATIONAL)),
            units=(
                Unit(id="house"),
                Unit(id="rooms", parent="house", head="mia"),
                Unit(id="laundry", parent="house", kind="branch"),
                Unit(id="pool", parent="house", kind="branch"),
            ),
            headcounts=(Headcount(unit="laundry", level=Level.OPERATIONAL, count=3),),
            people=(
                Person(id="gus", role="gm"),
                Person(id="mia", role="maid", unit="rooms", manager="gus", attributes={"shift": "day"}),
                Person(id="nia", role="maid", unit="rooms", fte=0.5, attributes={"shift": "night"}),
            ),
            resources=(Resource(id="pms", owner="rooms"),),
        ),
        customers=(Customer(id="guests"), Customer(id="towns", weight=0)),
        services=(Service(id="stay"), Service(id="linen")),
        links=(
            ServiceLink(provider="house", customer="guests", service="stay"),
            ServiceLink(provider="laundry", customer="rooms", service="linen", importance=2),
            ServiceLink(provider="pms", customer="rooms", importance=1),
            ServiceLink(provider="unmapped", customer="rooms", importance=1),
            ServiceLink(provider=f"{KIND_PREFIX}branch", customer="towns"),
        ),
    )


def test_units_pass_on_by_what_is_below():
    """A unit passes its own work on by the full-time equivalents below each; a resource counts with its owner's unit."""
    net = ServiceNetwork.of(hotel())
    rows = {row["id"]: row for row in net.influence().to_dicts()}

    assert rows["house"]["influence"] == 0
    assert rows["laundry"]["influence"] == pytest.approx(3 / 4.5 + 1.5 / 4.5 / 2 / 2)
    assert rows["rooms"]["resources"] == pytest.approx(1.5 / 4.5 / 2 / 4)
    assert rows["unmapped"]["influence"] == pytest.approx(1.5 / 4.5 / 2 / 4)
    assert rows["house"]["throughput"] == pytest.approx(1)
    assert sum(row["influence"] for row in rows.values()) == pytest.approx(1)
    assert net.influence().column("id")[0] == "laundry"
    assert {"maid", "General manager"} <= set(net.influence("role").column("name"))


def test_sight_tells_no_path_from_no_weight():
    """Stranded and reaching only customers of weight 0 are two facts."""
    program = hotel().with_rows(Unit(id="island"), Unit(id="only"), ServiceLink(provider="only", customer="towns"))
    rows = {row["id"]: row for row in ServiceNetwork.of(program).line_of_sight().to_dicts()}

    assert (rows["island"]["distance"], rows["island"]["weightless"]) == (None, False)
    assert (rows["only"]["distance"], rows["only"]["weightless"]) == (1, True)
    assert (rows["mia"]["distance"], rows["mia"]["effective_distance"]) == (1, 1.0)
    assert (rows["pms"]["distance"], rows["pms"]["effective_distance"]) == (2, 2.0)
    assert rows["gus"]["distance"] == 1


def test_sole_providers():
    """A service that one party alone gives is named with whom it reaches."""
    rows = ServiceNetwork.of(hotel()).sole_providers().to_dicts()

    assert [(row["service"], row["provider"], row["customers"]) for row in rows] == [
        ("stay", "house", ("guests",)),
        ("linen", "laundry", ("rooms",)),
    ]


def test_judges_replace_what_was_drawn():
    """The median of the judges counts, for importance as for dependence."""
    judged = bakery().with_rows(
        *(Judgement(subject="carla", provider="ben", question=Question.IMPORTANCE, value=one) for one in (1, 1, 9)),
        *(Judgement(subject="ben", question=Question.DEPENDENCE, value=one) for one in (0.1, 0.9, 0.5)),
        Judgement(subject="dan", question=Question.LEADERSHIP, value=0.0),
    )
    equal = bakery().without_rows(ServiceLink(provider="ben", customer="carla", importance=3))
    equal = equal.with_rows(ServiceLink(provider="ben", customer="carla"))
    found = {row["id"]: row for row in ServiceNetwork.of(judged).influence("party").to_dicts()}
    same = {row["id"]: row for row in ServiceNetwork.of(equal).influence("party").to_dicts()}

    assert found["ben"]["throughput"] == pytest.approx(same["ben"]["throughput"])
    assert found["dan"]["influence"] == pytest.approx(found["dan"]["throughput"])


def test_scenarios():
    """Better work, a lost service and a unit that is gone change quality as worked out by hand."""
    work = {"ana": 0.9, "ben": 0.7, "carla": 0.8, "dan": 0.5}
    net = ServiceNetwork.of(bakery())
    better = net.what_if(quality={"dan": 0.9}, own_work=work)
    lost = net.what_if(without=["delivery"], own_work=work)

    assert better.delta == pytest.approx(0.4 * 53 / 250)
    assert lost.customers.column("after") == pytest.approx([0.7656, 0.0])
    house = ServiceNetwork.of(hotel())
    assert house.what_if(without=["laundry"]).after == pytest.approx(1 - 3 / 4.5 - 1.5 / 4.5 / 4)
    assert house.what_if(without=["laundry"], replaced=True).after == pytest.approx(1)
    assert house.what_if(without=["house"], replaced=True).after == pytest.approx(0)
    assert house.what_if(quality={"rooms": 0.5}).delta < 0
    assert house.what_if().delta == 0
    assert "faultless" in house.what_if().notes[-1]


@pytest.mark.parametrize("write", [nx.write_graphml, nx.write_gexf, nx.write_gml])
def test_every_writer_takes_the_graph(write):
    """The graph holds plain values only, so every writer of networkx takes it."""
    for program in (bakery(), hotel(), bakery("es")):
        net = ServiceNetwork.of(program)
        write(net.graph, io.BytesIO())
        nx.node_link_data(net.graph)
        assert nx.is_frozen(net.graph)
        assert set(net.graph) == {*map(str, net.ids), *(one.id for one in program.customers)}
        assert None not in itertools.chain(*(told.values() for _, told in net.graph.nodes(data=True)))


def test_graph_gives_the_program_back():
    """Read back, the graph gives the same influence, leadership included."""
    net = ServiceNetwork.of(bakery())

    assert ServiceNetwork.from_networkx(net.graph).influence_values == pytest.approx(net.influence_values)


def test_silos():
    """Links are counted once inside a group and once for each group they cross."""
    rows = {row["id"]: row for row in ServiceNetwork.of(bakery()).silos("level").to_dicts()}

    assert (rows["operational"]["inside"], rows["operational"]["between"]) == (1, 2)
    assert (rows["front_line"]["inside"], rows["front_line"]["between"]) == (0, 2)


def test_as_of_leaves_out_what_is_not_there():
    """On a day, only links and people that are there then count."""
    late = ServiceLink(provider="dan", customer="cafe", importance=1.0, since="2026-05-01")
    program = bakery().with_rows(late)
    before = ServiceNetwork.of(program, as_of="2026-04-30")

    assert before.influence_values == pytest.approx(ServiceNetwork.of(bakery()).influence_values)
    assert ServiceNetwork.of(program).influence_values[3] > before.influence_values[3]
    assert any("1 links" in one for one in before.influence().notes)


@pytest.mark.parametrize("seed", range(30))
def test_dominators_against_networkx(seed):
    """Immediate dominators are those of networkx on random graphs."""
    graph = nx.gnp_random_graph(12, 0.2, seed=seed, directed=True)
    graph.remove_edges_from(nx.selfloop_edges(graph))
    graph.remove_edges_from(list(graph.out_edges(0)))
    net = ServiceNetwork.from_networkx(nx.DiGraph(graph), customers=[0])
    expected = nx.immediate_dominators(graph.reverse(), 0)
    found = {row["id"]: row["dominator"] for row in net.dominators("0").to_dicts()}

    assert found == {str(one): str(above) for one, above in expected.items() if one != 0 and above is not None}


def test_the_same_whatever_the_order_of_the_rows():
    """Rows in another order give the same tables to the last digit of what people see."""
    random = np.random.default_rng(5)
    givers, takers = random.integers(0, 200, 1500), random.integers(0, 210, 1500)
    kept = givers != takers
    frame = pl.DataFrame({"provider": givers[kept], "customer": takers[kept]})
    tables = [
        ServiceNetwork.from_frame(one, customers=range(200, 210))
        for one in (frame, frame.sample(fraction=1.0, shuffle=True, seed=3))
    ]

    assert str(tables[0].line_of_sight()) == str(tables[1].line_of_sight())
    assert tables[0].influence_values == pytest.approx(tables[1].influence_values, rel=1e-12)
    assert str(tables[0].loops()) == str(tables[1].loops())


@pytest.mark.parametrize("part", [0.0, 0.5, 1.0])
def test_judges_tell_the_part_of_systems(part):
    """What judges say of systems is the part that resources have in what a party receives."""
    program = hotel().with_rows(Judgement(subject="rooms", question=Question.SYSTEM, value=part))
    rows = {row["id"]: row["influence"] for row in ServiceNetwork.of(program).influence("party").to_dicts()}
    received = 1.5 / 4.5 / 2

    assert rows["pms"] == pytest.approx(received * part)
    assert rows["unmapped"] == pytest.approx(received * (1 - part) / 3)
