"""The typeface of a page, in two weights: Latin, Greek, Cyrillic, Korean, Chinese and Japanese, cut down to the signs shown.

The Latin letters of Noto Sans CJK are those of Source Sans, a little larger; what the one lacks of central Europe, Turkey and
Vietnam is taken from the other, and so are the strong letters. Korean, Chinese and Japanese have one weight.
"""

from functools import cache, lru_cache
from io import BytesIO
from typing import Any
from unicodedata import category, normalize

from font_source_sans_pro import font_files_otf
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from noto_cjk_sans_jp_regular import FONT_PATH

EM = 1000
LARGER = 1.117
EASTERN = (str(FONT_PATH), 1.0)
LETTERS, STRONG_LETTERS = (font_files_otf["SourceSansPro"], LARGER), (font_files_otf["SourceSansProSemibold"], LARGER)
NAMES = {False: "Vmo Sans", True: "Vmo Sans Semibold"}  # a cut is a font of its own; theirs are reserved
LACKING = ".notdef"
# Control and format characters, halves of pairs, private signs: they show nothing, or turn what stands beside them.
UNSHOWN = ("Cc", "Cf", "Cs", "Co", "Cn")
# A cut has these at least, so that most documents share one; what is embedded is cut from it to the signs that are shown.
ALWAYS = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0xAD), *range(0xAE, 0x100)]))
CUTS, REMEMBERED = 16, 4096
MOST_OFF = 1  # how far an outline may stray, in thousandths of the size


@cache
def _opened(path: str) -> tuple[Any, dict[int, str]]:
    """A typeface as it is installed, read once a process, and which glyph is which sign."""
    font = TTFont(path, lazy=True)
    return font, dict(font.getBestCmap())


@cache
def _source(sign: str, strong: bool) -> tuple[str, float] | None:
    """Where a sign is drawn, and how much larger it is set; None where nobody draws it."""
    if category(sign) in UNSHOWN:
        return None
    sources = (STRONG_LETTERS, EASTERN, LETTERS) if strong else (EASTERN, LETTERS)
    return next((source for source in sources if ord(sign) in _opened(source[0])[1]), None)


@cache
def advance(sign: str, *, strong: bool = False) -> int:
    """How wide a sign is, in thousandths of its size.

    >>> advance("0"), advance("0", strong=True), advance("가"), advance("ř")
    (555, 573, 920, 387)
    """
    source = _source(sign, strong)
    if source is None:
        raise KeyError(f"{sign!r} is in no typeface of the page; write it out first")
    path, larger = source
    font, glyphs = _opened(path)
    return int(font["hmtx"].metrics[glyphs[ord(sign)]][0] * larger)


@cache
def _outline(sign: str, strong: bool) -> Any:
    """A sign in the curves of TrueType."""
    path, larger = _source(sign, strong) or EASTERN
    font, glyphs = _opened(path)
    return _drawn(font, glyphs[ord(sign)], larger)


@cache
def _lacking() -> Any:
    return _drawn(_opened(EASTERN[0])[0], LACKING, 1)


def _drawn(font: Any, glyph: str, larger: float) -> Any:
    pen = TTGlyphPen(None)
    font.getGlyphSet()[glyph].draw(
        TransformPen(Cu2QuPen(pen, MOST_OFF, reverse_direction=True), (larger, 0, 0, larger, 0, 0))
    )
    drawn = pen.glyph()
    drawn.recalcBounds(None)
    return drawn


@lru_cache(maxsize=REMEMBERED)
def shown(text: str) -> str:
    r"""The text in signs that the typeface has; one that it lacks, or that shows nothing, is written out.

    >>> shown("서울特別市 Łódź Kőszeg İzmir Đà Nẵng"), shown("Bangkok ก"), shown("gpj\u202e.csv")
    ('서울特別市 Łódź Kőszeg İzmir Đà Nẵng', 'Bangkok [U+0E01]', 'gpj[U+202E].csv')
    """
    return "".join(
        one if one == "\n" or _source(one, strong=False) else f"[U+{ord(one):04X}]" for one in normalize("NFC", text)
    )


def cut(signs: frozenset[str], *, strong: bool = False) -> bytes:
    """A TrueType font with these signs: every viewer shows it, and every reader finds the text in it."""
    return _made(signs | ALWAYS, strong)


@lru_cache(maxsize=CUTS)
def _made(signs: frozenset[str], strong: bool) -> bytes:
    kept = {f"u{ord(sign):04X}": sign for sign in sorted(signs)}
    outlines = {LACKING: _lacking()} | {name: _outline(sign, strong) for name, sign in kept.items()}
    wide = {LACKING: EM} | {name: advance(sign, strong=strong) for name, sign in kept.items()}
    whole = _opened(EASTERN[0])[0]
    built = FontBuilder(EM, isTTF=True)
    built.updateHead(created=whole["head"].created, modified=whole["head"].modified)
    built.setupGlyphOrder(list(outlines))
    built.setupCharacterMap({ord(sign): name for name, sign in kept.items()})
    built.setupGlyf(outlines)
    built.setupHorizontalMetrics({name: (wide[name], getattr(outlines[name], "xMin", 0)) for name in outlines})
    built.setupHorizontalHeader(ascent=whole["hhea"].ascent, descent=whole["hhea"].descent)
    built.setupNameTable({"familyName": NAMES[strong], "styleName": "Regular", "fullName": NAMES[strong]})
    built.setupOS2(sCapHeight=whole["OS/2"].sCapHeight, usWeightClass=600 if strong else 400)
    built.setupPost()
    made = BytesIO()
    built.save(made)
    return made.getvalue()
