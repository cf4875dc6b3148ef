"""What a matrix answers: medians, spreads, who knows of whom, and the next value of a program."""

from __future__ import annotations

from fractions import Fraction
from statistics import median, stdev

import pytest
from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import servicecraft as sc
from servicecraft.errors import ModelError
from servicecraft.matrix import Beans, Judge, Mark, Matrix, Party, PartyKind, Scale
from servicecraft.model.words import DeclaredBy, Question
from servicecraft.network import ServiceNetwork
from servicecraft.network.compiling import compiled
from servicecraft.network.from_program import drawing_of
from strategies import programs
from strategies.matrices import matrices_alone, matrices_of, slips

law = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def judge(name: str, *marks: tuple[str, str, float], speaks_for: tuple[str, ...] = ()) -> Judge:
    """Somebody who speaks for themselves, or for others, with some marks."""
    made = tuple(Mark(provider=giver, customer=receiver, value=value) for giver, receiver, value in marks)
    return Judge(id=name, speaks_for=speaks_for or (name,), marks=made)


UNITS = tuple(Party(id=one, name=one.title(), kind=PartyKind.UNIT) for one in ("kitchen", "desk", "bar"))
GUESTS = Party(id="guests", name="Guests", kind=PartyKind.CUSTOMER)


def matrix_of(*judges: Judge, scale: Scale = Scale.ONE_THREE_NINE) -> Matrix:
    """Three units and guests."""
    return Matrix(parties=(*UNITS, GUESTS), judges=judges, scale=scale)


# importances


@law
@given(matrices_alone())
def test_a_link_carries_the_median_of_its_judges(matrix: Matrix) -> None:
    """Each pair that anybody marked above 0 in the middle is one link; the table tells the same, and how far they differ."""
    said: dict[tuple[str, str], list[float]] = {}
    for one in matrix.judges:
        for mark in one.marks:
            said.setdefault((mark.provider, mark.customer), []).append(mark.value)

    assert {(one.provider, one.customer): one.importance for one in matrix.links} == {
        pair: median(values) for pair, values in said.items() if median(values) > 0
    }
    rows = {(one["provider"], one["customer"]): one for one in matrix.importances.to_dicts()}
    assert {pair: (row["importance"], row["answers"]) for pair, row in rows.items()} == {
        pair: (median(values), len(values)) for pair, values in said.items()
    }
    assert {pair: row["spread"] for pair, row in rows.items()} == {
        pair: stdev(values) if len(values) > 1 else None for pair, values in said.items()
    }


@law
@given(matrices_alone())
def test_every_answer_is_kept(matrix: Matrix) -> None:
    """Each mark is a judgement of its judge, about the one that receives; each slip up to three."""
    importances = [one for one in matrix.judgements if one.question is Question.IMPORTANCE]
    others = [one for one in matrix.judgements if one.question is not Question.IMPORTANCE]

    assert sorted((str(one.judge), str(one.provider), one.subject, one.value) for one in importances) == sorted(
        (str(each.id), mark.provider, mark.customer, mark.value) for each in matrix.judges for mark in each.marks
    )
    assert len(others) == sum(
        0 if not one.inside else 2 + (one.received + one.system > 0) - (one.inside == one.leadership)
        for one in matrix.beans
    )
    assert {one.on for one in matrix.judgements} <= {matrix.on}


@law
@given(st.data(), programs(most_people=6, most_rows=3))
def test_the_network_takes_the_same_medians(data: st.DataObject, program: sc.Program) -> None:
    """What the matrix says is what the network computes with: importances of links, dependence and leadership."""
    program = evolve(program, judgements=())
    matrix = data.draw(matrices_of(program))
    drawing = drawing_of(matrix.applied(program), as_of=None)
    slipped = {one.party for one in matrix.beans}
    place = {one: number for number, one in enumerate([*drawing.ids, *drawing.customer_ids])}
    totals: dict[tuple[int, int], float] = {}
    for giver, receiver, weight in zip(drawing.providers, drawing.receivers, drawing.importances, strict=True):
        totals[int(giver), int(receiver)] = totals.get((int(giver), int(receiver)), 0.0) + float(weight)
    for (provider, customer), value in matrix.medians.items():
        if customer not in slipped and not any(link.since or link.until for link in program.links):
            found = totals.get((place[provider], place[customer]), 0.0)
            assert found == pytest.approx(value, rel=1e-9, abs=1e-12)
    for row in matrix.parts.to_dicts():
        number = place[str(row["id"])]
        for question, values in (("dependence", drawing.dependence), ("leadership", drawing.leadership)):
            if row[question] is not None:
                assert float(values[number]) == row[question]


