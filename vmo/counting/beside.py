"""Beside: the deliveries whose rows matter to what is counted of another, as a repeated contact in the next day's file does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True)
class Beside:
    """A delivery as the lake names it: its rows, what refuses some of them, the rules that were released, the days that stand."""

    rows: str
    refused: str
    released: tuple[str, ...]
    days: tuple[date, ...]


Follow = Callable[[int], tuple[Beside, ...]]
