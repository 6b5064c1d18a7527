"""Told once: within one judgement an expectation of Great Expectations makes its configuration once.

Great Expectations 1.24 asks every rule for it a hundred times and makes it anew each time, which is two fifths of what
judging a small file takes. Nothing changes a rule while it is judged; what was told is forgotten with the judgement.
A test fails on the day that Great Expectations keeps it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def told_once() -> Iterator[None]:
    """For one judgement at a time: the class is the process's own."""
    from great_expectations.expectations.expectation import Expectation

    anew = Expectation.configuration
    told: dict[int, tuple[Any, Any]] = {}  # with the rule, so that no other one takes its id meanwhile

    def configuration(rule: Any) -> Any:
        if id(rule) not in told:
            told[id(rule)] = rule, anew.__get__(rule)
        return told[id(rule)][1]

    Expectation.configuration = property(configuration)
    try:
        yield
    finally:
        Expectation.configuration = anew
