"""The hotel's planted faults, found through the public names and checked by hand against its tables."""

from __future__ import annotations

from statistics import mean, median, stdev

import pytest

from participation.small import day, row_of, rows_of
from servicecraft.examples import hotel
from servicecraft.model.words import Answer, ClimateTopic
from servicecraft.participation import Participation


@pytest.fixture(scope="module")
def people() -> Participation:
    """The hotel's participation on the day of its newest evidence."""
    return Participation.of(hotel())


def test_day(people):
    """The newest evidence is of 28 June 2026; 125 named and 28 counted people are there."""
    assert (people.as_of, int(people.roster.present.sum())) == (day("06-28"), 153)


def test_p02_who_was_not_asked(people):
    """Five people and twelve janitors were never asked, seven have not answered."""
    missing = people.missing("asked", audience="facilitator").to_dicts()

    assert {row["id"] for row in missing if row["id"]} == {
        "ezequiel_turbi",
        "jean_dorval",
        "confesor_roa",
        "luis_terrero",
        "ivan_rosario",
    }
    assert [(row["unit"], row["count"]) for row in missing if not row["id"]] == [("limpieza_areas", 12)]
    assert sum(row["count"] for row in people.missing("answered").to_dicts()) == 7


def test_asked_is_not_accepted(people):
    """Of 153 people 136 were asked, 129 answered, 126 accepted: the three who declined and nobody's name."""
    assert people.asking.counts == {"people": 153, "asked": 136, "answered": 129, "accepted": 126}


def test_p03_the_guards_were_asked_and_the_janitors_not(people):
    """All but one of the 17 guards' people was asked as a crew or in person; of the janitors only their head."""
    rows = {row["id"]: row for row in people.coverage("unit", ["asked"]).to_dicts()}

    assert (rows["vigilancia"]["count"], rows["vigilancia"]["people"]) == (17, 17)
    assert (rows["limpieza_areas"]["count"], rows["limpieza_areas"]["people"]) == (1, 13)
    assert rows["limpieza_areas"]["counted"] == 12


def test_p04_the_laundry_does_not_learn(people):
    """The laundry alone, of all areas, has had no training for more than six months: since 12 September 2025."""
    late = [row for row in people.development.cadence().to_dicts() if row["overdue"] and row["id"]]

    assert [(row["id"], row["last_on"].isoformat(), row["since"]) for row in late] == [
        ("lavanderia", "2025-09-12", 289)
    ]


def test_hours_by_hand(people):
    """Seniors had 14.8 hours a person and year: their hours since 29 June 2025 over five people."""
    program = people.program
    hours = {one.id: one.hours for one in program.courses}
    levels = {one.id: one.level.value for one in program.roles}
    seniors = {one.id for one in program.people if levels[one.role] == "senior"}
    spent = sum(
        one.hours if one.hours is not None else hours[one.course]
        for one in program.trainings
        if one.person in seniors and one.completed_on.isoformat() >= "2025-06-29"
    )

    assert row_of(people.development.hours(), id="senior")["hours_per_year"] == pytest.approx(spent / 5)
    assert spent / 5 == 14.8


def test_p06_responsibilities(people):
    """One responsibility lacks an A, one has two, one has five consulted; all others stand as they should."""
    flags = {row["id"]: row["flags"] for row in people.raci.rows().to_dicts() if row["flags"]}

    assert flags == {
        "areas_seguimiento": ("no_A",),
        "cena_direccion": ("several_A",),
        "llegada_estandar": ("many_C",),
    }


def test_nobody_is_idle_and_one_carries_much(people):
    """Everybody of the 125 holds something; one of the direction answers for seven, far more than the others."""
    rows = people.raci.columns("person", audience="facilitator").to_dicts()

    assert len(rows) == 125
    assert {row["id"]: row["flags"] for row in rows if row["flags"]} == {"marlene_guerrero": ("overloaded",)}
    assert row_of(people.raci.columns("role"), id="jefa_pasteleria")["flags"] == ()  # through the kitchen


def test_p10_one_owner_has_no_mission(people):
    """Of the five seniors one has not written a mission."""
    missing = people.missing("mission", audience="facilitator").to_dicts()

    assert [row["id"] for row in missing if row["level"] == "senior"] == ["rafael_bencosme"]


def test_p11_leaders_first(people):
    """One leader learnt after his people and one has not acted; a second step of the first came late too."""
    late = [
        (row["id"], row["step"], row["state"])
        for row in people.cascade.leaders(audience="facilitator").to_dicts()
        if row["state"] in ("late", "missing", "new")
    ]

    assert late == [
        ("patricio_zapata", "acted", "missing"),
        ("ramon_cordero", "trained", "late"),
        ("ramon_cordero", "acted", "late"),
    ]
    row = row_of(people.cascade.leaders(audience="facilitator"), id="ramon_cordero", step="trained")
    assert row["leader_on"].isoformat() == "2025-06-20"


