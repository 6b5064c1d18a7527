"""What a feed may not say of its export: formats, separators and times that read nothing, or read one text two ways."""

import inspect
import re
from collections.abc import Iterable, Iterator
from datetime import time
from itertools import combinations

from vmo import kinds, plugins, suites
from vmo.calendars import CalendarError, holiday_days
from vmo.partner import Feed, Options

Fault = tuple[tuple[str, ...], str]

NAMED = ("iso", "epoch", "epoch_ms", "excel")
DIRECTIVES = set("aAbBdfHIjmMpSyYz%-")
YEAR, MONTH, DAY = {"Y", "y"}, {"m", "b", "B", "j"}, {"d", "j"}
TELLS_UTC = re.compile(r"(?<!%)(?:Z|UTC|GMT|[+-]00:?00)$")  # at the end of a format, as a word of it
OF_A_DAY = set("YymdbBjHMS")
OF_CONFORM = ("dst_gap",)
UTC = {"UTC", "Etc/UTC", "GMT", "Etc/GMT"}
OF_CELLS = {"decimal", "thousands", "encoding", "true", "false"}  # read whatever the format
SUMMED = ("seconds", "count", "number")
# A partner may count, and bill, by the month.
BY_MONTH = ("interval_at", "period_at")


def faults(feed: Feed) -> Iterator[Fault]:
    """Every such fault of a feed whose kind is known: (place within the feed, sentence)."""
    for ours, mapped in feed.columns.items():
        column = kinds.kind(feed.kind).columns.get(ours)
        if column and column.type == "instant":
            needed = (YEAR, MONTH) if ours in BY_MONTH else (YEAR, MONTH, DAY)
            for problem in _formats(mapped.formats, needed, feed.clock.time_zone):
                yield ("columns", ours), problem
    yield from _options(feed.options)
    yield from _header(feed.options)
    yield from _unread(feed)
    yield from _due(feed)
    yield from _source(feed)
    if feed.control and "{name}" not in feed.control.file:
        yield (
            ("control", "file"),
            f'{feed.control.file!r} does not say {{name}}, the name of the export; as "{{name}}.ctl"',
        )
    yield from _sums(feed)
    known = [*suites.severities(feed.kind), *OF_CONFORM]
    for rule in feed.severity:
        if rule not in known:
            yield ("severity", rule), f"{rule!r} is not a rule of {feed.kind}; known: {', '.join(dict.fromkeys(known))}"


def _source(feed: Feed) -> Iterator[Fault]:
    """Braces of a source that mean nothing, so that no file is ever found by them."""
    for told in re.findall(r"{([^{}]*)}", feed.source):
        name, _, form = told.partition(":")
        if told != "inbox" and (name != "day" or not set(_directives(form)) or set(_directives(form)) - OF_A_DAY):
            yield (
                ("source",),
                f"{{{told}}} is no part of a source; known: {{inbox}}, and {{day:%Y-%m-%d}} as names write it",
            )


def _sums(feed: Feed) -> Iterator[Fault]:
    """Columns of which no sum can be told."""
    columns = kinds.kind(feed.kind).columns
    summed = [
        ours
        for ours, told in feed.columns.items()
        if ours in columns and columns[ours].type in SUMMED and told.value is None
    ]
    for ours in feed.control.sums if feed.control else ():
        if ours not in summed:
            yield ("control", "sums", ours), f"{ours!r} is no number that the feed maps; known: {', '.join(summed)}"


