"""How sure are the figures? Judges, settings and draws."""

from __future__ import annotations

import math

import attrs
import numpy as np
import polars as pl
import pytest

from servicecraft.errors import NetworkError
from servicecraft.examples.family_bakery import bakery
from servicecraft.model.serving import Judgement, ServiceLink
from servicecraft.model.settings import Settings
from servicecraft.model.structure import Unit
from servicecraft.model.voices import ClimateAnswer, ClimateSummary, Instrument, Rating, RatingSummary, Survey
from servicecraft.model.words import ClimateTopic, Question
from servicecraft.network import ServiceNetwork
from servicecraft.network.rated import rated_parties

from .test_diagnosis import cleaner
from .test_safeguards import tower

CERTAIN = {"missing_link": 0.0, "judgement_spread": 0.0, "importance_spread": 0.0}


def width(net: ServiceNetwork, who: str = "baker", draws: int = 300) -> float:
    """How wide the interval of a role's influence is."""
    rows = net.influence("role", draws=draws, rng=1).to_dicts()
    return next(row["upper"] - row["lower"] for row in rows if row["id"] == who)


def judged(values) -> list[Judgement]:
    """Judges of how much Ben's service matters to Carla."""
    return [Judgement(subject="carla", provider="ben", question=Question.IMPORTANCE, value=one) for one in values]


@pytest.mark.parametrize("setting", ["missing_link", "judgement_spread", "importance_spread"])
def test_each_setting_alone_widens(setting):
    """Without any doubt in the settings there is no width; each of them brings some of its own."""
    certain = ServiceNetwork.of(bakery(), settings=Settings(**CERTAIN))
    doubtful = ServiceNetwork.of(bakery(), settings=Settings(**CERTAIN | {setting: 0.2}))

    assert width(certain) == pytest.approx(0, abs=1e-12)
    assert width(doubtful) > 0.01


def test_judges_of_a_link_tell_its_spread():
    """How far judges differ on an importance counts instead of the setting; where they agree, nothing is in doubt."""
    settings = Settings(**CERTAIN | {"importance_spread": 0.3})
    alone = {}
    for name, values in (("agree", (3, 3, 3)), ("usual", (3,)), ("differ", (1, 3, 9))):
        program = bakery().with_rows(*judged(values))
        # only links to Carla and Ben carry importance among several; the one from Dan to Carla stays as it is
        net = ServiceNetwork.of(program, settings=settings)
        spread = net.flow.drawing.importance_spread
        alone[name] = width(net)
        told = {"agree": 0.0, "differ": math.log(3)}.get(name)
        assert len(spread) == (0 if told is None else 5)
        if told is not None:
            assert spread[0] == pytest.approx(told)
            assert np.isnan(spread[1:]).all()

    assert alone["agree"] < alone["usual"] < alone["differ"]


def test_judges_who_say_there_is_no_link_leave_the_spread_to_the_others():
    """An importance of 0 has no logarithm; one answer that is left alone tells no spread."""
    spread = ServiceNetwork.of(bakery().with_rows(*judged((0, 3)))).flow.drawing.importance_spread
    assert len(spread) == 0
    spread = ServiceNetwork.of(bakery().with_rows(*judged((0, 1, 9)))).flow.drawing.importance_spread
    assert spread[0] == pytest.approx(math.log(9) / math.sqrt(2))


def test_judged_links_side_by_side_err_together():
    """Judges speak of a pair as a whole: two services of one pair are as uncertain as one."""
    settings = Settings(**CERTAIN)
    one = bakery().with_rows(*judged((1, 3, 9)))
    two = one.without_rows(ServiceLink(provider="ben", customer="carla", importance=3)).with_rows(
        ServiceLink(provider="ben", customer="carla", importance=1),
        ServiceLink(provider="ben", customer="carla", importance=2, service="counter_sale"),
    )
    first, second = (width(ServiceNetwork.of(each, settings=settings), draws=1000) for each in (one, two))

    assert second == pytest.approx(first, rel=0.1)


@pytest.mark.parametrize("spread", [0.0, 10.0])
def test_extreme_settings_still_answer(spread):
    """The ends of the range of the settings give intervals in order."""
    settings = Settings(importance_spread=spread, judgement_spread=min(spread, 1.0))
    rows = ServiceNetwork.of(bakery(), settings=settings).influence("role", draws=50).to_dicts()

    assert all(0 <= row["lower"] <= row["upper"] <= 1 + 1e-9 for row in rows)


