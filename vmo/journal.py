"""Journal: a document → balanced entries, on the side that we are on (domain.md 6.3).

We buy under `shadow` and `self_billed`: expense and input tax are debits, what we owe is a credit. Under `supplier` we sell, and
each stands on the other side. A credit note turns everything round. No entry is below zero: what would be is on the other side.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256

from vmo import calendars
from vmo.borne import borne
from vmo.life.frozen import frozen
from vmo.money import plain, rounded, shared_out
from vmo.past import CORRECTION, is_late_fee
from vmo.records import Document, Exchange, Journal, JournalEntry, Line
from vmo.records.journal import STANDARD

ZERO = Decimal(0)
REVERSE_CHARGE = ("AE", "K")  # the buyer owes the tax, and deducts it
CREDIT = "credit"  # the model of a line that stands for a credit, in a document of lines only
OF_CREDITS = (CREDIT, "earn_back")
UNTAXABLE = "O"
WEEK = 7
RUN_DIGITS = 16
DAY = timedelta(1)
Parts = Sequence[tuple[str, Decimal]]


@dataclass(frozen=True)
class Of:
    """What an amount is of: a unit and a charge tell its dimensions; `account` stands in place of the role's."""

    reference: str
    text: str
    unit: str = ""
    charge: str = ""
    account: str = ""
    code: str = ""


@dataclass
class Postings:
    """The entries of a document as they are made; where `turned`, a cost is a credit."""

    document: Document
    turned: bool
    entries: list[JournalEntry] = field(default_factory=list)

    def post(self, role: str, amount: Decimal, of: Of) -> None:
        """A debit, or where it is below zero a credit; nothing of nothing."""
        signed = -amount if self.turned else amount
        if not signed:
            return
        booking = self.document.booking
        told = {"business_unit": of.unit, "charge": of.charge, "contract": self.document.contract}
        segments = bool(of.unit or of.charge)
        self.entries.append(
            JournalEntry(
                role=role,
                account=of.account or dict(booking.accounts).get(role, role),
                debit=signed if signed > 0 else None,
                credit=-signed if signed < 0 else None,
                reference=of.reference,
                description=f"{self.document.contract} {self.document.period}: {of.text}",
                unit=of.unit,
                tax_code=of.code,
                dimensions=tuple(
                    dict(one.values).get(told[one.of], one.otherwise) if segments else "" for one in booking.dimensions
                ),
            )
        )


def booked(document: Document) -> Journal:
    """The journal of a document; of a draft as it would be, on the last day of its month."""
    buying = document.type != "supplier"
    postings = _earned(document)
    for tax in document.taxes:
        code, text = f"{tax.category}{plain(tax.rate)}", f"tax {tax.category} {plain(tax.rate)} %"
        postings.post("input_tax" if buying else "output_tax", tax.amount, Of(f"tax:{code}", text, code=code))
        owed = document.booking.self_assessed
        if buying and tax.category in REVERSE_CHARGE and owed is not None:
            own = rounded(Fraction(tax.base) * Fraction(owed) / 100, document.currency)
            pair = f"reverse:{code}"
            postings.post("reverse_charge_input", own, Of(pair, f"{text}, deducted", code=code))
            postings.post("reverse_charge_output", -own, Of(pair, f"{text}, owed", code=code))
    whole = Of("document:gross", "payable" if buying else "receivable")
    postings.post("payable" if buying else "receivable", -document.totals.gross, whole)
    on = document.issued_on or _last_day(document)
    return _accounted(postings, on, document.number or document.id, document.status)


def accrued(document: Document, on: date, so_far: str = "") -> Journal:
    """What a month that is not issued costs or earns so far, without tax; taken back on the day after. `so_far` says what is
    known of the credits of a month that is open.
    """
    postings = _earned(document)
    role = "accrued_cost" if document.type != "supplier" else "accrued_income"
    postings.post(role, -document.totals.net, Of("document:net", f"accrued; {so_far}" if so_far else "accrued"))
    return replace(_accounted(postings, on, f"accrual/{document.id}", "accrual"), reverses_on=on + DAY)


def taken_back(journal: Journal) -> Journal:
    """The reversal of an accrual: each entry on the other side, at the rate that it had."""
    day = journal.reverses_on or journal.accounting_date + DAY
    entries = [
        replace(
            one,
            debit=one.credit,
            credit=one.debit,
            home_debit=one.home_credit,
            home_credit=one.home_debit,
            description=f"{one.description} (reversal)",
        )
        for one in journal.entries
    ]
    told = {"id": f"{journal.id}/reversal", "status": "reversal", "accounting_date": day, "period": f"{day:%Y-%m}"}
    return replace(journal, **told, entries=tuple(entries), reverses_on=None)  # type: ignore[arg-type]


def run_of(document: Document) -> str:
    """What a document was made of, as a name: inputs, terms and figures; neither its number nor its day."""
    same = replace(
        document,
        number=None,
        issued_on=None,
        status="draft",
        findings=(),
        proven=None,
        proven_rows=0,
        booking=STANDARD,
        journal=None,
    )
    return sha256(frozen(same).encode()).hexdigest()[:RUN_DIGITS]


