"""The header of an export against the columns that its feed declares."""

import json
from collections.abc import Iterator
from difflib import get_close_matches

from vmo.conforming import conditions
from vmo.partner import ANY, Feed
from vmo.records import Finding

DELIMITERS = (";", ",", "\t", "|")
SHOWN = 300


def faults(header: list[str], feed: Feed, where: str, *, optional: bool = False) -> Iterator[Finding]:
    """What is missing, extra or renamed. `optional`: a record need not have every key (JSON)."""
    needed = list(dict.fromkeys(name for name in read(feed) if name != ANY))
    twice = sorted({name for name in header if header.count(name) > 1 and name in needed})
    extra = [] if ANY in feed.unused else [name for name in dict.fromkeys(header) if name not in feed.theirs]
    missing = [] if optional else [name for name in needed if name not in header]
    if needed and len(missing) == len(needed) and not any(_near(name, extra) for name in needed):
        yield _stop(
            where,
            "none of the declared columns is there",
            found=_list(header),
            expected=_list(needed),
            action=_instead(header),
        )
        return
    for name in twice:
        yield _stop(
            where,
            f"column {name!r} stands twice",
            found=f"{header.count(name)} columns",
            expected="one",
            action="ask the partner which one counts",
        )
    for name in missing:
        near = _near(name, extra)
        if near:
            extra.remove(near)
            yield _stop(
                where,
                "column renamed",
                found=repr(near),
                expected=repr(name),
                action="ask the partner, then change `columns`",
            )
        else:
            yield _stop(
                where,
                "column missing",
                found=_list(header),
                expected=repr(name),
                action="ask the partner, or take the column out of the YAML",
            )
    for name in extra:
        yield _stop(
            where,
            "column not declared",
            found=repr(name),
            expected=_list(feed.theirs),
            action="map it in `columns` or name it in `unused`" + ("" if name else ', as `unused: [""]`'),
        )


def read(feed: Feed) -> list[str]:
    """The columns of the export that the feed reads: for our columns, its identity and its conditions."""
    mapped = [name for column in feed.columns.values() for name in column.theirs]
    return list(
        dict.fromkeys([*mapped, *(name for name in feed.identity if name != "month"), *conditions.columns(feed)])
    )


def _near(name: str, others: list[str]) -> str:
    """The column that may be this one under another name; empty where none is like it."""
    by_letters = {other.casefold(): other for other in reversed(others)}
    near = get_close_matches(name.casefold(), by_letters, n=1, cutoff=0.6)
    return by_letters[near[0]] if near else ""


def _instead(header: list[str]) -> str:
    """What may have happened where nothing of the header is known."""
    if not any(header):
        return "see whether the header stands further down (`header_row`), or ask for it again"
    mark = next((mark for mark in DELIMITERS if len(header) == 1 and mark in header[0]), "")
    if mark:
        option = f"`options: {{delimiter: {json.dumps(mark)}}}`"
        return f"if {mark!r} stands between its fields, set {option}; otherwise ask for it again"
    return "see whether it is the file of another feed or partner, or has its header further down (`header_row`)"


def _stop(where: str, what: str, *, found: str, expected: str, action: str) -> Finding:
    return Finding("header", "error", where, what, found, expected, action)


def _list(names: list[str]) -> str:
    told = ", ".join(names)
    return f"{told[:SHOWN]} …" if len(told) > SHOWN else told or "no column at all"
