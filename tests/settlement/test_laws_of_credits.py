"""Laws of credits, on contracts and pasts that nobody chose: both settlements agree month after month, totals are sums of
rounded lines, credits stay under their caps and fill them to the cent, an amendment without a change changes nothing.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from settled_twice import again, compare

from vmo import yaml12
from vmo.calendars.openings import openings
from vmo.faults import coherence
from vmo.past import before
from vmo.records import Ratio
from vmo.settlement.history import as_past
from vmo.settlement.performance import Performance
from vmo.settlement.settle import Settlement, settle
from vmo.terms import Contract, ContractText

MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
BEGUN = date(2025, 1, 1)
NOTHING = yaml12.parse("a: 1", Path("c.yaml"))
MEASURES = ("sl", "abandon", "accuracy")
EFFECTS = ("skip", "reset", "extends")
TRIGGERS = ("expected", "minimum", "minimum_or_3x_expected")
GRACE = Decimal(1)


def since(value: object, day: date = BEGUN) -> dict:
    return {day: {"value": value, "ref": "x"}}


percents = some.integers(0, 100).map(Decimal)
bands = [{"from": Decimal(0), "to": Decimal(2), "points": 1}, {"from": Decimal(2), "points": 4}]
limits = some.one_of(
    some.decimals("0", "5000", places=3).map(lambda money: {"money": money}),
    some.decimals("0", "20", places=1).map(lambda percent: {"percent": percent}),
)


@some.composite
def curves(draw, *, by_clause: bool) -> dict:
    """A curve for some of the measures; a share needs an allocation, the others must have none."""
    shares = [
        "cliff",
        {"linear": {"floor": Decimal(60)}},
        {"tiered": {"closed": "lower", "bands": [{"from": Decimal(0), "to": Decimal(3), "percent": Decimal(30)},
                                                {"from": Decimal(3), "percent": Decimal(100)}]}},
    ]  # fmt: skip
    others = [
        {"points": {"closed": "upper", "bands": bands}},
    ]
    priced = [
        {"per_point": {"rate": Decimal("123.45"), "parts": "pro_rata"}},
        {"per_point": {"rate": Decimal(200), "parts": "fraction_up"}, "capped": False},
        {"per_event": {"rate": Decimal("0.07")}, "multiplied": False},
    ]
    others += [] if by_clause else priced
    return {"sl": draw(some.sampled_from(shares)), "accuracy": draw(some.sampled_from(others))}


@some.composite
def counters(draw) -> dict:
    def one(rule: str) -> dict:
        effects = EFFECTS if rule in ("earn_back", "chronic") else EFFECTS[:2]
        told = {name: draw(some.sampled_from(effects)) for name in ("no_volume", "no_data")}
        return {**told, "max_gap": draw(some.one_of(some.none(), some.integers(0, 2)))}

    told = {rule: one(rule) for rule in ("three_in_a_row", "repeat", "earn_back", "chronic", "ratchet")}
    told["repeat"]["counts"] = draw(some.sampled_from(["breach", "below_minimum"]))
    return told


@some.composite
def contracts(draw) -> Contract:
    """A contract of three critical measures, a fee, and whatever the credits of it may say."""
    service = {"variant": since("sl_offered"), "threshold_s": since(Decimal(20))}
    target = since({"expected": Decimal(80), "minimum": Decimal(75), "critical": Decimal(62)})
    by_clause = draw(some.booleans())
    seen = {
        "round_before_compare": draw(some.one_of(some.none(), some.just(since({"digits": 0, "mode": "half_up"})))),
    }
    told = {
        "contract": "c",
        "parties": {"supplier": "a", "customer": "b"},
        "currency": draw(some.sampled_from(["USD", "JPY", "KWD"])),
        "time_zone": "Europe/Berlin",
        "month_begins": draw(some.sampled_from([1, 1, 22])),
        "scope": {"partner": ["acme"]},
        "trigger": since(draw(some.sampled_from(TRIGGERS))),
        "on_no_data": "miss" if by_clause else "block",
        "measures": {
            "sl": {"metric": "call_service_level", "class": "critical", "terms": service, "target": target, **seen},
            "abandon": {
                "metric": "call_abandon_rate",
                "class": "critical",
                "terms": {"variant": since("ab_all")},
                "target": since({"expected": Decimal(20), "minimum": Decimal(25)}),
            },
            "accuracy": {"metric": "call_service_level", "class": "critical", "terms": service, "target": target},
        },
        "charges": {"fee": {"model": "fixed_fee", "terms": {"amount": since(draw(some.decimals("0", "99999", places=2)))}}},
        "credits": {
            "at_risk_percent": since(draw(some.decimals("0", "15", places=2))),
            "pool_percent": since(Decimal(300)),
            "allocation": since({"sl": draw(percents), "abandon": draw(percents)}),
            "curves": since(draw(curves(by_clause=by_clause))),
            "points_table": since({"closed": "lower", "bands": [{"from": 0, "to": 3, "percent": 1}, {"from": 3, "percent": 7}]}),
            "repeat": since({1: Decimal(1), 2: Decimal("1.5"), 4: Decimal(3)}),
            "caps": since({
                "measures": {"abandon": draw(limits)},
                "month": draw(limits),
                "year": draw(limits),
                "contract": draw(limits),
                "year_begins": draw(some.integers(1, 12)),
                "excess": draw(some.sampled_from(["lapses", "carries"])),
            }),
            "counters": since(draw(counters())),
            "persistent": since({
                "n": draw(some.integers(1, 5)), "of": draw(some.integers(1, 4)), "amount": draw(limits)
            }),
            "earn_back": since({
                "percent": draw(some.integers(1, 100).map(Decimal)),
                "months": draw(some.integers(1, 3)),
                "test": draw(some.sampled_from(["met", "exceeded"])),
                "missed": draw(some.sampled_from(["forfeits", "restarts"])),
                "eligible": draw(some.lists(some.sampled_from(["at_or_above_minimum", "not_chronic"]), unique=True)),
                "paid": draw(some.sampled_from(["line", "offset"])),
                "on_termination": draw(some.sampled_from(["forfeited", "released"])),
            }),
            "terminated_on": draw(some.one_of(some.none(), some.dates(date(2025, 2, 1), date(2025, 9, 30)))),
        },
        "bonus": since({
            "pool_percent": Decimal(3),
            "shares": {"sl": Decimal(50), "abandon": Decimal(30)},
            "stretch": {"sl": Decimal(90), "abandon": Decimal(10)},
            "cap": draw(some.one_of(some.none(), limits)),
        }),
        "termination": {
            "chronic": since({"rule": "misses", "n": 2, "of": 3, "notice_days": draw(some.integers(0, 90))}),
            "worst": since({"rule": "critical"}),
            "maximum": since({"rule": "at_maximum", "n": 1, "of": 2, "notice_days": 30}),
        },
        "ratchet": since({
            "measures": ["sl", "abandon"],
            "months": draw(some.integers(1, 3)),
            "average": draw(some.sampled_from(["of_months", "pooled"])),
            "cap_percent": draw(some.one_of(some.none(), some.integers(1, 50).map(Decimal))),
            "places": draw(some.integers(0, 3)),
        }),
        "invoice": {"tax": since({"category": "S", "rate": Decimal(19)})},
    }  # fmt: skip
    text = ContractText.model_validate(told)
    assert not list(coherence.faults(text))
    return Contract(text, NOTHING, openings(text.calendar, text.time_zone, {}, {}))


figures = some.one_of(
    some.tuples(some.integers(55, 100), some.just(100)).map(lambda pair: Ratio(*map(Decimal, pair))),
    some.tuples(some.integers(0, 1000), some.just(1000)).map(lambda pair: Ratio(*map(Decimal, pair))),
    some.just(Ratio(Decimal(0), Decimal(0))),
    some.just(Ratio(None)),
)
months_of_figures = some.lists(
    some.one_of(some.none(), some.fixed_dictionaries(dict.fromkeys(MEASURES, figures))), min_size=1, max_size=8
)


def settled(contract: Contract, months: list[dict[str, Ratio] | None]) -> Iterator[tuple[Performance, Settlement]]:
    """Each month in its turn, the ones before it as they were settled; None is a month that is not recorded."""
    past = []
    for n, measured in enumerate(months):
        if measured is None:
            continue
        first, last = contract.month(before("2025-02", -n))
        performance = Performance(
            first, last, {(name, first): one for name, one in measured.items()}, past=tuple(past[::-1])
        )
        found = settle(contract, performance)
        yield performance, found
        past.append(as_past(performance, found))


@MANY
@given(contract=contracts(), months=months_of_figures)
def test_both_settlements_agree_month_after_month(contract, months):
    for performance, found in settled(contract, months):
        compare(found, again(contract, performance))


@MANY
@given(contract=contracts(), months=months_of_figures)
def test_totals_are_sums_of_rounded_lines(contract, months):
    for _, found in settled(contract, months):
        money, totals = found.money, found.money.totals
        assert totals.charges == sum(line.amount for line in money.lines)
        assert totals.credits == sum(one.amount for one in money.credits)
        assert totals.bonus == sum(one.amount for one in money.bonus.bonuses)
        assert totals.net == totals.charges - totals.credits + totals.bonus
        assert totals.gross == totals.net + totals.tax


@MANY
@given(contract=contracts(), months=months_of_figures)
def test_credits_stay_under_every_cap_and_fill_it_to_the_minor_unit(contract, months):
    for _, found in settled(contract, months):
        under = sum(one.amount for one in found.money.credits if one.capped)
        for cap in found.money.caps:
            assert cap.after == min(cap.before, max(cap.limit, Decimal(0)))
            if cap.of != "measure":
                assert under <= max(cap.limit, Decimal(0))
        assert all(Decimal(0) <= one.amount <= one.uncapped for one in found.money.credits)
        assert (
            under
            <= Fraction(found.money.at_risk_base) * Fraction(contract.told.credits.at_risk_percent.on(BEGUN)) / 100
        )


@MANY
@given(contract=contracts(), months=months_of_figures)
def test_what_was_earned_back_is_at_risk_no_more_and_never_more_than_was_credited(contract, months):
    credited = returned = Decimal(0)
    for _, found in settled(contract, months):
        credited += sum(one.amount for one in found.money.credits)
        returned += found.money.returned
        fee = next(line.amount for line in found.money.lines if line.id == "fee")
        assert found.money.at_risk_base == fee
        assert returned <= credited + GRACE * len(months)  # a half of each credit rounds up


@MANY
@given(
    contract=contracts(),
    months=some.lists(some.fixed_dictionaries(dict.fromkeys(MEASURES, figures)), min_size=2, max_size=6),
)
def test_a_bill_that_bears_the_month_before_bears_what_its_own_would_have(contract, months):
    told = contract.told.model_dump(by_alias=True)
    told["credits"]["terminated_on"] = None
    told["credits"]["caps"][BEGUN]["value"]["excess"] = "lapses"
    own = Contract(ContractText.model_validate(told), contract.text, contract.openings)
    told["credits"]["taken_off"] = since("next_month", contract.month("2025-02")[0])
    later = Contract(ContractText.model_validate(told), contract.text, contract.openings)
    before_it = Decimal(0)
    for (_, one), (performance, two) in zip(settled(own, months), settled(later, months), strict=True):
        compare(two, again(later, performance))
        assert two.money.totals.credits == before_it
        assert [line.amount for line in two.money.lines] == [
            line.amount for line in one.money.lines
        ]  # what returns as well
        assert two.money.rights == one.money.rights
        before_it = one.money.totals.credits


@MANY
@given(contract=contracts(), months=months_of_figures, day=some.integers(2, 28))
def test_an_amendment_that_changes_nothing_changes_nothing(contract, months, day):
    told = contract.told.model_dump(by_alias=True)
    for measure in told["measures"].values():
        measure["target"] = {**measure["target"], date(2025, 3, day): {**measure["target"][BEGUN], "ref": "amendment"}}
    fee = told["charges"]["fee"]["terms"]
    fee["amount"] = {**fee["amount"], date(2025, 4, day): {**fee["amount"][BEGUN], "ref": "amendment"}}
    amended = Contract(ContractText.model_validate(told), contract.text, contract.openings)
    for (_, one), (_, two) in zip(settled(contract, months), settled(amended, months), strict=True):
        assert one.money.totals == two.money.totals
        assert [(each.measure, each.amount) for each in one.money.credits] == [
            (each.measure, each.amount) for each in two.money.credits
        ]
        assert [each.state for each in one.attainments] == [each.state for each in two.attainments]
