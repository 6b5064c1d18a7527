"""The demo's month, written once for all the tests that read it."""

import pytest

from vmo.simulate import MONTH, SEED, YEAR, write_month


@pytest.fixture(scope="session")
def inbox(tmp_path_factory):
    return tmp_path_factory.mktemp("inbox")


@pytest.fixture(scope="session", autouse=True)
def written(inbox):
    return write_month(inbox, year=YEAR, month=MONTH, seed=SEED)
