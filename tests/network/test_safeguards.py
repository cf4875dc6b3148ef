"""Whose figures are shown: units are the grain, a person's own work stands on that person's card and nowhere else."""

from __future__ import annotations

import math

import attrs
import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from servicecraft.errors import ModelError, NetworkError, UnknownIdError
from servicecraft.examples.family_bakery import bakery
from servicecraft.examples.folders import hotel
from servicecraft.model.organisation import Organisation
from servicecraft.model.program import Program
from servicecraft.model.serving import Customer, ServiceLink
from servicecraft.model.structure import Headcount, Person, Unit
from servicecraft.model.vocabulary import DeclaredAttribute
from servicecraft.model.voices import Instrument, Rating, Survey
from servicecraft.model.words import AttributeTable, Level
from servicecraft.network import Improvement, ServiceNetwork
from servicecraft.network.influence import PURPOSE
from servicecraft.network.safeguards import gathered
from servicecraft.words import say

from .test_diagnosis import card, rated_program

OWN = (
    "own_work",
    "contribution",
    "received",
    "rated",
    "n",
    "lower",
    "upper",
    "delivered",
    "basis",
    "starved",
    "misfit",
)
"""What tells of somebody's own work."""


def rated_network(seed: int) -> ServiceNetwork:
    """A random rated network, of which the examples without people are passed over."""
    try:
        net = ServiceNetwork.of(rated_program(seed))
    except (ModelError, NetworkError):
        assume(False)
    assume(net.flow.drawing.people)
    return net


def tables(net: ServiceNetwork, audience: str | None = None):
    """Every table that could show own work."""
    work = {str(one): 0.5 for one in net.ids}
    quality = net.quality(work)
    yield from (net.diagnosis(draws=3, audience=audience).table, quality.parties, quality.to_table())
    yield net.contribution(work, audience=audience)


@given(st.integers(0, 10**9), st.sampled_from([None, "facilitator"]))
@settings(deadline=None)
def test_no_table_tells_a_persons_own_work(seed, audience):
    """In no table, for no audience, stands a figure that tells of one person's own work beside the person."""
    net = rated_network(seed)
    people = {str(one) for one, kind in zip(net.ids, net.flow.drawing.kinds, strict=True) if kind == 1}
    for table in tables(net, audience):
        for row in table.to_dicts():
            if row["id"] in people:
                assert {row[one] for one in OWN if one in row} == {None}


@given(st.integers(0, 10**9), st.booleans())
@settings(deadline=None)
def test_rows_hold_three_people_or_none(seed, alone):
    """Own work of fewer than three people never stands in a row, unless there are no more in the whole program."""
    net = rated_network(seed)
    drawing = net.flow.drawing
    found = gathered(drawing, net.influence_values, alone=alone)
    felt = (drawing.kinds == 1) & (net.influence_values > 0)
    named = np.bincount(found.work[felt], minlength=len(found.ids))
    counted = np.append(drawing.fte * (drawing.kinds == 0), 0.0)[found.own]
    few = (named > 0) & (named + counted < 3)

    assert not few.any() or ((named > 0).sum() == 1 and felt.sum() < 3)


@given(st.integers(0, 10**9))
@settings(deadline=None)
def test_rows_are_those_of_the_cards_together(seed):
    """A row's contribution is the sum of the cards gathered in it, its own work their mean by influence."""
    net = rated_network(seed)
    answer = net.diagnosis(draws=0)
    assume(answer.quality is not None)
    drawing, shares = net.flow.drawing, net.influence_values
    where = gathered(drawing, shares, alone=True)
    rows = answer.table.rows[: len(where.ids)]
    heads = [one.name for one in answer.table.columns]
    for number, row in enumerate(rows):
        told = dict(zip(heads, row, strict=True))
        inside = np.flatnonzero((where.work == number) & (drawing.kinds == 1)).tolist()
        if inside:
            cards = [card(answer, drawing.id_of(one)) for one in inside]
            lost = math.fsum(one["contribution"] for one in cards)
            assert (told["contribution"] or 0.0) == pytest.approx(lost, abs=1e-12)
            if told["own_work"] is not None and shares[inside].any() and len(inside) > 1:
                work = [one["own_work"] or 0.0 for one in cards]
                assert told["own_work"] == pytest.approx(np.average(work, weights=shares[inside]))


