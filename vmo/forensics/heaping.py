"""Heaping: more waits just within the threshold than just beyond it, beyond chance (domain.md 2.4, I11).

Of contacts answered, the second that ends at the threshold T is held against the second after it. Both counts scatter by
their square roots; and since waits thin out anyway, the seconds on either side say how much fewer were to be expected.
Told where the difference is beyond three standard deviations by both measures. A switch that counts in steps of five
seconds heaps too: the rule says that waits heap, not why.

>>> even = {"threshold_s": 20, "threshold_op": "lte", "before": 105, "within": 100, "beyond": 96, "after": 91}
>>> judge([even], where="acme")
[]
>>> (found,) = judge([{**even, "within": 180, "beyond": 20}], where="acme")
>>> print(found)
acme: waits heap just within the threshold of 20 s (lte): found 180 within its last second, 20 in the next, expected \
about 102, by 105 and 91 in the seconds beside; compare the waits with the telephone bill, and ask how the switch rounds them
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from vmo.forensics._asked import SIGMAS_SQUARED, Asked, Columns, has, seconds
from vmo.money import for_reading, plain
from vmo.records import Finding

RULE = "I11"
WANTS = "outcome and wait_s of contacts, and a contract with a threshold_s"


def select(columns: Columns, asked: Asked) -> str | None:
    """One row a threshold: answered contacts in the two seconds before it (`before`, `within`) and after (`beyond`, `after`)."""
    if not asked.thresholds or not has(columns, "contacts", "outcome", "wait_s"):
        return None
    thresholds = ", ".join(f"({one}::DECIMAL(12,3), '{op}')" for one, op in asked.thresholds)
    nth = "CASE threshold_op WHEN 'lt' THEN floor(wait_s - threshold_s) + 1 ELSE ceil(wait_s - threshold_s) END"
    second = {"before": -1, "within": 0, "beyond": 1, "after": 2}
    counted = ", ".join(f"count(*) FILTER (nth = {n}) AS {name}" for name, n in second.items())
    near = "wait_s BETWEEN threshold_s - 2 AND threshold_s + 2"
    return (
        f"SELECT threshold_s, threshold_op, {counted} FROM (SELECT threshold_s, threshold_op, {nth} AS nth "
        f"FROM contacts, (VALUES {thresholds}) t(threshold_s, threshold_op) "
        f"WHERE outcome = 'answered' AND {near} AND {asked.within}) GROUP BY ALL ORDER BY ALL"
    )


def judge(cells: Iterable[Mapping[str, Any]], *, where: str) -> list[Finding]:
    """A warning for each threshold at which waits heap."""
    found = []
    for one in cells:
        before, within, beyond, after = (one[name] for name in ("before", "within", "beyond", "after"))
        raw = within - beyond
        unexplained = 3 * raw - (before - after)  # three seconds' fall less the fall that the seconds beside show
        by_chance = SIGMAS_SQUARED * (within + beyond)
        by_chance_and_slope = SIGMAS_SQUARED * (9 * (within + beyond) + before + after)
        if raw > 0 and raw**2 > by_chance and unexplained > 0 and unexplained**2 > by_chance_and_slope:
            step = Fraction(before - after, 3)
            expected = (Fraction(within + beyond) + step) * Fraction(1, 2)
            found.append(
                Finding(
                    RULE,
                    "warning",
                    where,
                    f"waits heap just within the threshold of {seconds(one['threshold_s'])} s ({one['threshold_op']})",
                    f"{within} within its last second, {beyond} in the next",
                    f"about {plain(for_reading(expected, 0))}, by {before} and {after} in the seconds beside",
                    "compare the waits with the telephone bill, and ask how the switch rounds them",
                    within - beyond,
                )
            )
    return found
