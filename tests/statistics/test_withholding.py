"""
Nobody is found in a small group, whatever is put together from what a report shows.

Reports are totals, two-way tables, units in units with levels, filters that overlap, and tables in which people stand in
several rows. What a reader can work out is judged by `patient_reader`, which shares nothing with the library.
"""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from patient_reader import Reader, rows_of

from servicecraft.statistics.cells import cells_of
from servicecraft.statistics.complements import Targets, Task, closed, judged, mended, shown_again
from servicecraft.statistics.withholding import isolates, ranges, recoverable, withheld

law = settings(deadline=None, max_examples=40)
SIZES = st.sampled_from([0, 1, 1, 2, 2, 3, 4, 5, 6, 8, 10, 20, 40])
MINIMA = st.sampled_from([3, 5, 8])


@st.composite
def totals(draw):
    """Parts and their total."""
    counts = draw(st.lists(SIZES, min_size=1, max_size=8))
    return counts, [list(range(len(counts))), [0] * len(counts)]


@st.composite
def two_way_tables(draw, most=4):
    """Rows by columns with margins, of which one may not be shown."""
    rows, columns = draw(st.integers(1, most)), draw(st.integers(1, most))
    counts = draw(st.lists(SIZES, min_size=rows * columns, max_size=rows * columns))
    row, column = (place.ravel() for place in np.indices((rows, columns)))
    tables = [row * columns + column, row, column, 0 * row]
    left_out = draw(st.none() | st.integers(0, 3))
    return counts, [table for place, table in enumerate(tables) if place != left_out]


@st.composite
def trees(draw):
    """A total, units, some of whose people are in teams, and levels across them."""
    number = draw(st.integers(2, 10))
    places = st.integers(0, 2)
    unit, team, level = (np.array(draw(st.lists(places, min_size=number, max_size=number))) for _ in range(3))
    direct = np.array(draw(st.lists(st.booleans(), min_size=number, max_size=number)))
    tables = [0 * unit, unit, np.where(direct, -1, 3 * unit + team)]
    tables += draw(st.sampled_from([[], [level], [level, 3 * unit + level], [3 * unit + level]]))
    return draw(st.lists(SIZES, min_size=number, max_size=number)), tables


@st.composite
def filters(draw):
    """A total and single figures for overlapping parts of it."""
    number = draw(st.integers(2, 8))
    chosen = draw(st.lists(st.lists(st.booleans(), min_size=number, max_size=number), min_size=1, max_size=4))
    tables = [[0] * number, *(np.where(np.array(part), 0, -1) for part in chosen)]
    return draw(st.lists(SIZES, min_size=number, max_size=number)), tables


@st.composite
def overlaps(draw):
    """A table in which people stand in several rows, with its total."""
    number, rows = draw(st.integers(1, 7)), draw(st.integers(1, 4))
    table = draw(st.lists(st.lists(st.booleans(), min_size=rows, max_size=rows), min_size=number, max_size=number))
    return draw(st.lists(SIZES, min_size=number, max_size=number)), [np.array(table), [0] * number]


REPORTS = st.one_of(totals(), two_way_tables(), trees(), filters(), overlaps())


def counts_of(report) -> list[np.ndarray]:
    """How many people each row of each table has."""
    counts, tables = report
    return [table @ np.array(counts) for table in rows_of(tables, len(counts))]


@law
@given(REPORTS, MINIMA)
def test_small_rows_are_withheld_and_empty_ones_are_not(report, minimum):
    """Every row of fewer people than the minimum is withheld, and no row without people."""
    for hidden, counts in zip(withheld(*report, minimum), counts_of(report), strict=True):
        assert hidden.shape == counts.shape
        assert hidden[(counts > 0) & (counts < minimum)].all()
        assert not hidden[counts == 0].any()


@law
@given(REPORTS, MINIMA)
def test_no_count_can_be_narrowed_down(report, minimum):
    """Whoever solves all equations with counts from zero is left with at least the minimum between lowest and highest."""
    reader = Reader(*report, withheld(*report, minimum))

    for row in reader.unknown:
        lowest, highest = reader.between(row)
        assert highest - lowest >= minimum - 1e-6


