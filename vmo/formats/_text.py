"""Records of delimited text: where each begins and ends, and which cannot be split.

A record ends at a newline outside quotes. It is broken when its quotes are, when it has fewer or more fields than the
header, or when its bytes are not UTF-8. A broken record takes one line: the next line begins afresh, so one lost
quote never swallows the rest of the file. Chunks that are whole go by in bulk; others line by line, to the same end.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from vmo.formats._export import Export, Numbers, Places, Source, Unread

CHUNK = 8 << 20
BLOCK = 1 << 16
LONGEST_RECORD = 1 << 20
LONGEST_LINE = 2 << 20
NEWLINE, RETURN = b"\n\r"
SHOWN = 500
SECONDS = "DECIMAL(12,3)"
END = re.compile(rb"\r?(?:\n|\Z)")
Positions = npt.NDArray[np.intp]


@dataclass
class Layout:
    """How fields stand in a line: `quote` may be empty; `newline` is that of the header's line."""

    delimiter: bytes
    quote: bytes
    newline: bytes
    fields: int


@dataclass
class Survey:
    """The records of one text, read once from its first data line; `chunks` must be exhausted before the rest is asked.

    `whole` says that nothing had to be left out, `flat` that no field holds a line end. The records come out with line ends
    of Unix, whatever they had: told of another, the engine mistakes a line end inside quotes for its own.
    """

    stream: BinaryIO
    layout: Layout
    line: int
    record: int = 0
    whole: bool = True
    flat: bool = True
    unread: list[Unread] = field(default_factory=list)
    _rows: int = 0
    _places: list[Places] = field(default_factory=list)

    def chunks(self) -> Iterator[bytes]:
        """The text without its broken records."""
        left = b""
        with self.stream as stream:
            while chunk := stream.read(CHUNK):
                whole, left = self._taken(left + chunk, last=False)
                yield whole
        if left:
            yield self._taken(left if left.endswith(b"\n") else left + self.layout.newline, last=True)[0]

    @property
    def places(self) -> Places:
        return Places.joined(self._places)

    def _taken(self, text: bytes, *, last: bool) -> tuple[bytes, bytes]:
        """The whole records of a text that begins with one, and what is left; in small parts where one is broken."""
        told = self._at_once(text, last=last)
        if told is not None:
            return told
        kept, left = [], b""
        for at in range(0, len(text), BLOCK):
            ends = last and at + BLOCK >= len(text)
            block = left + text[at : at + BLOCK]
            whole, left = self._at_once(block, last=ends) or self._line_by_line(block, last=ends)
            kept.append(whole)
        return b"".join(kept), left

    def _at_once(self, text: bytes, *, last: bool) -> tuple[bytes, bytes] | None:
        ends = _ends(text, self.layout)
        if ends is None or not len(ends):
            return None
        cut = int(ends[-1]) + 1
        whole, left = text[:cut], text[cut:]
        if not self._in_bulk(whole, ends):
            return None
        if self.layout.newline == b"\r\n":
            whole = np.delete(np.frombuffer(whole, np.uint8), ends - 1).tobytes()
        return (whole + self._line_by_line(left, last=True)[0], b"") if last else (whole, left)

    def _in_bulk(self, text: bytes, ends: Positions) -> bool:
        """Whether all records of the text are whole; then they are counted."""
        newline, starts = self.layout.newline, np.concatenate([[0], ends[:-1] + 1])
        if (ends - starts < len(newline)).any() or not _splits(text, ends, self.layout) or not _utf8(text):
            return False
        if newline == b"\r\n" and not (np.frombuffer(text, np.uint8)[ends - 1] == newline[0]).all():
            return False
        if text.count(b"\r") != (text.count(b"\r\n") if newline == b"\r\n" else 0):
            return False
        newlines = np.flatnonzero(np.frombuffer(text, np.uint8) == NEWLINE)
        self._kept(
            np.arange(self.record + 1, self.record + 1 + len(ends)), self.line + np.searchsorted(newlines, starts)
        )
        self.flat = self.flat and len(newlines) == len(ends)
        self.record += len(ends)
        self.line += len(newlines)
        return True

    def _kept(self, records: Numbers, lines: Numbers) -> None:
        self._places.append(Places.of(records, lines).after(self._rows))
        self._rows += len(records)

    def _line_by_line(self, text: bytes, *, last: bool) -> tuple[bytes, bytes]:
        kept, records, lines = [], [], []
        pattern = _record(self.layout)
        at = 0
        while at < len(text):
            end = text.find(b"\n", at)
            if end < 0 and not last:
                break
            end = len(text) if end < 0 else end
            line = text[at:end].removesuffix(b"\r")
            if not line.strip(b" "):
                self.line, at = self.line + 1, end + 1
                continue
            found = pattern.match(text, at)
            stop = found.end() if found else -1
            if not last and _open(text, at, stop, self.layout):
                break
            told = _fault(text, at, stop, self.layout)
            self.record += 1
            if told:
                self.unread.append(Unread(self.record, self.line, told[0], _shown(line), told[1]))
                self.line, at = self.line + 1, end + 1
                continue
            body = text[at:stop]
            kept.append(body)
            self.flat = self.flat and b"\n" not in body and b"\r" not in body
            records.append(self.record)
            lines.append(self.line)
            after = text.find(b"\n", stop)
            self.line, at = self.line + 1 + body.count(b"\n"), (after + 1 if after >= 0 else len(text))
        if records:
            self._kept(np.array(records, dtype=np.int64), np.array(lines, dtype=np.int64))
        newline = self.layout.newline
        self.whole = self.whole and b"".join(body + newline for body in kept) == text[:at]
        return b"".join(body + b"\n" for body in kept), text[at:]


