"""Locked volume: contacts that delivered forecasts expect, of the versions that were locked in time.

Of several versions of an interval counts the one locked last, of those locked `lock_days` days before the first day of what is
priced, at its midnight, or earlier; a draft never counts. `author` says whose forecast, where both client and partner deliver
one. `forecast_lock` holds contacts against it, and items of the channels that the charge's scope names (domain.md 4, row 15).

>>> def cell(version, locked_at, volume):
...     at = datetime(2026, 6, 1, 9)
...     told = {"version": version, "locked_at": locked_at, "interval_s": "3600.000", "program": "care"}
...     return Cell(at, at, told, Ratio(Decimal(volume), 1))
>>> cells = [cell("v1", "2026-05-01 08:00:00", 90), cell("v2", "2026-05-20 08:00:00", 120), cell("draft", None, 500)]
>>> [held(cells, locked_by=datetime(2026, 5, day), until=datetime(2026, 7, 1)) for day in (2, 31)]
[Decimal('90'), Decimal('120')]
>>> held(cells, locked_by=datetime(2026, 5, 1), until=datetime(2026, 7, 1))
Traceback (most recent call last):
vmo.records.RefusedError: forecast: none was locked by 2026-05-01 00:00:00 UTC, the first on 2026-05-01 08:00:00; tell the ...
>>> held(cells, locked_by=datetime(2026, 5, 31), until=datetime(2026, 6, 1, 9, 30))
Traceback (most recent call last):
vmo.records.RefusedError: forecast: the interval of 2026-06-01 09:00:00 UTC lasts 1:00:00, beyond the end of what is priced; ...
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

import ibis

from vmo.pricing import _locked
from vmo.pricing._billable import column
from vmo.pricing._locked import NUMBER, Author
from vmo.records import Cell, Ratio, Unit

KIND = "forecasts"
LOOK = "interval"
UNIT = Unit("contact")
OF_CELLS = True


def quantity(rows: Any, *, author: Author | None = None) -> Ratio:
    """The volume of locked rows, of whatever version, and their number; raises RefusedError for a strange author."""
    counted = _locked.of_locked(rows, author)
    volume = column(rows, "volume").cast(NUMBER).sum(where=counted)
    return Ratio(volume.fill_null(ibis.literal(0).cast(NUMBER)), rows.count(where=counted))


def held(cells: Iterable[Cell], *, locked_by: datetime, until: datetime) -> Decimal | None:
    """The volume of the versions that were locked by then; None where there is no locked one at all. `until` is the end of what
    is priced, UTC. Raises RefusedError.
    """
    return _locked.held(cells, locked_by=locked_by, until=until)