def tower(names: dict[str, int], **options: object) -> Program:
    """Units one above another, the first on top, each with so many people; the top serves the customer."""
    units = list(names)
    people = [Person(id=f"{unit}{one}", unit=unit) for unit, count in names.items() for one in range(count)]
    scale = Instrument(id="part", lowest=0, highest=1)
    return Program(
        organisation=Organisation(
            units=tuple(Unit(id=one, parent=above) for one, above in zip(units, [None, *units], strict=False)),
            people=tuple(people),
            headcounts=options.pop("headcounts", ()),
        ),
        customers=(Customer(id="out"),),
        links=(ServiceLink(provider=units[0], customer="out"),),
        instruments=(scale,),
        surveys=(Survey(id="s", instrument="part"),),
        ratings=(
            *(Rating(survey="s", rater="out", provider=one.id, score=0.4) for one in people),
            Rating(survey="s", rater="out", provider=units[0], score=0.6),
        ),
        **options,
    )


@pytest.mark.parametrize(
    ("sizes", "rows"),
    [
        ({"a": 4, "b": 3}, {"a": 4, "b": 3}),
        ({"a": 4, "b": 2}, {"a": 6}),
        ({"a": 1, "b": 1, "c": 1}, {"a": 3}),
        ({"a": 1, "b": 1, "c": 3}, {None: 5}),  # two would be left, so the smallest group joins them
        ({"a": 0, "b": 2, "c": 0, "d": 2}, {"b": 4}),
        ({"a": 2}, {None: 2}),  # nobody else is there
    ],
)
def test_few_people_stand_in_the_unit_above(sizes, rows):
    """People of a unit that is too small are gathered in the next one above that is large enough with them."""
    net = ServiceNetwork.of(tower(sizes))
    found = gathered(net.flow.drawing, net.influence_values, alone=False)
    people = np.bincount(found.work[net.flow.drawing.kinds == 1], minlength=len(found.ids))

    assert {one: int(count) for one, count in zip(found.ids, people, strict=True) if count} == rows
    table = net.diagnosis(draws=0).table.to_dicts()
    blank = [row["id"] for row in table if row["contribution"] is None and row["id"] in sizes]
    assert blank == [one for one, count in sizes.items() if count and one not in rows]


def test_people_who_are_only_counted_count():
    """A unit of many who are only counted is shown, though only one of them is named."""
    counted = (Headcount(unit="b", level=Level.OPERATIONAL, count=9),)
    rows = {
        row["id"]: row
        for row in ServiceNetwork.of(tower({"a": 3, "b": 1}, headcounts=counted)).diagnosis().table.to_dicts()
    }

    assert rows["b"]["own_work"] is not None
    assert rows["b"]["contribution"] > 0
    net = ServiceNetwork.of(tower({"a": 3, "b": 1}, headcounts=counted))
    with pytest.raises(NetworkError):
        net.influence("person")  # thirteen people


def test_what_is_rated_of_few_is_not_shown_as_their_units():
    """Ratings of one or two people do not stand in the row of their unit; those of three do, with those of the unit."""
    for count, expected in ((2, (0.6, 1)), (3, ((3 * 0.4 + 0.6) / 4, 4))):
        program = tower({"a": 4})
        kept = program.ratings[:count] + program.ratings[-1:]
        (row,) = [
            row
            for row in ServiceNetwork.of(attrs.evolve(program, ratings=kept)).diagnosis(draws=0).table.to_dicts()
            if row["id"] == "a"
        ]
        assert (row["rated"], row["n"]) == (pytest.approx(expected[0]), expected[1])


