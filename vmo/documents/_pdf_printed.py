"""A composed paper → PDF/A-3B: fonts embedded, colours named, metadata open, files enclosed; no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

from facturx import generate_xmp_object
from fpdf import FPDF
from fpdf.enums import ResourceAccessPolicy
from fpdf.fonts import TTFFont
from fpdf.image_parsing import preload_image
from lxml import etree

from vmo.documents._pdf_paper import HIGH, WIDE, Box, Mark, Paper, Picture, Text
from vmo.documents._pdf_typeface import cut

FAMILY = "page"
STYLES = {False: "", True: "B"}
PRODUCER = "vmo"
ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself; `more` is what else stands in its metadata."""

    title: str
    author: str
    subject: str
    on: date
    more: dict[str, str]


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file within the file, and what it is to the pages."""

    name: str
    content: bytes
    mime: str
    what: str
    relation: str


def printed(paper: Paper, about: About, enclosed: Sequence[Enclosed] = ()) -> bytes:
    """The same paper is the same bytes."""
    at = datetime.combine(about.on, time(), UTC)
    pdf: Any = FPDF(unit="pt", format=(WIDE, HIGH), enforce_compliance="PDF/A-3B")
    for strong, style in STYLES.items():
        font = TTFFont(pdf, BytesIO(cut(paper.signs(strong=strong), strong=strong)), FAMILY + style, style)
        font.ttfont.recalcBBoxes = False  # it is cut to its signs already
        pdf.fonts[FAMILY + style] = font
    pdf.resource_access_policy = ResourceAccessPolicy.NONE
    pdf.set_auto_page_break(False)
    pdf.set_creation_date(at)
    pdf.set_lang("en")
    pdf.set_xmp_metadata(_metadata(about, at))
    for sheet in paper.sheets:
        pdf.add_page()
        for mark in sheet:
            _put(pdf, mark)
    for one in enclosed:
        pdf.embed_file(
            bytes=one.content,
            basename=one.name,
            mime_type=one.mime,
            modification_date=at,
            associated_file_relationship=one.relation,
            desc=one.what,
            compress=True,
            checksum=True,
        )
    return bytes(pdf.output())


def _put(pdf: Any, mark: Mark) -> None:
    if isinstance(mark, Text):
        pdf.set_font(FAMILY, STYLES[mark.look.strong], mark.look.size)
        pdf.set_text_color(f"#{mark.look.ink}")
        pdf.text(mark.x, mark.y, mark.text)
    elif isinstance(mark, Box):
        pdf.set_fill_color(f"#{mark.ink}")
        pdf.rect(mark.x, mark.y, mark.wide, mark.high, style="F")
    elif isinstance(mark, Picture):
        _picture(pdf, mark)


def _picture(pdf: Any, mark: Picture) -> None:
    """The image as large as its frame lets it be, in the upper right of it."""
    _, _, told = preload_image(pdf.image_cache, mark.content, resource_access_policy=pdf.resource_access_policy)
    scale = min(mark.wide / told["w"], mark.high / told["h"])
    wide, high = told["w"] * scale, told["h"] * scale
    pdf.image(mark.content, mark.x + mark.wide - wide, mark.y, wide, high)


def _metadata(about: About, at: datetime) -> str:
    """XMP, as factur-x writes it, with the moment that the document names."""
    told = {
        "pdfa3_flavor": "B",
        "title": about.title,
        "author": about.author,
        "subject": about.subject,
        "producer": PRODUCER,
        "creator_tool": PRODUCER,
        "timestamp": at.isoformat(),
        **about.more,
    }
    root = generate_xmp_object(told)
    for one in root.iter("{*}Description"):
        one.set(ABOUT, "")
    return str(etree.tostring(root, pretty_print=True, encoding="unicode"))
