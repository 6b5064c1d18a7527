"""Collect: every file not yet seen where the partner leaves it. The only network of the line.

A source is a path or an fsspec URL with wildcards; `{day:%Y-%m-%d}` in it is the day that a name tells. Nothing is
read here but control files. What a name says never becomes a path of ours.
"""

import json
import os
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from glob import escape
from pathlib import Path
from typing import Any, BinaryIO

from vmo.deliveries import control
from vmo.deliveries.arrival import Arrival
from vmo.partner import Control, Feed
from vmo.portfolio import Portfolio
from vmo.records import Finding

UNFINISHED = (".part", ".partial", ".filepart", ".tmp", ".crdownload")
CONTROL_SIZE = 65536
NAMED_DAY = re.compile(r"\{day:([^}]+)\}")
DAY = "{day}"
ESCAPED = re.compile(r"\[([*?\[])\]")
DIGITS = {"Y": 4, "m": 2, "d": 2, "y": 2, "j": 3, "H": 2, "M": 2, "S": 2}
WILDCARD = re.compile(r"\*\*/?|\*|\?|\[[^\]]+\]|[^*?\[]+|.", re.DOTALL)

Sighting = tuple[str, int, datetime]


@dataclass(frozen=True, slots=True)
class Collected:
    """The files to land, earliest arrival first, and what kept others back."""

    arrivals: tuple[Arrival, ...]
    findings: tuple[Finding, ...]


def collect(
    portfolio: Portfolio,
    partner: str,
    feed_name: str,
    feed: Feed,
    *,
    seen: Container[Sighting],
    as_of: datetime | None = None,
) -> Collected:
    """List the feed's files that are not among `seen` (url, size, arrived_at) and had arrived by `as_of`.

    A file arrives when it was last changed (UTC), or when its control file was. A file whose declared control file is
    missing or unreadable waits: it is not taken before its rows can be tied. Whatever goes wrong at one partner's
    place is a finding.
    """
    try:
        place = _place(portfolio, feed_name, feed)
        paths = place.paths()
    except Exception as error:  # noqa: BLE001  every file system raises its own
        return Collected((), (_unreachable(portfolio.source(feed), error, "there is no such folder"),))
    arrivals: list[Arrival] = []
    findings: list[Finding] = []
    for path, info in paths:
        try:
            told = _arrival(place, path, info, partner, as_of)
        except Exception as error:  # noqa: BLE001  one file's trouble is not the next one's
            told = _unreachable(place.name(path), error, "is not there any more, or is a link to nothing")
        if isinstance(told, Finding):
            findings.append(told)
        elif told and told.sighting not in seen:
            arrivals.append(told)
    return Collected(tuple(sorted(arrivals, key=lambda a: (a.arrived_at, a.name))), tuple(findings))


@dataclass(frozen=True)
class _Place:
    """A feed's source taken apart: file system, path with wildcards, the root of its names, the day in a name."""

    feed_name: str
    feed: Feed
    files: Any
    pattern: str
    root: str
    day_format: str | None

    @property
    def glob(self) -> str:
        return self.pattern.replace(DAY, "*")

    @property
    def folder(self) -> str:
        """The deepest folder without wildcards."""
        parts = self.glob.split("/")[:-1]
        plain = next((i for i, part in enumerate(parts) if re.search(r"[*?\[]", ESCAPED.sub("", part))), len(parts))
        return ESCAPED.sub(r"\1", "/".join(parts[:plain])) or "/"

    @property
    def protocols(self) -> Sequence[str]:
        told = self.files.protocol
        return (told,) if isinstance(told, str) else tuple(told)

    def paths(self) -> list[tuple[str, dict[str, Any]]]:
        """Every path that matches, and what the listing tells of it, in the order of their names.

        Raises when the folder is not there or may not be listed; a web server lists only what it wants.
        """
        if "http" not in self.protocols:
            self.files.ls(self.folder, detail=False)
        return sorted(self.files.glob(self.glob, detail=True).items())

    def name(self, path: str) -> str:
        """The name for people: relative to the root, nothing in it that a terminal or a log would obey."""
        relative = path.removeprefix(self.root.rstrip("/") + "/")
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in relative)

    def outside(self, path: str) -> bool:
        """Whether a path, or the file that a link leads to, lies outside the root."""
        if ".." in path.split("/"):
            return True
        return "file" in self.protocols and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(self.root))

    def changed(self, path: str, info: dict[str, Any]) -> datetime:
        """When the file was last changed, from the listing where it tells, since each question more is a round trip."""
        told = next((info[key] for key in ("mtime", "LastModified", "last_modified") if info.get(key)), None)
        if isinstance(told, int | float):
            return datetime.fromtimestamp(told, UTC)
        moment = told if isinstance(told, datetime) else self.files.modified(path)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)

    def stream(self, path: str) -> BinaryIO:
        opened: BinaryIO = self.files.open(path, "rb")
        return opened

    def day(self, path: str) -> date | None:
        """The day that a name tells; raises ValueError when it tells none."""
        if self.day_format is None:
            return None
        before, after = self.pattern.split(DAY, maxsplit=1)
        named = re.fullmatch(f"{_regex(before)}(?P<day>{_of_day(self.day_format)}){_regex(after)}", path, re.DOTALL)
        if not named:
            raise ValueError
        return datetime.strptime(named["day"], self.day_format).replace(tzinfo=UTC).date()


def _place(portfolio: Portfolio, feed_name: str, feed: Feed) -> _Place:
    from fsspec.core import url_to_fs

    inbox = portfolio.inbox if "://" in portfolio.inbox else escape(portfolio.inbox)
    source = feed.source.replace("{inbox}", inbox)
    if "://" not in source and not Path(source).is_absolute():
        source = f"{escape(str(portfolio.folder))}/{source}"
    named = NAMED_DAY.search(source)
    files, pattern = url_to_fs(NAMED_DAY.sub(DAY, source))
    place = _Place(feed_name, feed, files, pattern, "", named[1] if named else None)
    root = str(url_to_fs(portfolio.inbox)[1]) if "{inbox}" in feed.source else place.folder
    return replace(place, root=root)


