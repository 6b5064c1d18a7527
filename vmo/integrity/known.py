"""Known: whether a sample is as large as agreed, and whether a definition has an owner and was looked at within a year.

Rules C5, K2 and K3 of domain.md 2.4; what the contract does not say is not judged.

>>> list(sample("acme-care.accuracy", found=150, wanted=150))
[]
>>> print(*sample("acme-care.accuracy", found=149, wanted=150))
acme-care.accuracy: too few were drawn in the month: found 149, expected at least 150; ask for the rest before the month is closed
>>> list(review("acme-care.sl", date(2025, 10, 31), last=date(2026, 10, 31)))
[]
>>> print(*review("acme-care.sl", date(2025, 10, 30), last=date(2026, 10, 31)))
acme-care.sl: its definition was last reviewed more than twelve months ago: found 2025-10-30, expected 2025-10-31 or later; \
review it, and write the day to `reviewed` of the measure
"""

from collections.abc import Iterator
from datetime import date

from vmo.records import Finding

TOO_FEW, OUTDATED = "C5", "K3"


def sample(where: str, *, found: int, wanted: int) -> Iterator[Finding]:
    """A finding where fewer were drawn than the contract wants."""
    if found < wanted:
        what, act = "too few were drawn in the month", "ask for the rest before the month is closed"
        yield Finding(TOO_FEW, "error", where, what, str(found), f"at least {wanted}", act)


def review(where: str, reviewed: date, *, last: date) -> Iterator[Finding]:
    """A finding where the review lies more than twelve months before the last day of the month."""
    due = last.replace(year=last.year - 1, day=28 if (last.month, last.day) == (2, 29) else last.day)
    if reviewed < due:
        what = "its definition was last reviewed more than twelve months ago"
        act = "review it, and write the day to `reviewed` of the measure"
        yield Finding(OUTDATED, "error", where, what, str(reviewed), f"{due} or later", act)
