"""What a document's electronic invoice says beside its figures: references, payment, why nothing is taxed."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal


@dataclass(frozen=True, slots=True)
class Exemption:
    """Why a tax category takes nothing: text BT-120, code BT-121."""

    category: str
    text: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Billing:
    """The terms of a contract that EN 16931 has a place for, as they stood for the month.

    `buyer_reference` BT-10, `contract` BT-12, `order` BT-13, `buyer_accounting` BT-19, `payment_terms` BT-20; BT-9 is
    `payment_days` after the day of issue. `tax_currency` BT-6 is worth `tax_rate` for one of the document's.
    """

    profile: Literal["en16931", "peppol"] = "en16931"
    buyer_reference: str = ""
    contract: str = ""
    order: str = ""
    buyer_accounting: str = ""
    payment_terms: str = ""
    payment_days: int | None = None
    exemptions: tuple[Exemption, ...] = ()
    tax_currency: str = ""
    tax_rate: Fraction | None = None
