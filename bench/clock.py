"""Seconds that a piece of work took."""

from collections.abc import Callable
from time import perf_counter
from typing import TypeVar

Answer = TypeVar("Answer")


def timed(work: Callable[[], Answer]) -> tuple[Answer, float]:
    """The answer of the work, and its seconds to the millisecond."""
    begun = perf_counter()
    answer = work()
    return answer, float(f"{perf_counter() - begun:.3f}")
