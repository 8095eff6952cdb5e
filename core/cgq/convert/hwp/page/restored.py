"""Signs that the converter draws as shapes become characters again: middle dots, and letters in rings; and so do
numbers in boxes, which Hangul's fonts have where Unicode leaves characters to each font.

It draws a middle dot as a small disc, and a sign that a document sets into a ring as an ellipse with a character in it.
Both are text of the document, and a reader of the page finds no text there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.convert.hwp.page.places import SVG, number_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_DISC = frozenset({"cx", "cy", "r", "fill"})
_DOT_RADIUS, _DOT_HEIGHT = 0.08, 0.35
"""Ems: how the converter draws a middle dot (its svg.rs, draw_text)."""
_RING_SHAPE, _RING_LINE = 0.85, "0.8"
"""Width by height of the ellipse around a character, and its stroke (svg.rs, draw_char_overlap)."""
_CLOSE = 0.02
"""Pixels by which places may differ that the converter makes the same: it writes them in hundredths."""
_MIDDLE = 0.37
"""Ems from the middle of a letter up to its baseline."""
_KOREAN = "serif"
_NEIGHBOURS = 8
"""Elements before and behind a shape among which its line's text is looked for."""
_OTHER_SIZE = 2.0
"""Times the size of the text near it that a dot's own text is larger or smaller at most."""


def _series(first: str, signs: str) -> dict[str, str]:
    return {sign: chr(ord(first) + n) for n, sign in enumerate(signs)}


_RINGED = {
    **{str(n): chr(ord("①") + n - 1) for n in range(1, 21)},
    **{str(n): chr(ord("㉑") + n - 21) for n in range(21, 36)},
    **{str(n): chr(ord("㊱") + n - 36) for n in range(36, 51)},
    **_series("ⓐ", "abcdefghijklmnopqrstuvwxyz"),
    **_series("Ⓐ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    **_series("㉠", "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ가나다라마바사아자차카타파하"),
}
"""Numbers in rings, by the number (Unicode: Enclosed Alphanumerics, Enclosed CJK Letters and Months)."""
_FILLED = {
    **{str(n): chr(ord("❶") + n - 1) for n in range(1, 11)},
    **{str(n): chr(ord("⓫") + n - 11) for n in range(11, 21)},
}
"""Numbers in filled discs, by the number (Unicode: Dingbats, Enclosed Alphanumerics)."""


_BOXED = {
    **{0xF02B1 + n: chr(ord("①") + n) for n in range(20)},
    **{0xF02CE + n: chr(ord("❶") + n) if n < 10 else chr(ord("⓫") + n - 10) for n in range(20)},
}
"""1 to 20 in a box, and in a filled one (the converter's composer.rs, pua_enclosed_border_type). Unicode has numbers in
rings only; no other font shows those of Hangul."""


def restore_signs(root: Element) -> int:
    """Put characters in the place of shapes that stand for them; how many."""
    restored = sum(_unbox(text) for text in root.iter(f"{SVG}text"))
    for parent, children in _families(root):
        for n, child in enumerate(children):
            before = children[n - 1] if n else None
            if (
                child.tag == f"{SVG}circle"
                and (near := _near(children, n)) is not None
                and _is_dot(child, before, near)
            ):
                _be_dot(child, near.get("font-family") or _KOREAN)
                restored += 1
            elif child.tag == f"{SVG}text" and before is not None and (sign := _ringed(before, child)):
                _be_sign(child, before, sign)
                parent.remove(before)
                restored += 1
    return restored


def _unbox(text: Element) -> int:
    boxed = sum(ord(char) in _BOXED for char in text.text or "")
    if boxed:
        text.text = (text.text or "").translate(_BOXED)
        text.attrib.pop("textLength", None)
    return boxed


def _families(root: Element) -> Iterator[tuple[Element, list[Element]]]:
    for node in [*root.iter(f"{SVG}g"), root]:
        yield node, list(node)


def _is_dot(node: Element, before: Element | None, near: Element) -> bool:
    """A disc without an edge, as small as the dot of the text near it; that of a radio button stands in a circle that
    has one."""
    if frozenset(node.attrib) != _DISC or node.get("fill") in ("none", "white"):
        return False
    size, usual = number_of(node.get("r")) / _DOT_RADIUS, number_of(near.get("font-size"), 12.0)
    if not usual / _OTHER_SIZE <= size <= usual * _OTHER_SIZE:
        return False
    return before is None or not (before.tag == node.tag and "stroke" in before.attrib)


def _be_dot(node: Element, font: str) -> None:
    x, y, radius = (number_of(node.get(name)) for name in ("cx", "cy", "r"))
    size = radius / _DOT_RADIUS
    fill = node.get("fill", "#000000")
    _become(node, "·", x, y + _DOT_HEIGHT * size, size, fill, font)


def _near(children: list[Element], at: int) -> Element | None:
    """The text nearest before a shape, or else behind it."""
    around = [*reversed(children[max(0, at - _NEIGHBOURS) : at]), *children[at + 1 : at + 1 + _NEIGHBOURS]]
    return next((node for node in around if node.tag == f"{SVG}text"), None)


def _ringed(ring: Element, text: Element) -> str | None:
    """The character that a ring and the text within stand for."""
    if ring.tag != f"{SVG}ellipse" or ring.get("stroke-width") != _RING_LINE or text.get("text-anchor") != "middle":
        return None
    wide, high = number_of(ring.get("rx")), number_of(ring.get("ry"))
    if abs(wide - _RING_SHAPE * high) > _CLOSE or abs(number_of(text.get("x")) - number_of(ring.get("cx"))) > _CLOSE:
        return None
    signs = _RINGED if ring.get("fill") == "none" else _FILLED
    return signs.get("".join(text.itertext()).strip())


def _be_sign(text: Element, ring: Element, sign: str) -> None:
    x, y, high = (number_of(ring.get(name)) for name in ("cx", "cy", "ry"))
    fill = ring.get("stroke", "#000000")
    size = 2 * high
    _become(text, sign, x, y + _MIDDLE * size, size, fill, text.get("font-family", _KOREAN))


def _become(node: Element, text: str, x: float, y: float, size: float, fill: str, font: str) -> None:
    """Make an element a text whose middle stands at x, on the baseline y."""
    node.tag, tail = f"{SVG}text", node.tail
    node.clear()
    node.tail = tail
    node.text = text
    node.attrib.update(
        {
            "x": f"{x:.4f}",
            "y": f"{y:.4f}",
            "font-family": font,
            "font-size": f"{size:.4f}",
            "fill": fill,
            "text-anchor": "middle",
        }
    )
