"""From ratings to own work: against a dense solution, by simulation, and in words."""

from __future__ import annotations

import attrs
import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from servicecraft.errors import ModelError, NetworkError
from servicecraft.examples.family_bakery import bakery
from servicecraft.model.organisation import Organisation
from servicecraft.model.program import Program
from servicecraft.model.serving import Customer, ServiceLink
from servicecraft.model.structure import Person, Resource, Unit
from servicecraft.model.voices import ClimateAnswer, Instrument, Rating, Survey
from servicecraft.model.words import ClimateTopic
from servicecraft.network import Diagnosis, ServiceNetwork
from servicecraft.network.rated import rated_parties

from .random_programs import random_program

SCALE = Instrument(id="part", lowest=0, highest=1)
SURVEY = Survey(id="s", instrument="part")


def rated_program(seed: int) -> Program:
    """A random program whose links carry random ratings, some of them twice."""
    program = random_program(seed)
    random = np.random.default_rng(seed)
    ratings = [
        Rating(survey="s", rater=link.customer, provider=link.provider, score=float(random.random()))
        for link in program.links
        if link.provider != "unmapped"
        for _ in range(int(random.integers(0, 3)))
    ]
    return attrs.evolve(program, instruments=(SCALE,), surveys=(SURVEY,), ratings=ratings)


def dense(net: ServiceNetwork) -> tuple[dict[str, float], float]:
    """Own work by the normal equations of own work itself, with a dense inverse; and the prior mean."""
    flow = net.flow
    passing = np.concatenate([net.throughput_values, flow.weights, [0.0]])
    rated = rated_parties(flow, passing)
    weight = passing[rated.places]
    mean = np.average(rated.means, weights=weight if weight.any() else None)
    drawing = flow.drawing
    group: dict[object, list[int]] = {}
    for place in np.flatnonzero(flow.own > 0).tolist():
        tied = drawing.kinds[place] == 1 and drawing.units[place] >= 0 and place not in rated.places.tolist()
        group.setdefault(("unit", int(drawing.units[place])) if tied else place, []).append(place)
    basis = np.zeros((flow.size, len(group)))
    for column, places in enumerate(group.values()):
        basis[places, column] = 1
    total = np.linalg.inv(np.eye(flow.size) - flow.rest.toarray()) @ np.diag(flow.own) @ basis
    seen, certain = total[rated.places], np.diag(1 / rated.errors**2)
    tau = drawing.settings.own_work_spread
    left = seen.T @ certain @ seen + np.eye(len(group)) / tau**2
    work = basis @ np.linalg.solve(left, seen.T @ certain @ rated.means + mean / tau**2)
    return {drawing.id_of(one): work[one] for one in range(drawing.size) if flow.own[one] > 0}, float(mean)


def card(answer: Diagnosis, party: str) -> dict[str, object]:
    """The one row of a card."""
    (row,) = answer.card(party).to_dicts()
    return row


@given(st.integers(0, 10**9))
@settings(deadline=None)
def test_own_work_is_that_of_the_dense_equations(seed):
    """The sparse estimate is the one that the dense normal equations give, members of a unit sharing theirs."""
    try:
        net = ServiceNetwork.of(rated_program(seed))
    except (ModelError, NetworkError):
        assume(False)
    answer = net.diagnosis(draws=0)
    assume(answer.mean is not None)
    expected, mean = dense(net)

    assert answer.mean == pytest.approx(mean)
    found = {one: card(answer, one)["own_work"] for one in expected}
    assert found == pytest.approx({one: min(max(work, 0.0), 1.0) for one, work in expected.items()}, abs=1e-6)


@given(st.integers(0, 10**9))
@settings(deadline=None)
def test_contributions_add_up(seed):
    """Contributions and the printed residual of clipping add up to what is missing to 1."""
    try:
        net = ServiceNetwork.of(rated_program(seed))
    except (ModelError, NetworkError):
        assume(False)
    answer = net.diagnosis(draws=0)
    assume(answer.quality is not None)

    lost = [one for one in answer.table.column("contribution") if one is not None]
    assert 1 - answer.quality == pytest.approx(sum(lost), abs=2e-6)
    shares = [one for one in answer.table.column("influence") if one is not None]
    assert sum(shares) == pytest.approx(1, abs=2e-9)


def cleaner(score: float, dependence: float = 0.9) -> Program:
    """A cleaner who depends on chemicals and is rated poorly because the chemicals are poor."""
    program = Program(
        organisation=Organisation(
            units=(Unit(id="cleaner", dependence=dependence), Unit(id="desk")), resources=(Resource(id="chemicals"),)
        ),
        customers=(Customer(id="guests"),),
        links=(
            ServiceLink(provider="chemicals", customer="cleaner"),
            ServiceLink(provider="cleaner", customer="guests"),
            ServiceLink(provider="desk", customer="guests"),
        ),
        instruments=(SCALE,),
        surveys=(SURVEY,),
    )
    ratings = (
        [("cleaner", "chemicals", score)] * 12 + [("guests", "cleaner", 0.3)] * 12 + [("guests", "desk", 0.9)] * 12
    )
    return program.with_rows(*(Rating(survey="s", rater=a, provider=b, score=c) for a, b, c in ratings))


