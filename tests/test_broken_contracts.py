"""Broken contracts: one fault a file, and the words that `vmo lint` must say of it, beside partners that deliver every kind."""

import shutil
from pathlib import Path

import pytest

from vmo import kinds
from vmo.desk.init import init
from vmo.desk.lint import lint
from vmo.yaml12 import FaultyTextError

HERE = Path(__file__).parent
BROKEN = sorted((HERE / "contracts_broken").glob("*.yaml"))
EXPECT = "# expect: "
AT_LEAST = 60


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory):
    """A portfolio without a contract, whose partner delivers every kind of rows."""
    folder = tmp_path_factory.mktemp("broken")
    init(folder, feeds=kinds.names())
    for contract in (folder / "contracts").iterdir():
        contract.unlink()
    return folder


def test_the_contract_that_the_broken_ones_spoil_is_sound(portfolio):
    placed = shutil.copy(HERE / "contract.yaml", portfolio / "contracts/acme-care.yaml")
    assert lint(portfolio)["contracts"] == ["acme-care"]
    Path(placed).unlink()


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem.replace("_", " "))
def test_a_broken_contract_is_refused_in_words_that_help(portfolio, path):
    expected = path.read_text(encoding="utf-8").splitlines()[0]
    assert expected.startswith(EXPECT), f"{path}: say in the first line what the message must contain"
    placed = Path(shutil.copy(path, portfolio / "contracts/broken.yaml"))
    try:
        with pytest.raises(FaultyTextError) as error:
            lint(portfolio)
    finally:
        lines = len(placed.read_text(encoding="utf-8").splitlines())
        placed.unlink()
    assert expected.removeprefix(EXPECT) in str(error.value)
    for fault in error.value.faults:
        where, line, what = fault.split(":", 2)
        assert where == str(placed)
        assert 1 <= int(line) <= lines
        assert what.strip()


def test_there_are_broken_contracts_to_refuse():
    assert len(BROKEN) >= AT_LEAST
