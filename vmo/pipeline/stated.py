"""Stated: what a document says of itself, as it was issued or published, to be held against what the lake gives now."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from vmo.life import archive
from vmo.pipeline.house import House
from vmo.records import Document, RefusedError
from vmo.store import DocumentRow, IssuedRow

RESULT = "result.json"
Key = tuple[str, str, str]  # lines, credits, bonuses or totals; which; its first day
NAMES = {"lines": "id", "credits": "measure", "bonuses": "measure"}


@dataclass(frozen=True)
class Stated:
    """The amounts of a document in its own words; `word` says how it came to say them."""

    word: str
    amounts: Mapping[Key, Decimal]


def stated(house: House, row: DocumentRow, issued: IssuedRow | None) -> Stated:
    """The amounts as issued, from what was frozen then, or as published, from its result.

    Raises RefusedError where the published file is gone or is no longer what was recorded.
    """
    if issued is not None:
        return Stated("issued", _amounts(json.loads(issued.frozen, parse_float=str), "first"))
    path = house.portfolio.out / archive.place(row.contract, row.period, row.version) / RESULT
    return Stated("published", _amounts(published(path, row.content), "from"))


def found(document: Document) -> dict[Key, Decimal]:
    """The amounts of a document that was made now."""
    amounts: dict[Key, Decimal] = {("lines", one.id, str(one.first)): one.amount for one in document.lines}
    amounts |= {("credits", one.measure, str(one.first)): one.amount for one in document.credits}
    amounts |= {("bonuses", one.measure, str(one.first)): one.amount for one in document.bonuses}
    return amounts | {("totals", name, ""): getattr(document.totals, name) for name in document.totals.__slots__}


def published(path: Path, content: str) -> dict[str, Any]:
    """A published result; raises RefusedError where it is gone or was changed after it was recorded."""
    by_name = {name: sha256 for sha256, _, name in (line.partition("  ") for line in content.splitlines())}
    if not path.is_file():
        raise RefusedError([f"{path}: the file is gone; run vmo month again, which writes it anew"])
    raw = path.read_bytes()
    if hashlib.sha256(raw).hexdigest() != by_name.get(RESULT):
        raise RefusedError([f"{path}: it was changed after it was recorded; run vmo month again, which writes it anew"])
    told: dict[str, Any] = json.loads(raw, parse_float=str)
    return told


def _amounts(told: dict[str, Any], day: str) -> dict[Key, Decimal]:
    amounts = {
        (group, one[name], one[day]): Decimal(one["amount"]) for group, name in NAMES.items() for one in told[group]
    }
    return amounts | {("totals", name, ""): Decimal(amount) for name, amount in told["totals"].items()}
