"""Own work party by party: it gives back what the ratings were made of, and refuses where somebody is not rated."""

from __future__ import annotations

import math
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from servicecraft.errors import ModelError, NetworkError
from servicecraft.examples.family_bakery import bakery
from servicecraft.model.voices import Instrument, Rating, Survey
from servicecraft.network import ServiceNetwork
from servicecraft.network.compiling import compiled

from . import brute_force
from .random_programs import random_program
from .test_diagnosis import card, cleaner

WORK = {"ana": Fraction(9, 10), "ben": Fraction(7, 10), "carla": Fraction(8, 10), "dan": Fraction(5, 10)}


def rated_exactly(
    net: ServiceNetwork, delivered: dict[str, float], left_out: frozenset[str] = frozenset()
) -> ServiceNetwork:
    """The same network in which everybody but some is rated as what they deliver, by nobody in particular."""
    drawing = net.flow.drawing
    rated = [place for place in range(drawing.size) if drawing.id_of(place) not in left_out]
    ratings = {
        "rated": np.array(rated, dtype=np.int32),
        "raters": np.full(len(rated), -1, dtype=np.int32),
        "scores": np.array([delivered[drawing.id_of(one)] for one in rated], dtype=float),
        "answers": np.zeros(0),
        "deviations": np.zeros(0),
    }
    return ServiceNetwork(flow=compiled(attrs.evolve(drawing, **ratings)))


def test_bakery_gives_back_what_its_ratings_were_made_of():
    """Rated exactly along its links, Ana by those she leads, the bakery's own work comes out to the last digit."""
    delivered = brute_force.delivered(bakery(), WORK)
    links = [(one.provider, one.customer) for one in bakery().links] + [("ana", one) for one in ("ben", "carla", "dan")]
    program = attrs.evolve(
        bakery(),
        instruments=(Instrument(id="part", lowest=0, highest=1),),
        surveys=(Survey(id="s", instrument="part"),),
        ratings=[Rating(survey="s", rater=who, provider=one, score=float(delivered[one])) for one, who in links],
    )
    answer = ServiceNetwork.of(program).diagnosis(exact=True, draws=50)

    assert answer.quality == pytest.approx(float(Fraction(467, 625)), abs=1e-12)
    assert {one: card(answer, one)["own_work"] for one in WORK} == pytest.approx(
        {one: float(work) for one, work in WORK.items()}, abs=1e-12
    )
    assert {card(answer, one)["misfit"] for one in WORK} == {None}
    assert card(answer, "dan")["contribution"] == pytest.approx(0.106, abs=1e-12)
    assert all(card(answer, one)["lower"] < card(answer, one)["upper"] for one in WORK)


@given(st.integers(0, 10**9), st.integers(0, 2**31))
@settings(deadline=None)
def test_random_networks_give_back_what_their_ratings_were_made_of(seed, other):
    """What is delivered, by exact fractions, gives back every own work on which a customer rests, and the same quality."""
    try:
        program = random_program(seed)
        net = ServiceNetwork.of(program)
    except (ModelError, NetworkError):
        assume(False)
    assume(net.flow.weights.any())
    chance = np.random.default_rng(other)
    work = {str(one): Fraction(int(chance.integers(0, 11)), 10) for one in net.ids}
    delivered = {one: float(much) for one, much in brute_force.delivered(program, work).items()}
    answer = rated_exactly(net, delivered).diagnosis(exact=True, draws=0)

    assert answer.quality == pytest.approx(
        net.quality({one: float(much) for one, much in work.items()}).value, abs=1e-9
    )
    for place in np.flatnonzero(net.flow.own[: len(net.ids)] > 0).tolist():
        one = str(net.ids[place])
        assert card(answer, one)["own_work"] == pytest.approx(float(work[one]), abs=1e-7)
        assert card(answer, one)["misfit"] is None


@given(st.integers(0, 10**9), st.integers(0, 10**6))
@settings(deadline=None)
def test_who_is_not_rated_is_named_unless_no_customer_rests_on_them(seed, pick):
    """One party that is not rated is refused by name where customers rest on its work; else only its own is unknown."""
    try:
        net = ServiceNetwork.of(random_program(seed))
    except (ModelError, NetworkError):
        assume(False)
    drawing = net.flow.drawing
    place = pick % drawing.size
    one = drawing.id_of(place)
    delivered = dict.fromkeys(map(str, net.ids), 0.5)
    silent = rated_exactly(net, delivered, frozenset({one}))
    if net.flow.own[place] > 0 and net.throughput_values[place] > 0:
        with pytest.raises(NetworkError) as refusal:
            silent.diagnosis(exact=True)
        assert [(fault.code, fault.value) for fault in refusal.value.faults] == [("SC-509", one)]
    elif drawing.size > 1:
        answer = silent.diagnosis(exact=True, draws=2)
        assert net.flow.own[place] == 0 or card(answer, one)["own_work"] is None
        assert (answer.quality is None) == (not net.flow.weights.any())


def test_everybody_missing_is_counted_and_the_first_are_named():
    """Where nobody at all is rated the refusal counts all and names them in order."""
    net = ServiceNetwork.of(attrs.evolve(bakery(), ratings=()))
    with pytest.raises(NetworkError) as refusal:
        net.diagnosis(exact=True)

    (fault,) = refusal.value.faults
    assert (fault.value, dict(fault.facts)["count"]) == ("ana, ben, carla, dan", "4")


def test_what_lies_beyond_the_range_is_told_and_not_cut_in_silence():
    """Own work that would be far below 0 is marked as a misfit, and what was cut stands in a row of its own."""
    answer = ServiceNetwork.of(cleaner(1.0)).diagnosis(exact=True, draws=0)
    rows = {row["id"]: row for row in answer.table.to_dicts()}

    assert rows["cleaner"]["own_work"] == 0.0
    assert rows["cleaner"]["misfit"] == "map_or_dependence"
    assert rows["desk"]["misfit"] is None
    assert rows["desk"]["own_work"] == pytest.approx(0.9)
    assert answer.quality == pytest.approx(0.6)
    raw = (0.3 - 0.9 * 1.0) / 0.1
    assert rows[None]["contribution"] == pytest.approx(0.5 * 0.1 * (0 - raw))
    assert math.fsum(answer.table.column("contribution")) == pytest.approx(1 - answer.quality)


def test_a_unit_whose_people_are_rated_otherwise_does_not_fit():
    """The rating of a unit that passes everything on is held against those of its people."""
    from .test_safeguards import tower

    for score, fits in ((0.4, True), (0.95, False)):
        program = tower({"a": 3})
        ratings = [*program.ratings[:3], attrs.evolve(program.ratings[3], score=score)]
        answer = ServiceNetwork.of(attrs.evolve(program, ratings=ratings)).diagnosis(exact=True, draws=0)
        (row,) = answer.card("a").to_dicts()

        assert (row["misfit"] is None) == fits
        assert answer.quality == pytest.approx(0.4)
