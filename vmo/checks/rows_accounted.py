"""Rows accounted: every row of every file is accepted, quarantined, excluded, a duplicate or superseded

>>> from vmo.records import RowCounts
>>> from types import SimpleNamespace as A
>>> rows = RowCounts(rows_in=5, accepted=3, excluded=2)
>>> list(check(A(id="x", rows=rows, sources=[A(file="a.csv", rows=rows)])))
[]
>>> lost = RowCounts(rows_in=5, accepted=4)
>>> [str(one) for one in check(A(id="x", rows=rows, sources=[A(file="a.csv", rows=lost)]))][0]
'a.csv: rows are not accounted for: found 4 of accepted, quarantined, excluded, duplicates and superseded, expected 5 rows in; conform the file again (vmo replay)'
"""

from collections.abc import Iterator

from vmo.records import Document, Finding, RowCounts


def check(document: Document) -> Iterator[Finding]:
    """An error for each file whose rows do not add up, and where the document's rows are not those of its files (law 1)."""
    together = RowCounts()
    for source in document.sources:
        together += source.rows
        if not source.rows.adds_up:
            yield _finding(source.file, source.rows)
    if not document.rows.adds_up:
        yield _finding(document.id, document.rows)
    if together.rows_in != document.rows.rows_in:
        what = "the document counts other rows than its files"
        yield Finding(
            "rows_accounted", "error", document.id, what, str(document.rows.rows_in), str(together.rows_in), "report it"
        )


def _finding(where: str, rows: RowCounts) -> Finding:
    placed = rows.accepted + rows.quarantined + rows.excluded + rows.duplicates + rows.superseded
    return Finding(
        "rows_accounted",
        "error",
        where,
        "rows are not accounted for",
        f"{placed} of accepted, quarantined, excluded, duplicates and superseded",
        f"{rows.rows_in} rows in",
        "conform the file again (vmo replay)",
    )
