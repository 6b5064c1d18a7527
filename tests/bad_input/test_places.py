"""Where files lie and how they come: names, links, rights, absent folders, files that change, files that come again."""

import json
import os
import shutil
import tempfile
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import small
from centre import ARRIVED, Centre, call, many, text, vmo

NOBODY = 65534
LATER = datetime(2026, 10, 7, 4, tzinfo=UTC)


@pytest.fixture
def centre(tmp_path):
    return Centre(tmp_path)


@contextmanager
def as_nobody():
    """Root may read everything; nobody may not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_links_and_names_lead_nowhere_and_the_good_file_beside_them_counts(centre):
    (centre.folder / "secret.csv").write_bytes(text(*many()))
    centre.partner("acme", text(call(1)), file="good.csv")
    place = centre.folder / "inbox/acme"
    (place / "link.csv").symlink_to(centre.folder / "secret.csv")
    (place / "passwd.csv").symlink_to("/etc/passwd")
    (place / "gone.csv").symlink_to(place / "nothing")
    (place / "..%2f..%2fescaped.csv").write_bytes(text(call(2)))
    (place / "\x1b[31mred\n.csv").write_bytes(text(call(3)))
    os.mkfifo(place / "pipe.csv")
    told = centre.night()
    said = "\n".join(centre.findings("acme"))
    assert told.code == 1
    for name in ("link.csv", "passwd.csv"):
        assert (
            f"acme/{name}: not taken: it leads outside the partner's folder; ask the partner for the file itself"
            in said
        )
    assert "acme/gone.csv" in said
    assert "acme/pipe.csv: not taken: it is no file" in said
    assert "\x1b" not in told.said
    assert {file.name for file in centre.files("acme")} == {
        "acme/good.csv",
        "acme/..%2f..%2fescaped.csv",
        "acme/\\x1b[31mred\\n.csv",
    }
    # Whatever a file is called, what we keep is named by what is in it.
    written = [path for path in centre.folder.rglob("*") if path.is_file() and "inbox" not in path.parts]
    assert not [path for path in written if "escaped" in path.name or "passwd" in path.name]


def test_a_source_that_climbs_out_of_the_inbox_takes_nothing(centre):
    (centre.folder / "secret").mkdir()
    (centre.folder / "secret/calls.csv").write_bytes(text(call(1)))
    centre.partner("acme", source="{inbox}/../secret/*.csv")
    told = centre.night()
    assert told.code == 1
    assert "it leads outside the partner's folder" in told.out
    assert not (centre.folder / "state/landed").exists()


def test_a_file_that_may_not_be_read_is_told_and_the_others_land():
    folder = Path(tempfile.mkdtemp())
    try:
        centre = Centre(folder)
        centre.partner("acme", text(call(1)), file="locked.csv").chmod(0)
        centre.send("acme", text(call(2)), file="open.csv")
        centre.partner("other", text(*many()))
        for path in (folder, *folder.rglob("*")):
            if path.is_dir():
                path.chmod(0o777)
        with as_nobody():
            told = centre.night()
        assert told.code == 1
        assert "acme/locked.csv: could not be read (Permission denied); give us the right to read it" in told.out
        assert [file.name for file in centre.files("acme")] == ["acme/open.csv"]
        assert centre.one("other").accepted == 40
    finally:
        shutil.rmtree(folder)


def test_an_inbox_that_is_not_there_is_told_by_night_and_month(tmp_path):
    folder = small.build(tmp_path / "small")
    nowhere = tmp_path / "nowhere"
    for words in (("night", folder), ("month", folder, "--month", small.MONTH)):
        told = vmo(*words, "--inbox", nowhere)
        assert told.code != 0
        assert f"{nowhere}/acme/calls_*.csv: there is no such folder; correct `source` or the inbox" in told.said
    told = vmo("night", folder, "--inbox", "gopher://host/x")
    assert (told.code, "unknown protocol" in told.out) == (1, True)


@pytest.mark.parametrize("option", ["--state", "--out"])
def test_a_file_where_a_folder_is_to_be(tmp_path, option):
    folder = small.build(tmp_path / "small")
    blocked = tmp_path / "file"
    blocked.write_text("x")
    told = vmo("month", folder, "--month", small.MONTH, option, blocked)
    assert told.code == 2
    assert "a file stands where a folder is expected; move it away, or choose another place" in told.err
    assert "Traceback" not in told.said


def test_a_file_that_changes_while_it_is_copied_waits_for_the_next_night(centre, monkeypatch):
    from vmo import land

    path = centre.partner("acme", text(*many()))
    chunks = land._chunks

    def grows(arrival):
        with path.open("ab") as file:
            file.write((call(1) + "\n").encode())
        return chunks(arrival)

    monkeypatch.setattr(land, "_chunks", grows)
    told = centre.night()
    assert told.code == 0  # nobody has to do anything
    assert "acme/calls.csv: still being written: listed with" in told.out
    assert "the next run takes it when it is complete" in told.out
    assert centre.files("acme") == []
    monkeypatch.undo()
    assert centre.night().code == 0
    assert centre.one("acme").rows_in == 41


def test_unfinished_names_are_left_alone(centre):
    centre.partner("acme", text(call(1)), file="calls.csv.part")
    told = centre.night()
    assert (told.code, centre.files("acme")) == (0, [])
    assert "acme/calls.csv.part: still being written; the next run takes it under its final name" in "\n".join(
        centre.findings("acme")
    )


def test_one_broken_partner_never_stops_another_nor_hides_what_broke(centre, monkeypatch):
    """An error that nobody foresaw: one line, the file of its traceback, and the other partners' night."""
    from vmo.pipeline import night

    centre.partner("acme", text(*many()))
    centre.partner("beta", text(*many()))
    measured = night.measure_accepted

    def breaks(house, partner):
        if partner == "acme":
            raise ZeroDivisionError("nobody thought of it")
        return measured(house, partner)

    monkeypatch.setattr(night, "measure_accepted", breaks)
    told = centre.night()
    assert told.code == 1
    assert "Traceback" not in told.said
    (said,) = [one for one in centre.findings("acme") if one.startswith("error: ")]
    assert said.startswith("error: acme: unexpected ZeroDivisionError: nobody thought of it; run the command again")
    kept = Path(said.rpartition(" ")[2])
    assert 'raise ZeroDivisionError("nobody thought of it")' in kept.read_text(encoding="utf-8")
    kept.unlink()
    assert centre.one("beta").accepted == 40


