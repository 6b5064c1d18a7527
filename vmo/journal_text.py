"""How a portfolio books its documents: accounts, dimensions, columns and exchange rates, `journal` of portfolio.yaml."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Literal

from pydantic import Field

from vmo.records import Booking, Dimension, Exchange
from vmo.records.journal import COLUMNS, ROLES
from vmo.schema import Dated, Exact, Told
from vmo.tables import Table
from vmo.terms import Contract
from vmo.yaml12 import Place

PASSED_THROUGH = "pass_through"
WEEK = timedelta(7)
NEEDED = ("journal", "account", "currency", "debit", "credit", "reference")


class DimensionText(Told):
    """A segment beside the account, by business unit, charge or contract."""

    of: Literal["business_unit", "charge", "contract"]
    values: dict[str, str] = Field(default_factory=dict)
    otherwise: str = ""


class ExchangeText(Told):
    """Rates of a currency: a table by day, which side it is quoted on, and what the ledger calls the rate."""

    table: str
    quote: str
    kind: str = "spot"


class JournalText(Told):
    """`journal` of portfolio.yaml. An account that is not told is booked under the name of its role."""

    ledger: str = ""
    source: str = "vmo"
    category: str = "outsourcing"
    accounts: dict[str, str] = Field(default_factory=dict)
    charges: dict[str, dict[str, str]] = Field(default_factory=dict)
    dimensions: dict[str, DimensionText] = Field(default_factory=dict)
    columns: dict[str, str] = Field(default_factory=dict)
    exchange: dict[str, ExchangeText] = Field(default_factory=dict)
    reverse_charge_percent: Dated[Exact] | None = None

    def faults(
        self, contracts: Mapping[str, Contract], tables: Mapping[str, Table], home: str
    ) -> Iterator[tuple[Place, str]]:
        """Names that nothing bears, columns without which no journal can be held against its document."""
        for role in self.accounts:
            if role not in ROLES:
                yield ("journal", "accounts", role), f"no role of an entry; known: {', '.join(ROLES)}"
        for name, charges in self.charges.items():
            if name not in contracts:
                known = ", ".join(sorted(contracts)) or "none"
                yield ("journal", "charges", name), f"no contract without a fault; known: {known}"
                continue
            own = contracts[name].told.charges
            for charge in [one for one in charges if one not in own]:
                yield ("journal", "charges", name, charge), f"no charge of it; known: {', '.join(own) or 'none'}"
        for name in self.dimensions:
            if name in COLUMNS:
                yield ("journal", "dimensions", name), "is the name of a column already; take another"
        yield from self._columns()
        for currency, one in self.exchange.items():
            if one.table not in tables:
                known = ", ".join(sorted(tables)) or "none; write tables/"
                yield ("journal", "exchange", currency, "table"), f"{one.table!r} is not a table; known: {known}"
            if one.quote not in (quotes := (f"{currency} per {home}", f"{home} per {currency}")):
                yield ("journal", "exchange", currency, "quote"), f"found {one.quote!r}, expected {' or '.join(quotes)}"

    def _columns(self) -> Iterator[tuple[Place, str]]:
        if not self.columns:
            return
        for name in self.columns:
            if name not in (*COLUMNS, *self.dimensions):
                known = ", ".join((*COLUMNS, *self.dimensions))
                yield ("journal", "columns", name), f"is no column of a journal; known: {known}"
        if lacking := [name for name in NEEDED if name not in self.columns]:
            yield (
                ("journal", "columns"),
                f"{', '.join(lacking)} missing; without it no entry can be held against its document",
            )
        theirs = list(self.columns.values())
        for name, told in self.columns.items():
            if theirs.count(told) > 1:
                yield ("journal", "columns", name), f"{told!r} is the name of another column as well; give each its own"


def booking(
    told: JournalText | None, contract: Contract, home: str, tables: Mapping[str, Table], first: date
) -> Booking:
    """How the documents of a contract are booked, under the terms of a window's first day."""
    own = told or JournalText()
    tax = contract.told.invoice.tax
    dimensions = tuple(
        Dimension(name, one.of, tuple(one.values.items()), one.otherwise) for name, one in own.dimensions.items()
    )
    columns = own.columns or {name: name for name in _between(list(own.dimensions))}
    rates = own.exchange.get(contract.told.currency)
    exchange = None
    if rates is not None and contract.told.currency != home:
        since = str(first - WEEK)
        by_day = tuple((day, value) for day, value in tables[rates.table].items() if day >= since)
        exchange = Exchange(rates.kind, rates.quote == f"{contract.told.currency} per {home}", by_day)
    percent = own.reverse_charge_percent
    return Booking(
        ledger=own.ledger,
        source=own.source,
        category=own.category,
        accounts=tuple(own.accounts.items()),
        charges=tuple(own.charges.get(contract.id, {}).items()),
        passed_through=tuple(name for name, one in contract.told.charges.items() if one.model == PASSED_THROUGH),
        dimensions=dimensions,
        columns=tuple(columns.items()),
        home=home,
        exchange=exchange,
        damages=bool(tax and tax.on(first).credit_nature == "damages"),
        self_assessed=percent.on(first) if percent and min(percent.root) <= first else None,
        discount_reduces_tax=bool(tax and tax.on(first).early_payment == "reduced"),
    )


def _between(dimensions: list[str]) -> Iterator[str]:
    """Every column, the dimensions after the business unit."""
    for name in COLUMNS:
        yield name
        if name == "business_unit":
            yield from dimensions
