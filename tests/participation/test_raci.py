"""Who does what, answers for it, is consulted and informed; what stands out by row and by column."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.small import crew, day, people, person, row_of, rows_of
from servicecraft.errors import ModelError
from servicecraft.model.structure import Role, Unit
from servicecraft.model.taking_part import Assignment, Responsibility
from servicecraft.model.words import AssignmentCode, Level, ResponsibilityKind
from servicecraft.participation.raci_checks import column_flags, row_flags

X = Responsibility(id="x", kind=ResponsibilityKind.EXECUTE)
STAFF = tuple(person(one, "supervisor") for one in "abcdefghijk")


def held(text: str, responsibility: str = "x") -> list[Assignment]:
    """Assignments from a text such as `A:ana R:ben,carl`."""
    return [
        Assignment(responsibility=responsibility, holder=holder, code=AssignmentCode(part[0]))
        for part in text.split()
        for holder in part[2:].split(",")
    ]


# --- rows: at least forty cases


ROWS = [
    # what is held, what stands out
    ("", ("no_A", "no_R")),
    ("A:a R:b", ()),
    ("A:a R:a", ()),
    ("A:a", ("no_R",)),
    ("R:a", ("no_A",)),
    ("C:a", ("no_A", "no_R")),
    ("I:a", ("no_A", "no_R")),
    ("A:a C:b I:c", ("no_R",)),
    ("R:a C:b I:c", ("no_A",)),
    ("A:a,b R:c", ("several_A",)),
    ("A:a,b", ("several_A", "no_R")),
    ("A:a,b,c R:a,b,c", ("several_A",)),
    ("A:a,b R:a", ("several_A",)),
    ("A:a A:a R:b", ()),
    ("A:a R:b R:b", ()),
    ("A:a R:a,b,c,d,e", ()),
    ("A:a R:a,b,c,d,e,f", ("many_R",)),
    ("A:a,b R:a,b,c,d,e,f", ("several_A", "many_R")),
    ("R:a,b,c,d,e,f", ("no_A", "many_R")),
    ("A:a R:b C:c,d,e", ()),
    ("A:a R:b C:c,d,e,f", ("many_C",)),
    ("A:a R:b C:c,d,e,f,g", ("many_C",)),
    ("A:a C:c,d,e,f", ("no_R", "many_C")),
    ("R:a C:c,d,e,f", ("no_A", "many_C")),
    ("C:c,d,e,f", ("no_A", "no_R", "many_C")),
    ("A:a R:b I:a,b,c,d,e,f,g", ()),
    ("A:a R:b I:a,b,c,d,e,f,g,h", ("many_I",)),
    ("A:a I:a,b,c,d,e,f,g,h", ("no_R", "many_I")),
    ("A:a R:a,b,c,d,e,f C:a,b,c,d I:a,b,c,d,e,f,g,h", ("many_R", "many_C", "many_I")),
    ("A:a,b R:a,b,c,d,e,f C:a,b,c,d I:a,b,c,d,e,f,g,h", ("several_A", "many_R", "many_C", "many_I")),
    ("A:supervisor R:b", ()),
    ("A:supervisor R:supervisor", ()),
    ("A:supervisor,a R:b", ("several_A",)),
    ("A:supervisor,senior R:b", ("several_A",)),
    ("A:a R:supervisor", ()),
    ("A:a R:supervisor C:b,c,d,senior", ("many_C",)),
    ("A:hall R:hall", ()),
    ("A:hall,a R:hall", ("several_A",)),
    ("A:a R:hall I:hall", ()),
    ("A:a R:hall,supervisor,b,c,d", ()),
    ("A:a R:hall,supervisor,b,c,d,e", ("many_R",)),
    ("R:hall,supervisor C:hall I:supervisor", ("no_A",)),
    ("I:hall,supervisor,senior", ("no_A", "no_R")),
    ("A:gone R:b", ("no_A",)),
    ("A:gone,a R:b", ()),
    ("A:a R:gone", ("no_R",)),
]


@pytest.mark.parametrize(("text", "flags"), ROWS)
def test_rows_are_checked(text, flags):
    """A row lacks an A, has several, lacks an R, or has many R, C or I, by those to whom it was assigned on the day."""
    hall, gone = person("hugo", unit="hall"), person("gone", left=day("01-31"))
    found = people(X, *STAFF, hall, gone, *held(text)).raci.rows()

    assert rows_of(found, "id", "flags") == [("x", flags)]


@pytest.mark.parametrize(
    ("text", "flags", "accountable", "doing"),
    [
        ("A:a R:b", (), 1, 1),
        ("A:supervisor R:b", ("several_A",), 11, 1),
        ("A:senior R:b", ("no_A",), 0, 1),  # a role that nobody has answers for nothing
        ("A:a R:senior", ("no_R",), 1, 0),
        ("A:a R:supervisor", (), 1, 11),  # that many do it is no fault among people
        ("A:a R:a,supervisor", (), 1, 11),
        ("A:hall R:hall", (), 1, 2),  # its head answers for a unit, its people do
        ("A:yard R:yard", ("several_A",), 3, 3),  # nobody leads it, so that everybody there answers
        ("A:a R:yard,hall", (), 1, 5),
        ("A:hugo R:hall", (), 1, 2),
        ("A:hall,hugo R:hall", (), 1, 2),  # a head who is named as well counts once
        (
            "A:guard R:guard",
            ("several_A",),
            4,
            4,
        ),  # people who are only counted may be those of a role nobody named has
    ],
)
def test_rows_are_checked_by_the_people_behind(text, flags, accountable, doing):
    """By person, a role is everybody who has it, a unit everybody in it, and nobody counts twice."""
    rows = [
        Unit(id="hall", head="hugo"),
        Unit(id="yard"),
        person("hugo", unit="hall"),
        person("iris", unit="hall"),
        *(person(f"y{n}", unit="yard") for n in range(3)),
        Role(id="guard", level=Level.OPERATIONAL),
        crew("gate", 4),
    ]
    found = people(X, *STAFF, *rows, *held(text)).raci.rows("person")

    assert rows_of(found, "flags", "accountable", "doing") == [(flags, accountable, doing)]


def test_rows_by_role_take_people_for_their_role():
    """Two people of one role who answer for something are one role that answers for it."""
    raci = people(X, *STAFF, *held("A:a,b R:c")).raci

    assert rows_of(raci.rows("holder"), "accountable", "flags") == [(2, ("several_A",))]
    assert rows_of(raci.rows("role"), "accountable", "flags") == [(1, ())]


def test_many_is_a_setting():
    """How many are many is for the program to say."""
    rows = (X, *STAFF, *held("A:a R:a,b C:a,b I:a,b"))

    assert rows_of(people(*rows).raci.rows(), "flags") == [((),)]
    assert rows_of(people(*rows, most_doing=1, most_consulted=1, most_informed=1).raci.rows(), "flags") == [
        (("many_R", "many_C", "many_I"),)
    ]


def test_accepted_assignments_are_counted_by_the_day():
    """An assignment counts as accepted from the day on which its holder accepted it."""
    rows = [
        Assignment(responsibility="x", holder="a", code=AssignmentCode.A, accepted_on=day("06-30")),
        Assignment(responsibility="x", holder="b", code=AssignmentCode.R, accepted_on=day("07-01")),
        Assignment(responsibility="x", holder="c", code=AssignmentCode.R),
    ]

    assert rows_of(people(X, *STAFF, *rows).raci.rows(), "accepted") == [(1,)]


# --- columns


COLUMNS = [
    # A held by each column, responsibilities in all, from how many, who is overloaded
    ((6, 1, 1), 9, 5, [True, False, False]),
    ((5, 1, 1), 9, 5, [True, False, False]),
    ((4, 1, 1), 9, 5, [False, False, False]),
    ((4, 1, 1), 9, 4, [True, False, False]),
    ((5, 5, 5), 9, 5, [False, False, False]),
    ((6, 5, 5), 9, 5, [True, False, False]),
    ((9,), 9, 5, [False]),
    ((9, 0, 0), 9, 5, [True, False, False]),
    ((0, 0, 0), 9, 5, [False, False, False]),
    ((8, 2, 6, 0, 0), 9, 5, [False, False, False, False, False]),
    ((20, 2, 6, 0, 0), 30, 5, [True, False, False, False, False]),
]


@pytest.mark.parametrize(("answers", "total", "start", "overloaded"), COLUMNS)
def test_overloaded_columns(answers, total, start, overloaded):
    """A column is overloaded from a number of A on, where it lies far above the others that answer for anything."""
    counts = np.array([[one, 0, 0, 0, one] for one in answers])
    flags = column_flags(counts, total, start, np.ones(len(answers), dtype=bool))

    assert ["overloaded" in one for one in flags] == overloaded


@pytest.mark.parametrize(
    ("held_at_all", "total", "everything"), [(3, 3, True), (2, 3, False), (2, 2, False), (4, 4, True), (0, 0, False)]
)
def test_columns_in_everything(held_at_all, total, everything):
    """Who has a letter on every one of three or more responsibilities stands in everything."""
    flags = column_flags(np.array([[0, 0, 0, 0, held_at_all]]), total, 5, np.ones(1, dtype=bool))

    assert flags == [("everything",) if everything else ()]


def test_columns_with_nothing():
    """A role has nothing when neither it nor anybody who has it holds anything; people are told of one by one."""
    raci = people(X, person("a", "senior"), person("b", "middle"), person("c", "support"), *held("A:a R:middle")).raci

    assert rows_of(raci.columns("role"), "id", "flags") == [("senior", ()), ("middle", ()), ("support", ("nothing",))]
    assert rows_of(raci.columns("person"), "id", "responsibilities", "flags") == [
        ("a", 1, ()),
        ("b", 1, ()),
        ("c", 0, ("nothing",)),
    ]


def test_matrix_holds_the_letters():
    """A cell holds every letter, the A first; a column is named after its kind and its id."""
    raci = people(X, person("a", "senior"), person("b", unit="hall"), *held("A:a R:a,hall I:b C:front_line")).raci

    assert raci.matrix("holder").to_dicts() == [
        {"id": "x", "name": "x", "role:front_line": "C", "unit:hall": "R", "person:a": "A/R", "person:b": "I"}
    ]
    assert raci.matrix("role").to_dicts() == [
        {"id": "x", "name": "x", "role:senior": "A/R", "role:front_line": "C/I", "unit:hall": "R"}
    ]
    assert raci.matrix("person").to_dicts() == [{"id": "x", "name": "x", "person:a": "A/R", "person:b": "R/C/I"}]
    assert raci.matrix("role", of=["hall"]).to_dicts() == [{"id": "x", "name": "x", "unit:hall": "R"}]


def test_people_without_role_share_a_column():
    """Who has no role stands in a last column of the view by role."""
    found = people(X, person("a", None), person("b", None), *held("A:a R:b")).raci

    assert found.matrix("role").to_dicts() == [{"id": "x", "name": "x", "role:": "A/R"}]
    assert rows_of(found.columns("role"), "id", "answers_for", "does") == [(None, 1, 1)]


def test_unknown_view_is_refused():
    """Only holders, roles and people can stand as columns."""
    with pytest.raises(ModelError) as refusal:
        people(X).raci.rows("team")

    assert [fault.code for fault in refusal.value.faults] == ["SC-506"]


# --- laws


@st.composite
def matrices(draw):
    """Small organisations with roles, units in units and people, and who holds what."""
    size = draw(st.integers(1, 6))
    units = [Unit(id="top"), Unit(id="below", parent="top", head=draw(st.sampled_from(["p0", None])))]
    staff = [
        person(
            f"p{n}",
            draw(st.sampled_from(["senior", "front_line", None])),
            draw(st.sampled_from(["top", "below", None])),
            left=draw(st.sampled_from([None, None, None, day("01-01")])),
        )
        for n in range(size)
    ]
    holders = [*(one.id for one in staff), "senior", "front_line", "support", "top", "below"]
    rows = draw(
        st.lists(
            st.builds(
                Assignment,
                responsibility=st.sampled_from(["x", "y"]),
                holder=st.sampled_from(holders),
                code=st.sampled_from(AssignmentCode),
            ),
            max_size=10,
        )
    )
    counted = [crew("below", 3)] if draw(st.booleans()) else []
    both = (X, Responsibility(id="y", kind=ResponsibilityKind.MANAGE))
    return people(*both, *units, *staff, *counted, *rows)


def by_hand(found):
    """What every person holds, followed from each assignment by itself: the slow way."""
    program = found.program
    above = {one.id: one.parent for one in program.units}
    heads = {one.id: one.head for one in program.units}
    here = {one.id: one for one in program.people if one.belongs_on(found.as_of)}
    held_by: dict[str, set[tuple[str, str]]] = {one: set() for one in here}

    def inside(unit: str | None, wanted: str) -> bool:
        return unit is not None and (unit == wanted or inside(above[unit], wanted))

    for one in program.assignments:
        speaks = one.code.value in "AC" and heads.get(one.holder) in here
        for name, somebody in here.items():
            by_unit = name == heads[one.holder] if speaks else inside(somebody.unit, one.holder)
            if one.holder in (name, somebody.role) or by_unit:
                held_by[name].add((one.responsibility, one.code.value))
    return held_by


@settings(deadline=None)
@given(matrices())
def test_people_hold_what_following_each_assignment_gives(found):
    """The matrix by person is what one gets by following every assignment by hand, and so are its counts."""
    expected = by_hand(found)
    matrix = found.raci.matrix("person", audience="facilitator").to_dicts()
    cells = {
        name: {(row["id"], one) for row in matrix for one in (row.get(f"person:{name}") or "").split("/") if one}
        for name in expected
    }

    assert cells == expected
    for row in found.raci.columns("person", audience="facilitator").to_dicts():
        codes = [code for _, code in expected[row["id"]]]
        names = ("answers_for", "does", "consults", "is_informed")
        assert [row[one] for one in names] == [codes.count(code) for code in "ARCI"]
        assert row["responsibilities"] == len({one for one, _ in expected[row["id"]]})


@settings(deadline=None)
@given(matrices())
def test_rows_and_columns_count_the_same_letters(found):
    """By holder, by role and by person the letters in the rows are those in the columns."""
    for by in ("holder", "role"):
        rows = found.raci.rows(by).to_dicts()
        columns = found.raci.columns(by, audience="facilitator").to_dicts()
        pairs = (
            ("accountable", "answers_for"),
            ("doing", "does"),
            ("consulted", "consults"),
            ("informed", "is_informed"),
        )
        for in_row, in_column in pairs:
            assert sum(row[in_row] for row in rows) == sum(row[in_column] for row in columns)


@settings(deadline=None)
@given(matrices(), st.sampled_from(AssignmentCode))
def test_another_assignment_takes_no_lack_away_but_its_own(found, code):
    """One more A or R never makes a row lack something that it had; more C and I never heal a lack."""
    more = Assignment(responsibility="x", holder="senior", code=code)
    program = found.program.with_rows(more)
    before, after = (
        set(row_of(one, id="x")["flags"])
        for one in (found.raci.rows(), type(found).of(program, as_of=found.as_of).raci.rows())
    )

    assert after & {"no_A", "no_R"} <= before
    if code.value in "CI":
        assert before & {"no_A", "no_R"} == after & {"no_A", "no_R"}


@settings(deadline=None)
@given(*[st.integers(0, 12)] * 4)
def test_flags_of_a_row_follow_the_counts(accountable, doing, consulted, informed):
    """Exactly one A, at least one R and no more than the settings say: then, and only then, nothing stands out."""
    flags = row_flags(accountable, doing, consulted, informed, (5, 3, 7))

    fine = accountable == 1 and 1 <= doing <= 5 and consulted <= 3 and informed <= 7
    assert (not flags) == fine
    assert ("no_A" in flags, "several_A" in flags) == (accountable == 0, accountable > 1)