@law
@given(st.data(), programs(most_people=6, most_rows=3))
def test_applying_twice_is_applying_once(data: st.DataObject, program: sc.Program) -> None:
    """An answer that is taken in a second time takes its own place."""
    matrix = data.draw(matrices_of(program))
    once = matrix.applied(program)

    assert matrix.applied(once) == once


@law
@given(programs(most_people=6, most_rows=3))
def test_an_unchanged_wall_changes_no_importance(program: sc.Program) -> None:
    """Who reads back what was written keeps every link as important as it was."""
    assume(not any(one.provider.startswith("kind:") or one.customer.startswith("kind:") for one in program.links))
    try:
        wall = Matrix.of(program)
    except ModelError:
        assume(False)  # importances side by side that add up to more than can be written
    after = wall.applied(program)

    assert [(one.provider, one.customer, one.service, one.importance) for one in after.links] == [
        (one.provider, one.customer, one.service, one.importance) for one in program.links
    ]


def test_links_side_by_side_share_the_median() -> None:
    """Two services between the same two parties keep their proportions."""
    program = sc.examples.bakery().with_rows(
        sc.ServiceLink(provider="ben", customer="carla", importance=6, service="delivery")
    )
    wall = Matrix.of(program, judges=["carla"], filled=False)
    applied = evolve(wall, judges=[evolve(wall.judges[0], marks=judge("x", ("ben", "carla", 3)).marks)]).applied(
        program
    )

    assert [one.importance for one in applied.links if one.customer == "carla" and one.provider == "ben"] == [1, 2]


def test_what_nobody_marked_stays() -> None:
    """A judge's sheet changes what it speaks of; other links, their services and days stay as they are."""
    program = sc.examples.bakery()
    blank = Matrix.of(program, judges=["dan"], filled=False)
    marked = evolve(
        blank, judges=[evolve(blank.judges[0], marks=judge("x", ("dan", "ben", 9), ("dan", "cafe", 1)).marks)]
    )
    before, after = list(program.links), list(marked.applied(program).links)

    assert [one for one in after if one.provider != "dan"] == [one for one in before if one.provider != "dan"]
    assert [(one.customer, one.importance, one.declared_by) for one in after if one.provider == "dan"] == [
        ("carla", 1, None),
        ("ben", 9, DeclaredBy.PROVIDER),
        ("cafe", 1, DeclaredBy.PROVIDER),
    ]


@pytest.mark.parametrize(
    ("before", "judge_id", "after"),
    [
        (None, "dan", DeclaredBy.PROVIDER),
        (None, "ben", DeclaredBy.CUSTOMER),
        (None, "ana", None),
        (DeclaredBy.PROVIDER, "ben", DeclaredBy.BOTH),
        (DeclaredBy.CUSTOMER, "dan", DeclaredBy.BOTH),
        (DeclaredBy.PROVIDER, "dan", DeclaredBy.PROVIDER),
        (DeclaredBy.BOTH, "dan", DeclaredBy.BOTH),
        (DeclaredBy.PROVIDER, "ana", DeclaredBy.PROVIDER),
    ],
)
def test_who_declared_a_link_is_remembered(before: DeclaredBy | None, judge_id: str, after: DeclaredBy | None) -> None:
    """What the other side declared earlier still counts; an onlooker declares for nobody."""
    bakery = sc.examples.bakery()
    links = tuple(evolve(one, declared_by=before) for one in bakery.links if one.customer == "ben")
    program = evolve(bakery, links=links)
    blank = Matrix.of(program, judges=[judge_id], filled=False)
    marked = evolve(blank, judges=[evolve(blank.judges[0], marks=judge("x", ("dan", "ben", 3)).marks)])

    assert [one.declared_by for one in marked.applied(program).links] == [after]


def test_a_mark_of_nothing_makes_a_link_weightless() -> None:
    """0 is an answer: the link stays with its service, and counts for nothing; no new link is made."""
    program = sc.examples.bakery()
    blank = Matrix.of(program, filled=False)
    marks = judge("x", ("dan", "ben", 0), ("ana", "ben", 0)).marks
    after = evolve(blank, judges=[evolve(blank.judges[0], marks=marks)]).applied(program)

    assert [one.importance for one in after.links if one.provider == "dan" and one.customer == "ben"] == [0]
    assert len(after.links) == len(program.links)


