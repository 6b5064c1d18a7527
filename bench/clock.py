"""Seconds that a piece of work took, by the wall and by the processor."""

from collections.abc import Callable
from time import perf_counter, process_time
from typing import NamedTuple, TypeVar

Answer = TypeVar("Answer")


class Seconds(NamedTuple):
    """Wall seconds, and processor seconds of all threads: those change less where a machine is shared."""

    wall: float
    cpu: float


def timed(work: Callable[[], Answer]) -> tuple[Answer, Seconds]:
    """The answer of the work, and its seconds to the millisecond."""
    begun, used = perf_counter(), process_time()
    answer = work()
    return answer, Seconds(milli(perf_counter() - begun), milli(process_time() - used))


def milli(seconds: float) -> float:
    """Seconds to the millisecond."""
    return float(f"{seconds:.3f}")
