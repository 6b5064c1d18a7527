"""Accrue: what months cost or earn that are not issued at a month end, for the ledger, and the reversal on the next day."""

from typing import Any

from vmo.derivation import grouped
from vmo.pipeline import accruing
from vmo.pipeline.house import House
from vmo.records import Document


def accrue(house: House, month: str) -> dict[str, Any]:
    """Write both journals; what is left out is told with its reason."""
    found = accruing.accrue(house, month)
    accruals = [
        {"document": one.id, "net": f"{one.totals.net:f}", "currency": one.currency, "journal": journal.id}
        for one, journal in zip(found.documents, found.journals, strict=True)
    ]
    lines = [
        f"{one.id}: {grouped(one.totals.net)} {one.currency} accrued on {found.on}{_so_far(one, month)}"
        for one in found.documents
    ]
    lines += [f"left out: {reason}" for reason in found.left_out]
    lines += [f"wrote {path}" for path in found.paths] or ["nothing to accrue"]
    told = {"month": month, "accruals": accruals, "left_out": list(found.left_out)}
    return {**told, "files": [str(path) for path in found.paths], "text": "\n".join(lines)}


def _so_far(one: Document, month: str) -> str:
    """Of a month that is open: which days of it."""
    return f", charges from {one.days[0]}" if one.days and one.period > month else ""
