"""What people do once the demo's month is closed: the commands that they type, in their order.

What we bill ourselves is approved and issued; then a day of October comes again, and what is issued by then is credited and
billed anew. At last the partner's own bill is matched, and what stays open is accrued.
"""

from dataclasses import dataclass

HEAD, PAYABLE, PREPARER = "head of vendor management", "accounts payable", "vendor management"
ISSUED_ON, CORRECTED_ON, MATCHED_ON = "2026-11-04", "2026-11-06", "2026-11-10"


@dataclass(frozen=True)
class Act:
    """One command; where it takes a step of a document, only while that stands in `state` (None: there is no such one yet)."""

    verb: str
    words: tuple[str, ...] = ()
    document: str = ""
    state: str | None = None

    def due(self, state: str | None) -> bool:
        """Whether it is still to be done, of a document that stands in a state."""
        return not self.document or state == self.state


def _approved(document: str, why: str) -> Act:
    return Act("approve", (document, "--by", HEAD, "--why", why), document, "checked")


def _issued(document: str, on: str, why: str) -> Act:
    return Act("issue", (document, "--by", PAYABLE, "--why", why, "--on", on), document, "approved")


ACTS = (
    _approved("c-orders/2026-10/1", "agrees with the orders booked"),
    _issued("c-orders/2026-10/1", ISSUED_ON, "self-billing agreement, clause 9"),
    _approved("m-business/2026-10/1", "agrees with the scorecard"),
    _issued("m-business/2026-10/1", ISSUED_ON, "monthly invoice"),
    Act("night"),
    Act(
        "correct",
        ("m-business/2026-10", "--by", PREPARER, "--why", "a day of calls came again", "--on", CORRECTED_ON),
        "m-business/2026-10/2",
    ),
    _approved("m-business/2026-10/2", "agrees with the day that came again"),  # and with it the new invoice
    _issued("m-business/2026-10/2", CORRECTED_ON, "correction, § 9"),
    Act("month", ("--month", "2026-10")),
    Act("match", ("--month", "2026-10", "--by", PAYABLE, "--on", MATCHED_ON)),
    Act("accrue", ("--month", "2026-10")),
)
