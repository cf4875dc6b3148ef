"""Programs from dataframes as people have them."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import servicecraft as sc


def roster(engine: str) -> object:
    """The same roster with gaps, in one engine."""
    data = {
        "id": ["ana", "ben"],
        "fte": [1.0, None],
        "joined": [datetime.date(2020, 1, 31), None],
        "Turno": ["día", None],
    }
    if engine == "pandas":
        return pd.DataFrame({**data, "joined": pd.to_datetime(pd.Series(["2020-01-31", None]))})
    if engine == "arrow types":
        return pd.DataFrame(data).convert_dtypes(dtype_backend="pyarrow")
    return {"polars": pl.DataFrame, "lazy": pl.LazyFrame, "pyarrow": pa.table}[engine](data)


@pytest.mark.parametrize("engine", ["pandas", "arrow types", "polars", "lazy", "pyarrow"])
def test_gaps_are_empty_cells_in_every_engine(engine: str) -> None:
    """A missing date, number or text is no value, whatever the engine calls it."""
    attributes = pl.DataFrame({"id": ["turno"], "belongs_to": ["people"]})
    program = sc.Program.from_frames(people=roster(engine), attributes=attributes, columns={"Turno": "turno"})
    expected = (
        sc.Person(id="ana", joined=datetime.date(2020, 1, 31), attributes={"turno": "día"}),
        sc.Person(id="ben"),
    )
    assert program.people == expected


def test_numbers_of_an_engine_are_numbers() -> None:
    """Nullable whole numbers and decimals are read as what they are."""
    people = pd.DataFrame({"id": ["a"], "fte": [Decimal("0.5")]})
    headcounts = pd.DataFrame({"unit": ["u"], "level": ["senior"], "count": pd.array([3], dtype="Int64")})
    program = sc.Program.from_frames(people=people, headcounts=headcounts, units=pd.DataFrame({"id": ["u"]}))
    assert (program.people[0].fte, program.headcounts[0].count) == (0.5, 3)


def test_heading_that_no_frame_has_is_a_slip() -> None:
    """A misspelt heading in the renaming is told and not passed over."""
    with pytest.raises(sc.ModelError) as error:
        sc.Program.from_frames(people=pl.DataFrame({"id": ["a"]}), columns={"Turrno": "unit"})
    assert [fault.code for fault in error.value.faults] == ["SC-140"]


@pytest.mark.parametrize("wrong", [5, "people", None, [1, 2]])
def test_what_is_no_frame_is_refused_by_a_fault(wrong: object) -> None:
    """Something else than a dataframe is told in the library's own words."""
    with pytest.raises(sc.ModelError) as error:
        sc.Program.from_frames(people=wrong)  # type: ignore[arg-type]
    assert [fault.code for fault in error.value.faults] == ["SC-123"]
