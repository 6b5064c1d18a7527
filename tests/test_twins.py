"""The two calculations agree on rows that nobody chose, and credits never grow past their cap."""

from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

from cases import Rows, table_of, value_of
from hypothesis import given, settings
from hypothesis import strategies as some

from vmo import catalogue, plugins
from vmo.money import rounded, rounded_down, shared_out
from vmo.proofs import attainment
from vmo.proofs import credits as second
from vmo.settlement.verdict import state_of
from vmo.terms import Target

FEW = settings(max_examples=25, deadline=None)
MANY = settings(max_examples=50, deadline=None)

OUTCOMES = [
    "answered", "abandoned", "flowout_callback", "flowout_transfer", "flowout_voicemail",
    "dequeued", "forced_disc", "busy", "vru_hang",
]  # fmt: skip
VARIANTS = [
    "sl_offered", "sl_answered", "sl_ans_plus_aband", "sl_excl_short", "sl_ignore_aband_in_T",
    "sl_aband_positive", "sl_with_flowouts",
]  # fmt: skip
ABANDON_VARIANTS = ["ab_all", "ab_excl_short", "ab_excl_short_num"]
PLAIN = ["call_asa", "call_volume", "call_volume_answered", "call_volume_handled"]
HANDLING = ["call_aht", "call_att", "call_hold", "call_acw"]
OF_ROWS = ["call_hold_of_held"]

thousandths = some.decimals("0", "200", places=3)
AT_THE_EDGES = ("0", "4.999", "5", "5.001", "19.999", "20", "20.001", "20.9")
near_the_threshold = some.sampled_from([Decimal(wait) for wait in AT_THE_EDGES])
seconds = some.one_of(near_the_threshold, thousandths)
maybe_seconds = some.one_of(some.none(), seconds)
counts = some.one_of(some.integers(0, 500), some.integers(0, 500), some.none())

contacts = some.fixed_dictionaries(
    {
        "outcome": some.sampled_from(OUTCOMES),
        "wait_s": maybe_seconds,
        "talk_s": maybe_seconds,
        "hold_s": maybe_seconds,
        "acw_s": maybe_seconds,
        "channel": some.sampled_from(["voice", "voice", "chat"]),
        "direction": some.sampled_from(["inbound", "inbound", "outbound"]),
        "segment_no": some.sampled_from([None, 1, 1, 2, 3]),
    }
)
COUNTED = (
    "offered", "answered", "answered_in_threshold", "abandoned", "abandoned_in_threshold", "abandoned_short",
    "flowouts", "dequeued",
)  # fmt: skip
intervals = some.fixed_dictionaries(
    dict.fromkeys(COUNTED, counts)
    | dict.fromkeys(("wait_answered_s", "talk_s", "hold_s", "acw_s"), maybe_seconds)
    | {
        "threshold_s": some.sampled_from([Decimal(20), Decimal(20), Decimal(60)]),
        "short_s": some.sampled_from([Decimal(5), Decimal(5), Decimal(10)]),
        "channel": some.sampled_from(["voice", "chat"]),
        "direction": some.sampled_from(["inbound", "outbound"]),
    }
)
ops = some.sampled_from(["lte", "lt"])
levels = some.decimals("0", "100", places=2)
shares = some.fractions(0, 2, max_denominator=40)
currencies = some.sampled_from([("USD", 2), ("JPY", 0), ("KWD", 3)])
states = some.sampled_from(["met", "amber", "breach", "no_volume", "excused", "no_target"])
triggers = some.sampled_from(["expected", "minimum", "minimum_or_3x_expected"])
amounts = some.decimals("0", "100000", places=2)


def asked(op: str) -> list[tuple[str, dict[str, Any]]]:
    """Every metric of calls, under every variant."""
    times = {"threshold_s": 20, "short_s": 5, "threshold_op": op}
    speeds = [("call_service_level", {"variant": variant, **times}) for variant in VARIANTS]
    rates = [("call_abandon_rate", {"variant": variant, "short_s": 5}) for variant in ABANDON_VARIANTS]
    return [*speeds, *rates, *((name, {}) for name in [*PLAIN, *HANDLING])]