def test_a_cleaner_without_chemicals_is_not_diagnosed_as_bad_work():
    """Poor delivery that poor equipment explains is put down to the equipment, not to the person."""
    rows = {row["id"]: row for row in ServiceNetwork.of(cleaner(0.2)).diagnosis().table.to_dicts()}

    assert rows["chemicals"]["own_work"] < 0.35
    assert rows["cleaner"]["own_work"] > 0.5
    assert rows["cleaner"]["rated"] == pytest.approx(0.3)
    assert rows["cleaner"]["received"] < 0.35
    assert rows["cleaner"]["misfit"] is None
    assert rows["chemicals"]["contribution"] > 2 * rows["cleaner"]["contribution"]


def test_a_misfit_is_a_doubt_about_the_map():
    """Poor delivery that nothing explains is a doubt about the map, never a fact about the party."""
    rows = {row["id"]: row for row in ServiceNetwork.of(cleaner(1.0)).diagnosis(draws=0).table.to_dicts()}

    assert "dependence" in rows["cleaner"]["misfit"]
    assert "map" in rows["cleaner"]["misfit"]


@pytest.mark.parametrize("answers", [6, 12, 40, 400])
def test_more_answers_of_the_same_kind_do_not_hide_a_misfit(answers):
    """A rating that no own work explains is a misfit, and stays one the more often it is given."""
    program = cleaner(1.0, dependence=0.5)
    often = [row for row in program.ratings for _ in range(answers)]
    rows = {
        row["id"]: row
        for row in ServiceNetwork.of(attrs.evolve(program, ratings=tuple(often[: 36 * answers])))
        .diagnosis()
        .table.to_dicts()
    }

    assert rows["cleaner"]["misfit"] == "map_or_dependence"
    assert rows["chemicals"]["misfit"] is None
    assert rows["desk"]["misfit"] is None


def test_nobody_rated_is_said():
    """Without ratings quality is unknown and nothing is guessed."""
    answer = ServiceNetwork.of(attrs.evolve(bakery(), ratings=())).diagnosis()

    assert answer.quality is None
    assert set(answer.table.column("own_work")) == {None}
    assert {card(answer, one)["basis"] for one in ("ana", "ben", "carla", "dan")} == {"assumed"}
    assert answer.table.column("basis") == [None] * 4 + ["assumed"]