def test_top_is_a_setting():
    """How many count as the first is said in the call, else in the settings."""
    settings = Settings(top=1)
    net, plain = (ServiceNetwork.of(bakery(), settings=one) for one in (settings, Settings()))

    assert sum(net.influence("role", draws=40).column("top_probability")) == pytest.approx(1)
    assert sum(plain.influence("role", draws=40).column("top_probability")) == pytest.approx(3)
    assert sum(net.influence("role", draws=40, top=2).column("top_probability")) == pytest.approx(2)


@pytest.mark.parametrize("draws", [-1, 1.5, "many"])
def test_draws_are_a_whole_number(draws):
    """What is no number of draws is refused."""
    net = ServiceNetwork.of(bakery())
    for ask in (net.diagnosis, lambda draws: net.influence("role", draws=draws)):
        with pytest.raises(NetworkError) as refusal:
            ask(draws=draws)
        assert refusal.value.faults[0].path == "draws"


# --- ratings


def rated(program, **settings):
    """The ratings of each party of a program."""
    net = ServiceNetwork.of(program, settings=Settings(**settings))
    passing = np.concatenate([net.throughput_values, net.flow.weights, [0.0]])
    found = rated_parties(net.flow, passing)
    ids = net.flow.drawing.ids_of(found.places)
    return {
        one: (mean, error, count)
        for one, mean, error, count in zip(
            ids, found.means.tolist(), found.errors.tolist(), found.counts.tolist(), strict=True
        )
    }, net.flow.drawing.remarks


def test_spread_and_error_of_ratings_are_settings():
    """One rating has the spread of the settings, and no party is certain beyond what they say."""
    one = attrs.evolve(cleaner(0.5), ratings=(Rating(survey="s", rater="guests", provider="desk", score=0.5),))

    assert rated(one)[0]["desk"] == (0.5, pytest.approx(0.2), 1)
    assert rated(one, rating_spread=0.1)[0]["desk"][1] == pytest.approx(0.1)
    assert rated(cleaner(0.5))[0]["desk"][1] == 0.01
    assert rated(cleaner(0.5), least_rating_error=0.05)[0]["desk"][1] == 0.05


@pytest.mark.parametrize("told", ["deviation", "counts"])
def test_a_table_of_averages_says_what_its_answers_would(told):
    """A line of a table of averages gives the mean, error and number that the single answers give."""
    five = Instrument(id="five", lowest=1, highest=5, better="lower")
    scores = (1, 1, 3, 3, 5)
    answers = tuple(Rating(survey="t", rater="guests", provider="desk", score=one) for one in scores)
    spread = {"deviation": math.sqrt(2.8)} if told == "deviation" else {"counts": (2, 0, 2, 0, 1)}
    line = RatingSummary(survey="t", rater="guests", provider="desk", n=5, mean=2.6, **spread)
    program = attrs.evolve(cleaner(0.5), ratings=()).with_rows(five, Survey(id="t", instrument="five"))
    single, table = rated(program.with_rows(*answers))[0], rated(program.with_rows(line))[0]

    assert table["desk"] == pytest.approx(single["desk"])
    assert single["desk"] == (pytest.approx(0.6), pytest.approx(math.sqrt(2.8 / 16 / 5)), 5)
    both = rated(program.with_rows(*answers, line))[0]["desk"]
    assert both == (pytest.approx(0.6), pytest.approx(math.sqrt(2 * 11.2 / 16 / 9 / 10)), 10)


def test_a_table_of_averages_alone_has_the_usual_spread():
    """Where nobody says how far answers differ, the settings do; an average of nobody counts for nothing."""
    program = attrs.evolve(cleaner(0.5), ratings=())
    lines = [
        RatingSummary(survey="s", rater="guests", provider=one, n=n, mean=0.6)
        for one, n in (("desk", 16), ("cleaner", 0))
    ]

    assert rated(program.with_rows(*lines))[0] == {"desk": (pytest.approx(0.6), pytest.approx(0.05), 16)}


