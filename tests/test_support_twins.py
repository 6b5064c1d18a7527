"""The two calculations of tickets, outages, forecasts and staffing agree on rows that nobody chose."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from attained import attained
from cases import Case, Rows, measured, shown
from hypothesis import given, settings
from hypothesis import strategies as some

FEW = settings(max_examples=20, deadline=None)

BEGIN = datetime(2026, 6, 7)  # noqa: DTZ001  the lake keeps UTC without a zone
services = some.sampled_from(["telecom", "telecom", "mis"])
statuses = some.sampled_from([None, "closed", "open", "cancelled"])
instants = some.one_of(
    some.integers(0, 12).map(lambda n: BEGIN + timedelta(minutes=5 * n)),
    some.integers(0, 5_400_000).map(lambda n: BEGIN + timedelta(milliseconds=n)),
)
maybe = some.one_of(some.none(), instants)
tickets = some.fixed_dictionaries(
    {
        "type": some.sampled_from(["request", "problem", "problem", "outage"]),
        "service": services,
        "status": statuses,
        "priority": some.sampled_from([None, "P1", "P2", "P3"]),
        "opened_at": instants,
        "response_due_at": maybe,
        "responded_at": maybe,
        "resolution_due_at": maybe,
        "restored_at": maybe,
        "paused_s": some.sampled_from([None, Decimal("300.000"), Decimal("0.001")]),
        "made_sla": some.sampled_from([None, True, True, False]),
    }
)
outages = some.fixed_dictionaries(
    {
        "type": some.sampled_from(["outage", "outage", "outage", "problem"]),
        "service": services,
        "system": some.sampled_from([None, "acd", "acd", "crm"]),
        "status": statuses,
        "opened_at": instants,
        "restored_at": maybe,
        "planned": some.sampled_from([None, True, False, False]),
        "users_affected": some.sampled_from([None, 0, 50, 70, 200]),
        "users_total": some.sampled_from([None, 200, 200, 210]),
    }
)
quarters = some.integers(0, 7).map(lambda n: BEGIN + timedelta(minutes=30 * n))
forecasts = some.fixed_dictionaries(
    {
        "interval_at": quarters,
        "interval_s": some.just(Decimal("1800.000")),
        "version": some.sampled_from(["v1", "v2"]),
        "queue": some.sampled_from(["a", "b"]),
        "locked_at": some.sampled_from([None, BEGIN - timedelta(9), BEGIN - timedelta(7), BEGIN - timedelta(7, 3600)]),
        "volume": some.decimals("0", "9", places=2).map(lambda one: one.quantize(Decimal("0.000001"))),
        "author": some.just("partner"),
        "channel": some.sampled_from(["voice", "voice", "chat"]),
        "direction": some.just("inbound"),
    }
)
intervals = some.fixed_dictionaries(
    {
        "type": some.sampled_from(["interval", "interval", "headcount"]),
        "interval_at": quarters,
        "program": some.sampled_from([None, "care", "sales"]),
        "required_agents": some.one_of(some.none(), some.integers(0, 9).map(Decimal)),
        "delivered_agents": some.one_of(some.none(), some.integers(0, 9).map(Decimal)),
    }
)
headcounts = some.fixed_dictionaries(
    {
        "type": some.sampled_from(["headcount", "headcount", "headcount", "interval"]),
        "counted_at": some.integers(0, 3).map(lambda n: BEGIN + timedelta(days=n)),
        "site": some.sampled_from([None, "a", "b"]),
        "headcount": some.one_of(some.none(), some.integers(0, 90).map(Decimal), some.integers(0, 90).map(Decimal)),
        "leavers": some.sampled_from([None, 0, 1, 3]),
    }
)


def agree(function: str, kind: str, rows: Rows, terms: dict[str, Any], *, per: str = "", **given: Any) -> None:
    case = Case("metrics", "", "", function, terms, kind, rows, {"open_s": 86_400, **given}, None, {}, per)
    first, second = (attained if function in CELLED else measured)(case)
    assert (shown(first.numerator), shown(first.denominator)) == (shown(second.numerator), shown(second.denominator))


CELLED = ("tel_uptime", "fcst_accuracy", "fcst_bias", "staffing_fulfilment", "attrition_annualised")


@FEW
@given(rows=some.lists(tickets, min_size=1, max_size=12), pauses=some.sampled_from(["counted", "deducted"]))
def test_every_figure_of_tickets_and_its_proof_count_the_same(rows, pauses):
    for function in ("tel_on_time", "tel_resolution_on_time", "tel_response_in_target", "tel_resolution_in_target"):
        target = {"target_h": {"P1": Decimal("0.25"), "P2": 1}} if function.endswith("in_target") else {}
        agree(function, "incidents", rows, {"pauses": pauses, **target})
    agree("tel_made_sla", "incidents", rows, {})


@FEW
@given(
    rows=some.lists(outages, min_size=1, max_size=12),
    hours=some.sampled_from([{}, {"sun": "00:15-00:45"}, {"fri-sat": "23:45-00:30"}]),
    systems=some.sampled_from(["together", "serial", {"acd": 300, "crm": 100}]),
)
def test_uptime_and_its_proof_weigh_the_same_outages(rows, hours, systems):
    agree("tel_uptime", "incidents", rows, {"systems": systems, **({"maintenance_hours": hours} if hours else {})})


@FEW
@given(
    rows=some.lists(forecasts, min_size=1, max_size=10),
    calls=some.lists(instants, max_size=10),
    lock_days=some.sampled_from([0, 7, 8]),
)
def test_forecasts_and_their_proofs_compare_the_same_intervals(rows, calls, lock_days):
    lines = ["offered_at outcome", *(f"{at.isoformat()} answered" for at in calls)]
    for function in ("fcst_accuracy", "fcst_bias"):
        agree(function, "forecasts", rows, {"lock_days": lock_days}, per="\n".join(lines) if calls else "")


@FEW
@given(rows=some.lists(intervals, min_size=1, max_size=10))
def test_fulfilment_and_its_proof_staff_the_same_intervals(rows):
    agree("staffing_fulfilment", "staffing", rows, {})


@FEW
@given(rows=some.lists(headcounts, min_size=1, max_size=8), months=some.sampled_from(["1", "3", "13/31"]))
def test_attrition_and_its_proof_average_the_same_staff(rows, months):
    agree("attrition_annualised", "staffing", rows, {}, months=months)
