"""Agents' time and evaluations, counted from conformed files: placed in their quarter-hour, once, whatever else is asked."""

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cases import TYPES

from vmo import kinds
from vmo.counting.asks import ask
from vmo.lake import Lake
from vmo.measure import count

OCCUPANCY = ask("measure", "call_occupancy", "agent_states", {})
PRODUCTIVE = ask("measure", "productive_time", "agent_states", {})
PAID = ask("measure", "paid_time", "agent_states", {})
ACCURACY = ask("measure", "call_cc_accuracy", "quality", {})
OPPORTUNITIES = ask("measure", "call_nc_accuracy", "quality", {})
SCORE = ask("measure", "call_quality_score", "quality", {})


def at(text):
    return datetime.fromisoformat(f"2026-01-{text}")


@pytest.fixture
def counted(tmp_path):
    """Counts of rows of a kind, each credited at an instant, as quarter-hour → numerator and denominator of one ask."""

    def run(kind, rows, asks):
        told = kinds.kind(kind)
        names = [name for name in told.columns if any(name in row for row in rows)]
        placed = {
            "record": pa.int64(),
            "credited_on": pa.date32(),
            "quarter_at": pa.timestamp("us"),
            "excluded": pa.string(),
        }
        schema = pa.schema([*placed.items(), *((name, TYPES[told.columns[name].type]) for name in names)])
        whole = [
            {
                "record": n,
                "credited_on": row[told.credited].date(),
                "quarter_at": row[told.credited].replace(minute=row[told.credited].minute // 15 * 15, second=0),
                **row,
            }
            for n, row in enumerate(rows, 1)
        ]
        pq.write_table(pa.Table.from_pylist(whole, schema=schema), tmp_path / "rows.parquet")
        counts = count(
            tmp_path / "rows.parquet",
            None,
            (),
            kind,
            asks,
            tmp_path / "counts.parquet",
            Lake(tmp_path / "s"),
            feed="acme.x",
        )
        table = pq.read_table(counts.path).to_pylist()
        return counts, lambda one: _by_quarter(table, counts.columns[one.key])

    return run


def _by_quarter(table, pair):
    found = Counter(), Counter()
    for row in table:
        for name, sums in zip(pair, found, strict=True):
            sums[f"{row['quarter_at']:%d %H:%M}"] += (row[name] or 0) if name else 0
    return tuple({quarter: number for quarter, number in sums.items() if number} for sums in found)


def span(start, end, state="handling", agent="a", **told):
    return {
        "agent_id": agent,
        "time_type": "actual",
        "state": state,
        "start_at": at(start),
        "end_at": at(end),
        "process": "call",
    } | told


def test_overlapping_calls_over_midnight_are_seconds_of_two_days(counted):
    rows = [
        span("31T23:50", "31T23:59"),
        span("31T23:55", "31T23:59:30"),
        span("31T23:59:30", "31T23:59:40", "available"),
    ]
    rows.append(span("31T23:59:30", "31T23:59:40", None, time_type="paid"))
    _, figures = counted("agent_states", rows, [OCCUPANCY, PRODUCTIVE, PAID])
    assert figures(OCCUPANCY) == ({"31 23:45": Decimal(570)}, {"31 23:45": Decimal(580)})
    assert figures(PRODUCTIVE)[0] == {"31 23:45": Decimal(580)}
    assert figures(PAID)[0] == {"31 23:45": Decimal(10)}


def test_each_quarter_hour_has_its_own_seconds(counted):
    rows = [span("05T23:50", "06T00:20"), span("05T23:55", "06T00:10")]
    counts, figures = counted("agent_states", rows, [OCCUPANCY])
    assert figures(OCCUPANCY)[0] == {"05 23:45": 600, "06 00:00": 900, "06 00:15": 300}
    days = set(pq.read_table(counts.path)["credited_on"].to_pylist())
    assert days == {date(2026, 1, 5)}  # credited on the day the span began, wherever its seconds lie


def test_rows_are_told_once_beside_what_is_arranged(counted):
    rows = [span("05T09:00", "05T10:00"), span("05T09:10", "05T09:20", agent="b")]
    counts, _ = counted("agent_states", rows, [OCCUPANCY, PRODUCTIVE, PAID])
    assert sum(pq.read_table(counts.path)["rows"].to_pylist()) == 2


def evaluation(name, criterion, errors, **told):
    return {
        "evaluation_id": name, "criterion_id": criterion, "errors": errors, "process": "call", "method": "random",
        "severity": "customer_critical", "evaluated_at": at("05T09:00"),
    } | told  # fmt: skip


def test_an_evaluation_counts_once_beside_its_criteria(counted):
    rows = [evaluation(f"e{n}", f"c{i}", int(n < 5 and i == n)) for n in range(20) for i in range(25)]
    rows += [{**row, "severity": "non_critical", "criterion_id": f"n{n}"} for n, row in enumerate(rows)]
    counts, figures = counted("quality", rows, [ACCURACY, OPPORTUNITIES])
    assert figures(ACCURACY) == ({"05 09:00": 15}, {"05 09:00": 20})  # 75 % of units
    assert figures(OPPORTUNITIES) == ({"05 09:00": 495}, {"05 09:00": 500})  # 99 % of opportunities
    assert sum(pq.read_table(counts.path)["rows"].to_pylist()) == 1000


def test_an_evaluation_of_criteria_minutes_apart_is_one(counted):
    rows = [evaluation("a", f"c{n}", n % 2, evaluated_at=at("05T09:14") + timedelta(minutes=n)) for n in range(3)]
    _, figures = counted("quality", rows, [ACCURACY])
    assert figures(ACCURACY) == ({}, {"05 09:00": 1})


def test_evaluations_that_tell_no_errors_are_a_finding_and_no_accuracy(counted):
    rows = [{key: value for key, value in evaluation("a", "c", 0).items() if key != "errors"}]
    counts, _ = counted("quality", rows, [ACCURACY, SCORE])
    assert ACCURACY.key not in counts.columns
    assert {finding.what for finding in counts.findings} == {
        "call_cc_accuracy cannot be counted: needs the column errors or passed, which the feed does not map",
        "call_quality_score cannot be counted: needs the column points_earned or points_possible, which the feed does not map",
    }


def test_evaluations_without_a_method_are_a_finding_and_no_accuracy(counted):
    rows = [{key: value for key, value in evaluation("a", "c", 0).items() if key != "method"}]
    counts, _ = counted("quality", rows, [ACCURACY])
    assert not counts.columns
    assert "needs the column method" in counts.findings[0].what


def test_a_blank_that_might_be_an_error_is_a_finding(counted):
    counts, _ = counted("quality", [evaluation("a", "c", None)], [ACCURACY])
    assert not counts.columns
    assert counts.findings[0].rule == "evidence"


def test_spans_of_which_no_end_is_told_are_a_finding_and_not_nothing(counted):
    rows = [{key: value for key, value in span("05T09:00", "05T09:10").items() if key != "end_at"}]
    counts, _ = counted("agent_states", rows, [OCCUPANCY, PAID])
    assert OCCUPANCY.key not in counts.columns
    assert (
        counts.findings[0].what
        == "call_occupancy cannot be counted: needs the column end_at, which the feed does not map"
    )