@law
@given(REPORTS, MINIMA)
def test_no_count_is_certain_for_one_who_knows_that_withheld_rows_are_not_empty(report, minimum):
    """At least two counts are possible for each withheld row, also when all of them are known to be one or more."""
    reader = Reader(*report, withheld(*report, minimum))

    for row in reader.unknown:
        lowest, highest = reader.between(row, nonempty=True)
        assert highest - lowest >= 1 - 1e-6


@law
@given(REPORTS, MINIMA)
def test_no_score_of_a_small_group_follows(report, minimum):
    """No sum over fewer people than the minimum is a combination of sums that are shown, whether or not a row stands for them."""
    reader = Reader(*report, withheld(*report, minimum))

    assert not reader.follows(reader.small_unions(minimum)).any()


@law
@given(REPORTS, MINIMA)
def test_no_score_of_a_withheld_row_follows(report, minimum):
    """No sum over a withheld row is a combination of sums that are shown."""
    reader = Reader(*report, withheld(*report, minimum))

    assert not reader.follows(reader.unknown).any()


@law
@given(REPORTS, MINIMA)
def test_different_scores_look_alike(report, minimum):
    """The scores of every withheld row can be changed so that nothing shown changes."""
    reader = Reader(*report, withheld(*report, minimum))
    people = reader.counts > 0
    seen = reader.shown[:, people]
    scores = np.where(people, np.arange(people.size) + 1.0, 0.0)

    for row in reader.unknown:
        # What is left of the row when all that is shown has been taken from it changes no shown sum.
        change = (
            row[people] - seen.T @ np.linalg.lstsq(seen.T, row[people], rcond=None)[0] if len(seen) else row[people]
        )
        others = scores.copy()
        others[people] += change
        np.testing.assert_allclose(reader.shown @ others, reader.shown @ scores, atol=1e-8)
        assert abs(row @ others - row @ scores) > 1e-3


@law
@given(REPORTS, MINIMA)
def test_nothing_is_recoverable_afterwards(report, minimum):
    """The library's own check finds nothing, and neither does the patient reader."""
    hidden = withheld(*report, minimum)

    assert not any(rows.any() for rows in recoverable(*report, hidden, minimum))
    assert not Reader(*report, hidden).too_close(minimum)


@law
@given(REPORTS, MINIMA, st.data())
def test_the_check_finds_what_the_patient_reader_finds(report, minimum, data):
    """For any choice of withheld rows, something is recoverable exactly where the patient reader narrows something down."""
    hidden = [
        np.array(data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))), bool)
        for rows in counts_of(report)
    ]

    found = any(rows.any() for rows in recoverable(*report, hidden, minimum))

    assert found == Reader(*report, hidden).too_close(minimum)


@law
@given(REPORTS, st.booleans(), st.data())
def test_ranges_are_those_of_the_patient_reader(report, nonempty, data):
    """For any choice of withheld rows, lowest and highest counts are those of one linear program each."""
    hidden = [
        np.array(data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))), bool)
        for rows in counts_of(report)
    ]
    reader = Reader(*report, hidden)

    found = ranges(*report, hidden, nonempty=nonempty)

    for (lowest, highest), table in zip(found, reader.tables, strict=True):
        for place, row in enumerate(table):
            if row @ reader.counts > 0:
                np.testing.assert_allclose(
                    (lowest[place], highest[place]), reader.between(row, nonempty=nonempty), atol=1e-5
                )


@law
@given(REPORTS, MINIMA)
def test_what_needs_no_help_gets_none(report, minimum):
    """Where withholding the small rows alone is safe, nothing else is withheld."""
    small = [(counts > 0) & (counts < minimum) for counts in counts_of(report)]

    if not Reader(*report, small).too_close(minimum):
        assert [rows.tolist() for rows in withheld(*report, minimum)] == [rows.tolist() for rows in small]


