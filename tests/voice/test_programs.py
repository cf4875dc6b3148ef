"""The voice of a program: who speaks, on which scale, about whom, and what is kept apart."""

from __future__ import annotations

import datetime
from pathlib import Path

import polars as pl
import pytest

import servicecraft as sc
from servicecraft.errors import ModelError
from servicecraft.model.organisation import Organisation

from .answering import assert_same

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def hotel() -> sc.Program:
    """The hotel of the examples."""
    return sc.load(ROOT / "examples" / "hotel")


@pytest.fixture(scope="module")
def voice(hotel: sc.Program) -> sc.Voice:
    """Its voice."""
    return sc.Voice.of(hotel)


def program(**tables: object) -> sc.Program:
    """A small house with guests, a kitchen that serves the bar, and one survey on a scale from 1 to 5."""
    organisation = Organisation(
        units=(sc.Unit(id="kitchen"), sc.Unit(id="bar")),
        roles=(sc.Role(id="cook", level=sc.Level.OPERATIONAL),),
        people=tuple(sc.Person(id=f"p{number}", unit="kitchen", role="cook") for number in range(14)),
    )
    base: dict[str, object] = {
        "organisation": organisation,
        "customers": (sc.Customer(id="guests"), sc.Customer(id="groups")),
        "links": (
            sc.ServiceLink(provider="kitchen", customer="bar"),
            sc.ServiceLink(provider="bar", customer="guests"),
        ),
        "instruments": (sc.Instrument.csat("five", missing=(9,)),),
        "surveys": (sc.Survey(id="cards", instrument="five", closed_on="2026-03-31", sent=100, channel="card"),),
    }
    return sc.Program(**{**base, **tables})


def ratings(scores: list[float | None], **others: object) -> tuple[sc.Rating, ...]:
    """One rating for each score."""
    return tuple(sc.Rating(**{"survey": "cards", "score": score, **others}) for score in scores)


def only(table: sc.Table) -> dict[str, object]:
    """The one row of a table."""
    (row,) = table.to_dicts()
    return row


def test_customers_speak_unless_others_are_asked(hotel: sc.Program, voice: sc.Voice) -> None:
    """Scores are those of external customers; units that are served and staff speak when they are asked."""
    scales = {one.id: one for one in hotel.instruments}
    surveys = {one.id: one for one in hotel.surveys}
    customers = {one.id for one in hotel.customers}
    mine = [
        one.score
        for one in hotel.ratings
        if one.rater in customers
        and surveys[one.survey].instrument == "csat_5"
        and one.score not in (None, *scales["csat_5"].missing)
    ]
    row = next(row for row in voice.csat().to_dicts() if row.get("instrument", "csat_5") == "csat_5")

    assert row["n"] == len(mine)
    assert row["csat"] == pytest.approx(sum(one >= 4 for one in mine) / len(mine), abs=1e-12)
    internal = [one for one in hotel.ratings if one.rater not in customers and one.rater is not None]
    assert sum(voice.mean(raters="internal").column("n")) == sum(one.score not in (None, 9) for one in internal)
    staff = sum(one.score is not None for one in hotel.climate_answers) + sum(one.n for one in hotel.climate_summaries)
    assert sum(voice.mean(raters="staff").column("n")) == staff
    everybody = sum(voice.mean(raters="all").column("n"))
    assert everybody == sum(sum(voice.mean(raters=side).column("n")) for side in ("external", "internal", "staff"))


def test_each_score_takes_the_scales_that_are_meant_for_it(voice: sc.Voice) -> None:
    """Net promoters come from the question of recommending, satisfaction from scales of satisfaction, unless one chooses."""
    assert only(voice.nps())["n"] == sum(
        row["n"] for row in voice.counts(instrument="recomendar_10").to_dicts() if row["score"] is not None
    )
    assert [row["n"] for row in voice.csat(instrument="frente_a_lo_esperado_5").to_dicts()] == [273]
    assert voice.ces().column("n") == [0]
    assert any("ces" in note for note in voice.ces().notes)
    with pytest.raises(ModelError) as refused:
        voice.nps(instrument="csat_5")
    assert [one.code for one in refused.value.faults] == ["SC-605"]


