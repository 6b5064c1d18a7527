"""The typeface of a page: Latin, Korean, Chinese and Japanese signs, cut down to those that are shown."""

from functools import cache
from io import BytesIO
from typing import Any
from unicodedata import category, normalize

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from noto_cjk_sans_jp_regular import FONT_PATH

EM = 1000
NAME = {"familyName": "Noto Sans CJK JP", "styleName": "Regular", "fullName": "Noto Sans CJK JP Regular"}
LACKING = ".notdef"
# Control and format characters, halves of pairs, private signs: they show nothing, or turn what stands beside them.
UNSHOWN = ("Cc", "Cf", "Cs", "Co", "Cn")
MOST_OFF = 1  # how far an outline may stray, in thousandths of the size


@cache
def _whole() -> Any:
    """The typeface as it is installed, read once a process."""
    return TTFont(str(FONT_PATH), lazy=True)


@cache
def _glyphs() -> dict[int, str]:
    return dict(_whole().getBestCmap())


@cache
def has(sign: str) -> bool:
    """Whether the typeface shows the sign."""
    return category(sign) not in UNSHOWN and ord(sign) in _glyphs()


@cache
def advance(sign: str) -> int:
    """How wide a sign is, in thousandths of its size.

    >>> advance("0"), advance("가")
    (555, 920)
    """
    return int(_whole()["hmtx"].metrics[_glyphs()[ord(sign)]][0])


def shown(text: str) -> str:
    r"""The text in signs that the typeface has; one that it lacks, or that shows nothing, is written out.

    >>> shown("서울特別市 Lotte"), shown("Bangkok ก"), shown("gpj\u202e.csv")
    ('서울特別市 Lotte', 'Bangkok [U+0E01]', 'gpj[U+202E].csv')
    """
    return "".join(one if one == "\n" or has(one) else f"[U+{ord(one):04X}]" for one in normalize("NFC", text))


def cut(signs: frozenset[str]) -> bytes:
    """A TrueType font of these signs and no others: every viewer shows it, and every reader finds the text in it."""
    glyphs = {ord(sign): _glyphs()[ord(sign)] for sign in sorted(signs | {" "})}
    order = [LACKING, *dict.fromkeys(glyphs.values())]
    whole = _whole()
    built = FontBuilder(EM, isTTF=True)
    built.updateHead(created=whole["head"].created, modified=whole["head"].modified)
    built.setupGlyphOrder(order)
    built.setupCharacterMap(glyphs)
    built.setupGlyf({name: _outline(name) for name in order})
    built.setupHorizontalMetrics({name: (_advance(name), getattr(_outline(name), "xMin", 0)) for name in order})
    built.setupHorizontalHeader(ascent=whole["hhea"].ascent, descent=whole["hhea"].descent)
    built.setupNameTable(NAME)
    built.setupOS2(sCapHeight=whole["OS/2"].sCapHeight, usWeightClass=whole["OS/2"].usWeightClass)
    built.setupPost()
    made = BytesIO()
    built.save(made)
    return made.getvalue()


@cache
def _outline(name: str) -> Any:
    pen = TTGlyphPen(None)
    _whole().getGlyphSet()[name].draw(Cu2QuPen(pen, MOST_OFF, reverse_direction=True))
    glyph = pen.glyph()
    glyph.recalcBounds(None)
    return glyph


def _advance(name: str) -> int:
    return int(_whole()["hmtx"].metrics[name][0])
