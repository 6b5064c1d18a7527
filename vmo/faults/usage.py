"""Usage faults: what a minimum says of other charges and of measures that no month could be settled by (domain.md 4, row 13)."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from vmo import calendars, charging
from vmo.counting.asks import charge_segments
from vmo.schema import TermNotInForceError
from vmo.terms import Charge, ContractText

Fault = tuple[tuple[str, ...], str]
USAGE, WAIVED_BY, OF_A_YEAR = "usage", "waived_by", "earlier"


def faults(told: ContractText) -> Iterator[Fault]:
    """Names that there are not, and a usage that changes where no line ends."""
    own = {name: one for name, one in told.charges.items() if not charging.of_others(charging.pricing(one))}
    for name, charge in told.charges.items():
        if name in own:
            continue
        place = ("charges", name, "terms")
        yield from _names((*place, USAGE), charge, own, "charge of its own price", "all")
        yield from _names((*place, WAIVED_BY), charge, told.measures, "measure")
        for day, what in _changes(charge, own, told.month_begins):
            yield (*place, USAGE, str(day)), what


def _names(place: tuple[str, ...], charge: Charge, known: Any, what: str, word: str = "") -> Iterator[Fault]:
    history = charge.terms.get(place[-1])
    for day, entry in history.root.items() if history else ():
        here, named = (*place, str(day)), entry.value
        if word and named == word:
            continue
        if not isinstance(named, list):
            either = f"`{word}` or " if word else ""
            yield here, f"found {named!r}, expected {either}a list, as [{next(iter(known), 'name')}]"
            continue
        for one in named:
            if one not in known:
                yield here, f"{one!r} is no {what}; known: {', '.join(known) or 'none'}"


def _changes(charge: Charge, own: dict[str, Charge], month_begins: int) -> Iterator[tuple[date, str]]:
    """Each day on which the usage changes within a month, and what cannot be told apart there."""
    history = charge.terms.get(USAGE)
    of_a_year = OF_A_YEAR in charging.keywords(charging.model(charging.pricing(charge)).price)
    for before, day in pairwise(history.changes() if history else ()):
        first, last = _month_of(day, month_begins)
        if day == first or (charge.first and day <= charge.first) or (charge.last and day > charge.last):
            continue
        act = f"change it on {first}, the month's first day"
        if of_a_year:
            yield (
                day,
                f"the usage of a year is counted by months, and changes within that from {first} to {last}; {act}",
            )
            continue
        for name, one in own.items():
            if _counts(history, before, name) == _counts(history, day, name):
                continue
            cut = next((part for part in _parts(one, first, last) if part[0] < day <= part[1]), None)
            if cut:
                counts = "counts only" if _counts(history, day, name) else "no longer counts"
                what = f"{name} {counts} from here, and is one line from {cut[0]} to {cut[1]}, so nobody knows what of it counts"
                yield day, f"{what}; {act}, or let {name} be cut on it, as by `from` or `to`"


def _month_of(day: date, begins: int) -> tuple[date, date]:
    """The contract's month in which a day lies; one that begins on the 22nd is named by the month in which it ends."""
    ends = day if begins == 1 or day.day < begins else day.replace(day=28) + timedelta(4)
    return calendars.month(f"{ends:%Y-%m}", begins)


def _counts(history: Any, day: date, name: str) -> bool:
    return history.on(day) == "all" or name in history.on(day)


def _parts(charge: Charge, first: date, last: date) -> list[tuple[date, date]]:
    """The days of the charge's lines in a month; none where it is not in force."""
    try:
        return [(one.first, one.last) for one in charge_segments(charge, first, last)]
    except TermNotInForceError:
        return []
