"""Hours in order: handling, productive, logged-in and paid time of a month's agents, over all feeds (domain.md 2.4, I8).

Within one file the rules of its rows judge each day. Sessions and the payroll usually come in files of their own, and the
payroll by the month: so here each agent's month is judged over all feeds, where two of the four are told. Five percent are
tolerated: consults, concurrent chats and unpaid overtime are legitimate (Q8).

>>> well = {"less": "productive", "more": "paid", "agents": 20, "above": 0, "above_s": 0}
>>> judge([well], where="acme")
[]
>>> (found,) = judge([{**well, "above": 3, "above_s": 90000}], where="acme")
>>> print(found)
acme: productive time is above paid time: found 3 of 20 agents, by 90000 s together, expected at most 5 % above; ask which of \
the two exports leaves time out, before either is billed
"""

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

from vmo.forensics._asked import Asked, Columns, has
from vmo.records import Finding

RULE = "I8"
WANTS = "agent_states with agent_id, time_type, state, start_at and end_at"
PERCENT = 5
PRODUCTIVE = "('handling', 'acw', 'available', 'aux_productive')"
TIMES = {
    "handling": "time_type = 'actual' AND state IN ('handling', 'acw')",
    "productive": f"time_type = 'actual' AND state IN {PRODUCTIVE}",
    "logged-in": "time_type = 'logged_in'",
    "paid": "time_type = 'paid'",
}


def select(columns: Columns, asked: Asked) -> str | None:
    """One row a pair of times: agents who have both, those above the tolerance, and by how many seconds together."""
    if not has(columns, "agent_states", "agent_id", "time_type", "state", "start_at", "end_at"):
        return None
    lasted = "date_diff('millisecond', start_at, end_at)"
    sums = ", ".join(f'sum({lasted}) FILTER ({told}) AS "{name}"' for name, told in TIMES.items())
    pairs = [pair for pair in combinations(TIMES, 2) if pair != ("handling", "productive")]
    above = '100 * "{0}" > ' + str(100 + PERCENT) + ' * "{1}"'
    told = " UNION ALL ".join(
        f"SELECT {n} AS nth, '{less}' AS less, '{more}' AS more, count(*) AS agents, "
        f"count(*) FILTER ({above.format(less, more)}) AS above, "
        f'(coalesce(sum("{less}" - "{more}") FILTER ({above.format(less, more)}), 0) // 1000)::BIGINT AS above_s '
        f'FROM agents WHERE "{less}" IS NOT NULL AND "{more}" IS NOT NULL'
        for n, (less, more) in enumerate(pairs)
    )
    return f"WITH agents AS (SELECT agent_id, {sums} FROM agent_states WHERE {asked.within} GROUP BY 1) {told} ORDER BY nth"


def judge(cells: Iterable[Mapping[str, Any]], *, where: str) -> list[Finding]:
    """A warning for each pair of times that is out of order."""
    return [
        Finding(
            RULE,
            "warning",
            where,
            f"{one['less']} time is above {one['more']} time",
            f"{one['above']} of {one['agents']} agents, by {one['above_s']} s together",
            f"at most {PERCENT} % above",
            "ask which of the two exports leaves time out, before either is billed",
            one["above"],
        )
        for one in cells
        if one["above"]
    ]
