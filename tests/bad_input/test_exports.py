"""Bad exports of text, one partner each, in one night: what is said, what counts, and that nothing is lost (law 1, law 5)."""

import gzip
import io
from typing import Any
from zipfile import ZipFile

import pytest
from centre import FEED, HEADER, Centre, call, many, text

NAMED = FEED["columns"]
WHOLE = text(*many())
LONG = many(400)
BERLIN = {"clock": {"time_zone": "Europe/Berlin"}}
DECLARED = "CallID, Start, End, Status, Wait, Handle, Agent"


def times(form: str) -> dict[str, Any]:
    """The feed's columns with another format of their times."""
    return {"columns": {**NAMED, **{ours: {**NAMED[ours], "format": form} for ours in ("offered_at", "ended_at")}}}


def sent(content: bytes, **more: Any) -> dict[str, Any]:
    return {"content": content, **more}


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as packed:
        packed.writestr(name, content)
    return out.getvalue()


# Each stops its feed: no row is accepted. (what was sent, words that stand together in one finding)
STOPPED: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "a column is missing": (
        sent(text(*(row.rpartition(";")[0] for row in many()), header=HEADER.removesuffix(";Agent"))),
        ("calls.csv:1: column missing", "found CallID, Start", "expected 'Agent'", "ask the partner"),
    ),
    "a column that nobody declared": (
        sent(text(*(f"{row};good" for row in many()), header=f"{HEADER};Mood")),
        ("calls.csv:1: column not declared", "found 'Mood'", f"expected {DECLARED}", "`unused`"),
    ),
    "a column renamed": (
        sent(text(*many(), header=HEADER.replace("Wait", "Waiting"))),
        ("calls.csv:1: column renamed", "found 'Waiting'", "expected 'Wait'", "change `columns`"),
    ),
    "a column in other letters": (
        sent(text(*many(), header=HEADER.replace("Wait", "WAIT"))),
        ("column renamed", "found 'WAIT'", "expected 'Wait'"),
    ),
    "a column twice": (
        sent(text(*(f"{row};lee" for row in many()), header=f"{HEADER};Agent")),
        ("calls.csv:1: column 'Agent' stands twice", "found 2 columns", "expected one"),
    ),
    "no header at all": (
        sent(text(*many()[1:], header=many()[0])),
        ("calls.csv:1: none of the declared columns is there", f"expected {DECLARED}", "`header_row`"),
    ),
    "the columns of another partner": (
        sent(b"Datum;Vorgang;Ergebnis\n05.10.2026;1;ok\n"),
        ("none of the declared columns is there", "found Datum, Vorgang, Ergebnis", "another feed or partner"),
    ),
    "another delimiter": (
        sent(WHOLE.replace(b";", b"\t")),
        ("none of the declared columns is there", '`options: {delimiter: "\\t"}`'),
    ),
    "a web page": (
        sent(b"<html><body>Please log in</body></html>\n"),
        ("none of the declared columns is there", "Please log in"),
    ),
    "an empty file": (sent(b""), ("calls.csv:1: the file is empty", "expected a header and rows", "ask for it again")),
    "blank lines only": (sent(b"\n\n\n"), ("calls.csv:1: none of the declared columns is there", "found no column")),
    "a header only": (
        sent(text()),
        ("calls.csv:1: the file has a header and no rows", "expected rows", "accept the day as missing"),
    ),
    "a truncated gzip": (
        sent(gzip.compress(text(*LONG), mtime=0)[:-20], file="calls.csv.gz"),
        ("calls.csv.gz", "the gzip file ends before its end", "send it again"),
    ),
    "a gzip of nothing": (
        sent(gzip.compress(b"", mtime=0), file="calls.csv.gz"),
        ("calls.csv.gz:1: the gzip file holds nothing", "ask for it again"),
    ),
    "a gzip with something behind it": (
        sent(gzip.compress(WHOLE, mtime=0) + b"rest", file="calls.csv.gz"),
        ("calls.csv.gz", "the gzip file is damaged after", "send it again"),
    ),
    "CP949 where UTF-8 is declared": (
        sent("\n".join([HEADER, *(call(i, agent="김철수") for i in range(40)), ""]).encode("cp949")),
        ("calls.csv:2: wrong encoding", "40 of 40 records", "not utf-8", "set `encoding`"),
    ),
    "UTF-8 where CP949 is declared": (
        sent(text(*(call(i, agent="Müller") for i in range(40))), options={"delimiter": ";", "encoding": "cp949"}),
        ("calls.csv:1: wrong encoding", "UTF-8: all 40 letters", "expected cp949", "set `encoding: utf-8`"),
    ),
    "UTF-16 where UTF-8 is declared": (
        sent(WHOLE.decode().encode("utf-16")),
        ("calls.csv:1: wrong encoding", "found the mark of utf-16", "set `encoding: utf-16`"),
    ),
    "UTF-16 without a mark": (sent(WHOLE.decode().encode("utf-16-le")), ("calls.csv:1: a NUL byte", "utf-16")),
    "a NUL byte": (sent(WHOLE.replace(b"kim", b"k\0m", 1)), ("calls.csv:2: a NUL byte at byte", "expected text")),
    "carriage returns alone": (
        sent(text(*many(), newline="\r")),
        ("calls.csv:1: the lines end with a carriage return alone", "line ends of Windows or Unix"),
    ),
    "a decimal comma that nobody declared": (
        sent(text(*(call(i, wait="1.234,56") for i in range(40)))),
        ("calls.csv:2: 40 rows quarantined, wait_s: Wait is not a number of s", "'1.234,56'", "correct the format"),
    ),
    "months read as days": (
        sent(
            text(*(call(i, f"10/{i % 28 + 1:02}/2026 09:00:00", "10/05/2026 09:01:00") for i in range(40))),
            **times("%d/%m/%Y %H:%M:%S"),
        ),
        ("16 rows quarantined, offered_at: Start is not a time as %d/%m/%Y", "'10/13/2026 09:00:00'"),
    ),
    "one id for all": (
        sent(text(*(call(7, wait=i) for i in range(40)))),
        ("too many rows have the identity of another row and say something else", "identities", "override"),
    ),
    "a packed spreadsheet under the name of a CSV": (
        sent(zipped("[Content_Types].xml", b"<Types/>")),
        ("calls.csv:1: wrong format", "xlsx", "expected a text", "set `format: xlsx`"),
    ),
    "what begins like a zip and is none": (
        sent(b"PK\x03\x04 and so on"),
        ("calls.csv", "the zip is damaged", "send it again"),
    ),
    "JSON under the name of a CSV": (sent(b'{"CallID": 1}\n'), ("calls.csv:1: wrong format", "jsonl", "expected csv")),
}

