"""Bad spreadsheets and JSON lines, one partner each, in one night; what a line is to a CSV, a row and a key are to them."""

import gzip
import io
import json
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest
from centre import HEADER, Centre, text

COLUMNS = HEADER.split(";")
NINE = datetime(2026, 10, 5, 9)  # noqa: DTZ001  a sheet knows no zone
YEAR_2999 = datetime(2999, 1, 1)  # noqa: DTZ001  a sheet knows no zone


def row(number: object, start: object = NINE, end: object = NINE + timedelta(seconds=70), **cells: object) -> list[Any]:
    told = {"status": "ANS", "wait": 10, "handle": 60, "agent": "kim", **cells}
    return [number, start, end, *told.values()]


def book(*rows: list[Any], header: list[str] = COLUMNS, above: tuple[list[Any], ...] = (), merged: str = "") -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for one in (*above, header, *rows):
        sheet.append(one)
    if merged:
        sheet.merge_cells(merged)
    kept = io.BytesIO()
    workbook.save(kept)
    return kept.getvalue()


def record(number: object, **keys: object) -> dict[str, Any]:
    told = [number, "2026-10-05 09:00:00", "2026-10-05 09:01:10", "ANS", 10, 60, "kim"]
    return {**dict(zip(COLUMNS, told, strict=True)), **keys}


def lines(*records: Any) -> bytes:
    told = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in records]
    return "\n".join([*told, ""]).encode()


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in record(1).items() if name != key}


ROWS = [row(1000 + i) for i in range(40)]
RECORDS = [record(1000 + i) for i in range(40)]
TITLE = (["Acme", *[None] * 6], ["October", *[None] * 6])

# partner: (what was sent, words that stand together in one finding)
STOPPED: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "xlsx-column-missing": (
        {"content": book(*(one[:-1] for one in ROWS), header=COLUMNS[:-1])},
        ("calls.xlsx:1: column missing", "expected 'Agent'"),
    ),
    "xlsx-column-extra": (
        {"content": book(*([*one, "good"] for one in ROWS), header=[*COLUMNS, "Mood"])},
        ("calls.xlsx:1: column not declared", "found 'Mood'"),
    ),
    "xlsx-column-renamed": (
        {"content": book(*ROWS, header=["Waiting" if one == "Wait" else one for one in COLUMNS])},
        ("calls.xlsx:1: column renamed", "found 'Waiting'", "expected 'Wait'"),
    ),
    "xlsx-empty": ({"content": b""}, ("calls.xlsx:1: the file is empty",)),
    "xlsx-header-only": ({"content": book()}, ("calls.xlsx:1: the file has a header and no rows",)),
    "xlsx-truncated": (
        {"content": book(*ROWS)[:-200]},
        ("not a spreadsheet that can be read", "save it again as XLSX"),
    ),
    "xlsx-that-is-csv": ({"content": text()}, ("calls.xlsx:1: wrong format", "what may be csv", "expected xlsx")),
    "xlsx-without-the-sheet": (
        {"content": book(*ROWS), "options": {"sheet": "Calls"}},
        ("no such sheet", "found Sheet", "expected Calls", "set `sheet`"),
    ),
    "xlsx-under-a-merged-title": (
        {"content": book(*ROWS, above=TITLE, merged="A1:G1")},
        ("calls.xlsx:1: none of the declared columns is there", "found Acme", "`header_row`"),
    ),
    "jsonl-key-extra": (
        {"content": lines(*RECORDS, record(1, Mood="good"))},
        ("calls.jsonl:1: column not declared", "found 'Mood'", "`unused`"),
    ),
    "jsonl-key-renamed": (
        {"content": lines(*({**without("Wait"), "CallID": i, "Waiting": 1} for i in range(40)))},
        ("calls.jsonl:1: column not declared", "found 'Waiting'"),
    ),
    "jsonl-empty": ({"content": b""}, ("calls.jsonl:1: the file is empty",)),
    "jsonl-truncated-gzip": (
        {"content": gzip.compress(lines(*RECORDS * 10), mtime=0)[:-15], "file": "calls.jsonl.gz"},
        ("calls.jsonl.gz", "the gzip file ends before its end", "send it again"),
    ),
    "jsonl-in-cp949": (
        {"content": lines(*(record(i, Agent="김철수") for i in range(40))).decode().encode("cp949")},
        ("calls.jsonl:1: wrong encoding", "40 of 40 records", "set `encoding`"),
    ),
    "jsonl-with-nul": ({"content": lines(*RECORDS).replace(b"kim", b"k\0m", 1)}, ("calls.jsonl:1: a NUL byte",)),
    "jsonl-one-array": ({"content": json.dumps(RECORDS).encode()}, ("calls.jsonl:1: wrong format", "expected jsonl")),
}

