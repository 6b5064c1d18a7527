"""Bytes made plain: unpacked where they are packed, UTF-8 where they are text, refused where they are neither.

Everything streams; a file that is UTF-8 already is read where it landed. A byte that is not of the declared encoding
becomes one that no UTF-8 text has, so that the record which holds it is found later, as in any other file.
"""

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

import duckdb

from vmo.conforming.unpacking import CHUNK, GZIP, ZIP, gunzipped, refused, unzipped
from vmo.records import RefusedFeedError

LONGEST_LINE = 2 * CHUNK
# In a text of another encoding a few letters may look like UTF-8; not this many, and all of them.
BEYOND_CHANCE = 10
LEADING = [bytes([byte]) for byte in range(0xC2, 0xF5)]
MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16", codecs.BOM_UTF8: "utf-8"}
PYTHON_NAMES = {"utf-16": "utf-16", "latin-1": "latin-1", "shift_jis": "cp932"}


@dataclass(frozen=True)
class Plain:
    """The bytes of one file as a format reads them."""

    name: str
    path: str
    folder: Path
    connection: duckdb.DuckDBPyConnection

    def stream(self) -> BinaryIO:
        return Path(self.path).open("rb")

    def keep(self, chunks: Iterable[bytes]) -> "Plain":
        kept = _fresh(self.folder)
        with kept.open("wb") as out:
            out.writelines(chunks)
        return Plain(self.name, str(kept), self.folder, self.connection)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self.connection.execute(sql).fetchall()
        return rows


def made_plain(
    landed: Path, name: str, encoding: str | None, folder: Path, connection: duckdb.DuckDBPyConnection
) -> Plain:
    """The landed file, unpacked and as UTF-8; `encoding` None says that the format reads bytes, not text.

    Raises RefusedFeedError: empty, a bad gzip or zip, NUL bytes, another encoding's mark or letters, a line of more than 2 MiB.
    """
    source = Plain(name, str(landed), folder, connection)
    head = _head(source)
    if not head:
        raise _empty(f"{name}:1", "the file is empty")
    packed = "gzip" if head.startswith(GZIP) else "zip" if head.startswith(ZIP) and encoding is not None else ""
    if packed == "gzip":
        source = source.keep(gunzipped(_chunks(source), name))
    elif packed == "zip":
        with source.stream() as stream:
            source = source.keep(unzipped(stream, name))
    if packed and not (head := _head(source)):
        raise _empty(f"{name}:1", f"the {packed} file holds nothing")
    if encoding is None:
        return source
    mark = next((told for mark, told in MARKS.items() if head.startswith(mark)), None)
    if mark and mark != encoding:
        raise _misread(name, f"the mark of {mark}", encoding, f"set `encoding: {mark}`")
    if encoding != "utf-8":
        letters = _utf8_letters(source)
        if letters >= BEYOND_CHANCE:
            found = f"UTF-8: all {letters:,} letters beyond ASCII are written so"
            raise _misread(name, found, encoding, "set `encoding: utf-8`")
        source = source.keep(_transcoded(source, _codec(head, encoding, name, marked=bool(mark))))
    _inspect(source)
    return source


def _head(source: Plain) -> bytes:
    with source.stream() as stream:
        return stream.read(4)


def _empty(where: str, what: str) -> RefusedFeedError:
    return refused(where, what, rule="empty", expected="a header and rows", action="ask for it again")


def _misread(name: str, found: str, encoding: str, action: str) -> RefusedFeedError:
    return refused(f"{name}:1", "wrong encoding", rule="encoding", found=found, expected=encoding, action=action)


def _codec(head: bytes, encoding: str, name: str, *, marked: bool) -> str:
    """Python's name; where a UTF-16 has no mark, the half of its first letter that is empty tells the order of its bytes."""
    if encoding != "utf-16" or marked:
        return PYTHON_NAMES.get(encoding, encoding)
    if head[1:2] == b"\0" != head[:1]:
        return "utf-16-le"
    if head[:1] == b"\0" != head[1:2]:
        return "utf-16-be"
    found = f"bytes {head.hex(' ')}, neither the mark of UTF-16 nor a letter of it"
    raise _misread(name, found, encoding, "set `encoding` to that of the export")


def _fresh(folder: Path) -> Path:
    return next(path for i in count() if not (path := folder / f"plain{i}").exists())


def _chunks(source: Plain) -> Iterator[bytes]:
    with source.stream() as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _utf8_letters(source: Plain) -> int:
    """How many letters beyond ASCII the bytes hold if they are UTF-8; 0 where they are not."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    letters = 0
    try:
        for chunk in _chunks(source):
            decoder.decode(chunk)
            letters += sum(map(chunk.count, LEADING))
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return 0
    return letters


def _transcoded(source: Plain, encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="vmo.mark")
    for chunk in _chunks(source):
        yield decoder.decode(chunk).encode("utf-8", "surrogateescape")
    yield decoder.decode(b"", final=True).encode("utf-8", "surrogateescape")


def _marked(error: UnicodeError) -> tuple[str, int]:
    """Byte 0xFF for every byte that the encoding does not have."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "\udcff" * (error.end - error.start), error.end


codecs.register_error("vmo.mark", _marked)


def _inspect(source: Plain) -> None:
    begun = at = 0
    for chunk in _chunks(source):
        if b"\0" in chunk:
            before = chunk[: chunk.index(b"\0")]
            raise refused(
                f"{source.name}:{_lines(source, at + len(before)) + 1}",
                f"a NUL byte at byte {at + len(before):,}",
                rule="nul_bytes",
                expected="text",
                action="if the file is UTF-16, set `encoding: utf-16`; otherwise ask the partner to send it again",
            )
        first, last = chunk.find(b"\n"), chunk.rfind(b"\n")
        if at + (first if first >= 0 else len(chunk)) - begun > LONGEST_LINE:
            raise refused(
                f"{source.name}:{_lines(source, begun) + 1}",
                f"a line of more than {LONGEST_LINE:,} bytes",
                rule="line_length",
                expected="one record a line",
                action="check that the file is the export and its lines end with a newline",
            )
        begun = begun if last < 0 else at + last + 1
        at += len(chunk)


def _lines(source: Plain, until: int) -> int:
    """Newlines before a byte; counted only for a message."""
    lines = at = 0
    for chunk in _chunks(source):
        lines += chunk[: max(until - at, 0)].count(b"\n")
        at += len(chunk)
        if at >= until:
            break
    return lines
