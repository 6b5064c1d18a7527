"""Rows of a YAML case, from a table of words: `-` is no value."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from vmo.kinds import kind

Rows = list[dict[str, Any]]
READ: dict[str, Callable[[str], Any]] = {
    "text": str,
    "code": str,
    "instant": datetime.fromisoformat,
    "seconds": Decimal,
    "count": int,
    "number": Decimal,
    "flag": lambda word: word == "yes",
}


def rows_of(text: str, kind_name: str) -> Rows:
    """Rows from a table of words; columns that the kind defaults are there unless the table names them."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    if not lines:
        return []
    columns = kind(kind_name).columns
    defaults = {name: column.default for name, column in columns.items() if column.default is not None}
    header, *body = lines
    return [
        defaults
        | {
            name: None if word == "-" else READ[columns[name].type](word)
            for name, word in zip(header, words, strict=True)
        }
        for words in body
    ]