def test_p12_say_and_do(people):
    """Leaders kept 59 of 78; of everybody's 173 with personal goals 129, two of which fell due after somebody had left."""
    ratio = people.ledger.ratio()
    row = row_of(people.ledger.say_do("all", goals=True), id=None)

    assert (ratio.count, ratio.n) == (59, 78)
    assert (ratio.lower, ratio.upper) == (pytest.approx(0.6506, abs=5e-5), pytest.approx(0.8381, abs=5e-5))
    assert (row["kept"], row["due"] + 2, row["overdue"] + 2) == (129, 173, 25)


def test_p12_one_leader_beyond_doubt(people):
    """One leader kept one of seven, clearly below four fifths; nobody else is told of."""
    found = people.ledger.clear_cases(audience="facilitator")

    assert rows_of(found, "id", "kept", "due", "state") == [("gustavo_sarante", 1, 7, "below")]
    assert len(people.ledger.clear_cases(audience="board")) == 0


def test_p16_credibility(people):
    """The kitchen stands at 0.29 with its interval below 0.4; the own staff at 0.55, with the contractors' 24 at 0.54."""
    found = people.credibility
    kitchen = row_of(found.by("unit"), id="cocina")
    own = row_of(found.waves(), survey="clima_2026")
    scores = [
        (one.score - 1) / 4
        for one in people.program.climate_answers
        if one.survey == "clima_2026" and one.topic is ClimateTopic.CREDIBILITY
    ]
    averages = [
        (one.n, (one.mean - 1) / 4)
        for one in people.program.climate_summaries
        if one.survey == "clima_contratistas_2026" and one.topic is ClimateTopic.CREDIBILITY
    ]

    assert (kitchen["n"], round(kitchen["mean"], 2)) == (13, 0.29)
    assert kitchen["upper"] < 0.4
    assert own["mean"] == pytest.approx(mean(scores))
    assert round(own["mean"], 2) == 0.55
    together = (sum(scores) + sum(n * one for n, one in averages)) / (len(scores) + 24)
    assert (found.overall.n, found.overall.mean) == (112, pytest.approx(together))


def test_credibility_by_level(people):
    """The front line stands at 0.69; operational posts at 0.38 of the own staff, and higher with the guards."""
    rows = {row["id"]: row for row in people.credibility.by("level").to_dicts()}
    own = [
        (one.score - 1) / 4
        for one in people.program.climate_answers
        if one.survey == "clima_2026"
        and one.topic is ClimateTopic.CREDIBILITY
        and one.level is not None
        and one.level.value == "operational"
    ]

    assert round(rows["front_line"]["mean"], 2) == 0.69
    assert round(mean(own), 2) == 0.38
    assert rows["operational"]["mean"] == pytest.approx(
        (sum(own) + 14 * (3.43 - 1) / 4 + 10 * (2.5 - 1) / 4) / (len(own) + 24)
    )


def test_the_stricter_promise_of_2026_holds(people):
    """The climate survey of 2026 promised groups of six, so that five and fewer are not shown."""
    answered: dict[str | None, int] = {}
    for one in people.program.climate_answers:
        if one.survey == "clima_2026" and one.topic is ClimateTopic.CREDIBILITY:
            answered[one.unit] = answered.get(one.unit, 0) + 1
    rows = {row["id"]: row["withheld"] for row in people.credibility.by("unit").to_dicts()}

    assert people.credibility.minimum == 6
    assert all(rows[unit] for unit, many in answered.items() if many < 6)
    assert not rows["cocina"]


def test_p17_the_kitchen_has_given_up(people):
    """Resignation in the kitchen stands at 0.71, which is bad though the scale rises."""
    row = row_of(people.resignation.by("unit"), id="cocina")

    assert round(row["mean"], 2) == 0.71
    assert people.resignation.better.value == "lower"
    assert row["lower"] > 0.6


def test_deviation_by_hand(people):
    """Standard deviation and interval of the kitchen are those of its thirteen scores."""
    scores = [
        one.score
        for one in people.program.climate_answers
        if one.survey == "clima_2026" and one.topic is ClimateTopic.CREDIBILITY and one.unit == "cocina"
    ]

    assert row_of(people.credibility.by("unit"), id="cocina")["deviation"] == pytest.approx(stdev(scores))


