"""Jump of short abandons: a day whose share of short abandons is far above that of the weeks before (domain.md 2.4, I12).

Short abandons leave the service level, so calls that are told as short abandons make it better. The share is that of the
contacts offered. A day is held against the 28 days before it, a month against those before the month; both need a week of
days with contacts. Told where the share at least doubles, and beyond three standard deviations of two shares.

>>> from datetime import date
>>> days = [{"short_s": 5, "assumed": False, "day": date(2026, 10, n), "short": 10, "offered": 1000, "asked": n > 7}
...         for n in range(1, 31)]
>>> judge(days, where="acme")
[]
>>> (found,) = judge([*days[:-1], {**days[-1], "short": 40}], where="acme")
>>> print(found)
acme: the share of abandons before 5 s jumps on 2026-10-30: found 40 of 1000 offered, expected about 1 in 100, as 280 of 28000 \
in the days before; ask for the telephone bill of that day, and listen to such calls
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import groupby
from typing import Any

from vmo.forensics._asked import ABANDONED, NOT_OFFERED, SIGMAS_SQUARED, Asked, Columns, has, seconds
from vmo.money import for_reading, plain
from vmo.records import Finding

RULE = "I12"
WANTS = "outcome and wait_s of contacts, or offered and abandoned_short of intervals"
WEEK, MONTH = 7, 28


def select(columns: Columns, asked: Asked) -> str | None:
    """One row a short-abandon time and day: abandons before it, contacts offered, and whether the day is asked for."""
    flags = f"{'true' if asked.shorts_assumed else 'false'} AS assumed, credited_on AS day"
    if has(columns, "contacts", "outcome", "wait_s"):
        shorts = ", ".join(f"({one}::DECIMAL(12,3))" for one in asked.shorts)
        return (
            f"SELECT short_s, {flags}, count(*) FILTER (outcome IN {ABANDONED} AND wait_s < short_s) AS short, "
            f"count(*) FILTER (outcome NOT IN {NOT_OFFERED}) AS offered, {asked.within} AS asked "
            f"FROM contacts, (VALUES {shorts}) t(short_s) GROUP BY ALL ORDER BY ALL"
        )
    if has(columns, "intervals", "offered", "abandoned_short"):
        time = "short_s" if has(columns, "intervals", "short_s") else "NULL AS short_s"
        return (
            f"SELECT {time}, false AS assumed, credited_on AS day, sum(abandoned_short)::BIGINT AS short, "
            f"sum(offered)::BIGINT AS offered, {asked.within} AS asked FROM intervals GROUP BY ALL ORDER BY ALL"
        )
    return None


def judge(cells: Iterable[Mapping[str, Any]], *, where: str) -> list[Finding]:
    """A warning for each day of the month whose share jumps, and one where that of the whole month does."""
    found: list[Finding] = []
    ordered = sorted(cells, key=lambda one: (str(one["short_s"]), one["day"]))
    for _, days in groupby(ordered, lambda one: one["short_s"]):
        known = [one for one in days if one["offered"]]
        for one in known:
            if one["asked"]:
                near = [d for d in known if one["day"] - timedelta(MONTH) <= d["day"] < one["day"]]
                found += _jump([one], near, f"on {one['day']}", where)
        found += _jump([d for d in known if d["asked"]], [d for d in known if not d["asked"]], "in the month", where)
    return found


def _jump(
    now: Sequence[Mapping[str, Any]], before: Sequence[Mapping[str, Any]], when: str, where: str
) -> Iterable[Finding]:
    if not now or len(before) < WEEK:
        return
    short, offered = (sum(one[name] for one in now) for name in ("short", "offered"))
    old_short, old_offered = (sum(one[name] for one in before) for name in ("short", "offered"))
    all_short, everything = short + old_short, offered + old_offered
    apart = short * old_offered - old_short * offered
    doubles = short * old_offered >= 2 * old_short * offered
    by_chance = SIGMAS_SQUARED * offered * old_offered * all_short * (everything - all_short)
    if apart <= 0 or not doubles or apart**2 * everything <= by_chance:
        return
    told = now[0]
    time = "the short-abandon time" if told["short_s"] is None else f"{seconds(told['short_s'])} s"
    assumed = " (no contract gives short_s)" if told["assumed"] else ""
    in_a_hundred = plain(for_reading(Fraction(100 * old_short, old_offered), 2).normalize())
    yield Finding(
        RULE,
        "warning",
        where,
        f"the share of abandons before {time}{assumed} jumps {when}",
        f"{short} of {offered} offered",
        f"about {in_a_hundred} in 100, as {old_short} of {old_offered} in the days before",
        "ask for the telephone bill of that day, and listen to such calls",
        short,
    )
