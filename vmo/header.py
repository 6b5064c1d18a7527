"""The header of an export against the columns that its feed declares."""

from collections.abc import Iterator
from difflib import get_close_matches

from vmo import conditions
from vmo.partner import Feed
from vmo.records import Finding

ANY = "*"


def faults(header: list[str], feed: Feed, where: str, *, optional: bool = False) -> Iterator[Finding]:
    """What is missing, extra or renamed. `optional`: a record need not have every key (JSON)."""
    needed = list(dict.fromkeys(name for name in read(feed) if name != ANY))
    twice = sorted({name for name in header if header.count(name) > 1 and name in feed.theirs})
    extra = [] if ANY in feed.unused else [name for name in dict.fromkeys(header) if name not in feed.theirs]
    missing = [] if optional else [name for name in needed if name not in header]
    for name in twice:
        yield _stop(
            where,
            f"column {name!r} stands twice",
            found=f"{header.count(name)} columns",
            expected="one",
            action="ask the partner which one counts",
        )
    for name in missing:
        near = get_close_matches(name, extra, n=1, cutoff=0.6)
        if near:
            extra.remove(near[0])
            yield _stop(
                where,
                "column renamed",
                found=repr(near[0]),
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
            action="map it in `columns` or name it in `unused`",
        )


def read(feed: Feed) -> list[str]:
    """The columns of the export that the feed reads: for our columns, its identity and its conditions."""
    mapped = [name for column in feed.columns.values() for name in column.theirs]
    return list(
        dict.fromkeys([*mapped, *(name for name in feed.identity if name != "month"), *conditions.columns(feed)])
    )


def _stop(where: str, what: str, *, found: str, expected: str, action: str) -> Finding:
    return Finding("header", "error", where, what, found, expected, action)


def _list(names: list[str]) -> str:
    return ", ".join(names) or "no column at all"