def test_a_link_that_is_over_is_left_alone() -> None:
    """What was served until last year is not served anew by a mark of today: a new link is."""
    over = sc.ServiceLink(provider="ana", customer="ben", importance=9, until="2025-12-31")
    program = sc.examples.bakery().with_rows(over)
    blank = Matrix.of(program, filled=False, on="2026-03-02")
    after = evolve(blank, judges=[evolve(blank.judges[0], marks=judge("x", ("ana", "ben", 1)).marks)]).applied(program)

    assert [(one.importance, one.until is None) for one in after.links if one.provider == "ana"] == [
        (9, False),
        (1, True),
    ]


def test_a_link_to_a_whole_kind_is_not_drawn_twice() -> None:
    """Where a link to all units of a kind is there already, the judgement alone says how much it matters to one."""
    units = (sc.Unit(id="store"), sc.Unit(id="north", kind="branch"), sc.Unit(id="south", kind="branch"))
    program = sc.Program(
        organisation=sc.Organisation(units=units), links=(sc.ServiceLink(provider="store", customer="kind:branch"),)
    )
    matrix = Matrix.of(program)
    assert dict(matrix.medians) == {("store", "north"): 1, ("store", "south"): 1}
    marked = evolve(matrix, judges=[evolve(matrix.judges[0], marks=judge("x", ("store", "north", 9)).marks)])

    assert marked.applied(program).links == program.links
    drawing = drawing_of(marked.applied(program))
    assert sorted(
        zip((drawing.ids[int(one)] for one in drawing.receivers), drawing.importances.tolist(), strict=True)
    ) == [
        ("north", 9.0),
        ("south", 1.0),
    ]


def test_earlier_answers_of_others_stay() -> None:
    """A judge's new answer takes the place of their own; so does a side's of answers without a name."""

    def said(by: str | None, value: float) -> sc.Judgement:
        return sc.Judgement(subject="ben", provider="dan", question=Question.IMPORTANCE, judge=by, value=value)

    program = sc.examples.bakery().with_rows(said("ben", 1), said("ana", 3), said(None, 3))
    blank = Matrix.of(program, judges=["ben", DeclaredBy.CUSTOMER], filled=False)
    marks = judge("x", ("dan", "ben", 9)).marks
    after = evolve(blank, judges=[evolve(one, marks=marks) for one in blank.judges]).applied(program)

    assert [(one.judge, one.value) for one in after.judgements] == [("ana", 3), ("ben", 9), (None, 9)]


def test_a_program_without_the_parties_is_told() -> None:
    """Parties, judges and slips of somebody whom the program does not have are refused together."""
    matrix = evolve(matrix_of(judge("eva")), beans=[Beans(party="desk", own=10, judge="tom")])
    with pytest.raises(ModelError) as refused:
        matrix.applied(sc.Program(organisation=sc.Organisation(units=(sc.Unit(id="kitchen"), sc.Unit(id="bar")))))

    assert [(one.code, one.path) for one in refused.value.faults] == [
        ("SC-112", "parties[1].id"),
        ("SC-112", "parties[3].id"),
        ("SC-112", "judges[0].id"),
        ("SC-112", "beans[0].judge"),
    ]


@law
@given(matrices_alone())
def test_a_matrix_alone_becomes_a_program(matrix: Matrix) -> None:
    """Every party and every judge is there, with all links and judgements; the wall of that program is the matrix again."""
    roles = {one.kind: 0 for one in matrix.parties}
    program = matrix.to_program(name="Inn", language="es")
    strangers = {one.id for one in matrix.judges if one.id} | {one.judge for one in matrix.beans if one.judge}

    assert {one.id for one in program.units} == {one.id for one in matrix.parties if one.kind is PartyKind.UNIT}
    assert {one.id for one in program.people} == {
        *(one.id for one in matrix.parties if one.kind is PartyKind.PERSON),
        *(strangers - {one.id for one in matrix.parties}),
    }
    assert len(program.customers) == sum(one.kind is PartyKind.CUSTOMER for one in matrix.parties)
    assert (program.links, program.judgements) == (matrix.links, matrix.judgements)
    assert (program.name, program.language, len(roles) > 0 or not program.links) == ("Inn", "es", True)


# ten beans


