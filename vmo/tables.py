"""Tables of a portfolio: indices by month, exchange rates by day, as somebody published them.

tables/<name>.yaml, named by the terms `cola` and `fx` of a charge.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from vmo import named
from vmo.schema import Exact, Told

MONTH = re.compile(r"(19|2\d)\d\d-(0[1-9]|1[0-2])")

Table = dict[str, Decimal]


class TableText(Told):
    """tables/<name>.yaml: who published it, and a value for each month (2026-01) or day (2026-01-31)."""

    table: str
    source: str
    values: dict[Any, Exact]


def read(folder: Path) -> tuple[dict[str, Table], list[str]]:
    """The tables of a folder by their names, and every fault of their files."""
    told, faults = named.read(folder, TableText, "table", _faults)
    return {name: {str(when): value for when, value in one.values.items()} for name, one in told.items()}, faults


def _faults(told: TableText) -> Iterator[tuple[tuple[str, ...], str]]:
    for when, value in told.values.items():
        if not isinstance(when, date) and not MONTH.fullmatch(str(when)):
            yield (
                ("values", str(when)),
                f"found {when!r}, expected a month such as 2026-01, or a day such as 2026-01-31",
            )
        if value <= 0:
            yield ("values", str(when)), f"found {value}, expected more than 0"
    if len({isinstance(when, date) for when in told.values}) > 1:
        yield ("values",), "some are of months and some of days; write a table for each"
