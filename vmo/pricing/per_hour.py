"""Per hour: agents' hours, productive, staffed or paid.

`basis` says whose word they are: `productive`, time that the system saw in `states` (handling, after-contact work,
available and productive auxiliary work unless told); `staffed`, sessions from login to logout; `paid`, the payroll
(domain.md 4, rows 3 and 4). A second of an agent counts once, whatever spans overlap. A line shows seconds at the rate for
3600 of them in every month, for most make no decimal of an hour; its text tells the hours to two decimals.

>>> import ibis
>>> told = {"time_type": ["actual", "actual", "paid"], "state": ["handling", "break", None], "slice_s": [600, 300, 900]}
>>> [int(quantity(ibis.memtable(told), basis=basis).execute()) for basis in ("productive", "staffed", "paid")]
[600, 0, 900]
>>> quantity(ibis.memtable(told), basis="worked")
Traceback (most recent call last):
vmo.records.RefusedError: basis: found 'worked', expected one of productive, staffed, paid
>>> quantity(ibis.memtable(told), basis="paid", states=["handling"])
Traceback (most recent call last):
vmo.records.RefusedError: states: found with basis paid, expected with productive only; take it out
"""

from collections.abc import Sequence
from typing import Any, get_args

import ibis

from vmo.pricing._agents import PRODUCTIVE, Basis, states_of
from vmo.pricing._billable import SUM_OF_SECONDS, column
from vmo.pricing._numbers import one_of
from vmo.records import RefusedError, Unit

KIND = "agent_states"
LOOK = "agent_time"
UNIT = Unit("h", 3600, "s", places=1, fine=True)
REWARDS, HELD_BACK_BY = "idle time", ("occupancy", "utilisation", "efficiency")
APART = ("basis", "states")

TIME_TYPES = {"productive": "actual", "staffed": "logged_in", "paid": "paid"}


def quantity(rows: Any, *, basis: Basis, states: Sequence[str] | None = None) -> Any:
    """Seconds to the millisecond; raises RefusedError for a strange basis or state."""
    one_of("basis", basis, get_args(Basis))
    counted = column(rows, "time_type") == TIME_TYPES[basis]
    if basis == "productive":
        counted = counted & column(rows, "state").isin(states_of("states", states, PRODUCTIVE))
    elif states is not None:
        raise RefusedError([f"states: found with basis {basis}, expected with productive only; take it out"])
    return (
        column(rows, "slice_s").sum(where=counted).cast(SUM_OF_SECONDS).fill_null(ibis.literal(0).cast(SUM_OF_SECONDS))
    )
