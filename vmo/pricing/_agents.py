"""Agents: the words of their time, as the models that count hours take them."""

from collections.abc import Sequence
from typing import Any, Literal

from vmo.records import RefusedError

Basis = Literal["productive", "staffed", "paid"]
PRODUCTIVE = ("handling", "acw", "available", "aux_productive")
WORKING = (*PRODUCTIVE, "aux_unproductive", "break")
STATES = (*WORKING, "logged_out", "absent_planned", "absent_unplanned")


def states_of(term: str, told: Any, unless_told: Sequence[str]) -> list[str]:
    """States of agents that a term lists; raises RefusedError for one that there is not.

    >>> states_of("states", ["lunch"], PRODUCTIVE)
    Traceback (most recent call last):
    vmo.records.RefusedError: states: found ['lunch'], expected a list of handling, acw, available, aux_productive, ...
    """
    own = unless_told if told is None else told
    if not isinstance(own, list | tuple) or not own or not set(own) <= set(STATES):
        raise RefusedError([f"{term}: found {told!r}, expected a list of {', '.join(STATES)}"])
    return list(own)
