"""An export: a file as the partner leaves it, and when."""

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Export:
    """`name` is the path within the inbox; `arrived_at` is an instant in UTC."""

    name: str
    content: bytes
    arrived_at: datetime


def gzipped(text: str) -> bytes:
    """The text packed, equal bytes for equal text: gzip would note the time."""
    return gzip.compress(text.encode(), mtime=0)


def german(lines: Iterable[str]) -> bytes:
    """Lines as an old Windows program writes them: its letters, its line ends."""
    return "".join(f"{line}\r\n" for line in lines).encode("cp1252")


def comma(seconds: float) -> str:
    """Seconds with a tenth, as written in German; cut, never rounded up.

    >>> comma(20.96)
    '20,9'
    """
    tenths = int(seconds * 10)
    return f"{tenths // 10},{tenths % 10}"


def money(cents: int | None) -> str:
    """An amount as written in German; nothing for none.

    >>> money(123405), money(None)
    ('1234,05', '')
    """
    return "" if cents is None else f"{cents // 100},{cents % 100:02}"


def clocked(seconds: float) -> str:
    """Seconds as hh:mm:ss, cut to whole ones.

    >>> clocked(3725.9)
    '01:02:05'
    """
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
