"""Deferred work in a window: due times at closing, cohorts in their own month, the last snapshot and nothing late."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from vmo import catalogue
from vmo.attain import Window, attain
from vmo.counting import asks
from vmo.counting.asks import ask
from vmo.records import Ratio
from vmo.tallies import Tally
from vmo.terms import Contract, read_contract

TEXT = """contract: mail
parties: {{supplier: acme, customer: northwind}}
currency: USD
time_zone: America/New_York
calendar: {{service_hours: {{mon-sun: "08:00-18:00"}}}}
scope: {{partner: [acme], program: [care]}}
measures:
  one:
    metric: {metric}
    terms: {terms}
"""
KIND_OF = {"measures.one": "backlog"}
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))


def contract(tmp_path: Path, metric: str, **terms: Any) -> Contract:
    told = ", ".join(f'{name}: {{2026-01-01: {{value: {value}, ref: "1"}}}}' for name, value in terms.items())
    path = tmp_path / "mail.yaml"
    path.write_text(TEXT.format(metric=metric, terms="{" + told + "}"), encoding="utf-8")
    return read_contract(path)


def tally(at: date | datetime, key: str, ratio: Ratio, *, is_open: bool = True, program: str = "care") -> Tally:
    return Tally(at, is_open, {"partner": "acme", "program": program}, 1, {key: ratio})


def value(told: Contract, *, days: Iterable[Tally] = (), instants: Iterable[Tally] = (), kind: str) -> Any:
    data = frozenset(OCTOBER[0] + timedelta(n) for n in range(31))
    window = Window(*OCTOBER, tuple(days), data, tuple(instants), {})
    (found,) = attain(told, window, kind_of={"measures.one": kind, "measures.one.per": "agent_states"}, past=())
    return found


def test_an_item_due_at_closing_counts(tmp_path):
    told = contract(tmp_path, "elec_on_time")
    key = ask("measure", "elec_on_time", "work_items", {}).key
    found = value(told, days=[tally(date(2026, 10, 5), key, Ratio(1, 2), is_open=False)], kind="work_items")
    assert (found.numerator, found.denominator, found.value) == (1, 2, 50)


def test_a_call_outside_service_hours_does_not(tmp_path):
    told = contract(tmp_path, "call_asa")
    key = ask("measure", "call_asa", "contacts", {}).key
    found = value(told, days=[tally(date(2026, 10, 5), key, Ratio(10, 2), is_open=False)], kind="contacts")
    assert found.state == "no_volume"


def snapshots(told: Contract, *told_days: tuple[int, int, int, str]) -> Any:
    """October snapshots at 23:00 UTC: (day, seconds late, seconds of the late items' cycles, program)."""
    key = ask("measure", "elec_backlog_acl", "backlog", {"cycle_h": 24, **_terms(told)}).key
    cells = [
        tally(datetime(2026, 10, day, 23), key, Ratio(late, base), is_open=False, program=program)  # noqa: DTZ001
        for day, late, base, program in told_days
    ]
    return value(told, instants=cells, kind="backlog")


def _terms(told: Contract) -> dict[str, Any]:
    return {name: history.on(OCTOBER[0]) for name, history in told.told.measures["one"].terms.items()}


def test_the_last_snapshot_stands_for_the_month(tmp_path):
    told = contract(tmp_path, "elec_backlog_acl", cycle_h=24)
    found = snapshots(told, (30, 864000, 86400, "care"), (31, 43200, 86400, "care"))
    assert found.value == Decimal("0.5")


def test_all_days_together_where_the_contract_says_so(tmp_path):
    told = contract(tmp_path, "elec_backlog_acl", cycle_h=24, snapshots="daily")
    found = snapshots(told, (30, 129600, 86400, "care"), (31, 43200, 86400, "care"))
    assert (found.numerator, found.denominator, found.value) == (172800, 172800, 1)


def test_nothing_late_is_0_and_met_never_no_volume(tmp_path):
    told = contract(tmp_path, "elec_backlog_acl", cycle_h=24)
    found = snapshots(told, (31, 0, 0, "care"))
    assert (found.value, found.state) == (0, "no_target")


def test_a_backlog_that_was_cleared_by_the_last_snapshot_is_0(tmp_path):
    # Another program still has open items on the 31st, so there was a snapshot; of care nothing is in it.
    told = contract(tmp_path, "elec_backlog_acl", cycle_h=24)
    found = snapshots(told, (30, 864000, 86400, "care"), (31, 50, 86400, "sales"))
    assert found.value == 0


def test_a_month_without_a_snapshot_is_no_data(tmp_path):
    told = contract(tmp_path, "elec_backlog_acl", cycle_h=24)
    assert snapshots(told).state == "no_data"


@pytest.mark.parametrize(
    ("terms", "look"),
    [({}, "due"), ({"cohort": "completed_in_period"}, "completed"), ({"cohort": "received_in_period"}, "received")],
)
def test_a_cohort_is_looked_at_in_its_own_month(terms, look):
    assert asks.look("measure", "pay_on_time", terms) == look


def test_a_contract_looks_at_every_cohort_it_ever_had(tmp_path):
    told = contract(tmp_path, "elec_on_time", cohort="completed_in_period")
    found = asks.looks(told, {"measures.one": "work_items"})
    assert found["work_items"] >= {"completed"}


def test_an_overdue_report_of_an_earlier_month_is_still_found():
    assert asks.days_back({"overdue"}) == 366
    assert asks.days_back({"due"}) == 0


@pytest.mark.parametrize("metric_id", [one for one in catalogue.ids() if "cohort" in catalogue.metric(one).looks])
def test_every_cohort_of_a_metric_is_worded(metric_id):
    metric = catalogue.metric(metric_id)
    for term, looks in metric.looks.items():
        for word in looks:
            assert metric.wording[term][word] in metric.defined({term: word})


@pytest.mark.parametrize("metric_id", [one for one in catalogue.ids() if "strata" in catalogue.metric(one).looks])
def test_weighted_strata_are_told_in_the_definition(metric_id):
    metric = catalogue.metric(metric_id)
    assert "Each stratum weighs as much as it holds" in metric.defined({"strata": "weighted"})
    assert "stratum" not in metric.defined({"strata": "pooled"})