# Each is accepted but for its bad rows. (what was sent, rows in, {line: rule} of quarantine, words of one finding)
QUARANTINED: dict[str, tuple[dict[str, Any], int, dict[int, str], tuple[str, ...]]] = {
    "negative durations": (
        sent(text(*many(), call(1, wait=-5), call(2, handle=-60))),
        42,
        {42: "I3", 43: "I3"},
        ("calls.csv:42: wait_s is impossible (1 row in quarantine)", "found -5.000", "0 to 14400", "release I3"),
    ),
    "an end before its start": (
        sent(text(*many(), call(1, end="2026-10-05 08:00:00"))),
        41,
        {42: "I3"},
        ("calls.csv:42: ended_at is before offered_at", "line 42, record 41", "have the export corrected"),
    ),
    "the year 2999": (
        sent(text(*many(), call(1, "2999-01-01 09:00:00", "2999-01-01 09:00:10"))),
        41,
        {42: "instants"},
        ("calls.csv:42: offered_at is before 1990 or after the file arrived", "to the arrival of the file"),
    ),
    "a total row": (
        sent(text(*many(), "Total;;;;400;2400;")),
        41,
        {42: "missing"},
        ("calls.csv:42: 1 row quarantined", "Start is empty, so the row has no day (line 42)"),
    ),
    "a total row that is too short": (
        sent(text(*many(), "Total;;;123")),
        41,
        {42: "fields"},
        ("calls.csv:42", "4 fields where the header has 7", "'Total;;;123'"),
    ),
    "a second header": (
        sent(text("id;from;to;code;s;s;who", *LONG)),
        401,
        {2: "unknown_code"},
        ("calls.csv:2: 1 row quarantined, outcome: Status is none of the known codes: ANS, ABN", "'code'"),
    ),
    "an unknown code": (
        sent(text(*LONG, call(1, status="FOO"))),
        401,
        {402: "unknown_code"},
        ("calls.csv:402: 1 row quarantined, outcome", "found 'FOO' (1)", "add the codes to `codes`, then replay"),
    ),
    "24 o'clock and second 60": (
        sent(text(*LONG, call(1, "2026-10-05 24:00:00"), call(2, "2026-10-05 00:00:60"))),
        402,
        {402: "unreadable", 403: "unreadable"},
        ("calls.csv:402: 2 rows quarantined, offered_at", "'2026-10-05 00:00:60', '2026-10-05 24:00:00'"),
    ),
    "a percent and a decimal comma": (
        sent(text(*LONG, call(1, wait="81%"), call(2, wait="1,5"))),
        402,
        {402: "unreadable", 403: "unreadable"},
        ("calls.csv:402: 2 rows quarantined, wait_s: Wait is not a number of s", "'1,5', '81%'"),
    ),
    "a truncated last line": (
        sent(text(*many())[:-30]),
        40,
        {41: "fields"},
        ("calls.csv:41", "3 fields where the header has 7", "'1039;2026-10-05 09:00:00;2026'"),
    ),
    "a quote never closed": (
        sent(text(*many(), call(1, agent='"kim'), call(2))),
        42,
        {42: "fields"},
        ("calls.csv:42", "a quote is not closed", '"kim'),
    ),
    "two bytes of another encoding": (
        sent(text(*LONG) + call(1, agent="k\xff").encode("latin-1") + b"\n"),
        401,
        {402: "encoding"},
        ("calls.csv:402", "bytes that are not of the declared encoding", "k\\\\xff"),
    ),
    "an empty id": (
        sent(text(*many(), call(""))),
        41,
        {42: "missing"},
        ("calls.csv:42: 1 row quarantined, identity: CallID is empty, so the row has no identity",),
    ),
    "an hour that the clock skips": (
        sent(text(*LONG, call(1, "2026-03-29 02:30:00", "2026-03-29 03:31:00")), **BERLIN),
        401,
        {402: "dst_gap"},
        ("calls.csv:402", "Start lies in the hour that the clock of Europe/Berlin skips", "'2026-03-29 02:30:00'"),
    ),
    "a bad row after a newline in quotes": (
        sent(text(*many(), call(1, agent='"kim\nlee"'), call(2, wait="x"))),
        42,
        {44: "unreadable"},
        ("calls.csv:44: 1 row quarantined, wait_s", "found 'x'"),
    ),
}

