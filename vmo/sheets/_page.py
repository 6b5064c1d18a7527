"""A sheet as a page: heading, tables, pairs and sentences, set up for screen and printer."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import ceil
from types import TracebackType
from typing import Protocol, Self
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

from vmo.money import plain
from vmo.records import Party
from vmo.sheets._measure import height, room
from vmo.sheets._style import ACCENT, BAND, MUTED, TONES, TYPEFACE, Figure, Look, Mark, Tone, put, varied

Value = str | int | Decimal | date | Figure | Mark | None
NO_DATA = "n/a"
ISO_DATE = "yyyy-mm-dd"
A4 = 9
WIDEST_TEXT = 44
SENTENCE = 120
# What a page across still shows in letters that can be read, in digits; a wider sheet goes on beside it.
WIDEST_PAGE = 260
UNMEASURED = 8
INDENT = 2
DRESSED: WeakKeyDictionary[Workbook, dict[Look, object]] = (
    WeakKeyDictionary()
)  # a workbook numbers the looks of its cells
TEXT = Look()
LABEL = Look(size=9, ink=MUTED, vertical="center")
BIG = Look(size=18, bold=True, ink=ACCENT, fill=BAND, vertical="center", below="medium", wrap=False)
HEAD = Look(bold=True, ink=ACCENT, fill=BAND, vertical="center", below="medium")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: title, the width at which its text wraps, columns of the sheet it runs over."""

    title: str
    widest: int = WIDEST_TEXT
    span: int = 1


class Headed(Protocol):
    """What stands at the head of a sheet: whose it is."""

    @property
    def id(self) -> str: ...
    @property
    def supplier(self) -> Party: ...
    @property
    def customer(self) -> Party: ...


