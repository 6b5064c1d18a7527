"""Chargeback: an invoice charged on to the client's business units (domain.md 4, row 20)."""

from typing import Literal

from pydantic import Field

from vmo.schema import Told


class Chargeback(Told):
    """How each amount of the invoice is shared by business units, to the minor unit, by largest remainder."""

    driver: str
    """A charge that counts: what is shared is shared as its count is, as by minutes handled."""

    direct: list[str] = Field(default_factory=list)
    """Charges of which each unit bears what was counted for it; all others are shared by the driver."""

    credits: Literal["pro_rata", "failed"] = "pro_rata"
    """`pro_rata`: credits are shared by the driver; `failed`: by the contacts or items that failed, where the measure is a
    percentage of such."""
