"""Trend: each measure by day, with its target."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby

from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from vmo.money import for_reading
from vmo.records import Attainment, DayValue, Document, Range, Ratio
from vmo.sheets._chart import Lines, draw
from vmo.sheets._page import Column, Page, Value
from vmo.sheets._style import Figure
from vmo.sheets._words import ends, level
from vmo.wording import DECIMALS, told_apart

BOOK = "scorecard"
PLACE = 40
CHART_ROWS = 24
COLUMNS = (
    Column("measure", 24),
    Column("day"),
    Column("numerator"),
    Column("denominator"),
    Column("value"),
    Column("expected"),
    Column("note", 14),
    Column("to"),
)


def write(sheet: Worksheet, document: Document) -> None:
    with Page(sheet, document, "Trend") as page:
        page.freeze(page.row + 1, 2)
        days = [(one, of) for one in in_order(document) if (of := in_force(document.attainments, one.measure, one.day))]
        rows = [_row(one, of) for one, of in days]
        at = page.table(COLUMNS, rows)
        free = at + 1
        for _, group in groupby(days, key=lambda pair: pair[0].measure):
            of_measure = list(group)
            last = at + len(of_measure) - 1
            draw(sheet, _lines(document, at, last, of_measure), row=max(at + 1, free))
            free = max(at + 1, free) + CHART_ROWS
            if last < page.row - 2:
                sheet.row_breaks.append(Break(id=last))
            at = last + 1


def in_order(document: Document) -> list[DayValue]:
    """The days of each measure together, the measures in the order of the contract."""
    place = {one.id: n for n, one in reversed(list(enumerate(document.attainments)))}
    return sorted(document.trend, key=lambda one: (place.get(one.measure, len(place)), one.day))


def in_force(attainments: Sequence[Attainment], measure: str, day: date) -> Attainment | None:
    """The segment of the measure that the day lies in.

    >>> in_force((), "sl", date(2026, 1, 1)) is None
    True
    """
    return next((one for one in attainments if one.id == measure and one.first <= day <= one.last), None)


def note(numerator: Decimal | None, denominator: Decimal | None) -> str:
    """Why a day has no value.

    >>> note(None, None), note(Decimal(0), Decimal(0)), note(Decimal(3), Decimal(4))
    ('no data', 'no volume', '')
    """
    if numerator is None:
        return "no data"
    return "no volume" if denominator == 0 else ""


def _row(one: DayValue, of: Attainment) -> list[Value]:
    value = Ratio(one.numerator, one.denominator).value
    places = 0 if of.denominator == 1 else DECIMALS
    return [
        of.id,
        one.day,
        one.numerator,
        one.denominator,
        # A word would be drawn as zero; an empty cell leaves a gap in the line.
        "" if value is None else Figure(for_reading(value * of.scale), places, unit=of.unit),
        level(of.expected.low if isinstance(of.expected, Range) else of.expected, of.unit),
        note(one.numerator, one.denominator),
        level(of.expected.high, of.unit) if isinstance(of.expected, Range) else "",
    ]


def _lines(document: Document, first: int, last: int, days: Sequence[tuple[DayValue, Attainment]]) -> Lines:
    values = [
        *(value * of.scale for one, of in days if (value := Ratio(one.numerator, one.denominator).value) is not None),
        *(end for _, of in days for end in ends(of.expected)),
    ]
    of = days[-1][1]
    name = told_apart(document, of)
    return Lines(
        title=f"{name} ({of.unit})" if of.unit else name,
        first=first,
        last=last,
        day_column=2,
        value_column=5,
        target_column=6 if any(of.expected is not None for _, of in days) else None,
        upper_column=8 if any(isinstance(of.expected, Range) for _, of in days) else None,
        values=tuple(values),
        percent=of.unit == "%",
    )
