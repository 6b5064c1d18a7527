"""Exclusions: relief that people ask for and approve, `exclusions/<contract>.yaml` beside the contracts (domain.md 3.4)."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field

from vmo.schema import Day, Told
from vmo.terms.scope import Scope

Type = Literal[
    "force_majeure",
    "client_outage",
    "carrier_outage",
    "planned_maintenance",
    "client_instruction",
    "late_client_input",
    "test_traffic",
    "forecast_variance",
]
TYPES: tuple[Type, ...] = get_args(Type)


def _zoned(value: Any) -> datetime:
    what = "Input should be an instant with its offset, such as 2026-10-05T09:00+02:00"
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(what) from None
    if at.tzinfo is None:
        raise ValueError(what)
    return at


def _named(text: str) -> str:
    if not text.strip():
        raise ValueError("Input should not be empty")
    return text


Instant = Annotated[datetime, BeforeValidator(_zoned)]
Name = Annotated[str, AfterValidator(_named)]


class Exclusion(Told):
    """A time whose rows do not count, once it is approved: they leave numerator and denominator before anything is summed."""

    type: Type
    """Why; the contract's `relief` may name those that it grants."""

    begins: Instant = Field(alias="from")
    """The first instant, with its offset: `2026-10-05T09:00+02:00`."""

    ends: Instant = Field(alias="to")
    """The end, which is no longer part of it."""

    scope: Scope = Field(default_factory=dict)
    """Dimension → values; only rows in it are left out. Without it every row of the contract."""

    measures: list[str] = Field(default_factory=list)
    """The measures that it relieves; all, where it names none."""

    evidence: Name
    """What shows it: a ticket, a letter, a report."""

    requested_by: Name
    """Who asked for it."""

    requested_on: Day
    """When; later than the contract's deadline it relieves nothing."""

    status: Literal["pending", "approved", "rejected"]
    """Only `approved` applies; a `pending` one is shown as what it would change."""

    approved_by: Name | None = None
    """Who approved it; required with `approved`."""

    approved_on: Day | None = None
    """When; required with `approved`."""

    ref: str = ""
    """The clause that it rests on."""

    @property
    def utc(self) -> tuple[datetime, datetime]:
        """Its ends as the lake keeps instants: UTC without a zone."""
        begins, ends = (at.astimezone(UTC).replace(tzinfo=None) for at in (self.begins, self.ends))
        return begins, ends


class ExclusionsText(Told):
    """exclusions/<contract>.yaml, as written."""

    contract: str
    """The id of the contract that they relieve."""

    exclusions: dict[str, Exclusion] = Field(default_factory=dict)
    """Id → exclusion."""


class Relief(Told):
    """Which exclusions the contract grants, and by when they must be asked for."""

    types: list[Type] = Field(default_factory=lambda: list(TYPES))
    """The types that the contract grants; all, where it names none."""

    deadline_business_days: int | None = Field(default=None, ge=0)
    """Business days after the local day on which the window ends; what is asked for later relieves nothing."""
