"""Our own records as an export: what was due of us, delivered, corrected and reviewed, for a feed with `source: records`.

A row for each scorecard (kind deliverables), and for each invoice and each correction of one (kind partner_invoices). The
file is landed, judged and counted like every other. The same records give the same bytes, and then there is nothing new to
land. Before a night ends its records it is written whole, so that a killed run leaves none or all.
"""

import csv
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from glob import escape
from itertools import pairwise

from vmo.money import plain
from vmo.partner import RECORDS, Feed
from vmo.pipeline.house import House
from vmo.pipeline.rectified import ERROR, OTHER, SERVICE_CREDIT, Rectified
from vmo.pipeline.register import Entry, register

Row = dict[str, str]

COMMON = ("contract", "program", "document", "period")
COLUMNS = {
    "deliverables": (*COMMON, "due", "delivered", "restated", "restated_at"),
    "partner_invoices": (
        *COMMON, "type", "number", "due", "issued", "net", "currency", "corrects", "reason", "reviewed", "errors",
    ),
}  # fmt: skip


def at_hand(house: House, partner: str, feed_name: str, feed: Feed, as_of: datetime | None) -> Feed:
    """The feed with its source at hand: where that is our own records they are written first, as they stood at `as_of`."""
    if feed.source != RECORDS:
        return feed
    at = as_of or datetime.now(UTC)
    path = house.portfolio.state / f"{RECORDS}/{partner}.{feed_name}.csv"
    rows = list(_rows(feed.kind, register(house, partner, at)))
    with house.lake.staging() as staging:
        written = staging / "records.csv"
        with written.open("w", encoding="utf-8", newline="") as file:
            lines = csv.DictWriter(file, COLUMNS[feed.kind], restval="", lineterminator="\n")
            lines.writeheader()
            lines.writerows(rows)
        os.utime(written, (at.timestamp(), at.timestamp()))
        if rows:
            house.lake.put(written, path)
    path.parent.mkdir(parents=True, exist_ok=True)
    return feed.model_copy(update={"source": escape(str(path.absolute()))})


def _rows(kind: str, entries: Iterable[Entry]) -> Iterator[Row]:
    for entry in entries:
        programs = entry.contract.told.scope.get("program", [])
        common = {
            "contract": entry.contract.id,
            "program": programs[0] if len(programs) == 1 else "",
            "period": _instant(entry.begun),
            "due": _instant(entry.due) if entry.due else "",
        }
        if kind == "partner_invoices":
            yield from ({**common, **row} for row in _invoices(entry))
        elif entry.due:
            yield {**common, **_scorecard(entry)}


def _scorecard(entry: Entry) -> Row:
    """Delivered when it was first published; each later publication of other figures restates it."""
    restated = [after.at for one, after in pairwise(entry.publications) if after.figures != one.figures]
    return {
        "document": f"{entry.id}/scorecard",
        "delivered": _instant(entry.publications[0].at) if entry.publications else "",
        "restated": str(len(restated)),
        "restated_at": _instant(restated[0]) if restated else "",
    }


def _invoices(entry: Entry) -> Iterator[Row]:
    """The invoice, and what later publications corrected of it. The checks review every one before it is issued."""
    issue, currency = entry.issued, entry.contract.told.currency
    number = f"{entry.id}/invoice"
    before = [one for one in entry.publications if issue is None or one.at <= issue.at]
    errors = None if any(one.errors is None for one in before) else sum(one.errors or 0 for one in before)
    yield {
        "document": number,
        "type": "invoice",
        "number": number if issue else "",
        "issued": _instant(issue.at) if issue else "",
        "net": plain(issue.net) if issue else "",
        "currency": currency,
        "reviewed": "yes" if before else "no",
        "errors": "" if errors is None or not before else str(errors),
    }
    for n, one in enumerate([*_published_otherwise(entry), *(entry.rectified if issue else ())], 1):
        yield {
            "document": f"{number}/correction-{n}",
            "due": "",
            "type": "credit_note" if one.amount < 0 else "debit_note",
            "number": f"{number}/correction-{n}",
            "issued": _instant(one.at),
            "net": plain(abs(one.amount)),
            "currency": currency,
            "corrects": number,
            "reason": one.reason,
            "reviewed": "yes",
            "errors": "",
        }


def _published_otherwise(entry: Entry) -> Iterator[Rectified]:
    """What later publications of the same document changed, by reason: service credits are no errors (domain.md 1.8)."""
    issue = entry.issued
    standing = [one for one in entry.publications if issue and one.at >= issue.at and one.status != "blocked"]
    for one, after in pairwise(standing):
        if None in (one.charges, after.charges, one.credits, after.credits):
            parts = [("", after.net - one.net)]  # an old receipt does not tell why: no evidence
        else:
            charges = (after.charges or Decimal(0)) - (one.charges or Decimal(0))
            credited = (one.credits or Decimal(0)) - (after.credits or Decimal(0))
            rest = after.net - one.net - charges - credited
            parts = [(ERROR, charges), (SERVICE_CREDIT, credited), (OTHER, rest)]
        yield from (Rectified(after.at, reason, amount) for reason, amount in parts if amount)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
