"""Rolled in: what a line is made of that rolled in from an earlier month, whose difference was too small for a document."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from vmo.correction import differences
from vmo.derivation import Step
from vmo.life import calculations
from vmo.life.calculations import Calculated
from vmo.money import plain
from vmo.pipeline import rolled
from vmo.records import Line
from vmo.terms import Contract


def steps(session: Session, contract: Contract, period: str) -> Mapping[str, tuple[Step, ...]]:
    """Line → both calculations of its month, and each amount that differs between them, as far as it bears the line's tax."""
    first, _ = contract.month(period)
    found: dict[str, tuple[Step, ...]] = {}
    for of, before, after in calculations.rolled_into(session, contract.id, period):
        by_charge: dict[str, list[Line]] = {}
        for line in differences(before.document, after.document):
            by_charge.setdefault(rolled.charge_of(contract, first, line), []).append(line)
        both = _calculation(of, before), _calculation(of, after)
        for charge, lines in by_charge.items():
            found[rolled.named_by(charge, of, after)] = (*both, *map(_difference, lines))
    return found


def _calculation(period: str, one: Calculated) -> Step:
    told = one.document
    facts = {"period": period, "calculation": one.ordinal, "net": plain(told.totals.net)}
    said = f"{period} by its calculation {one.ordinal} ({one.how.replace('_', ' ')}): net {plain(told.totals.net)}"
    return Step(f"{said} {told.currency}", facts)


def _difference(line: Line) -> Step:
    clause = f" ({line.clause})" if line.clause else ""
    return Step(f"{line.amount:+,f} of {line.id}: {line.text}{clause}", {"amount": plain(line.amount), "line": line.id})
