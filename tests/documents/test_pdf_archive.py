"""invoice.pdf for those who keep it: PDF/A-3B as far as it can be told here, the data inside, the same bytes every time.

No veraPDF is at hand where this is tested; what it would look at first is looked at here.
"""

import hashlib
import subprocess
import sys
from datetime import date
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import facturx
import pytest
from printed_month import CII, HAN, HANGUL, KANA, NUMBER, line, month, printed
from pypdf import PdfReader

from vmo.records import Party

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
FX = "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"
XMP = "{http://ns.adobe.com/xap/1.0/}"
EAST = (line(1, KANA), line(2, HAN), line(3, HANGUL))
DIGEST = """
import sys, hashlib
sys.path.insert(0, {folder!r})
from printed_month import CII, HAN, HANGUL, KANA, line, month, printed
if {before!r}:
    printed(month(line(1, {before!r})))
print(hashlib.sha256(printed(month(line(1, KANA), line(2, HAN), line(3, HANGUL)), CII)).hexdigest())
"""


@pytest.fixture(scope="module")
def read():
    return PdfReader(BytesIO(printed(month(*EAST), CII)))


@pytest.fixture(scope="module")
def metadata(read):
    return ET.fromstring(read.trailer["/Root"]["/Metadata"].get_data())


def fonts(read):
    """Every font of every page, and the one that its signs come from."""
    for page in read.pages:
        for font in page["/Resources"]["/Font"].values():
            yield font.get_object(), font.get_object()["/DescendantFonts"][0].get_object()


def test_its_metadata_says_that_it_is_a_pdf_a_3b(metadata):
    assert (metadata.findtext(f".//{PDFA}part"), metadata.findtext(f".//{PDFA}conformance")) == ("3", "B")


def test_its_metadata_is_not_compressed_and_stands_in_the_catalogue(read):
    assert "/Filter" not in read.trailer["/Root"]["/Metadata"]
    assert read.trailer["/Root"]["/Lang"] == "en"


def test_its_colours_are_told_by_a_profile(read):
    (intent,) = read.trailer["/Root"]["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"].get_object()["/N"] == 3


def test_every_font_is_inside_cut_to_its_signs_and_tells_its_text(read):
    found = list(fonts(read))
    assert found
    for font, signs in found:
        assert font["/BaseFont"].split("+")[1].startswith("VmoSans")
        assert font["/Encoding"] == "/Identity-H"
        assert "/ToUnicode" in font
        assert 500 < len(signs["/FontDescriptor"]["/FontFile2"].get_data()) < 100_000  # the whole one has 16 MB


def test_it_is_not_encrypted_and_has_an_identifier_but_no_second_set_of_metadata(read):
    assert not read.is_encrypted
    assert read.trailer["/ID"]
    assert "/Info" not in read.trailer


def test_the_electronic_invoice_comes_out_of_it_byte_for_byte():
    content = printed(month(*EAST), CII)
    assert facturx.get_xml_from_pdf(content, check_xsd=False) == ("factur-x.xml", CII)


def test_the_electronic_invoice_is_an_associated_file_that_says_what_the_page_says(read):
    root = read.trailer["/Root"]
    (file,) = [one.get_object() for one in root["/AF"]]
    assert (file["/AFRelationship"], file["/UF"], file["/F"]) == ("/Alternative", "factur-x.xml", "factur-x.xml")
    inside = file["/EF"]["/F"].get_object()
    assert inside["/Subtype"] == "/text/xml"
    assert inside["/Params"]["/Size"] == len(CII)
    assert inside["/Params"]["/ModDate"] == "D:20261105000000Z"
    assert root["/Names"]["/EmbeddedFiles"]["/Names"][0] == "factur-x.xml"


def test_its_metadata_tells_readers_of_factur_x_what_is_inside(metadata):
    told = {
        name: metadata.findtext(f".//{FX}{name}")
        for name in ("DocumentType", "DocumentFileName", "Version", "ConformanceLevel")
    }
    assert told == {
        "DocumentType": "INVOICE",
        "DocumentFileName": "factur-x.xml",
        "Version": "1.0",
        "ConformanceLevel": "EN 16931",
    }


def test_it_encloses_what_the_library_of_the_standard_would_enclose():
    """`generate_from_binary` stamps the clock and goes by a temporary file; what it puts into the file is put there by us."""
    plain = printed(month(*EAST))
    theirs = PdfReader(
        BytesIO(
            facturx.generate_from_binary(
                plain, CII, level="en16931", check_xsd=False, pdf_metadata={}, afrelationship="alternative"
            )
        )
    )
    ours = PdfReader(BytesIO(printed(month(*EAST), CII)))
    for key in ("/AFRelationship", "/F", "/UF", "/Type"):
        assert [one[key] for one in ours.trailer["/Root"]["/AF"]] == [
            one[key] for one in theirs.trailer["/Root"]["/AF"]
        ]
    tags = [
        {one.tag for one in ET.fromstring(read.trailer["/Root"]["/Metadata"].get_data()).iter()}
        for read in (ours, theirs)
    ]
    assert tags[0] == tags[1]


def test_a_page_without_an_electronic_invoice_encloses_nothing():
    read = PdfReader(BytesIO(printed(month(type="shadow"))))
    assert "/AF" not in read.trailer["/Root"]
    metadata = read.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "factur-x" not in metadata.lower()


@pytest.mark.parametrize(
    ("changed", "day"),
    [({}, "2026-11-05"), ({"number": None, "issued_on": None, "status": "draft"}, "2026-10-31")],
)
def test_its_moment_is_the_day_of_issue_and_of_a_draft_the_last_day_of_its_period(changed, day):
    read = PdfReader(BytesIO(printed(month(**changed))))
    metadata = ET.fromstring(read.trailer["/Root"]["/Metadata"].get_data())
    assert {metadata.findtext(f".//{XMP}{name}") for name in ("CreateDate", "ModifyDate")} == {f"{day}T00:00:00+00:00"}


def test_the_same_document_is_the_same_bytes_whatever_was_printed_before_and_in_another_process():
    folder = str(Path(__file__).parent)
    ours = hashlib.sha256(printed(month(*EAST), CII)).hexdigest()
    for before, seed in (("", "1"), ("다른 문서 另一份文件 Zażółć gęślą jaźń", "2")):
        said = subprocess.run(
            [sys.executable, "-c", DIGEST.format(folder=folder, before=before)],
            capture_output=True, text=True, check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path), "TZ": "Asia/Seoul"},
        )  # fmt: skip
        assert said.stdout.strip() == ours


def test_another_document_is_other_bytes():
    assert printed(month()) != printed(month(issued_on=date(2026, 11, 6)))
    assert printed(month()) != printed(month(number=NUMBER[:-1] + "8"))
    assert printed(month()) != printed(month(supplier=Party("acme", "Acme", (), "DE")))