def test_an_error_that_nobody_foresaw_is_one_line_and_exit_2(tmp_path, monkeypatch):
    from vmo.desk import status

    def breaks(*_):
        raise KeyError("what")

    monkeypatch.setattr(status, "status", breaks)
    told = vmo("status", small.build(tmp_path))
    assert told.code == 2
    assert told.err.count("\n") == 1
    assert told.err.startswith("unexpected KeyError: 'what'")
    Path(told.err.strip().rpartition(" ")[2]).unlink()


# Files that come again


def data(folder: Path, month: str = small.MONTH) -> dict:
    told: dict = json.loads((folder / f"out/{month}/acme-care/result.json").read_text(encoding="utf-8"))
    return told


def test_a_file_sent_again_unchanged_counts_once(centre):
    centre.partner("acme", text(*many()))
    centre.night()
    centre.send("acme", text(*many()), at=LATER)
    told = centre.night()
    assert told.code == 0
    assert centre.one("acme").accepted == 40
    assert not [one["outputs"] for one in told.told["receipts"] if one["verb"] == "conform" and one["outputs"]]


def test_a_day_sent_again_with_fewer_rows_replaces_the_day_and_says_so(tmp_path):
    folder = small.build(tmp_path)
    assert vmo("month", folder, "--month", small.MONTH).code == 0
    day = small.DAYS[0]
    small.send(folder, day, small.lines(day)[:10], name=f"calls_{day}_again.csv")
    os.utime(folder / f"inbox/acme/calls_{day}_again.csv", (LATER.timestamp(), LATER.timestamp()))
    assert vmo("month", folder, "--month", small.MONTH).code == 0
    told = data(folder)
    # 30 of the first file are superseded; 10 of its successor and 30 of the next day count
    assert told["data"] | {"out_of_scope": 0, "out_of_period": 0} == {
        "rows_in": 70,
        "accepted": 40,
        "quarantined": 0,
        "excluded": 0,
        "duplicates": 0,
        "superseded": 30,
        "out_of_scope": 0,
        "out_of_period": 0,
    }
    assert "30 superseded" in vmo("status", folder).out


