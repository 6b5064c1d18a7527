"""What the electronic invoice of a contract says beside its figures (EN 16931, domain.md 6.2)."""

from typing import Literal

from pydantic import Field

from vmo.schema import Exact, Told
from vmo.terms.currency import Currency


class TaxCurrency(Told):
    """The currency in which tax is declared, where it is another one (BT-6, BT-111)."""

    currency: Currency
    """ISO 4217, as `GBP`."""

    quote: str
    """Which side the rate is quoted on, as `GBP per EUR`."""

    basis: Literal["fixed", "invoice_date", "month_average"]
    """Where the rate comes from, as of [fx](pricing.md#fx)."""

    rate: Exact | None = None
    """The rate, of the basis `fixed`."""

    table: str | None = None
    """The table of the portfolio, of the other bases."""

    days_after: int = Field(default=0, ge=0)
    """Of the basis `invoice_date`: the day of issue, in days after the month's last day."""

    places: int = Field(default=4, ge=0)
    """Decimals of an average."""


class Electronic(Told):
    """The keys of `invoice` that only its electronic form needs."""

    profile: Literal["en16931", "peppol"] = "en16931"
    """`peppol`: Peppol BIS Billing 3 (BT-23, BT-24), which wants more and takes no self-billed invoice (decision D2)."""

    buyer_reference: str = ""
    """What the buyer routes it by (BT-10)."""

    order: str = ""
    """The buyer's purchase order (BT-13)."""

    contract_reference: str = ""
    """The contract's number (BT-12); its id where there is none."""

    buyer_accounting: str = ""
    """Where the buyer books it, as a cost centre (BT-19)."""

    payment_terms: str = ""
    """The terms of payment in words (BT-20); needed where there are no `payment_days`."""

    tax_currency: TaxCurrency | None = None
    """Currency in which tax is declared, where it is another one (BT-6)."""
