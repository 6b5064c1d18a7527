"""The repeated hour: which of its naive times belong to the second pass, told by the order of the file.

A file is written as its clock runs. Once a time goes clearly back (by a quarter of the repeated span) the clock has been put
back, and the times of the span that follow are of the second pass; so are those after a time later than the span.
A time before the span begins afresh, as where a file is sorted by queue first.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import numpy as np

from vmo.conforming import clock
from vmo.conforming.clock import Change
from vmo.conforming.columns import quoted
from vmo.conforming.passage import Numbers, Passed, Run
from vmo.conforming.rows import Query

CLEARLY = 4
AROUND = timedelta(hours=3)


def second_pass(times: Iterable[tuple[int, int, bool]], change: Change) -> list[int]:
    """Rows of the second pass. `times`: (row, local time in microseconds, whether it lies in the repeated span), in order.

    >>> hour = 3_600_000_000
    >>> change = Change(at=10 * hour, before=2 * hour, after=1 * hour)  # 12:00 becomes 11:00
    >>> minutes = [(0, 50, True), (1, 40, True), (2, 55, True), (3, 5, True), (4, 20, True), (5, 61, False), (6, 59, True)]
    >>> second_pass([(row, 11 * hour + past * hour // 60, inside) for row, past, inside in minutes], change)
    [3, 4, 6]
    """
    begin, end = change.at + change.after, change.at + change.before
    clearly = (end - begin) // CLEARLY
    second, latest, found = False, begin, []
    for row, local, inside in times:
        if local < begin:
            second, latest = False, begin
        elif local >= end:
            second = True
        elif inside:
            second = second or latest - local >= clearly
            latest = max(latest, local)
            if second:
                found.append(row)
    return found


def moved_times(run: Run, asked: Query, passed: Passed) -> tuple[dict[str, tuple[Any, Any]], dict[str, int]]:
    """Column → (rows of the draft, new instants) for times of a second pass; and how many times lie in a repeated hour."""
    changed: dict[str, tuple[Any, Any]] = {}
    folded: dict[str, int] = {}
    if not passed.states:
        return changed, folded
    rows, states = (np.concatenate(part) for part in zip(*passed.states, strict=True))
    for i, name in enumerate(asked.clocks):
        inside = rows[(states >> 2 * i) & (clock.STATES - 1) == clock.FOLD]
        if len(inside):
            folded[name] = len(inside)
            changed |= _moved(run, name, inside)
    return changed, folded


def _moved(run: Run, name: str, inside: Numbers) -> dict[str, tuple[Any, Any]]:
    draft = f"read_parquet({quoted(str(run.draft))}, file_row_number = true)"
    places: list[int] = []
    instants: list[int] = []
    for change in clock.changes(run.feed.clock.time_zone):
        if change.after > change.before:
            continue
        begin, end = (
            clock.moment(change.at - (change.before - change.after)) - AROUND,
            clock.moment(change.at) + AROUND,
        )
        near = run.connection.execute(
            f"SELECT file_row_number AS place, epoch_us({name}) AS instant FROM {draft} "
            f"WHERE {name} BETWEEN ? AND ? ORDER BY file_row_number",
            [begin, end],
        ).fetchnumpy()
        row, instant = near["place"], near["instant"]
        known = np.isin(row, inside)
        offset = np.where(instant < change.at, change.before, change.after)
        second = second_pass(zip(row.tolist(), (instant + offset).tolist(), known.tolist(), strict=True), change)
        by_row = dict(zip(row.tolist(), instant.tolist(), strict=True))
        places += second
        instants += [by_row[one] + change.before - change.after for one in second]
    order = np.argsort(places)
    at = np.asarray(places, dtype=np.int64)[order]
    moved = np.asarray(instants, dtype="datetime64[us]")[order]
    told = {name: (at, moved)} if len(at) else {}
    if told and name == run.feed.credited:
        quarter = np.timedelta64(15, "m")
        told["quarter_at"] = (at, moved - (moved - np.datetime64(0, "us")) % quarter)
    return told
