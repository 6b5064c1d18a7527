"""Files that stop their feed, and what the partner's manager is told; files of which only some rows are refused."""

import gzip
import io
import resource
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

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
        (b"PK\x03\x04" + GOOD, "calls.csv: the zip is damaged"),
    ],
)
def test_a_file_that_cannot_be_trusted_stops_its_feed(trial: Trial, content: bytes, words: str):
    assert words in refusal(trial, content)


def test_every_fault_of_a_header_is_told_at_once(trial: Trial):
    told = refusal(trial, b"id,Start,status,agent,team\n")
    assert [line.split(":")[2].strip() for line in told.splitlines()] == [
        "column renamed", "column missing", "column not declared", "column not declared",
    ]  # fmt: skip


def test_a_name_may_stand_twice_where_nobody_needs_it_and_so_may_none(trial: Trial):
    content = b"id,start,status,wait,note,note,,\n1,2026-10-01 10:00:00,A,5,x,y,,\n"
    assert rows(trial.conform(content, feed(unused='[note, ""]')), "wait_s") == [(5,)]
    assert "found '', expected" in (told := refusal(trial, content))
    assert 'or name it in `unused`, as `unused: [""]`' in told
    assert "column 'note' stands twice" in refusal(trial, content, unused='["*"]', agent_id="note")


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
    ("encoding", "name"),
    [
        *((one, "Müller") for one in ("utf-8", "utf-16", "latin-1", "cp1252")),
        *((one, "홍길동") for one in ("cp949", "euc-kr")),
        *((one, "小明") for one in ("gbk", "gb18030", "big5")),
        *zip(
            ("cp1250", "cp1251", "cp1253", "cp1254", "cp1257"), ("Żółw", "Жук", "Άννα", "Ağaç", "Ąžuolas"), strict=True
        ),
        ("shift_jis", "山田"),
    ],
)
def test_every_encoding_is_read_and_so_is_a_gzip_of_it(trial: Trial, encoding: str, name: str):
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


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_a_utf_16_without_its_mark_is_read_in_the_order_that_its_first_letter_tells(trial: Trial, order: str):
    told = trial.conform(GOOD.decode().replace("\n", "\r\n").encode(order), feed(options="{encoding: utf-16}"))
    assert len(rows(told)) == 1


@pytest.mark.parametrize(
    ("content", "encoding", "words"),
    [
        (GOOD, "utf-16", "neither the mark of UTF-16 nor a letter of it, expected utf-16"),
        (b"\xef\xbb\xbf" + GOOD, "cp1252", "found the mark of utf-8, expected cp1252; set `encoding: utf-8`"),
        (GOOD.decode().encode("utf-16"), "cp1252", "found the mark of utf-16, expected cp1252"),
    ],
)
def test_a_mark_tells_another_encoding_than_the_feed(trial: Trial, content: bytes, encoding: str, words: str):
    assert words in refusal(trial, content, options=f"{{encoding: {encoding}}}")


def zipped(**files: bytes) -> bytes:
    with io.BytesIO() as out:
        with ZipFile(out, "w", ZIP_DEFLATED) as packed:
            for name, content in files.items():
                packed.writestr(name, content)
        return out.getvalue()


def test_a_zip_of_one_text_is_read_and_of_two_is_not(trial: Trial):
    assert len(rows(trial.conform(zipped(calls=GOOD), feed()))) == 1
    assert len(rows(trial.conform(zipped(**{"calls": GOOD, "__MACOSX/._calls": b"x"}), feed()))) == 1
    assert "does not hold one file alone: found calls, more, expected one" in refusal(
        trial, zipped(calls=GOOD, more=GOOD)
    )


def test_a_zip_that_is_damaged_or_locked_stops_its_feed(trial: Trial):
    whole = zipped(calls=GOOD)
    assert "the zip is damaged" in refusal(trial, whole[:-20])
    letter = whole.index(b"calls") + len(b"calls") + 8
    assert "the zip is damaged" in refusal(trial, whole[:letter] + bytes([whole[letter] ^ 0xFF]) + whole[letter + 1 :])
    locked = bytearray(whole)
    locked[6] |= 1
    locked[whole.index(b"PK\x01\x02") + 8] |= 1
    assert "a zip without a password" in refusal(trial, bytes(locked))


def test_what_is_no_xlsx_is_told_by_what_it_is(trial: Trial):
    for content, words in ((b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old spreadsheet"), (b"<html>", "a page or an XML")):
        assert words in refusal(trial, content, format="xlsx")
