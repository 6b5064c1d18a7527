"""Files that stop their feed, and what the partner's manager is told; files of which only some rows are refused."""

import gzip
import resource
from pathlib import Path

import pytest
from trials import Trial, feed, quarantined, rows, trial

from vmo.conform import RefusedFeedError

__all__ = ["trial"]

GOOD = b"id,start,status,wait\n1,2026-10-01 10:00:00,A,5\n"


def refusal(trial: Trial, content: bytes, name: str = "calls.csv", **changed: str) -> str:
    with pytest.raises(RefusedFeedError) as stopped:
        trial.conform(content, feed(**changed), name)
    return "\n".join(map(str, stopped.value.findings))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "calls.csv:1: the file is empty"),
        (b"id,start,status,wait\n", "calls.csv:1: the file has a header and no rows"),
        (GOOD.replace(b"wait", b"Wiat"), "calls.csv:1: column renamed: found 'Wiat', expected 'wait'"),
        (GOOD.replace(b",wait", b"").replace(b",5", b""), "calls.csv:1: column missing"),
        (GOOD.replace(b"wait", b"wait,agent"), "calls.csv:1: column not declared: found 'agent'"),
        (GOOD.replace(b"status", b"wait"), "calls.csv:1: column 'wait' stands twice"),
        (gzip.compress(GOOD * 1000)[:-20], "calls.csv: the gzip file ends before its end"),
        (gzip.compress(b"", mtime=0), "calls.csv:1: the gzip file holds nothing"),
        (GOOD + b"2,2026\0,A,5\n", "calls.csv:3: a NUL byte at byte 53"),  # after 21 + 26 bytes of lines, and `2,2026`
        (GOOD.decode().encode("utf-16"), "calls.csv:1: wrong encoding: found the mark of utf-16, expected utf-8"),
        (GOOD + "2,2026-10-01 10:00:00,A,ä\n".encode("latin-1"), "calls.csv:3: wrong encoding: 1 of 2 records"),
        (b"PK\x03\x04" + GOOD, "calls.csv:1: wrong format: found what may be xlsx, expected csv"),
    ],
)
def test_a_file_that_cannot_be_trusted_stops_its_feed(trial: Trial, content: bytes, words: str):
    assert words in refusal(trial, content)


def test_every_fault_of_a_header_is_told_at_once(trial: Trial):
    told = refusal(trial, b"id,Start,status,agent,team\n")
    assert [line.split(":")[2].strip() for line in told.splitlines()] == [
        "column renamed", "column missing", "column not declared", "column not declared",
    ]  # fmt: skip


def test_a_column_that_a_condition_needs_may_not_be_missing_though_it_is_unused(trial: Trial):
    told = refusal(trial, GOOD, unused="[skill]", exclude="{test: \"skill = 'TEST'\"}")
    assert "column missing" in told
    assert "'skill'" in told


def test_a_line_of_200_megabytes_stops_its_feed_and_is_never_held(trial: Trial, tmp_path: Path):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    packed = gzip.compress(GOOD + b"x" * 200_000_000, compresslevel=1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "calls.csv:3: a line of more than 2,097,152 bytes" in refusal(trial, packed)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes


def test_a_name_that_leads_upwards_leads_nowhere(trial: Trial):
    assert refusal(trial, b"", "../../../etc/calls.csv").startswith("etc/calls.csv:1:")


def test_one_strange_byte_among_many_rows_costs_one_row(trial: Trial):
    good = b"".join(b"%d,2026-10-01 10:00:00,A,5\n" % i for i in range(1, 200))
    told = trial.conform(b"id,start,status,wait\n" + good + b"x\xff,2026-10-01 10:00:00,A,5\n", feed())
    assert quarantined(told) == [(200, 201, "encoding", "", "x\\xff,2026-10-01 10:00:00,A,5")]
    assert len(rows(told)) == 199


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16", "latin-1", "cp1252", "cp949", "euc-kr", "gbk", "gb18030", "shift_jis"]
)
def test_every_encoding_is_read_and_so_is_a_gzip_of_it(trial: Trial, encoding: str):
    name = {"cp949": "홍길동", "euc-kr": "홍길동", "gbk": "小明", "gb18030": "小明", "shift_jis": "山田"}.get(
        encoding, "Müller"
    )
    content = f"id,start,status,wait\n{name},2026-10-01 10:00:00,A,5\n".encode(encoding)
    for packed in (content, gzip.compress(content)):
        told = trial.conform(packed, feed(options=f"{{encoding: {encoding}}}"))
        assert rows(told, "contact_id") == [(name,)]


def test_another_encoding_than_declared_stops_the_feed(trial: Trial):
    korean = "id,start,status,wait\n홍길동,2026-10-01 10:00:00,A,5\n"
    assert "wrong encoding" in refusal(trial, korean.encode("cp949"))
    assert "wrong encoding" in refusal(
        trial, "id,start,status,wait\nÄÖ€,2026-10-01 10:00:00,A,5\n".encode("latin-1", "ignore")
    )


def test_a_byte_order_mark_is_no_part_of_the_first_name(trial: Trial):
    assert rows(trial.conform(b"\xef\xbb\xbf" + GOOD, feed()), "contact_id") == [("1",)]