def _regex(pattern: str) -> str:
    """A path with wildcards as a regular expression; a second day in it is any text."""
    return "".join(map(_wildcard, WILDCARD.findall(pattern.replace(DAY, "*"))))


def _wildcard(token: str) -> str:
    if token.startswith("**"):
        return ".*"
    if token.startswith("[") and token.endswith("]") and len(token) > 2:
        inside = token[1:-1].replace("\\", "\\\\").replace("[", "\\[")
        return f"[^{inside[1:]}]" if inside.startswith("!") else f"[{inside}]"
    return {"*": "[^/]*", "?": "[^/]"}.get(token, re.escape(token))


def _of_day(told: str) -> str:
    """A date format as a regular expression: digits for digits, any word for a month's name."""
    parts = re.findall(r"%(.)|([^%]+)", told)
    return "".join(
        re.escape(literal) if literal else (f"[0-9]{{{DIGITS[code]}}}" if code in DIGITS else r"[^/\W]+")
        for code, literal in parts
    )


def _arrival(
    place: _Place, path: str, info: dict[str, Any], partner: str, as_of: datetime | None
) -> Arrival | Finding | None:
    feed = place.feed
    name, base = place.name(path), path.rpartition("/")[2]
    if info["type"] == "directory" or (feed.control and _is_control(feed.control, base)):
        return None
    if place.outside(path):
        what = "not taken: it leads outside the partner's folder"
        return Finding("outside", "error", name, what, action="ask the partner for the file itself")
    if info["type"] not in ("file", "link"):
        return Finding("outside", "error", name, "not taken: it is no file", action="ask the partner for a file")
    changed = place.changed(path, info)
    if as_of and changed > as_of:
        return None
    if base.lower().endswith(UNFINISHED):
        action = "the next run takes it under its final name"
        return Finding("unfinished", "info", name, "still being written", action=action)
    try:
        day = place.day(path)
    except ValueError:
        expected, action = f"{place.day_format} as in {feed.source}", "have it renamed, or correct `source`"
        return Finding("named_day", "warning", name, "not taken: its name tells no day", "", expected, action)
    count = sums = None
    if feed.control:
        told = _control(place, path, feed, feed.control, as_of)
        if isinstance(told, Finding):
            return told
        count, sums, control_changed = told
        changed = max(changed, control_changed)
    return Arrival(
        partner=partner,
        feed=place.feed_name,
        url=place.files.unstrip_protocol(path),
        name=name,
        size=info.get("size"),
        arrived_at=changed,
        stream=partial(place.stream, path),
        day=day,
        control_rows=count,
        control_sums=sums,
    )


def _is_control(told: Control, base: str) -> bool:
    return bool(re.fullmatch(".+".join(map(re.escape, told.file.split("{name}"))), base))


def _control(
    place: _Place, path: str, feed: Feed, told: Control, as_of: datetime | None
) -> tuple[int, str | None, datetime] | Finding:
    """The count, the sums, and when their file was last changed, or why there is none."""
    folder, _, base = path.rpartition("/")
    beside = f"{folder}/{told.file.replace('{name}', base)}"
    name = place.name(beside)

    def refused(what: str, found: str, action: str) -> Finding:
        return Finding("control", "error", name, f"{place.name(path)} waits: {what}", found, "", action)

    changed = place.changed(beside, place.files.info(beside)) if place.files.isfile(beside) else None
    if not changed or (as_of and changed > as_of):
        action = f"ask the partner for {name}, or remove `control` from the partner's YAML; the next run takes both"
        return refused("its control file is missing", "", action)
    if place.outside(beside):
        return refused("its control file leads outside the partner's folder", "", "ask the partner for the file itself")
    try:
        with place.stream(beside) as stream:
            content = stream.read(CONTROL_SIZE)
        sums = {
            ours: str(control.total(content, key, feed.columns[ours].unit, feed.options.decimal))
            for ours, key in told.sums.items()
        }
        return control.rows(content, told.rows), json.dumps(sums, sort_keys=True) if sums else None, changed
    except control.UnreadableControlError as error:
        action = "ask the partner to send the control file again"
        return refused("its control file does not tell its totals", str(error), action)
    except OSError as error:
        return refused("its control file cannot be read", error.strerror or str(error), "give us the right to read it")


def _unreachable(where: str, error: Exception, missing: str) -> Finding:
    what, action = "could not be reached", "see whether server and account are right; the next run tries again"
    if isinstance(error, FileNotFoundError):
        what, action = missing, "correct `source` or the inbox, or ask the partner where it leaves its files"
    elif isinstance(error, PermissionError):
        what, action = "may not be read", "give us the right to list and read it"
    elif isinstance(error, ImportError):
        what, action = "needs a driver that is not installed", "install it beside this program with pip"
    elif isinstance(error, ValueError) and "Protocol not known" in str(error):
        what, action = "unknown protocol", "correct `source`; known are local paths, sftp://, s3:// and all of fsspec"
    found = "" if isinstance(error, FileNotFoundError | PermissionError) else (str(error).splitlines() or [""])[0]
    return Finding("source", "error", _without_password(where), what, _without_password(found), "", action)


def _without_password(text: str) -> str:
    """A URL without what stands between `://` and `@`.

    >>> _without_password("sftp://acme:secret@host/out/*.csv")
    'sftp://host/out/*.csv'
    """
    return re.sub(r"://[^/@\s]*@", "://", text)
