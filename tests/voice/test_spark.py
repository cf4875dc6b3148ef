"""The same answers on Spark in local mode; run with `pytest -m spark -n 0`, pyspark and Java installed."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest

from .answering import QUESTIONS, assert_same, survey
from .engines import polars_frame

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("default")]
SURVEY = survey()


@pytest.fixture(scope="module")
def session() -> Iterator[object]:
    """Spark on two threads of this machine."""
    sql = pytest.importorskip("pyspark.sql")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        started = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    started.sparkContext.setLogLevel("ERROR")
    yield started
    started.stop()


@pytest.mark.parametrize("question", list(QUESTIONS))
def test_spark_gives_the_same_answers(session: object, question: str) -> None:
    """No answer of Spark differs from those of polars by more than 1e-12."""
    frame = session.createDataFrame(polars_frame(SURVEY).to_arrow())
    expected = QUESTIONS[question](polars_frame(SURVEY))

    assert_same(expected, QUESTIONS[question](frame))
