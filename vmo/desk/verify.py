"""Verify: the chain of receipts is whole, documents stand as it sealed them, landed and published files are as recorded."""

import hashlib
from pathlib import Path
from typing import Any

from sqlalchemy import select

from vmo import trail
from vmo.life import archive, sealed
from vmo.life.events import name_of
from vmo.pipeline import remitted
from vmo.pipeline.house import House
from vmo.store import DocumentRow, IssuedRow, LandingRow


def verify(house: House) -> dict[str, Any]:
    """Every break found, as text; `errors` counts them."""
    with house.store.transaction() as session:
        broken = trail.broken(session)
        entries = trail.length(session)
        landings = sorted({row.sha256: row.name for row in session.scalars(select(LandingRow))}.items())
        changed = [] if broken else sealed.breaks(session)
        documents = [
            (name_of(row), archive.place(row.contract, row.period, row.version), row.content)
            for row in session.scalars(select(DocumentRow))
        ]
        numbered = [(row.number, f"documents/{row.number}", row.content) for row in session.scalars(select(IssuedRow))]
        payments = remitted.written(session)
    breaks = [f"trail: {broken}"] if broken else changed
    for sha256, name in landings:
        breaks += _differs(house.lake.landed(sha256), sha256, f"landed bytes of {name}")
    for what, place, content in [*documents, *numbered]:
        for line in content.splitlines():
            sha256, _, name = line.partition("  ")
            breaks += _differs(house.portfolio.out / place / name, sha256, f"{what}: {name}")
    for path, sha256 in payments.items():
        if sha256:
            breaks += _differs(house.portfolio.out / path, sha256, f"payments: {path}")
    told = f"{entries} receipts, {len(landings)} landed files, {len(documents)} documents"
    told += f", {len(numbered)} of them issued" if numbered else ""
    text = "\n".join(breaks) or f"{told}: all as recorded"
    return {"breaks": breaks, "errors": len(breaks), "text": text}


def _differs(path: Path, sha256: str, what: str) -> list[str]:
    if not path.exists():
        return [f"{what}: the file is gone, expected sha256 {sha256[:12]}; restore it or run the step again"]
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    return (
        []
        if found == sha256
        else [f"{what}: found sha256 {found[:12]}, expected {sha256[:12]}; it was changed after it was recorded"]
    )
