"""What goes wrong in a month: one file late, two sent twice, one damaged, and the slips of those that come seldom.

Of the two that are sent again one comes two days later, the other after the month end, when invoices are out.
"""

import gzip
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from vmo.simulate.export import Export, gzipped
from vmo.simulate.slips import slipped, slips

TUESDAY, WEDNESDAY = 1, 2
SOON, AFTER_THE_MONTH_END = timedelta(days=2, hours=4), timedelta(days=7, hours=4)


def befall(exports: Iterable[Export], days: list[date]) -> Iterator[Export]:
    """The exports as they really come: telesales late once, care corrected twice, marketing damaged once."""
    late = f"cierzo/pedidos_{_weekday(days, TUESDAY, 3)}.xlsx"
    corrected = {
        f"boreal/anrufe_{_weekday(days, WEDNESDAY, 2):%Y%m%d}.csv": SOON,
        f"boreal/anrufe_{_weekday(days, WEDNESDAY, 4):%Y%m%d}.csv": AFTER_THE_MONTH_END,
    }
    harmed = f"alder/contacts_{_weekday(days, WEDNESDAY, 3)}.jsonl.gz"
    slip = slips(days)
    for export in exports:
        if export.name in slip:
            yield slipped(export, slip[export.name])
        elif export.name == late:
            yield Export(export.name, export.content, export.arrived_at + timedelta(days=2))
        elif export.name in corrected:
            yield from sent_twice(export, corrected[export.name])
        elif export.name == harmed:
            yield Export(export.name, damaged(export.content), export.arrived_at)
        else:
            yield export


def sent_twice(export: Export, later: timedelta) -> Iterator[Export]:
    """First what a hasty job wrote, without evening and tenths of the waits; some days later all of it."""
    header, *lines = export.content.splitlines(keepends=True)
    column = header.decode("cp1252").split(";").index("Wartezeit")
    hasty = [_whole_seconds(line, column) for line in lines[: len(lines) * 3 // 4]]
    yield Export(export.name, b"".join([header, *hasty]), export.arrived_at)
    correction = export.name.replace(".csv", "_korrektur.csv")
    yield Export(correction, export.content, export.arrived_at + later)


def damaged(content: bytes) -> bytes:
    """The file with a record twice, a disposition that nobody knows, and a last line cut off half-way."""
    lines = gzip.decompress(content).decode().splitlines(keepends=True)
    connected = [n for n, line in enumerate(lines[:-1]) if '"CONNECTED"' in line]
    unknown, twice = connected[len(connected) // 3], connected[len(connected) // 2]
    lines[unknown] = lines[unknown].replace('"CONNECTED"', '"CALL_AGAIN"')
    lines.insert(twice + 1, lines[twice])
    lines[-1] = lines[-1][: len(lines[-1]) // 2]
    return gzipped("".join(lines))


def _whole_seconds(line: bytes, column: int) -> bytes:
    cells = line.split(b";")
    cells[column] = cells[column].split(b",")[0] + b",0"
    return b";".join(cells)


def _weekday(days: list[date], weekday: int, nth: int) -> date:
    return [day for day in days if day.weekday() == weekday][nth - 1]
