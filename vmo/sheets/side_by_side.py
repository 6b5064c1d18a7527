"""Side by side: what was charged, and what other terms would have come to."""

from decimal import Decimal
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from vmo.money import minor_unit_places
from vmo.sheets._page import Column, Page, Value
from vmo.sheets._style import STATE_TONES, Figure, Mark

BOOK = "whatif"
PLACE = 10
COLUMNS = (Column("", 44), Column("charged"), Column("supposed"), Column("difference"))
STATES = (Column("measure", 44), Column("as judged"), Column("supposed"), Column(""))
NAMES = {"line": "charge", "credit": "credit", "total": "total"}


def write(sheet: Worksheet, comparison: Any) -> None:
    """A table of amounts for each month and for all together, and the verdicts that turn (a Comparison)."""
    places = minor_unit_places(comparison.currency)

    def figure(amount: Decimal | None, *, signed: bool = False) -> Value:
        return None if amount is None else Figure(amount, places, signed=signed)

    def amounts(rows: Any) -> list[list[Value]]:
        return [
            [
                f"{NAMES[one.kind]} {one.name}",
                figure(one.charged),
                figure(one.supposed),
                figure(one.difference, signed=True),
            ]
            for one in rows
        ]

    with Page(sheet, comparison, f"What if: the terms of {comparison.terms}") as page:
        page.freeze(page.row)
        page.sentence(f"Amounts in {comparison.currency}. Nothing of this was charged under the supposed terms.")
        page.row += 1
        if len(comparison.months) > 1:
            page.section("All months together")
            page.table(COLUMNS, amounts(comparison.totals))
        for month in comparison.months:
            page.section(month.title)
            page.table(COLUMNS, amounts(month.amounts))
            turned = [one for one in month.states if one.turns]
            if turned:
                page.table(STATES, [[one.measure, _mark(one.charged), _mark(one.supposed), ""] for one in turned])


def _mark(states: tuple[Any, ...]) -> Value:
    """The states of a measure's parts; a single one in its tone."""
    if len(states) == 1:
        return Mark(states[0].replace("_", " "), STATE_TONES[states[0]])
    return ", ".join(one.replace("_", " ") for one in states) or None
