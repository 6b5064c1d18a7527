"""The rows of one charge against its lines: price, quantity, rounding (domain.md 5.3, decision D3).

Of a charge that is priced per unit the difference falls into three parts that add up to it: (their price − ours) × their
quantity; (their quantity − ours) × our price; and what is left, which is rounding. A fee is compared by its amount.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from vmo.matching.told import ours as told_ours
from vmo.matching.told import theirs as told_theirs
from vmo.matching.units import factor
from vmo.money import for_reading, plain, rounded
from vmo.records import BilledLine, Code, ExpectedCharge, ExpectedLine, Variance, Verdict
from vmo.terms.matching import MatchTerms

ZERO = Decimal(0)


@dataclass(frozen=True)
class Compared:
    """One charge: its lines and the rows of the bill that are for it."""

    charge: ExpectedCharge
    ours: Sequence[ExpectedLine]
    theirs: Sequence[BilledLine]
    terms: MatchTerms
    currency: str

    @property
    def expected(self) -> Decimal:
        return sum((one.amount for one in self.ours), ZERO)

    @property
    def billed(self) -> Decimal:
        return sum((one.amount for one in self.theirs), ZERO)

    @property
    def priced(self) -> list[BilledLine]:
        """The rows that tell how much of what at which price. One that takes back a part of a price, as a credit note of the
        difference does, is none of them.
        """
        told = [one for one in self.theirs if one.quantity is not None and one.unit_price is not None]
        known = {unit_rate(one) for one in self.ours} | {self.price(one) for one in told if (one.quantity or 0) >= 0}
        return [one for one in told if (one.quantity or 0) >= 0 or self.price(one) in known]

    @property
    def unit(self) -> str:
        """The unit of the month's quantity, in which the bill's is read."""
        return self.ours[0].unit if self.ours else ""

    def price(self, row: BilledLine) -> Fraction:
        """What a row asks for one of our units, exact."""
        return Fraction(row.unit_price or ZERO) / (Fraction(row.price_per or 1) * factor(row.unit, self.unit))

    def quantity(self, row: BilledLine) -> Fraction:
        """How many of our units a row bills, exact."""
        return Fraction(row.quantity or ZERO) * factor(row.unit, self.unit)

    @property
    def exact(self) -> bool:
        return self.charge.nature == "exact" or self.charge.name in self.terms.exact


def variances(one: Compared) -> Iterator[Variance]:
    """Where the bill and the month differ in this charge; they add up to what was billed less what was expected."""
    if not one.theirs:
        if one.expected:
            yield _whole(one, "UNDERBILL", "measured, and not billed")
    elif not one.ours:
        if one.billed:
            code = one.charge.code or "QTY"
            yield _whole(one, code, "nothing of it is due in this month")
    elif one.charge.nature == "fee" or not one.priced:
        if one.billed != one.expected:
            code = one.charge.code or ("PRICE" if one.charge.nature == "fee" else "QTY")
            yield _whole(one, code, f"{one.billed:f} is billed, {one.expected:f} is due")
    else:
        found = list(_per_unit(one))
        rest = list(_rest(one, one.billed - one.expected - sum((part.difference for part in found), ZERO)))
        yield from (_offset(found, rest[0]) if rest and rest[0].difference < 0 else found)
        yield from rest
    yield from _unsupported(one)


def unit_rate(line: ExpectedLine) -> Fraction:
    """Our rate of one unit, exact."""
    return Fraction(line.rate) / Fraction(line.per)


def _per_unit(one: Compared) -> Iterator[Variance]:
    """Price and quantity at each of our rates. A row at a price that is none of them is laid to the nearest."""
    measured: dict[Fraction, Fraction] = {}
    for line in one.ours:
        measured[unit_rate(line)] = measured.get(unit_rate(line), Fraction(0)) + Fraction(line.quantity)
    billed = dict.fromkeys(measured, Fraction(0))
    for row in one.priced:
        price, quantity = one.price(row), one.quantity(row)
        rate = min(measured, key=lambda known, price=price: abs(known - price))  # type: ignore[misc]
        billed[rate] += quantity
        if price != rate and one.charge.fx is None:
            yield from _price(one, row, price, rate)
    gaps = {rate: billed[rate] - measured[rate] for rate in measured}
    moved = len(gaps) > 1 and not sum(gaps.values())
    if moved and any(gaps.values()):
        yield _moved(one, gaps)
        return
    for rate, gap in gaps.items():
        if gap and (one.exact or rounded(gap * rate, one.currency)):
            yield _quantity(one, rate, gap, measured[rate])


def _price(one: Compared, row: BilledLine, price: Fraction, rate: Fraction) -> Iterator[Variance]:
    money = rounded((price - rate) * one.quantity(row), one.currency)
    bands = {Fraction(other) for other in one.charge.rates}
    code: Code = "BAND" if price in bands else one.charge.code or "PRICE"
    per = next(Fraction(line.per) for line in one.ours if unit_rate(line) == rate)
    told, said = _number(price * per), _number(rate * per)
    why = f"a price of {told}; the contract says {said}"
    if code == "BAND":
        why = f"the price of another band, {told} in place of {said}"
    yield _variance(one, code, _verdict(money), money, why, row=row)


def _moved(one: Compared, gaps: dict[Fraction, Fraction]) -> Variance:
    """The right quantity in the wrong bands."""
    money = rounded(sum((gap * rate for rate, gap in gaps.items()), Fraction(0)), one.currency)
    told = ", ".join(f"{_number(gap)} at {_number(rate)}" for rate, gap in gaps.items() if gap)
    why = f"the quantity is right and lies in the wrong bands: {told}"
    return _variance(one, "BAND", _verdict(money), money, why, row=one.priced[0])


def _offset(found: Sequence[Variance], taken_back: Variance) -> Iterator[Variance]:
    """What is too high, less what the documents themselves take back of this charge."""
    left = -taken_back.difference
    for part in found:
        less = min(part.withheld, left)
        left -= less
        withheld = part.withheld - less
        if less:
            why = f"{part.why}; {less:f} of it is taken back"
            yield replace(part, withheld=withheld, verdict="dispute" if withheld else "report", why=why)
        else:
            yield part


def _quantity(one: Compared, rate: Fraction, gap: Fraction, measured: Fraction) -> Variance:
    money = rounded(gap * rate, one.currency)
    why = f"{_number(measured + gap)} {one.unit} billed, {_number(measured)} measured, a difference of {_number(gap)}"
    code: Code = "UNDERBILL" if money < 0 else "QTY"
    verdict = _verdict(money)
    if not one.exact and abs(gap * rate) <= Fraction(one.terms.quantity_money):
        code, verdict = "QTY", "tolerated"
    row = next((row for row in one.priced if one.price(row) == rate), one.priced[0])
    return _variance(one, code, verdict, money, why, row=row)


def _rest(one: Compared, rest: Decimal) -> Iterator[Variance]:
    """What neither price nor quantity explains."""
    if not rest:
        return
    row = one.priced[0]
    within = abs(rest) <= one.terms.round_line * max(len(one.theirs), len(one.ours))
    if one.charge.fx is not None and not within:
        told = row.fx_rate
        near = told is not None and abs(told - one.charge.fx) <= one.terms.fx
        why = f"converted at {plain(told)}" if told is not None else "the bill does not tell its exchange rate"
        verdict: Verdict = "tolerated" if near else _verdict(rest)
        yield _variance(one, "FX", verdict, rest, f"{why}; the month's is {plain(one.charge.fx)}", row=row)
        return
    if len(one.priced) < len(one.theirs) and not within:
        beside = [part for part in one.theirs if part not in one.priced]
        why = f"{', '.join(part.text or part.position for part in beside)} beside the price"
        yield _variance(one, one.charge.code or "PRICE", _verdict(rest), rest, why, row=beside[0])
        return
    why = "rounding" if within else "the amount is not quantity × price"
    yield _variance(one, "ROUND", "tolerated" if within else _verdict(rest), rest, why, row=row)


def _unsupported(one: Compared) -> Iterator[Variance]:
    """A cost that is passed through without a receipt: nothing of it is paid before there is one."""
    bare = [row for row in one.theirs if one.charge.needs_receipt and row.amount > 0 and not row.receipt]
    for row in bare if one.ours else []:
        agreed = min(row.amount, one.expected)
        why = "passed through without a receipt"
        yield replace(_variance(one, "SUPPORT", "dispute", ZERO, why, row=row), withheld=agreed)


def _whole(one: Compared, code: Code, why: str) -> Variance:
    money = one.billed - one.expected
    verdict = "report" if code == "UNDERBILL" else _verdict(money)
    return _variance(one, code, verdict, money, why, row=one.theirs[0] if one.theirs else None)


def _verdict(money: Decimal) -> Verdict:
    """What is billed too low is told; what is billed too high is disputed."""
    return "dispute" if money > 0 else "report"


def _variance(
    one: Compared, code: Code, verdict: Verdict, money: Decimal, why: str, *, row: BilledLine | None
) -> Variance:
    return Variance(
        code,
        verdict,
        money,
        money if verdict == "dispute" else ZERO,
        why,
        charge=one.charge.name,
        number=row.number if row else "",
        line=row.id if row else "",
        text=one.charge.text or (row.text if row else ""),
        ours="; ".join(told_ours(line) for line in one.ours) or "nothing",
        theirs="; ".join(told_theirs(line) for line in one.theirs) or "nothing",
        clause=", ".join(dict.fromkeys(line.clause for line in one.ours if line.clause)),
        place=row.place if row else "",
        tax_rate=one.charge.tax_rate if one.charge.tax_rate is not None else (row.tax_rate if row else None),
    )


def _number(exact: Fraction) -> str:
    """An exact number for a reader.

    >>> _number(Fraction(17, 20)), _number(Fraction(1, 3)), _number(Fraction(1000))
    ('0.85', '0.333333', '1000')
    """
    return f"{for_reading(exact).normalize():f}"
