"""Law 3: the same inputs give the same bytes; nothing is lost and nothing stands twice, whatever was run before."""

import json
import shutil
import subprocess
import sys

import pytest
import small
import standing

from vmo.cli import DONE, ERRORS, main


@pytest.fixture
def folder(tmp_path):
    return small.build(tmp_path / "small")


def close(folder):
    assert main(["month", str(folder), "--month", small.MONTH]) == DONE
    return everything(folder)


def everything(folder):
    return standing.everything(folder / "state", folder / "out")


def result(folder):
    return json.loads((folder / f"out/{small.MONTH}/acme-care/result.json").read_text())


def test_a_second_run_changes_nothing_and_adds_nothing(folder):
    assert close(folder) == close(folder)


def test_another_place_gives_the_same_bytes(folder, tmp_path):
    moved = tmp_path / "other name"
    shutil.copytree(folder, moved)
    assert close(moved)["out"] == close(folder)["out"]


def test_what_was_published_comes_again_when_it_is_removed(folder):
    first = close(folder)
    shutil.rmtree(folder / "out")
    assert close(folder) == first


def test_what_a_killed_publishing_left_is_removed(folder):
    first = close(folder)
    (folder / f"out/{small.MONTH}/acme-care/.unfinished-scorecard.xlsx").write_bytes(b"half of it")
    assert close(folder) == first


def test_what_a_killed_night_left_unfinished_is_removed(folder):
    (folder / "state/tmp/tmpleft").mkdir(parents=True)
    (folder / "state/tmp/tmpleft/rows.parquet").write_bytes(b"half of it")
    assert close(folder)["unfinished"] == {}


def test_nights_before_the_month_make_no_difference(folder, tmp_path):
    nightly = small.build(tmp_path / "nightly")
    for day in small.DAYS:
        as_of = f"{day.replace(day=day.day + 1)}T12:00:00+00:00"
        assert main(["night", str(nightly), "--as-of", as_of]) == DONE
    assert close(nightly)["out"] == close(folder)["out"]


def test_a_file_that_comes_after_the_month_was_run_changes_the_next_run_which_names_it(folder):
    close(folder)
    before = result(folder)
    late = small.DAYS[1].replace(day=7)
    small.send(folder, late, small.lines(late))
    close(folder)
    after = result(folder)
    assert {one["file"] for one in after["sources"]} - {one["file"] for one in before["sources"]} == {
        f"acme/calls_{late}.csv"
    }
    assert after["totals"] != before["totals"]
    assert main(["verify", str(folder)]) == DONE


def test_a_contract_that_was_amended_after_the_nights_gives_what_it_gives_without_them(folder, tmp_path):
    amended = small.build(tmp_path / "amended")
    for one in (folder, amended):
        out_of_period = small.DAYS[0].replace(month=9)
        small.send(one, out_of_period, small.lines(out_of_period))
        small.send(one, small.DAYS[0], [*small.lines(small.DAYS[0]), *small.lines(out_of_period)[:3]])
    close(amended)
    for one in (folder, amended):
        contract = one / "contracts/acme-care.yaml"
        small.change(contract, "threshold_s: {2026-01-01: {value: 20", "threshold_s: {2026-01-01: {value: 21")
    assert close(amended)["out"] == close(folder)["out"]
    assert result(amended)["data"]["out_of_period"] == 3


def test_rows_that_gave_way_count_again_when_the_later_delivery_is_stopped(folder):
    small.change(
        folder / "partners/acme.yaml",
        "replaces_days",
        'updates_by_identity\n    control: {file: "{name}.ctl", rows: ROWS}',
    )
    (folder / f"inbox/acme/calls_{small.DAYS[1]}.csv").unlink()
    again = small.send(folder, small.DAYS[1], small.lines(small.DAYS[0])[:7], name="calls_again.csv")
    for path in list((folder / "inbox/acme").glob("*.csv")):
        path.with_name(f"{path.name}.ctl").write_text(f"ROWS={len(path.read_text().splitlines()) - 1}")
    close(folder)
    assert result(folder)["data"]["superseded"] == 7
    again.with_name("calls_again.csv.ctl").write_text("ROWS=8")
    assert main(["month", str(folder), "--month", small.MONTH]) == ERRORS  # it says that a file was stopped
    assert (result(folder)["data"]["superseded"], result(folder)["data"]["accepted"]) == (0, 30)


@pytest.mark.slow
def test_two_processes_that_run_the_same_night_at_once_do_no_harm(folder, tmp_path):
    both = small.build(tmp_path / "both")
    words = [sys.executable, "-m", "vmo.cli", "night", str(both)]
    processes = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in "12"]
    said = [process.communicate(timeout=120)[0] for process in processes]
    assert [process.returncode for process in processes] == [DONE, DONE], said
    found, expected = close(both), close(folder)
    assert found.pop("store").keys() == expected["store"].keys()
    del expected["store"]
    assert found == expected
    for table in ("landing", "conforming", "batch", "counts", "sighting", "document"):
        assert counted(both)[table] == counted(folder)[table]
    assert main(["verify", str(both)]) == DONE


def counted(folder):
    return standing.rows(f"sqlite:///{folder / 'state/store.db'}")
