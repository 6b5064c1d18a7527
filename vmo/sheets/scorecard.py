"""Scorecard: each measure and segment with its exact numbers, targets, state, clause and evidence."""

from decimal import Decimal  # noqa: F401  the example uses it
from fractions import Fraction

from openpyxl.worksheet.worksheet import Worksheet

from vmo.money import for_reading
from vmo.records import Attainment, Document, OwnFigures, Sampled
from vmo.sheets._page import Column, Page, Value
from vmo.sheets._style import Figure
from vmo.sheets._words import exact_cell, gap_figure, level, terms_in_words, value_of, verdict
from vmo.wording import in_words, places_of

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
    Column("compared as"),
    Column("sample", 30),
    Column("cannot be met", 30),
    Column("clause", 20),
    Column("evidence"),
    Column("partner's own figures", 30),
    Column("terms", 26),
    Column("definition", 50),
)

SELDOM = frozenset(
    {"compared as", "sample", "cannot be met", "partner's own figures"}
)  # left out of a month that has nothing to say there


def write(sheet: Worksheet, document: Document) -> None:
    with Page(sheet, document, "Scorecard") as page:
        page.freeze(page.row + 1, 3)
        rows = [row(one) for one in document.attainments]
        shown = [i for i, one in enumerate(COLUMNS) if one.title not in SELDOM or any(line[i] != "" for line in rows)]
        page.table([COLUMNS[i] for i in shown], [[line[i] for i in shown] for line in rows])
        for one in document.attainments:
            if one.provisional:
                page.sentence(f"{one.id} ({one.first} to {one.last}) is {one.provisional}.")


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
        verdict(one),
        "" if one.expected is None else gap_figure(one),
        severity(one.severity),
        "" if one.compared is None else Figure(one.compared, places_of(one.compared), unit=one.unit),
        sample(one.sampled, one.unit),
        one.cannot_be_met,
        one.clause,
        one.evidence,
        "; ".join(map(own_figures, one.own_figures)),
        terms_in_words(one.terms),
        one.definition,
    ]


def better(direction: str) -> str:
    """Which way is good.

    >>> better("lower"), better("none")
    ('lower', '')
    """
    return "" if direction == "none" else direction


def sample(told: Sampled | None, unit: str) -> str:
    """What a sampled measure rests on and proves; nothing for one that rests on all rows.

    >>> sample(Sampled(150, Decimal("91.548546"), Decimal("98.154109"), "indistinguishable"), "%")
    'indistinguishable: 91.55 % to 98.15 %, n 150 (95 % wilson, two-sided)'
    >>> strata = {"effective": Fraction(500, 41), "size": 1000}
    >>> sample(Sampled(20, Decimal("60.1"), Decimal("96.2"), None, **strata), "%")
    '60.10 % to 96.20 %, n 20 of 1,000, effective 12.20 (95 % wilson, two-sided)'
    >>> sample(Sampled(100, Decimal("14.69"), Decimal("45.31"), None, "normal", error=Decimal("7.810250")), "points")
    '14.69 points to 45.31 points, n 100, standard error 7.81 points (95 % normal, two-sided)'
    """
    if told is None:
        return ""
    drawn = f"n {told.n}" if told.size is None else f"n {told.n} of {told.size:,}"
    if told.effective is not None and told.effective != told.n:
        drawn += f", effective {for_reading(told.effective, 2)}"
    if told.error is not None:
        drawn += f", standard error {in_words(told.error, unit)}"
    bounds = f"{in_words(told.low, unit)} to {in_words(told.high, unit)}, {drawn}"
    return f"{f'{told.word}: ' if told.word else ''}{bounds} ({told.confidence} % {told.method}, {told.side})"


def own_figures(told: OwnFigures) -> str:
    """What a partner states itself; several figures are counted, never made one.

    >>> own_figures(OwnFigures("asa_s", 1, Decimal("18.5"))), own_figures(OwnFigures("asa_s", 31))
    ('asa_s 18.5, as the partner states it', 'asa_s: 31 figures of the partner, never added')
    >>> own_figures(OwnFigures("asa_s", 0))
    'asa_s: no figure'
    """
    if told.only is not None:
        return f"{told.column} {told.only.normalize():f}, as the partner states it"
    return (
        f"{told.column}: {told.number} figures of the partner, never added"
        if told.number
        else f"{told.column}: no figure"
    )


def severity(exact: Fraction | None) -> Value:
    """The curve's share, exact; nothing where the state bears no credit.

    >>> severity(Fraction(7, 25)), severity(Fraction(1, 3)), severity(None)
    (Decimal('0.28'), '1/3', '')
    """
    return "" if exact is None else exact_cell(exact)
