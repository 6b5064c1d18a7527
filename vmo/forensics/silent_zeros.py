"""Silent zeros: agents ready for contacts for more than an hour, and no contact offered (domain.md 2.4, C3).

A quarter-hour in which an agent's state covers any of it is staffed; logged-out and absent agents are not there. Contacts of
any channel count. Quiet nights do this rightly, so each stretch is told as a warning: an export that lost its rows looks so.

>>> from datetime import datetime, timedelta
>>> begun = datetime(2026, 10, 5, 9)
>>> quarters = [{"quarter_at": begun + n * timedelta(minutes=15), "agents": 3, "offered": 0} for n in range(5)]
>>> judge(quarters[:4], where="acme")
[]
>>> (found,) = judge(quarters, where="acme")
>>> print(found)
acme: agents were there and no contact was offered, from 2026-10-05 09:00 to 10:15 UTC: found 0 contacts, 3 agents at most, \
expected a contact within 4 quarter-hours; ask whether rows of that time are missing from the export
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from vmo.forensics._asked import NOT_OFFERED, Asked, Columns, has
from vmo.records import Finding

RULE = "C3"
WANTS = "agent_states with agent_id, state, start_at and end_at, and contacts or intervals"
TOLERATED = 4
QUARTER = timedelta(minutes=15)


def select(columns: Columns, asked: Asked) -> str | None:
    """One row a staffed UTC quarter-hour without a contact, with the agents there."""
    if not has(columns, "agent_states", "agent_id", "state", "start_at", "end_at"):
        return None
    if has(columns, "contacts", "outcome"):
        offered = f"SELECT DISTINCT quarter_at FROM contacts WHERE {asked.within} AND outcome NOT IN {NOT_OFFERED}"
    elif has(columns, "intervals", "offered"):
        offered = f"SELECT DISTINCT quarter_at FROM intervals WHERE {asked.within} AND offered > 0"
    else:
        return None
    own = "time_type = 'actual' AND " if has(columns, "agent_states", "time_type") else ""
    quarter = "INTERVAL 15 MINUTE"
    absent = "('logged_out', 'absent_planned', 'absent_unplanned', 'break')"
    return (
        f"WITH offered AS ({offered}), there AS (SELECT agent_id, "
        f"unnest(range(time_bucket({quarter}, start_at), end_at, {quarter})) AS quarter_at "
        f"FROM agent_states WHERE {own}state NOT IN {absent} AND end_at > start_at AND {asked.within}) "
        "SELECT quarter_at, count(DISTINCT agent_id) AS agents, 0 AS offered FROM there ANTI JOIN offered USING (quarter_at) "
        "WHERE quarter_at BETWEEN (SELECT min(quarter_at) FROM offered) AND (SELECT max(quarter_at) FROM offered) "
        "GROUP BY 1 ORDER BY 1"
    )


def judge(cells: Iterable[Mapping[str, Any]], *, where: str) -> list[Finding]:
    """A warning for each stretch of more than four quarter-hours."""
    runs: list[list[Mapping[str, Any]]] = []
    for one in cells:
        if one["offered"] or not one["agents"]:
            continue
        if runs and one["quarter_at"] == runs[-1][-1]["quarter_at"] + QUARTER:
            runs[-1].append(one)
        else:
            runs.append([one])
    return [_told(run, where) for run in runs if len(run) > TOLERATED]


def _told(run: Sequence[Mapping[str, Any]], where: str) -> Finding:
    begun, ended = run[0]["quarter_at"], run[-1]["quarter_at"] + QUARTER
    return Finding(
        RULE,
        "warning",
        where,
        f"agents were there and no contact was offered, from {begun:%Y-%m-%d %H:%M} to {ended:%H:%M} UTC",
        f"0 contacts, {max(one['agents'] for one in run)} agents at most",
        f"a contact within {TOLERATED} quarter-hours",
        "ask whether rows of that time are missing from the export",
    )
