"""What is taken from a partner's place, in which order, and what is said of the rest."""

import os
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import fsspec
import pytest

from vmo.collect import collect
from vmo.partner import Feed

JANUARY = datetime(2026, 1, 5, 6, tzinfo=UTC)


def feed(source="{inbox}/acme/calls_*.csv", **more):
    return Feed.model_validate(
        {
            "kind": "contacts",
            "source": source,
            "format": "csv",
            "resend": "replaces_days",
            "clock": {"time_zone": "Asia/Manila"},
            "identity": ["CallID"],
            "columns": {"contact_id": "CallID"},
        }
        | more
    )


def portfolio(inbox, folder="/nowhere"):
    return SimpleNamespace(
        inbox=str(inbox), folder=Path(folder), source=lambda told: told.source.replace("{inbox}", str(inbox))
    )


def put(path, content=b"a\n", at=JANUARY):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def listed(inbox, told=None, seen=(), as_of=None, **more):
    return collect(portfolio(inbox), "acme", "calls", told or feed(**more), seen=seen, as_of=as_of)


def names(collected):
    return [arrival.name for arrival in collected.arrivals]


def test_files_come_in_the_order_of_their_arrival_then_of_their_names(tmp_path):
    put(tmp_path / "acme/calls_a.csv", at=datetime(2026, 1, 7, tzinfo=UTC))
    put(tmp_path / "acme/calls_c.csv")
    put(tmp_path / "acme/calls_b.csv")
    put(tmp_path / "acme/readme.txt")
    told = listed(tmp_path)
    assert names(told) == ["acme/calls_b.csv", "acme/calls_c.csv", "acme/calls_a.csv"]
    assert told.findings == ()
    first = told.arrivals[0]
    assert (first.partner, first.feed, first.size, first.arrived_at, first.day) == ("acme", "calls", 2, JANUARY, None)
    with first.stream() as stream:
        assert stream.read() == b"a\n"


def test_an_unchanged_file_is_not_taken_twice_and_a_changed_one_is(tmp_path):
    put(tmp_path / "acme/calls_a.csv")
    seen = {(a.url, a.size, a.arrived_at) for a in listed(tmp_path).arrivals}
    assert names(listed(tmp_path, seen=seen)) == []
    put(tmp_path / "acme/calls_a.csv", b"ab\n")
    assert names(listed(tmp_path, seen=seen)) == ["acme/calls_a.csv"]


def test_as_of_hides_what_had_not_arrived(tmp_path):
    put(tmp_path / "acme/calls_a.csv", at=JANUARY)
    assert names(listed(tmp_path, as_of=JANUARY)) == ["acme/calls_a.csv"]
    assert names(listed(tmp_path, as_of=datetime(2026, 1, 5, 5, 59, 59, tzinfo=UTC))) == []


def test_a_day_in_the_name_is_told_and_a_name_without_one_is_a_finding(tmp_path):
    put(tmp_path / "acme/calls_2026-01-05_x.csv")
    put(tmp_path / "acme/calls_2026-13-05_x.csv")
    put(tmp_path / "acme/calls_final_x.csv")
    told = listed(tmp_path, source="{inbox}/acme/calls_{day:%Y-%m-%d}_*.csv")
    assert [(a.name, a.day) for a in told.arrivals] == [("acme/calls_2026-01-05_x.csv", date(2026, 1, 5))]
    assert [(f.rule, f.where) for f in told.findings] == [
        ("named_day", "acme/calls_2026-13-05_x.csv"),
        ("named_day", "acme/calls_final_x.csv"),
    ]


@pytest.mark.parametrize(
    ("source", "name", "day"),
    [
        ("calls_{day:%d%m%y}.csv", "calls_050126.csv", date(2026, 1, 5)),
        ("{day:%d-%b-%Y}/calls.csv", "05-Jan-2026/calls.csv", date(2026, 1, 5)),
        ("calls.{day:%Y%m%d}.[0-9].csv", "calls.20260105.7.csv", date(2026, 1, 5)),
        ("c?_{day:%Y-%j}.csv", "c1_2026-005.csv", date(2026, 1, 5)),
    ],
)
def test_days_are_named_in_many_ways(tmp_path, source, name, day):
    put(tmp_path / "acme" / name)
    assert [a.day for a in listed(tmp_path, source="{inbox}/acme/" + source).arrivals] == [day]


