"""The look of every sheet: one typeface, one ink, a few tones that never speak without a word."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from vmo.money import plain
from vmo.records import State

TYPEFACE = "Arial"
SIZE = 10
INK = "1F2A37"
MUTED = "66717F"
RULE = "C9D1DA"
BAND = "EEF2F6"
ACCENT = "1F4E79"

Tone = Literal["good", "warn", "bad", "gap", "calm"]
TONES: dict[Tone, tuple[str, str]] = {
    "good": ("E2F1E5", "1B5E31"),
    "warn": ("FCEFCF", "7A4F00"),
    "bad": ("F8DCD9", "96231A"),
    "gap": ("DDD9EC", "43356B"),
    "calm": ("E9EDF1", "4A5563"),
}
STATE_TONES: dict[State, Tone] = {
    "met": "good",
    "amber": "warn",
    "breach": "bad",
    "excused": "calm",
    "no_volume": "calm",
    "low_volume": "calm",
    "no_data": "gap",
    "no_target": "calm",
    "not_due": "calm",
}
EXCEL_DIGITS = 15
LOOKS = 1024


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the decimal places it is shown with; the cell keeps the number as exact as it is."""

    number: Decimal | int
    places: int
    signed: bool = False
    unit: str = ""

    @property
    def format(self) -> str:
        """The number format of Excel.

        >>> Figure(Decimal("85000.00"), 2, unit="USD").format, Figure(Decimal("-2.8"), 1, signed=True).format
        ('#,##0.00" USD"', '+#,##0.0;-#,##0.0;0.0')
        """
        decimals = "." + "0" * self.places if self.places else ""
        unit = '" ' + self.unit.replace('"', "") + '"' if self.unit else ""
        if self.signed:
            return f"+#,##0{decimals}{unit};-#,##0{decimals}{unit};0{decimals}{unit}"
        return f"#,##0{decimals}{unit}"

    @property
    def shown(self) -> str:
        """The text that the format makes, for measuring how wide a column must be."""
        return f"{self.number:{'+' if self.signed else ''},.{self.places}f} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True)
class Mark:
    """A word on its colour."""

    word: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell is dressed."""

    size: int = SIZE
    bold: bool = False
    ink: str = INK
    fill: str = ""
    align: str = "left"
    indent: int = 0
    vertical: str = "top"
    wrap: bool = True
    above: str = ""
    below: str = ""
    format: str = "General"

    def dress(self, cell: Cell) -> None:
        cell.font, fill, cell.alignment, border = _clothes(self)
        if fill:
            cell.fill = fill
        if border:
            cell.border = border
        cell.number_format = self.format


@lru_cache(LOOKS)
def varied(look: Look, **changes: Any) -> Look:
    """The look but for what changes; thousands of cells ask for the same few."""
    return replace(look, **changes)


@lru_cache(LOOKS)
def _clothes(look: Look) -> tuple[Font, PatternFill | None, Alignment, Border | None]:
    """What openpyxl takes long to make, and only copies."""
    font = Font(name=TYPEFACE, size=look.size, bold=look.bold, color=look.ink)
    fill = PatternFill("solid", fgColor=look.fill) if look.fill else None
    aligned = Alignment(horizontal=look.align, indent=look.indent, vertical=look.vertical, wrap_text=look.wrap)
    if not (look.above or look.below):
        return font, fill, aligned, None
    above = Side(look.above, color=INK) if look.above else Side()
    below = Side(look.below, color=RULE) if look.below else Side()
    return font, fill, aligned, Border(top=above, bottom=below)


def put(cell: Cell, value: object) -> None:
    """Write a value exactly: a number as its digits, or as text where a spreadsheet would lose some."""
    number = value.number if isinstance(value, Figure) else value
    if isinstance(number, (int, Decimal)):
        digits = plain(Decimal(number))
        cell.value = digits
        if significant(digits) <= EXCEL_DIGITS:
            cell.data_type = "n"
    elif isinstance(number, Mark):
        cell.value = number.word
    elif isinstance(number, (str, date)):
        cell.value = number
    else:
        raise TypeError(f"a sheet holds text, numbers, dates and marks, not {type(number).__name__}")


def significant(digits: str) -> int:
    """How many digits of a number matter.

    >>> significant("-0.0850"), significant("1200000"), significant("12345678901234.567")
    (2, 2, 17)
    """
    return len(digits.lstrip("-").replace(".", "").strip("0"))
