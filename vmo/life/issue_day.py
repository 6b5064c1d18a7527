"""The day of issue that a contract agrees to, since exchange rates of its documents are those of that day."""

from collections.abc import Iterator
from datetime import date, timedelta

from vmo.terms import Contract

AFTER = "days_after"


def refused(contract: Contract, first: date, last: date, day: date) -> Iterator[str]:
    """Why a month's document is not issued on a day: a rate of it is that of another."""
    for name, after in _agreed(contract, first, last):
        agreed = last + timedelta(after)
        if agreed != day:
            what = f"{contract.id}: {name} has the exchange rate of {agreed}, its day of issue; found {day}"
            yield f"{what}; issue it with --on {agreed}, or agree to another `{AFTER}` and close the month again"


def _agreed(contract: Contract, first: date, last: date) -> Iterator[tuple[str, int]]:
    """Where a contract tells the day of issue: (place, days after the month)."""
    for name, charge in contract.told.charges.items():
        history = charge.terms.get("fx")
        for begins, entry in history.root.items() if history else ():
            later = [one for one in history.root if begins < one <= first] if history else []
            if begins <= last and not later and isinstance(entry.value, dict) and entry.value.get(AFTER):
                yield f"charges.{name}.fx", entry.value[AFTER]
    other = contract.told.invoice.tax_currency
    if other and other.days_after:
        yield "invoice.tax_currency", other.days_after
