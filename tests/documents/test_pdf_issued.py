"""invoice.pdf of what leaves the house: the electronic invoice that lies beside it lies inside it too."""

import facturx
import pytest
import small

from vmo.cli import DONE, main

pytestmark = pytest.mark.slow
ID = "acme-care/2026-10/1"
SIGNED = ("--by", "the clerk", "--why", "agreed by letter")


@pytest.fixture
def folder(counted_folder):
    return counted_folder


def issued(folder, issues):
    small.change(folder / "contracts/acme-care.yaml", "currency: EUR", f"currency: EUR\nissues: {issues}")
    for words in (
        ["month", "--month", small.MONTH],
        ["approve", ID, *SIGNED],
        ["issue", ID, "--on", "2026-11-05", *SIGNED],
    ):
        assert main([words[0], str(folder), *words[1:]]) == DONE
    (archived,) = (folder / "out/documents").glob("*-2026-00001")
    return archived


@pytest.mark.parametrize("issues", ["supplier", "self_billed"])
def test_an_issued_document_encloses_its_electronic_invoice_byte_for_byte(folder, issues):
    archived = issued(folder, issues)
    inside = facturx.get_xml_from_pdf((archived / "invoice.pdf").read_bytes(), check_xsd=True)
    assert inside == ("factur-x.xml", (archived / "invoice.cii.xml").read_bytes())


def test_what_we_only_expect_to_be_billed_is_a_page_and_no_electronic_invoice(folder):
    archived = issued(folder, "shadow")
    assert not (archived / "invoice.cii.xml").exists()
    assert not any(facturx.get_xml_from_pdf((archived / "invoice.pdf").read_bytes(), check_xsd=False))
