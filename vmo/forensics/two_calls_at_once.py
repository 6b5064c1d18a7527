"""Two calls at once: agents who handle a voice call before their earlier one has ended (domain.md 2.4, I7; Q8).

The call is taken to last from its answer for its handling time, wrap-up included, or to its end. Five seconds and one call
in a hundred are tolerated: a consult, a call taken in wrap-up and two clocks do so rightly. Other media are worked on side by
side and left out, as is a call that lasts longer than a shift (I3).

>>> judge([{"feed": "calls", "calls": 1000, "overlapping": 10, "agents": 3, "overlap_s": 90}], where="acme")
[]
>>> (found,) = judge([{"feed": "calls", "calls": 1000, "overlapping": 11, "agents": 3, "overlap_s": 990}], where="acme")
>>> print(found)
acme.calls: agents are in two calls at once: found 11 of 1000 calls, of 3 agents, by 990 s together, expected at most 1 in 100; \
ask whether several people work under one login, or calls are told longer than they were
"""

from collections.abc import Iterable, Mapping
from typing import Any

from vmo.forensics._asked import Asked, Columns, handled_s, has
from vmo.records import Finding

RULE = "I7"
WANTS = "agent_id, outcome, when a call was answered and how long it was handled, of contacts"
TOLERANCE_S, IN_A_HUNDRED, SHIFT_S = 5, 1, 28_800


def select(columns: Columns, asked: Asked) -> str | None:
    """One row a feed: answered voice calls with agent, those that overlap an earlier one, their agents and seconds."""
    begun, handled = _begun(columns), handled_s(columns)
    if not has(columns, "contacts", "agent_id", "outcome") or begun is None:
        return None
    if handled is None and not has(columns, "contacts", "ended_at"):
        return None
    lasted = f"CAST(1000 * ({handled}) AS BIGINT)" if handled else f"date_diff('millisecond', {begun}, ended_at)"
    voice = "channel = 'voice' AND " if has(columns, "contacts", "channel") else ""
    earlier = "(PARTITION BY feed, agent_id ORDER BY begun, record ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    overlaps = f"FILTER (ms > {1000 * TOLERANCE_S})"
    return (
        f"WITH calls AS (SELECT feed, agent_id, record, epoch_ms({begun}) AS begun, {lasted} AS lasted FROM contacts "
        f"WHERE {voice}outcome = 'answered' AND agent_id IS NOT NULL AND {asked.within}), "
        f"spans AS (SELECT *, least(begun + lasted, coalesce(max(begun + lasted) OVER {earlier}, begun)) - begun AS ms "
        f"FROM calls WHERE lasted BETWEEN 0 AND {1000 * SHIFT_S}) "
        f"SELECT feed, count(*) AS calls, count(*) {overlaps} AS overlapping, count(DISTINCT agent_id) {overlaps} AS agents, "
        f"(coalesce(sum(ms) {overlaps}, 0) // 1000)::BIGINT AS overlap_s FROM spans GROUP BY 1 ORDER BY 1"
    )


def judge(cells: Iterable[Mapping[str, Any]], *, where: str) -> list[Finding]:
    """A warning for each feed in which more than one call in a hundred overlaps."""
    return [
        Finding(
            RULE,
            "warning",
            f"{where}.{one['feed']}",
            "agents are in two calls at once",
            f"{one['overlapping']} of {one['calls']} calls, of {one['agents']} agents, by {one['overlap_s']} s together",
            f"at most {IN_A_HUNDRED} in 100",
            "ask whether several people work under one login, or calls are told longer than they were",
            one["overlapping"],
        )
        for one in cells
        if 100 * one["overlapping"] > IN_A_HUNDRED * one["calls"]
    ]


def _begun(columns: Columns) -> str | None:
    """SQL for the instant of the answer: told, or reckoned from the entry and the waits."""
    if has(columns, "contacts", "answered_at"):
        return "answered_at"
    if has(columns, "contacts", "offered_at", "wait_s"):
        return _later("offered_at", "wait_s")
    if has(columns, "contacts", "entered_at", "wait_s"):
        ivr = "coalesce(ivr_s, 0) + wait_s" if has(columns, "contacts", "ivr_s") else "wait_s"
        return _later("entered_at", ivr)
    return None


def _later(instant: str, seconds: str) -> str:
    return f"({instant} + to_milliseconds(CAST(1000 * ({seconds}) AS BIGINT)))"
