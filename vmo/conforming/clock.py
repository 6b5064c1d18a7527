"""Naive local times → UTC: the offsets of a zone as pieces of constant length (domain.md 1.0, time).

The hour that a clock skips does not exist: it is told apart, and read with the offset before it, which moves the clock
forward by the gap. The hour that a clock repeats is read as its first pass here; the order of the file tells
the second (`vmo/conforming/folds.py`). Before 1970 and after 2100 the nearest offset stands.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
PLAIN, GAP, FOLD, FAR = 0, 1, 2, 3
NEARBY = timedelta(days=400)
STATES = 4


@dataclass(frozen=True, slots=True)
class Change:
    """An instant (microseconds UTC) at which the zone's offset changes; offsets in microseconds."""

    at: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Times from `first` until `until` (microseconds; None without end) that have one offset, and their state."""

    first: int | None
    until: int | None
    offset: int
    state: int = PLAIN


@cache
def changes(zone: str) -> tuple[Change, ...]:
    """Every change of the zone's offset from 1970 to 2100.

    >>> [str(moment(change.at)) for change in changes("Asia/Seoul")][-1]
    '1988-10-08 17:00:00'
    """
    info, found = ZoneInfo(zone), []
    day, offset = FIRST, _offset(info, FIRST)
    while day < LAST:
        after = day + timedelta(1)
        new = _offset(info, after)
        if new != offset:
            low, high = 0, 86400
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (
                    (middle, high) if _offset(info, day + timedelta(seconds=middle)) == offset else (low, middle)
                )
            found.append(Change(_microseconds(day + timedelta(seconds=high)), offset, new))
        day, offset = after, new
    return tuple(found)


@cache
def local_pieces(zone: str) -> tuple[Piece, ...]:
    """The zone's local times, cut where their offset or state changes."""
    told, first, offset = [], None, _offset(ZoneInfo(zone), FIRST)
    for change in changes(zone):
        early, late = sorted((change.at + change.before, change.at + change.after))
        told.append(Piece(first, early, change.before))
        told.append(Piece(early, late, change.before, GAP if change.after > change.before else FOLD))
        first, offset = late, change.after
    return (*told, Piece(first, None, offset))


@cache
def utc_pieces(zone: str) -> tuple[Piece, ...]:
    """The instants, cut where the zone's offset changes."""
    told, first, offset = [], None, _offset(ZoneInfo(zone), FIRST)
    for change in changes(zone):
        told.append(Piece(first, change.at, change.before))
        first, offset = change.at, change.after
    return (*told, Piece(first, None, offset))


def offset_sql(expression: str, pieces: tuple[Piece, ...], near: datetime, *, everywhere: bool) -> str:
    """SQL for offset + state of a timestamp, in microseconds; the pieces nearest to `near` are tried first.

    An offset is a whole number of seconds, so its last two bits hold the state. Unless `everywhere`, only the pieces
    nearby are told, and a time beyond them is FAR: an engine needs a third of a second to plan all of 130 years.
    """
    if len(pieces) == 1:
        return f"CASE WHEN {expression} IS NOT NULL THEN {pieces[0].offset} END"
    hint = _microseconds(near.replace(tzinfo=UTC))

    def distance(piece: Piece) -> int:
        return max((piece.first or hint) - hint, hint - (piece.until or hint), 0)

    tried = [
        f"WHEN {' AND '.join(_bounds(expression, piece))} THEN {piece.offset + piece.state}"
        for piece in sorted(pieces, key=distance)
        if everywhere or distance(piece) <= NEARBY // timedelta(microseconds=1)
    ]
    if not everywhere:
        tried.append(f"WHEN {expression} IS NOT NULL THEN {FAR}")
    return f"CASE {' '.join(tried)} END"


def moment(microseconds: int) -> datetime:
    """Microseconds since 1970 as a naive time."""
    return datetime(1970, 1, 1) + timedelta(microseconds=microseconds)  # noqa: DTZ001


def _bounds(expression: str, piece: Piece) -> list[str]:
    bounds = [(">=", piece.first), ("<", piece.until)]
    return [f"{expression} {sign} TIMESTAMP '{moment(at)}'" for sign, at in bounds if at is not None]


def _offset(info: ZoneInfo, instant: datetime) -> int:
    offset = instant.astimezone(info).utcoffset() or timedelta(0)
    return int(offset.total_seconds()) * SECOND


def _microseconds(instant: datetime) -> int:
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
