"""Corrections: what becomes of a month that comes to something else after its invoice was issued (domain.md 5.5)."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from vmo.schema import Positive, Told


class Corrections(Told):
    """How an issued month is corrected, how small a difference waits for the next invoice, how long and which way."""

    by: Literal["net_adjust", "credit_and_rebill"]
    """`net_adjust`: one document of the differences; `credit_and_rebill`: a credit note of the whole and a new invoice."""

    threshold: Positive = Decimal(0)
    """A net difference below it, in the contract's currency, is a line of the next open month instead of a document."""

    window_days: int | None = Field(default=None, ge=0)
    """Days after the first issue in which the month may be corrected; without it at any time."""

    direction: Literal["both", "downwards", "upwards"] = "both"
    """Whether a month may come to less (`downwards`), to more, or both."""