def test_a_correction_that_cannot_be_read_is_told_in_the_month_that_goes_on_without_it(tmp_path):
    folder = small.build(tmp_path)
    day = small.DAYS[0]
    small.send(
        folder, day, small.lines(day), header=small.HEADER.replace("Wait", "Waiting"), name=f"calls_{day}_again.csv"
    )
    told = vmo("month", folder, "--month", small.MONTH)
    assert told.code == 1
    assert (
        f"error: acme/calls_{day}_again.csv: the file was stopped, and no row of it counts; see vmo status" in told.out
    )
    assert data(folder)["data"]["accepted"] == 60
    assert any(one["rule"] == "stopped" for one in data(folder)["findings"])


def test_an_empty_day_is_no_zero(tmp_path):
    folder = small.build(tmp_path, due='{daily: "06:00", days: [mon, tue]}')
    day = small.DAYS[0]
    small.send(folder, day, [])
    told = vmo("month", folder, "--month", small.MONTH)
    assert told.code == 2
    assert f"acme-care: acme.calls:{day} was due by" in told.err
    assert "no row of it counts; ask the partner, or vmo close" in told.err
    assert f"file acme/calls_{day}.csv was stopped; see vmo status" in told.err
    assert not (folder / "out").exists()


def test_rows_past_the_partners_month_are_the_contracts_own(tmp_path):
    """Manila is twelve hours ahead of New York in October: its first of November until noon is still October there."""
    folder = small.build(tmp_path)
    for path in (folder / "inbox/acme").iterdir():
        path.unlink()
    small.change(folder / "partners/acme.yaml", "clock: {time_zone: Europe/Berlin}", "clock: {time_zone: Asia/Manila}")
    small.change(folder / "contracts/acme-care.yaml", "time_zone: Europe/Berlin", "time_zone: America/New_York")
    rows = {
        date(2026, 10, 1): ["a;2026-10-01 11:59:59;ANS;10;60;CARE", "b;2026-10-01 12:00:00;ANS;10;60;CARE"],
        date(2026, 11, 1): ["c;2026-11-01 11:59:59;ANS;10;60;CARE", "d;2026-11-01 12:00:00;ANS;10;60;CARE"],
        date(2026, 11, 2): ["e;2026-11-02 00:00:00;ANS;10;60;CARE"],
    }
    for day, lines in rows.items():
        small.send(folder, day, lines)
    for month, volume, rows_in, out_of_period in (("2026-10", "2", 4, 2), ("2026-11", "2", 3, 1)):
        assert vmo("month", folder, "--month", month).code == 0
        told = data(folder, month)
        (counted,) = [one["numerator"] for one in told["attainment"] if one["id"] == "volume"]
        assert (counted, told["data"]["rows_in"], told["data"]["out_of_period"]) == (volume, rows_in, out_of_period)


def test_a_month_waits_for_the_partners_day_that_it_ends_on(tmp_path):
    folder = small.build(tmp_path, due='{daily: "06:00", days: [sun]}')
    small.change(folder / "partners/acme.yaml", "clock: {time_zone: Europe/Berlin}", "clock: {time_zone: Asia/Manila}")
    small.change(folder / "contracts/acme-care.yaml", "time_zone: Europe/Berlin", "time_zone: America/New_York")
    told = vmo("month", folder, "--month", small.MONTH)
    assert told.code == 2
    assert "acme.calls:2026-11-01 was due by" in told.err  # a Sunday


def test_what_arrived_is_known_by_its_bytes_not_by_its_clock(centre):
    path = centre.partner("acme", text(*many()))
    centre.night()
    os.utime(path, (ARRIVED.timestamp() + 60, ARRIVED.timestamp() + 60))
    assert centre.night().code == 0
    assert centre.one("acme").rows_in == 40
