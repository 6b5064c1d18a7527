"""Charge: one price of a contract (domain.md 4)."""

from typing import Any

from pydantic import Field

from vmo.schema import Dated, Told
from vmo.terms.scope import Scope


class Charge(Told):
    """One price of the contract: a pricing model under its own terms."""

    model: str
    """A pricing model of [pricing.md](pricing.md#pricing-models)."""

    text: str | None = None
    """What the line says; the model's name where it is not told."""

    scope: Scope = Field(default_factory=dict)
    """Narrows the contract's scope; for a dimension that both name, this one stands."""

    terms: dict[str, Dated[Any]]
    """The model's own terms, each a history."""