def _earned(document: Document) -> Postings:
    """Charges, credits and bonuses; by business unit where we buy and charge it on."""
    buying, booking = document.type != "supplier", document.booking
    postings = Postings(document, turned=buying == (document.kind == "credit_note"))
    cost = "expense" if buying else "revenue"
    passed = "pass_through" if buying else "pass_through_revenue"
    damages = "damages_income" if buying else "damages_cost"
    owed = "late_fee_owed" if buying else "late_fee_due"  # it cost when it was paid late
    bearers = borne(document) if buying else None

    def parts(amount: Decimal, told: Sequence[Sequence[Decimal]], nth: int) -> Parts:
        return list(zip(bearers.units, told[nth], strict=True)) if bearers else [("", amount)]

    priced: dict[str, Decimal] = {}
    for nth, line in enumerate(document.lines):
        name = line.id.partition(".")[0]
        late = is_late_fee(line)
        account = "" if late else dict(booking.charges).get(name, "")
        if not late and name not in booking.passed_through:
            priced[account] = priced.get(account, ZERO) + max(line.amount, ZERO)
        for unit, amount in parts(line.amount, bearers.lines if bearers else (), nth):
            role = owed if late else passed if name in booking.passed_through else cost
            if booking.damages and _is_of_credits(line):
                role = damages
            postings.post(role, amount, Of(line.id, line.text, unit, name, account))
    for nth, credit in enumerate(document.credits):
        of = Of(f"credit:{credit.measure}", f"service-level credit {credit.measure}", charge=credit.measure)
        for unit, amount in parts(credit.amount, bearers.credits if bearers else (), nth):
            if booking.damages:
                postings.post(damages, -amount, replace(of, unit=unit))
                continue
            for account, part in _over(priced, amount, document.currency):
                postings.post(cost, -part, replace(of, unit=unit, account=account))
    for nth, bonus in enumerate(document.bonuses):
        of = Of(f"bonus:{bonus.measure}", f"bonus {bonus.measure}", charge=bonus.measure)
        for unit, amount in parts(bonus.amount, bearers.bonuses if bearers else (), nth):
            postings.post(cost, amount, replace(of, unit=unit))
    return postings


def _is_of_credits(line: Line) -> bool:
    """Whether a line stands for a credit that is damages, or for what is earned back of such, or for a difference of either."""
    named = line.model if line.model in OF_CREDITS else line.id.partition(".")[0] if line.model == CORRECTION else ""
    return named in OF_CREDITS and (line.vat is None or line.vat.code == UNTAXABLE)


def _over(accounts: Mapping[str, Decimal], amount: Decimal, currency: str) -> Iterator[tuple[str, Decimal]]:
    """A reduction over the accounts that the price was booked on, by what each bears, by largest remainder."""
    if len(accounts) < 2 or not any(accounts.values()):
        yield next(iter(accounts), ""), amount
        return
    yield from zip(accounts, shared_out(amount, list(accounts.values()), currency), strict=True)


def _accounted(postings: Postings, on: date, name: str, status: str) -> Journal:
    """The journal with its amounts in the home currency, where that is known, balanced there as well."""
    document, booking = postings.document, postings.document.booking
    rate_date, rate = rate_on(booking.exchange, on) if booking.exchange else (None, None)
    entries = postings.entries
    if booking.home == document.currency:
        entries = [replace(one, home_debit=one.debit, home_credit=one.credit) for one in entries]
    elif booking.exchange and rate:
        factor = to_home(booking.exchange, rate)

        def home(amount: Decimal | None) -> Decimal | None:
            return None if amount is None else rounded(Fraction(amount) * factor, booking.home)

        entries = [replace(one, home_debit=home(one.debit), home_credit=home(one.credit)) for one in entries]
        said = f"{document.contract} {document.period}: difference of rounded amounts"
        entries += left_over(document, entries, "rounding", "document:rounding", said)
    buying = document.type != "supplier"
    return Journal(
        id=name,
        batch=f"{booking.source}-{document.period}",
        status=status,
        accounting_date=on,
        period=f"{on:%Y-%m}",
        currency=document.currency,
        party=document.supplier.id if buying else document.customer.id,
        document=document.number or document.id,
        document_date=document.issued_on,
        run=run_of(document),
        entries=tuple(entries),
        booking=booking,
        rate=rate,
        rate_date=rate_date,
    )


def left_over(
    document: Document, entries: Sequence[JournalEntry], role: str, reference: str, said: str
) -> list[JournalEntry]:
    """What debits and credits lack to each other in the home currency, as an entry of that role; none where they balance."""
    left = sum(((one.home_debit or ZERO) - (one.home_credit or ZERO) for one in entries), ZERO)
    if not left:
        return []
    account = dict(document.booking.accounts).get(role, role)
    nowhere = ("",) * len(document.booking.dimensions)
    one = JournalEntry(role, account, None, None, reference, said, dimensions=nowhere)
    return [replace(one, home_credit=left) if left > 0 else replace(one, home_debit=-left)]


def rate_on(exchange: Exchange, on: date) -> tuple[date | None, Decimal | None]:
    """The rate of a day, or of the last day within a week before it that has one."""
    rates = dict(exchange.rates)
    days = [on - back * DAY for back in range(WEEK)]
    return next(((day, rates[str(day)]) for day in days if str(day) in rates), (None, None))


def to_home(exchange: Exchange, rate: Decimal) -> Fraction:
    """What one of the currency is worth at home, exact."""
    return 1 / Fraction(rate) if exchange.per_home else Fraction(rate)


def _last_day(document: Document) -> date:
    return document.days[1] if document.days else calendars.month(document.period)[1]
