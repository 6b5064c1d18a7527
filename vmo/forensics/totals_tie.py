"""Totals that tie: what a partner counts per interval, or per month, against its own rows of contacts (domain.md 2.4, I10).

Day by day and for each channel, program, site … that both exports tell. Systems credit a call to another interval than
we do (domain.md 1.0), so contacts in the quarter-hours beside midnight are a tolerance. Where the counted export has one
total for the month, the sum of the days is held against it.

>>> from datetime import date
>>> cell = {"cell": "voice, care", "rows_edge": 2, "counted_days": 2}
>>> days = [{**cell, "day": date(2026, 10, n), "count": "offered", "by_rows": 100, "by_counts": 98 + n} for n in (1, 2)]
>>> judge(days, where="acme")
[]
>>> (found,) = judge([days[0], {**days[1], "by_counts": 120}], where="acme")
>>> print(found)
acme: offered (voice, care) does not tie to the rows on 1 day: found 120 in the counts of 2026-10-02, expected 100 rows, and at \
most 2 about midnight apart; ask which contacts one of the two exports leaves out
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from vmo.forensics._asked import ABANDONED, NOT_OFFERED, Asked, Columns, has
from vmo.records import Finding

RULE = "I10"
WANTS = "contacts and intervals of one partner, with a channel, program or site that both tell"
CELLS = ("channel", "program", "site", "language", "business_unit")
COUNTS = {
    "offered": f"outcome NOT IN {NOT_OFFERED}",
    "answered": "outcome = 'answered'",
    "abandoned": f"outcome IN {ABANDONED}",
}


def select(columns: Columns, asked: Asked) -> str | None:
    """One row a count, cell and day: contacts by rows and beside midnight, the partner's count, and its days."""
    if not has(columns, "contacts", "outcome") or "intervals" not in columns:
        return None
    counts = [name for name in COUNTS if has(columns, "intervals", name)]
    cells = [name for name in CELLS if all(has(columns, kind, name) for kind in ("contacts", "intervals"))]
    if not counts or not cells:
        return None
    edges = ", ".join(f"TIMESTAMP '{at}'" for at in asked.edges) or "NULL"
    by = f"concat_ws(', ', {', '.join(cells)}) AS cell, credited_on AS day"
    rows = ", ".join(f"count(*) FILTER ({COUNTS[name]}) AS {name}" for name in counts)
    sums = ", ".join(f"sum({name})::BIGINT AS {name}" for name in counts)
    told = " UNION ALL ".join(
        f"SELECT cell, day, '{name}' AS count, coalesce(r.{name}, 0) AS by_rows, c.{name} AS by_counts, "
        "coalesce(edge, 0) AS rows_edge, days AS counted_days "
        "FROM counted c FULL JOIN rows r USING (cell, day) JOIN shared USING (cell)"
        for name in counts
    )
    return (
        f"WITH rows AS (SELECT {by}, count(*) FILTER (quarter_at IN ({edges})) AS edge, {rows} FROM contacts "
        f"WHERE {asked.within} GROUP BY ALL), counted AS (SELECT {by}, {sums} FROM intervals WHERE {asked.within} GROUP BY ALL), "
        "shared AS (SELECT cell, count(*) AS days FROM counted WHERE cell IN (SELECT cell FROM rows) GROUP BY 1) "
        f"SELECT * FROM ({told}) ORDER BY ALL"
    )


def judge(cells: Iterable[Mapping[str, Any]], *, where: str) -> list[Finding]:
    """A warning for each count and cell that does not tie."""
    found = []
    ordered = sorted(cells, key=lambda one: (one["count"], one["cell"], one["day"]))
    for (count, cell), group in groupby(ordered, lambda one: (one["count"], one["cell"])):
        days = list(group)
        apart = _month(days) if days[0]["counted_days"] == 1 < len(days) else _days(days)
        if apart:
            when, found_, expected, rows = apart
            what = f"{count} ({cell}) does not tie to the rows {when}"
            act = "ask which contacts one of the two exports leaves out"
            found.append(Finding(RULE, "warning", where, what, found_, expected, act, rows))
    return found


def _days(days: Sequence[Mapping[str, Any]]) -> tuple[str, str, str, int] | None:
    """The days that do not tie; the first of them is told in figures."""
    apart = [one for one in days if _difference([one]) > one["rows_edge"]]
    if not apart:
        return None
    first = apart[0]
    when = f"on {len(apart)} day{'s' if len(apart) > 1 else ''}"
    counted = "nothing" if first["by_counts"] is None else first["by_counts"]
    expected = f"{first['by_rows']} rows, and at most {first['rows_edge']} about midnight apart"
    return when, f"{counted} in the counts of {first['day']}", expected, sum(_difference([one]) for one in apart)


def _month(days: Sequence[Mapping[str, Any]]) -> tuple[str, str, str, int] | None:
    """The month as one total; only its first and last midnight are a tolerance."""
    edge = max(days[0]["rows_edge"], days[-1]["rows_edge"])
    if _difference(days) <= edge:
        return None
    counted, rows = sum(one["by_counts"] or 0 for one in days), sum(one["by_rows"] for one in days)
    expected = f"{rows} rows on {len(days)} days, and at most {edge} about midnight apart"
    return "of the month", f"{counted} in its one total", expected, _difference(days)


def _difference(days: Sequence[Mapping[str, Any]]) -> int:
    counted, rows = sum(one["by_counts"] or 0 for one in days), sum(one["by_rows"] for one in days)
    return abs(int(counted) - int(rows))
