"""What every test shares: the YAML cases are tests; a command and what it said; the portfolio done by hand."""

import gc
import json
import shutil
from dataclasses import dataclass
from typing import Any

import pytest
import small
from cases import pytest_collect_file, pytest_unconfigure

from vmo.cli import main
from vmo.pipeline import nightly
from vmo.pipeline.house import open_house

__all__ = ["pytest_collect_file", "pytest_unconfigure"]

# Twelve thousand tests and all that they import stay until the end: to look for garbage among them costs a sixth of a run.
gc.set_threshold(20_000, 10, 10)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


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