@pytest.mark.parametrize(
    ("rated", "basis"), [((), "assumed"), ((0, 1), "partly"), ((0, 1, 2), "rated"), ((3,), "rated")]
)
def test_basis_of_people_together(rated, basis):
    """A row says whether all, some or none of the people in it are rated, or the unit itself."""
    program = tower({"a": 3})
    other = program.with_rows(Unit(id="z"), ServiceLink(provider="z", customer="out"))
    kept = [program.ratings[one] for one in rated] + [Rating(survey="s", rater="out", provider="z", score=0.5)]
    table = ServiceNetwork.of(attrs.evolve(other, ratings=kept)).diagnosis(draws=0).table
    found = {row["id"]: row["basis"] for row in table.to_dicts()}

    assert found["a"] == basis
    assert {found[f"a{one}"] for one in range(3)} == {None}


@pytest.mark.parametrize("language", ["en", "es_DO"])
def test_every_answer_with_people_says_what_it_is_for(language):
    """Every table of a network with people carries the purpose notice in its language."""
    net = ServiceNetwork.of(attrs.evolve(bakery(), language=language))
    work = dict.fromkeys(("ana", "ben", "carla", "dan"), 0.5)
    diagnosis, quality = net.diagnosis(draws=2), net.quality(work)
    shown = [
        *(net.influence(by) for by in ("party", "person", "unit", "role", "level", "customer")),
        *(net.line_of_sight(), net.contribution(work), diagnosis.table, diagnosis.card("ana"), quality.parties),
        *(quality.card("dan"), net.what_if(quality={"dan": 1.0}, own_work=work).customers, net.chains("dan")),
        *(net.sole_providers(), net.dominators("cafe"), net.loops(), net.silos()),
        net.invest([Improvement(party="dan", own_work=1.0, cost=1)], budget=1, own_work=work).table,
    ]

    assert all(say(PURPOSE, language) in one.notes for one in shown)
    assert ("no mide el desempeño" in shown[0].notes[-1]) == (language != "en")


def test_networks_of_units_need_no_notice():
    """Where nobody is a person there is nothing to protect and nothing is said."""
    frame = pl.DataFrame({"provider": ["a"], "customer": ["c"]})
    net = ServiceNetwork.from_frame(frame, customers=["c"])

    assert net.influence("party").notes == ()
    assert net.contribution({"a": 0.5}).column("own_work") == [0.5]


@pytest.mark.parametrize("by", ["party", "customer"])
def test_people_stand_with_their_unit_in_large_programs(by):
    """In a program of more than twelve people, influence by party shows people with their unit, but for the facilitator."""
    net = ServiceNetwork.of(tower({"a": 8, "b": 6}))
    table = net.influence(by)

    assert table.column("id") == ["a", "b"]
    assert math.fsum(table.column("influence")) == pytest.approx(1)
    assert "together with their unit" in table.notes[-1]
    assert len(net.influence(by, audience="facilitator")) == 16
    assert net.influence(by, draws=5).column("id") == ["a", "b"]
    assert net.diagnosis(draws=0).table.column("id") == ["a", "b"]
    assert len(net.diagnosis(draws=0, audience="facilitator").table) == 16


def test_no_attribute_singles_people_out():
    """A grouping that would show one or two people by themselves shows them with those without, in a large program."""
    program = tower({"a": 14})
    shifts = ["day"] * 6 + ["night"] * 6 + ["noon", "dawn"]
    people = [attrs.evolve(one, attributes={"shift": shift}) for one, shift in zip(program.people, shifts, strict=True)]
    program = attrs.evolve(
        program,
        attributes=(DeclaredAttribute(id="shift", belongs_to=(AttributeTable.PEOPLE,)),),
        organisation=attrs.evolve(program.organisation, people=people),
    )
    net = ServiceNetwork.of(program)
    table = net.influence("shift")

    assert table.column("id") == ["night", None]  # two would be left, so the smaller or first group joins them
    assert table.column("influence") == pytest.approx([6 / 14, 8 / 14])
    assert {*net.influence("shift", audience="facilitator").column("id")} == {"day", "night", "noon", "dawn"}
    assert "fewer than 3" in table.notes[-1]


