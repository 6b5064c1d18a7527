"""Integrity: where every row of every file went, and what was found on the way."""

from openpyxl.worksheet.worksheet import Worksheet

from vmo.records import Document, RowCounts
from vmo.sheets._page import Column, Page, Value
from vmo.sheets._style import Mark
from vmo.sheets._words import SHORT_SHA, counts, severity_mark
from vmo.wording import proven_in_words

BOOK = "scorecard"
PLACE = 60
FILES = (
    Column("file", 62),
    Column("feed", 24),
    Column("partner", 24),
    Column("sha256"),
    Column("rows in"),
    Column("accepted"),
    Column("quarantined"),
    Column("excluded"),
    Column("duplicates"),
    Column("superseded"),
    Column("adds up"),
    Column("state"),
)
FINDINGS = (
    Column("where", 62),
    Column("severity"),
    Column("rule", 24),
    Column("what, and what to do", span=4),
    Column("found", span=2),
    Column("expected", span=2),
    Column("rows"),
)


def write(sheet: Worksheet, document: Document) -> None:
    with Page(sheet, document, "Integrity") as page:
        page.section("Rows in = accepted + quarantined + excluded + duplicates + superseded")
        page.freeze(page.row + 1)
        rows: list[list[Value]] = [
            [
                one.file,
                one.feed,
                one.partner,
                one.sha256[:SHORT_SHA],
                *counts(one.rows),
                adds_up(one.rows),
                one.state,
            ]
            for one in document.sources
        ]
        page.table(FILES, rows, total=["all files", "", "", "", *counts(document.rows), adds_up(document.rows), ""])
        summed = sum((one.rows for one in document.sources), RowCounts())
        if counts(summed) != counts(document.rows):
            page.sentence("The files do not add up to the rows of the document.", "bad")
        page.sentence(
            f"Of the accepted rows, {document.rows.out_of_scope:,} lie outside the scope of the contract and "
            f"{document.rows.out_of_period:,} outside its period. Proven: {proven_in_words(document)}."
        )
        page.row += 1
        page.section("Findings")
        if not document.findings:
            page.sentence("None.", "good")
            return
        found: list[list[Value]] = [
            [
                one.where,
                severity_mark(one),
                one.rule,
                f"{one.what}; {one.action}" if one.action else one.what,
                one.found,
                one.expected,
                one.rows,
            ]
            for one in document.findings
        ]
        page.table(FINDINGS, found)


def adds_up(rows: RowCounts) -> Mark:
    """Whether every row is accounted for.

    >>> [adds_up(RowCounts(rows_in=3, accepted=2, excluded=excluded)).word for excluded in (1, 0)]
    ['yes', 'no, by 1']
    """
    if rows.adds_up:
        return Mark("yes", "good")
    rows_in, *places = counts(rows)
    return Mark(f"no, by {rows_in - sum(places):,}", "bad")
