"""Asked: the month that a forensic rule looks at, and what the partner's contracts say of waits.

A rule reads views of one partner's accepted rows: `contacts`, `intervals`, `agent_states`, each with `feed`, `credited_on`,
`quarter_at` and the columns that its feeds map; `delivered_again` for the days that came more than once.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from vmo.money import plain

Columns = Mapping[str, Collection[str]]
NOT_OFFERED = "('busy', 'vru_hang')"
ABANDONED = "('abandoned', 'forced_disc')"
FLOWED_OUT = "('flowout_callback', 'flowout_transfer', 'flowout_voicemail')"
SIGMAS_SQUARED = 9


@dataclass(frozen=True)
class Asked:
    """Days first to last of a month; `since` is how far back the views reach; `edges` are quarter-hours beside midnight.

    `thresholds` are (seconds, lte or lt) and `shorts` seconds, as contracts give them; `shorts_assumed` where none does.
    `agreed` names the variants of the contracts, with their times.
    """

    first: date
    last: date
    since: date
    thresholds: tuple[tuple[Decimal, str], ...] = ()
    shorts: tuple[Decimal, ...] = ()
    shorts_assumed: bool = False
    edges: tuple[datetime, ...] = ()
    agreed: tuple[str, ...] = ()

    @property
    def within(self) -> str:
        """The condition that a row is credited to the month."""
        return f"credited_on BETWEEN DATE '{self.first}' AND DATE '{self.last}'"


def has(columns: Columns, kind: str, *names: str) -> bool:
    """Whether feeds of the kind map every one of the columns.

    >>> has({"contacts": ["wait_s"]}, "contacts", "wait_s"), has({}, "contacts", "wait_s")
    (True, False)
    """
    return kind in columns and set(names) <= set(columns[kind])


def seconds(number: Decimal | int) -> str:
    """A number of seconds without the zeros of its column.

    >>> seconds(Decimal("20.000")), seconds(Decimal("0.500"))
    ('20', '0.5')
    """
    return plain(Decimal(number).normalize())


def handled_s(columns: Columns) -> str | None:
    """SQL for the handling seconds of a contact: told whole, or as talk, hold and wrap-up."""
    if has(columns, "contacts", "handle_s"):
        return "handle_s"
    parts = [name for name in ("talk_s", "hold_s", "acw_s") if has(columns, "contacts", name)]
    return " + ".join(f"coalesce({name}, 0)" for name in parts) if "talk_s" in parts else None
