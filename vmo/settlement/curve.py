"""Curve: what a miss of a measure costs on a day, as the contract and the curve say (domain.md 3.7, decision M3)."""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from vmo import plugins
from vmo.records import Returns
from vmo.terms import Credits, curve_of, switches_of


@dataclass(frozen=True)
class Curve:
    """A credit curve under its terms, and whether the multiplier and the caps apply to what it returns."""

    name: str
    terms: Mapping[str, Any]
    returns: Returns
    multiplied: bool
    capped: bool
    by_days: bool

    def severity(self, **givens: Any) -> Fraction:
        """What the miss costs, of the givens that the curve takes."""
        function = plugins.find("curves", self.name).severity
        taken = inspect.signature(function).parameters.keys()
        cost: Fraction = function(**{name: one for name, one in givens.items() if name in taken}, **self.terms)
        return cost

    @property
    def whole(self) -> Fraction:
        """What a miss without any value costs, where the contract takes no data for one: all that the curve knows of."""
        module = plugins.find("curves", self.name)
        return Fraction(1) if self.returns == "share" else Fraction(module.whole(**self.terms))

    @property
    def told(self) -> str:
        """The curve as the reader sees it."""
        return ", ".join([self.name, *(f"{name} {_said(value)}" for name, value in self.terms.items())])


def curve_under(credits_: Credits | None, measure: str, day: date) -> Curve:
    """The curve in force.

    >>> curve_under(Credits(curves=None), "sl", date(2026, 1, 1)).told
    'cliff'
    """
    name, terms = curve_of(credits_, measure, day)
    module = plugins.find("curves", name)
    switches = {"multiplied": module.MULTIPLIED, "capped": module.CAPPED, **switches_of(credits_, measure, day)}
    return Curve(name, terms, module.RETURNS, switches["multiplied"], switches["capped"], module.BY_DAYS)


def bears_credit(credits_: Credits | None, measure: str, day: date) -> bool:
    """Whether a critical measure can cost anything: it has an allocation, or a curve of its own that needs none."""
    if credits_ is None:
        return False
    if credits_.allocation and measure in credits_.allocation.on(day):
        return True
    own = credits_.curves.on(day) if credits_.curves else {}
    return measure in own and curve_under(credits_, measure, day).returns != "share"


def _said(value: Any) -> str:
    """A term in words.

    >>> _said([{"from": 0, "to": 2, "percent": 25}, {"from": 2, "percent": 100}])
    'from 0 to 2 percent 25 / from 2 percent 100'
    """
    if isinstance(value, list):
        return " / ".join(" ".join(f"{key} {part}" for key, part in one.items()) for one in value)
    return str(value)
