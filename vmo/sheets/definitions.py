"""Definitions: what each measure counts, what the states mean, how every number is made."""

from decimal import Decimal

from openpyxl.worksheet.worksheet import Worksheet

from vmo.records import Attainment, Document
from vmo.sheets._page import Column, Page, Value
from vmo.sheets._words import mark, terms_in_words
from vmo.wording import days

BOOK = "scorecard"
PLACE = 70
STATES: tuple[tuple[str, str], ...] = (
    ("met", "The value reaches the expected level."),
    ("amber", "Worse than expected, but the contract's trigger or sample policy leaves it without a credit."),
    ("breach", "Missed so that it bears a credit where the measure is credit-bearing."),
    ("excused", "Missed for a reason that the contract excuses; bears no credit."),
    ("no_volume", "Nothing happened that could be measured; neither met nor missed."),
    ("low_volume", "Fewer than the minimum volume of the contract; neither met nor missed."),
    (
        "no_data",
        "Data is missing or not valid: it lost Collected or Integrity. Never 0 %, 100 % or met; blocks, or is a miss by clause.",
    ),
    ("not_due", "The window ends in a later month; the value is what it came to so far, and nothing is judged."),
    ("no_target", "Reported only: the contract sets no level."),
)
FORMULAS: tuple[tuple[str, str], ...] = (
    (
        "value",
        "numerator ÷ denominator, times 100 for percent; the sum of numerators over the sum of denominators",
    ),
    ("gap", "value − expected, of a range − its nearer end; exact"),
    (
        "compared as",
        "the value rounded before it is compared, where the contract says so; else the exact value is compared",
    ),
    (
        "severity",
        "the share, 0 to 1, that the credit curve of the contract gives for the value; 1 for a cliff",
    ),
    (
        "at risk",
        "charges at risk × percent ÷ 100, kept exact; the cap is this amount rounded down to the minor unit",
    ),
    ("credit", "at risk × share × days ÷ days of window × severity × multiplier; rounded once, half up"),
    ("after cap", "where the credits exceed the cap, the cap is split over them by largest remainder"),
    ("net", "charges − credits + bonus; totals add rounded lines and are not rounded again"),
    (
        "proven",
        "share of the rows from which every number was calculated again by other code, and agreed exactly",
    ),
)
EVIDENCE: tuple[tuple[str, str], ...] = (
    ("A", "counted from rows, one per contact or event"),
    ("B", "added from interval counts that hold numerator and denominator"),
    ("C", "a ratio as reported; shown, never added up and never billed on"),
)


def write(sheet: Worksheet, document: Document) -> None:
    with Page(sheet, document, "Definitions") as page:
        page.section("Measures")
        page.freeze(page.row + 1)
        columns = [
            Column("measure", 44),
            Column("definition", 84),
            Column("id", 18),
            Column("metric", 28),
            Column("formula", 44),
            Column("terms", 36),
            Column("terms hold", 26),
        ]
        rows: list[list[Value]] = [
            [
                one.name,
                one.definition,
                one.id,
                one.metric,
                formula(one),
                terms_in_words(one.terms),
                days(one.first, one.last),
            ]
            for one in document.attainments
        ]
        page.table(columns, rows)
        page.section("States")
        page.table([Column("state"), Column("meaning", 84)], [[mark(state), text] for state, text in STATES])  # type: ignore[arg-type]
        page.section("Formulas")
        page.table([Column("number"), Column("how it is made", 84)], FORMULAS)
        page.section("Evidence")
        page.table([Column("class"), Column("meaning", 84)], EVIDENCE)


def formula(one: Attainment) -> str:
    """How the value comes from its two numbers."""
    if one.denominator == Decimal(1):
        return f"count, in {one.unit}"
    return written(one.scale, one.unit)


def written(scale: int, unit: str) -> str:
    """The formula of a ratio.

    >>> written(100, "%"), written(1, "s")
    ('100 × numerator ÷ denominator, in %', 'numerator ÷ denominator, in s')
    """
    return ("" if scale == 1 else f"{scale} × ") + f"numerator ÷ denominator, in {unit}"
