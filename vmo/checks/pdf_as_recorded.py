"""Page as recorded: what people read in invoice.pdf is what the records say, sign by sign

>>> from types import SimpleNamespace as A
>>> party, line = A(name="Acme", address=(), post_code="", city=""), A(id="voice", text="Voice", amount=Decimal("79900.00"))
>>> totals = A(net=Decimal("79900.00"), gross=Decimal("79900.00"))
>>> document = A(
...     id="x/2026-10/1", type="supplier", number=None, currency="USD", totals=totals,
...     lines=[line], credits=[], bonuses=[], taxes=[], supplier=party, customer=party,
... )
>>> list(lacking(document, ["Acme", "Voice", "79,900.00", "79,900.00 USD", "79,900.00 USD"]))
[]
>>> [str(one) for one in lacking(document, ["Acme", "Voice", "79,900.00", "79,900.10 USD", "79,900.00 USD"])]
['x/2026-10/1: invoice.pdf does not show amount of voice, net, gross as often as they stand in the records: found 2 times 79,900.00, expected 3 times; do not send it; report it']
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import BytesIO
from unicodedata import normalize

from pypdf import PdfReader

from vmo.money import minor_unit_places
from vmo.records import Document, Finding, Severity

FILE = "invoice.pdf"
REPORT = "do not send it; report it"
WRITE_OTHERWISE = "the typeface lacks a sign of it; write it in Latin, Korean, Chinese or Japanese signs"


def check(document: Document, *, rendered: dict[str, bytes]) -> Iterator[Finding]:
    """A finding for each number, amount or text that the page does not show."""
    if FILE in rendered:
        yield from lacking(document, _read(rendered[FILE]))


def lacking(document: Document, read: Iterable[str]) -> Iterator[Finding]:
    """What of the document is not among the texts read: an error where it is a figure, or where the page leaves the house."""
    texts = [text.strip() for text in read]
    shown = Counter(text.removesuffix(f" {document.currency}") for text in texts)
    wanted: dict[str, list[str]] = defaultdict(list)
    for name, amount in _amounts(document):
        wanted[f"{amount:,.{minor_unit_places(document.currency)}f}"].append(name)
    for told, names in wanted.items():
        if shown[told] < len(names):
            what = f"{', '.join(names)} as often as they stand in the records"
            yield _finding(document, "error", what, f"{shown[told]} times {told}", f"{len(names)} times", REPORT)
    if document.number and not any(document.number in text for text in texts):
        yield _finding(document, "error", "its number", "no such text", document.number, REPORT)
    pieces = [bare for bare in map(_bare, texts) if bare]
    for name, told in _texts(document):
        if not _stands(_bare(told), pieces):
            severity: Severity = "warning" if document.type == "shadow" else "error"
            yield _finding(document, severity, name, "no such text", told, WRITE_OTHERWISE)


def _read(pdf: bytes) -> list[str]:
    """Every text as it stands on the pages, one a place."""
    found: list[str] = []
    for page in PdfReader(BytesIO(pdf)).pages:
        page.extract_text(visitor_text=lambda text, *_: found.append(text))
    return found


def _amounts(document: Document) -> Iterator[tuple[str, Decimal]]:
    yield from ((f"amount of {line.id}", line.amount) for line in document.lines)
    yield from ((f"credit of {one.measure}", -one.amount) for one in document.credits)
    yield from ((f"bonus of {one.measure}", one.amount) for one in document.bonuses)
    yield from ((f"tax {tax.category}", tax.amount) for tax in document.taxes)
    yield from ((name, getattr(document.totals, name)) for name in ("net", "gross"))


def _texts(document: Document) -> Iterator[tuple[str, str]]:
    for role, party in (("supplier", document.supplier), ("customer", document.customer)):
        yield f"the name of the {role}", party.name
        yield from ((f"the address of the {role}", line) for line in (*party.address, party.post_code, party.city))
    yield from ((f"the text of {line.id}", line.text) for line in document.lines)


def _stands(told: str, pieces: list[str]) -> bool:
    """Whether the pieces, one after the other, give the text; those of other columns may stand between them.

    >>> _stands("Inboundcare", ["Outbound", "Inbound", "85,000.00", "care"]), _stands("Inboundcare", ["Inbound", "carE"])
    (True, False)
    >>> _stands("Hours,8.0hworked", ["Hours,", "8.0", "8.0hworked"])  # the quantity between is no part of the text
    True
    """
    rests = {told}
    for piece in pieces:
        rests |= {rest.removeprefix(piece) for rest in rests if rest.startswith(piece)}
        if "" in rests:
            return True
    return any(told in piece for piece in pieces)


def _bare(text: str) -> str:
    """Where a line breaks and where a space stands is the page's own business."""
    return "".join(normalize("NFC", text).split())


def _finding(document: Document, severity: Severity, what: str, found: str, expected: str, action: str) -> Finding:
    return Finding("pdf_as_recorded", severity, document.id, f"{FILE} does not show {what}", found, expected, action)
