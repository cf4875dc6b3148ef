"""Which days are worked, against a walk day by day."""

from __future__ import annotations

import datetime
import subprocess
import sys

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicecraft.errors import ModelError, PlanError
from servicecraft.planning import Calendar
from servicecraft.planning.calendars import usual_weekdays
from servicecraft.planning.days import Axis

DAYS = st.dates(datetime.date(2024, 1, 1), datetime.date(2028, 12, 31))
WEEKS = st.sets(st.integers(0, 6), min_size=1)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Calendars with and without a country, with days of their own."""
    return Calendar(
        country=draw(st.sampled_from([None, "DO", "EG", "MX", "ES"])),
        weekdays=draw(st.none() | WEEKS),
        closed=draw(st.lists(DAYS, max_size=4)),
        opened=draw(st.lists(DAYS, max_size=4)),
    )


def is_worked(calendar: Calendar, day: datetime.date) -> bool:
    """The rule, one day at a time, from the holidays themselves."""
    national = holidays.country_holidays(calendar.country, years=[day.year]) if calendar.country else {}
    weekend = {5, 6} if calendar.country is None else national.weekend
    if day in calendar.closed:
        return False
    if day in calendar.opened:
        return True
    usual = day.weekday() in calendar.weekdays if calendar.weekdays is not None else day.weekday() not in weekend
    return usual and day not in national


def walk(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """Every day between two, both included."""
    return [first + datetime.timedelta(step) for step in range((last - first).days + 1)]


@settings(deadline=None, max_examples=60)
@given(calendars(), DAYS, st.integers(0, 120))
def test_working_days_are_those_of_a_walk(calendar: Calendar, first: datetime.date, length: int) -> None:
    """Counting from one day to another gives as many working days as asking each day in turn."""
    last = first + datetime.timedelta(length)
    worked = [day for day in walk(first, last) if is_worked(calendar, day)]

    assert calendar.working_days(first, last) == len(worked)
    assert [day for day in walk(first, last) if calendar.is_worked(day)] == worked


@settings(deadline=None, max_examples=60)
@given(calendars(), DAYS, st.integers(-60, 200))
def test_numbers_of_working_days_are_found_by_walking(calendar: Calendar, start: datetime.date, number: int) -> None:
    """The day of a number is found by walking that many working days on from the start, or back."""
    axis = Axis(start=start, calendar=calendar)
    day, step, left = start, 1 if number >= 0 else -1, number if number >= 0 else -number - 1
    if number < 0:
        day -= datetime.timedelta(1)
    while not is_worked(calendar, day) or left:
        left -= is_worked(calendar, day)
        day += datetime.timedelta(step)

    import numpy as np

    assert axis.days(np.array([number])) == [day]
    assert axis.before(day) == number
    assert axis.through(day) == number + 1


@settings(deadline=None, max_examples=60)
@given(calendars())
def test_text_of_a_calendar_names_it(calendar: Calendar) -> None:
    """A calendar is read back from its text, but for weekdays that are those of its country."""
    again = Calendar.of(str(calendar))

    assert (again.country, again.closed, again.opened) == (calendar.country, calendar.closed, calendar.opened)
    assert usual_weekdays(again) == usual_weekdays(calendar)


@pytest.mark.parametrize(
    ("text", "calendar"),
    [
        ("", Calendar()),
        ("DO", Calendar(country="DO")),
        ("do", Calendar(country="DO")),
        ("ES-MD", Calendar(country="ES", region="MD")),
        ("ES-md lun-sáb", Calendar(country="ES", region="MD", weekdays=range(6))),
        ("mon wed fri", Calendar(weekdays=(0, 2, 4))),
        ("sat-tue", Calendar(weekdays=(5, 6, 0, 1))),
        ("DO -2026-12-24", Calendar(country="DO", closed=["2026-12-24"])),
        ("-2026-12-30/2027-01-01", Calendar(closed=["2026-12-30", "2026-12-31", "2027-01-01"])),
        ("MX +2026-05-02", Calendar(country="MX", opened=["2026-05-02"])),
        ("EG", Calendar(country="EG")),
    ],
)  # fmt: skip
def test_texts_are_read(text: str, calendar: Calendar) -> None:
    """Country, region, weekdays, closed and open days are read, in any capitals, English or Spanish."""
    assert Calendar.of(text) == calendar


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("XX", "XX"), ("D0", "D0"), ("ES-ZZ", "ZZ"), ("DO lunes", "lunes"), ("DO 2026-12-24", "2026-12-24"),
        ("-2026-02-30", "2026-02-30"), ("-2026-12-24/2026-12-01", "2026-12-24"), ("-2026-01-01/2046-01-01", "2046"),
        ("mon DO", "DO"), ("-1890-01-01", "1890"), ("DOMINICANA", "DOMINICANA"), ("-0000-01-01", "0000"),
    ],
)  # fmt: skip
def test_what_is_no_calendar_is_refused_where_it_stands(text: str, word: str) -> None:
    """SC-702 with the part that cannot be read and the path of the text."""
    with pytest.raises(PlanError) as error:
        Calendar.of(text, path="plans[0].calendar")
    fault = error.value.faults[0]

    assert (fault.code, fault.path) == ("SC-702", "plans[0].calendar")
    assert word in str(fault.value)
    assert "ES-MD" in fault.remedy


@pytest.mark.parametrize(
    "make",
    [
        lambda: Calendar(weekdays=()), lambda: Calendar(country="DO", weekdays=[]),
        lambda: Axis(start=datetime.date(2199, 12, 31), calendar=Calendar(closed=["2199-12-31"])).before(datetime.date(2199, 12, 31)),
    ],
)  # fmt: skip
def test_calendar_without_a_working_day_is_refused(make: object) -> None:
    """SC-703: nobody works on any day."""
    with pytest.raises(PlanError) as error:
        make()  # type: ignore[operator]

    assert [fault.code for fault in error.value.faults] == ["SC-703"]


@pytest.mark.parametrize(
    "make",
    [
        lambda: Calendar(weekdays=(7,)), lambda: Calendar(region="MD"), lambda: Calendar(closed="2026-12-24"),
        lambda: Calendar(closed=["24/12/2026"]), lambda: Calendar.of(3), lambda: Calendar(country="ES", region="DO"),
    ],
)  # fmt: skip
def test_wrong_parts_are_refused_as_faults(make: object) -> None:
    """Whatever is wrong with a calendar is told as a fault, never as a foreign error."""
    with pytest.raises(ModelError):
        make()  # type: ignore[operator]


def test_days_off_name_the_holidays() -> None:
    """The days that differ from a usual week are listed with their names, in order; own days among them."""
    table = Calendar.of("DO -2026-12-24 +2026-01-10 +2026-01-01").days_off("2026-01-01", "2026-12-31")
    rows = {row["day"].isoformat(): (row["name"], row["worked"]) for row in table.to_dicts()}

    assert rows["2026-12-24"] == ("own day off", False)
    assert rows["2026-01-10"] == ("worked all the same", True)
    assert rows["2026-01-01"][1] is True
    assert rows["2026-12-25"][1] is False
    assert list(rows) == sorted(rows)


def test_new_year_kept_in_the_old_year_is_off() -> None:
    """A holiday that is kept on a day of the year before counts there."""
    assert not Calendar.of("US").is_worked("2021-12-31")


def test_weekends_worked_in_exchange_count() -> None:
    """In countries that move their weekends, the Saturday that is worked is worked."""
    assert Calendar.of("RU").is_worked("2025-11-01")
    assert not Calendar.of("RU").is_worked("2025-11-08")


@pytest.mark.parametrize(("hidden", "call"), [("holidays", "sc.Calendar.of('DO')"), ("icalendar", "schedule.to_ics()")])
def test_missing_extra_is_one_clear_sentence(hidden: str, call: str) -> None:
    """Without the extra, only what needs it says which line installs it."""
    code = f"""
import sys
sys.modules[{hidden!r}] = None
import servicecraft as sc
schedule = sc.Schedule.of_activities([sc.Activity(id="a", duration=3)], start="2026-01-05", calendar="mon-sat")
assert schedule.finish.isoformat() == "2026-01-07"
try: {call}
except sc.MissingExtraError as error: print(error)
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "servicecraft[calendars]" in told
