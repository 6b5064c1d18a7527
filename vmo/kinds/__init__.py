"""Kinds of rows: the canonical columns of each, with type and unit (domain.md 1.0, grains G1 to G13)."""

from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from vmo import yaml12
from vmo.records import RefusedError
from vmo.schema import Told, checked, fault
from vmo.yaml12 import FaultyTextError

FOLDER = Path(__file__).parent

CREDITED, SPAN = "credited", "span"
DIGITS = "_digits"  # after the name of a partner's own figure: how many digits it was written with

Type = Literal["text", "code", "instant", "seconds", "count", "number", "flag"]


class Column(Told):
    """One canonical column.

    `seconds` is decimal(12,3); `number` is decimal(18,6) for volumes, points, hours and money; `instant` is UTC. A
    dimension groups the counts. A `ratio_of` two columns is the partner's own figure: evidence class C. A number in `percent`
    may bear the sign.
    """

    type: Type
    what: str
    required: bool = False
    dimension: bool = False
    values: list[str] = Field(default_factory=list)
    default: str | None = None
    ratio_of: list[str] = Field(default_factory=list)
    percent: bool = False


class Span(Told):
    """The two instants between which a row lasts; `end` itself is no longer part of it."""

    start: str
    end: str


class Kind(Told):
    """A kind of row and its canonical columns, in order.

    `credited` is the instant that decides the day of a row unless a feed says otherwise. `moments` names the instants
    that may decide it, or at which a metric may count the row. `spans` tells the time that a row covers.
    """

    kind: str
    grain: str
    what: str
    evidence: Literal["A", "B", "C"]
    credited: str
    moments: dict[str, str] = Field(default_factory=dict)
    spans: Span | None = None
    columns: dict[str, Column]

    @property
    def dimensions(self) -> list[str]:
        """Columns that group the counts, beside the partner."""
        return [name for name, column in self.columns.items() if column.dimension]

    def instants(self, looks: Collection[str]) -> list[str]:
        """The columns at which a look may find a row on another day than it is credited."""
        return [column for name, column in self.moments.items() if name in looks]

    def span(self, looks: Collection[str]) -> Span | None:
        """The time that a row covers, where a look finds it at every quarter-hour of that."""
        return self.spans if SPAN in looks else None

    def ratios_alone(self, mapped: Collection[str]) -> list[str]:
        """Which of the `mapped` columns are ratios without both their parts: shown, never aggregated, never billed.

        >>> kind("intervals").ratios_alone(["interval_at", "service_level_percent", "offered"])
        ['service_level_percent']
        >>> kind("intervals").ratios_alone(["service_level_percent", "offered", "answered_in_threshold"])
        []
        """
        return [name for name in mapped if not set(self.columns[name].ratio_of) <= set(mapped)]


@cache
def kind(name: str) -> Kind:
    """The kind of that name; raises RefusedError with the names there are, FaultyTextError for a faulty file."""
    if name not in names():
        raise RefusedError([f"{name!r} is not a kind of rows; known: {', '.join(names())}"])
    return read(FOLDER / f"{name}.yaml")


def read(path: Path) -> Kind:
    """Read one file; raises FaultyTextError with every fault, each `file:line:`."""
    text = yaml12.read(path)
    told: Kind = checked(Kind, text)
    faults = [fault(text, place, what) for place, what in _faults(told)]
    if faults:
        raise FaultyTextError(faults)
    return told


@cache
def names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def _faults(told: Kind) -> Iterator[tuple[tuple[str, ...], str]]:
    instants = [name for name, column in told.columns.items() if column.type == "instant"]
    named: dict[tuple[str, ...], str] = {("credited",): told.credited}
    named |= {("moments", moment): column for moment, column in told.moments.items()}
    if told.spans:
        named |= {("spans", "start"): told.spans.start, ("spans", "end"): told.spans.end}
    for place, column in named.items():
        if column not in instants:
            yield place, f"{column!r} is not an instant of {told.kind}; known: {', '.join(instants)}"
    for name, one in told.columns.items():
        for part in one.ratio_of:
            if part not in told.columns:
                yield ("columns", name, "ratio_of"), f"{part!r} is not a column of {told.kind}"
        if one.default is not None and one.values and one.default not in one.values:
            yield ("columns", name, "default"), f"{one.default!r} is not one of {', '.join(one.values)}"
