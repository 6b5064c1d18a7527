"""Scorecard: each measure and segment with its exact numbers, targets, state, clause and evidence."""

from fractions import Fraction

from openpyxl.worksheet.worksheet import Worksheet

from vmo.records import Attainment, Document
from vmo.sheets._page import Column, Page, Value
from vmo.sheets._words import exact_cell, gap_figure, level, mark, terms_in_words, value_of

BOOK = "scorecard"
PLACE = 30
COLUMNS = (
    Column("id", 16),
    Column("measure", 34),
    Column("from"),
    Column("to"),
    Column("value"),
    Column("numerator"),
    Column("denominator"),
    Column("expected"),
    Column("minimum"),
    Column("better"),
    Column("state"),
    Column("gap"),
    Column("severity"),
    Column("clause", 20),
    Column("evidence"),
    Column("terms", 26),
    Column("definition", 50),
)


def write(sheet: Worksheet, document: Document) -> None:
    with Page(sheet, document, "Scorecard") as page:
        page.freeze(page.row + 1, 3)
        page.table(COLUMNS, [row(one) for one in document.attainments])


def row(one: Attainment) -> list[Value]:
    """The cells of one measure in one segment, in the order of COLUMNS."""
    return [
        one.id,
        one.name,
        one.first,
        one.last,
        value_of(one),
        one.numerator,
        one.denominator,
        level(one.expected, one.unit),
        level(one.minimum, one.unit),
        better(one.direction),
        mark(one.state),
        "" if one.expected is None else gap_figure(one),
        severity(one.severity),
        one.clause,
        one.evidence,
        terms_in_words(one.terms),
        one.definition,
    ]


def better(direction: str) -> str:
    """Which way is good.

    >>> better("lower"), better("none")
    ('lower', '')
    """
    return "" if direction == "none" else direction


def severity(exact: Fraction | None) -> Value:
    """The curve's share, exact; nothing where the state bears no credit.

    >>> severity(Fraction(7, 25)), severity(Fraction(1, 3)), severity(None)
    (Decimal('0.28'), '1/3', '')
    """
    return "" if exact is None else exact_cell(exact)