def test_a_missing_folder_is_a_finding_and_an_empty_one_is_silence(tmp_path):
    (finding,) = listed(tmp_path).findings
    assert (finding.severity, finding.what) == ("error", "there is no such folder")
    assert str(tmp_path / "acme") in finding.where
    (tmp_path / "acme").mkdir()
    assert listed(tmp_path) == type(listed(tmp_path))((), ())


def test_an_inbox_whose_name_holds_wildcards_is_read_as_it_is_called(tmp_path):
    put(tmp_path / "in[box]*/acme/calls_a.csv")
    assert names(listed(tmp_path / "in[box]*")) == ["acme/calls_a.csv"]
    put(tmp_path / "in[box]*/acme/calls_2026-01-05.csv")
    told = listed(tmp_path / "in[box]*", source="{inbox}/acme/calls_{day:%Y-%m-%d}.csv")
    assert [a.day for a in told.arrivals] == [date(2026, 1, 5)]


def test_a_file_still_being_written_is_left_for_the_next_run(tmp_path):
    put(tmp_path / "acme/calls_a.csv.filepart")
    told = listed(tmp_path, source="{inbox}/acme/calls_*")
    assert told.arrivals == ()
    assert [(f.rule, f.severity) for f in told.findings] == [("unfinished", "info")]


def test_a_link_that_leads_outside_the_inbox_is_not_followed(tmp_path):
    secret = put(tmp_path / "secret.csv")
    (tmp_path / "inbox/acme").mkdir(parents=True)
    (tmp_path / "inbox/acme/calls_a.csv").symlink_to(secret)
    told = listed(tmp_path / "inbox")
    assert told.arrivals == ()
    assert [(f.rule, f.severity, f.where) for f in told.findings] == [("outside", "error", "acme/calls_a.csv")]


def test_a_link_to_nothing_does_not_hide_the_next_file(tmp_path):
    put(tmp_path / "acme/calls_b.csv")
    (tmp_path / "acme/calls_a.csv").symlink_to(tmp_path / "acme/gone.csv")
    told = listed(tmp_path)
    assert names(told) == ["acme/calls_b.csv"]
    assert [(f.rule, f.where) for f in told.findings] == [("outside", "acme/calls_a.csv")]


@pytest.fixture
def memory():
    files = fsspec.filesystem("memory")
    files.store.clear()
    yield files
    files.store.clear()


def test_a_url_is_listed_like_a_folder(memory):
    memory.pipe("/in/acme/calls_a.csv", b"abc")
    told = listed("memory://in")
    assert [(a.name, a.size, a.url) for a in told.arrivals] == [
        ("acme/calls_a.csv", 3, "memory:///in/acme/calls_a.csv")
    ]
    with told.arrivals[0].stream() as stream:
        assert stream.read() == b"abc"


def test_a_name_with_dots_does_not_climb_out_of_the_folder(memory):
    memory.store["/in/acme/../calls_a.csv"] = memory.pipe("/x", b"abc") or memory.store["/x"]
    told = listed("memory://in", source="{inbox}/**/calls_*.csv")
    assert told.arrivals == ()
    assert [(f.rule, f.severity) for f in told.findings] == [("outside", "error")]


def test_odd_characters_of_a_name_are_shown_not_obeyed(tmp_path):
    put(tmp_path / "acme/calls_\x1b[31m\n..\\..\\evil.csv")
    assert names(listed(tmp_path)) == ["acme/calls_\\x1b[31m\\n..\\..\\evil.csv"]


@pytest.mark.parametrize(
    ("inbox", "words"),
    [
        ("gopher://host/in", "unknown protocol: found Protocol not known: gopher"),
        ("sftp://acme:secret@host/in", "needs a driver that is not installed"),
    ],
)
def test_a_protocol_that_cannot_be_spoken_is_a_finding_without_the_password(inbox, words):
    (finding,) = listed(inbox).findings
    assert words in str(finding)
    assert "secret" not in str(finding)
    assert finding.severity == "error"


CONTROL = {"control": {"file": "{name}.ctl", "rows": "ROWS"}}


