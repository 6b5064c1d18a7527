"""Charge: one price of a contract (domain.md 4)."""

from typing import Any

from pydantic import Field

from vmo.schema import Dated, Day, Told
from vmo.terms.scope import Scope


class Charge(Told):
    """One price of the contract: a pricing model, perhaps of what another counts, under their own terms."""

    model: str
    """A pricing model of [pricing.md](pricing.md): one that makes lines, or one that counts, which alone is charged at a unit
    `rate`."""

    of: str | None = None
    """The model that counts, where `model` prices a count."""

    text: str | None = None
    """What the line says; the model's name where it is not told."""

    scope: Scope = Field(default_factory=dict)
    """Narrows the contract's scope; for a dimension that both name, this one stands."""

    first: Day | None = Field(default=None, alias="from")
    """The first day on which the charge is due; a fee of a part of the window is due by days."""

    last: Day | None = Field(default=None, alias="to")
    """The last day on which the charge is due."""

    terms: dict[str, Dated[Any]]
    """The terms of the models, each a history."""