# Each is accepted whole. (what was sent, rows)
TAKEN: dict[str, tuple[dict[str, Any], int]] = {
    "CP949 that is declared": (
        sent(
            "\n".join([HEADER, *(call(i, agent="김철수") for i in range(40)), ""]).encode("cp949"),
            options={"delimiter": ";", "encoding": "cp949"},
        ),
        40,
    ),
    "a good file": (sent(WHOLE), 40),
    "a byte order mark": (sent(b"\xef\xbb\xbf" + WHOLE), 40),
    "blank lines at the end": (sent(WHOLE + b"\n\n\r\n"), 40),
    "line ends of Windows and Unix": (sent(WHOLE + "\r\n".join([call(1), call(2), ""]).encode()), 42),
    "no newline at the end": (sent(WHOLE[:-1]), 40),
    "newlines in quotes": (sent(text(*many(), call(1, agent='"kim\nlee"'))), 41),
    "times of the morning in Korean": (
        sent(text(call(1, "2026-10-05 오전 09:00:00", "2026-10-05 오후 01:00:00")), **times("%Y-%m-%d %p %I:%M:%S")),
        1,
    ),
    "times of the morning in Chinese": (
        sent(text(call(1, "2026/10/5 上午9:00:00", "2026/10/5 下午1:00:00")), **times("%Y/%m/%d %p%I:%M:%S")),
        1,
    ),
    "a decimal comma that is declared": (
        sent(text(call(1, wait="1.234,56")), options={"delimiter": ";", "decimal": ",", "thousands": "."}),
        1,
    ),
    "a call over midnight": (sent(text(call(1, "2026-10-04 23:59:50", "2026-10-05 00:05:00"))), 1),
    "a total row that is declared": (
        sent(text(*many(), "Total;;;;400;2400;"), exclude={"totals": "CallID = 'Total'"}),
        40,
    ),
    "both passes of an hour": (
        sent(
            text(*(call(i, f"2025-10-26 02:{m}:00", f"2025-10-26 02:{m}:30") for i, m in enumerate((30, 50, 10, 40)))),
            **BERLIN,
        ),
        4,
    ),
}


def slug(sentence: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in sentence.lower())


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    """All partners' exports, and one night over them."""
    centre = Centre(tmp_path_factory.mktemp("exports"))
    for table in (STOPPED, QUARANTINED, TAKEN):
        for sentence, told in table.items():
            centre.partner(slug(sentence), **(told[0]))
    centre.partner("sent-twice", WHOLE, file="a.csv")
    centre.send("sent-twice", WHOLE, file="b.csv")
    centre.partner("repeats", text(*many(), call(1000), call(1001, wait=99)))
    centre.partner("rounded-ids", text(*(call("6.02E+11", wait=i) for i in range(8))))
    centre.night()
    return centre


@pytest.mark.parametrize("sentence", STOPPED)
def test_stops_its_feed(night, sentence):
    file = night.one(slug(sentence))
    assert (file.state, file.accepted) == ("stopped", 0)
    assert file.says("error: ", *STOPPED[sentence][1])


