r"""A log of events, one a line: all that happened to one thing becomes one record, as a call in the log of its queue.

`of` names the columns that together name the thing, and `event` the one that says what happened. A record has the columns
of `of` and, of the first event of each name, the others, as `CONNECT.time`; it stands on the line of its first event.

>>> recognise(b"1596512941|77.1|support|NONE|ENTERQUEUE||7000|1\n"), recognise(b"PK\x03\x04")
(True, False)
>>> log = _Log(["call"], "event", ["time", "call", "event", "wait"])
>>> for line in (["9", "77.1", "ENTER"], ["12", "77.1", "ANSWER", "3", ""], ["13", "77.1", "ANSWER", "4"]):
...     log.take(line, 1)
>>> log.things
{('77.1',): {'call': '77.1', 'ENTER.time': '9', 'ANSWER.time': '12', 'ANSWER.wait': '3'}}
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from vmo.formats._export import Export, Places, Source, Unread
from vmo.formats._header import header_of, is_delimited
from vmo.formats._text import SHOWN, Layout, scan
from vmo.records import Finding, RefusedFeedError

TEXT = True
ANY = "*"
APART = "\x1f"
BREAKS = str.maketrans({APART: " ", "\n": " ", "\r": " "})


def recognise(head: bytes) -> bool:
    """Whether the first bytes can be those of a delimited text."""
    return is_delimited(head)


def read(
    source: Source,
    *,
    columns: list[str],
    unused: list[str],
    event: str,
    of: list[str],
    delimiter: str = ",",
    quote: str = '"',
    header_row: int = 1,
    header: list[str] | None = None,
) -> Export:
    """The things as rows. A line may end early, and with empty fields; one that names no event or no thing is broken.

    Raises RefusedFeedError where the log has no such columns.
    """
    names, size = header or [], 0
    if header is None:
        with source.stream() as stream:
            names, size = header_of(stream, delimiter=delimiter, quote=quote, header_row=header_row, name=source.name)
    log = _Log(of, event, names)
    for name in (*of, event):
        if name not in names:
            found, act = ", ".join(names), "change `of` or `event`, or `header`, to the columns that the log has"
            raise RefusedFeedError(
                [Finding("header", "error", f"{source.name}:{header_row}", f"no column {name!r}", found, name, act)]
            )
    with source.stream() as stream:
        before = stream.read(size).count(b"\n")
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
        lines = csv.reader(
            text, delimiter=delimiter, quotechar=quote or None, quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
        )
        at = before + 1
        for fields in lines:
            if any(fields):
                log.take(fields, at)
            at = before + lines.line_num + 1
    told = dict.fromkeys([*of, *columns] if ANY in unused else [*of, *log.names, *columns])
    kept = source.keep(_written(log, list(told)))
    layout = Layout(APART.encode(), b"", b"\n", len(told))
    places = Places.of(np.array(log.records, dtype=np.int64), np.array(log.lines, dtype=np.int64))
    return Export(list(told), before or 1, scan(kept, layout, skip=0, new_line=True), places, log.unread, optional=True)


@dataclass
class _Log:
    """What happened to each thing, in the order in which each was first told of; `names` of what was told."""

    of: list[str]
    event: str
    header: list[str]
    things: dict[tuple[str, ...], dict[str, str]] = field(default_factory=dict)
    names: dict[str, None] = field(default_factory=dict)
    records: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    _seen: set[tuple[tuple[str, ...], str]] = field(default_factory=set)

    def take(self, fields: list[str], line: int) -> None:
        """One line of the log."""
        while len(fields) > len(self.header) and not fields[-1]:
            fields = fields[:-1]
        told = {name: value.strip() for name, value in zip(self.header, fields, strict=False)}
        thing, event = tuple(told.get(name, "") for name in self.of), told.get(self.event, "")
        fault = self._fault(fields, thing, event)
        if fault:
            shown = APART.join(fields).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
            rule, reason = fault
            self.unread.append(Unread(self._next(), line, rule, shown.replace(APART, " ")[:SHOWN], reason))
            return
        if thing not in self.things:
            self.records.append(self._next())
            self.lines.append(line)
            self.things[thing] = dict(zip(self.of, thing, strict=True))
        if (thing, event) in self._seen:
            return
        self._seen.add((thing, event))
        for name, value in told.items():
            if value and name != self.event and name not in self.of:
                self.things[thing][f"{event}.{name}"] = value
                self.names[f"{event}.{name}"] = None

    def _next(self) -> int:
        return len(self.records) + len(self.unread) + 1

    def _fault(self, fields: list[str], thing: tuple[str, ...], event: str) -> tuple[str, str] | None:
        if any("\udc80" <= letter <= "\udcff" for one in fields for letter in one):
            return "encoding", "bytes that are not of the declared encoding"
        if len(fields) > len(self.header):
            return "fields", f"{len(fields)} fields where the header has {len(self.header)}"
        if not event or not any(thing):
            return "fields", f"no {self.event if not event else ', '.join(self.of)}"
        return None


def _written(log: _Log, names: list[str]) -> Iterator[bytes]:
    for told in log.things.values():
        yield (APART.join(told.get(name, "").translate(BREAKS) for name in names) + "\n").encode()
