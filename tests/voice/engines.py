"""One table of answers on every engine of dataframes that the library promises to read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import polars as pl
import pytest

Table = Mapping[str, Sequence[object]]


def polars_frame(table: Table) -> pl.DataFrame:
    """The table as polars reads it; a column of whole numbers with gaps stays one."""
    return pl.DataFrame({name: pl.Series(name, list(values), strict=False) for name, values in table.items()})


def pandas_numpy(table: Table) -> object:
    """The table as pandas has it by default: gaps make floats of whole numbers, days are timestamps."""
    frame = pd.DataFrame({name: list(values) for name, values in table.items()})
    for name, column in polars_frame(table).schema.items():
        if column == pl.Date:
            frame[name] = pd.to_datetime(frame[name])
    return frame


def pandas_arrow(table: Table) -> object:
    """The table in pandas with columns of arrow."""
    return polars_frame(table).to_arrow().to_pandas(types_mapper=pd.ArrowDtype)


def duckdb_relation(table: Table) -> object:
    """The table as a relation of DuckDB, which runs nothing before it is asked."""
    duckdb = pytest.importorskip("duckdb")
    return duckdb.connect().from_arrow(polars_frame(table).to_arrow())


def ibis_table(table: Table) -> object:
    """The table as an expression of ibis."""
    ibis = pytest.importorskip("ibis")
    return ibis.memtable(polars_frame(table))


ENGINES: dict[str, Callable[[Table], object]] = {
    "pandas with numpy": pandas_numpy,
    "pandas with arrow": pandas_arrow,
    "polars": polars_frame,
    "polars lazy": lambda table: polars_frame(table).lazy(),
    "pyarrow": lambda table: polars_frame(table).to_arrow(),
    "duckdb": duckdb_relation,
    "ibis": ibis_table,
}
"""Each engine by name, with what makes its frame."""
