"""Tax of a contract (domain.md 4, row 22; decisions M2, D1)."""

from typing import Literal

from pydantic import Field

from vmo.schema import Percent, Told


class CategoryRate(Told):
    """A tax category and its rate."""

    category: str
    """Category of UNCL 5305: `S`, `AE`, `E`, `O`, `Z` …"""

    rate: Percent
    """Percent."""

    reason: str = ""
    """Why nothing is taxed, as it stands on the invoice (BT-120); `AE`, `E`, `G`, `K` and `O` need it, or its code."""

    reason_code: str = ""
    """The same as a code of VATEX (BT-121), as `VATEX-EU-AE`."""


class TaxTerms(CategoryRate):
    """Tax of the invoice: of what has no category of its own, and what has."""

    mode: Literal["half_up", "down"] = "half_up"
    """How the tax of a category rounds, once, as the jurisdiction has it."""

    charges: dict[str, CategoryRate] = Field(default_factory=dict)
    """Charge → category and rate of its own."""

    credit_nature: Literal["price_reduction", "damages"] = "price_reduction"
    """`price_reduction`: credits reduce the taxable bases, each category's by its net; `damages`: they reduce none, and are not
    subject to VAT (category `O`), nor is what is earned back of them; a legal invoice has them on a document beside it."""

    early_payment: Literal["kept", "reduced"] = "kept"
    """What a discount for [paying early](finance.md#payments) does to the tax of its document: `kept`, it is booked whole;
    `reduced`, the taxable base is reduced by it, and its part of the tax is booked back."""
