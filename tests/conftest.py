"""What every test shares: the YAML cases are tests; a command and what it said; the portfolio done by hand."""

import gc
import json
import os
import shutil
import sqlite3
from dataclasses import dataclass
from typing import Any

import pytest
import small
from cases import pytest_collect_file, pytest_unconfigure
from sqlalchemy import event
from sqlalchemy.pool import Pool

from vmo.cli import main
from vmo.pipeline import nightly
from vmo.pipeline.house import open_house

__all__ = ["pytest_collect_file", "pytest_unconfigure"]

collect_ignore = ["month_run_once.py"]  # it does what it says wherever it is imported

# All tests and what they import stay until the end: to look for garbage among them again and again costs a tenth of a run.
gc.set_threshold(20_000, 10, 10)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first: what is left at the end is short, and no worker waits long for another."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_collection_finish() -> None:
    """What is there when the tests begin is no garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def without_the_disk():
    """Nothing waits until the disk has what is written: no test takes the power away."""

    def relaxed(connection, *_):
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA synchronous=OFF")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        event.listen(Pool, "checkout", relaxed)
        yield
        event.remove(Pool, "checkout", relaxed)


@dataclass(frozen=True)
class Said:
    """What one command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def vmo(capsys):
    """Run a command in this process, by its words."""

    def run(*words: object) -> Said:
        try:
            code = main([str(word) for word in words])
        except SystemExit as stop:  # argparse says itself what it does not understand
            code = int(stop.code or 0)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run


@pytest.fixture
def folder(tmp_path):
    """A fresh copy of the portfolio of small.py."""
    return small.build(tmp_path / "small")


@pytest.fixture(scope="session")
def after_its_night(tmp_path_factory):
    """The portfolio of small.py with its calls landed, judged and counted, once for all that begin there."""
    folder = small.build(tmp_path_factory.mktemp("night") / "small")
    house = open_house(folder)
    assert not nightly(house, None)["errors"]
    house.store.engine.dispose()
    return folder


@pytest.fixture
def counted_folder(tmp_path, after_its_night):
    """A fresh copy of it, for what is about the month and the documents."""
    return shutil.copytree(after_its_night, tmp_path / "small")