def test_single_answers_and_averages_stand_side_by_side() -> None:
    """A mean pools single answers with tables of averages; without a deviation there is no interval, and that is said."""
    told = sc.RatingSummary(survey="cards", rater="guests", provider="bar", n=20, mean=4.5, deviation=0.5)
    untold = sc.RatingSummary(survey="cards", rater="guests", provider="kitchen", n=10, mean=3.0)
    made = program(ratings=ratings([4, 5, 5, 3, 4], provider="bar", rater="guests"), rating_summaries=(told, untold))
    table = sc.Voice.of(made).mean("provider")
    bar, kitchen = table.to_dicts()

    pooled = (21 + 20 * 4.5) / 25
    squares = 19 * 0.25 + 20 * (4.5 - pooled) ** 2 + sum((one - pooled) ** 2 for one in (4, 5, 5, 3, 4))
    assert (bar["n"], bar["mean"]) == (25, pytest.approx(pooled))
    assert bar["deviation"] == pytest.approx((squares / 24) ** 0.5, abs=1e-12)
    assert bar["lower"] < pooled < bar["upper"]
    assert (kitchen["n"], kitchen["mean"], kitchen["lower"], kitchen["upper"]) == (10, 3.0, None, None)
    assert kitchen["method"] == "no interval"
    assert any("without a standard deviation" in note for note in table.notes)
    shares = sc.Voice.of(made).csat("provider")
    assert [row["n"] for row in shares.to_dicts()] == [5, 0]
    assert any("30 answers are known only as averages" in note for note in shares.notes)


def test_a_table_of_counts_is_as_good_as_answers() -> None:
    """An average that comes with its counts gives the scores of the answers one by one."""
    counts = sc.RatingSummary(survey="cards", rater="guests", provider="bar", n=10, mean=3.7, counts=(1, 0, 2, 5, 2))
    scores = [1, 3, 3, 4, 4, 4, 4, 4, 5, 5]
    told = sc.Voice.of(program(rating_summaries=(counts,)))
    said = sc.Voice.of(program(ratings=ratings(scores, rater="guests", provider="bar")))

    assert_same([said.csat(), said.mean("provider")], [told.csat(), told.mean("provider")])
    with pytest.raises(ModelError, match="SC-610"):
        sc.Voice.of(program(rating_summaries=(sc.RatingSummary(survey="cards", n=3, mean=3, counts=(1, 1, 1)),)))


def test_an_average_of_one_is_an_answer() -> None:
    """One answer in a table of averages has no spread of its own and counts like any other."""
    one_by_one = tuple(sc.RatingSummary(survey="cards", rater="guests", n=1, mean=score) for score in (3, 4, 5, 5, 2))
    told = sc.Voice.of(program(rating_summaries=one_by_one))
    said = sc.Voice.of(program(ratings=ratings([3, 4, 5, 5, 2], rater="guests")))

    assert_same([said.mean(), said.csat()], [told.mean(), told.csat()])


def test_codes_and_scores_outside_the_scale() -> None:
    """A declared code is no answer; anything else outside the scale is refused with its count and first place."""
    heard = sc.Voice.of(program(ratings=ratings([5, 9, None, 4, 4, 4, 4], rater="guests")))
    assert (only(heard.csat())["n"], only(heard.csat())["missing"]) == (5, 2)
    with pytest.raises(ModelError) as refused:
        sc.Voice.of(program(ratings=ratings([5, 6, 0, 6], rater="guests")))

    assert [(one.code, one.path, one.value, dict(one.facts)["count"]) for one in refused.value.faults] == [
        ("SC-601", "ratings[1].score", "6", "2"),
        ("SC-601", "ratings[2].score", "0", "1"),
    ]


def test_answers_without_a_scale_are_counted_and_left_out() -> None:
    """A rating whose survey names no scale has no part in any score, and that is said."""
    surveys = (sc.Survey(id="cards", instrument="five"), sc.Survey(id="talk"))
    made = program(
        surveys=surveys,
        ratings=(*ratings([5] * 6, rater="guests"), *ratings([99], survey="talk"), *ratings([99], survey=None)),
    )
    table = sc.Voice.of(made).csat()

    assert only(table)["n"] == 6
    assert "Answers without a survey that names its scale, left out: 2." in table.notes


