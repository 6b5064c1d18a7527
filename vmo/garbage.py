"""Garbage: looked for rarely in a process that loads much that stays, and soon ends, as a command does."""

import gc

OBJECTS, YOUNG, OLD = 100_000, 50, 100


def rarely() -> None:
    """Only after so many more objects; a process that looks still more rarely is left as it is."""
    gc.set_threshold(max(OBJECTS, gc.get_threshold()[0]), YOUNG, OLD)