@law
@given(REPORTS, MINIMA)
def test_no_row_is_withheld_in_vain(report, minimum):
    """Showing any row again that was withheld for the sake of others gives something away."""
    counts, hidden = counts_of(report), withheld(*report, minimum)
    tables = rows_of(report[1], len(report[0]))
    people = np.array(report[0]) > 0

    for table, place in [
        (t, p) for t, rows in enumerate(hidden) for p in np.flatnonzero(rows & (counts[t] >= minimum))
    ]:
        same = [(rows[:, people] == tables[table][place, people]).all(axis=1) for rows in tables]
        shown = [rows & ~alike for rows, alike in zip(hidden, same, strict=True)]
        assert Reader(*report, shown).too_close(minimum)


@law
@given(REPORTS, MINIMA, st.data())
def test_finer_groups_and_repeated_tables_change_nothing(report, minimum, data):
    """Smallest groups that are cut further, and a table that is shown twice, leave the answer as it is."""
    counts, tables = report
    cut = [data.draw(st.integers(0, count)) for count in counts]
    finer = [*cut, *(count - part for count, part in zip(counts, cut, strict=True))]
    doubled = [np.concatenate([np.asarray(table)] * 2) for table in tables]

    expected = [rows.tolist() for rows in withheld(counts, tables, minimum)]
    found = [rows.tolist() for rows in withheld(finer, [*doubled, doubled[0]], minimum)]

    assert found == [*expected, expected[0]]


@law
@given(REPORTS, MINIMA, st.data())
def test_published_tables_stay(report, minimum, data):
    """A table that stands elsewhere is never withheld, and what is withheld is never less safe than it can be."""
    place = data.draw(st.integers(0, len(report[1]) - 1))

    hidden = withheld(*report, minimum, published={place})

    assert not hidden[place].any()
    most = [(counts > 0) & (table != place) for table, counts in enumerate(counts_of(report))]
    if not Reader(*report, most).too_close(minimum):
        assert not Reader(*report, hidden).too_close(minimum)


@law
@given(two_way_tables(most=3), MINIMA)
def test_few_more_rows_are_withheld_than_must_be(report, minimum):
    """No pattern of less than half as many further rows is safe."""
    hidden, counts = withheld(*report, minimum), counts_of(report)
    small = [(rows > 0) & (rows < minimum) for rows in counts]
    further = sum(int(rows.sum()) for rows in hidden) - sum(int(rows.sum()) for rows in small)
    choice = [(table, place) for table, rows in enumerate(counts) for place in np.flatnonzero(rows >= minimum)]

    for number in range((further + 1) // 2):
        for some in itertools.combinations(choice, number):
            pattern = [rows.copy() for rows in small]
            for table, place in some:
                pattern[table][place] = True
            assert any(rows.any() for rows in recoverable(*report, pattern, minimum))


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(12))
def test_few_more_rows_are_withheld_than_must_be_in_tables_of_sixteen(seed):
    """Also of four by four rows no pattern of less than half as many further rows is safe."""
    made = np.random.default_rng(seed)
    counts = made.choice([0, 1, 2, 3, 4, 6, 8, 9, 12, 15, 20, 30], 16)
    row, column = (place.ravel() for place in np.indices((4, 4)))

    test_few_more_rows_are_withheld_than_must_be.hypothesis.inner_test(
        (counts, [4 * row + column, row, column, 0 * row]), 5
    )


@pytest.mark.parametrize("minimum", [3, 5, 8])
@pytest.mark.parametrize("people", range(20))
def test_a_single_row(people, minimum):
    """A row stands alone: withheld from one person up to one less than the minimum."""
    assert withheld([people], [[0]], minimum)[0].tolist() == [0 < people < minimum]


