"""Tables: an index or a rate of exchange by its name, or written out in the contract."""

from collections.abc import Mapping
from decimal import Decimal

from vmo.pricing._numbers import Number, exact
from vmo.records import RefusedError

Tables = Mapping[str, Mapping[str, Decimal]]
Named = str | Mapping[str, Number]

MONTHS = 12


def of(term: str, named: Named, tables: Tables) -> dict[str, Decimal]:
    """The values by month or day; raises RefusedError for a table that the portfolio does not have."""
    if isinstance(named, Mapping):
        return {str(when): exact(f"{term}: {when}", value) for when, value in named.items()}
    if named not in tables:
        known = ", ".join(tables) or "none"
        raise RefusedError([f"{term}: found {named!r}, expected the name of a table in tables/: {known}"])
    return dict(tables[named])


def value(term: str, told: Mapping[str, Decimal], when: str) -> Decimal:
    """The value of a month or day; raises RefusedError where it is not published."""
    if when not in told:
        last = max(told, default="none")
        raise RefusedError([f"{term}: no value of {when}, the last is {last}; add it to the table"])
    return told[when]


def ordinal(month: str) -> int:
    """Months since the year 0.

    >>> ordinal("2026-01") - ordinal("2025-12"), month_of(ordinal("2026-01") - 1)
    (1, '2025-12')
    """
    try:
        year, nth = month.split("-")
        return int(year) * MONTHS + int(nth) - 1
    except (AttributeError, ValueError):
        raise RefusedError([f"found {month!r}, expected a month such as 2026-01"]) from None


def month_of(nth: int) -> str:
    return f"{nth // MONTHS:04}-{nth % MONTHS + 1:02}"
