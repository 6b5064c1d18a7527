"""Invoice: the document of a month → bytes, by the sheets and documents there are.

A blocked document keeps its scorecard, result and trail, which say what blocks it; its invoice is not rendered, nothing is booked
of it, and no business unit bears it. A plug-in that has nothing to say of a document gives None; one that asks for what lies
`beside` it, to enclose it, is asked last.
"""

import inspect
from dataclasses import replace
from types import ModuleType

from vmo import plugins, workbook
from vmo.borne import borne
from vmo.journal import booked
from vmo.records import Document

SCORECARD = "scorecard"
INVOICE = "invoice"
ELECTRONIC = ("ubl", "cii")
JOURNAL = "journal"
STATEMENTS = "statements"


def render(document: Document, calculation: Document | None = None) -> dict[str, bytes]:
    """File name → bytes; the same document gives the same bytes. The scorecard tells the whole month: of a document that says
    only a part of it, or turns it round, its `calculation`.
    """
    books = [SCORECARD]
    if document.status != "blocked":
        document = replace(document, journal=booked(document), borne=borne(document))
        books += [INVOICE, JOURNAL, *([STATEMENTS] if document.borne else [])]
    rendered = {
        f"{book}.xlsx": workbook.render(book, calculation or document if book == SCORECARD else document)
        for book in books
    }
    modules = [plugins.find("documents", name) for name in plugins.names("documents")]
    for module in sorted(modules, key=_encloses):
        written = module.write(document, beside=rendered) if _encloses(module) else module.write(document)
        if written is not None:
            rendered[module.FILE] = written
    return rendered


def _encloses(module: ModuleType) -> bool:
    return "beside" in inspect.signature(module.write).parameters


def electronic(document: Document) -> dict[str, bytes]:
    """The electronic invoices alone, as those of a draft that would be issued; none of what is no legal invoice."""
    written = {module.FILE: module.write(document) for module in (plugins.find("documents", one) for one in ELECTRONIC)}
    return {name: content for name, content in written.items() if content is not None}