# partner: (what was sent, rows in, {line or row: rule}, words of one finding)
QUARANTINED: dict[str, tuple[dict[str, Any], int, dict[int, str], tuple[str, ...]]] = {
    "xlsx-impossible": (
        {
            "content": book(
                *ROWS,
                row(1, wait=-3),
                row(2, end=NINE - timedelta(hours=1)),
                row(3, YEAR_2999, YEAR_2999),
            )
        },
        43,
        {42: "I3", 43: "I3", 44: "instants"},
        ("calls.xlsx:42: wait_s is impossible (1 row in quarantine)", "found -3.000"),
    ),
    "xlsx-total": (
        {"content": book(*ROWS, ["Total", None, None, None, 400, 2400, None])},
        41,
        {42: "missing"},
        ("calls.xlsx:42", "Start is empty, so the row has no day"),
    ),
    "xlsx-serial-day": (
        {"content": book(*ROWS, row(1, 46300.375))},
        41,
        {42: "unreadable"},
        ("calls.xlsx:42", "Start is not a time", "found '46300.375'"),
    ),
    "xlsx-words-for-numbers": (
        {"content": book(*ROWS, row(1, wait="20 s"), row(2, wait="81%"))},
        42,
        {42: "unreadable", 43: "unreadable"},
        ("calls.xlsx:42: 2 rows quarantined, wait_s: Wait is not a number of s", "'20 s', '81%'"),
    ),
    "xlsx-cells-beyond": (
        {"content": book(*ROWS, [*row(1), "a note"])},
        41,
        {42: "fields"},
        ("calls.xlsx:42", "cells beyond the 7 columns of the header", "a note"),
    ),
    "xlsx-merged-ids": (
        {"content": book(*ROWS, row(1), row(2), merged="A42:A43")},
        42,
        {43: "missing"},
        ("calls.xlsx:43", "CallID is empty, so the row has no identity"),
    ),
    "xlsx-formula-for-an-id": (
        {"content": book(*ROWS, row("=2+2"))},  # nobody calculated it
        41,
        {42: "unreadable"},
        ("calls.xlsx:42", "CallID shows an error of a spreadsheet, or a formula without its value", "'#? =2+2'"),
    ),
    "jsonl-impossible": (
        {
            "content": lines(
                *RECORDS,
                record(1, Wait=-1),
                record(2, End="2026-10-05 08:00:00"),
                record(3, Start="2999-01-01 00:00:00", End="2999-01-01 00:00:00"),
            )
        },
        43,
        {41: "I3", 42: "I3", 43: "instants"},
        ("calls.jsonl:41: wait_s is impossible (1 row in quarantine)", "found -1.000"),
    ),
    "jsonl-broken-lines": (
        {"content": lines(*RECORDS, '{"CallID": 5, "Start"', "[1, 2]", "null")},
        43,
        {41: "fields", 42: "fields", 43: "fields"},
        ("calls.jsonl:41: 3 rows quarantined, record", "(lines 41, 42, 43)", '\'{"CallID": 5, "Start"\''),
    ),
    "jsonl-no-numbers": (
        {"content": lines(*RECORDS, record(1, Wait=1e300), record(2, Wait="NaN"), record(3, Wait=True))},
        43,
        {41: "unreadable", 42: "unreadable", 43: "unreadable"},
        ("calls.jsonl:41: 3 rows quarantined, wait_s", "'NaN', 'true'"),
    ),
    "jsonl-without-a-code": (
        {"content": lines(*RECORDS, without("Status"))},
        41,
        {41: "missing"},
        ("calls.jsonl:41", "Status is empty, and outcome is required"),
    ),
}


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    centre = Centre(tmp_path_factory.mktemp("records"))

    def partner(name: str, *, content: bytes, **more: Any) -> None:
        kind = name.partition("-")[0]
        centre.partner(name, content, format=kind, **{"file": f"calls.{kind}", "options": {}, **more})

    for table in (STOPPED, QUARANTINED):
        for name, told in table.items():
            partner(name, **told[0])
    partner("xlsx-title-declared", content=book(*ROWS, above=TITLE, merged="A1:G1"), options={"header_row": 3})
    partner("xlsx-twice", content=book(*ROWS, row(1000), row(1001, wait=99)))
    partner("jsonl-twice", content=lines(*RECORDS, record(1000), record(1001, Wait=99)))
    partner("jsonl-key-in-no-record", content=lines(*({**without("Wait"), "CallID": i} for i in range(40))))
    centre.night()
    return centre


@pytest.mark.parametrize("partner", STOPPED)
def test_stops_its_feed(night, partner):
    file = night.one(partner)
    assert (file.state, file.accepted) == ("stopped", 0)
    assert file.says("error: ", *STOPPED[partner][1])


@pytest.mark.parametrize("partner", QUARANTINED)
def test_costs_only_its_rows(night, partner):
    _, rows_in, places, words = QUARANTINED[partner]
    file = night.one(partner)
    assert (file.state, file.rows_in, file.quarantined) == ("accepted", rows_in, len(places))
    refused = night.quarantine(partner)
    assert {one["line"] for one in refused} == set(places)
    assert all(any(one["line"] == line and one["rule"] == rule for one in refused) for line, rule in places.items())
    assert file.says("error: ", *words)


def test_no_row_and_no_byte_is_lost(night):
    night.nothing_lost()


def test_the_night_goes_on(night):
    assert night.nights[0].code == 1
    assert "Traceback" not in night.nights[0].said
    assert not [one for one in night.nights[0].told["receipts"] if one["verb"] == "stopped"]


def test_a_title_above_the_header_may_be_declared(night):
    file = night.one("xlsx-title-declared")
    assert (file.state, file.rows_in, file.accepted) == ("accepted", 40, 40)
    assert night.rows("xlsx-title-declared")[0]["line"] == 4


@pytest.mark.parametrize(("partner", "line"), [("xlsx-twice", 43), ("jsonl-twice", 42)])
def test_of_an_id_that_repeats_the_first_row_counts(night, partner, line):
    file = night.one(partner)
    assert (file.rows_in, file.accepted, file.duplicates) == (42, 40, 2)
    assert file.says(f":{line}: 2 duplicate rows set aside: 1 identical, 1 conflicting", f"1001 on line {line}")


def test_a_key_that_no_record_has_is_told(night):
    file = night.one("jsonl-key-in-no-record")
    assert (file.state, file.accepted) == ("accepted", 40)
    assert file.says("warning: ", "Wait, mapped to wait_s, is empty in all 40 rows", "ask the partner")
