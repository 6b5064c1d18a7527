"""Lines multiply: each line is its quantity × rate ÷ per, rounded once

>>> from types import SimpleNamespace as A
>>> line = dict(id="voice", quantity=Decimal("245"), rate=Decimal("0.85"), per=60)
>>> list(check(A(id="x/2026-10/1", currency="USD", lines=[A(**line, amount=Decimal("3.47"))])))
[]
>>> [str(one) for one in check(A(id="x/2026-10/1", currency="USD", lines=[A(**line, amount=Decimal("3.48"))]))]
['x/2026-10/1: voice is not its quantity at its rate: found 3.48, expected 3.47; do not issue it; report the difference']
"""

from collections.abc import Iterator
from decimal import Decimal  # noqa: F401  the example uses it
from fractions import Fraction

from vmo.money import rounded
from vmo.records import Document, Finding


def check(document: Document) -> Iterator[Finding]:
    """An error for each line whose figures do not give its amount."""
    for line in document.lines:
        expected = rounded(Fraction(line.quantity) * Fraction(line.rate) / Fraction(line.per), document.currency)
        if line.amount != expected:
            yield Finding(
                "lines_multiply",
                "error",
                document.id,
                f"{line.id} is not its quantity at its rate",
                f"{line.amount:f}",
                f"{expected:f}",
                "do not issue it; report the difference",
            )
