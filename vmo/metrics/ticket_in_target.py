"""Ticket in target: tickets responded to, or resolved, within the hours agreed for their priority, out of those opened

`target_h` maps each priority that the contract names to hours on the calendar, round the clock (domain.md 1.7). Tickets of
another priority are not promised anything and stand on neither side. Exactly on target is in target; a ticket without a
stamp is late, never left out; a cancelled one does not count.

>>> import ibis
>>> told = {"opened_at": ["2026-01-05T10:00:00"] * 3, "responded_at": ["2026-01-05T11:00:00", "2026-01-05T11:01:00", None]}
>>> rows = ibis.memtable({**told, "priority": ["P1", "P1", "P2"]})
>>> tickets = rows.mutate(**{name: ibis._[name].cast("timestamp") for name in told})
>>> ratio = measure(tickets, of="response", target_h={"P1": 1})
>>> int(ratio.numerator.execute()), int(ratio.denominator.execute())
(1, 2)
>>> measure(tickets, of="response", target_h={"P1": -1})
Traceback (most recent call last):
vmo.records.RefusedError: target_h of P1: found -1, expected more than 0 h, in whole milliseconds
"""

from collections.abc import Mapping
from typing import Any

import ibis

from vmo.metrics._deferred import Number, hours_ms, ms
from vmo.metrics._tallies import column
from vmo.metrics._tickets import Pauses, Step, done_ms, standing
from vmo.records import Ratio, RefusedError


def measure(rows: Any, *, of: Step, target_h: Mapping[str, Number], pauses: Pauses = "counted") -> Ratio:
    """Tickets done in target over tickets opened; raises RefusedError, UnmappedColumnError."""
    if not isinstance(target_h, Mapping) or not target_h:
        raise RefusedError([f"target_h: found {target_h!r}, expected hours by priority, as {{P1: 4, P2: 8}}"])
    targets = {name: hours_ms(f"target_h of {name}", hours) for name, hours in target_h.items()}
    priority = column(rows, "priority")
    opened = column(rows, "opened_at")
    latest = ms(opened) + ibis.cases(*((priority == name, limit) for name, limit in targets.items()), else_=0)
    members = priority.isin(sorted(targets)).fill_null(False) & opened.notnull() & standing(rows)
    in_time = (done_ms(rows, of, pauses) <= latest).fill_null(False)
    return Ratio(rows.count(where=members & in_time), rows.count(where=members))
