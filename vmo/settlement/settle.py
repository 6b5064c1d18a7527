"""Settle: a performance under a contract, from states to totals, in the order of domain.md 3.14."""

from collections.abc import Sequence
from dataclasses import dataclass

from vmo.records import Attainment, Line
from vmo.settlement.attainments import judged
from vmo.settlement.money import Settled, settled
from vmo.settlement.performance import Performance
from vmo.terms import Contract


@dataclass(frozen=True)
class Settlement:
    """What a window comes to: each measure's verdict, and the money."""

    attainments: tuple[Attainment, ...]
    money: Settled


def settle(contract: Contract, performance: Performance, adjustments: Sequence[Line] = ()) -> Settlement:
    """The verdicts and the money of one window."""
    attainments = judged(contract, performance)
    return Settlement(tuple(attainments), settled(contract, performance, attainments, adjustments))
