"""A line chart of days: the value in ink, the target dashed, an axis that shows what moves."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from openpyxl.chart import LineChart, Reference, Series
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties
from openpyxl.worksheet.worksheet import Worksheet

from vmo.sheets._style import ACCENT, MUTED, RULE, TYPEFACE

TARGET_INK = "C2571A"
THIN, THICK = 9525, 22225
STEPS = 6
CHART_COLUMN = "I"
NICE = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Lines:
    """Where the days, values and targets of one measure stand on the sheet, and what they span; of a range both ends."""

    title: str
    first: int
    last: int
    day_column: int
    value_column: int
    target_column: int | None
    upper_column: int | None
    values: tuple[Fraction, ...]
    percent: bool


def draw(sheet: Worksheet, lines: Lines, *, row: int) -> None:
    """Put the chart of one measure beside the table, its top at the row."""
    chart = LineChart()
    chart.title, chart.width, chart.height, chart.display_blanks = lines.title, 25, 13, "gap"
    chart.title.tx.rich.p[0].pPr = _paragraph(1200, bold=True)
    chart.title.tx.rich.p[0].r[0].rPr = _characters(1200, bold=True)
    chart.title.overlay = False
    chart.legend.position = "b"
    chart.legend.txPr = _text(900)
    chart.append(_series(sheet, lines, lines.value_column, "value", ACCENT, dashed=False))
    if lines.target_column:
        chart.append(_series(sheet, lines, lines.target_column, "expected", TARGET_INK, dashed=True))
    if lines.upper_column:
        chart.append(_series(sheet, lines, lines.upper_column, "expected, to", TARGET_INK, dashed=True))
    chart.set_categories(Reference(sheet, min_col=lines.day_column, min_row=lines.first, max_row=lines.last))
    _axes(chart, lines)
    sheet.add_chart(chart, f"{CHART_COLUMN}{row}")


def axis_range(values: tuple[Fraction, ...], *, percent: bool) -> tuple[int, int, int] | None:
    """Lowest and highest mark and the step, whole numbers; None where there is nothing to draw.

    >>> axis_range((Fraction("71.2"), Fraction(80), Fraction("88.4")), percent=True)
    (70, 90, 5)
    >>> axis_range((Fraction(96), Fraction(100)), percent=True), axis_range((), percent=True)
    ((96, 100, 1), None)
    """
    if not values:
        return None
    low, high = min(values), max(values)
    spread = max(high - low, Fraction(1))
    step = next(
        nice * power
        for power in (10**exponent for exponent in range(40))
        for nice in NICE
        if nice * power * STEPS >= spread
    )
    bottom, top = floor(low / step) * step, ceil(high / step) * step
    if top == bottom:
        top += step
    return max(bottom, 0) if low >= 0 else bottom, min(top, 100) if percent and high <= 100 else top, step


def _series(sheet: Worksheet, lines: Lines, column: int, title: str, ink: str, *, dashed: bool) -> Series:
    series = Series(Reference(sheet, min_col=column, min_row=lines.first, max_row=lines.last), title=title)
    series.smooth = False
    series.graphicalProperties = GraphicalProperties(
        ln=LineProperties(solidFill=ink, w=THICK, prstDash="dash" if dashed else "solid")
    )
    series.marker.symbol = "none" if dashed else "circle"
    if not dashed:
        series.marker.size = 4
        series.marker.graphicalProperties = GraphicalProperties(solidFill=ink, ln=LineProperties(solidFill=ink))
    return series


def _axes(chart: LineChart, lines: Lines) -> None:
    x, y = chart.x_axis, chart.y_axis
    x.delete = y.delete = False
    x.number_format, x.tickLblSkip, x.tickMarkSkip, x.tickLblPos = "dd", 1, 1, "low"
    x.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=MUTED, w=THIN))
    y.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    y.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=RULE, w=THIN))
    y.number_format = "#,##0"
    x.txPr = y.txPr = _text(900)
    marks = axis_range(lines.values, percent=lines.percent)
    if marks:
        y.scaling.min, y.scaling.max, y.majorUnit = marks
    chart.layout = Layout(
        ManualLayout(layoutTarget="inner", xMode="edge", yMode="edge", x=0.06, y=0.12, w=0.91, h=0.71)
    )


def _text(size: int) -> RichText:
    return RichText(p=[Paragraph(pPr=_paragraph(size), endParaRPr=CharacterProperties())])


def _paragraph(size: int, *, bold: bool = False) -> ParagraphProperties:
    return ParagraphProperties(defRPr=_characters(size, bold=bold))


def _characters(size: int, *, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(sz=size, b=bold, solidFill=ACCENT if bold else MUTED, latin=Font(typeface=TYPEFACE))
