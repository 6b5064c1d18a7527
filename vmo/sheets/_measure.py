"""How much room a text takes, in digits and in lines; estimated generously, so that no viewer clips."""

from functools import cache, lru_cache
from math import ceil
from unicodedata import east_asian_width

# Tenths of a digit, the wider of the usual sans-serif faces.
ADVANCES = {
    **dict.fromkeys("iljI.,:;'|! ", 5),
    **dict.fromkeys("tfr()[]/-", 7),
    **dict.fromkeys("ckszvxy", 9),
    **dict.fromkeys("mwMW@%&—…", 16),
}
LINE_POINTS = 14
TALL_LINE_POINTS = 16
PADDING = 2
REMEMBERED = 4096  # the same words stand on many sheets


@lru_cache(REMEMBERED)
def room(text: str, *, size: int, bold: bool, normal: int = 10) -> int:
    """Column width that the longest line of the text needs, in digits of the normal size, padding included.

    >>> room("85,000.00", size=10, bold=False), room("응대율", size=10, bold=False)
    (10, 8)
    """
    longest = max((_tenths(line) for line in text.split("\n")), default=0)
    return ceil(longest * size * (108 if bold else 100) / (1000 * normal)) + PADDING


def lines(text: str, width: int, *, size: int = 10, bold: bool = False) -> int:
    """Lines that the text fills when it is wrapped at the width.

    >>> lines("one two three", 8), lines("", 8), lines("a-name-without-a-space", 8)
    (3, 1, 4)
    """
    limit = (width - PADDING) * 10 * 1000 // (size * (108 if bold else 100))
    count = 0
    for line in text.split("\n"):
        count += 1
        used = 0
        for word in _words(line):
            need = _tenths(word)
            if used and used + _tenths(word.rstrip()) > limit:
                count, used = count + 1, 0
            count += max(0, ceil(need / limit) - 1)
            used = used + need if need <= limit else need % limit
    return count


@lru_cache(REMEMBERED)
def height(text: str, width: int, *, size: int = 10, bold: bool = False) -> int:
    """Height of the row, in points, in which the wrapped text stands."""
    line = TALL_LINE_POINTS if any(map(_is_wide, text)) else LINE_POINTS
    return ceil(lines(text, width, size=size, bold=bold) * line * size / 10) + 4


def _words(line: str) -> list[str]:
    """The pieces between which a line may break: after a space, and around each East Asian sign."""
    words = [""]
    for sign in line:
        if _is_wide(sign):
            words += [sign, ""]
        else:
            words[-1] += sign
            if sign == " ":
                words.append("")
    return [word for word in words if word]


def _tenths(text: str) -> int:
    return sum(map(_advance, text))


@cache
def _advance(sign: str) -> int:
    if _is_wide(sign):
        return 19
    return ADVANCES.get(sign) or (13 if sign.isupper() else 10)


@cache
def _is_wide(sign: str) -> bool:
    return east_asian_width(sign) in "WF"