def test_units_levels_services_channels_and_attributes() -> None:
    """Ratings are grouped by what follows from who is rated and who rates."""
    made = program(
        organisation=Organisation(
            units=(
                sc.Unit(id="kitchen", attributes={"floor": "ground"}),
                sc.Unit(id="bar", attributes={"floor": "roof"}),
            ),
            roles=(sc.Role(id="cook", level=sc.Level.OPERATIONAL),),
            people=(sc.Person(id="ana", unit="kitchen", role="cook"),),
            resources=(sc.Resource(id="oven", owner="kitchen"),),
        ),
        customers=(sc.Customer(id="guests", attributes={"market": "north"}), sc.Customer(id="groups")),
        services=(sc.Service(id="dinner", owner="bar"),),
        attributes=(
            sc.DeclaredAttribute(id="floor", belongs_to=("units",)),
            sc.DeclaredAttribute(id="market", name="Home market", belongs_to=("customers",)),
        ),
        ratings=tuple(
            one
            for provider in ("kitchen", "ana", "oven", "dinner", "bar")
            for one in ratings([4] * 5, provider=provider, rater="guests", on="2026-02-03")
        ),
    )
    heard = sc.Voice.of(made)

    def sizes(key: str) -> dict[object, object]:
        return {row[key]: row["n"] for row in heard.csat(key).to_dicts()}

    assert sizes("unit") == {"bar": 10, "kitchen": 15}
    assert sizes("level") == {"operational": 5, None: 20}
    assert sizes("service") == {"dinner": 5, None: 20}
    assert sizes("provider") == {"ana": 5, "bar": 5, "dinner": 5, "kitchen": 5, "oven": 5}
    assert sizes("floor") == {"ground": 5, "roof": 5, None: 15}
    assert sizes("market") == {"north": 25}
    assert sizes("customer") == {"guests": 25}
    assert sizes("channel") == {"card": 25}
    assert sizes("survey") == {"cards": 25}
    assert sizes("month") == {"2026-02": 25}
    assert sizes("quarter") == {"2026-Q1": 25}
    assert heard.csat("market").columns[0].label == "Home market"
    assert only(heard.csat(where={"unit": ["bar"], "period": "2026-Q1"}))["n"] == 10
    assert only(heard.csat(where={"level": None}))["n"] == 20


def test_levels_stand_in_their_own_order(voice: sc.Voice) -> None:
    """Levels come from the top down, topics as the library lists them."""
    levels = voice.mean("level", raters="staff", where={"dimension": "credibility"}).column("level")
    known = [one.value for one in sc.Level]

    assert levels == [one for one in known if one in levels]
    assert levels != sorted(levels)
    assert voice.mean("dimension", raters="staff").column("dimension") == [one.value for one in sc.ClimateTopic]


def test_people_stand_with_their_units_in_larger_programs() -> None:
    """Where more than 12 people work, a rated person is shown as their unit, except to the facilitator."""
    made = program(ratings=ratings([4] * 6, provider="p1", rater="guests"))
    heard = sc.Voice.of(made)

    assert heard.csat("provider").column("provider") == ["kitchen"]
    assert any("shown with their units: 1" in note for note in heard.csat("provider").notes)
    assert sc.Voice.of(made, audience="facilitator").csat("provider").column("provider") == ["p1"]


def test_a_person_who_rates_is_one_respondent() -> None:
    """However often somebody inside rates, it is one person, so that nobody can be found in a group of their own."""
    made = program(ratings=ratings([4] * 9, provider="bar", rater="p1"))
    row = only(sc.Voice.of(made).mean(raters="internal"))

    assert row["withheld"] is True


def test_until_a_day() -> None:
    """Later ratings, averages of later periods and later surveys are not there yet."""
    surveys = (
        sc.Survey(id="cards", instrument="five", opened_on="2026-01-01", closed_on="2026-03-31"),
        sc.Survey(id="later", instrument="five", opened_on="2026-05-01"),
    )
    made = program(
        surveys=surveys,
        ratings=(
            *ratings([5] * 5, on="2026-02-10", rater="guests"),
            *ratings([1] * 5, on="2026-02-11", rater="guests"),
            *ratings([1] * 5, survey="later", rater="guests"),
        ),
        rating_summaries=(
            sc.RatingSummary(survey="cards", rater="guests", period="2026-02", n=7, mean=5),
            sc.RatingSummary(survey="cards", rater="guests", period="2026-Q2", n=7, mean=5),
        ),
    )
    heard = sc.Voice.of(made, "2026-02-10")

    assert (only(heard.mean())["n"], only(heard.mean())["mean"]) == (12, 5)
    assert heard.response_rates().column("survey") == ["cards"]
    assert only(sc.Voice.of(made, datetime.date(2026, 6, 1)).mean())["n"] == 29
    assert_same([sc.Voice.of(made).mean()], [sc.Voice.of(made, "2026-12-31").mean()])


def test_the_response_comes_first(voice: sc.Voice, hotel: sc.Program) -> None:
    """Every score begins with how many answered of those who were asked; a survey's own number wins over its answers."""
    surveys = [one for one in hotel.surveys if one.instrument == "recomendar_10"]
    answered, sent = sum(one.answered for one in surveys), sum(one.sent for one in surveys)
    counted = sc.Voice.of(program(ratings=ratings([4] * 6, rater="guests")))

    assert {str(answered), str(sent)} <= set(voice.nps().notes[0].split())
    rows = {row["survey"]: row for row in voice.response_rates().to_dicts()}
    assert rows["csat_2025_t1"]["rate"] == pytest.approx(135 / 1286)
    assert rows["turoperador_2025"]["rate"] is None
    assert counted.response_rates().to_dicts()[0]["n"] == 6
    assert counted.csat().notes[0] == "Answered: 6 of 100 who were asked (6 %)."


