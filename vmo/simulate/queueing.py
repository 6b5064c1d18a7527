"""The waiting line: finite agents, callers who lose patience, work that takes time, first come first served.

No wait is drawn: each follows from who else has called and who is at work. Callers are taken in the order of
their calls; each gets the agent who is free first, unless patience ends before. That is the whole of a
first-come line, event by event.

>>> def caller(at, patience_s=60.0): return Caller(at, patience_s, "abandoned", 100.0, 0.0, 20.0)
>>> [(v.outcome, v.wait_s) for v in serve([caller(0.0), caller(30.0), caller(40.0), caller(70.0)], staff=[1])]
[('answered', 0.0), ('abandoned', 60.0), ('abandoned', 60.0), ('answered', 50.0)]
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from vmo.simulate.chance import around

PATIENCE_SPREAD = 0.9


@dataclass(frozen=True, slots=True)
class Caller:
    """One contact before its fate: when it comes, when and how it would leave unserved, its work."""

    at: float
    leaves_after_s: float
    leaves_as: str
    talk_s: float
    hold_s: float
    acw_s: float
    queue: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """What became of a caller. `agent` counts from 0 and is None where nobody answered."""

    caller: Caller
    outcome: str
    wait_s: float
    agent: int | None


@dataclass(frozen=True, slots=True)
class Offer:
    """What the line offers to those who wait: after `after_s`, a share takes it and leaves."""

    after_s: float
    share: float
    outcome: str


def serve(callers: Iterable[Caller], staff: Sequence[int]) -> Iterator[Visit]:
    """Each caller's fate, in order. `staff` counts the agents of each hour; the last stay to the end."""
    free_at = [0.0] * max(staff)
    for caller in callers:
        able = [_at_work(agent, max(free, caller.at), staff) for agent, free in enumerate(free_at)]
        agent = min(range(len(able)), key=lambda one: (able[one], free_at[one]))
        wait_s = able[agent] - caller.at
        if wait_s > caller.leaves_after_s:
            yield Visit(caller, caller.leaves_as, caller.leaves_after_s, None)
        else:
            free_at[agent] = able[agent] + caller.talk_s + caller.hold_s + caller.acw_s
            yield Visit(caller, "answered", wait_s, agent)


def leaves(chance: Random, *, patience_s: float, at_once: float, offer: Offer) -> tuple[float, str]:
    """When and how a caller leaves unserved: a share hangs up at once, some take the offer,
    the others lose patience, half of them by `patience_s`.
    """
    if chance.random() < at_once:
        return chance.uniform(0.5, 6), "abandoned"
    own = around(chance, patience_s, PATIENCE_SPREAD)
    if own > offer.after_s and chance.random() < offer.share:
        return offer.after_s + chance.uniform(2, 8), offer.outcome
    return own, "abandoned"


def _at_work(agent: int, earliest: float, staff: Sequence[int]) -> float:
    """The first moment from `earliest` on at which the agent is on shift."""
    hour = int(earliest // 3600)
    while hour < len(staff) - 1 and staff[hour] <= agent:
        hour += 1
    if staff[min(hour, len(staff) - 1)] <= agent:
        return float("inf")
    return max(earliest, hour * 3600.0)
