"""Status: whose month this is, whether it is to be trusted, and what blocks it."""

from collections.abc import Sequence

from openpyxl.worksheet.worksheet import Worksheet

from vmo.records import Document, Finding, RowCounts, Source
from vmo.sheets._page import Column, Page, Value
from vmo.sheets._words import counts, data_status, errors, severity_mark
from vmo.wording import TYPES, days, numbered, period_days, proven_in_words

BOOK = "scorecard"
PLACE = 10


def write(sheet: Worksheet, document: Document) -> None:
    with Page(sheet, document, "Status") as page:
        page.freeze(page.row)
        rows = document.rows
        page.pairs(
            [
                ("supplier", f"{document.supplier.name} ({document.supplier.id})"),
                ("customer", f"{document.customer.name} ({document.customer.id})"),
                ("contract", document.contract),
                ("period", f"{days(*(document.days or period_days(document.period)))}, days of {document.time_zone}"),
                ("document", f"{document.id}, {TYPES[document.type]}; {numbered(document)}"),
                ("data status", data_status(document)),
                (
                    "rows",
                    f"{rows.accepted:,} accepted of {rows.rows_in:,}; {rows.quarantined:,} in quarantine",
                ),
                ("proven", proven_in_words(document)),
            ]
        )
        page.section("What blocks the invoice")
        blocking = errors(document.findings)
        if blocking:
            columns = [Column("severity"), Column("where", span=2), Column("what, and what to do", span=6)]
            page.table(columns, [[severity_mark(one), one.where, told(one)] for one in blocking])
        else:
            page.sentence("Nothing blocks it.")
            page.row += 1
        page.section("What the month draws on")
        columns = [
            Column("partner", 24),
            Column("feed", 24),
            Column("files"),
            Column("rows in"),
            Column("accepted"),
            Column("quarantined"),
            Column("excluded"),
            Column("duplicates"),
            Column("superseded"),
        ]
        page.table(columns, _feeds(document.sources))
        page.sentence("Each file stands on the sheet Integrity, with its hash.")


def _feeds(sources: Sequence[Source]) -> list[list[Value]]:
    """One row a feed: how many files, and where their rows went."""
    feeds: dict[tuple[str, str], list[RowCounts]] = {}
    for one in sources:
        feeds.setdefault((one.partner, one.feed), []).append(one.rows)
    return [[partner, feed, len(files), *counts(sum(files, RowCounts()))] for (partner, feed), files in feeds.items()]


def told(finding: Finding) -> str:
    """What is wrong, with both numbers, and what to do.

    >>> told(Finding("I4", "error", "calls.csv:7", "rows", found="598", expected="599", action="ask"))
    'rows: found 598, expected 599; ask'
    >>> told(Finding("late", "error", "calls", "no file arrived"))
    'no file arrived'
    """
    numbers = [f"{label} {text}" for label, text in (("found", finding.found), ("expected", finding.expected)) if text]
    sentence = finding.what + (f": {', '.join(numbers)}" if numbers else "")
    return sentence + (f"; {finding.action}" if finding.action else "")
