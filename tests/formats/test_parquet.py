"""Parquet: typed columns go through the same rules as text."""

# ruff: noqa: DTZ001  a naive time is what these tests are about

import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from trials import Trial, feed, quarantined, rows, trial

from vmo.conform import RefusedFeedError

__all__ = ["trial"]

NAIVE = datetime(2026, 10, 1, 10, 0, 0)


def file(**columns: object) -> bytes:
    told = {"id": [1, 2], "start": [NAIVE, NAIVE], "status": ["A", "L"], "wait": [20.9, 7.0]} | columns
    out = io.BytesIO()
    pq.write_table(pa.table(told), out)
    return out.getvalue()


def test_naive_times_are_of_the_feeds_zone_and_aware_ones_are_not_moved(trial: Trial):
    for start, hour in ((NAIVE, 8), (NAIVE.replace(tzinfo=UTC), 10)):
        told = trial.conform(file(start=[start, start]), feed(format="parquet"), "calls.parquet")
        assert rows(told, "record, line, contact_id, offered_at, wait_s") == [
            (1, 1, "1", datetime(2026, 10, 1, hour), Decimal("20.9")),
            (2, 2, "2", datetime(2026, 10, 1, hour), Decimal(7)),
        ]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("mark", [".", ","])
def test_a_length_of_time_is_hours_minutes_and_seconds(trial: Trial, unit: str, mark: str):
    waits = pa.array([timedelta(seconds=3723), None], pa.duration(unit))
    told = feed(format="parquet", options=f"{{decimal: '{mark}'}}", wait_s='{from: wait, unit: "hh:mm:ss"}')
    assert rows(trial.conform(file(wait=waits), told, "calls.parquet"), "wait_s") == [(Decimal(3723),), (None,)]


def test_a_length_of_time_is_exact_and_may_be_negative(trial: Trial):
    waits = pa.array([timedelta(milliseconds=1501), -timedelta(hours=30, milliseconds=7)], pa.duration("us"))
    told = feed(format="parquet", wait_s='{from: wait, unit: "hh:mm:ss"}')
    found = rows(trial.conform(file(wait=waits), told, "calls.parquet"), "wait_s")
    assert found == [(Decimal("1.501"),), (Decimal("-108000.007"),)]


def test_numbers_are_numbers_whatever_decimal_mark_the_feed_declares(trial: Trial):
    waits = pa.array([Decimal("1.500"), Decimal("0.001")])
    told = trial.conform(file(wait=waits), feed(format="parquet", options="{decimal: ','}"), "calls.parquet")
    assert rows(told, "wait_s") == [(Decimal("1.5"),), (Decimal("0.001"),)]


def test_what_cannot_be_held_is_refused_row_by_row(trial: Trial):
    told = trial.conform(file(wait=[float("nan"), 0.00001]), feed(format="parquet"), "calls.parquet")
    assert quarantined(told, "record, rule") == [(1, "unreadable"), (2, "resolution")]


def test_a_truncated_file_stops_the_feed(trial: Trial):
    with pytest.raises(RefusedFeedError):
        trial.conform(file()[:-30], feed(format="parquet"), "calls.parquet")