@pytest.mark.parametrize(
    ("counts", "tables", "expected"),
    [
        pytest.param([2, 8, 9], [[0, 1, 2], [0] * 3], [[1, 1, 0], [0]], id="the smallest other part goes along"),
        pytest.param([2, 3, 9], [[0, 1, 2], [0] * 3], [[1, 1, 0], [0]], id="two small parts protect each other"),
        pytest.param(
            [1, 2, 9, 30], [[0, 1, 2, 3], [0] * 4], [[1, 1, 1, 0], [0]], id="three together are still too few"
        ),
        pytest.param([2, 2], [[0, 1], [0, 0]], [[1, 1], [1]], id="the total is small itself"),
        pytest.param([2, 0, 9], [[0, 1, 2], [0] * 3], [[1, 0, 1], [0]], id="an empty part protects nobody"),
        pytest.param([2, 9], [[-1, 0], [0, 0]], [[1], [0]], id="a unit's own people are its rest"),
        pytest.param([0, 9], [[-1, 0], [0, 0]], [[0], [0]], id="there is no rest"),
        pytest.param([9, 3], [[0, 1], [0, 0], [0, 0]], [[1, 1], [0], [0]], id="the same total twice"),
        pytest.param([7], [[0], [0]], [[0], [0]], id="one large part"),
        pytest.param([1] * 6, [range(6), [0] * 6], [[1] * 6, [1]], id="six ones of six would be known"),
        pytest.param([], [[], []], [[], []], id="nobody"),
        pytest.param([4], [], [], id="no table"),
    ],
)
def test_examples(counts, tables, expected):
    """Small reports are withheld as one would by hand."""
    found = withheld(counts, [np.array(table, dtype=int) for table in tables], 5)

    assert [rows.astype(int).tolist() for rows in found] == expected


def test_a_small_cell_takes_a_rectangle_with_it():
    """In a two-way table three more cells are withheld, in the same rows and columns, and no margin."""
    table = np.array([[1, 9, 40], [9, 50, 30], [45, 30, 50]])
    row, column = (place.ravel() for place in np.indices(table.shape))

    cells, rows, columns, total = withheld(table.ravel(), [3 * row + column, row, column, 0 * row], 5)

    assert cells.reshape(3, 3).astype(int).tolist() == [[1, 1, 0], [1, 1, 0], [0, 0, 0]]
    assert not any(margin.any() for margin in (rows, columns, total))


def test_a_unit_less_its_seniors_is_not_shown():
    """Unit A less the seniors, all of whom are in it, would be three people: no table shows them, but two rows do."""
    counts, unit, level = [3, 6, 8], [0, 0, 1], [0, 1, 0]

    assert [rows.tolist() for rows in recoverable(counts, [unit, level], [[False] * 2, [False] * 2], 5)] != [
        [False] * 2
    ] * 2
    assert any(rows.any() for rows in withheld(counts, [unit, level], 5))


def test_published_tables_can_make_protection_impossible():
    """Where both parts of a total are published nothing can be withheld, and the check says so."""
    counts, tables = [2, 9], [[0, 1], [0, 0]]
    hidden = withheld(counts, tables, 5, published=(0, 1))

    assert not any(rows.any() for rows in hidden)
    assert withheld(counts, tables, 5, published=(1,))[0].all()
    assert [rows.tolist() for rows in withheld([1, 3], tables, 5, published=(1,))] == [[True, True], [False]]


def task(counts, tables, minimum) -> Task:
    """A report to be protected, of which nothing stands elsewhere."""
    cells = cells_of(counts, [np.array(table) for table in tables])
    return Task(cells=cells, fixed=np.zeros(cells.counts.size, dtype=bool), minimum=minimum)


def test_what_is_added_is_protected_too():
    """Rows that are withheld for the sake of others are asked about in their turn, wherever the mending began."""
    row, column = (place.ravel() for place in np.indices((4, 2)))
    chosen = [-1, -1, 0, -1, 0, -1, -1, 0]
    report = task([1, 4, 3, 0, 3, 5, 8, 8], [2 * row + column, row, column, 0 * row, chosen], 5)

    for start in (report.small, closed(report)):
        pattern = mended(report, start)
        assert judged(report, pattern, Targets.of(report, pattern))[0].size == 0