@pytest.mark.parametrize(
    ("counts", "through", "expected"),
    [
        ((5, 2, 1, 1, 1), False, (Fraction(3, 8), Fraction(1, 9), Fraction(1, 3))),
        ((5, 2, 1, 1, 1), True, (Fraction(3, 9), Fraction(1, 9), Fraction(1, 3))),
        ((10, 0, 0, 0, 0), False, (0, 0, None)),
        ((0, 10, 0, 0, 0), False, (1, 0, 0)),
        ((0, 0, 6, 4, 0), False, (1, Fraction(2, 5), 1)),
        ((0, 0, 6, 4, 0), True, (Fraction(3, 5), Fraction(2, 5), 1)),
        ((3, 0, 0, 7, 0), False, (0, Fraction(7, 10), None)),
        ((0, 0, 0, 0, 10), False, (None, None, None)),
    ],
)
def test_beans_worked_by_hand(counts: tuple[int, ...], through: bool, expected: tuple[object, ...]) -> None:
    """The formulas on cases that can be checked on paper."""
    own, received, system, leadership, outside = counts
    one = Beans(party="x", own=own, received=received, system=system, leadership=leadership, outside=outside)
    found = (one.dependence(through_members=through), one.led, one.resources)

    assert found == tuple(None if part is None else float(part) for part in expected)  # type: ignore[arg-type]


@law
@given(slips("x"))
def test_beans_give_the_formula_back(one: Beans) -> None:
    """(1 − ℓ)(1 − d), (1 − ℓ)d and ℓ are the parts of the beans inside, and the answers lie where they may."""
    assume(one.inside)
    d, led = one.dependence(), one.led
    assert d is not None
    assert led is not None

    assert 0 <= d <= 1
    assert 0 <= led < 1
    assert (1 - led) * (1 - d) == pytest.approx(one.own / one.inside)
    assert (1 - led) * d == pytest.approx((one.received + one.system) / one.inside)
    assert led == pytest.approx(one.leadership / one.inside)


@law
@given(slips("x"), st.booleans())
def test_the_network_spreads_what_goes_wrong_as_the_beans_do(slip: Beans, counted: bool) -> None:
    """A person, or a unit of counted people, rests on own work, others, resources and leadership as the beans say."""
    assume(slip.inside)
    boss, other = sc.Person(id="boss", role="lead"), sc.Person(id="other")
    units = (sc.Unit(id="x", head="boss"),) if counted else ()
    people = (boss, other) if counted else (boss, other, sc.Person(id="x", manager="boss"))
    program = _inn(units, people)
    flow = compiled(drawing_of(evolve(Matrix.of(program), beans=[slip]).applied(program)))
    place = {one: number for number, one in enumerate(flow.drawing.ids)}
    row = flow.rest[[place["x"]]].toarray()[0]
    direction = row[flow.size - 1]

    assert flow.own[place["x"]] == pytest.approx(slip.own / slip.inside)
    assert row[place["other"]] == pytest.approx(slip.received / slip.inside)
    assert row[place["oven"]] == pytest.approx(slip.system / slip.inside)
    assert row[place["boss"]] + direction == pytest.approx(slip.leadership / slip.inside)


@law
@given(slips("x"))
def test_a_unit_with_named_members_rests_on_them_for_own_work_and_leadership(slip: Beans) -> None:
    """The members of a unit carry its own work and its leadership; what it receives is the part that the beans say."""
    assume(slip.inside)
    people = (sc.Person(id="boss", role="lead"), sc.Person(id="other"), sc.Person(id="member", unit="x"))
    program = _inn((sc.Unit(id="x", head="boss"),), people)
    matrix = Matrix.of(program)
    assert matrix.party("x").through_members
    flow = compiled(drawing_of(evolve(matrix, beans=[slip]).applied(program)))
    place = {one: number for number, one in enumerate(flow.drawing.ids)}
    row = flow.rest[[place["x"]]].toarray()[0]

    assert flow.own[place["x"]] == 0
    assert row[place["other"]] == pytest.approx(slip.received / slip.inside)
    assert row[place["oven"]] == pytest.approx(slip.system / slip.inside)
    assert row[place["member"]] == pytest.approx((slip.own + slip.leadership) / slip.inside)


def _inn(units: tuple[sc.Unit, ...], people: tuple[sc.Person, ...]) -> sc.Program:
    """Somebody called x who receives from another and from an oven, and serves guests."""
    links = [("other", "x"), ("oven", "x"), ("x", "guests")]
    return sc.Program(
        organisation=sc.Organisation(
            roles=(sc.Role(id="lead", level=sc.Level.SENIOR),),
            units=units,
            people=people,
            resources=(sc.Resource(id="oven"),),
        ),
        customers=(sc.Customer(id="guests"),),
        links=tuple(sc.ServiceLink(provider=giver, customer=receiver) for giver, receiver in links),
    )


