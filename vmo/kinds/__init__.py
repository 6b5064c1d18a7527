"""Kinds of rows: the canonical columns of each, with type and unit (domain.md 1.0, grains G1 to G13)."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from vmo import yaml12
from vmo.records import RefusedError
from vmo.schema import Told, checked

FOLDER = Path(__file__).parent

Type = Literal["text", "code", "instant", "seconds", "count", "flag"]


class Column(Told):
    """One canonical column. `seconds` is decimal(12,3); `instant` is UTC; a dimension groups the counts."""

    type: Type
    what: str
    required: bool = False
    dimension: bool = False
    values: list[str] = Field(default_factory=list)
    default: str | None = None


class Kind(Told):
    """A kind of row and its canonical columns, in order."""

    kind: str
    grain: str
    what: str
    evidence: Literal["A", "B", "C"]
    credited: str
    columns: dict[str, Column]

    @property
    def dimensions(self) -> list[str]:
        """Columns that group the counts, beside the partner."""
        return [name for name, column in self.columns.items() if column.dimension]


@cache
def kind(name: str) -> Kind:
    """The kind of that name; raises RefusedError with the names there are."""
    path = FOLDER / f"{name}.yaml"
    if name not in names():
        raise RefusedError([f"{name!r} is not a kind of rows; known: {', '.join(names())}"])
    told: Kind = checked(Kind, yaml12.read(path))
    return told


@cache
def names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))
