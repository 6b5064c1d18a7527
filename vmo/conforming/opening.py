"""Opening: a landed file made plain and handed to its format; what the format gives is the export.

A file that is not of its format, or whose columns are not those of its feed, stops the feed here.
"""

import inspect
import re
from pathlib import Path
from typing import Any

import duckdb

from vmo import plugins
from vmo.conforming import header
from vmo.conforming.staging import Plain, made_plain
from vmo.conforming.unpacking import refused
from vmo.deliveries.arrival import Landing
from vmo.lake import Lake
from vmo.partner import Feed
from vmo.records import RefusedFeedError

ELSEWHERE = {
    b"\xd0\xcf\x11\xe0": "it is an old spreadsheet (.xls) or has a password; ask the partner to save it as XLSX without one",
    b"<": "it is a page or an XML, whatever its name says; ask the partner to save it as XLSX or CSV",
}


def opened(landing: Landing, feed: Feed, *, lake: Lake, staging: Path, connection: duckdb.DuckDBPyConnection) -> Any:
    """The export (`vmo/formats/_export.py`) of a landed file. Raises RefusedFeedError where it must stop its feed."""
    name = safe_name(landing.name)
    export = _read(_plain(landing, name, feed, lake, staging, connection), feed)
    faults = list(header.faults(export.header, feed, f"{name}:{export.header_line}", optional=export.optional))
    if faults:
        raise RefusedFeedError(faults)
    return export


def safe_name(name: str) -> str:
    r"""The name for people: no way upwards, no unprintable characters.

    >>> safe_name("../../acme/calls\n.csv")
    'acme/calls_.csv'
    """
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "".join(letter if letter.isprintable() else "_" for letter in "/".join(parts)) or "file"


def stopped(error: duckdb.Error, name: str, feed: Feed) -> RefusedFeedError:
    """What the engine says of a file that it cannot read, without the places of our folders."""
    told = re.sub(r"/\S*/", "", str(error).partition("\n")[0])[:300]
    return refused(
        f"{name}:1",
        "the file cannot be read",
        rule="format",
        found=told,
        expected=feed.format,
        action="ask for it again",
    )


def _plain(
    landing: Landing, name: str, feed: Feed, lake: Lake, staging: Path, connection: duckdb.DuckDBPyConnection
) -> Plain:
    text = getattr(plugins.find("formats", feed.format), "TEXT", False)
    return made_plain(lake.landed(landing.sha256), name, feed.options.encoding if text else None, staging, connection)


def _read(source: Plain, feed: Feed) -> Any:
    """The format's export; it gets the options that its signature names."""
    module = plugins.find("formats", feed.format)
    with source.stream() as stream:
        head = stream.read(512)
    if not module.recognise(head):
        raise refused(
            f"{source.name}:1",
            "wrong format",
            rule="format",
            found=_looks(head),
            expected=feed.format,
            action=next(
                (act for mark, act in ELSEWHERE.items() if head.startswith(mark)),
                "set `format`, or ask for the export again",
            ),
        )
    wanted = inspect.signature(module.read).parameters
    told = {name: value for name, value in feed.options.model_dump().items() if name in wanted}
    if "columns" in wanted:
        told["columns"] = header.read(feed)
    if "unused" in wanted:
        told["unused"] = feed.unused
    try:
        return module.read(source, **told)
    except duckdb.Error as error:
        raise stopped(error, source.name, feed) from None


def _looks(head: bytes) -> str:
    found = [name for name in plugins.names("formats") if plugins.find("formats", name).recognise(head)]
    return f"what may be {' or '.join(found)}" if found else f"bytes {head[:8].hex(' ')}"