def agree(rows: Rows, kind: str, op: str) -> None:
    """One scan of each population, all that is asked of it; then each proof on its own."""
    everything: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    of_rows = kind == "contacts"
    wanted = [*asked(op), *((name, {}) for name in OF_ROWS if of_rows)]
    for (name, terms), visit in product(wanted, ["each", "first"] if of_rows else ["each"]):
        about = catalogue.metric(name).about({"visits": visit})
        everything.setdefault(str(about), []).append((name, terms))
    for told, same in everything.items():
        population = catalogue.metric(same[0][0]).about({"visits": "first" if "segment_no" in told else "each"})
        table = table_of(rows, kind)
        for column, values in population.items():
            belongs = table[column].isin([one for one in values if one is not None])
            table = table.filter(belongs | table[column].isnull() if None in values else belongs)
        expressions: dict[str, Any] = {}
        proven: dict[str, Any] = {}
        for i, (name, terms) in enumerate(same):
            metric = catalogue.metric(name)
            ratio = plugins.find("metrics", metric.arithmetic).measure(table, **metric.fixed, **terms)
            proof = plugins.find("proofs", metric.arithmetic)
            again = proof.measure(rows, **metric.fixed, **terms, population=population)
            expressions[f"n{i}"], proven[f"n{i}"] = ratio.numerator, again.numerator
            assert (ratio.denominator is None) == (metric.counts)
            if ratio.denominator is not None:
                expressions[f"d{i}"], proven[f"d{i}"] = ratio.denominator, again.denominator
        counted = value_of(expressions, table)
        for key, number in proven.items():
            name, terms = same[int(key[1:])]
            assert counted[key] == number, (name, terms, key)


@FEW
@given(rows=some.lists(contacts, min_size=1, max_size=15), op=ops)
def test_every_metric_and_its_proof_count_the_same_contacts(rows, op):
    agree(rows, "contacts", op)


@FEW
@given(rows=some.lists(intervals, min_size=1, max_size=4), op=ops)
def test_every_metric_and_its_proof_add_the_same_intervals(rows, op):
    agree(rows, "intervals", op)


@FEW
@given(
    rows=some.lists(contacts, min_size=1, max_size=10),
    step=some.sampled_from([1, 6, 60, Decimal("0.5")]),
    least=some.sampled_from([0, 10, 30]),
)
def test_minutes_and_contacts_are_counted_the_same_twice(rows, step, least):
    table = table_of(rows, "contacts")
    terms: dict[str, dict[str, Any]] = {
        "per_minute": {"increment_s": step, "minimum_s": least},
        "per_contact": {"minimum_handle_s": least},
    }
    for name, own in terms.items():
        model, proof = plugins.find("pricing", name), plugins.find("proofs", name)
        counted = value_of({"quantity": model.quantity(table, **own)}, table)["quantity"]
        assert counted == proof.quantity(rows, **own)


@MANY
@given(exact=some.fractions(-1000, 1000, max_denominator=4000), currency=currencies)
def test_the_two_roundings_agree(exact, currency):
    code, places = currency
    assert rounded(exact, code) == second.half_up(exact, places)
    assert rounded_down(exact, code) == second.down(exact, places)


@MANY
@given(owed=some.lists(amounts, min_size=1, max_size=6), cap=amounts)
def test_capped_credits_add_up_to_the_cap_and_never_grow(owed, cap):
    kept = second.capped(owed, cap, 2)
    assert sum(kept) == min(sum(owed), cap)
    assert all(0 <= after <= before for after, before in zip(kept, owed, strict=True))
    if sum(owed) > cap:
        assert kept == shared_out(cap, owed, "USD")


@MANY
@given(total=amounts, weights=some.lists(amounts, min_size=1, max_size=6).filter(any))
def test_a_total_that_is_shared_out_stays_the_same_total(total, weights):
    parts = shared_out(total, weights, "EUR")
    assert sum(parts) == total
    whole = sum(weights, Decimal(0))
    for part, weight in zip(parts, weights, strict=True):
        exact = Fraction(total) * Fraction(weight) / Fraction(whole)
        assert abs(Fraction(part) - exact) < Fraction(1, 100)


@MANY
@given(
    base=amounts,
    percent=some.integers(0, 20),
    factors=some.lists(some.tuples(shares, some.fractions(0, 1, max_denominator=30)), min_size=1, max_size=5),
)
def test_rounded_credits_stay_within_the_amount_at_risk(base, percent, factors):
    owed = second.at_risk(base, percent)
    uncapped = [second.credit(owed, share=share, severity=part, multiplier=1, places=2) for share, part in factors]
    assert sum(second.capped(uncapped, owed, 2)) <= owed


@MANY
@given(
    hits=some.integers(0, 1000),
    base=some.integers(0, 1000),
    expected=levels,
    below=some.one_of(some.none(), some.decimals("0", "20", places=2)),
    higher=some.booleans(),
    trigger=triggers,
    before=some.integers(0, 4),
)
def test_the_two_judgements_agree(*, hits, base, expected, below, higher, trigger, before):
    minimum = None if below is None else (expected - below if higher else expected + below)
    direction = "higher" if higher else "lower"
    target = Target(expected=expected, minimum=minimum)
    value = Fraction(hits * 100, base) if base else None
    state, bears = attainment.state(
        hits, base, scale=100, direction=direction, expected=expected, minimum=minimum, trigger=trigger,
        missed_before=before,
    )  # fmt: skip
    assert state == state_of(value, target, direction, trigger, before)
    assert bears == (state == "breach")
