"""Summary: levels met, credits, net fee, and what was missed by how much."""

from fractions import Fraction

from openpyxl.worksheet.worksheet import Worksheet

from vmo.records import MISSED, Attainment, Document
from vmo.sheets._page import Column, Page, Value
from vmo.sheets._style import STATE_TONES, Figure
from vmo.sheets._words import (
    data_status,
    gap_figure,
    gap_of,
    level,
    levels,
    money,
    reading,
    value_of,
    verdict,
    verdict_word,
)
from vmo.wording import credit_of, days, in_words, level_in_words, money_in_words, told_apart

BOOK = "scorecard"
PLACE = 20


def write(sheet: Worksheet, document: Document) -> None:
    with Page(sheet, document, "Summary") as page:
        page.freeze(page.row)
        met, judged = levels(document)
        places = money(document.totals.net, document).places
        proven = None if document.proven is None else reading(document.proven * 100)
        page.cards(
            [
                (1, 1, "service levels met", f"{met} of {judged}"),
                (2, 4, "credits", Figure(document.totals.credits, places, unit=document.currency)),
                (5, 7, "net fee", Figure(document.totals.net, places, unit=document.currency)),
                (8, 8, "rows proven", None if proven is None else Figure(proven.number, 2, unit="%")),
                (9, 9, "data", data_status(document)),
            ]
        )
        page.section("What was missed, and by how much")
        missed = [one for one in document.attainments if one.state in MISSED or one.state == "no_data"]
        for one in missed:
            credit = credit_of(document, one)
            bears = f"; credit {money_in_words(credit, document)}" if credit is not None else "; no credit"
            page.sentence(f"{missed_by(one)}{bears}.", STATE_TONES[one.state])
        if not missed:
            page.sentence("Every level that was judged was met.", "good")
        page.row += 1
        page.section("Every measure")
        columns = [
            Column("measure", 52),
            Column("from"),
            Column("to"),
            Column("value"),
            Column("expected"),
            Column("gap"),
            Column("state"),
            Column(f"credit ({document.currency})"),
            Column("clause", 36),
        ]
        page.table(columns, [_row(document, one) for one in document.attainments])
        page.sentence(
            "A gap is value less expected. Values are rounded for reading only: they are judged by the exact "
            "numerators and denominators on the next sheet."
        )


def missed_by(attainment: Attainment) -> str:
    """The miss as a sentence: what it was, what it should have been, by how much, under which clause."""
    subject = f"{attainment.name} ({attainment.id}), {days(attainment.first, attainment.last)}"
    gap, value, expected = gap_of(attainment), value_of(attainment), attainment.expected
    clause = f" ({attainment.clause})" if attainment.clause else ""
    why = f" ({attainment.cannot_be_met})" if attainment.cannot_be_met else ""
    if gap is None or value is None or expected is None:
        return f"{subject}: {verdict_word(attainment)}{clause}{why}"
    if attainment.state == "no_data":
        return (
            f"{subject}: {in_words(attainment.value or 0, attainment.unit, value.places)}{clause}: no valid data{why}"
        )
    actual = in_words(attainment.value or Fraction(0), attainment.unit, value.places)
    by = shortfall(gap, attainment.unit, value.places)
    wanted = level_in_words(expected, attainment.unit)
    return f"{subject}: {actual}, {by} the expected {wanted}{clause}: {verdict_word(attainment)}{why}"


def shortfall(gap: Fraction, unit: str, places: int) -> str:
    """How far a value lies from its level; percent differ by points.

    >>> shortfall(Fraction(-28, 10), "%", 2), shortfall(Fraction(45, 4), "s", 2)
    ('2.80 points below', '11.25 s above')
    """
    side = "below" if gap < 0 else "above"
    return f"{in_words(abs(gap), 'points' if unit == '%' else unit, places)} {side}"


def _row(document: Document, one: Attainment) -> list[Value]:
    credit = credit_of(document, one)
    return [
        told_apart(document, one),
        one.first,
        one.last,
        value_of(one),
        level(one.expected, one.unit),
        "" if one.expected is None else gap_figure(one),
        verdict(one),
        "" if credit is None else money(credit, document),
        one.clause,
    ]
