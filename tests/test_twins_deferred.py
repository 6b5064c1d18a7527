"""The two calculations agree on items, snapshots, milestones, reports, invoices, costs and classes that nobody chose."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from attained import counted, proven
from cases import Rows, looked_at, pieces, taken, value_of
from hypothesis import given, settings
from hypothesis import strategies as some

from vmo import catalogue, plugins
from vmo.counting.asks import ask
from vmo.counting.formulas import formula
from vmo.tallies import cells

FEW = settings(max_examples=4, deadline=None)
SHORT = settings(max_examples=2, deadline=None)
START = datetime(2026, 1, 30, 22, 30)  # noqa: DTZ001  the lake keeps UTC without a zone
PROCESSES = ["non_electronic", "electronic", "bulk", "payment", "exception"]

instants = some.one_of(
    some.sampled_from([START, START + timedelta(hours=12), START + timedelta(milliseconds=1)]),
    some.integers(0, 5 * 86_400_000).map(lambda ms: START + timedelta(milliseconds=ms)),
)
maybe = some.one_of(some.none(), instants)
flags = some.sampled_from([True, False, None])
amounts = some.one_of(some.none(), some.decimals("-100", "100", places=6))
some_amounts = some.decimals("-100", "100", places=6)
currencies = some.sampled_from(["USD", "USD", "USD", "USD", "USD", "USD", "EUR", None])
cycles = some.sampled_from([Decimal(24), Decimal(36), None])
processes = some.sampled_from(PROCESSES)

work_items = some.fixed_dictionaries(
    {
        "process": processes,
        "received_at": instants,
        "due_at": maybe,
        "completed_at": maybe,
        "status": some.sampled_from(["open", "paused", "completed", "cancelled", None]),
        "handle_s": some.one_of(some.none(), some.decimals("0", "900", places=3)),
        "paused_s": some.one_of(some.none(), some.decimals("0", "90000", places=3)),
        "pause_reason": some.sampled_from(["customer", "lunch", None]),
        "amount": some_amounts,
        "misposted": amounts,
        "currency": currencies,
    }
)
backlog = some.fixed_dictionaries(
    {
        "snapshot_at": instants,
        "process": processes,
        "due_at": maybe,
        "target_cycle_h": cycles,
        "amount": some_amounts,
        "currency": currencies,
        "site": some.sampled_from(["north", "south", None]),
    }
)
deliverables = some.fixed_dictionaries(
    {
        "type": some.sampled_from(["milestone", "report"]),
        "due_at": instants,
        "committed_at": maybe,
        "baseline_approved_at": maybe,
        "delivered_at": maybe,
        "accepted_at": maybe,
        "rework": flags,
        "cancelled": flags,
        "defects": some.sampled_from([0, 0, 1, 3, None]),
        "defect_found_at": maybe,
        "period_at": instants,
    }
)
partner_invoices = some.fixed_dictionaries(
    {
        "type": some.sampled_from(["invoice", "credit_note", "debit_note"]),
        "period_at": instants,
        "due_issue_at": maybe,
        "issued_at": maybe,
        "amount_net": some_amounts,
        "currency": currencies,
        "reason_code": some.sampled_from(["error_correction", "service_credit", "volume_rebate", None]),
        "reviewed": flags,
        "errors": some.sampled_from([0, 1, 2, 2, None]),
    }
)
costs = some.fixed_dictionaries(
    {
        "period_at": instants,
        "element": some.sampled_from(["staff", "partner_invoice", "service_credit"]),
        "amount": some_amounts,
        "currency": currencies,
        "process": some.sampled_from(["call", *PROCESSES]),
    }
)
staffing = some.fixed_dictionaries(
    {
        "type": some.sampled_from(["requisition", "cohort"]),
        "needed_at": instants,
        "filled_at": maybe,
        "withdrawn": flags,
        "class_end_at": maybe,
        "starters": some.sampled_from([0, 5, 12, None]),
        "graduates": some.sampled_from([0, 5, None]),
    }
)
USD: dict[str, Any] = {"currency": "USD"}
CYCLES: list[dict[str, Any]] = [
    {"cycle_h": 24},
    {"cycle_h": [24, 36], "snapshots": "daily"},
    {"cycle_h": [Decimal("0.5"), 24, 36]},
]
ON_TIME: list[dict[str, Any]] = [
    {},
    {"cohort": "completed_in_period", "cancelled": "due"},
    {"cohort": "received_in_period", "early": "miss", "early_h": 12},
    {"paused": "extends", "pause_reasons": ["customer"], "early": "out", "early_h": Decimal("0.5")},
    {"paused": "extends", "pause_reasons": ["customer", "lunch"], "pause_cap_h": 3},
]
AGES: list[dict[str, Any]] = [
    {},
    {"snapshots": "daily", "cycle_h": [24, 36], "over_cycles": 1},
    {"cycle_h": 24, "over_cycles": Decimal("0.5"), "up_to_cycles": 2},
]
ITEMS: dict[str, list[dict[str, Any]]] = {
    "nonel_on_time": ON_TIME, "pay_volume": [{}], "elec_completed": [{}], "nonel_apt": [{}], "pay_value": [USD],
    "pay_misposted": [USD], "exc_rate": [{}, {"parents": ["payment", "bulk"]}],
}  # fmt: skip
PLAIN: dict[str, tuple[Any, dict[str, list[dict[str, Any]]]]] = {
    "work_items": (work_items, ITEMS),
    "deliverables": (
        deliverables,
        {"impl_on_time": [{}], "rpt_on_time": [{}], "rpt_accuracy": [{}, {"within_days": 2}]},
    ),
    "partner_invoices": (
        partner_invoices,
        {
            "inv_on_time": [{}],
            "inv_external_error_rate": [USD],
            "inv_internal_error_rate": [{}],
            "inv_reviewed_share": [{}],
        },
    ),
    "costs": (
        costs,
        {"call_cost": [USD, {**USD, "elements": ["partner_invoice", "service_credit"]}], "pay_cpt": [USD]},
    ),
    "staffing": (staffing, {"hire_on_time": [{}], "hire_quality": [{}]}),
}
CELLED: dict[str, tuple[Any, dict[str, list[dict[str, Any]]]]] = {
    "backlog": (
        backlog,
        {
            "elec_backlog_acl": CYCLES, "elec_backlog_cycles": CYCLES, "pay_backlog_late": AGES,
            "pay_backlog_late_share": [{}, {"snapshots": "daily"}], "pay_backlog_value": [USD],
        },
    ),
    "deliverables": (deliverables, {"rpt_backlog_acl": CYCLES[:1], "rpt_backlog_late": AGES[:1]}),
    "partner_invoices": (partner_invoices, {"inv_backlog_acl": CYCLES[:1], "inv_backlog_late": AGES[:1]}),
}  # fmt: skip


@pytest.mark.parametrize("kind", PLAIN)
@FEW
@given(data=some.data())
def test_a_figure_and_its_proof_count_the_same_rows(kind, data):
    shape, metrics = PLAIN[kind]
    rows = data.draw(some.lists(shape, min_size=5, max_size=25))
    asked = [(name, terms) for name, every in metrics.items() for terms in every]
    for look in {catalogue.metric(name).looked(terms) for name, terms in asked}:
        agree(rows, kind, look, [one for one in asked if catalogue.metric(one[0]).looked(one[1]) == look])


def agree(rows: Rows, kind: str, look: str, asked: list[tuple[str, dict[str, Any]]]) -> None:
    """All that looks at the rows alike in one scan; then each proof on its own."""
    table = looked_at(rows, kind, look)
    ratios = [formula(table, ask("measure", name, kind, terms)) for name, terms in asked]
    expressions = {f"n{i}": ratio.numerator for i, ratio in enumerate(ratios)}
    expressions |= {f"d{i}": ratio.denominator for i, ratio in enumerate(ratios) if ratio.denominator is not None}
    first = value_of(expressions, table)
    for i, (name, terms) in enumerate(asked):
        metric = catalogue.metric(name)
        proof = plugins.find("proofs", metric.arithmetic).measure
        again = proof(pieces(rows, kind, look), **metric.fixed, **taken(proof, terms), population=metric.population)
        assert (first[f"n{i}"], first.get(f"d{i}")) == (again.numerator, again.denominator), (name, terms)


@pytest.mark.parametrize("kind", CELLED)
@SHORT
@given(data=some.data())
def test_a_figure_of_snapshots_and_its_proof_come_to_the_same(kind, data):
    shape, metrics = CELLED[kind]
    rows = data.draw(some.lists(shape, min_size=5, max_size=15))
    for name, every in metrics.items():
        metric = catalogue.metric(name)
        module, proof = (plugins.find(folder, metric.arithmetic) for folder in ("metrics", "proofs"))
        for terms in every:
            told = {**metric.fixed, **terms}
            own, again = counted(rows, kind, name, terms), proven(rows, kind, name, told)
            first = cells.attained(module, own, [], open_s=0, terms=told)
            second = cells.exact(proof.attain(again, **taken(proof.attain, told)))
            assert first == second, (name, terms)


@given(
    hours=some.lists(some.integers(1, 400), min_size=1, max_size=5, unique=True),
    lates=some.lists(some.integers(1, 10**6)),
)
def test_cycles_late_of_any_lengths_add_up_as_fractions_do(hours, lates):
    from fractions import Fraction

    from vmo.proofs.cycles_late import attain, measure

    now = START + timedelta(days=100)
    items = [
        {"snapshot_at": now, "due_at": now - timedelta(seconds=late), "target_cycle_h": Decimal(hours[n % len(hours)])}
        for n, late in enumerate(lates)
    ]
    found = measure(items, of="mean", cycle_h=hours)
    ages = [Fraction(late, 3600 * hours[n % len(hours)]) for n, late in enumerate(lates)]
    assert found.value == (sum(ages) / len(ages) if ages else None)
    assert attain([], of="mean", cycle_h=hours).numerator is None