def test_scenarios_do_not_tell_how_somebody_was_rated():
    """A scenario or investment about one person, or fewer than three, needs their own work to be given."""
    net = ServiceNetwork.of(tower({"a": 4, "b": 2}))
    for who in ("a0", "b"):
        for ask in (
            lambda who=who: net.what_if(quality={who: 1.0}),
            lambda who=who: net.invest([Improvement(party=who, own_work=1.0, cost=1)], budget=1),
        ):
            with pytest.raises(NetworkError) as refusal:
                ask()
            assert [(one.code, one.value) for one in refusal.value.faults] == [("SC-510", who)]
    assert net.what_if(quality={"a": 1.0}).delta > 0.2
    assert net.what_if(quality={"a0": 1.0}, own_work={"a0": 0.5}).delta > 0
    assert ServiceNetwork.of(attrs.evolve(tower({"a": 4}), ratings=())).what_if(quality={"a0": 0.5}).delta < 0


def test_a_unit_that_works_better_takes_its_people_along():
    """Own work of a unit in a scenario is that of all below it, whatever ratings or the caller say of them now."""
    net = ServiceNetwork.of(tower({"a": 4, "b": 3}))

    assert net.what_if(quality={"a": 1.0}).after == pytest.approx(1.0)
    assert net.what_if(quality={"a": 1.0}, own_work={"a0": 0.1, "b": 0.2}).after == pytest.approx(1.0)
    assert net.what_if(quality={"a": 1.0, "a0": 0.0}, own_work={}).after == pytest.approx(1 - 1 / 7)


def test_chains_of_one_person_of_many_have_no_weight():
    """The weights of a person's chains tell of influence, so that in a large program only the facilitator sees them."""
    net = ServiceNetwork.of(tower({"a": 14}))

    assert net.chains("a0").column("weight") == [None]
    assert net.chains("a0", audience="facilitator").column("weight") == [pytest.approx(1 / 14)]
    assert net.chains("a").column("weight") == [1.0]
    assert ServiceNetwork.of(tower({"a": 3})).chains("a0").column("weight") == [pytest.approx(1 / 3)]


def test_people_of_a_frame_are_people():
    """A frame whose parties are people is guarded like a program."""
    frame = pl.DataFrame({"provider": [f"p{one}" for one in range(14)], "customer": ["c"] * 14})
    net = ServiceNetwork.from_frame(frame, customers=["c"], kind="person")

    with pytest.raises(NetworkError):
        net.influence("person")
    (row,) = net.contribution({}, otherwise=0.5).rows
    assert row == (None, "people", pytest.approx(1), 0.5, pytest.approx(0.5))
    assert len(net.influence("person", audience="facilitator")) == 14


def test_cards():
    """A card is one row about one party, says for whom it is, and belongs to somebody who exists."""
    answer = ServiceNetwork.of(hotel()).diagnosis(draws=3)
    own, unit = answer.card("hector_liriano"), answer.card("lavanderia")

    assert len(own) == len(unit) == 1
    assert own.columns == answer.table.columns
    assert own.column("own_work")[0] is not None
    assert own.title.endswith("Héctor Liriano Brea")
    assert len(own.notes) == len(unit.notes) + 1
    (row,) = [one for one in answer.table.rows if one[0] == "lavanderia"]
    assert unit.rows == (row,)
    with pytest.raises(UnknownIdError):
        answer.card("zoe")


def test_large_networks_of_people_are_gathered_quickly():
    """A hundred thousand people in ten thousand units are gathered without a step for each pair."""
    size = 100_000
    people = pl.DataFrame(
        {
            "id": [f"p{one:06}" for one in range(size)],
            "kind": ["person"] * size,
            "unit": [f"u{one % 10_000}" for one in range(size)],
        }
    )
    units = pl.DataFrame(
        {"id": [f"u{one}" for one in range(10_000)], "kind": ["unit"] * 10_000, "unit": [None] * 10_000}
    )
    links = pl.DataFrame({"provider": [f"u{one}" for one in range(10_000)], "customer": ["c"] * 10_000})
    net = ServiceNetwork.from_frame(links, parties=pl.concat([people, units]), customers=["c"])
    table = net.contribution({}, otherwise=0.25)

    assert len(table) == 10_000
    assert math.fsum(table.column("contribution")) == pytest.approx(0.75)