def test_several_slips_are_taken_by_their_median() -> None:
    """Each question is answered by the median of the slips; all beans outside answer nothing, and it is said."""
    matrix = evolve(
        matrix_of(),
        beans=[
            Beans(party="desk", own=5, received=5),
            Beans(party="desk", own=8, received=1, system=1, judge="ana"),
            Beans(party="desk", own=10),
            Beans(party="bar", outside=10),
        ],
    )
    bar, desk = sorted(matrix.parts.to_dicts(), key=lambda one: str(one["id"]))

    assert (desk["dependence"], desk["leadership"], desk["system"], desk["answers"]) == (0.2, 0, 0.25, 3)
    assert desk["dependence_spread"] == pytest.approx(stdev([0.5, 0.2, 0]))
    assert (bar["dependence"], bar["answers"]) == (None, 1)
    assert "Bar" in matrix.parts.notes[0]
    assert len(matrix.judgements) == 3 + 3 + 2


# who knows of whom


def claims(matrix: Matrix) -> list[tuple[object, ...]]:
    """The mismatches without names."""
    rows = matrix.mismatches.to_dicts()
    return [(one["provider"], one["customer"], one["provider_says"], one["customer_says"]) for one in rows]


def test_you_say_you_serve_me_and_i_did_not_know() -> None:
    """A provider declares what the one that receives, who answered, does not."""
    matrix = matrix_of(judge("kitchen", ("kitchen", "desk", 9)), judge("desk", ("bar", "desk", 3)))

    assert claims(matrix) == [("kitchen", "desk", 9, None)]
    assert matrix.mismatches.column("claim") == ["Kitchen says that it serves Desk; Desk did not know."]
    assert {one.provider: one.declared_by for one in matrix.links} == {
        "kitchen": DeclaredBy.PROVIDER,
        "bar": DeclaredBy.CUSTOMER,
    }


def test_i_am_served_by_you_and_you_did_not_know() -> None:
    """The other way round."""
    matrix = matrix_of(judge("kitchen", ("kitchen", "guests", 9)), judge("desk", ("kitchen", "desk", 3)))

    assert claims(matrix) == [("kitchen", "desk", None, 3)]
    assert matrix.mismatches.column("claim") == ["Desk says that it is served by Kitchen; Kitchen did not know."]


@pytest.mark.parametrize(
    ("gives", "takes", "told"), [(9, 1, True), (1, 9, True), (9, 3, False), (3, 1, False), (3, 3, False)]
)
def test_importances_that_lie_more_than_one_step_apart_are_told(gives: float, takes: float, told: bool) -> None:
    """9 and 3 are neighbours; 9 and 1 are not."""
    matrix = matrix_of(judge("kitchen", ("kitchen", "desk", gives)), judge("desk", ("kitchen", "desk", takes)))

    assert claims(matrix) == ([("kitchen", "desk", gives, takes)] if told else [])
    assert matrix.declared_by("kitchen", "desk") is DeclaredBy.BOTH


def test_a_mark_of_nothing_is_not_knowing() -> None:
    """Who marks 0 answered, and does not know of a service."""
    matrix = matrix_of(judge("kitchen", ("kitchen", "desk", 3)), judge("desk", ("kitchen", "desk", 0)))

    assert claims(matrix) == [("kitchen", "desk", 3, None)]
    assert matrix.declared_by("kitchen", "desk") is DeclaredBy.PROVIDER


@pytest.mark.parametrize(
    "judges",
    [
        (judge("kitchen", ("kitchen", "desk", 9)),),
        (judge("kitchen", ("kitchen", "desk", 9)), judge("desk")),
        (judge("kitchen", ("kitchen", "desk", 9)), judge("desk", ("desk", "guests", 9))),
        (judge("kitchen", ("kitchen", "desk", 9)), judge("bar", ("bar", "desk", 9))),
        (
            judge("kitchen", ("kitchen", "desk", 9)),
            Judge.of_side(DeclaredBy.BOTH, judge("x", ("bar", "desk", 3)).marks),
        ),
        (
            judge("desk", ("bar", "desk", 3)),
            Judge.of_side(DeclaredBy.BOTH, judge("x", ("kitchen", "desk", 9)).marks),
        ),
        (
            judge("kitchen", ("kitchen", "guests", 3)),
            Judge.of_side(DeclaredBy.BOTH, judge("x", ("kitchen", "desk", 9)).marks),
        ),
    ],
    ids=["alone", "blank-sheet", "other-column", "onlooker", "room", "room-gives", "room-receives"],
)
def test_silence_is_no_mismatch(judges: tuple[Judge, ...]) -> None:
    """Who has not answered about a row or column does not contradict anybody."""
    assert claims(matrix_of(*judges)) == []


