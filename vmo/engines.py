"""Engines: what counts the rows of a file. DuckDB in this process, or Spark for a partner too large for one machine.

Both read the same Parquet and give equal counts (tests/measure/test_spark.py).
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal, get_args

import ibis

from vmo.lake import Lake
from vmo.records import RefusedError

Engine = Literal["duckdb", "pyspark"]
ENGINES: tuple[Engine, ...] = get_args(Engine)


@contextmanager
def backend(engine: Engine, lake: Lake) -> Iterator[Any]:
    """An Ibis backend, UTC. Raises RefusedError where Spark is asked for and not installed.

    Spark takes its master and settings from SPARK_CONF_DIR or PYSPARK_SUBMIT_ARGS; without them it runs in this machine.
    """
    if engine == "duckdb":
        with lake.connect() as connection:
            yield ibis.duckdb.from_connection(connection)
    else:
        yield ibis.pyspark.connect(_session())


def _session() -> Any:
    """The process's Spark session; Spark itself keeps one."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise RefusedError(
            ["portfolio.yaml: engine: found pyspark, which is not installed; pip install 'vmo[spark]', or set duckdb"]
        ) from None
    logging.getLogger("py4j").setLevel(logging.WARNING)
    os.environ.setdefault("SPARK_LOCAL_HOSTNAME", "localhost")
    session = (
        SparkSession.builder.appName("vmo")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.ansi.enabled", "true")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    return session
