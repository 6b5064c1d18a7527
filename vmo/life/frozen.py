"""Frozen: all that an issued document says, as one text: names, addresses, rates and texts copied in, every number exact.

Of an image there stands its hash: its bytes lie in the pages that show it.
"""

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any

from vmo.money import plain
from vmo.records import Document, Totals

# What a correction would be of. Other things may stand beside it otherwise, as a file that changed no number.
FIGURES = {
    "attainments": ("id", "first", "last", "numerator", "denominator", "state"),
    "lines": ("id", "first", "last", "quantity", "rate", "per", "amount"),
    "credits": ("measure", "first", "last", "amount"),
    "bonuses": ("measure", "first", "last", "amount"),
    "taxes": ("category", "rate", "base", "amount"),
}


def frozen(document: Document) -> str:
    """The same document is the same text."""
    return json.dumps(asdict(document), default=_text, sort_keys=True, ensure_ascii=False)


def figures(text: str) -> dict[str, Any]:
    """What of a frozen document is measured, judged and charged."""
    told = json.loads(text, parse_float=str)
    chosen = {name: [{key: one.get(key) for key in keys} for one in told[name]] for name, keys in FIGURES.items()}
    return {**chosen, "totals": told["totals"]}


def totals(text: str) -> Totals:
    """The totals of a frozen document."""
    told = json.loads(text, parse_float=str)["totals"]
    return Totals(**{name: Decimal(told[name]) for name in Totals.__slots__})


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, bytes):
        return f"sha256:{sha256(value).hexdigest()}" if value else ""
    raise TypeError(f"a document holds a {type(value).__name__}, which has no exact text yet")