def test_a_promise_wins_where_it_is_stricter() -> None:
    """Six answers are shown where five were promised to suffice, and not where seven were."""
    for promise, shown in ((None, True), (3, True), (6, True), (7, False)):
        surveys = (sc.Survey(id="cards", instrument="five", promised_minimum_group=promise),)
        made = program(surveys=surveys, ratings=ratings([4, 5, 3, 4, 4, 5], rater="guests"))

        assert only(sc.Voice.of(made).csat())["withheld"] is not shown


def test_links_within_the_house(voice: sc.Voice, hotel: sc.Program) -> None:
    """Every link within the house has its rating; links that nobody rated come with none, and ratings without link say so."""
    rows = voice.link_quality().to_dicts()
    pairs = {(row["provider"], row["rater"]): row for row in rows}
    mine = [one.score for one in hotel.ratings if (one.provider, one.rater) == ("lavanderia", "ama_de_llaves")]
    mine = [one for one in mine if one not in (None, 9)]
    row = pairs["lavanderia", "ama_de_llaves"]

    assert (row["n"], row["linked"]) == (len(mine), True)
    assert row["mean"] == pytest.approx(sum(mine) / len(mine), abs=1e-12)
    assert all(row["n"] == 0 and row["mean"] is None for row in rows if row["method"] is None and not row["withheld"])
    customers = {one.id for one in hotel.customers}
    drawn = {(one.provider, one.customer) for one in hotel.links if one.customer not in customers}
    known = {one for one in drawn if "unmapped" not in one and "kind:" not in "".join(one)}
    assert known <= {pair for pair, row in pairs.items() if row["linked"]}
    stray = program(ratings=ratings([2] * 6, provider="bar", rater="kitchen", expectation=4))
    found = {(row["provider"], row["rater"]): row for row in sc.Voice.of(stray).link_quality().to_dicts()}
    assert (found["bar", "kitchen"]["linked"], found["bar", "kitchen"]["gap"]) == (False, -2)
    assert (found["kitchen", "bar"]["linked"], found["kitchen", "bar"]["n"]) == (True, 0)


def test_a_frame_of_ratings_counts_like_rows(hotel: sc.Program) -> None:
    """Ratings in a frame, with the columns of their table, give the answers of the same ratings as rows."""
    columns = ("survey", "response", "rater", "provider", "score", "expectation", "dimension", "on", "weight")
    frame = pl.DataFrame(
        {name: [getattr(one, name) for one in hotel.ratings] for name in columns}, infer_schema_length=None
    )
    empty = hotel.without_rows(*hotel.ratings)
    for day in (None, "2025-09-30"):
        rows, many = sc.Voice.of(hotel, day), sc.Voice.of(empty, day, ratings=frame.lazy())
        for ask in (
            lambda one: one.csat(["unit", "quarter"]),
            lambda one: one.nps("customer"),
            lambda one: one.servqual(by="provider"),
            lambda one: one.mean(["rater", "zona"], raters="internal"),
            lambda one: one.verdict("year"),
            lambda one: one.link_quality(),
            lambda one: one.reliability(),
        ):
            assert_same([ask(rows)], [ask(many)])


def test_a_frame_of_ratings_names_surveys_of_the_program() -> None:
    """A survey that the program does not have, or that names no scale, is refused by its name."""
    frame = pl.DataFrame({"survey": ["cards", "none"], "score": [3, 4]})
    with pytest.raises(ModelError) as refused:
        sc.Voice.of(program(), ratings=frame)

    assert [(one.code, one.value) for one in refused.value.faults] == [("SC-608", "none")]


def test_an_empty_program_has_empty_answers() -> None:
    """Where nobody said anything, every question has an answer without figures."""
    for made in (sc.Program(name="new"), program()):
        heard = sc.Voice.of(made)
        for table in (
            heard.csat(),
            heard.nps(),
            heard.ces(),
            heard.mean(),
            heard.verdict(),
            heard.counts(),
            heard.trend(),
        ):
            assert all(row.get("n", 0) == 0 for row in table.to_dicts())
        assert heard.servqual().rows == heard.agreement().rows == ()
        assert heard.reliability().rows == ()
    assert sc.Voice.of(program()).verdict().column("verdict") == ["none"]


def test_answers_speak_the_language_of_the_program(hotel: sc.Program, voice: sc.Voice) -> None:
    """Names of units, of levels and of verdicts stand in people's tables, codes in data."""
    table = voice.verdict("year")
    units = voice.csat("unit")

    assert table.to_dicts()[0]["verdict"] in ("exceeded", "met", "missed", "not_distinguishable", "none")
    assert "recepcion" in units.column("unit")
    assert "Recepción y botones" in str(units)
    assert units._repr_html_().count("<td") == len(units) * len(units.columns)
    assert repr(voice).startswith("<Voice: ")
    assert voice._repr_html_().startswith("<p>&lt;Voice")
