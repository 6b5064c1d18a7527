"""Two lists read as one are the two lists, whatever the times and whichever rows are in them."""

from datetime import date
from decimal import Decimal

import ibis
import pytest

from vmo.counting.asks import ask
from vmo.counting.paired import FAR
from vmo.counting.planned import Plan
from vmo.counting.scans import Scan

ASKS = [
    ask("measure", name, "contacts", {"percent": 90}) for name in ("call_wait_percentile", "call_handle_percentile")
]
EDGE = Decimal(FAR) / 1000


def contacts(*times):
    """Answered calls of one day, one an outbound call, which no wait is asked of; `times` are wait and handling."""
    told = {
        "credited_on": [date(2026, 10, 5)] * len(times),
        "outcome": ["answered"] * len(times),
        "channel": ["voice"] * len(times),
        "direction": ["inbound"] * (len(times) - 1) + ["outbound"],
        "wait_s": [None if wait is None else str(wait) for wait, _ in times],
        "handle_s": [None if handling is None else str(handling) for _, handling in times],
    }
    rows = ibis.memtable(told)
    return rows.mutate(**{name: rows[name].cast("decimal(12,3)") for name in ("wait_s", "handle_s")})


@pytest.mark.parametrize(
    "times",
    [
        [(20, 90), (-1, "0.5"), (None, 7), (5, None), (3, 4)],
        [(EDGE - Decimal("0.001"), 90), (1, -EDGE), (3, 4)],  # the longest that has room, and the least
        [(EDGE, 90), (3, 4)],  # no room: one by one
        [(1, -2 * EDGE), (3, 4)],
        [(1, 90_000_000), (3, 4)],
        [(3, 4)],  # nothing waits
    ],
)
def test_a_pair_is_its_two_lists(times):
    plan = Plan(contacts(*times))
    for one in ASKS:
        plan.add(one)
    counting = ibis.duckdb.connect()
    (paired,) = Scan(plan, ("credited_on",)).read(counting).to_pylist()
    (each,) = counting.to_pyarrow(plan.scan(["credited_on"])).to_pylist()
    assert paired == {name: sorted(one or []) if name.endswith("_ms") else one for name, one in each.items()}
    assert sum(len(one) for one in paired.values() if isinstance(one, list)) > 0
