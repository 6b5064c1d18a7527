"""Correction: two calculations of a month → what is owed between them, as the document of their differences (domain.md 5.5).

A calculation bears signs, as a month of pure credits comes to less than nothing. What leaves the house is owed one way: amounts
of a credit note are positive and reduce; what goes the other way inside it has a positive price and a negative quantity.

Beside it lie what is not subject to VAT, months under other terms, and what each business unit bears of a correction. What
a month had come to lies in `vmo/life/calculations.py`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from vmo.correction.apportioned import BONUS, CHARGE, CREDIT, Key, charge_parts, more, tax_parts
from vmo.money import plain, rounded
from vmo.past import CORRECTION
from vmo.records import Billing, Borne, Document, Line, PrecedingInvoice, Tax, Totals, UnitShare, VatCategory

ZERO = Decimal(0)

ONE = Decimal(1)
LAST_MONTH = "last_month"  # the credits that arose in the month before


@dataclass(frozen=True)
class Bill:
    """A document as it leaves the house, and the calculation of the whole month that its scorecard tells."""

    document: Document
    calculation: Document

    def with_(self, **told: object) -> "Bill":
        """The same with something that both say, as a number."""
        one = replace(self.document, **told)  # type: ignore[arg-type]
        if self.calculation is self.document:
            return Bill(one, one)
        return Bill(one, replace(self.calculation, **told))  # type: ignore[arg-type]


def as_billed(calculation: Document) -> Bill:
    """A month as it is issued: what comes to less than nothing as a credit note of lines only (decision D1)."""
    totals = calculation.totals
    if (totals.gross, totals.net) >= (ZERO, ZERO):
        return Bill(calculation, calculation)
    return Bill(in_lines(calculation), calculation)


def in_lines(calculation: Document) -> Document:
    """A month as a document of lines only, owed the way that it goes."""
    lines = [*calculation.lines, *_credits(calculation).values(), *_bonuses(calculation).values()]
    units, borne = calculation.chargeback, calculation.borne
    if borne and (parts := charge_parts(calculation, borne.units)):
        borne = replace(borne, lines=tuple(parts.values()), credits=(), bonuses=())
    return _one_way(calculation, lines, calculation.taxes, calculation.totals, units, borne)


def reversed_(issued: Document, calculation: Document, version: int) -> Bill:
    """An issued document taken back whole: the same lines and amounts, owed the other way, naming it."""
    told = replace(
        issued,
        version=version,
        status="draft",
        number=None,
        issued_on=None,
        kind="invoice" if issued.kind == "credit_note" else "credit_note",
        corrects=naming(issued),
    )
    return Bill(told, replace(calculation, version=version, status="draft"))


def difference(before: Document, after: Document, version: int, corrected: PrecedingInvoice) -> Bill:
    """What a month comes to less what it came to before: a line a difference, each tax by its difference."""
    after = replace(after, version=version, status="draft")
    totals = Totals(
        **{name: getattr(after.totals, name) - getattr(before.totals, name) for name in Totals.__slots__},
    )
    units, taxes = _units(before, after), _taxes(before, after)
    told = _one_way(after, differences(before, after), taxes, totals, units, _borne(before, after, units, taxes))
    return Bill(replace(told, corrects=corrected, billing=_billing(before, after)), after)


def naming(issued: Document) -> PrecedingInvoice:
    """How another document names an issued one (BG-3)."""
    return PrecedingInvoice(issued.number or "", issued.issued_on)


def effect(document: Document) -> Decimal:
    """The net that a document adds to what is owed."""
    return -document.totals.net if document.kind == "credit_note" else document.totals.net


def differences(before: Document, after: Document) -> list[Line]:
    """A line for every line, credit and bonus that differs; an amount below zero is one that is owed less."""
    old, new = _owed(before), _owed(after)
    return [_difference(old.get(key), new.get(key), after.currency) for key in _differing(before, after)]


def _differing(before: Document, after: Document) -> list[Key]:
    """What differs: charges, then credits, then bonuses."""
    old, new = _owed(before), _owed(after)
    keys = [*new, *(key for key in old if key not in new)]
    differ = [key for key in keys if _amount(old.get(key)) != _amount(new.get(key))]
    return sorted(differ, key=lambda key: (CHARGE, CREDIT, BONUS).index(key[0]))


def _amount(line: Line | None) -> Decimal:
    return line.amount if line else ZERO


def _difference(old: Line | None, new: Line | None, currency: str) -> Line:
    one = new or old
    assert one is not None
    text = f"{one.text}: {_said(old)} as issued, {_said(new)} now"
    name = one.id if new else f"{one.id}.before"
    owed = _amount(new) - _amount(old)
    exact = Line(name, CORRECTION, one.first, one.last, text, ONE, "one", owed, owed, one.clause, vat=one.vat)
    if old and new and (old.rate, old.per, old.unit) == (new.rate, new.per, new.unit):
        quantity = new.quantity - old.quantity
        if rounded(Fraction(quantity) * Fraction(new.rate) / Fraction(new.per), currency) == owed:
            exact = replace(exact, quantity=quantity, unit=new.unit, rate=new.rate, per=new.per)
    return exact


def _said(line: Line | None) -> str:
    return plain(line.amount) if line else "nothing"


def _owed(document: Document) -> dict[Key, Line]:
    """Charges, credits and bonuses as lines, in this order."""
    charges = {(CHARGE, line.id, line.first, line.last, line.vat): line for line in document.lines}
    return {**charges, **_credits(document), **_bonuses(document)}


def _credits(document: Document) -> dict[Key, Line]:
    """The credits as lines of a month, each below zero, a line for each tax category that it reduces."""
    named = {one.id: one.name for one in document.attainments}
    states = {(one.id, one.first): one.state.replace("_", " ") for one in document.attainments}
    found: dict[Key, Line] = {}
    for one in document.credits:
        text = f"Service-level credit, {named.get(one.measure, one.measure)}"
        if document.booking.damages:
            state = states.get((one.measure, one.first))
            text = f"Damages, {named.get(one.measure, one.measure)}, {document.period}" + (
                f": {state}" if state else ""
            )
        if one.measure == LAST_MONTH:
            text = f"{'Damages' if document.booking.damages else 'Service-level credits'} {one.curve}"
        parts: list[tuple[VatCategory | None, Decimal]] = [(part.vat, part.amount) for part in one.parts]
        for vat, amount in parts or [(None, one.amount)]:
            name = f"{CREDIT}.{one.measure}" + (f".{vat.code}" if len(one.parts) > 1 and vat else "")
            line = Line(name, CREDIT, one.first, one.last, text, ONE, "one", -amount, -amount, one.clause, vat=vat)
            found[CREDIT, one.measure, one.first, one.last, vat] = line
    return found


def _bonuses(document: Document) -> dict[Key, Line]:
    named = {one.id: one.name for one in document.attainments}
    found: dict[Key, Line] = {}
    for one in document.bonuses:
        text, name = f"Bonus, {named.get(one.measure, one.measure)}", f"{BONUS}.{one.measure}"
        line = Line(name, BONUS, one.first, one.last, text, ONE, "one", one.amount, one.amount, one.clause, vat=one.vat)
        found[BONUS, one.measure, one.first, one.last, one.vat] = line
    return found


def _taxes(before: Document, after: Document) -> list[Tax]:
    """Of each category and rate the difference of its two taxes, so that what was taxed in all is the tax of the month."""
    kinds: dict[tuple[str, Decimal], Tax] = {}
    for sign, document in ((1, after), (-1, before)):
        for tax in document.taxes:
            known = kinds.get(
                (tax.category, tax.rate), replace(tax, base=tax.base - tax.base, amount=tax.amount - tax.amount)
            )
            kinds[tax.category, tax.rate] = replace(
                known, base=known.base + sign * tax.base, amount=known.amount + sign * tax.amount
            )
    return [tax for n, tax in enumerate(kinds.values()) if not n or tax.base or tax.amount]


def _billing(before: Document, after: Document) -> Billing | None:
    """What the electronic invoice says beside the figures; why nothing is taxed also of a category that there was before."""
    if after.billing is None or before.billing is None:
        return after.billing
    told = {one.category: one for one in (*before.billing.exemptions, *after.billing.exemptions)}
    return replace(after.billing, exemptions=tuple(told.values()))


def _units(before: Document, after: Document) -> list[UnitShare]:
    """What each business unit bears of the differences."""
    names = [name for name in UnitShare.__slots__ if name != "unit"]
    old = {one.unit: one for one in before.chargeback}
    new = {one.unit: one for one in after.chargeback}
    nothing = UnitShare("", *[ZERO] * len(names))
    return [
        UnitShare(
            unit, *(getattr(new.get(unit, nothing), name) - getattr(old.get(unit, nothing), name) for name in names)
        )
        for unit in dict.fromkeys([*new, *old])
    ]


def _borne(before: Document, after: Document, units: Sequence[UnitShare], taxes: Sequence[Tax]) -> Borne | None:
    """What each unit bears of each difference; None where one of the calculations does not tell."""
    names = [one.unit for one in units]
    old, new = charge_parts(before, names), charge_parts(after, names)
    if old is None or new is None:
        return None
    of_lines = more(_differing(before, after), old, new, tuple(one.net for one in units))
    kinds = [(tax.category, tax.rate) for tax in taxes]
    of_taxes = more(kinds, tax_parts(before, names), tax_parts(after, names), tuple(one.tax for one in units))
    return Borne(tuple(names), of_lines, (), (), of_taxes)


def _one_way(
    calculation: Document,
    lines: Sequence[Line],
    taxes: Sequence[Tax],
    totals: Totals,
    units: Sequence[UnitShare],
    borne: Borne | None,
) -> Document:
    """A document of lines only, owed the way that its gross goes."""
    less = (totals.gross, totals.net) < (ZERO, ZERO)
    turned: Callable[[Decimal], Decimal] = (lambda amount: -amount) if less else (lambda amount: amount)
    net, zero = turned(totals.net), totals.net - totals.net

    def each(parts: Sequence[Sequence[Decimal]]) -> tuple[tuple[Decimal, ...], ...]:
        return tuple(tuple(turned(one) for one in own) for own in parts)

    return replace(
        calculation,
        kind="credit_note" if less else "invoice",
        lines=tuple(_shown(replace(line, amount=turned(line.amount))) for line in lines),
        credits=(),
        bonuses=(),
        caps=(),
        taxes=tuple(replace(tax, base=turned(tax.base), amount=turned(tax.amount)) for tax in taxes),
        totals=Totals(net, zero, zero, zero, net, turned(totals.tax), turned(totals.gross)),
        chargeback=tuple(
            replace(
                one,
                charges=turned(one.net),
                credits=zero,
                bonus=zero,
                net=turned(one.net),
                tax=turned(one.tax),
                gross=turned(one.gross),
            )
            for one in units
        ),
        borne=borne and replace(borne, lines=each(borne.lines), taxes=each(borne.taxes)),
    )


def _shown(line: Line) -> Line:
    """A line with a price that is positive and a quantity that bears the sign of its amount."""
    other_way = (line.quantity * line.rate < 0) != (line.amount < 0)
    quantity = -line.quantity if other_way else line.quantity
    return replace(line, quantity=-quantity, rate=-line.rate) if line.rate < 0 else replace(line, quantity=quantity)
