"""Calendar of a contract: whose holidays count, and when contacts are offered (domain.md 3.3)."""

from typing import Literal

from pydantic import Field

from vmo.schema import Told


class ServiceCalendar(Told):
    """Whose holidays count, which, and the hours in which contacts are offered."""

    owner: Literal["customer", "site", "both"] = "customer"
    """Whose holidays count: `customer`, those that `holidays` names; `site`, those of the partner's
    [site](portfolio.md#partnersyaml); `both`, either's (3.3)."""

    holidays: str | None = None
    """Country or subdivision of the `holidays` library, such as `US` or `DE-BY`, or a
    [calendar of the portfolio](portfolio.md#calendarsyaml); on a holiday only `holiday` holds. Where it is not told, the
    `calendar` of the portfolio."""

    service_hours: dict[str, str] = Field(default_factory=dict)
    """Weekday, range of weekdays or `holiday` → `"08:00-20:00"`, several with a comma, or `closed`; without any the service
    never closes."""
