"""Matching of a partner's bills against the month (domain.md 5.3, decision D3)."""

from decimal import Decimal

from pydantic import Field

from vmo.schema import Exact, Told


class MatchTerms(Told):
    """How the supplier's own bills are laid to the charges, and what difference is no reason to dispute one."""

    lines: dict[str, str | list[str]] = Field(default_factory=dict)
    """Charge → how its item or text is written on the bill, `*` for any letters. Also `credit.<measure>`, `credits` and `bonus`.
    A row that bears the charge's id or its text needs no entry; what is taken off, and is laid to nothing, is a credit."""

    reference: str | None = None
    """How the bill names the contract; its id where nothing is told."""

    round_line: Exact = Decimal("0.01")
    """The most by which the amount of a line may be off by rounding."""

    round_invoice: Exact = Decimal("1.00")
    """The most to which these may add up."""

    quantity_money: Exact = Decimal("1.00")
    """Of what is counted of rows: the most that a difference of the quantity may cost; its drift over the months is reported.
    Places, FTE, fees and hours are exact, and so are prices, premiums, bands, minimums, credits and taxes."""

    exact: list[str] = Field(default_factory=list)
    """Charges that are counted of rows and whose quantity is exact all the same."""

    fx: Exact = Decimal("0.0001")
    """The most by which an exchange rate may differ."""

    response_days: int = Field(default=14, ge=0)
    """Calendar days after a dispute is raised by which an answer is due."""
