"""What a formula looks like as it is drawn, and what its text makes of it: enough to know one by the other.

The converter draws the characters of a script in its order, scripts of a large sign the upper one first, roots and
brackets that grow as strokes (its equation/svg_render.rs). A few words it does not know it draws as they are.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.convert.hwp.page.places import SVG, number_of
from cgq.convert.hwp.script.symbols import EXACT, LOWERED, RAISED

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_AS_NAMES = {
    **{name: sign for name, sign in EXACT.items() if name.isupper() and len(sign) == 1 and name != "VERT"},
    "divide": "÷",
    "infinity": "∞",
    "parallel": "∥",
    "∼eq": "≃",
}
"""Words that version 0.1.1 of the converter draws as they are, of all 323 tried, and their signs."""
_NEGATED = "\u0338"
"""The stroke through a sign, into which and the sign itself "≠" comes apart."""
_ALIKE = {
    "<=": "≤",
    ">=": "≥",
    "!=": f"={_NEGATED}",
    "==": "≡",
    "+-": "±",
    "-+": "∓",
    "->": "→",
    "<<": "≪",
    ">>": "≫",
    "−": "-",
    "⋅": "·",
    "′": "'",
    "∑": "Σ",
    "∏": "Π",
    "⋃": "∪",
    "⋂": "∩",
}
"""Signs that are drawn as several, or as another one."""
_OTHERS = {**_AS_NAMES, **_ALIKE}
_OTHER = re.compile("|".join(map(re.escape, sorted(_OTHERS, key=len, reverse=True))))
_NO_SIGN = re.compile(r"[\s()\[\]{}|‖⟨⟩⌈⌉⌊⌋√/\\^_~,;∫∬∭∮∯∰]|of")
"""What is drawn as a stroke, or stands in the text only."""
_LARGE = re.compile("[∑∏∐⋃⋂⋀⋁]|lim", re.IGNORECASE)
_CURVED = re.compile("[√∫∬∭∮∯∰\u20d7]")
_MAY_CURVE = re.compile("[()\\[\\]{}|‖⌈⌉⌊⌋\u0302\u0303]")
_RAISED, _LOWERED = (frozenset(signs.values()) - {"′"} for signs in (RAISED, LOWERED))
_SMALL = 0.85
"""Times the size of its base from which on down a character is a script of that; the converter has 0.7."""
_LEVEL = 0.5
"""Pixels by which the ends of a horizontal line differ at most."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A formula's characters in order, its fractions, whether anything stands over a letter, whether a root or bracket
    is drawn (None: it may be), and its raised and lowered characters (None: not known)."""

    characters: str
    fractions: int
    is_marked: bool
    is_curved: bool | None
    levels: tuple[int, int] | None

    def could_be(self, text: Shape) -> bool:
        """Whether a drawing of this shape can be that of a text."""
        return (
            self.fractions == text.fractions
            and self.is_marked == text.is_marked
            and text.is_curved in (None, self.is_curved)
            and text.levels in (None, self.levels)
        )


def characters_of(text: str) -> str:
    """The characters that a formula is known by, whether drawn or as text."""
    apart = unicodedata.normalize("NFKD", text)
    plain = _NO_SIGN.sub("", "".join(c for c in apart if c == _NEGATED or not unicodedata.combining(c)))
    return _OTHER.sub(lambda found: _OTHERS[found[0]], plain)


def has_large_sign(text: str) -> bool:
    """Whether a sign has its scripts above and below, which are drawn in another order than they are written."""
    return bool(_LARGE.search(text))


def shape_of_text(text: str) -> Shape:
    """The shape in which the text of a formula would be drawn."""
    apart = unicodedata.normalize("NFD", text)
    is_curved = True if _CURVED.search(apart) else None if _MAY_CURVE.search(apart) else False
    is_marked = any(unicodedata.combining(char) and char != _NEGATED for char in apart)
    levels = (_scripts(text, "^", _RAISED), _scripts(text, "_", _LOWERED))
    is_plain = not has_large_sign(text)
    return Shape(characters_of(text), text.count("/"), is_marked, is_curved, levels if is_plain else None)


def _scripts(text: str, sign: str, small: frozenset[str]) -> int:
    """How many characters of a text are in small print, or behind the sign that stands for it."""
    count = sum(char in small for char in text)
    at = text.find(sign)
    while at >= 0:
        inside = _group(text, at + 1)
        count += len(characters_of(inside))
        at = text.find(sign, at + 1 + len(inside))
    return count


def _group(text: str, at: int) -> str:
    """A character, or what stands from a bracket to the one that closes it."""
    depth = 0
    for end in range(at, len(text)):
        depth += (text[end] == "(") - (text[end] == ")")
        if depth <= 0:
            return text[at : end + 1]
    return text[at:]


@dataclass(frozen=True, slots=True)
class _Glyph:
    text: str
    left: float
    base: float
    size: float


def shape_of_drawing(group: Element) -> Shape:
    """The shape of a drawn formula: a group of texts and strokes."""
    glyphs = [_glyph(node) for node in group if node.tag == f"{SVG}text"]
    lines = [node for node in group if node.tag == f"{SVG}line"]
    bars = [node for node in lines if _parts(node, glyphs)]
    text = "".join(glyph.text for glyph in glyphs)
    is_marked = any(_is_level(node) for node in lines if node not in bars) or _has_marks(group, lines)
    is_curved = any(node.tag == f"{SVG}path" for node in group)
    return Shape(characters_of(text), len(bars) + text.count("/"), is_marked, is_curved, _levels(glyphs))


def _glyph(node: Element) -> _Glyph:
    x, y, size = (number_of(node.get(name)) for name in ("x", "y", "font-size"))
    return _Glyph("".join(node.itertext()), x, y, size)


def _is_level(line: Element) -> bool:
    return abs(number_of(line.get("y1")) - number_of(line.get("y2"))) <= _LEVEL


def _has_marks(group: Element, lines: list[Element]) -> bool:
    """Whether dots or slanted strokes stand over a letter; straight ones are tall brackets."""
    slanted = (line for line in lines if abs(number_of(line.get("x1")) - number_of(line.get("x2"))) > _LEVEL)
    return any(not _is_level(line) for line in slanted) or any(node.tag == f"{SVG}circle" for node in group)


def _parts(line: Element, glyphs: list[_Glyph]) -> bool:
    """Whether a line is that of a fraction: characters stand above it and below it."""
    left, right, y = (number_of(line.get(name)) for name in ("x1", "x2", "y1"))
    within = [glyph for glyph in glyphs if left - glyph.size / 2 <= glyph.left <= right]
    above = any(glyph.base <= y for glyph in within)
    return _is_level(line) and above and any(glyph.base > y for glyph in within)


def _levels(glyphs: list[_Glyph]) -> tuple[int, int]:
    """How many characters are raised and lowered, against the larger one before each."""
    raised = lowered = 0
    bases: list[_Glyph] = []
    for glyph in glyphs:
        while bases and glyph.size >= _SMALL * bases[-1].size:
            bases.pop()
        if bases:
            count = len(characters_of(glyph.text))
            raised += count if glyph.base < bases[-1].base else 0
            lowered += count if glyph.base >= bases[-1].base else 0
        bases.append(glyph)
    return raised, lowered
