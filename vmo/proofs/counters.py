"""Counters, second calculation, from decision M7: a run of months, and those that decide nothing.

The states of the months before, the oldest first; `effects` says what each undecided state does, `skip` or `reset`.

>>> running(["breach", "met", "breach", "no_volume", "breach"], ("breach",))
2
>>> running(["breach", "excused", "breach"], ("breach",), effects={"excused": "reset"})
1
>>> running(["breach", "no_data", "no_data", "breach"], ("breach",), max_gap=1)
1
"""

from collections.abc import Collection, Mapping, Sequence

UNDECIDED = ("excused", "no_volume", "low_volume", "no_data", "not_due")


def running(
    states: Sequence[str],
    counted: Collection[str],
    *,
    effects: Mapping[str, str] | None = None,
    max_gap: int | None = None,
) -> int:
    """How many of the latest months count before one ends the run."""
    told = effects or {}
    run = idle = 0
    for state in states:
        if state in UNDECIDED:
            idle += 1
            if told.get(state, "skip") == "reset" or (max_gap is not None and idle > max_gap):
                run = 0
        else:
            run = run + 1 if state in counted else 0
            idle = 0
    return run
