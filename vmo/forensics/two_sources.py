"""Two sources: one volume by two systems of a partner, further apart than tolerated (domain.md 2.4, I6).

Contacts offered by rows against those of the intervals, 2 %; handling seconds of voice calls against the agents' states of
handling and wrap-up, 5 %, of the agents that both tell.

>>> cell = {"what": "contacts offered", "first": "contacts", "second": "intervals", "percent": 2}
>>> judge([{**cell, "by_first": 1000, "by_second": 980}], where="acme")
[]
>>> (found,) = judge([{**cell, "by_first": 1000, "by_second": 900}], where="acme")
>>> print(found)
acme: contacts offered differ between two sources: found 1000 by contacts, 900 by intervals, expected at most 2 % apart; ask the \
partner which of the two systems bills, and why they differ
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from vmo.forensics._asked import NOT_OFFERED, Asked, Columns, handled_s, has
from vmo.money import plain
from vmo.records import Finding

RULE = "I6"
WANTS = "contacts and intervals of one partner, or contacts and agent_states with agent_id and handling times"
CELLS = ("channel", "program", "site", "language", "business_unit")
OFFERED_PERCENT, HANDLED_PERCENT = 2, 5


def select(columns: Columns, asked: Asked) -> str | None:
    """One row a volume that two sources tell."""
    told = [one for one in (_offered(columns, asked), _handled(columns, asked)) if one]
    return " UNION ALL ".join(told) or None


def judge(cells: Iterable[Mapping[str, Any]], *, where: str) -> list[Finding]:
    """A warning for each volume whose sources are too far apart; a source without any says nothing."""
    found = []
    for one in cells:
        first, second = one["by_first"], one["by_second"]
        if not first or not second or 100 * abs(first - second) <= one["percent"] * max(first, second):
            continue
        numbers = f"{_plain(first)} by {one['first']}, {_plain(second)} by {one['second']}"
        what = f"{one['what']} differ between two sources"
        act = "ask the partner which of the two systems bills, and why they differ"
        found.append(Finding(RULE, "warning", where, what, numbers, f"at most {one['percent']} % apart", act))
    return found


def _offered(columns: Columns, asked: Asked) -> str | None:
    if not has(columns, "contacts", "outcome") or not has(columns, "intervals", "offered"):
        return None
    cells = [name for name in CELLS if all(has(columns, kind, name) for kind in ("contacts", "intervals"))]
    if not cells:
        return None
    cell = f"concat_ws(', ', {', '.join(cells)})"
    both = f"(SELECT {cell} FROM contacts WHERE {asked.within} INTERSECT SELECT {cell} FROM intervals WHERE {asked.within})"
    return (
        "SELECT 'contacts offered' AS what, 'contacts' AS first, 'intervals' AS second, "
        f"{OFFERED_PERCENT} AS percent, (SELECT count(*) FROM contacts WHERE {asked.within} AND outcome NOT IN {NOT_OFFERED} "
        f"AND {cell} IN {both})::DECIMAL(38,3) AS by_first, (SELECT sum(offered) FROM intervals WHERE {asked.within} "
        f"AND {cell} IN {both})::DECIMAL(38,3) AS by_second"
    )


def _handled(columns: Columns, asked: Asked) -> str | None:
    handled = handled_s(columns)
    states = has(columns, "agent_states", "agent_id", "state", "start_at", "end_at")
    if handled is None or not states or not has(columns, "contacts", "agent_id", "outcome"):
        return None
    voice = "channel = 'voice' AND " if has(columns, "contacts", "channel") else ""
    own = "time_type = 'actual' AND " if has(columns, "agent_states", "time_type") else ""
    own += "coalesce(channel, 'voice') = 'voice' AND " if has(columns, "agent_states", "channel") else ""
    by_calls = f"FROM contacts WHERE {voice}outcome = 'answered' AND agent_id IS NOT NULL AND {asked.within}"
    by_states = f"FROM agent_states WHERE {own}state IN ('handling', 'acw') AND {asked.within}"
    both = f"(SELECT agent_id {by_calls} INTERSECT SELECT agent_id {by_states})"
    return (
        "SELECT 'handling seconds' AS what, 'contacts' AS first, 'agent_states' AS second, "
        f"{HANDLED_PERCENT} AS percent, (SELECT sum({handled}) {by_calls} AND agent_id IN {both})::DECIMAL(38,3) AS by_first, "
        "(SELECT sum(date_diff('millisecond', start_at, end_at)) * 0.001::DECIMAL(4,3) "
        f"{by_states} AND agent_id IN {both})::DECIMAL(38,3) AS by_second"
    )


def _plain(number: Any) -> str:
    """A whole number without a point.

    >>> _plain(Decimal("12.000")), _plain(Decimal("12.500")), _plain(7)
    ('12', '12.500', '7')
    """
    return plain(Decimal(int(number)) if number == int(number) else Decimal(number))
