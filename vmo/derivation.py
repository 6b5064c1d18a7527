"""Derivation: an amount and what it comes from, as a tree of steps down to the files.

>>> file = Step("calls.csv", {"sha256": "ab12"})
>>> print(Step("voice 45.12 EUR", {"amount": "45.12"}, (Step("56.4 min × 0.80", {}, (file,)),)).text)
voice 45.12 EUR
  ← 56.4 min × 0.80
    ← calls.csv
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what a reader is told, the same as facts for programs, and the steps that it comes from."""

    said: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    of: tuple["Step", ...] = ()

    @property
    def text(self) -> str:
        """The tree, each step indented under what it makes."""
        return "\n".join(self._lines(0))

    @property
    def told(self) -> dict[str, Any]:
        """The tree as plain data."""
        return {"text": self.said, **self.facts, **({"of": [one.told for one in self.of]} if self.of else {})}

    def _lines(self, depth: int) -> list[str]:
        begin = f"{'  ' * depth}← " if depth else ""
        return [begin + self.said, *(line for one in self.of for line in one._lines(depth + 1))]  # noqa: SLF001  its own


def grouped(number: Decimal) -> str:
    """A number for a reader, its thousands apart.

    >>> grouped(Decimal("9377.25")), grouped(Decimal("0.85"))
    ('9,377.25', '0.85')
    """
    return f"{number:,f}"
