"""How a text breaks into lines, measured by the typeface."""

from collections.abc import Callable, Iterator
from functools import cache, lru_cache, partial
from unicodedata import category, east_asian_width

from vmo.documents._pdf_typeface import EM, REMEMBERED, advance

NEVER_FIRST = ("Pe", "Pf", "Po")  # closing brackets and marks: no line begins with them
JOINTS = "-/_@"
HANGUL = range(0xAC00, 0xD7A4)


def width(text: str, size: float, *, strong: bool = False) -> float:
    """How wide a text is, in points."""
    return _wide(text, strong) * size / EM


@lru_cache(maxsize=REMEMBERED)
def _wide(text: str, strong: bool) -> int:
    return sum(advance(sign, strong=strong) for sign in text)


def lines(text: str, size: float, room: float, *, strong: bool = False) -> list[str]:
    r"""The lines of a text in the room there is, in points.

    >>> lines("one two three", 10, 40), lines("特別市特別市", 10, 45), lines("a-name-without-a-space", 10, 60)
    (['one two', 'three'], ['特別市特', '別市'], ['a-name-', 'without-a-', 'space'])
    >>> lines("first\nsecond", 10, 60), lines("", 10, 60)
    (['first', 'second'], [''])
    """
    return [line for part in text.split("\n") for line in _broken(part, room, partial(width, size=size, strong=strong))]


def _broken(text: str, room: float, wide: Callable[[str], float]) -> Iterator[str]:
    if wide(text) <= room:
        yield text.rstrip()
        return
    line = ""
    for piece in _pieces(text):
        if line and wide((line + piece).rstrip()) > room:
            yield line.rstrip()
            line = ""
        line += piece
        while wide(line.rstrip()) > room and len(line) > 1:
            fits = next(n for n in range(len(line), 0, -1) if n == 1 or wide(line[:n]) <= room)
            joint = max(map(line[:fits].rfind, JOINTS)) + 1
            yield line[: joint or fits]
            line = line[joint or fits :]
    yield line.rstrip()


def _pieces(text: str) -> list[str]:
    """What does not break: words, and each Chinese or Japanese sign with what may not begin a line after it."""
    pieces = [""]
    for sign in text:
        before = pieces[-1][-1:]
        breaks = _stands_alone(sign) or _stands_alone(before) or before == " "
        if breaks and sign != " " and category(sign) not in NEVER_FIRST:
            pieces.append(sign)
        else:
            pieces[-1] += sign
    return pieces


@cache
def _stands_alone(sign: str) -> bool:
    """Whether a line may break on both sides of the sign; Korean has spaces between its words."""
    return bool(sign) and east_asian_width(sign) in "WF" and ord(sign) not in HANGUL
