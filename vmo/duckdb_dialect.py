"""DuckDB as Great Expectations must know it: a database that lives in one connection.

Great Expectations 1.24 opens a new connection for each query and reads the result after closing it, except for
the dialects that it lists as kept open. DuckDB is not listed, so every metric fails on an empty result.
A test fails on the day it is.
"""

import atexit
import sys
from enum import StrEnum


class Dialect(StrEnum):
    DUCKDB = "duckdb"


def register() -> None:
    """Add DuckDB to the dialects whose connection Great Expectations keeps open; a second call changes nothing."""
    from great_expectations.execution_engine import sqlalchemy_execution_engine as engine

    known = engine._PERSISTED_CONNECTION_DIALECTS  # noqa: SLF001  there is no public way
    if Dialect.DUCKDB not in known:
        engine._PERSISTED_CONNECTION_DIALECTS = (*known, Dialect.DUCKDB)  # noqa: SLF001
        atexit.register(_forget)


def _forget() -> None:
    # With both loaded, the interpreter never frees DuckDB's types and prints fifty lines about it at its exit.
    for name in [name for name in sys.modules if name.partition(".")[0] == "duckdb_sqlalchemy"]:
        vars(sys.modules[name]).clear()
