"""Per scheduled hour: agents' hours as the approved schedule has them, whether or not they were worked.

The rows of agents' time whose word is `scheduled`, in `scheduled_states`: unless told all states of work with breaks, where
`basis` is `productive` without breaks and unproductive time. A second of an agent counts once. It is what `schedule_cap` holds
hours worked against (domain.md 4, row 3), or a charge of its own.

>>> import ibis
>>> told = {"time_type": ["scheduled"] * 2 + ["actual"], "state": ["available", "break", "handling"], "slice_s": [600, 60, 900]}
>>> rows = ibis.memtable(told)
>>> int(quantity(rows).execute()), int(quantity(rows, basis="productive").execute())
(660, 600)
>>> quantity(rows, scheduled_states=["lunch"])
Traceback (most recent call last):
vmo.records.RefusedError: scheduled_states: found ['lunch'], expected a list of handling, acw, available, ...
"""

from collections.abc import Sequence
from typing import Any, get_args

import ibis

from vmo.pricing._agents import PRODUCTIVE, WORKING, Basis, states_of
from vmo.pricing._billable import SUM_OF_SECONDS, column
from vmo.pricing._numbers import one_of
from vmo.records import Unit

KIND = "agent_states"
LOOK = "agent_time"
UNIT = Unit("h", 3600, "s", places=1, fine=True)
REWARDS, HELD_BACK_BY = "a schedule that is not kept", ("adherence", "conformance")
APART = ("scheduled_states",)
SCHEDULED = "scheduled"


def quantity(rows: Any, *, basis: Basis | None = None, scheduled_states: Sequence[str] | None = None) -> Any:
    """Seconds to the millisecond; raises RefusedError for a strange basis or state."""
    if basis is not None:
        one_of("basis", basis, get_args(Basis))
    own = states_of("scheduled_states", scheduled_states, PRODUCTIVE if basis == "productive" else WORKING)
    counted = (column(rows, "time_type") == SCHEDULED) & column(rows, "state").isin(own)
    nothing = ibis.literal(0).cast(SUM_OF_SECONDS)
    return column(rows, "slice_s").sum(where=counted).cast(SUM_OF_SECONDS).fill_null(nothing)
