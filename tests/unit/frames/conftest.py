"""Frames of every engine, made from the same rows."""

import shutil
import warnings
from collections.abc import Callable, Iterator

import duckdb
import polars as pl
import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import dask.dataframe as dd

KINDS = {"deal": pl.String, "stage": pl.String, "at": pl.Datetime("us", "UTC"), "seq": pl.Int64, "region": pl.String}


def polars_frame(rows):
    """Give rows of (deal, stage, at, seq, region) as a frame of polars."""
    return pl.DataFrame([tuple(row) for row in rows], schema=KINDS, orient="row")


def _duckdb(rows):
    return duckdb.connect().from_arrow(polars_frame(rows).to_arrow())


def _dask(rows):
    return dd.from_pandas(polars_frame(rows).to_pandas(), npartitions=3)


ENGINES = {
    "polars": polars_frame,
    "polars lazy": lambda rows: polars_frame(rows).lazy(),
    "pandas": lambda rows: polars_frame(rows).to_pandas(),
    "pandas of arrow": lambda rows: polars_frame(rows).to_pandas(use_pyarrow_extension_array=True),
    "pyarrow": lambda rows: polars_frame(rows).to_arrow(),
    "duckdb": _duckdb,
    "dask": _dask,
}


@pytest.fixture(scope="package")
def spark() -> Iterator[object]:
    """Give a session of Spark in a zone that is not UTC, or skip: it needs pyspark and Java."""
    pyspark = pytest.importorskip("pyspark.sql", reason="pyspark is not here: install salescycle[spark]")
    if shutil.which("java") is None:
        pytest.skip("Java is not here, which Spark needs")
    builder = pyspark.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "2").config("spark.sql.session.timeZone", "Asia/Seoul")
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(params=[*ENGINES, "spark"])
def frame_of(request: pytest.FixtureRequest) -> Callable[[list], object]:
    """Give what makes a frame of rows, of one of the engines."""
    if request.param != "spark":
        return ENGINES[request.param]
    session = request.getfixturevalue("spark")
    schema = "deal string, stage string, at timestamp, seq bigint, region string"
    return lambda rows: session.createDataFrame([tuple(row) for row in rows], schema)
