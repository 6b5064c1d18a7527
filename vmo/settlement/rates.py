"""Rates: what a charge's own terms make of the prices among them, before its model uses them.

A model of `vmo/pricing/` with `adjust` is a term that every charge with a rate may have: `premiums`, `surcharge`, `cola`. They
stand in the order of their PLACE. A rate is the term `rate`, `amount`, `fee`, `arc` or `rrc`, each `rate` of `bands`, and each of
`rates`. One with `convert` (`fx`) turns the lines into the contract's currency afterwards.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from vmo import charging
from vmo.records import Priced, RefusedError

RATES = ("rate", "amount", "fee", "arc", "rrc")

Change = Callable[[Decimal], Decimal]


def adjusted(terms: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The terms with their rates adjusted; `given` is what the settlement tells of the window."""
    found = dict(terms)
    for name in charging.adjustments():
        if name in terms:
            found = _changed(found, _change(name, terms[name], given))
    return found


def converted(lines: Sequence[Priced], terms: Mapping[str, Any], given: Mapping[str, Any]) -> list[Priced]:
    """The lines in the contract's currency."""
    found = list(lines)
    for name in charging.conversions():
        if name in terms:
            convert = charging.model(name).convert
            told = {**_own(name, convert, terms[name]), **_beside(convert, given)}
            found = [convert(one, **told) for one in found]
    return found


def _change(name: str, told: Any, given: Mapping[str, Any]) -> Change:
    adjust = charging.model(name).adjust
    terms = {**_own(name, adjust, told), **_beside(adjust, given)}

    def change(rate: Decimal) -> Decimal:
        changed: Decimal = adjust(rate, **terms)
        return changed

    return change


def _own(name: str, function: Any, told: Any) -> dict[str, Any]:
    """What the contract tells a term of its own; raises RefusedError for what it does not take, or lacks."""
    required, optional = charging.own_terms(function)
    known = ", ".join(sorted(required | optional))
    if not isinstance(told, dict):
        raise RefusedError([f"{name}: found {told!r}, expected its terms: {known}"])
    unknown = sorted(str(one) for one in told if one not in required | optional)
    missing = sorted(required - told.keys())
    if unknown or missing:
        what = f"found {', '.join(unknown)}" if unknown else f"{', '.join(missing)} is missing"
        raise RefusedError([f"{name}: {what}, expected {known}"])
    return told


def _beside(function: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    return {one: given[one] for one in charging.keywords(function) & given.keys()}


def _changed(terms: Mapping[str, Any], change: Change) -> dict[str, Any]:
    found = {name: _one(value, change) if name in RATES else value for name, value in terms.items()}
    if isinstance(bands := terms.get("bands"), list | tuple):
        found["bands"] = [{**one, "rate": _one(one["rate"], change)} if "rate" in one else one for one in bands]
    if isinstance(card := terms.get("rates"), dict):
        found["rates"] = {item: _one(rate, change) for item, rate in card.items()}
    return found


def _one(rate: Any, change: Change) -> Any:
    """A rate that is no number is left for its model to refuse."""
    return change(Decimal(rate)) if isinstance(rate, Decimal | int) and not isinstance(rate, bool) else rate
