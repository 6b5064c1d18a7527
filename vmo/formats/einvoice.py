r"""E-invoices: one UBL invoice, UBL credit note or CII document a file, as rows; `sheet` says which.

`lines` (which is meant where nothing is said): a row for each line, and one for each allowance and charge, of a line or of
the document; their amounts add up to BT-109. `invoices`: one row for the document. An invoice of negative total is a credit
note; amounts of a credit note are positive and reduce what is owed. `issue_days` after its period it must be issued.

>>> recognise(b"\xef\xbb\xbf<?xml version='1.0'?>"), recognise(b"Number;Net\n")
(True, False)
>>> invoice(b"<Invoice/>", "bill.xml")
Traceback (most recent call last):
    ...
vmo.records.RefusedFeedError: bill.xml:1: XML that is no e-invoice: found Invoice, expected UBL Invoice, UBL CreditNote or ...
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import numpy as np
from lxml import etree

from vmo.formats import _cii, _ubl
from vmo.formats._export import Export, Places, Source
from vmo.formats._text import Layout, scan
from vmo.formats._xml import Node, opened, unread
from vmo.records import AllowanceCharge, EInvoice, Finding, Identifier, InvoiceLine, RefusedFeedError

LARGEST = 64 << 20
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
CREDIT_NOTES = {"81", "83", "261", "308", "381", "396", "420", "458", "532"}  # UNTDID 1001, as EN 16931 allows them
DEBIT_NOTES = {"80", "383"}
DOCUMENT = (
    "number", "type", "type_code", "issued", "due", "currency", "supplier", "supplier_id", "customer", "customer_id",
    "contract", "order", "buyer_reference", "corrects", "first", "last", "issue_by", "net", "tax", "gross", "payable", "prepaid",
    "tax_currency", "tax_accounting", "receipts", "notes", "correction", "unread",
)  # fmt: skip
LINE = (
    "position", "line_id", "item", "text", "description", "object", "attributes", "quantity", "unit", "unit_price",
    "price_per", "amount", "tax_category", "tax_rate", "reason", "reason_code", "line_first", "line_last",
)  # fmt: skip
SHEETS = {"invoices": DOCUMENT, "lines": (*DOCUMENT, *LINE)}
Row = dict[str, str]


@dataclass(frozen=True)
class Bill:
    """One document: its noun, the paths of what the noun has no place for, and the lines of the file where its parts stand."""

    told: EInvoice
    unread: tuple[str, ...]
    line_places: tuple[int, ...]
    adjustment_places: tuple[int, ...]

    @property
    def type(self) -> str:
        """Whether it adds to what is owed, or reduces it."""
        code, reduces = self.told.type_code, self.told.gross < 0
        if code in CREDIT_NOTES or reduces:
            return "credit_note"
        return "debit_note" if code in DEBIT_NOTES else "invoice"

    @property
    def sign(self) -> int:
        """What makes its amounts positive in its own direction."""
        return -1 if self.told.gross < 0 else 1


def recognise(head: bytes) -> bool:
    """Whether the first bytes can be those of XML."""
    plain = next((head.removeprefix(mark) for mark in MARKS if head.startswith(mark)), head)
    return plain.lstrip(b"\x00 \t\r\n").startswith(b"<")


def invoice(content: bytes, name: str) -> Bill:
    """The document that the bytes are. Raises RefusedFeedError, `file:line:` what, expected, what to do."""
    root = opened(content, name, {**_ubl.SPACES, **_cii.SPACES})
    tag = root.element.tag
    if tag in (_ubl.INVOICE, _ubl.CREDIT_NOTE):
        told = _ubl.invoice(root)
        kind = "CreditNote" if tag == _ubl.CREDIT_NOTE else "Invoice"
        parts = root.all(f"cac:{kind}Line"), root.all("cac:AllowanceCharge")
    elif tag == _cii.ROOT:
        told = _cii.invoice(root)
        trade = "rsm:SupplyChainTradeTransaction"
        settlement = f"{trade}/ram:ApplicableHeaderTradeSettlement"
        parts = (
            root.all(f"{trade}/ram:IncludedSupplyChainTradeLineItem"),
            root.all(f"{settlement}/ram:SpecifiedTradeAllowanceCharge"),
        )
    else:
        raise root.account.refused(
            root.line,
            "XML that is no e-invoice",
            found=str(etree.QName(tag).localname),
            expected="UBL Invoice, UBL CreditNote or CII CrossIndustryInvoice",
        )
    if told.type_code in CREDIT_NOTES and told.gross < 0:
        raise root.account.refused(
            root.line,
            "a credit note of a negative total",
            found=str(told.gross),
            expected="a positive amount, which reduces what is owed",
            action="ask the partner whether it credits or debits",
        )
    return Bill(told, unread(root), _lines(parts[0]), _lines(parts[1]))


def read(source: Source, *, sheet: str | None = None, issue_days: int | None = None) -> Export:
    """The document as text c0, c1 …; a row's line is that of its element in the file."""
    name = sheet or "lines"
    if name not in SHEETS:
        raise RefusedFeedError(
            [
                Finding(
                    "format",
                    "error",
                    source.name,
                    "no such sheet",
                    name,
                    " or ".join(SHEETS),
                    "set `sheet` to one of them",
                )
            ]
        )
    with source.stream() as stream:
        content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        found = Finding(
            "format",
            "error",
            f"{source.name}:1",
            "too large",
            f"over {LARGEST:,} bytes",
            "an invoice",
            "ask for its attachments apart",
        )
        raise RefusedFeedError([found])
    bill = invoice(content, source.name)
    header = SHEETS[name]
    places = [1] if name == "invoices" else [place for place, _ in _parts(bill)]
    rows = [{}] if name == "invoices" else [row for _, row in _parts(bill)]
    kept = source.keep([_written(header, _document(bill, issue_days), rows)])
    numbers = np.arange(1, len(rows) + 1, dtype=np.int64)
    layout = Layout(b",", b'"', b"\n", len(header))
    return Export(
        list(header),
        1,
        scan(kept, layout, skip=0, new_line=True),
        Places.of(numbers, np.array(places, dtype=np.int64)),
    )


