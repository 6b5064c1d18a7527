"""A month and a bill from the words of a YAML case, matched."""

from datetime import date
from decimal import Decimal
from typing import Any

from vmo.matching.match import match
from vmo.records import Bill, BilledLine, Expected, ExpectedCharge, ExpectedCredit, ExpectedLine, Matched
from vmo.terms.matching import MatchTerms

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
NUMBERS = {"quantity", "unit_price", "price_per", "amount", "rate", "per", "tax_rate", "fx_rate"}
DAYS = {"first", "last"}


def table(text: str) -> list[dict[str, Any]]:
    """Rows of a table of words; `-` is no value, `_` a space."""
    header, *body = [line.split() for line in text.splitlines() if line.strip()]
    return [
        {
            name: Decimal(word)
            if name in NUMBERS
            else date.fromisoformat(word)
            if name in DAYS
            else word.replace("_", " ")
            for name, word in zip(header, words, strict=True)
            if word != "-"
        }
        for words in body
    ]


def _parts(told: Any) -> tuple[tuple[str, Decimal, Decimal], ...]:
    """What of a credit falls under which tax: category, rate, amount."""
    return tuple((category, Decimal(rate), amount) for category, rate, amount in told)


def expected(told: dict[str, Any]) -> Expected:
    """The month of a case: `month` its lines, `charges` what the contract says beside, `credits` (`damages`, `split`), `bonus`,
    `tax`.
    """
    lines = [
        ExpectedLine(id=row["charge"], **{"text": row["charge"], "unit": "", **row})
        for row in table(told.get("month", "x"))
    ]
    said = {name: {**one} for name, one in told.get("charges", {}).items()}
    names = dict.fromkeys([*(line.charge for line in lines), *said])
    category, rate = told.get("tax", ("", None))
    return Expected(
        "acme-care/2026-10/1",
        "acme-care",
        told.get("currency", "EUR"),
        FIRST,
        LAST,
        tuple(
            ExpectedCharge(name, **{**said.get(name, {}), "rates": tuple(said.get(name, {}).get("rates", ()))})
            for name in names
        ),
        tuple(lines),
        tuple(
            ExpectedCredit(name, amount, parts=_parts(told.get("split", {}).get(name, ())))
            for name, amount in told.get("credits", {}).items()
        ),
        bonus=told.get("bonus", Decimal(0)),
        taxed="tax" in told,
        tax_category=category,
        tax_rate=None if rate is None else Decimal(rate),
        damages=told.get("damages", False),
    )


def bill(rows: str, number: str = "INV-1", span: tuple[date, date] = (FIRST, LAST), **told: Any) -> Bill:
    """A bill of a span with these rows; `id` counts them."""
    lines = [
        BilledLine(number, f"{number}.xml:{n}", **{"id": str(n), "first": span[0], "last": span[1], **row})
        for n, row in enumerate(table(rows), 1)
    ]
    head = {"type": "invoice", "currency": "EUR", "partner": "acme", "file": f"{number}.xml", "sha256": number, **told}
    return Bill(number=number, lines=tuple(lines), **head)


def matched(told: dict[str, Any]) -> Matched:
    """A whole case."""
    rows = told.get("bill")
    head = dict(told.get("document", {}))
    bills = [bill(rows, **head)] if rows else []
    if second := told.get("beside"):
        bills.append(bill(second, "INV-2", type="credit_note"))
    return match(expected(told), bills, MatchTerms.model_validate(told.get("terms", {})))
