"""A portfolio is read once in a process, and again as soon as a file of it says something else."""

import shutil
import sys

import pytest

from vmo import simulate
from vmo.portfolio import FILES, load
from vmo.yaml12 import FaultyTextError


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(simulate.PORTFOLIO, tmp_path / "portfolio")


def test_what_says_the_same_is_not_read_again(folder):
    first, again = load(folder), load(folder)
    assert all(again.contracts[name] is one for name, one in first.contracts.items())
    first.contracts.clear()  # whoever holds one may change it
    assert again.contracts == load(folder).contracts


@pytest.mark.parametrize("place", ["portfolio.yaml", "parties.yaml", "partners/boreal.yaml", "contracts/b-care.yaml"])
def test_a_file_that_is_changed_is_read_and_its_faults_are_told(folder, place):
    load(folder)
    path = folder / place
    path.write_text(path.read_text("utf-8") + "unheard_of: 1\n", "utf-8")
    with pytest.raises(FaultyTextError, match="unheard_of"):
        load(folder)


def test_a_file_that_comes_or_goes_is_seen(folder):
    before = load(folder)
    path = folder / "contracts" / "a-campaign.yaml"
    told = path.read_text("utf-8")
    path.unlink()
    assert set(before.contracts) - set(load(folder).contracts) == {"a-campaign"}
    path.write_text(told, "utf-8")
    assert load(folder) == before


def test_a_logo_that_is_changed_is_seen(folder):
    before = load(folder).parties["nordlicht"].logo
    path = folder / "logos" / "nordlicht.svg"
    path.write_bytes(before + b"<!-- new -->")
    assert load(folder).parties["nordlicht"].logo == before + b"<!-- new -->"


def test_each_state_and_each_place_it_is_read_from_is_its_own(folder, tmp_path, monkeypatch):
    assert load(folder, state=tmp_path / "a").state != load(folder, state=tmp_path / "b").state
    monkeypatch.chdir(folder.parent)
    one = load(folder, inbox="in")
    monkeypatch.chdir(tmp_path.parent)
    assert load(folder, inbox="in").inbox != one.inbox


def test_no_file_is_read_that_is_not_watched(folder):
    for name, text in {"calendars": "calendar: none", "tables": "table: none", "exclusions": "contract: none"}.items():
        (folder / name).mkdir()
        (folder / name / "one.yaml").write_text(text, "utf-8")
    (folder / "actions.yaml").write_text("actions: []\n", "utf-8")
    seen, watching = set(), [True]

    def watch(event, told):
        if watching and event == "open" and str(told[0]).startswith(str(folder)):
            seen.add(str(told[0]))

    sys.addaudithook(watch)
    with pytest.raises(FaultyTextError):
        load(folder)
    watching.clear()  # such a hook stays for good
    watched = {str(path) for place in FILES for path in folder.glob(place)} | {str(folder / "logos" / "nordlicht.svg")}
    assert seen == watched
