"""Prices and their proofs agree on counts that nobody chose, and keep the laws of their bands."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from cases import OF_COUNTS
from hypothesis import given, settings
from hypothesis import strategies as some

from vmo import charging, plugins
from vmo.records import Priced, Unit

MANY = settings(max_examples=100, deadline=None)
counts = some.one_of(some.integers(0, 30_000).map(Decimal), some.decimals("0", "9999", places=3))
rates = some.decimals("0", "9", places=4)
HOUR = Unit("h", 3600, "s", fine=True)
units = some.sampled_from([Unit("contact"), Unit("min", 60, "s", 1), HOUR])
groups = some.fixed_dictionaries(
    {"seats": some.integers(0, 40)},
    optional={
        "from": some.dates(date(2026, 5, 1), date(2026, 6, 20)),
        "to": some.dates(date(2026, 6, 20), date(2026, 8, 1)),
    },
)
limits = some.lists(some.integers(1, 20_000), unique=True, max_size=4).map(sorted)


@some.composite
def bands(draw):
    """Limits that rise, and a rate for each band."""
    told = draw(limits)
    return [
        *({"up_to": limit, "rate": draw(rates)} for limit in told),
        {"rate": draw(rates)},
    ]


def amounts(name, quantity, unit, **terms):
    """The exact amounts of a price of a count; its proof gives the same, and so does quantity × rate ÷ per of each line."""
    model, proof = plugins.find("pricing", name).price, plugins.find("proofs", name).price
    lines = model(quantity, unit=unit, **terms)
    volumes = {key: Fraction(terms[key]) / unit.size for key in OF_COUNTS if terms.get(key) is not None}
    taken = {key: value for key, value in {**terms, **volumes}.items() if key in charging.keywords(proof)}
    exact = [line.amount for line in lines]
    assert exact == proof(Fraction(quantity) / unit.size, **taken)
    assert all(line.amount == Fraction(line.quantity) * Fraction(line.rate) / Fraction(line.per) for line in lines)
    return exact


@MANY
@given(quantity=counts, unit=units, rate=some.decimals("-9", "9", places=4))
def test_a_unit_rate_is_charged_the_same_twice(quantity, unit, rate):
    amounts("unit_rate", quantity, unit, rate=rate)


@MANY
@given(quantity=counts, rate=rates)
def test_an_hour_is_shown_in_one_unit_whatever_the_month_comes_to(quantity, rate):
    (line,) = plugins.find("pricing", "unit_rate").price(quantity, rate=rate, unit=HOUR)
    assert (line.unit, line.per, line.quantity) == ("s", 3600, quantity)


@MANY
@given(first=counts, then=counts, unit=units, told=bands())
def test_graduated_prices_are_charged_the_same_twice_and_wherever_a_month_is_cut(first, then, unit, told):
    whole = amounts("graduated", first + then, unit, bands=told)
    parts = amounts("graduated", first, unit, bands=told) + amounts("graduated", then, unit, bands=told, before=first)
    assert sum(whole) == sum(parts)


@MANY
@given(quantity=counts, more=counts, unit=units, told=bands())
def test_a_graduated_price_never_falls_and_never_jumps(quantity, more, unit, told):
    dearest = max(Fraction(band["rate"]) for band in told)
    rise = sum(amounts("graduated", quantity + more, unit, bands=told)) - sum(
        amounts("graduated", quantity, unit, bands=told)
    )
    assert 0 <= rise <= dearest * Fraction(more) / unit.size


@MANY
@given(first=counts, then=counts, unit=units, told=bands(), guard=some.sampled_from(["none", "limit"]))
def test_all_units_prices_are_charged_the_same_twice_and_wherever_a_month_is_cut(first, then, unit, told, guard):
    terms = {"bands": told, "guard": guard}
    whole = amounts("all_units", first + then, unit, **terms)
    parts = [amounts("all_units", part, unit, whole=first + then, **terms) for part in (first, then)]
    assert sum(whole) == sum(sum(part) for part in parts)


@MANY
@given(quantity=counts, more=counts, unit=units, told=bands())
def test_a_guarded_price_never_falls(quantity, more, unit, told):
    terms = {"bands": told, "guard": "limit"}
    assert sum(amounts("all_units", quantity, unit, **terms)) <= sum(
        amounts("all_units", quantity + more, unit, **terms)
    )


@MANY
@given(told=bands())
def test_an_all_units_price_falls_just_behind_the_limits_that_are_named(told):
    falls = plugins.find("pricing", "all_units").falls(told)
    steep = [
        band["up_to"]
        for band, after in pairwise(told)
        if after["rate"] * (band["up_to"] + Decimal("0.000001")) < band["rate"] * band["up_to"]
    ]
    assert set(steep) <= set(falls)


@MANY
@given(
    seats=some.one_of(some.integers(0, 99), some.lists(groups, max_size=4)),
    rate=rates,
    days=some.tuples(some.integers(1, 30), some.integers(1, 30)).map(sorted),
)
def test_places_are_charged_the_same_twice(seats, rate, days):
    first, last = (date(2026, 6, day) for day in days)
    for name in ("fte", "physical_seat"):
        window = {"first": first, "last": last, "window_days": 30}
        lines = plugins.find("pricing", name).price(seats=seats, rate=rate, **window)
        assert [line.amount for line in lines] == plugins.find("proofs", name).price(seats=seats, rate=rate, **window)
        assert all(line.amount == Fraction(line.quantity) * Fraction(line.rate) / line.per for line in lines)


@MANY
@given(
    seats=some.lists(groups, min_size=1, max_size=4), others=some.lists(some.integers(0, 40), min_size=4, max_size=4)
)
def test_a_line_of_places_is_in_the_same_unit_however_many_they_are(seats, others):
    window = {"first": date(2026, 6, 1), "last": date(2026, 6, 30), "window_days": 30, "rate": 1}
    told = [{**one, "seats": other} for one, other in zip(seats, others, strict=False)]
    (line,), (other,) = (plugins.find("pricing", "fte").price(seats=one, **window) for one in (seats, told))
    assert (line.unit, line.per) == (other.unit, other.per)


@MANY
@given(quantity=counts, rate=rates, hours=some.sampled_from([Decimal(160), Decimal("173.33"), Decimal(7)]))
def test_places_by_hours_are_charged_the_same_twice(quantity, rate, hours):
    amounts("per_fte", quantity, HOUR, rate=rate, standard_hours=hours)


@MANY
@given(
    hours=some.one_of(counts, some.sampled_from([1440, 1520, 1600]).map(Decimal)),
    seats=some.one_of(some.integers(0, 12), some.lists(groups, max_size=3)),
    percent=some.sampled_from([90, Decimal(95), 100]),
    rate=rates,
    days=some.tuples(some.integers(1, 30), some.integers(1, 30)).map(sorted),
)
def test_attended_places_are_charged_the_same_twice(hours, seats, percent, rate, days):
    first, last = (date(2026, 6, day) for day in days)
    window = {"first": first, "last": last, "window_days": 30}
    terms = {"standard_hours": 160, "seats": seats, "attendance_percent": percent, **window}
    amounts("per_fte", hours * 3600, HOUR, rate=rate, **terms)


@MANY
@given(
    worked=counts,
    scheduled=some.one_of(some.none(), counts),
    tolerance=some.decimals("0", "9", places=2),
    approved=some.lists(some.tuples(some.integers(1, 30), some.decimals("0", "40", places=2)), max_size=3),
    rate=rates,
    days=some.tuples(some.integers(1, 30), some.integers(1, 30)).map(sorted),
)
def test_hours_up_to_the_schedule_are_charged_the_same_twice(worked, scheduled, tolerance, approved, rate, days):
    first, last = (date(2026, 6, day) for day in days)
    overtime = [{"day": date(2026, 6, day), "hours": hours, "ref": "PO"} for day, hours in approved]
    terms = {"tolerance_percent": tolerance, "overtime": overtime, "first": first, "last": last}
    held = {"against": None if scheduled is None else scheduled * 3600, "against_whole": Decimal(3600)}
    (amount,) = amounts("schedule_cap", worked * 3600, HOUR, rate=rate, **terms, **held)
    assert amount <= Fraction(worked) * Fraction(rate)


@MANY
@given(
    first=counts,
    then=counts,
    unit=units,
    included=some.integers(0, 20_000),
    block=some.one_of(some.none(), some.integers(1, 500)),
    rate=rates,
)
def test_packages_are_charged_the_same_twice_and_wherever_a_month_is_cut(first, then, unit, included, block, rate):
    terms = {"fee": 900, "included": included, "rate": rate, "block": block}
    whole = amounts("package", first + then, unit, **terms)
    halves = [
        amounts("package", part, unit, before=before, days=15, window_days=30, **terms)
        for part, before in ((first, Decimal(0)), (then, first))
    ]
    assert sum(whole) == sum(sum(half) for half in halves)


@MANY
@given(quantity=counts, unit=units, rate=rates, minimum=some.integers(0, 9000), days=some.integers(1, 30))
def test_the_minimum_of_a_line_is_charged_the_same_twice(quantity, unit, rate, minimum, days):
    (amount,) = amounts("minimum_per_line", quantity, unit, rate=rate, minimum=minimum, days=days, window_days=30)
    assert amount >= Fraction(minimum * days, 30)


@MANY
@given(
    quantity=counts,
    unit=units,
    baseline=some.integers(1, 30_000),
    band=some.decimals("0", "40", places=1),
    basis=some.sampled_from(["over_band", "from_baseline"]),
    beyond=some.one_of(some.none(), some.decimals("40", "80", places=1)),
)
def test_arc_and_rrc_are_charged_the_same_twice(quantity, unit, baseline, band, basis, beyond):
    terms = {"baseline": baseline, "deadband_percent": band, "deadband_basis": basis, "reprice_percent": beyond}
    found = amounts("arc_rrc", quantity, unit, arc=Decimal("2.10"), rrc=Decimal("1.80"), **terms)
    outside = abs(Fraction(quantity) / unit.size - baseline) > Fraction(baseline) * Fraction(band) / 100
    assert len(found) == outside


@MANY
@given(
    quantity=counts,
    unit=units,
    locked=some.integers(0, 30_000),
    low=some.integers(0, 100),
    above=some.one_of(some.none(), some.integers(0, 50)),
    rate=rates,
)
def test_a_locked_forecast_is_charged_the_same_twice(quantity, unit, locked, low, above, rate):
    limits_ = {"low_percent": low, "high_percent": None if above is None else low + above}
    day = {"forecast": {"2026-06": locked}, "first": date(2026, 6, 1)}
    amounts("forecast_lock", quantity, unit, rate=rate, **limits_, **day)


@MANY
@given(spent=some.decimals("0", "900000", places=2), baseline=some.integers(0, 900_000), share=some.integers(0, 100))
def test_what_is_saved_is_shared_the_same_twice(spent, baseline, share):
    amounts("gainshare", spent, Unit("USD", places=2), baseline=baseline, share_percent=share, deadband=100)
    amounts("pass_through", spent, Unit("USD", places=2), markup_percent=share)


@MANY
@given(
    rate=rates,
    percent=some.lists(some.decimals("0", "60", places=2), min_size=1, max_size=3),
    stacking=some.sampled_from(["multiplicative", "additive", "max"]),
)
def test_premiums_are_put_on_a_rate_the_same_twice(rate, percent, stacking):
    first, again = (
        plugins.find(folder, "premiums").adjust(exact(rate), percent=percent, stacking=stacking)
        for folder, exact in (("pricing", Decimal), ("proofs", Fraction))
    )
    assert Fraction(first) == again
    assert again >= rate


indices = some.dictionaries(
    some.sampled_from([f"{year}-12" for year in range(2020, 2028)]), some.integers(80, 140), min_size=8, max_size=8
)


@MANY
@given(
    rate=rates,
    wages=indices,
    prices=indices,
    base=some.sampled_from(["chained", "fixed"]),
    cap=some.one_of(some.none(), some.integers(0, 8)),
    floor=some.one_of(some.none(), some.integers(0, 8)),
    day=some.dates(date(2020, 1, 1), date(2028, 6, 1)),
)
def test_an_indexed_rate_is_the_same_twice_and_moves_no_further_than_its_cap(
    rate, wages, prices, base, cap, floor, day
):
    parts = [{"weight": Decimal("0.6"), "index": wages}, {"weight": Decimal("0.3"), "index": prices}]
    terms = {
        "parts": parts,
        "fixed_share": Decimal("0.1"),
        "starts": "2022-01",
        "base_month": "2020-12",
        "lag_months": 1,
    }
    terms |= {"base": base, "cap_percent": cap, "floor_percent": floor, "places": 4}
    first, again = (
        plugins.find(folder, "cola").adjust(exact(rate), first=day, **terms)
        for folder, exact in (("pricing", Decimal), ("proofs", Fraction))
    )
    assert Fraction(first) == again
    if cap is not None:
        years = max(day.year - 2021, 0)
        assert again <= Fraction(rate) * (1 + Fraction(cap, 100)) ** years + Fraction(1, 10_000)


@MANY
@given(
    amount=some.decimals("0.01", "900000", places=2),
    quote=some.sampled_from(["PHP per USD", "USD per PHP"]),
    values=some.dictionaries(
        some.dates(date(2026, 6, 20), date(2026, 7, 5)).map(str), some.decimals("50", "60", places=4), min_size=1
    ),
    basis=some.sampled_from(["invoice_date", "month_average"]),
    band=some.one_of(some.none(), some.integers(0, 10)),
    after=some.integers(0, 6),
)
def test_an_amount_is_exchanged_the_same_twice(amount, quote, values, basis, band, after):
    table = {**values, "2026-06-30": Decimal("56.12")}
    terms = {"currency": "PHP", "quote": quote, "basis": basis, "table": table, "home": "USD"}
    terms |= {"window_first": date(2026, 6, 1), "window_last": date(2026, 6, 30)}
    terms |= {} if band is None else {"reference": 56, "band_percent": band}
    terms |= {"days_after": after} if basis == "invoice_date" else {}
    line = plugins.find("pricing", "fx").convert(Priced(amount, "PHP", Decimal(1), Fraction(amount)), **terms)
    assert line.amount == plugins.find("proofs", "fx").convert(Fraction(amount), **terms)
    assert line.amount == Fraction(line.quantity) * Fraction(line.rate) / Fraction(line.per)


@MANY
@given(
    owed=some.decimals("0", "900000", places=2),
    disputed=some.decimals("0", "9000", places=2),
    due=some.dates(date(2026, 1, 1), date(2026, 12, 31)),
    late=some.integers(-5, 500),
    changes=some.dictionaries(
        some.dates(date(2026, 1, 2), date(2027, 12, 31)), some.decimals("0", "5", places=2), max_size=3
    ),
    count=some.sampled_from([365, 360]),
    fixed=some.sampled_from([0, 40]),
)
def test_a_late_fee_is_charged_the_same_twice(owed, disputed, due, late, changes, count, fixed):
    terms = {"reference_percent": {date(2026, 1, 1): 2, **changes}, "day_count": count, "fixed_sum": fixed}
    payment = {"amount": owed, "disputed": disputed, "due_on": due, "paid_on": due + timedelta(days=late)}
    lines = plugins.find("pricing", "late_fee").price(**terms, **payment)
    assert [line.amount for line in lines] == plugins.find("proofs", "late_fee").price(**terms, **payment)
    assert sum(line.quantity for line in lines if line.unit == "day") == (max(late, 0) if owed > disputed else 0)
