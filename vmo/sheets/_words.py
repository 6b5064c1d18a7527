"""What the sheets say alike: numbers in sentences, days of a period, what a document is."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vmo.money import Exact, for_reading, minor_unit_places, plain
from vmo.records import MISSED, Attainment, Document, Finding, Level, Range, RowCounts, State
from vmo.sheets._style import STATE_TONES, Figure, Mark, Tone

DECIMALS = 2
MOST_PLACES = 6
SHORT_SHA = 12
FOREVER = 40
TYPES = {
    "shadow": "shadow invoice: what we expect the supplier to bill",
    "self_billed": "self-billed invoice, issued by the customer in the supplier's name",
    "supplier": "invoice of the supplier to the customer",
}
SEVERITY_TONES: dict[str, Tone] = {"info": "calm", "warning": "warn", "error": "bad"}


def word(state: State) -> str:
    """The state as a reader says it.

    >>> word("no_volume")
    'no volume'
    """
    return state.replace("_", " ")


def mark(state: State) -> Mark:
    return Mark(word(state), STATE_TONES[state])


def verdict(one: Attainment) -> Mark:
    """The state of a measure; data that is there and cannot be relied on is no valid data."""
    return Mark(verdict_word(one), STATE_TONES[one.state])


def verdict_word(one: Attainment) -> str:
    unreliable = one.state == "no_data" and one.cannot_be_met and one.value is not None
    return f"{'no valid data' if unreliable else word(one.state)}{', provisional' if one.provisional else ''}"


def severity_mark(finding: Finding) -> Mark:
    return Mark(finding.severity, SEVERITY_TONES[finding.severity])


def period_days(period: str) -> tuple[date, date]:
    """First and last day of a month.

    >>> period_days("2026-02")
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))
    """
    year, month = map(int, period.split("-"))
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def days(first: date, last: date) -> str:
    return f"{first} to {last}"


def money(amount: Decimal, document: Document) -> Figure:
    """An amount with the places of the currency's minor unit."""
    return Figure(amount, minor_unit_places(document.currency))


def money_in_words(amount: Decimal, document: Document) -> str:
    return f"{amount:,f} {document.currency}"


def reading(exact: Exact, places: int = DECIMALS, *, signed: bool = False) -> Figure:
    """An exact number as a figure for the eye: six decimals in the cell, fewer shown."""
    return Figure(for_reading(exact), places, signed=signed)


def value_of(attainment: Attainment) -> Figure | None:
    """The value with its unit, with as many places as tell it from its targets."""
    value = attainment.value
    if value is None:
        return None
    return Figure(for_reading(value), _telling_places(attainment, value), unit=attainment.unit)


def level(told: Level | None, unit: str) -> Figure | str:
    """A level of the contract as it is written there; nothing where there is none.

    >>> level(Decimal("98.5"), "%").shown, level(None, "%"), level(Range(Decimal(80), Decimal(86)), "%")
    ('98.5 %', '', '80 to 86 %')
    """
    if isinstance(told, Range):
        return f"{told} {unit}".rstrip()
    return "" if told is None else Figure(told, places_of(told), unit=unit)


def level_in_words(told: Level, unit: str) -> str:
    """A level in a sentence."""
    return f"{told if isinstance(told, Range) else f'{told:,f}'} {unit}".rstrip()


def ends(told: Level | None) -> list[Fraction]:
    """The one level, or both ends of a range."""
    if told is None:
        return []
    return [Fraction(told.low), Fraction(told.high)] if isinstance(told, Range) else [Fraction(told)]


def gap_of(attainment: Attainment) -> Fraction | None:
    """Value less expected, in the unit of the measure, of a range less its nearer end, nought within; None without either."""
    value = attainment.value
    if value is None or attainment.expected is None:
        return None
    if isinstance(attainment.expected, Range):
        low, high = ends(attainment.expected)
        return value - low if value < low else max(value - high, Fraction(0))
    return value - Fraction(attainment.expected)


def gap_figure(attainment: Attainment) -> Figure | None:
    gap = gap_of(attainment)
    if gap is None or attainment.value is None:
        return None
    return reading(gap, _telling_places(attainment, attainment.value), signed=True)


