"""Accrue: what months cost or earn that are not issued at a month end, for the ledger, and the reversal on the next day.

The journal of the month's payments is written with it, where one could not be when it was recorded.
"""

from collections.abc import Mapping
from typing import Any

from vmo.derivation import grouped
from vmo.pipeline import accruing
from vmo.pipeline.house import House
from vmo.pipeline.remitted import remitted
from vmo.records import Document


def accrue(house: House, month: str) -> dict[str, Any]:
    """Write both journals; what is left out is told with its reason."""
    found = accruing.accrue(house, month)
    accruals = [
        {"document": one.id, "net": f"{one.totals.net:f}", "currency": one.currency, "journal": journal.id}
        for one, journal in zip(found.documents, found.journals, strict=True)
    ]
    lines = [
        f"{one.id}: {grouped(one.totals.net)} {one.currency} accrued on {found.on}{_so_far(one, month, found.so_far)}"
        for one in found.documents
    ]
    paid = remitted(house, month)
    left_out = [*found.left_out, *paid.left_out]
    lines += [f"left out: {reason}" for reason in left_out]
    lines += [f"wrote {path}" for path in found.paths] or ["nothing to accrue"]
    lines += [f"wrote {path}" for path in paid.paths]
    told = {"month": month, "accruals": accruals, "payments": [one.id for one in paid.journals], "left_out": left_out}
    files = [str(path) for path in (*found.paths, *paid.paths)]
    return {**told, "files": files, "text": "\n".join(lines)}


def _so_far(one: Document, month: str, told: Mapping[str, str]) -> str:
    """Of a month that is open: which days of it, and what is known of its credits."""
    if not one.days or one.period <= month:
        return ""
    return f", from {one.days[0]}" + (f"; {told[one.id]}" if told.get(one.id) else "")
