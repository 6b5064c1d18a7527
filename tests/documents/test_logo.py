"""The logo of a party: an image of the portfolio, tried at lint, at the head of what the party issues."""

from dataclasses import replace
from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image
from printed_month import month, printed
from pypdf import PdfReader

from vmo.cli import DONE
from vmo.life.frozen import frozen

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><rect width="4" height="2" fill="#c2571a"/></svg>'


def image(kind="PNG", mode="RGB"):
    content = BytesIO()
    Image.new(mode, (40, 20), 90 if len(mode) == 1 else (90,) * len(mode)).save(content, kind)
    return content.getvalue()


def with_logo(folder, name="logos/acme.png", content=None):
    path = folder / "parties.yaml"
    path.write_text(path.read_text().replace("country: DE", f"country: DE, logo: {name}", 1))
    if content is not None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def pictures(content):
    """How many images of points a page bears."""
    return [len(page.images) for page in PdfReader(BytesIO(content)).pages]


@pytest.mark.parametrize(
    "content", [image(), image(mode="RGBA"), image(mode="P"), image("JPEG"), image("JPEG", "L"), SVG]
)
def test_a_png_a_jpeg_and_an_svg_are_taken(vmo, folder, content):
    with_logo(folder, content=content)
    assert vmo("lint", folder).code == DONE


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "logos/acme.png",
            None,
            "there is no file 'logos/acme.png' in the portfolio; put the image there, or take the key out",
        ),
        ("../acme.png", None, "'../acme.png' lies outside the portfolio; put the image into it"),
        ("acme.png", b"no image", "'acme.png' cannot be put on a page"),
        ("acme.png", image("JPEG", "CMYK"), "the colours of 'acme.png' are CMYK"),
        ("acme.svg", b" " * 1_000_001, "'acme.svg' has 1,000,001 bytes"),
        (
            "acme.svg",
            SVG.replace(b"<rect", b'<image href="/etc/hostname" width="1" height="1"/><rect'),
            "'acme.svg' cannot be put on a page",
        ),
    ],
    ids=["missing", "outside", "no image", "CMYK", "too large", "with another file in it"],
)
def test_what_no_page_can_bear_is_refused_at_lint_with_its_line(vmo, folder, name, content, said):
    with_logo(folder, name, content)
    told = vmo("lint", folder)
    assert told.code != DONE
    text = told.out + told.err
    assert said in text
    assert "parties.yaml:" in text


def test_the_issuer_has_its_logo_on_the_first_page_and_nobody_elses():
    ours = month()
    supplier, customer = replace(ours.supplier, logo=image()), replace(ours.customer, logo=image(mode="L"))
    assert pictures(printed(replace(ours, supplier=supplier))) == [1]
    assert pictures(printed(replace(ours, customer=customer))) == [0]
    assert pictures(printed(replace(ours, customer=customer, type="self_billed"))) == [1]
    assert pictures(printed(replace(ours, supplier=supplier, type="self_billed"))) == [0]


def test_a_drawing_is_on_the_page_as_lines():
    plain, drawn = (printed(month(supplier=replace(month().supplier, logo=logo))) for logo in (b"", SVG))
    assert len(drawn) > len(plain)
    assert pictures(drawn) == [0]


@pytest.mark.parametrize("logo", [image(mode="RGBA"), image("JPEG"), SVG], ids=["png", "jpeg", "svg"])
def test_the_same_logo_is_the_same_bytes(logo):
    document = month(supplier=replace(month().supplier, logo=logo))
    assert printed(document) == printed(document)


def test_what_is_frozen_of_an_image_is_its_hash():
    content = image()
    document = month(supplier=replace(month().supplier, logo=content))
    assert f'"logo": "sha256:{sha256(content).hexdigest()}"' in frozen(document)
    assert '"logo": ""' in frozen(month())