def test_what_was_withheld_in_vain_is_shown_again():
    """Of a pattern with too much in it what is large and not needed is shown again, the largest first."""
    report = task([2, 8, 9, 30], [range(4), [0] * 4], 5)
    everything = np.ones(5, dtype=bool)

    assert shown_again(report, everything).tolist() == [True, True, False, False, False]


def test_families_close_without_any_solver():
    """Totals and margins are protected by looking at one family of rows after the other."""
    row, column = (place.ravel() for place in np.indices((2, 3)))
    counts = [1, 9, 40, 9, 50, 30]
    report = task(counts, [3 * row + column, row, column, 0 * row], 5)

    assert closed(report).sum() == 4
    assert closed(task([1, 2, 9, 30], [range(4), [0] * 4], 5)).tolist() == [True, True, True, False, False]
    assert closed(task([1] * 6 + [40], [range(7), [0] * 7], 5)).sum() == 7


@pytest.mark.heavy
@pytest.mark.parametrize(("units", "months", "seconds"), [(500, 12, 20)])
@pytest.mark.parametrize("average", [5, 15, 60])
def test_large_tables_take_seconds(units, months, seconds, average):
    """Five hundred units by twelve months are done in seconds, and safe."""
    made = np.random.default_rng(average)
    counts = made.poisson(made.gamma(2, average / 2, (units, 1)) * made.gamma(5, 1 / 5, (1, months))).ravel()
    unit, month = (place.ravel() for place in np.indices((units, months)))
    tables = [unit * months + month, unit, month, 0 * unit]

    start = time.perf_counter()
    hidden = withheld(counts, tables, 5)

    assert time.perf_counter() - start < seconds
    assert not any(rows.any() for rows in recoverable(counts, tables, hidden, 5))
    assert 0 < hidden[0].sum() < 1.4 * ((counts > 0) & (counts < 5)).sum() + 4


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (12, 13, True),
        (13, 12, True),
        (12, 12, False),
        (12, 16, True),
        (12, 17, False),
        (12, 7, False),
        (12, 8, True),
        (0, 6, False),
        (6, 0, False),
        (float("nan"), 6, False),
        (6, float("nan"), False),
        (0, 0, False),
        (100, 104, True),
        (100, 95, False),
    ],
)
def test_the_difference_of_two_reports(before, now, expected):
    """Who joined or left between two reports stands alone unless there are as many as the minimum."""
    assert isolates(before, now, 5) == expected


@pytest.mark.parametrize(
    ("before", "now", "changed", "expected"),
    [
        (12, 12, 2, True),
        (12, 12, 0, False),
        (12, 12, 6, False),
        (12, 13, 1, True),
        (12, 13, 9, False),
        (12, 20, 0, False),
        (12, 13, 0, True),
    ],
)
def test_one_leaves_and_one_joins(before, now, changed, expected):
    """Equal counts hide that others answered, unless it is known how many changed."""
    assert isolates(before, now, 5, changed=changed) == expected


@law
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=10), MINIMA)
def test_isolated_differences_are_found_in_both_directions(pairs, minimum):
    """It does not matter which report came first, and nothing is found between equal ones."""
    before, now = np.array(pairs).T

    assert isolates(before, now, minimum).tolist() == isolates(now, before, minimum).tolist()
    assert not isolates(now, now, minimum).any()


LAWS = [
    test_no_count_can_be_narrowed_down,
    test_no_count_is_certain_for_one_who_knows_that_withheld_rows_are_not_empty,
    test_no_score_of_a_small_group_follows,
    test_no_score_of_a_withheld_row_follows,
    test_nothing_is_recoverable_afterwards,
    test_no_row_is_withheld_in_vain,
]


@pytest.mark.nightly
@pytest.mark.parametrize("promise", LAWS, ids=lambda promise: promise.__name__)
def test_promises_hold_for_thousands_of_reports(promise):
    """What is promised holds for two thousand reports of every shape."""
    thousands = settings(deadline=None, max_examples=2_000)(given(REPORTS, MINIMA)(promise.hypothesis.inner_test))

    thousands()
