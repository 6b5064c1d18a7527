"""A page as it is composed, before it is printed: texts, rules, boxes and pictures on sheets of A4, in points."""

from dataclasses import dataclass, field
from typing import Literal

from vmo.documents._pdf_lines import lines, width
from vmo.documents._pdf_typeface import shown

WIDE, HIGH = 595.28, 841.89
LEFT, RIGHT, TOP, BOTTOM = 51.0, 544.0, 46.0, 790.0
FOOT = 806.0
LINE = 1.3
TOGETHER = 8
SECTION = 33.0
INK, MUTED, RULE, BAND, ACCENT = "1F2A37", "66717F", "C9D1DA", "EEF2F6", "1F4E79"
WARNING = ("FCEFCF", "7A4F00")
Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Look:
    """How a text is set."""

    size: float
    ink: str = INK
    strong: bool = False

    @property
    def line(self) -> float:
        """From one line to the next."""
        return self.size * LINE


BODY = Look(9)
SMALL = Look(7.5, MUTED)
TITLE = Look(11.5, ACCENT)


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text, its baseline at y."""

    x: float
    y: float
    text: str
    look: Look


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle; a rule is a flat one."""

    x: float
    y: float
    wide: float
    high: float
    ink: str


@dataclass(frozen=True, slots=True)
class Picture:
    """An image, fitted into its frame."""

    x: float
    y: float
    wide: float
    high: float
    content: bytes


Mark = Text | Box | Picture


@dataclass
class Paper:
    """Sheets, filled from the top; `y` is where the next thing begins on the last one."""

    running: str
    sheets: list[list[Mark]] = field(default_factory=lambda: [[]])
    y: float = TOP

    @property
    def left(self) -> float:
        """What is still free of the sheet."""
        return BOTTOM - self.y

    def turn(self) -> None:
        """Begin another sheet, under a line that says what it belongs to."""
        self.sheets.append([])
        self.y = TOP
        self.put(LEFT, self.running, SMALL)
        self.y += SMALL.line + 4
        self.rule(RULE)
        self.y += 14

    def need(self, high: float) -> None:
        """Turn the page where less than this is free."""
        if high > self.left:
            self.turn()

    def put(self, x: float, text: str, look: Look, *, align: Align = "left", y: float | None = None) -> None:
        """One line whose top is at y; aligned right, it ends at x."""
        text = shown(text)
        start = x - width(text, look.size, strong=look.strong) if align == "right" else x
        self.sheets[-1].append(Text(start, (self.y if y is None else y) + look.size, text, look))

    def box(self, x: float, y: float, wide: float, high: float, ink: str) -> None:
        self.sheets[-1].append(Box(x, y, wide, high, ink))

    def rule(self, ink: str, *, x: float = LEFT, end: float = RIGHT, thick: float = 0.6) -> None:
        self.box(x, self.y, end - x, thick, ink)

    def picture(self, x: float, y: float, wide: float, high: float, content: bytes) -> None:
        self.sheets[-1].append(Picture(x, y, wide, high, content))

    def section(self, title: str, *, beside: float) -> None:
        """A heading, on the sheet that has room for it and for what is to stand beneath it."""
        self.need(beside)
        self.y += 14
        self.put(LEFT, title, TITLE)
        self.y += SECTION - 14

    def height(self, text: str, look: Look = BODY) -> float:
        """The room that a paragraph asks for to begin."""
        return look.line * min(len(broken(text, look, RIGHT - LEFT)), TOGETHER)

    def paragraph(self, text: str, look: Look = BODY, *, x: float = LEFT, end: float = RIGHT) -> None:
        """A text over as many lines as it takes, on one sheet where it is no long one."""
        told = broken(text, look, end - x)
        self.need(look.line * min(len(told), TOGETHER))
        for line in told:
            self.need(look.line)
            self.put(x, line, look)
            self.y += look.line

    def banner(self, text: str) -> None:
        """A sentence that nobody is to overlook."""
        fill, ink = WARNING
        look = Look(9.5, ink)
        told = broken(text, look, RIGHT - LEFT - 20)
        high = len(told) * look.line + 12
        self.box(LEFT, self.y, RIGHT - LEFT, high, fill)
        self.y += 7
        for line in told:
            self.put(LEFT + 10, line, look)
            self.y += look.line
        self.y += 12

    def finish(self, foot: str) -> None:
        """The foot of every sheet: what it belongs to, and which of how many it is."""
        for number, sheet in enumerate(self.sheets, 1):
            sheet.append(Box(LEFT, FOOT - 8, RIGHT - LEFT, 0.6, RULE))
            of = f"page {number} of {len(self.sheets)}"
            sheet.append(Text(LEFT, FOOT + SMALL.size, shown(foot), SMALL))
            sheet.append(Text(RIGHT - width(of, SMALL.size), FOOT + SMALL.size, of, SMALL))

    def signs(self, *, strong: bool) -> frozenset[str]:
        """Every sign that stands on it in a weight."""
        texts = (mark for sheet in self.sheets for mark in sheet if isinstance(mark, Text))
        return frozenset().union(*(text.text for text in texts if text.look.strong == strong))


def broken(text: str, look: Look, room: float) -> list[str]:
    """The lines of a text as the typeface can show it."""
    return lines(shown(text), look.size, room, strong=look.strong)
