"""Unpacking: the one file in a gzip or a zip, piece by piece; what is damaged, locked or holds several stops its feed."""

import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from vmo.records import Finding, RefusedFeedError

CHUNK = 1 << 20
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
OF_MAC = "__MACOSX/"  # what an Apple computer adds to a zip
OF_OFFICE = "[Content_Types].xml"


def refused(
    where: str, what: str, *, rule: str, found: str = "", expected: str = "", action: str = ""
) -> RefusedFeedError:
    """One finding that stops the feed."""
    return RefusedFeedError([Finding(rule, "error", where, what, found, expected, action)])


def gunzipped(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    """A gzip file may have several members; each must be whole."""
    member = zlib.decompressobj(wbits=31)
    given = 0
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                if member.eof:
                    if not rest.strip(b"\0"):
                        break
                    member = zlib.decompressobj(wbits=31)
                piece = member.decompress(rest, CHUNK)
                given += len(piece)
                yield piece
                rest = member.unused_data if member.eof else member.unconsumed_tail
        while not member.eof and (piece := member.decompress(member.unconsumed_tail, CHUNK)):
            given += len(piece)
            yield piece
    except zlib.error as error:
        raise refused(
            name,
            f"the gzip file is damaged after {given:,} bytes of text ({error})",
            rule="gzip",
            action="ask the partner to send it again",
        ) from None
    if not member.eof:
        raise refused(
            name,
            f"the gzip file ends before its end, after {given:,} bytes of text",
            rule="gzip",
            action="ask the partner to send it again",
        )


def unzipped(stream: BinaryIO, name: str) -> Iterator[bytes]:
    """A zip must hold one file and no password."""
    try:
        with ZipFile(stream) as packed:
            files = [one for one in packed.infolist() if not one.is_dir() and not one.filename.startswith(OF_MAC)]
            if any(one.filename == OF_OFFICE for one in files):
                act = "set `format: xlsx`, or ask for the export again"
                raise refused(
                    f"{name}:1", "wrong format", rule="format", found="what may be xlsx", expected="a text", action=act
                )
            if len(files) != 1:
                raise refused(
                    name,
                    "the zip does not hold one file alone",
                    rule="zip",
                    found=", ".join(one.filename for one in files)[:300] or "no file",
                    expected="one",
                    action="ask the partner for each export by itself",
                )
            with packed.open(files[0]) as member:
                while chunk := member.read(CHUNK):
                    yield chunk
    except (BadZipFile, zlib.error, EOFError) as error:
        raise refused(
            name, "the zip is damaged", rule="zip", found=str(error), action="ask the partner to send it again"
        ) from None
    except (RuntimeError, NotImplementedError) as error:  # a password, or a compression that Python does not know
        raise refused(
            name,
            "the zip cannot be opened",
            rule="zip",
            found=str(error),
            expected="a zip without a password",
            action="ask the partner to pack it without a password, or not at all",
        ) from None
