"""Documents: issued invoices of thirty lines, rendered to every file and checked as they leave the house, one after another."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from inspect import signature
from types import ModuleType

from bench.clock import timed
from bench.settlement import contract, performance
from vmo import garbage, plugins, workbook
from vmo.check import check
from vmo.invoice import INVOICE, SCORECARD, render
from vmo.records import Billing, Contact, Document, Identifier, Party, RowCounts, Source
from vmo.settlement.settle import settle

LINES, DOCUMENTS, MONTH = 30, 40, "2026-03"
ISSUED = date(2026, 4, 5)
SELLER = Party(
    "summit",
    "Summit Contact Ltd",
    ("1 Example Yard",),
    "GB",
    vat_id="GB000000000",
    city="Leeds",
    contact=Contact("Accounts"),
    electronic_address=Identifier("billing@summit.example", "EM"),
    account="00000000",
)
BUYER = Party("northwind", "Northwind Inc", ("100 Main Street",), "US", vat_id="US000000000", city="Springfield")


def document(n: int) -> Document:
    """An invoice as it would be issued; each has figures of its own."""
    told = contract(n, LINES)
    window = performance(told, MONTH, n)
    settled = settle(told, window)
    rows = RowCounts(rows_in=31_599, accepted=31_599)
    number = f"summit-380-2026-{n:05}"
    return Document(
        contract=told.id,
        period=MONTH,
        version=1,
        status="issued",
        type="supplier",
        currency=told.told.currency,
        time_zone=told.told.time_zone,
        supplier=SELLER,
        customer=BUYER,
        attainments=settled.attainments,
        lines=settled.money.lines,
        credits=settled.money.credits,
        taxes=settled.money.taxes,
        totals=settled.money.totals,
        rows=rows,
        sources=(Source("summit", "calls", "calls.csv", "0" * 64, rows, "accepted"),),
        at_risk_percent=Decimal(10),
        caps=settled.money.caps,
        days=(window.first, window.last),
        number=number,
        issued_on=ISSUED,
        billing=Billing(payment_days=30),
    )


def finished(one: Document) -> int:
    """Render and check one; how many files it has. Raises ValueError where a check finds something."""
    rendered = render(one)
    if found := [str(finding) for finding in check(one, rendered=rendered)]:
        raise ValueError(found[0])
    return len(rendered)


def invoiced(one: Document) -> int:
    """The invoice alone: workbook, PDF and both electronic invoices, judged by the official rules. Raises ValueError."""
    rendered = {f"{INVOICE}.xlsx": workbook.render(INVOICE, one)}
    for module in (plugins.find("documents", name) for name in ("ubl", "cii", "pdf")):
        beside = {"beside": rendered} if "beside" in signature(module.write).parameters else {}
        rendered[module.FILE] = module.write(one, **beside)
    if found := [str(finding) for finding in plugins.find("checks", "official_rules").check(one, rendered=rendered)]:
        raise ValueError(found[0])
    return len(rendered)


def parts(one: Document) -> dict[str, float]:
    """Where the time of one document goes, in processor milliseconds: each file, and each check of the files."""
    rendered = render(one)
    work: dict[str, Callable[[], object]] = {
        f"{book}.xlsx": partial(workbook.render, book, one) for book in (SCORECARD, INVOICE)
    }
    for module in (plugins.find("documents", name) for name in plugins.names("documents")):
        beside = {"beside": rendered} if "beside" in signature(module.write).parameters else {}
        work[module.FILE] = partial(module.write, one, **beside)
    for name in plugins.names("checks"):
        module = plugins.find("checks", name)
        if "rendered" in signature(module.check).parameters:
            work[name] = partial(checked, module, one, rendered)
    spent = {name: timed(job)[1].cpu for name, job in work.items()}
    return {name: float(f"{spent[name] * 1000:.0f}") for name in sorted(spent, key=lambda name: -spent[name])}


def checked(module: ModuleType, one: Document, rendered: dict[str, bytes]) -> int:
    """How many findings a check has."""
    return len(list(module.check(one, rendered=rendered)))


def main() -> None:
    """One JSON line: documents a second, files of each, and where the time of the last one went."""
    garbage.rarely()  # as a command does
    documents = [document(n) for n in range(DOCUMENTS + 1)]
    finished(documents[0])  # the rules are compiled, the typeface is read
    files, spent = timed(lambda: sum(map(finished, documents[1:])))
    _, alone = timed(lambda: sum(map(invoiced, documents[1:])))
    told = {
        "documents": DOCUMENTS,
        "document_lines": len(documents[-1].lines),
        "documents_per_s": float(f"{DOCUMENTS / spent.wall:.2f}"),
        "documents_per_cpu_s": float(f"{DOCUMENTS / spent.cpu:.2f}"),
        "invoices_per_s": float(f"{DOCUMENTS / alone.wall:.2f}"),
        "document_files": files // DOCUMENTS,
        "document_ms": parts(documents[-1]),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
