"""Numbers: terms that must be exact, each refused by its name where it is not."""

from collections.abc import Sequence
from decimal import Decimal

from vmo.records import RefusedError

Number = Decimal | int


def exact(term: str, value: Number) -> Decimal:
    """A term that must be an exact number; raises RefusedError, naming the term, for text or a float."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise RefusedError([f"{term}: found {value!r}, expected a number, such as 0.85"])
    return Decimal(value)


def not_negative(term: str, value: Number) -> Decimal:
    """A number that is 0 or more; raises RefusedError.

    >>> not_negative("minimum", -1)
    Traceback (most recent call last):
    vmo.records.RefusedError: minimum: found -1, expected 0 or more
    """
    found = exact(term, value)
    if found < 0:
        raise RefusedError([f"{term}: found {found}, expected 0 or more"])
    return found


def positive(term: str, value: Number) -> Decimal:
    """A number above 0; raises RefusedError."""
    found = exact(term, value)
    if found <= 0:
        raise RefusedError([f"{term}: found {found}, expected more than 0"])
    return found


def one_of(term: str, word: str, allowed: Sequence[str]) -> None:
    """Raises RefusedError where a term is none of the words it may be."""
    if word not in allowed:
        raise RefusedError([f"{term}: found {word!r}, expected one of {', '.join(allowed)}"])


def percent_of(number: Decimal) -> Decimal:
    """A percentage as a factor, exact.

    >>> percent_of(Decimal("2.5"))
    Decimal('0.025')
    """
    return number.scaleb(-2)
