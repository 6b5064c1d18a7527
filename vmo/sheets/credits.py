"""SLA & credits: from the at-risk amount to each credit, so that a reader can redo it by hand."""

from decimal import Decimal
from fractions import Fraction

from openpyxl.worksheet.worksheet import Worksheet

from vmo.money import rounded_down
from vmo.records import Attainment, Credit, Document
from vmo.sheets import _looking_back
from vmo.sheets._page import Column, Page, Value
from vmo.sheets._words import exact_cell, level, money
from vmo.wording import exactly, in_words, level_in_words, money_in_words

BOOK = "scorecard"
PLACE = 50
MANUAL = "manual"
PERCENT = {"percent_of_charges": " %"}


def write(sheet: Worksheet, document: Document) -> None:
    with Page(sheet, document, "SLA & credits") as page:
        page.freeze(page.row)
        _looking_back.levels(page, document)
        _at_risk(page, document)
        if document.credits:
            _steps(page, document)
            page.section("4  The caps")
            if document.caps:
                _looking_back.caps(page, document)
            if document.month_cap is not None or document.at_risk_percent is not None:
                page.sentence(_cap(document, *_looking_back.together(document)))
        elif document.at_risk_percent is not None:
            page.section("2  Each credit")
            page.sentence("No measure bore a credit.", "good")
        for part in (
            _looking_back.bonus,
            _looking_back.ledger,
            _looking_back.counters,
            _looking_back.rights,
            _looking_back.proposals,
        ):
            part(page, document)


def _at_risk(page: Page, document: Document) -> None:
    percent = document.at_risk_percent
    if percent is None:
        page.sentence("The contract puts no part of the fee at risk.")
        return
    base = base_of(document)
    at_risk = Fraction(base) * Fraction(percent) / 100
    page.section("1  The amount at risk")
    page.pairs(
        [
            (f"charges at risk ({document.currency})", money(base, document)),
            ("percent", level(percent, "%")),
            ("at risk, exact", exact_cell(at_risk)),
            (f"cap, rounded down ({document.currency})", money(document.totals.at_risk, document)),
            ("clause", document.credits_clause),
        ]
    )
    if rounded_down(at_risk, document.currency) != document.totals.at_risk:
        page.sentence("The cap is not this percentage of these charges; do not rely on the sums below.", "bad")


def _steps(page: Page, document: Document) -> None:
    """Each credit from its base to its amount, as a table and in words."""
    page.section("2  Each credit = base × share × days ÷ days of window × severity × multiplier")
    steps = [_step(document, credit) for credit in document.credits]
    uncapped = sum((credit.uncapped for credit in document.credits), Decimal(0))
    capped = sum((credit.amount for credit in document.credits), Decimal(0))
    total: list[Value] = ["total", *[""] * 10, money(uncapped, document), money(capped, document), ""]
    page.table(_columns(document), steps, total=total)
    page.section("3  The same in words")
    for credit in document.credits:
        page.sentence(working(credit, document.currency))
    page.row += 1


def base_of(document: Document) -> Decimal:
    """The charges that the percentage is taken of: as told, or all lines but the manual ones."""
    if document.at_risk_base is not None:
        return document.at_risk_base
    return sum((line.amount for line in document.lines if line.model != MANUAL), Decimal(0))


def working(credit: Credit, currency: str) -> str:
    """The sum of one credit, written out.

    >>> from datetime import date
    >>> half, cap = Fraction(1, 2), Decimal("50.01")
    >>> june = (date(2025, 6, 1), date(2025, 6, 30))
    >>> mail = Credit("mail", *june, half, Fraction(2), half, 30, 30, cap, cap, "", base=Fraction("100.01"))
    >>> working(mail, "USD")
    'mail: 100.01 × 0.5 × 30/30 days × 0.5 × 2 = 50.005; rounded: 50.01 USD; after the cap: 50.01 USD'
    """
    factors = (
        f"{exactly(credit.base)} × {_factor(credit.share)} × {credit.days}/{credit.window_days} days × "
        f"{_factor(credit.severity)}{PERCENT.get(credit.returns, '')} × {_factor(credit.multiplier)}"
    )
    return (
        f"{credit.measure}: {factors} = {exactly(credit.exact)}; "
        f"rounded: {credit.uncapped:,f} {currency}; after the cap: {credit.amount:,f} {currency}"
    )


def _factor(exact: Fraction) -> str:
    text = exactly(exact)
    return f"({text})" if "/" in text else text


def _columns(document: Document) -> list[Column]:
    titles = (
        "measure",
        "from",
        "to",
        "value",
        "expected",
        "base",
        "share",
        "days",
        "severity",
        "multiplier",
        "exact product",
        "rounded",
        "after cap",
        "clause and curve",
    )
    unit = {"rounded": f"rounded ({document.currency})", "after cap": f"after cap ({document.currency})"}
    return [Column(unit.get(title, title), 44) for title in titles]


def _step(document: Document, credit: Credit) -> list[Value]:
    judged = _judged(document, credit)
    value = None if judged is None or judged.value is None else in_words(judged.value, judged.unit)
    expected = None if judged is None or judged.expected is None else level_in_words(judged.expected, judged.unit)
    return [
        credit.measure,
        credit.first,
        credit.last,
        value,
        expected,
        exact_cell(credit.base),
        exact_cell(credit.share),
        f"{credit.days} of {credit.window_days}",
        exact_cell(credit.severity),
        exact_cell(credit.multiplier),
        exact_cell(credit.exact),
        money(credit.uncapped, document),
        money(credit.amount, document),
        "; ".join(filter(None, (credit.clause, credit.curve))),
    ]


def _judged(document: Document, credit: Credit) -> Attainment | None:
    for one in document.attainments:
        if (one.id, one.first, one.last) == (credit.measure, credit.first, credit.last):
            return one
    return None


def _cap(document: Document, uncapped: Decimal, capped: Decimal) -> str:
    cap = document.totals.at_risk if document.month_cap is None else document.month_cap
    together = f"Together {money_in_words(uncapped, document)}, the cap of the month is {money_in_words(cap, document)}"
    if uncapped == capped:
        return f"{together}: the cap does not bind."
    if carried := sum((one.carried for one in document.credits if not one.amount), Decimal(0)):
        return f"{together}: {money_in_words(carried, document)} are taken off the bill of the next month."
    becomes = "carry into the next month" if any(one.carried for one in document.credits) else "lapse"
    return (
        f"{together}: {money_in_words(uncapped - capped, document)} {becomes}, and the cap is split over the "
        "rounded credits in proportion, remainders of a minor unit to the largest, ties to the measure listed first."
    )
