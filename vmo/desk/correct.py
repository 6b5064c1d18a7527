"""Correct: an issued month that comes to something else now is calculated anew, and what the contract says becomes of it."""

from datetime import date
from typing import Any, cast

from vmo.correction import Bill, effect
from vmo.life.calculations import Reason
from vmo.money import plain
from vmo.pipeline import correcting
from vmo.pipeline.correcting import Corrected
from vmo.pipeline.house import House
from vmo.records import Line

REASONS = ("error_correction", "service_credit", "volume_rebate", "other")


def correct(
    house: House, document: str, *, by: str, why: str, reason: str = REASONS[0], on: str | None = None
) -> dict[str, Any]:
    """Raises RefusedError where nothing of that month is issued or differs, or its contract does not allow it."""
    day = date.fromisoformat(on) if on else None
    made = correcting.correct(house, document, by=by, why=why, reason=cast("Reason", reason), on=day)
    one, old = made.ready.document, made.known.calculation
    name, more = f"{one.contract}/{one.period}", one.totals.net - old.totals.net
    due = [] if made.bills else correcting.later_months(house, one.contract, one.period)
    lines = [
        f"{name}: net {plain(one.totals.net)} {one.currency}, {plain(old.totals.net)} as issued, a difference of {more:+f}",
        *(f"  {_difference(line)}" for line in made.lines),
        *_outcome(made),
        *due,
    ]
    return {
        "month": name,
        "how": made.how,
        "difference": plain(more),
        "lines": [{"id": line.id, "text": line.text, "amount": plain(line.amount)} for line in made.lines],
        "documents": [_told(bill) for bill in made.bills],
        "into": made.into or None,
        "due": due,
        "text": "\n".join(lines),
    }


def _difference(line: Line) -> str:
    return f"{line.text}: {line.amount:+f}"


def _outcome(made: Corrected) -> list[str]:
    document = made.ready.document
    if made.how == "rolled":
        act = f"vmo month --month {made.into} --contract {document.contract}"
        return [f"it is below the threshold and rolls into {made.into}; next: {act}"]
    if made.how == "recorded":
        return ["no money of it changes; it is recorded, and later months look back on it as it is now"]
    return [_said(bill) for bill in made.bills]


def _said(bill: Bill) -> str:
    one = bill.document
    named = f", corrects {one.corrects.number}" if one.corrects else ""
    amount = f"net {plain(one.totals.net)} {one.currency}"
    return f"{one.id}: checked, {one.kind.replace('_', ' ')}, {amount}{named}; next: vmo approve"


def _told(bill: Bill) -> dict[str, Any]:
    one = bill.document
    return {
        "document": one.id,
        "kind": one.kind,
        "effect": plain(effect(one)),
        "corrects": one.corrects.number if one.corrects else None,
    }