def _formats(formats: list[str], needed: Iterable[set[str]], zone: str) -> Iterator[str]:
    for one in formats:
        parts = _directives(one)
        strange = [part for part in parts if part not in DIRECTIVES]
        if one in NAMED:
            continue
        if strange:
            yield f'{one!r} holds %{strange[0]}, which is no part of a date; write it as "%d.%m.%Y %H:%M:%S", or iso'
        elif not all(any_of & set(parts) for any_of in needed):
            yield f"{one!r} tells no day; give day, month and year, joining columns as `from: [Date, Time]`"
        elif "I" in parts and "p" not in parts:
            yield f"{one!r} has the hour of a clock of twelve, %I, and no %p; add %p, or write %H where hours go to 23"
        elif zone not in UTC and (told := TELLS_UTC.search(one)):
            yield (
                f"{one!r} ends in {told[0]!r}, which says UTC, and its times would be read as of {zone}; "
                "write %z in its place, or iso"
            )
    for one, other in combinations(formats, 2):
        if one != other and _numbers(one) and _shape(one) == _shape(other):
            yield (
                f"{one!r} and {other!r} read one text as two days (03/04/2026); keep the one that the partner writes, "
                "or give each site its own feed"
            )


def _directives(one: str) -> list[str]:
    return [part[-1] for part in re.findall(r"%-?.", one)]


def _numbers(one: str) -> bool:
    return {"d", "m"} <= set(_directives(one))


def _shape(one: str) -> str:
    """The format with day and month alike.

    >>> _shape("%d/%m/%Y") == _shape("%m/%d/%Y"), _shape("%d.%m.%Y") == _shape("%m/%d/%Y")
    (True, False)
    """
    return re.sub(r"%-?[dm]", "%#", one)


def _options(told: Options) -> Iterator[Fault]:
    if len(told.delimiter) != 1 or not told.delimiter.isascii() or told.delimiter in "\r\n":
        yield ("options", "delimiter"), f'expected one character, as ";" or "\\t", found {told.delimiter!r}'
    if len(told.quote) > 1 or not told.quote.isascii():
        yield ("options", "quote"), f"expected one character, or nothing where no field is quoted, found {told.quote!r}"
    if told.quote and told.quote == told.delimiter:
        yield ("options", "quote"), f"{told.quote!r} is the delimiter as well"
    if told.thousands and told.thousands == told.decimal:
        yield ("options", "thousands"), f"{told.thousands!r} is the decimal mark as well"
    both = {word.strip().lower() for word in told.true} & {word.strip().lower() for word in told.false}
    if both:
        yield ("options", "true"), f"{', '.join(sorted(both))} stands in `false` as well"


def _header(told: Options) -> Iterator[Fault]:
    """Names for an export without a header that has one, or that are no names."""
    if told.header is None:
        return
    if "header_row" in told.model_fields_set:
        yield (
            ("options", "header"),
            "`header` is for an export without a header, `header_row` for one with; keep one of them",
        )
    twice = sorted({name for name in told.header if told.header.count(name) > 1})
    if twice:
        yield ("options", "header"), f"{twice[0]!r} stands twice; each column has a name of its own"


def _unread(feed: Feed) -> Iterator[Fault]:
    """Options that the format does not know, and would pass over in silence; and those that it cannot do without."""
    if feed.format not in plugins.names("formats"):
        return
    known = inspect.signature(plugins.find("formats", feed.format).read).parameters
    for option in sorted(feed.options.model_fields_set - OF_CELLS - set(known)):
        read = [name for name in Options.model_fields if name in OF_CELLS or name in known]
        yield ("options", option), f"{feed.format} has no {option}; its options: {', '.join(read)}"
    for option, told in known.items():
        if option in Options.model_fields and told.default is told.empty and getattr(feed.options, option) is None:
            yield ("options",), f"{feed.format} needs `{option}`; add it"


def _due(feed: Feed) -> Iterator[Fault]:
    due = feed.due
    if due is None:
        return
    if due.daily is not None:
        try:
            time.fromisoformat(due.daily)
        except ValueError:
            yield ("due", "daily"), f'expected a time of the day, as "06:00", found {due.daily!r}'
    if due.grace_days < 0:
        yield ("due", "grace_days"), f"expected 0 days or more, found {due.grace_days}"
    if due.holidays:
        try:
            holiday_days(due.holidays, 2026)
        except CalendarError as error:
            yield ("due", "holidays"), str(error)
