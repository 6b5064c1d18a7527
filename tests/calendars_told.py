"""The calendar of a YAML case, as a contract has it, and when a proof says that a row of it is due."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from vmo.calendars import Holidays
from vmo.calendars.openings import Opening, Openings, holidays_of
from vmo.catalogue import Metric
from vmo.proving import Proof
from vmo.terms import Segment

ANY_DAY = date(2026, 1, 1)


def openings_of(told: dict[str, Any]) -> Openings:
    """The openings that a case tells, of everywhere or of the sites of nobody's partner."""
    places = {("", site): one for site, one in told["sites"].items()} if "sites" in told else {("", None): told}
    return Openings("UTC", tuple((place, opening_of(one)) for place, one in places.items()))


def opening_of(told: dict[str, Any]) -> Opening:
    holidays = (Holidays(told["zone"], holidays_of(told["holidays"], {})),) if "holidays" in told else ()
    return Opening(told["zone"], tuple(told["hours"].items()), holidays)


def days_of(rows: Iterable[Mapping[str, Any]]) -> tuple[date, date]:
    """Days between which every instant of the rows lies, and those that an arrangement makes of them."""
    told = [value.date() for row in rows for value in row.values() if isinstance(value, datetime)]
    return min(told, default=ANY_DAY), max(told, default=ANY_DAY) + timedelta(400)


def proven_due(metric: Metric, kind: str, asked: dict[str, Any]) -> Any:
    """How the proof finds when a row is due, where the contract computes that; None where it does not."""
    terms, look = tuple({**asked, **metric.fixed}.items()), metric.looked(asked)
    whole = Segment(ANY_DAY, ANY_DAY, {}, {})
    key = ("", ANY_DAY)
    return Proof(key, metric.arithmetic, "measure", kind, terms, {}, whole, open_only=False, look=look).due_at
