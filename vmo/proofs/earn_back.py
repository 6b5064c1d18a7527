"""Earn-back, second calculation, from domain.md 3.9 and decisions M7, M9, S1: what becomes of one credit.

The months after the credit's, in order, each `pass`, `fail`, or what it does without a verdict: `skip`, `reset`, `extends`.

>>> outcome(["pass"] * 6, months=6)
('released', 6)
>>> outcome(["pass", "pass", "fail"], months=6), outcome(["pass"] * 5, months=6)
(('forfeited', 3), ('pending', 0))
>>> [outcome(["pass", step, "pass"][:n], months=2) for step in ("extends", "skip") for n in (2, 3)]
[('pending', 0), ('released', 3), ('pending', 0), ('released', 3)]
"""

from collections.abc import Sequence


def outcome(
    steps: Sequence[str], *, months: int, restarts: bool = False, max_gap: Sequence[int | None] | None = None
) -> tuple[str, int]:
    """(released, forfeited or pending, after how many months); a month without a verdict never releases.

    `max_gap` says of each month how many of those without a verdict may stand in a row.
    """
    needed, begun, idle = months, 0, 0
    for n, step in enumerate(steps, 1):
        if step == "fail":
            if not restarts:
                return "forfeited", n
            needed, begun, idle = months, n, 0
            continue
        if step == "pass":
            idle = 0
            if n - begun >= needed:
                return "released", n
            continue
        idle += 1
        needed, begun = {"extends": (needed + 1, begun), "reset": (months, n), "skip": (needed, begun)}[step]
        allowed = max_gap[n - 1] if max_gap else None
        if allowed is not None and idle > allowed:
            return "forfeited", n
    return "pending", 0
