"""Instants as every engine counts them alike: milliseconds since 1970, and the UTC quarter-hour that one lies in."""

from typing import Any

QUARTER_MS = 900_000


def ms(at: Any) -> Any:
    """Milliseconds since 1970 of an instant; what is finer is cut off."""
    return at.truncate("s").epoch_seconds().cast("int64") * 1000 + at.millisecond()  # alone it rounds half a second up


def quarter(at: Any) -> Any:
    """The UTC quarter-hour that an instant lies in."""
    return at.truncate("h") + ((at.minute() // 15) * 15).as_interval("m")


def floor(at_ms: Any) -> Any:
    """Where the quarter-hour of an instant in milliseconds begins."""
    return at_ms - at_ms % QUARTER_MS
