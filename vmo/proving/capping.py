"""Caps, second calculation, from domain.md 3.11 and decisions M2, M8: measure, month, year, contract, in that order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from vmo.past import PastMonth
from vmo.proofs import credits as crediting
from vmo.proving import Key
from vmo.proving.owed import Owed
from vmo.terms import Contract


@dataclass(frozen=True)
class Span:
    """What percents are taken of this month, what is at risk (None where nothing is), and the months before."""

    first: date
    last: date
    base: Decimal
    at_risk: Fraction | None
    past: Sequence[PastMonth]


def capped(contract: Contract, owed: dict[Key, Owed], span: Span, places: int) -> dict[Key, Decimal]:
    """Each credit after its caps, with what the month before could not hold."""
    credits_ = contract.told.credits
    if credits_ is None:
        return {}
    told = credits_.caps.on(span.first).model_dump() if credits_.caps else {}
    amounts = {key: one.amount for key, one in owed.items()}
    free = {key for key, one in owed.items() if not one.capped}

    def press(most: Fraction, keys: list[Key]) -> None:
        pressed = crediting.capped([amounts[key] for key in keys], max(most, Fraction(0)), places)
        amounts.update(zip(keys, pressed, strict=True))

    for measure, limit in told.get("measures", {}).items():
        press(_whole(limit, span.base, places), [key for key in amounts if key[0] == measure and key not in free])
    if told.get("excess") == "carries" and span.past:
        latest = max(span.past, key=lambda month: month.period)
        carried = crediting.total([one.carried for one in latest.credits], places)
        if carried:
            amounts["carried", span.first] = carried
    keys = [key for key in amounts if key not in free]
    monthly = monthly_cap(contract, span, places)
    if monthly is not None:
        press(Fraction(monthly), keys)
    for name, months in (("year", _of_year(span, told.get("year_begins", 1))), ("contract", list(span.past))):
        if told.get(name):
            base = crediting.total([span.base, *(month.base for month in months)], places)
            used = [one.amount for month in months for one in month.credits if one.under_caps]
            press(_whole(told[name], base, places) - Fraction(crediting.total(used, places)), keys)
    return amounts


def monthly_cap(contract: Contract, span: Span, places: int) -> Decimal | None:
    """What the credits of the month may come to: the at-risk amount or the month's own cap, whichever is less."""
    credits_ = contract.told.credits
    own = credits_.caps.on(span.first).month if credits_ and credits_.caps else None
    limits = [] if span.at_risk is None else [Fraction(span.at_risk)]
    if own is not None:
        limits.append(_whole(own.model_dump(), span.base, places))
    return crediting.down(min(limits), places) if limits else None


def _whole(limit: dict[str, Decimal | None], base: Decimal, places: int) -> Fraction:
    money, percent = limit["money"], limit["percent"]
    exact = Fraction(money) if money is not None else Fraction(base) * Fraction(percent or 0) * Fraction(1, 100)
    return Fraction(crediting.down(exact, places))


def _of_year(span: Span, begins: int) -> list[PastMonth]:
    """Months before this one since the contract year began."""
    length = (span.last.month - begins) % 12
    began = span.last.year * 12 + span.last.month - length
    return [one for one in span.past if int(one.period[:4]) * 12 + int(one.period[5:]) >= began]
