"""Locked handling time: contacts × the handling time of each that delivered forecasts expect, of the versions locked in time.

It is the workload of a forecast (domain.md 3.4), as its rows tell it (`volume` × `aht_s`), not rounded; one that tells contacts
and no handling time for them decides nothing. Which versions count is as in `locked_volume`. `forecast_lock` holds minutes of
handling against it (domain.md 4, row 15), whatever step each contact is rounded up to.

>>> at = datetime(2026, 6, 1, 9)
>>> told = {"version": "v1", "locked_at": "2026-05-01 08:00:00", "interval_s": "3600.000"}
>>> cells = [Cell(at, at, told, Ratio(Decimal("18000000.000"), 1))]  # 100 contacts of 180 s, in milliseconds
>>> held(cells, locked_by=datetime(2026, 5, 2), until=datetime(2026, 7, 1))
Decimal('18000.000000')
>>> unfit(billable=["talk_s", "hold_s", "acw_s"]), unfit(billable=["talk_s"])
('', 'a forecast tells the whole handling time, and billed is talk_s; bill handle_s, or tell the volume in the contract')
>>> held(cells, locked_by=at.replace(month=4), until=datetime(2026, 7, 1))
Traceback (most recent call last):
vmo.records.RefusedError: forecast: none was locked by 2026-04-01 09:00:00 UTC, the first on 2026-05-01 08:00:00; tell the ...
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import ibis

from vmo.pricing import _locked
from vmo.pricing._billable import PARTS, ROW_SECONDS, column
from vmo.pricing._locked import NUMBER, Author
from vmo.records import Cell, Ratio, Unit

KIND = "forecasts"
LOOK = "interval"
UNIT = Unit("min", 60_000, "ms", places=1)  # six decimals of a contact times three of a second want nine of a second
OF_CELLS = True
HANDLING = "handle_s"
SECOND = Decimal("0.001")


def quantity(rows: Any, *, author: Author | None = None) -> Ratio:
    """The milliseconds of locked rows, of whatever version, and their number; null where a row expects contacts and tells no
    handling time. Raises RefusedError for a strange author.
    """
    counted = _locked.of_locked(rows, author)
    volume, none = column(rows, "volume").cast("decimal(18,6)"), ibis.literal(0).cast(NUMBER)
    each = (column(rows, "aht_s").cast(ROW_SECONDS) * 1000).cast("int64")
    unknown = (counted & each.isnull() & (volume != 0)).any()
    spent = (volume * each.cast("decimal(13,0)")).cast(NUMBER).sum(where=counted).fill_null(none)
    return Ratio(ibis.ifelse(unknown, ibis.null(NUMBER), spent), rows.count(where=counted))


def held(cells: Iterable[Cell], *, locked_by: datetime, until: datetime) -> Decimal | None:
    """The seconds of the versions that were locked by then; None where there is no locked one at all. `until` is the end of what
    is priced, UTC. Raises RefusedError.
    """
    found = _locked.held(cells, locked_by=locked_by, until=until)
    return None if found is None else found * SECOND


def unfit(*, billable: Sequence[str] = (HANDLING,)) -> str:
    """Why what is billed is not what a forecast tells; empty where it is."""
    if set(billable) in ({HANDLING}, set(PARTS)):
        return ""
    what = f"a forecast tells the whole handling time, and billed is {', '.join(billable)}"
    return f"{what}; bill {HANDLING}, or tell the volume in the contract"
