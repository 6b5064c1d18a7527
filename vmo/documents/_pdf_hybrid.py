"""Factur-X: the electronic invoice inside the page that people read, and what the metadata says of it."""

from facturx import get_level
from facturx.facturx import FACTURX_FILENAME, FACTURX_LEVEL2xmp
from lxml import etree

from vmo.documents._pdf_printed import Enclosed

SCHEMA = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
VERSION = "1.0"


def enclosing(cii: bytes) -> Enclosed:
    """The CII as the file that every reader of Factur-X looks for; the page says the same, so it is an alternative."""
    return Enclosed(FACTURX_FILENAME, cii, "text/xml", "The invoice as data: EN 16931, CII (Factur-X)", "Alternative")


def metadata(cii: bytes) -> dict[str, str]:
    """What the XMP of a Factur-X file says of the data inside."""
    level = get_level(etree.fromstring(cii, etree.XMLParser(resolve_entities=False, no_network=True)), "factur-x")
    return {
        "urn": SCHEMA,
        "documenttype": "INVOICE",
        "xml_filename": FACTURX_FILENAME,
        "version": VERSION,
        "xmp_level": FACTURX_LEVEL2xmp[level],
    }