def in_words(exact: Exact, unit: str, places: int = DECIMALS) -> str:
    """A value with its unit.

    >>> in_words(Fraction(1712000, 41710), "%"), in_words(Decimal(41710), "contacts", 0)
    ('41.05 %', '41,710 contacts')
    """
    return f"{for_reading(exact, places):,f} {unit}".rstrip()


def exactly(exact: Exact) -> str:
    """The number without loss: as decimals where they end, as a fraction where they do not.

    >>> exactly(Fraction(7, 25)), exactly(Fraction(-10, 3)), exactly(Decimal("2100.504")), exactly(1)
    ('0.28', '-10/3', '2,100.504', '1')
    """
    number = Fraction(exact)
    for places in range(FOREVER):
        whole, rest = divmod(abs(number.numerator) * 10**places, number.denominator)
        if rest == 0:
            digits = f"{whole:0{places + 1}d}"
            before, after = digits[: len(digits) - places], digits[len(digits) - places :]
            return ("-" if number < 0 else "") + f"{int(before):,}" + (f".{after}" if after else "")
    return f"{number.numerator:,}/{number.denominator:,}"


def exact_cell(exact: Exact) -> Decimal | str:
    """The number as a number where its decimals end, as the text of a fraction where they do not."""
    text = exactly(exact)
    return text if "/" in text else Decimal(text.replace(",", ""))


def terms_in_words(terms: dict[str, str]) -> str:
    """The terms of a measure, in the order of their names.

    >>> terms_in_words({"variant": "sl_offered", "threshold_s": "20"}), terms_in_words({})
    ('threshold_s 20, variant sl_offered', '')
    """
    return ", ".join(f"{name} {value}" for name, value in sorted(terms.items()))


def proven_in_words(document: Document) -> str:
    """What share of the rows the second calculation covered."""
    if document.proven is None:
        return "not yet calculated a second time"
    share = in_words(document.proven * 100, "%")
    return f"{share}: {document.proven_rows:,} rows calculated a second time, independently"


def numbered(document: Document) -> str:
    """The state of a document, with the number and day of its issue."""
    if document.number is None:
        return f"{document.status}, no number"
    kind = "number" if document.fiscal_number else "our reference"
    return f"{document.status}, {kind} {document.number}, issued on {document.issued_on}"


def data_status(document: Document) -> Mark:
    """Whether the month is to be trusted, in one word."""
    if document.status == "blocked" or errors(document.findings):
        return Mark("blocked", "bad")
    if not document.rows.adds_up or any(one.state == "no_data" for one in document.attainments):
        return Mark("incomplete", "bad")
    if document.rows.quarantined or any(finding.severity == "warning" for finding in document.findings):
        return Mark("complete, with warnings", "warn")
    return Mark("complete", "good")


def errors(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == "error"]


def levels(document: Document) -> tuple[int, int]:
    """Measures met, of those judged: missed in any segment is missed; without a verdict is not counted."""
    judged: dict[str, bool] = {}
    for one in document.attainments:
        if one.state in ("met", *MISSED, "no_data"):
            judged[one.id] = judged.get(one.id, True) and one.state == "met"
    return sum(judged.values()), len(judged)


def credit_of(document: Document, attainment: Attainment) -> Decimal | None:
    """The credit after the cap that this measure bore in this segment."""
    for credit in document.credits:
        if (credit.measure, credit.first, credit.last) == (attainment.id, attainment.first, attainment.last):
            return credit.amount
    return None


def counts(rows: RowCounts) -> list[int]:
    """Rows in, and the five places where they went (law 1)."""
    return [rows.rows_in, rows.accepted, rows.quarantined, rows.excluded, rows.duplicates, rows.superseded]


def per(number: Decimal | int) -> str:
    """What a rate is for.

    >>> per(1), per(1000)
    ('1', '1,000')
    """
    return f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"


def places_of(number: Decimal) -> int:
    return len(plain(number).partition(".")[2])


def _telling_places(attainment: Attainment, value: Fraction) -> int:
    """Two places, more where two would show a value as equal to a level that it is not."""
    levels_ = [*ends(attainment.expected), *ends(attainment.minimum)]
    if attainment.unit not in ("%", "s") and value.denominator == 1:
        return 0
    for places in range(DECIMALS, MOST_PLACES):
        if all(value == level or for_reading(value, places) != for_reading(level, places) for level in levels_):
            return places
    return MOST_PLACES