@pytest.mark.parametrize(
    "content",
    [b"ROWS=17\n", b"DATE: 5\r\nROWS: 17\r\n", b"ROWS;17", b'{"ROWS": 17}', b'{"ROWS": "17"}', b"\xef\xbb\xbfROWS=17"],
)
def test_the_control_file_tells_the_rows_and_is_no_data(tmp_path, content):
    put(tmp_path / "acme/calls_a.csv")
    put(tmp_path / "acme/calls_a.csv.ctl", content)
    told = listed(tmp_path, source="{inbox}/acme/calls_*", **CONTROL)
    assert [(a.name, a.control_rows) for a in told.arrivals] == [("acme/calls_a.csv", 17)]
    assert told.findings == ()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"ROWS=", "found nothing after ROWS, expected a whole number"),
        (b"RO", "found no line of ROWS in 2 bytes, expected ROWS=number"),
        (b"", "found no line of ROWS in 0 bytes"),
        (b"ROWS=17.5", "found 17.5 after ROWS"),
        (b"ROWS=17\nROWS=18", "found ROWS as 17 and as 18, expected it once"),
        (b'{"ROWS": 17', "the JSON breaks off at character 11"),
    ],
)
def test_a_truncated_control_file_holds_its_export_back(tmp_path, content, words):
    put(tmp_path / "acme/calls_a.csv")
    put(tmp_path / "acme/calls_a.csv.ctl", content)
    told = listed(tmp_path, **CONTROL)
    assert told.arrivals == ()
    (finding,) = told.findings
    assert (finding.rule, finding.severity, finding.where) == ("control", "error", "acme/calls_a.csv.ctl")
    assert words in str(finding)
    assert "send the control file again" in finding.action


def test_the_control_file_tells_sums_in_the_units_of_their_columns(tmp_path):
    put(tmp_path / "acme/calls_a.csv")
    put(tmp_path / "acme/calls_a.csv.ctl", b"ROWS=17\nWAIT=340.5\n")
    control = {"control": {"file": "{name}.ctl", "rows": "ROWS", "sums": {"wait_s": "WAIT"}}}
    columns = {"wait_s": {"from": "Wait", "unit": "min"}}
    (arrival,) = listed(tmp_path, source="{inbox}/acme/calls_*", columns=columns, **control).arrivals
    assert arrival.control_sums == '{"wait_s": "20430"}'
    put(tmp_path / "acme/calls_a.csv.ctl", b"ROWS=17\n")
    (finding,) = listed(tmp_path, source="{inbox}/acme/calls_*", columns=columns, **control).findings
    assert "found no line of WAIT" in str(finding)


def test_an_export_waits_for_its_control_file_and_arrives_with_it(tmp_path):
    put(tmp_path / "acme/calls_a.csv")
    (finding,) = listed(tmp_path, **CONTROL).findings
    assert "acme/calls_a.csv waits: its control file is missing" in str(finding)
    later = datetime(2026, 1, 5, 9, tzinfo=UTC)
    put(tmp_path / "acme/calls_a.csv.ctl", b"ROWS=1", at=later)
    assert listed(tmp_path, as_of=JANUARY, **CONTROL).arrivals == ()
    (arrival,) = listed(tmp_path, **CONTROL).arrivals
    assert arrival.arrived_at == later  # so a corrected control file is a new sighting


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_listed_is_a_finding(tmp_path):
    put(tmp_path / "acme/calls_a.csv")
    (tmp_path / "acme").chmod(0)
    (finding,) = listed(tmp_path).findings
    (tmp_path / "acme").chmod(0o700)
    assert finding.what == "may not be read"


def test_a_place_that_refuses_us_is_a_finding(memory, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    memory.pipe("/in/acme/calls_a.csv", b"abc")
    monkeypatch.setattr(type(memory), "ls", refuse)
    (finding,) = listed("memory://in").findings
    assert (finding.severity, finding.what) == ("error", "may not be read")


def test_a_pipe_is_not_opened(tmp_path):
    (tmp_path / "acme").mkdir()
    os.mkfifo(tmp_path / "acme/calls_a.csv")
    told = listed(tmp_path)
    assert told.arrivals == ()
    assert [(f.rule, f.what) for f in told.findings] == [("outside", "not taken: it is no file")]
