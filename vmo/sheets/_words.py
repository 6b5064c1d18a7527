"""What the sheets say alike: figures and marks for their cells, and what they are counted from."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from vmo.money import Exact, for_reading, minor_unit_places
from vmo.records import MISSED, Attainment, Document, Finding, Level, Range, RowCounts, State
from vmo.sheets._style import STATE_TONES, Figure, Mark, Tone
from vmo.wording import DECIMALS, exactly, places_of

MOST_PLACES = 6
SHORT_SHA = 12
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


def money(amount: Decimal, document: Document) -> Figure:
    """An amount with the places of the currency's minor unit."""
    return Figure(amount, minor_unit_places(document.currency))


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


def counts(rows: RowCounts) -> list[int]:
    """Rows in, and the five places where they went (law 1)."""
    return [rows.rows_in, rows.accepted, rows.quarantined, rows.excluded, rows.duplicates, rows.superseded]


def _telling_places(attainment: Attainment, value: Fraction) -> int:
    """Two places, more where two would show a value as equal to a level that it is not."""
    levels_ = [*ends(attainment.expected), *ends(attainment.minimum)]
    if attainment.unit not in ("%", "s") and value.denominator == 1:
        return 0
    for places in range(DECIMALS, MOST_PLACES):
        if all(value == level or for_reading(value, places) != for_reading(level, places) for level in levels_):
            return places
    return MOST_PLACES
