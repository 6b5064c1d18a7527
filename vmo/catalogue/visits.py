"""Visits: a contact that is transferred visits several queues; a metric of queues counts each visit, or the first alone.

So a partner cannot make more contacts of one by passing it from queue to queue (domain.md 1.2, transfers). A visit without a
number is a first one.

>>> counted({"channel": ["voice"]}), counted({"channel": ["voice"]}, visits="first")
({'channel': ['voice']}, {'channel': ['voice'], 'segment_no': [1, None]})
>>> counted({}, visits="last")
Traceback (most recent call last):
vmo.records.RefusedError: visits: found 'last', expected one of each, first
"""

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from vmo.records import RefusedError

TERM, NUMBER = "visits", "segment_no"
Visits = Literal["each", "first"]
Population = Mapping[str, Sequence[str | int | None]]


def counted(population: Population, *, visits: Visits = "each") -> Population:
    """The rows that a metric is about, column → values; None where a row may tell none. Raises RefusedError."""
    if visits not in get_args(Visits):
        raise RefusedError([f"{TERM}: found {visits!r}, expected one of {', '.join(get_args(Visits))}"])
    return {**population, NUMBER: [1, None]} if visits == "first" else population