def test_ratings_of_a_service_are_of_the_one_who_gives_it():
    """A rating of a service counts for its only provider to whoever rates; of several nothing is said, and it is counted."""
    program = tower({"a": 3}).with_rows(Unit(id="z"))
    services = ("mine", "ours", "idle")
    from servicecraft.model.serving import Service

    program = attrs.evolve(
        program,
        services=tuple(Service(id=one) for one in services),
        links=(
            ServiceLink(provider="a", customer="out", service="mine"),
            ServiceLink(provider="z", customer="a", service="mine"),
            ServiceLink(provider="a", customer="out", service="ours"),
            ServiceLink(provider="z", customer="out", service="ours"),
        ),
        ratings=tuple(
            Rating(survey="s", rater=rater, provider=service, score=score)
            for rater, service, score in (
                ("out", "mine", 0.8),
                ("a", "mine", 0.6),
                ("out", "ours", 0.1),
                (None, "mine", 0.1),
                ("out", "idle", 0.1),
            )
        ),
    )
    found, remarks = rated(program)

    assert {one: told[0] for one, told in found.items()} == pytest.approx({"a": 0.8, "z": 0.6})
    assert [dict(one.details) for one in remarks] == [{"count": 3}]


@pytest.mark.parametrize(("single", "table", "counts"), [(4, 0, False), (5, 0, True), (2, 3, True), (0, 5, True)])
def test_answers_about_a_leader_single_or_averaged(single, table, counts):
    """Answers about support rate the head of a unit once there are enough of them, single or in a table of averages."""
    program = tower({"a": 3})
    topic = ClimateTopic.SUPPORT_FROM_LEADER
    program = attrs.evolve(
        program,
        ratings=(),
        organisation=attrs.evolve(program.organisation, units=(Unit(id="a", head="a0"),)),
        climate_answers=(ClimateAnswer(survey="s", unit="a", topic=topic, score=0.4),) * single,
        climate_summaries=(ClimateSummary(survey="s", unit="a", topic=topic, n=table, mean=0.4),) * bool(table),
    )

    assert (set(rated(program)[0]) == {"a0"}) == counts
    assert rated(program, leader_answers=1)[0]["a0"][2] == single + table


# --- intervals of large networks


def simulated(size: int, seed: int) -> tuple[ServiceNetwork, np.ndarray]:
    """A random network of units whose ratings were made from known own work, and this own work."""
    random = np.random.default_rng(seed)
    givers = np.repeat(np.arange(size), 3)
    takers = random.integers(0, size + 50, len(givers))
    kept = givers != takers
    links = pl.DataFrame({"provider": givers[kept], "customer": takers[kept]}).unique(maintain_order=True)
    customers = list(range(size, size + 50))
    true = np.clip(0.6 + 0.15 * random.standard_normal(size), 0, 1)
    plain = ServiceNetwork.from_frame(links, customers=customers)
    told = plain.quality({str(one): float(true[one]) for one in range(size)}).parties
    delivered = dict(zip(told.column("id"), told.column("delivered"), strict=True))
    exact = np.array([delivered[str(one)] for one in links["provider"].to_list()])
    frame = links.with_columns(score=np.clip(exact + 0.2 * random.standard_normal(len(exact)), 0, 1))
    return ServiceNetwork.from_frame(frame, rating="score", customers=customers), true


@pytest.mark.parametrize(("size", "draws"), [(300, 200), (5100, 25)])
def test_intervals_hold_the_truth_in_networks_of_every_size(size, draws):
    """Intervals are there without being asked for, say from how many draws, and hold the truth about as often as they say."""
    net, true = simulated(size, 3)
    table = net.diagnosis().table
    rows = table.to_dicts()
    held = np.mean([row["lower"] - 1e-9 <= true[int(row["id"])] <= row["upper"] + 1e-9 for row in rows])

    assert any(str(draws) in one for one in table.notes)
    assert 0.9 <= held <= 0.99


def test_few_draws_are_as_wide_as_many():
    """Intervals of 25 draws are on the average hardly wider than those of many, and as often too narrow as they may be."""
    net, _ = simulated(300, 4)
    wide = {}
    for draws in (25, 1000):
        rows = net.diagnosis(draws=draws).table.to_dicts()
        wide[draws] = np.array([row["upper"] - row["lower"] for row in rows])

    assert 1.0 < wide[25].mean() / wide[1000].mean() < 1.12
    assert np.abs(wide[25] / wide[1000] - 1).mean() < 0.2
    assert np.array_equal(wide[25], [row["upper"] - row["lower"] for row in net.diagnosis(draws=25).table.to_dicts()])
