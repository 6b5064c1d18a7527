"""Documents drawn at random, settled as the line settles them: every side, kind, currency, with and without business units."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from vmo.money import minor_unit_places, rounded, shared_out
from vmo.records import (
    Bonus,
    Booking,
    Borne,
    Credit,
    Dimension,
    Document,
    Exchange,
    Line,
    Party,
    RowCounts,
    Tax,
    Totals,
    UnitShare,
)

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
ZERO = Decimal(0)
RATES = (("2026-10-30", Decimal("1.0843")), ("2026-11-04", Decimal("1.0911")))


def money(currency, least=-50_000_000, most=50_000_000):
    return st.integers(least, most).map(lambda units: Decimal(units).scaleb(-minor_unit_places(currency)))


def line(name, amount, model="unit_rate"):
    return Line(name, model, FIRST, LAST, f"text of {name}", Decimal(1), "one", amount, amount, "C 1")


def credit(measure, amount):
    one = Fraction(1)
    return Credit(measure, FIRST, LAST, one, one, one, 31, 31, amount, amount, "D 1", base=Fraction(amount))


def bonus(measure, amount):
    return Bonus(measure, FIRST, LAST, Fraction(amount), Fraction(1), Fraction(1), 31, 31, amount, amount, "E 1")


def document(currency, lines, credits_, bonuses, taxes, units, weights, **told):
    """A document whose totals add up, charged back to units by their weights."""
    sums = [sum((one.amount for one in of), ZERO) for of in (lines, credits_, bonuses, taxes)]
    net = sums[0] - sums[1] + sums[2]
    shared = (
        []
        if not units
        else [
            tuple(tuple(shared_out(one.amount, weights, currency)) for one in of)
            for of in (lines, credits_, bonuses, taxes)
        ]
    )
    told_units = []
    for nth, unit in enumerate(units):
        own = [sum((part[nth] for part in of), ZERO) for of in shared]
        bears = own[0] - own[1] + own[2]
        told_units.append(UnitShare(unit, own[0], own[1], own[2], bears, own[3], bears + own[3]))
    return Document(
        contract="acme-care",
        period="2026-10",
        version=1,
        status="draft",
        currency=currency,
        time_zone="Europe/Berlin",
        supplier=Party("acme", "Acme", (), "DE"),
        customer=Party("north", "North", (), "DE"),
        attainments=(),
        lines=tuple(lines),
        credits=tuple(credits_),
        taxes=tuple(taxes),
        totals=Totals(sums[0], ZERO, sums[1], sums[2], net, sums[3], net + sums[3]),
        rows=RowCounts(),
        sources=(),
        bonuses=tuple(bonuses),
        days=(FIRST, LAST),
        chargeback=tuple(told_units),
        borne=Borne(tuple(units), *shared) if units else None,
        **told,
    )


@st.composite
def documents(draw):
    currency = draw(st.sampled_from(["EUR", "USD", "JPY", "KWD"]))
    units = draw(st.sampled_from([(), ("care",), ("care", "sales", ""), ("a", "b", "c", "d", "")]))
    weights = draw(st.lists(st.integers(1, 97), min_size=len(units), max_size=len(units)))
    names = ("voice", "mails.1", "mails.2", "telecom", "manual-1", "late_fee.payment-1")
    amounts = draw(st.lists(money(currency), min_size=1, max_size=len(names)))
    models = ("unit_rate",) * 5 + ("late_fee",)
    lines = [line(*one) for one in zip(names, amounts, models, strict=False)]
    credits_ = [credit(f"m{n}", one) for n, one in enumerate(draw(st.lists(money(currency, 0), max_size=3)))]
    bonuses = [bonus(f"m{n}", one) for n, one in enumerate(draw(st.lists(money(currency, 0), max_size=2)))]
    net = sum((one.amount for one in lines), ZERO)
    kinds = draw(st.lists(st.sampled_from([("S", "19"), ("S", "7"), ("AE", "0"), ("K", "0"), ("O", "0")]), unique=True))
    taxes = [
        Tax(category, Decimal(rate), net, rounded(Fraction(net) * Fraction(rate) / 100, currency), "F 1")
        for category, rate in kinds
    ]
    booking = Booking(
        accounts=draw(st.sampled_from([(), (("expense", "6300"), ("payable", "1600"), ("rounding", "4999"))])),
        charges=draw(st.sampled_from([(), (("mails", "6310"),), (("voice", "6301"), ("mails", "6302"))])),
        passed_through=("telecom",),
        dimensions=draw(st.sampled_from([(), (Dimension("cost_centre", "business_unit", (("care", "4711"),), "9"),)])),
        home=draw(st.sampled_from(["", currency, "CHF"])),
        exchange=draw(st.sampled_from([None, Exchange("spot", True, RATES), Exchange("spot", False, RATES)])),
        damages=draw(st.booleans()),
        self_assessed=draw(st.sampled_from([None, Decimal(19)])),
    )
    if booking.home != "CHF":
        booking = replace(booking, exchange=None)
    issued_on = draw(st.sampled_from([None, date(2026, 11, 5)]))
    return document(
        currency,
        lines,
        credits_,
        bonuses,
        taxes,
        units,
        weights,
        type=draw(st.sampled_from(["shadow", "self_billed", "supplier"])),
        kind=draw(st.sampled_from(["invoice", "credit_note"])),
        issued_on=issued_on,
        number="acme-389-2026-00001" if issued_on else None,
        booking=booking,
    )
