"""The measures of a month as rows for a reader: whole, by day, or by UTC quarter-hour."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from vmo import calendars, catalogue
from vmo.attain import daily
from vmo.documents import result
from vmo.documents._exact import number
from vmo.intervals import judged_as
from vmo.money import for_reading, plain
from vmo.pipeline.basis import Month, gather
from vmo.pipeline.house import House
from vmo.pipeline.integrity import gated
from vmo.pipeline.month import attained
from vmo.records import Ratio
from vmo.terms import Contract


def attainments(house: House, contract: Contract, period: str, *, by: str) -> list[dict[str, Any]]:
    """Rows of a contract's month in the shape of result.json's attainment. A day or interval has no state and no target."""
    if by == "month":
        month = gated(house, gather(house, contract, period, complete=False))
        return [{"contract": contract.id, **result.attainment(one)} for one in attained(month)]
    if by == "day":
        month = gather(house, contract, period, complete=False)
        return [
            _row(
                contract,
                one.measure,
                {"from": one.day.isoformat(), "to": one.day.isoformat()},
                Ratio(one.numerator, one.denominator),
            )
            for one in daily(contract, month.window, kind_of=month.kind_of)
        ]
    return list(_by_interval(contract, gather(house, contract, period, by="interval", complete=False)))


def _by_interval(contract: Contract, month: Month) -> list[dict[str, Any]]:
    """Each quarter-hour that has a row, as the only one of its day."""
    found = []
    days = {quarter.at: quarter.day for quarter in month.quarters.own}
    is_open = {quarter.at for quarter in month.quarters.own if quarter.open}
    whole = month.window
    for at in sorted({tally.bucket for tally in month.tallies if isinstance(tally.bucket, datetime)}):
        day = days[at]
        own = tuple(replace(tally, bucket=day) for tally in month.tallies if tally.bucket == at)
        finer = tuple(tally for tally in month.instants if _within(tally.bucket, at))
        open_at = {day: [at]} if at in is_open else {}
        window = replace(whole, first=day, last=day, tallies=own, instants=finer, open_at=open_at)
        place = {"from": f"{at.isoformat()}Z", "to": None}
        found += [
            _row(contract, one.measure, place, Ratio(one.numerator, one.denominator))
            for one in daily(contract, window, kind_of=month.kind_of)
            if one.denominator
        ]
    return found


def _within(bucket: date | datetime | None, quarter: datetime) -> bool:
    return isinstance(bucket, datetime) and quarter <= bucket < quarter + calendars.QUARTER


def _row(contract: Contract, name: str, place: dict[str, Any], ratio: Ratio) -> dict[str, Any]:
    measure = contract.told.measures[name]
    each = next((entry.value for entry in measure.each.root.values()), None) if measure.each else None
    metric = judged_as(catalogue.metric(measure.metric), each)
    return {
        "contract": contract.id,
        "id": name,
        "metric": metric.id,
        **place,
        "unit": metric.unit,
        "numerator": number(ratio.numerator),
        "denominator": number(ratio.denominator),
        "value": None if ratio.value is None else plain(for_reading(ratio.value * metric.scale)),
        "state": None,
    }