def _document(bill: Bill, issue_days: int | None) -> Row:
    told, sign = bill.told, bill.sign
    period = [day for one in told.lines for day in (one.first, one.last) if day]
    first, last = told.first or min(period, default=None), told.last or max(period, default=None)
    supports = (told.object_id, *told.attachments)
    return {
        "number": told.number,
        "type": bill.type,
        "type_code": told.type_code,
        "issued": str(told.issued_on),
        "due": str(told.due_on or ""),
        "currency": told.currency,
        "supplier": told.seller.name,
        "supplier_id": told.seller.vat_id or _id(told.seller.legal_id) or _id(next(iter(told.seller.ids), None)),
        "customer": told.buyer.name,
        "customer_id": told.buyer.vat_id or _id(told.buyer.legal_id) or _id(next(iter(told.buyer.ids), None)),
        "contract": told.contract,
        "order": told.order,
        "buyer_reference": told.buyer_reference,
        "corrects": "; ".join(one.number for one in told.preceding),
        "first": str(first or ""),
        "last": str(last or ""),
        "issue_by": str(last + timedelta(issue_days)) if last and issue_days is not None else "",
        "net": _told(told.net * sign),
        "tax": _told(told.tax and told.tax * sign),
        "gross": _told(told.gross * sign),
        "payable": _told(told.due * sign),
        "prepaid": _told(told.prepaid),
        "tax_currency": told.tax_currency,
        "tax_accounting": _told(told.tax_accounting),
        "receipts": "; ".join(one.value if isinstance(one, Identifier) else one.id for one in supports if one),
        "notes": "; ".join(text for _, text in told.notes),
        "correction": ""
        if bill.type == "invoice"
        else "; ".join([text for _, text in told.notes] or [told.lines[0].name]),
        "unread": "; ".join(bill.unread),
    }


def _parts(bill: Bill) -> Iterator[tuple[int, Row]]:
    """The rows of the sheet `lines`, each with its place in the file."""
    for place, one in zip(bill.line_places, bill.told.lines, strict=True):
        yield place, _line(one, bill.sign)
        for part in one.adjustments:
            yield place, {**_adjusted(part, bill.sign), "line_id": one.id, **_taxed(one)}
    for place, part in zip(bill.adjustment_places, bill.told.adjustments, strict=True):
        yield place, _adjusted(part, bill.sign)


def _line(one: InvoiceLine, sign: int) -> Row:
    """A line before its own allowances and charges, which are rows of their own."""
    apart = sum((part.amount if part.charge else -part.amount for part in one.adjustments), Decimal(0))
    return {
        "position": "line",
        "line_id": one.id,
        "item": one.seller_item or one.buyer_item or _id(one.standard_item),
        "text": one.name,
        "description": one.description,
        "object": _id(one.object_id),
        "attributes": "; ".join(f"{name}={value}" for name, value in one.attributes),
        "quantity": _told(one.quantity * sign),
        "unit": one.unit_code,
        "unit_price": _told(one.net_price),
        "price_per": _told(one.price_quantity),
        "amount": _told((one.net_amount - apart) * sign),
        **_taxed(one),
        "line_first": str(one.first or ""),
        "line_last": str(one.last or ""),
    }


def _taxed(one: InvoiceLine) -> Row:
    return {"tax_category": one.vat.code, "tax_rate": _told(one.vat.rate)}


def _adjusted(one: AllowanceCharge, sign: int) -> Row:
    return {
        "position": "charge" if one.charge else "allowance",
        "text": one.reason,
        "amount": _told((one.amount if one.charge else -one.amount) * sign),
        "tax_category": one.vat.code if one.vat else "",
        "tax_rate": _told(one.vat.rate) if one.vat else "",
        "reason": one.reason,
        "reason_code": one.reason_code,
    }


def _told(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"


def _id(one: Identifier | None) -> str:
    return one.value if one else ""


def _lines(parts: list[Node]) -> tuple[int, ...]:
    return tuple(one.line for one in parts)


def _written(header: tuple[str, ...], document: Row, rows: list[Row]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, header, restval="", quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows({**document, **row} for row in rows)
    return out.getvalue().encode()
