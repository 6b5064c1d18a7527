"""The repeated hour: which of its naive times belong to the second pass, told by the order of the file.

A file is written as its clock runs. Once a time goes clearly back (by a quarter of the repeated span) the clock has been put
back, and the times of the span that follow are of the second pass; so are those after a time later than the span.
A time before the span begins afresh, as where a file is sorted by queue first.
"""

from collections.abc import Iterable

from vmo.clock import Change

CLEARLY = 4


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
