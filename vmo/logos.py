"""Logo: the image at the head of the documents that a party makes, read from the portfolio and tried before it is needed."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from vmo.records import RefusedError

LARGEST = 1_000_000
TRIED = 64
COLOURS = ("1", "L", "LA", "P", "PA", "RGB", "RGBA")
FIT = "give a PNG, a JPEG in RGB or an SVG that holds no other file"


def read(folder: Path, name: str) -> bytes:
    """The image of a party; raises RefusedError with what is wrong with it."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise RefusedError([f"{name!r} lies outside the portfolio; put the image into it"])
    if not path.is_file():
        raise RefusedError([f"there is no file {name!r} in the portfolio; put the image there, or take the key out"])
    content = path.read_bytes()
    if len(content) > LARGEST:
        raise RefusedError([f"{name!r} has {len(content):,} bytes, and each page bears it; {LARGEST:,} at most"])
    _try(name, content)
    return content


@lru_cache(TRIED)
def _try(name: str, content: bytes) -> None:
    """Put the image on a page that nobody sees."""
    from fpdf import FPDF
    from fpdf.enums import ResourceAccessPolicy
    from PIL import Image, UnidentifiedImageError

    try:
        mode = Image.open(BytesIO(content)).mode
    except UnidentifiedImageError:
        mode = COLOURS[0]  # no picture of points, so maybe one of lines
    if mode not in COLOURS:
        raise RefusedError([f"the colours of {name!r} are {mode}, which a PDF/A with ours cannot hold; {FIT}"])
    page = FPDF(enforce_compliance="PDF/A-3B")
    page.resource_access_policy = ResourceAccessPolicy.NONE
    page.add_page()
    try:
        page.image(content, w=10)
    except Exception as error:  # whatever the library says of a file that is none of its kinds
        raise RefusedError([f"{name!r} cannot be put on a page ({str(error).rstrip('.')}); {FIT}"]) from error