@pytest.mark.parametrize("sentence", QUARANTINED)
def test_costs_only_its_rows(night, sentence):
    _, rows_in, lines, words = QUARANTINED[sentence]
    file = night.one(slug(sentence))
    assert (file.state, file.rows_in, file.quarantined) == ("accepted", rows_in, len(lines))
    refused = night.quarantine(slug(sentence))
    assert {row["line"] for row in refused} == set(lines)
    assert all(any(row["line"] == line and row["rule"] == rule for row in refused) for line, rule in lines.items())
    assert all(row["reason"] for row in refused)
    assert file.says("error: ", *words)


@pytest.mark.parametrize("sentence", TAKEN)
def test_is_taken(night, sentence):
    file = night.one(slug(sentence))
    assert (file.state, file.accepted, file.quarantined) == ("accepted", TAKEN[sentence][1], 0)
    assert not any(one.startswith("error: ") for one in file.findings)


def test_the_night_goes_on_and_says_that_something_was_wrong(night):
    ran = night.nights[0]
    assert (ran.code, ran.err) == (1, "")
    assert "Traceback" not in ran.said
    assert not [one for one in ran.told["receipts"] if one["verb"] == "stopped"]


def test_no_row_and_no_byte_is_lost(night):
    night.nothing_lost()


def test_the_same_bytes_under_two_names_count_once(night):
    file = night.one("sent-twice")
    assert (file.name, file.accepted) == ("sent-twice/a.csv", 40)
    said = "\n".join(night.findings("sent-twice"))
    assert "b.csv: the same bytes arrived under two names; they count once" in said
    assert "found sent-twice/b.csv, expected sent-twice/a.csv; ask the partner" in said


def test_of_an_id_that_repeats_the_first_row_counts(night):
    file = night.one("repeats")
    assert (file.rows_in, file.accepted, file.duplicates) == (42, 40, 2)
    assert file.says(
        "calls.csv:43: 2 duplicate rows set aside: 1 identical, 1 conflicting", "1001 on line 43, kept line 3"
    )
    assert [row["line"] for row in night.quarantine("repeats") if row["rule"] == "duplicate"] == [42, 43]


def test_ids_that_a_spreadsheet_rounded_are_no_ids(night):
    file = night.one("rounded-ids")
    assert (file.rows_in, file.accepted, file.quarantined, file.duplicates) == (8, 0, 1, 7)
    assert file.says("calls.csv:2: contact_id is a number that a spreadsheet rounded", "6.02E+11", "exported as text")


def test_a_call_over_midnight_belongs_to_the_day_it_came(night):
    (row,) = night.rows(slug("a call over midnight"))
    assert str(row["credited_on"]) == "2026-10-04"
    assert str(row["offered_at"]) == "2026-10-04 15:59:50"  # Manila is eight hours ahead


def test_the_order_of_the_file_tells_the_passes_of_a_repeated_hour_apart(night):
    told = [f"{row['offered_at']:%H:%M}" for row in night.rows(slug("both passes of an hour"))]
    assert told == ["00:30", "00:50", "01:10", "01:40"]  # 02:30 and 02:50 of summer, 02:10 and 02:40 of winter
    assert night.one(slug("both passes of an hour")).says(
        "warning: ", "4 times of offered_at lie in the hour", "repeats"
    )


def test_half_days_of_korea_and_china_are_read(night):
    for language in ("korean", "chinese"):
        (row,) = night.rows(f"times-of-the-morning-in-{language}")
        assert (f"{row['offered_at']:%H:%M}", f"{row['ended_at']:%H:%M}") == ("01:00", "05:00")  # 09:00 and 13:00 there


def test_a_declared_decimal_comma_is_read_exactly(night):
    (row,) = night.rows(slug("a decimal comma that is declared"))
    assert str(row["wait_s"]) == "1234.560"


def test_a_declared_total_row_is_excluded_by_name(night):
    file = night.one(slug("a total row that is declared"))
    assert (file.rows_in, file.excluded) == (41, 1)
    assert [row["line"] for row in night.rows(slug("a total row that is declared")) if row["excluded"] == "totals"] == [
        42
    ]


def test_status_tells_the_stopped_files_and_what_to_do(night):
    from centre import vmo

    told = vmo("status", night.folder)
    assert told.code == 0
    assert "stopped: an-empty-file/calls.csv; correct the partner YAML or ask for the file again" in told.out
    assert "an-empty-file/calls.csv:1: the file is empty: expected a header and rows; ask for it again" in told.out


def test_a_second_night_does_nothing_again(night):
    before = [night.files(slug(sentence)) for sentence in STOPPED]
    again = night.night()
    assert all(not one["outputs"] for one in again.told["receipts"] if one["verb"] in ("land", "conform"))
    assert [night.files(slug(sentence)) for sentence in STOPPED] == before