def test_p18_one_gap_between_rounds(people):
    """Of the gaps between five rounds one is too long: 164 days."""
    rows = people.ideas.rounds().to_dicts()

    assert [row["gap"] for row in rows] == [None, 66, 80, 164, 73, 23]
    assert [row["gap"] for row in rows if row["late"]] == [164]
    assert rows[4]["people"] == 153 - 17 + 2 - 2  # the kitchen's fifteen and two without an area were not asked


def test_p19_ideas_without_a_word(people):
    """115, 103, 91, 68, 44, 28 ideas came to each stage; twelve were never acknowledged, five declined without a word."""
    assert [row["count"] for row in people.ideas.funnel().to_dicts()] == [115, 103, 91, 68, 44, 28]
    unheard = [row for row in people.ideas.waiting().to_dicts() if row["state"] == "unheard"]
    assert (len(unheard), sum(row["unit"] == "cocina" for row in unheard)) == (12, 4)
    assert (people.ideas.unexplained.count, people.ideas.unexplained.n) == (5, 23)


def test_p19_two_areas_decide_late(people):
    """Ideas that Maintenance or Food and Beverage sees to take more than a month, those of others at most three weeks."""
    decided = {
        row["id"]: row["median"]
        for row in people.ideas.times("owner").to_dicts()
        if row["step"] == "decided" and row["id"]
    }

    slow = {unit for unit, days in decided.items() if days > 22}
    assert slow == {"mantenimiento", "restaurante"}


def test_acknowledgement_by_hand(people):
    """With twelve still waiting, half of the ideas were acknowledged within two working days."""
    row = row_of(people.ideas.times(), step="acknowledged")

    assert (row["number"], row["open"], row["median"]) == (115, 12, 2)


def test_p20_ideas_come_from_many(people):
    """57 of those who are there had ideas; a quarter of the ideas comes from the most fertile tenth."""
    program = people.program
    here = {one.id for one in program.people if one.belongs_on(people.as_of)}
    authors = {one.author for one in program.ideas} & here

    assert (people.ideas.participation.count, people.ideas.participation.n) == (len(authors), 153)
    assert len(authors) == 57
    assert people.ideas.concentration.share == pytest.approx(24 / 102)


def test_repeat_by_hand(people):
    """Whether authors came again is what following each of them by hand gives."""
    import numpy as np

    stories: dict[str, list] = {}
    ids = {one.id for one in people.program.people}
    for one in sorted(people.program.ideas, key=lambda one: (one.submitted_on, one.id)):
        if one.author in ids:
            stories.setdefault(one.author, []).append(one)
    found = {True: [0, 0], False: [0, 0]}
    for ideas in stories.values():
        moment = np.busday_offset(ideas[0].submitted_on, 15, roll="backward").astype(object)
        first = [one for one in ideas if one.submitted_on == ideas[0].submitted_on]
        answered = {one.decided_on is not None and one.decided_on <= moment for one in first}
        if len(answered) == 1:
            found[answered.pop()][0] += any(one.submitted_on > moment for one in ideas)
    again = people.ideas.repeat

    assert abs(again.answered.count - found[True][0]) <= 1
    assert again.answered.n + again.unanswered.n + again.left_out == len(stories)


def test_p21_strengths(people):
    """Sign language is asked for and nobody offers it; German, Italian and Portuguese nobody asks for."""
    assert people.strengths.unmet == ("lengua de señas",)
    assert people.strengths.unused == ("alemán", "italiano", "portugués")


def test_cases(people):
    """86 cases, seven of them open; one waits for its answer beyond three working days."""
    rows = people.cases.open().to_dicts()

    assert (len(people.cases), len(rows)) == (86, 7)
    assert [row["id"] for row in rows if row["late"]] == ["informe_habitaciones_listas"]
    assert row_of(people.cases.times("kind"), id="compliment", step="closed")["median"] == median(
        [1] * 26
    )  # every compliment took a working day, give or take a weekend


def test_as_of_a_year_before(people):
    """A year before, the gap between rounds had not come and the second survey was the newest."""
    before = Participation.of(people.program, as_of="2025-08-01")

    assert [row["late"] for row in before.ideas.rounds().to_dicts()] == [None, False, False]
    assert before.credibility.overall.n == 98
    assert before.ideas.participation.count < people.ideas.participation.count


def test_spanish_answers_speak_spanish(people):
    """The hotel's own words stand in the headings: an area, not a unit."""
    columns = {one.name: one.label for one in people.missing("asked", audience="facilitator").columns}

    assert columns["unit"] == "área"
    assert people.program.called(next(word.term for word in people.program.vocabulary)) == "huésped"
    assert Answer.ACCEPTED.label("es") == "aceptada"
