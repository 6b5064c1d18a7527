"""Actions: what was decided on missed targets, as a person keeps it in actions.yaml (domain.md 2.4, A1 to A4)."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from vmo import calendars, yaml12
from vmo.schema import Told, checked, fault
from vmo.terms import Contract
from vmo.yaml12 import FaultyTextError


def _month(text: str) -> str:
    try:
        calendars.month(text)
    except calendars.CalendarError as error:
        raise ValueError(str(error)) from None
    return text


class Action(Told):
    """One action on a measure that missed its target."""

    measure: str
    """`contract.measure`."""

    missed: list[Annotated[str, AfterValidator(_month)]] = Field(min_length=1)
    """The months, as `2026-10`, whose miss it answers."""

    cause: str = Field(min_length=1)
    """Why the target was missed."""

    action: str = Field(min_length=1)
    """What is done about it."""

    owner: str = Field(min_length=1)
    """Who does it."""

    due: date
    """By when."""

    done: date | None = None
    """When it was done; empty until then."""


class ActionsText(Told):
    """actions.yaml, as written."""

    actions: list[Action] = Field(default_factory=list)
    """The register, in any order."""


def read(path: Path, contracts: Mapping[str, Contract]) -> tuple[tuple[Action, ...] | None, list[str]]:
    """The register, None where none is kept, and the faults of its text, each `file:line:`."""
    if not path.exists():
        return None, []
    try:
        text = yaml12.read(path)
        told: ActionsText = checked(ActionsText, text)
    except FaultyTextError as error:
        return None, list(error.faults)
    return tuple(told.actions), [fault(text, place, what) for place, what in _misnamed(told, contracts)]


def _misnamed(told: ActionsText, contracts: Mapping[str, Contract]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Measures that no contract has."""
    known = {f"{name}.{measure}" for name, one in contracts.items() for measure in one.told.measures}
    for i, one in enumerate(told.actions):
        if one.measure not in known:
            yield (
                ("actions", i, "measure"),
                f"{one.measure!r} is no measure of a contract; known: {', '.join(sorted(known))}",
            )
