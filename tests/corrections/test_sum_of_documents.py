"""Law: whatever is restated, and however it is corrected, the documents of a month come together to its newest calculation."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace as A

from hypothesis import given, settings
from hypothesis import strategies as some

from vmo import correction
from vmo.check import check
from vmo.life.calculations import Calculated, standing_versions
from vmo.pipeline import rolled
from vmo.records import Bonus, Credit, Document, Line, Party, RowCounts, Tax, Totals, UnitShare, VatCategory
from vmo.records.documents import VatPart

OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
ISSUED = date(2026, 11, 5)
NOTHING = Decimal("0.00")
RATES = {"S": Decimal(19), "Z": Decimal(0)}
VAT = {name: VatCategory(name, rate) for name, rate in RATES.items()}
SUMS = ("net", "tax", "gross")


def cents(value):
    return Decimal(value).scaleb(-2)


def line(name, quantity, rate):
    amount, vat = quantity * cents(rate), VAT["Z" if name == "mail" else "S"]
    return Line(name, "per_contact", *OCTOBER, name, Decimal(quantity), "contact", cents(rate), amount, "C", vat=vat)


def month(lines, credits_, bonus):
    """A calculation: lines, some of them without tax, credits and a bonus that reduce and raise the standard rate."""
    charges = sum((one.amount for one in lines), NOTHING)
    zero_rated = sum((one.amount for one in lines if one.id == "mail"), NOTHING)
    owed = [
        Credit(
            name,
            *OCTOBER,
            1,
            1,
            1,
            31,
            31,
            cents(amount),
            cents(amount),
            "D",
            parts=(VatPart(VAT["S"], cents(amount)),),
        )
        for name, amount in credits_.items()
    ]
    extra = [Bonus("sl", *OCTOBER, 1, 1, 1, 31, 31, cents(bonus), cents(bonus), "D 9", VAT["S"])] if bonus else []
    credit, more = sum((one.amount for one in owed), NOTHING), sum((one.amount for one in extra), NOTHING)
    net = charges - credit + more
    bases = {"S": net - zero_rated, "Z": zero_rated}
    taxes = [Tax(name, RATES[name], base, rounded(base * RATES[name] / 100), "§ 9") for name, base in bases.items()]
    tax = sum((one.amount for one in taxes), NOTHING)
    totals = Totals(charges, NOTHING, credit, more, net, tax, net + tax)
    unit = UnitShare("care", charges, credit, more, net, tax, net + tax)
    party = Party("acme", "Acme", (), "DE")
    return Document(
        "acme-care", "2026-10", 1, "draft", "supplier", "EUR", "Europe/Berlin", party, party, (), tuple(lines),
        tuple(owed), tuple(one for one in taxes), totals, RowCounts(), (), bonuses=tuple(extra), chargeback=(unit,),
    )  # fmt: skip


def rounded(exact):
    """Half up and away from zero, in cents."""
    sign = -1 if exact < 0 else 1
    return sign * Decimal(int(abs(exact) * 100 + Decimal("0.5"))).scaleb(-2)


def priced(told):
    return [line(name, *figures) for name, figures in told.items()]


NAMES = some.sampled_from(["voice", "chat", "mail"])
LINES = some.dictionaries(NAMES, some.tuples(some.integers(-40, 200), some.integers(1, 200)), max_size=3).map(priced)
CREDITS = some.dictionaries(some.sampled_from(["sl", "abandon"]), some.integers(1, 30_000))
MONTHS = some.builds(month, LINES, CREDITS, some.integers(0, 500))
WAYS = some.sampled_from(["net_adjust", "credit_and_rebill"])


@settings(max_examples=200, deadline=None)
@given(MONTHS, some.lists(some.tuples(WAYS, MONTHS), min_size=1, max_size=5))
def test_what_was_issued_together_is_the_newest_calculation(first, restated):
    issued, story = [numbered(correction.as_billed(first).document)], [Calculated(1, "issued", (1,), "", False, "", "")]
    before = first
    for way, after in restated:
        standing = [one for one in issued if one.version in standing_versions(story)]
        corrected = correction.naming(standing[-1])
        version = issued[-1].version + 1
        if way == "net_adjust":
            made = [correction.difference(before, after, version, corrected)]
        else:
            back = [correction.reversed_(one, before, version + n) for n, one in enumerate(standing)]
            anew = correction.as_billed(replace(after, version=version + len(back)))
            made = [*back, correction.Bill(replace(anew.document, corrects=corrected), anew.calculation)]
        for bill in made:
            assert bill.document.corrects.number in {one.number for one in issued}
            issued.append(numbered(bill.document))
        versions = tuple(bill.document.version for bill in made)
        story.append(Calculated(len(story) + 1, way, versions, "", False, "", ""))
        before = after
        assert sums(issued) == {name: getattr(after.totals, name) for name in SUMS}
        assert by_tax(issued) == by_tax([after])
    assert [one.version for one in issued] == list(range(1, len(issued) + 1))


@settings(max_examples=200, deadline=None)
@given(MONTHS, MONTHS)
def test_a_document_is_owed_one_way_and_adds_up(before, after):
    bills = [correction.as_billed(after), correction.difference(before, after, 2, correction.naming(numbered(before)))]
    for bill in bills:
        one = bill.document
        assert one.totals.gross >= 0
        assert not check(one)
        if bill.calculation is not one:
            assert all(told.rate >= 0 for told in one.lines)
            assert len({(told.id, told.first) for told in one.lines}) == len(one.lines)
            for tax in one.taxes:
                assert tax.base == sum(told.amount for told in one.lines if told.vat == VAT[tax.category])


def numbered(document):
    return replace(document, number=f"n-{document.version}", issued_on=ISSUED)


def sign(document):
    return -1 if document.kind == "credit_note" else 1


def sums(documents):
    return {name: sum(sign(one) * getattr(one.totals, name) for one in documents) for name in SUMS}


def by_tax(documents):
    found = {}
    for one in documents:
        for tax in one.taxes:
            base, amount = found.get((tax.category, tax.rate), (0, 0))
            found[tax.category, tax.rate] = (base + sign(one) * tax.base, amount + sign(one) * tax.amount)
    return {kind: told for kind, told in found.items() if any(told)}


@settings(max_examples=200, deadline=None)
@given(MONTHS, MONTHS)
def test_what_rolls_into_the_next_month_is_what_differs_tax_by_tax(before, after):
    taxes = A(category="S", rate=RATES["S"], charges={"mail": A(category="Z", rate=RATES["Z"])})
    contract = A(told=A(invoice=A(tax=A(on=lambda _: taxes))))
    differ = {}
    for line_ in correction.differences(before, after):
        charge = rolled.charge_of(contract, OCTOBER[0], line_)
        differ[charge] = differ.get(charge, NOTHING) + line_.amount
    assert {charge: amount for charge, amount in differ.items() if amount} == rolled.parts(
        contract, OCTOBER[0], before, after
    )
