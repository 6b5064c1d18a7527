"""A table on paper: its heads stand again on every sheet, figures end in line, long texts wrap, a row stays together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vmo.documents._pdf_lines import width
from vmo.documents._pdf_paper import ACCENT, BAND, BOTTOM, INK, LEFT, MUTED, RIGHT, RULE, TOP, Look, Paper, broken
from vmo.documents._pdf_typeface import shown

GAP = 11.0
SIDE = 6.0
PAD = 3.2
LEAST = 150.0
SIZES = (8.5, 7.5, 6.5, 5.5)
TALLEST = BOTTOM - TOP - 80


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `figures` end at its right edge. The first takes the room that the others leave, and wraps."""

    title: str
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row; `note` stands smaller beneath the first."""

    cells: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the columns begin and end, and the size in which all figures stand on one line."""

    columns: tuple[Column, ...]
    size: float
    starts: tuple[float, ...]
    ends: tuple[float, ...]

    def put(self, paper: Paper, column: int, text: str, look: Look) -> None:
        if self.columns[column].figures:
            paper.put(self.ends[column], text, look, align="right")
        else:
            paper.put(self.starts[column], text, look)


def table(paper: Paper, columns: Sequence[Column], rows: Sequence[Row], *, total: Row | None = None) -> None:
    """Put the table on the paper; `total` is its last row, between two rules."""
    layout = _layout(tuple(columns), [*rows, *([total] if total else [])])
    _heads(paper, layout)
    for row in rows:
        _row(paper, layout, row, Look(layout.size))
        paper.rule(RULE, thick=0.4)
    if total:
        _row(paper, layout, total, Look(layout.size, INK, strong=True))
        paper.rule(INK, thick=0.8)
    paper.y += 6


def _layout(columns: tuple[Column, ...], rows: Sequence[Row]) -> _Layout:
    for size in SIZES:
        wide = [
            max(width(shown(text), size, strong=True) for text in (column.title, *(row.cells[i] for row in rows)))
            for i, column in enumerate(columns)
        ]
        wide[0] = RIGHT - LEFT - 2 * SIDE - sum(wide[1:]) - GAP * (len(columns) - 1)
        if wide[0] >= LEAST:
            break
    starts = [LEFT + SIDE + sum(wide[:i]) + GAP * i for i in range(len(wide))]
    return _Layout(columns, size, tuple(starts), tuple(start + each for start, each in zip(starts, wide, strict=True)))


def _heads(paper: Paper, layout: _Layout) -> None:
    look = Look(layout.size, ACCENT)
    high = look.line + 2 * PAD
    paper.need(high + 3 * look.line)
    paper.box(LEFT, paper.y, RIGHT - LEFT, high, BAND)
    paper.y += PAD
    for i, column in enumerate(layout.columns):
        layout.put(paper, i, column.title, look)
    paper.y += high - PAD
    paper.rule(ACCENT, thick=0.8)


def _row(paper: Paper, layout: _Layout, row: Row, look: Look) -> None:
    """A row; where it would not fit on what is left of the sheet it goes to the next, and only what no sheet holds is parted."""
    told = list(_lines(layout, row, look))
    high = sum(each.line for _, each in told) + 2 * PAD
    if high > paper.left and high <= TALLEST:
        paper.turn()
        _heads(paper, layout)
    paper.y += PAD
    for cells, each in told:
        if each.line > paper.left:
            paper.turn()
            _heads(paper, layout)
            paper.y += PAD
        for i, text in enumerate(cells):
            layout.put(paper, i, text, each)
        paper.y += each.line
    paper.y += PAD


def _lines(layout: _Layout, row: Row, look: Look) -> Iterator[tuple[tuple[str, ...], Look]]:
    """What stands on each line of a row: the first with every cell, then the rest of the text, then the note."""
    room = layout.ends[0] - layout.starts[0]
    first, *more = broken(row.cells[0], look, room)
    yield (first, *row.cells[1:]), look
    for line in more:
        yield (line,), look
    note = replace(look, size=look.size - 1.3, ink=MUTED, strong=False)
    for line in broken(row.note, note, room) if row.note else []:
        yield (line,), note
