"""A file on its way in: as it lies at the partner's place, and as it arrived, its bytes named by their sha256."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file at the partner's place, not yet read: `stream` opens its bytes.

    `name` is text for people, never a path of ours; `size` is None where the place does not tell it. `control_rows` and
    `control_sums` (our columns → numbers, as JSON) are the partner's own totals, where a control file is declared.
    """

    partner: str
    feed: str
    url: str
    name: str
    size: int | None
    arrived_at: datetime
    stream: Callable[[], BinaryIO]
    day: date | None = None
    control_rows: int | None = None
    control_sums: str | None = None

    @property
    def sighting(self) -> tuple[str, int, datetime]:
        """Under which an unchanged file is known again; a place that tells no size is known by name and time."""
        return self.url, self.size or 0, self.arrived_at


@dataclass(frozen=True, slots=True)
class Landing:
    """A file of a partner as it arrived: its bytes are named by their sha256."""

    sha256: str
    partner: str
    feed: str
    name: str
    size: int
    arrived_at: datetime
    day: date | None = None
    control_rows: int | None = None
    control_sums: str | None = None
