"""Units of time: a month told in seconds and a bill told in minutes mean the same thing."""

from fractions import Fraction

SECONDS = {
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1),
    **dict.fromkeys(("min", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hur", "hour", "hours"), 3600),
}  # as people write them, and as UN/ECE Recommendation 20 does: SEC, MIN, HUR


def factor(told: str, wanted: str) -> Fraction:
    """How many of one unit are one of another; 1 where either is no unit of time.

    >>> factor("MIN", "s"), factor("s", "h"), factor("C62", "contact")
    (Fraction(60, 1), Fraction(1, 3600), Fraction(1, 1))
    """
    one, other = SECONDS.get(told.casefold()), SECONDS.get(wanted.casefold())
    return Fraction(one, other) if one and other else Fraction(1)
