"""Relief: which exclusions of a contract apply to a measure, and the times and scopes that they take out (domain.md 3.4).

Windows that overlap are one; those that are approved apply, those that are pending would. A window begins and ends at any
instant where rows are counted at an instant of their own. What is counted in slices of time, or arranged first, is counted
by quarter-hours, and so are its windows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from vmo.calendars import midnight
from vmo.terms import Contract
from vmo.terms.exclusions import Exclusion

Word = Literal["applied", "pending", "late", "rejected"]
MOMENT = timedelta(microseconds=1)
SATURDAY = 5


@dataclass(frozen=True, order=True)
class Away:
    """Instants, UTC without zone and half open, and the scope whose rows are left out in them."""

    begin: datetime
    end: datetime
    scope: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Reliefs:
    """What is out of a measure's window: by approval, and if what is pending were approved as well."""

    applied: tuple[Away, ...] = ()
    hoped: tuple[Away, ...] = ()

    @property
    def each(self) -> tuple[tuple[Away, ...], ...]:
        """The different sets under which the measure is counted: with none, as applied, as hoped."""
        return tuple(dict.fromkeys([(), self.applied, self.hoped]))


def reliefs(contract: Contract, measure: str, first: date, last: date) -> Reliefs:
    """The windows of a measure that touch the contract's days first to last."""
    found: dict[Word, list[Away]] = {"applied": [], "pending": []}
    for name, one in concerning(contract, first, last).items():
        word = word_of(contract, one)
        if word in found and measure in (one.measures or [measure]):
            scope = tuple(sorted((dimension, tuple(sorted(values))) for dimension, values in one.scope.items()))
            found[word].append(Away(*contract.exclusions[name].utc, scope))
    return Reliefs(united(found["applied"]), united([*found["applied"], *found["pending"]]))


def concerning(contract: Contract, first: date, last: date) -> Mapping[str, Exclusion]:
    """The contract's exclusions whose window touches its days first to last."""
    zone = ZoneInfo(contract.told.time_zone)
    begin, end = midnight(first, zone), midnight(last + timedelta(1), zone)
    return {name: one for name, one in contract.exclusions.items() if (utc := one.utc)[0] < end and utc[1] > begin}


def word_of(contract: Contract, one: Exclusion) -> Word:
    """What becomes of it: what was asked for after the deadline relieves nothing, whoever approved it."""
    if one.status == "rejected":
        return "rejected"
    due = deadline(contract, one)
    if due is not None and one.requested_on > due:
        return "late"
    return "applied" if one.status == "approved" else "pending"


def deadline(contract: Contract, one: Exclusion) -> date | None:
    """The last day on which it may be asked for: so many business days after the local day on which it ends."""
    if contract.told.relief is None:
        return None
    ended = (one.ends - MOMENT).astimezone(ZoneInfo(contract.told.time_zone)).date()
    days = contract.told.relief.on(ended).deadline_business_days
    day = ended
    while days:
        day += timedelta(1)
        if day.weekday() < SATURDAY and day not in contract.holidays:
            days -= 1
    return None if days is None else day


def united(windows: Iterable[Away]) -> tuple[Away, ...]:
    """The windows, those of one scope that overlap or meet as one.

    >>> at = [datetime(2026, 10, 5, hour) for hour in range(9, 13)]
    >>> united([Away(at[1], at[2]), Away(at[0], at[1]), Away(at[3], at[3])]) == (Away(at[0], at[2]),)
    True
    """
    found: list[Away] = []
    for one in sorted(windows, key=lambda one: (one.scope, one.begin, one.end)):
        if one.begin >= one.end:
            continue
        if found and found[-1].scope == one.scope and one.begin <= found[-1].end:
            found[-1] = Away(found[-1].begin, max(found[-1].end, one.end), one.scope)
        else:
            found.append(one)
    return tuple(sorted(found))


def near(windows: Iterable[Away], partner: str, days: Iterable[date] | None) -> tuple[Away, ...]:
    """Those that a row of the partner may lie in, its `partner` taken out of the scope; `days`, where told, are its days in
    whatever zone.
    """
    told = None if days is None else list(days)
    found = []
    for one in windows:
        scope = dict(one.scope)
        if partner not in scope.pop("partner", (partner,)):
            continue
        begin, end = one.begin.date() - timedelta(1), one.end.date() + timedelta(1)
        if told is None or any(begin <= day <= end for day in told):
            found.append(Away(one.begin, one.end, tuple(scope.items())))
    return united(found)


def local(at: datetime, zone: ZoneInfo) -> datetime:
    """An instant of a window on the contract's clock."""
    return at.astimezone(zone) if at.tzinfo else at.replace(tzinfo=UTC).astimezone(zone)
