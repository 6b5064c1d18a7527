"""Arrivals: a Poisson stream whose rate follows the hours of the day."""

from collections.abc import Iterator, Sequence
from random import Random


def arrivals(chance: Random, per_hour: Sequence[float]) -> Iterator[float]:
    """Seconds since midnight of each arrival, rising. `per_hour` is the expected count of each hour in turn.

    Drawn at the highest rate and thinned, so the rate may change at every hour.
    """
    highest = max(per_hour)
    at = 0.0
    while highest:
        at += chance.expovariate(highest) * 3600
        if at >= len(per_hour) * 3600:
            return
        if chance.random() * highest < per_hour[int(at // 3600)]:
            yield at