def test_bases_and_ratings_astray():
    """Members of a rated unit rest on its rating; a rating of a member under the unit's link counts for the member."""
    program = Program(
        organisation=Organisation(
            units=(Unit(id="u", head="a"),), people=tuple(Person(id=one, unit="u") for one in "abc")
        ),
        customers=(Customer(id="guests"), Customer(id="other")),
        links=(ServiceLink(provider="u", customer="guests"),),
        instruments=(SCALE, Instrument(id="pain", lowest=0, highest=10, better="lower", missing=(99,))),
        surveys=(SURVEY, Survey(id="t", instrument="pain"), Survey(id="blank")),
        ratings=(
            Rating(survey="s", rater="guests", provider="u", score=0.6),
            Rating(survey="t", rater="guests", provider="b", score=1),
            Rating(survey="t", rater="guests", provider="b", score=99),
            Rating(survey="s", rater="other", provider="u", score=0.0),
            Rating(survey="blank", rater="guests", provider="u", score=0.1),
        ),
        climate_answers=tuple(
            ClimateAnswer(survey="s", unit="u", topic=ClimateTopic.SUPPORT_FROM_LEADER, score=0.5) for _ in range(5)
        ),
    )
    answer = ServiceNetwork.of(program).diagnosis(draws=20)
    rows = {one: card(answer, one) for one in "uabc"}

    assert {one: rows[one]["basis"] for one in "ubca"} == {
        "u": "rated",
        "b": "rated",
        "c": "unit",
        "a": "rated",
    }
    assert (rows["u"]["rated"], rows["b"]["rated"], rows["a"]["n"]) == (pytest.approx(0.6), pytest.approx(0.9), 5)
    assert sum("not used" in one or "left out" in one for one in answer.table.notes) == 3
    assert answer.table.column("id") == ["a", "b", "c", "u"]
    assert answer.table.column("own_work")[:3] == [None] * 3


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_simulated_diagnosis(seed, capsys):
    """At the defaults, with eight ratings a party, at most 5 % of parties are wrongly called misfits."""
    random = np.random.default_rng(seed)
    size = 400
    givers = np.repeat(np.arange(size), 4)
    takers = random.integers(0, size + 20, len(givers))
    kept = givers != takers
    links = pl.DataFrame({"provider": givers[kept], "customer": takers[kept]}).unique(maintain_order=True)
    customers = list(range(size, size + 20))
    net = ServiceNetwork.from_frame(links, customers=customers)
    true = np.clip(0.75 + 0.15 * random.standard_normal(size), 0, 1)
    answer = net.quality({str(one): float(true[one]) for one in range(size)})
    delivered = dict(zip(answer.parties.column("id"), answer.parties.column("delivered"), strict=True))
    rows = [row for row in links.iter_rows() for _ in range(8)]
    random.shuffle(rows)
    scores = [min(max(delivered[str(giver)] + 0.2 * random.standard_normal(), 0.0), 1.0) for giver, _ in rows]
    counts: dict[int, int] = {}
    chosen = []
    for (giver, taker), score in zip(rows, scores, strict=True):
        counts[giver] = counts.get(giver, 0) + 1
        if counts[giver] <= 8:
            chosen.append((giver, taker, score))
    rated = pl.DataFrame(chosen, schema=["provider", "customer", "score"], orient="row")
    # every rating is a row of its own; links keep their importance when each pair's rows add up alike
    pairs = rated.group_by("provider", "customer").len()
    frame = rated.join(pairs, on=["provider", "customer"]).with_columns(importance=1 / pl.col("len"))
    rest = links.join(pairs, on=["provider", "customer"], how="anti").with_columns(
        score=pl.lit(None, dtype=pl.Float64), importance=pl.lit(1.0)
    )
    both = pl.concat(
        [
            frame.select("provider", "customer", "score", "importance"),
            rest.select("provider", "customer", "score", "importance"),
        ]
    )
    found = ServiceNetwork.from_frame(both, importance="importance", rating="score", customers=customers).diagnosis(
        draws=0
    )
    table = found.table.to_dicts()
    wrong = sum(row["misfit"] is not None for row in table) / size
    estimate = np.array([row["own_work"] for row in sorted(table, key=lambda row: int(row["id"]))])
    correlation = float(np.corrcoef(true, estimate)[0, 1])
    with capsys.disabled():
        print(  # noqa: T201 - figures that the issue asks to see
            f"\nfalse misfits {wrong:.1%}, correlation of true and estimated own work {correlation:.2f}"
        )

    assert wrong <= 0.05
    assert correlation > 0.5


def test_intervals_hold_the_truth():
    """Intervals of own work hold the own work from which the ratings were made about as often as they say."""
    random = np.random.default_rng(7)
    held = 0
    program = attrs.evolve(bakery(), instruments=(SCALE,), surveys=(SURVEY,), ratings=())
    plain = ServiceNetwork.of(program)
    for _ in range(40):
        true = {
            one: float(np.clip(0.7 + 0.15 * random.standard_normal(), 0, 1)) for one in ("ana", "ben", "carla", "dan")
        }
        answer = plain.quality(true)
        delivered = {one: answer.card(one).column("delivered")[0] for one in true}
        ratings = [
            Rating(
                survey="s",
                rater=link.customer,
                provider=link.provider,
                score=float(np.clip(delivered[link.provider] + 0.1 * random.standard_normal(), 0, 1)),
            )
            for link in program.links
            for _ in range(8)
        ]
        found = ServiceNetwork.of(attrs.evolve(program, ratings=ratings)).diagnosis(draws=60)
        held += sum(card(found, one)["lower"] <= true[one] <= card(found, one)["upper"] for one in true)

    assert 0.85 <= held / 160 <= 1.0


def test_error_of_a_rated_party():
    """The delivered rating is weighted by the flow on the links, with the error that follows from pooled spread."""
    program = Program(
        organisation=Organisation(units=(Unit(id="u"),)),
        customers=(Customer(id="one", weight=3), Customer(id="two", weight=1)),
        links=(ServiceLink(provider="u", customer="one"), ServiceLink(provider="u", customer="two")),
        instruments=(SCALE,),
        surveys=(SURVEY,),
        ratings=tuple(
            Rating(survey="s", rater=rater, provider="u", score=score)
            for rater, score in (("one", 0.6), ("one", 0.8), ("two", 0.2), ("two", 0.4))
        ),
    )
    net = ServiceNetwork.of(program)
    rated = rated_parties(net.flow, np.concatenate([net.throughput_values, net.flow.weights, [0.0]]))

    assert rated.means.tolist() == pytest.approx([0.75 * 0.7 + 0.25 * 0.3])
    assert rated.errors.tolist() == pytest.approx([np.sqrt((0.75**2 + 0.25**2) * 0.02 / 2)])
    assert rated.counts.tolist() == [4]