@law
@given(matrices_alone(), st.data())
def test_sides_that_marked_the_same_agree(matrix: Matrix, data: st.DataObject) -> None:
    """Two sides with equal sheets have no mismatch, and every link is declared by both."""
    marks = data.draw(st.sampled_from([one.marks for one in matrix.judges]))
    both = [Judge.of_side(side, marks) for side in (DeclaredBy.PROVIDER, DeclaredBy.CUSTOMER)]
    agreed = evolve(matrix, judges=both)

    assert claims(agreed) == []
    assert {one.declared_by for one in agreed.links} <= {DeclaredBy.BOTH}


@law
@given(matrices_alone(), st.data())
def test_every_mark_of_one_side_alone_is_told_where_the_other_answered(matrix: Matrix, data: st.DataObject) -> None:
    """A mark that one side drops is a mismatch exactly where that side still answers about the row or the column."""
    marks = [one for each in matrix.judges for one in each.marks if one.value > 0][:8]
    marks = list({(one.provider, one.customer): one for one in marks}.values())
    assume(marks)
    dropped = data.draw(st.sampled_from(marks))
    kept = [one for one in marks if one is not dropped]
    side = data.draw(st.sampled_from([DeclaredBy.PROVIDER, DeclaredBy.CUSTOMER]))
    other = DeclaredBy.CUSTOMER if side is DeclaredBy.PROVIDER else DeclaredBy.PROVIDER
    found = evolve(matrix, judges=[Judge.of_side(side, kept), Judge.of_side(other, marks)])
    answered = any(
        one.provider == dropped.provider if side is DeclaredBy.PROVIDER else one.customer == dropped.customer
        for one in kept
    )

    assert [(row[0], row[1]) for row in claims(found)] == ([(dropped.provider, dropped.customer)] if answered else [])


def test_people_speak_for_themselves_and_for_their_units() -> None:
    """A person speaks for the unit around them and for those they head; a unit for all who work in it."""
    hotel = sc.examples.hotel()
    speaks = {
        one.id: one.speaks_for for one in Matrix.of(hotel, judges=["junior_mota", "reservas", "hector_liriano"]).judges
    }

    assert speaks["junior_mota"] == {"recepcion"}
    assert speaks["reservas"] == {"reservas", "massiel_urena", "alexis_brito"}
    assert {"reservas"} <= speaks["hector_liriano"]
    head = sc.Program(
        organisation=sc.Organisation(
            units=(sc.Unit(id="desk"), sc.Unit(id="bar", head="eva")), people=(sc.Person(id="eva", unit="desk"),)
        )
    )
    assert Matrix.of(head, judges=["eva"]).judges[0].speaks_for == {"desk", "bar"}
    bar = Matrix.of(hotel, judges=["glenny_sarmiento"]).judges[0]
    assert bar.speaks_for == {"bar_playa", "restaurante"}


# how it looks


def test_answers_can_be_read() -> None:
    """Text, HTML and the short form tell what is there, with every name escaped."""
    parties = (Party(id="a", name="<b>Bar</b>", kind=PartyKind.UNIT), GUESTS)
    matrix = Matrix(
        parties=parties, judges=[judge("a", ("a", "guests", 3))], beans=[Beans(party="a", own=10)], name="Inn"
    )

    assert repr(matrix) == "<Matrix 'Inn': 2 parties, 1 judges, 1 marks, 1 answers in beans>"
    assert "<b>" not in matrix._repr_html_()
    assert matrix._repr_html_().count("<table>") == 2
    assert "Who serves whom, as 1 judge sees it" in str(matrix)
    assert matrix.to_table() == matrix.importances
    assert matrix.importances.spoken_rows()[0][-1] == "provider"


def test_answers_go_on_into_the_network() -> None:
    """A workshop's sheets give influence at once."""
    bakery = sc.examples.bakery()
    program = Matrix.of(bakery).applied(bakery)

    before, after = (ServiceNetwork.of(one).influence().column("influence") for one in (bakery, program))
    assert before == after


def test_unknown_parties_are_proposed() -> None:
    """A slip in an id is answered."""
    with pytest.raises(sc.UnknownIdError, match="'kitchen'"):
        matrix_of().party("kichen")
