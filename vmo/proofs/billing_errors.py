"""Billing errors, second calculation, from domain.md 1.8 (36) and decision Q3: gross absolute corrections over value invoiced.

>>> bill = {"type": "invoice", "amount_net": 1000, "currency": "USD", "reason_code": None}
>>> note = {**bill, "type": "credit_note", "amount_net": 30}
>>> measure([bill, {**note, "reason_code": "error_correction"}, {**note, "reason_code": "service_credit"}], currency="USD")
Ratio(numerator=Decimal('30'), denominator=Decimal('1000'))
>>> measure([bill, note], currency="USD").numerator is None
True
>>> measure([{"type": "invoice", "reason_code": None, "currency": "USD"}], currency="USD")
Traceback (most recent call last):
vmo.records.RefusedError: amount_net: not mapped, so nothing is counted; map it in the partner YAML
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from vmo.proofs._deferred import value
from vmo.proofs._rows import EVERYONE, Population, Row, UnknownError, cell, known, within
from vmo.records import Ratio


def measure(rows: Iterable[Row], *, currency: str, population: Population = EVERYONE) -> Ratio:
    """Value corrected over value invoiced, of issued documents. Raises RefusedError."""
    issued = [row for row in within(rows, population) if row.get("issued_at", "told") is not None]
    invoices = [row for row in issued if cell(row, "type") == "invoice"]
    notes = [row for row in issued if cell(row, "type") in ("credit_note", "debit_note")]

    def corrected() -> Decimal:
        return value(_errors(notes), "amount_net", currency)

    return Ratio(known(corrected), known(lambda: value(invoices, "amount_net", currency)))


def _errors(notes: Iterable[Row]) -> Iterator[Row]:
    for row in notes:
        reason = cell(row, "reason_code")
        if reason is None:
            raise UnknownError("reason_code")
        if reason == "error_correction":
            amount = cell(row, "amount_net")
            yield {**row, "amount_net": None if amount is None else abs(amount)}
