"""Exact numbers as the text of a JSON document."""

import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from vmo.money import for_reading, plain


def number(value: Decimal | None) -> str | None:
    """A decimal in its own digits; a whole number without a point.

    >>> number(Decimal("17120")), number(Decimal("947857.000")), number(Decimal("0.850")), number(None)
    ('17120', '947857', '0.85', None)
    """
    if value is None:
        return None
    return plain(value.to_integral_value() if value == value.to_integral_value() else value.normalize())


def fraction(value: Fraction | None) -> str | None:
    """A share for reading: exact where six decimals hold it.

    >>> fraction(Fraction(7, 20)), fraction(Fraction(1, 3)), fraction(Fraction(1))
    ('0.35', '0.333333', '1')
    """
    return None if value is None else number(for_reading(value))


def text(content: Mapping[str, Any]) -> bytes:
    """The same content is the same bytes."""
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()
