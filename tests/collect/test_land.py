"""What becomes of an arrival's bytes."""

import hashlib
import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from vmo.deliveries.arrival import Arrival
from vmo.lake import Lake
from vmo.land import land, same_bytes
from vmo.records import RefusedError

BYTES = b"CallID\n" + b"17\n" * 700_000  # two megabytes: more than one chunk


def arrival(content=BYTES, name="acme/calls_a.csv", **more):
    told = {
        "partner": "acme",
        "feed": "calls",
        "url": "file:///in/acme/calls_a.csv",
        "name": name,
        "size": len(content),
        "arrived_at": datetime(2026, 1, 5, tzinfo=UTC),
        "stream": lambda: io.BytesIO(content),
        "day": date(2026, 1, 5),
        "control_rows": 700_000,
    }
    return Arrival(**(told | more))


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_the_bytes_lie_under_their_sha256_and_nothing_else_is_left(tmp_path):
    landing = land(arrival(), Lake(tmp_path))
    sha256 = hashlib.sha256(BYTES).hexdigest()
    assert files(tmp_path) == [f"landed/{sha256[:2]}/{sha256}"]
    assert Lake(tmp_path).landed(sha256).read_bytes() == BYTES
    assert (landing.sha256, landing.size, landing.day, landing.control_rows) == (
        sha256,
        len(BYTES),
        date(2026, 1, 5),
        700_000,
    )


def test_the_same_file_under_two_names_lands_once_and_both_names_are_told(tmp_path):
    lake = Lake(tmp_path)
    first, second = land(arrival(), lake), land(arrival(name="acme/calls_b.csv"), lake)
    assert len(files(tmp_path)) == 1
    assert same_bytes(first, first) is None
    finding = same_bytes(second, first)
    assert str(finding).startswith(
        "acme/calls_b.csv: the same bytes arrived under two names; they count once: "
        "found acme/calls_b.csv, expected acme/calls_a.csv; "
    )
    assert "for two feeds" in str(same_bytes(replace(second, partner="beta"), first))


@pytest.mark.parametrize("name", ["../../../etc/passwd", "/etc/passwd", "..\\x", "a\0b", "x" * 5000])
def test_no_name_becomes_a_path(tmp_path, name):
    state = tmp_path / "deep/state"
    land(arrival(b"abc", name), Lake(state))
    assert all(path.startswith("deep/state/landed/") for path in files(tmp_path))


def test_an_empty_file_lands_too(tmp_path):
    assert land(arrival(b""), Lake(tmp_path)).size == 0
    assert len(files(tmp_path)) == 1


def test_a_file_that_grows_while_it_is_read_is_left_for_the_next_run(tmp_path):
    with pytest.raises(RefusedError, match=r"still being written: listed with 2 bytes, read 3; the next run"):
        land(arrival(b"abc", size=2), Lake(tmp_path))
    assert files(tmp_path) == []
    assert land(arrival(b"abc", size=None), Lake(tmp_path)).size == 3  # a server that tells no size


def test_a_file_that_may_not_be_read_says_so(tmp_path):
    def refuse():
        raise PermissionError(13, "Permission denied")

    with pytest.raises(RefusedError, match=r"calls_a.csv: could not be read \(Permission denied\); give us"):
        land(arrival(stream=refuse), Lake(tmp_path))
    assert files(tmp_path) == []


def test_a_connection_lost_half_way_keeps_nothing(tmp_path):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            if self.tell():
                raise EOFError("connection lost")
            return super().read(size)

    with pytest.raises(RefusedError, match="could not be read \\(connection lost\\)"):
        land(arrival(stream=lambda: Broken(BYTES)), Lake(tmp_path))
    assert files(tmp_path) == []
