"""Electronic invoice: UN CEFACT Cross Industry Invoice by EN 16931, of an issued document

A draft and what we only expect a supplier to bill have none.

>>> from types import SimpleNamespace as A
>>> write(A(status="draft", type="supplier")) is None
True
"""

from vmo.documents._cii import cii
from vmo.documents._en16931 import of_no_network
from vmo.records import Document

FILE = "invoice.cii.xml"


def write(document: Document) -> bytes | None:
    """invoice.cii.xml, or None."""
    invoice = of_no_network(document)
    return None if invoice is None else cii(invoice)