@dataclass
class Page:
    """One sheet of a document; leaving the `with` block sets widths, heights and what the printer needs.

    `first_row` of a table is where its data begins; `freeze` keeps all that stands above a row.
    """

    sheet: Worksheet
    document: Headed
    heading: str
    row: int = 1
    _room: dict[int, int] = field(default_factory=dict)
    _wrapped: list[tuple[int, int, str, Look]] = field(default_factory=list)
    _spans: list[tuple[int, int, int | None, str, Look]] = field(default_factory=list)
    _dressed: dict[Look, object] = field(init=False)

    def __post_init__(self) -> None:
        self._dressed = DRESSED.setdefault(self.sheet.parent, {})

    def __enter__(self) -> Self:
        self._span(1, Look(size=16, bold=True, ink=ACCENT, vertical="center"), self.heading)
        self.row += 1
        about = f"{self.document.id}  ·  {self.document.supplier.name} for {self.document.customer.name}"
        self._span(1, Look(ink=MUTED, below="thin"), about)
        self.row += 2
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._close()

    def section(self, title: str) -> None:
        """A heading within the sheet."""
        self._span(1, Look(size=12, bold=True, ink=ACCENT, vertical="center"), title)
        self.row += 1

    def sentence(self, text: str, tone: Tone | None = None) -> None:
        """A paragraph over the width of the page."""
        fill, ink = TONES[tone] if tone else ("", TEXT.ink)
        self._span(1, Look(ink=ink, fill=fill, vertical="center"), text)
        self.row += 1

    def pairs(self, pairs: Sequence[tuple[str, Value]]) -> None:
        """Label and value, one pair a row; the value may run over the width of the page."""
        for label, value in pairs:
            self._cell(1, label, varied(TEXT, ink=MUTED))
            self._span(2, _look(value, TEXT), value, 3 if isinstance(value, Mark) else None)
            self.row += 1
        self.row += 1

    def cards(self, cards: Sequence[tuple[int, int, str, Value]], *, big: bool = True) -> None:
        """Values side by side, each over its columns (first, last) with its label above."""
        look = BIG if big else TEXT
        for first, last, label, value in cards:
            self._span(first, varied(LABEL, fill=look.fill), label, last)
            self.row += 1
            self._span(first, _look(value, look), value, last)
            self.row -= 1
        self.row += 3

    def sums(self, sums: Sequence[tuple[str, Value, bool]], *, label: int, figure: int) -> None:
        """A column of amounts, each with its label over the columns before it; the strong ones stand out."""
        for text, value, strong in sums:
            look = Look(bold=strong, fill=BAND if strong else "", above="thin" if strong else "", below="thin")
            self._span(label, look, text, figure - 1)
            self._cell(figure, value, _look(value, varied(look, align="right")))
            self.row += 1
        self.row += 1

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[Value]], *, total: Sequence[Value] = ()) -> int:
        """A header, the rows, and a last row of totals; returns the first row of data."""
        right = [any(isinstance(row[i], (int, Decimal, Figure)) for row in rows) for i in range(len(columns))]
        self._table_row(columns, [column.title for column in columns], right, HEAD)
        first = self.row
        for row in rows:
            self._table_row(columns, row, right, Look(below="thin"))
        if total:
            self._table_row(columns, total, right, Look(bold=True, above="thin", below="medium"))
        self.row += 1
        return first

    def freeze(self, row: int, column: int = 1) -> None:
        """Keep the rows above `row` and the columns before `column` in sight, and on every printed page."""
        self.sheet.freeze_panes = f"{get_column_letter(column)}{row}"
        self.sheet.print_title_rows = f"1:{row - 1}"
        if column > 1:
            self.sheet.print_title_cols = f"A:{get_column_letter(column - 1)}"

    def _table_row(self, columns: Sequence[Column], row: Sequence[Value], right: list[bool], look: Look) -> None:
        at = 1
        for i, (column, value) in enumerate(zip(columns, row, strict=True)):
            # A text that follows a figure stands off from it.
            indent = 1 if i and right[i - 1] and not right[i] else 0
            dress = _look(value, varied(look, align="right" if right[i] else "left", indent=indent))
            if column.span > 1:
                self._span(at, dress, value, at + column.span - 1)
            else:
                self._cell(at, value, dress, column.widest)
            at += column.span
        self.row += 1

    def _cell(self, column: int, value: Value, look: Look, widest: int = WIDEST_TEXT) -> None:
        shown = self._write(column, value, look)
        needed = room(shown, size=look.size, bold=look.bold) + INDENT * look.indent
        self._room[column] = max(self._room.get(column, 0), min(needed, widest) if look.wrap else needed)
        if look.wrap:
            self._wrapped.append((self.row, column, shown, look))

    def _span(self, first: int, look: Look, value: Value, last: int | None = None) -> None:
        shown = self._write(first, value, look)
        self._spans.append((self.row, first, last, shown, look))

    def _write(self, column: int, value: Value, look: Look) -> str:
        cell = self.sheet.cell(self.row, column)
        put(cell, NO_DATA if value is None else value)
        if look not in self._dressed:
            look.dress(cell)
            # Dressing costs ten times what copying the finished dress costs.
            self._dressed[look] = cell._style  # noqa: SLF001
        cell._style = copy(self._dressed[look])  # noqa: SLF001
        return _shown(value)

    def _close(self) -> None:
        sheet = self.sheet
        if not self._room:  # sentences alone
            self._room[1] = SENTENCE
        self._widen()
        for column, width in self._room.items():
            sheet.column_dimensions[get_column_letter(column)].width = width
        last_column = max(self._room, default=1)
        for row, first, last, shown, look in self._spans:
            end = max(first, last or last_column)
            width = sum(self._room.get(column, UNMEASURED) for column in range(first, end + 1))
            if end > first:
                for column in range(first + 1, end + 1):
                    sheet.cell(row, column)._style = copy(self._dressed[look])  # noqa: SLF001
                # Each cell has its dress, which `merge_cells` would put together again side by side.
                sheet.merged_cells.add(f"{get_column_letter(first)}{row}:{get_column_letter(end)}{row}")
            self._reach(row, height(shown, width - INDENT * look.indent, size=look.size, bold=look.bold))
        for row, column, shown, look in self._wrapped:
            self._reach(row, height(shown, self._room[column] - INDENT * look.indent, size=look.size, bold=look.bold))
        self._set_up()

    def _widen(self) -> None:
        """Make room for what cannot wrap: a number that does not fit would be shown as #####."""
        for _, first, last, shown, look in self._spans:
            if last and not look.wrap:
                width = sum(self._room.get(column, UNMEASURED) for column in range(first, last + 1))
                lacking = room(shown, size=look.size, bold=look.bold) - width
                self._room[last] = self._room.get(last, UNMEASURED) + max(0, lacking)

    def _reach(self, row: int, points: int) -> None:
        dimension = self.sheet.row_dimensions[row]
        dimension.height = max(dimension.height or 0, points)

    def _set_up(self) -> None:
        sheet = self.sheet
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = (
            max(1, ceil(sum(self._room.values()) / WIDEST_PAGE)),
            0,
        )
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.5, bottom=0.6, header=0.3, footer=0.3)
        for part, text in (
            (sheet.oddFooter.left, self.document.id.replace("&", "&&")),
            (sheet.oddFooter.center, sheet.title),
            (sheet.oddFooter.right, "page &P of &N"),
        ):
            part.text, part.size, part.font = text, 8, f"{TYPEFACE},Regular"


def _look(value: Value, look: Look) -> Look:
    """The look that the kind of the value asks for."""
    if value is None:
        return varied(look, ink=MUTED)
    if isinstance(value, Mark):
        fill, ink = TONES[value.tone]
        return varied(look, bold=True, fill=fill, ink=ink, align="left")
    if isinstance(value, Figure):
        return varied(look, wrap=False, format=value.format)
    if isinstance(value, (int, Decimal)):
        places = max(0, -int(value.as_tuple().exponent)) if isinstance(value, Decimal) else 0
        return varied(look, wrap=False, format=Figure(value, places).format)
    if isinstance(value, date):
        return varied(look, wrap=False, format=ISO_DATE)
    return look


def _shown(value: Value) -> str:
    if value is None:
        return NO_DATA
    if isinstance(value, Mark):
        return value.word
    if isinstance(value, Figure):
        return value.shown
    if isinstance(value, Decimal):
        return f"{value:,f}" if value else plain(value)
    if isinstance(value, int):
        return f"{value:,}"
    return value.isoformat() if isinstance(value, date) else value
