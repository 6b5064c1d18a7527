"""Invoice: the document of a month → bytes, by the sheets and documents there are.

A blocked document keeps its scorecard, result and trail, which say what blocks it; its invoice is not rendered.
"""

from vmo import plugins, workbook
from vmo.records import Document

SCORECARD = "scorecard"
INVOICE = "invoice"


def render(document: Document) -> dict[str, bytes]:
    """File name → bytes; the same document gives the same bytes."""
    books = [SCORECARD] if document.status == "blocked" else [SCORECARD, INVOICE]
    rendered = {f"{book}.xlsx": workbook.render(book, document) for book in books}
    for name in plugins.names("documents"):
        module = plugins.find("documents", name)
        rendered[module.FILE] = module.write(document)
    return rendered
