"""Electronic invoice: UBL 2.1 by EN 16931, of an issued document

A draft and what we only expect a supplier to bill have none.

>>> from types import SimpleNamespace as A
>>> write(A(status="draft", type="supplier")) is None
True
"""

from vmo.documents._en16931 import einvoice
from vmo.documents._ubl import ubl
from vmo.records import Document

FILE = "invoice.xml"


def write(document: Document) -> bytes | None:
    """invoice.xml, or None."""
    invoice = einvoice(document)
    return None if invoice is None else ubl(invoice)
