"""Explain: from an amount to the rows of the files that it was made of, by counting and settling them once more."""

import csv
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from vmo.counting.contributions import OVER, UNDER
from vmo.derivation import grouped
from vmo.money import plain
from vmo.pipeline.explaining import Explained
from vmo.pipeline.explaining import explain as explained
from vmo.pipeline.house import House
from vmo.workbook import harmless

VERSION = 1
PLACE = ("counted_for", OVER, UNDER, "partner", "feed", "file", "sha256", "record", "line", "credited_on")


def explain(house: House, document: str, line: str | None = None, *, rows: Path | None = None) -> dict[str, Any]:
    """The derivation as text and as a tree; `rows` is where the contributing rows are written as CSV.

    Raises RefusedError for a document or an amount that is not there, with those that are.
    """
    one = explained(house, document, line)
    currency = one.derived.document.currency
    word, net = f"as {one.derived.said.word}", one.derived.document.totals.net
    lines, differs = [one.step.text], []
    for (group, name, _), (made, said) in one.derived.differs.items():
        differs.append({"group": group, "name": name, "lake": made and plain(made), "said": said and plain(said)})
        both = f"{_amount(made)} from the lake, {_amount(said)} {word}"
        lines.append(f"{one.name}: {name} of its {group}: {both}; see vmo status, and correct it by another document")
    if not differs:
        whole = f"{grouped(net)} {currency} net from the lake"
        lines.append(f"{one.name}: {whole}, and each of its {len(one.derived.said.amounts)} amounts {word}")
    written = None
    if rows:
        written = _write(one, rows)
        lines.append(f"{rows}: {written} rows")
    return {
        "version": VERSION,
        "document": one.name,
        "derivation": one.step.told,
        "differs": differs,
        "rows": written,
        "errors": len(differs),
        "text": "\n".join(lines),
    }


def _write(one: Explained, path: Path) -> int:
    """The rows in the order of lines, files and records; a row stands once for each amount that it was counted for."""
    columns = [*PLACE, *one.columns]
    written = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file, lineterminator="\n")
        sheet.writerow(columns)
        for name, delivery, row in one.rows():
            told = {
                **row,
                "counted_for": name,
                "partner": delivery.partner,
                "feed": delivery.feed,
                "file": delivery.landing.name,
                "sha256": delivery.landing.sha256,
            }
            sheet.writerow([_text(told.get(column)) for column in columns])
            written += 1
    return written


def _amount(amount: Decimal | None) -> str:
    return "nothing" if amount is None else grouped(amount)


def _text(value: Any) -> str:
    """A value of the lake as text: instants are UTC, numbers exact; no text is a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return plain(value.normalize())
    if isinstance(value, datetime):
        return f"{value.isoformat()}Z"
    return harmless(str(value))