def surveyed(source: Source, layout: Layout, names: list[str], *, size: int, lines: int, damaged: bool) -> Export:
    """The records below a header of so many bytes and lines, read where they lie if all are whole, else from a mended copy.

    `damaged`: it is known that they are not.
    """
    survey = _survey(source, layout, size, lines)
    if not damaged:
        for _ in survey.chunks():
            pass
        if survey.whole and survey.flat:
            return Export(names, lines or 1, scan(source, layout, skip=lines), survey.places)
        survey = _survey(source, layout, size, lines)
    kept = source.keep(survey.chunks())
    return Export(names, lines or 1, scan(kept, layout, skip=0, new_line=True), survey.places, survey.unread)


def scan(
    source: Source, layout: Layout, *, skip: int, new_line: bool = False, seconds: Collection[int] = frozenset()
) -> str:
    """The engine's strict reading: it stops at the first record that is not whole. `new_line`: records end as in Unix;
    `seconds`: columns that are read as numbers, at the first of which that is none it stops, too.
    """
    columns = ", ".join(f"'c{i}': '{SECONDS if i in seconds else 'VARCHAR'}'" for i in range(layout.fields))
    quote = literal(layout.quote.decode())
    told = r", new_line='\n'" if new_line else ""
    return (
        f"read_csv({literal(source.path)}, columns={{{columns}}}, auto_detect=false, header=false, skip={skip}, "
        f"delim={literal(layout.delimiter.decode())}, quote={quote}, escape={quote}, nullstr='', strict_mode=true, "
        f"max_line_size={LONGEST_LINE}, comment=''{told})"
    )


def literal(text: str) -> str:
    """A text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def _survey(source: Source, layout: Layout, size: int, lines: int) -> Survey:
    stream = source.stream()
    stream.seek(size)
    return Survey(stream, layout, line=lines + 1)


def _ends(text: bytes, layout: Layout) -> Positions | None:
    """Positions of the newlines that end a record; None where a quote stands where none may."""
    codes = np.frombuffer(text, np.uint8)
    newlines = np.flatnonzero(codes == NEWLINE)
    if not layout.quote or layout.quote not in text:
        return newlines
    quotes = np.flatnonzero(codes == layout.quote[0])
    ends = newlines[(np.searchsorted(quotes, newlines) & 1) == 0]
    if not len(ends):
        return None
    quotes = quotes[quotes < ends[-1]]
    opening, closing = quotes[0::2], quotes[1::2]
    before = np.where(opening > 0, codes[opening - 1], NEWLINE)
    after = codes[closing + 1]
    beside = [layout.delimiter[0], layout.quote[0], NEWLINE]
    return ends if np.isin(before, beside).all() and np.isin(after, [*beside, RETURN]).all() else None


def _splits(text: bytes, ends: Positions, layout: Layout) -> bool:
    """Whether every record has as many fields as the header."""
    codes = np.frombuffer(text, np.uint8)
    marks = np.flatnonzero(codes == layout.delimiter[0])
    if layout.quote and layout.quote in text:
        quotes = np.flatnonzero(codes == layout.quote[0])
        marks = marks[(np.searchsorted(quotes, marks) & 1) == 0]
    counted = np.diff(np.searchsorted(marks, ends), prepend=0)
    return bool((counted == layout.fields - 1).all())


def _utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def _field(layout: Layout) -> bytes:
    """A field: quoted, it may hold newlines and doubled quotes; bare, a quote inside it is a character like others."""
    delimiter, quote = re.escape(layout.delimiter), re.escape(layout.quote)
    if not quote:
        return rb"[^" + delimiter + rb"\r\n]*+"
    quoted = quote + rb"(?:[^" + quote + rb"]|" + quote * 2 + rb")*+" + quote
    return rb"(?:" + quoted + rb"|(?! *" + quote + rb")[^" + delimiter + rb"\r\n]*+)"


def _record(layout: Layout) -> re.Pattern[bytes]:
    one = _field(layout)
    return re.compile(one + rb"(?:" + re.escape(layout.delimiter) + one + rb")*+")


def _open(text: bytes, at: int, stop: int, layout: Layout) -> bool:
    """Whether the record may go on beyond the text: its quote is not closed yet."""
    if len(text) - at > LONGEST_RECORD:
        return False
    return stop < 0 or text[stop:] in (b"", b"\r") or text[stop : stop + 1] == layout.delimiter


def _fault(text: bytes, at: int, stop: int, layout: Layout) -> tuple[str, str] | None:
    if stop < 0 or not END.match(text, stop):
        return "fields", "a quote is not closed, or text follows a closing quote"
    body = text[at:stop]
    if not _utf8(body):
        return "encoding", "bytes that are not of the declared encoding"
    fields = len(re.findall(re.escape(layout.delimiter) + _field(layout), layout.delimiter + body))
    if fields != layout.fields:
        return "fields", f"{fields} fields where the header has {layout.fields}"
    return None


def _shown(line: bytes) -> str:
    return line.decode("utf-8", "backslashreplace")[:SHOWN]
