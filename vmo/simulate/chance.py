"""Chance: a stream of random numbers for each place and day, and the shape of waiting and working times."""

from math import log
from random import Random


def stream(seed: int, *place: object) -> Random:
    """A stream of its own for a place, so that any day can be drawn alone.

    >>> stream(1, "calls", 14).random() == stream(1, "calls", 14).random() != stream(1, "calls", 15).random()
    True
    """
    return Random("/".join(map(str, (seed, *place))))  # noqa: S311  a simulation must repeat, not be secret


def around(chance: Random, median: float, spread: float) -> float:
    """A lognormal time in seconds: half lie below the median; `spread` is the sigma of its logarithm."""
    return chance.lognormvariate(log(median), spread)
