"""Land: the bytes of an arrival, kept under their sha256; nothing else of the partner's becomes a path of ours."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from vmo.deliveries.arrival import Arrival, Landing
from vmo.lake import Lake
from vmo.records import Finding, RefusedError

CHUNK = 1 << 18  # what is larger costs the system fresh pages


class UnfinishedError(RefusedError):
    """The file grew or shrank while it was read; the next run takes it."""


def land(arrival: Arrival, lake: Lake) -> Landing:
    """Stream the bytes into the lake; the same bytes land once.

    Raises RefusedError when the file cannot be read, UnfinishedError when it grew while it was read: then it is
    still being written, nothing is kept, and the next run takes it.
    """
    digest, size = hashlib.sha256(), 0
    with lake.staging() as folder:
        staged = folder / "arrival"
        with staged.open("wb") as kept, ThreadPoolExecutor(1) as beside:
            digested = beside.submit(digest.update, b"")
            for chunk in _chunks(arrival):
                digested.result()
                digested = beside.submit(digest.update, chunk)
                kept.write(chunk)
                size += len(chunk)
        if arrival.size is not None and size != arrival.size:
            growing = f"still being written: listed with {arrival.size} bytes, read {size}"
            raise UnfinishedError([f"{arrival.name}: {growing}; the next run takes it when it is complete"])
        sha256 = digest.hexdigest()
        if not lake.landed(sha256).exists():
            lake.put(staged, lake.landed(sha256))
    return Landing(
        sha256=sha256,
        partner=arrival.partner,
        feed=arrival.feed,
        name=arrival.name,
        size=size,
        arrived_at=arrival.arrived_at,
        day=arrival.day,
        control_rows=arrival.control_rows,
        control_sums=arrival.control_sums,
    )


def same_bytes(landing: Landing, first: Landing) -> Finding | None:
    """What to say when `landing` brought bytes that had landed as `first`; nothing when it is that file again."""
    if (landing.partner, landing.feed, landing.name) == (first.partner, first.feed, first.name):
        return None
    elsewhere = (landing.partner, landing.feed) != (first.partner, first.feed)
    return Finding(
        rule="same_bytes",
        severity="warning",
        where=landing.name,
        what="the same bytes arrived under two names" + (" for two feeds" if elsewhere else "; they count once"),
        found=_told(landing, full=elsewhere),
        expected=_told(first, full=elsewhere),
        action="ask the partner which of the two it meant to send",
    )


def _chunks(arrival: Arrival) -> Iterator[bytes]:
    try:
        with arrival.stream() as source:
            while chunk := source.read(CHUNK):
                yield chunk
    except Exception as error:  # noqa: BLE001  one unreadable file must not stop the night, whatever its server raises
        reason = getattr(error, "strerror", None) or (str(error).splitlines() or [type(error).__name__])[0]
        action = "give us the right to read it, or have it sent again"
        raise RefusedError([f"{arrival.name}: could not be read ({reason}); {action}"]) from None


def _told(landing: Landing, *, full: bool) -> str:
    return f"{landing.partner}.{landing.feed} {landing.name}" if full else landing.name
