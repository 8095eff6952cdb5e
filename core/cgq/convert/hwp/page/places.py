"""Where the texts of a drawn page stand, whatever they are transformed by."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from xml.etree.ElementTree import Element

SVG = "{http://www.w3.org/2000/svg}"
PRINT = "body-clip"
"""The name with which the converter's clip of a page's print begins, without head and foot."""
_TRANSFORM = re.compile(r"(translate|scale|rotate|matrix)\(([^)]*)\)")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_FURTHEST = 1e6
"""What no number of a page exceeds, in pixels."""
_CLIP = re.compile(r"url\(#([\w-]+)\)")
_DEEPEST = 200
"""Elements within elements; a table within a table takes three."""
_ASIDE, _ASKEW = 0.2, 0.125
"""Times its size by which a letter's copy (a shadow, a second print for bold) stands to the side and up or down at
most; PDFium takes such a letter for one that it has (its cpdf_textpage.cpp, IsSameTextObject)."""
_MOST_ALIKE = 40
"""Letters near one that it is compared with; more lie on a heap."""


Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels."""


class Affine(NamedTuple):
    """x' = a x + c y + e, y' = b x + d y + f, as SVG has it."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a point comes to lie."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def then(self, inner: Affine) -> Affine:
        """The transformation of what is transformed by `inner` first."""
        e, f = self.at(inner.e, inner.f)
        return Affine(
            self.a * inner.a + self.c * inner.b,
            self.b * inner.a + self.d * inner.b,
            self.a * inner.c + self.c * inner.d,
            self.b * inner.c + self.d * inner.d,
            e,
            f,
        )


@dataclass(frozen=True, slots=True)
class Placed:
    """A text of a page: its baseline begins at (x, y), in pixels of the page; `clips` name what it is clipped by."""

    node: Element
    text: str
    x: float
    y: float
    size: float
    width: float
    centred: bool
    upright: bool
    clips: tuple[str, ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom, about; of a centred one around its middle."""
        left = self.x - self.width / 2 if self.centred else self.x
        return left, self.y - 0.8 * self.size, left + self.width, self.y + 0.15 * self.size


def number_of(value: str | None, default: float = 0.0) -> float:
    """A number of an attribute; `default` for none, and for what no page has."""
    try:
        number = float(value or "")
    except ValueError:
        return default
    return number if math.isfinite(number) and abs(number) <= _FURTHEST else default


def transform_of(value: str | None) -> Affine:
    """What an attribute `transform` does."""
    whole = Affine()
    for name, arguments in _TRANSFORM.findall(value or ""):
        numbers = [number_of(found) for found in _NUMBER.findall(arguments)[:6]]
        whole = whole.then(_step(name, numbers))
    return whole


def _step(name: str, numbers: list[float]) -> Affine:
    first, second, *_ = [*numbers, 0.0, 0.0]
    if name == "translate":
        return Affine(e=first, f=second)
    if name == "scale":
        return Affine(a=first, d=second if len(numbers) > 1 else first)
    if name == "rotate":
        x, y = (numbers[1], numbers[2]) if len(numbers) >= 3 else (0.0, 0.0)
        cos, sin = math.cos(math.radians(first)), math.sin(math.radians(first))
        return Affine(e=x, f=y).then(Affine(cos, sin, -sin, cos)).then(Affine(e=-x, f=-y))
    return Affine(*numbers) if len(numbers) == 6 else Affine()


def texts_of(root: Element) -> list[Placed]:
    """The texts of a page in the order in which they are drawn. Raises ValueError for a page nested too deeply."""
    return list(_texts(root, Affine(), (), 0))


def _texts(node: Element, outer: Affine, clips: tuple[str, ...], depth: int) -> Iterator[Placed]:
    if depth > _DEEPEST:
        raise ValueError("a page is nested too deeply")
    if node.tag == f"{SVG}defs":
        return
    inner = outer.then(transform_of(node.get("transform"))) if node.get("transform") else outer
    if node.tag == f"{SVG}text":
        yield _placed(node, inner, clips)
        return
    clip = _CLIP.match(node.get("clip-path") or "")
    within = (*clips, clip[1]) if clip else clips
    for child in node:
        yield from _texts(child, inner, within, depth + 1)


class Picture(NamedTuple):
    """Where a picture is shown, in pixels of the page, and what it is clipped by."""

    box: Box
    clips: tuple[str, ...]


def pictures_of(root: Element) -> list[Picture]:
    """The pictures of a page; the converter crops one by a drawing within the drawing. Raises ValueError for a page
    nested too deeply."""
    return [picture for child in root for picture in _pictures(child, Affine(), (), 0)]


def _pictures(node: Element, outer: Affine, clips: tuple[str, ...], depth: int) -> Iterator[Picture]:
    if depth > _DEEPEST:
        raise ValueError("a page is nested too deeply")
    if node.tag == f"{SVG}defs":
        return
    inner = outer.then(transform_of(node.get("transform"))) if node.get("transform") else outer
    clip = _CLIP.match(node.get("clip-path") or "")
    within = (*clips, clip[1]) if clip else clips
    if node.tag in (f"{SVG}svg", f"{SVG}image"):
        corners = [inner.at(x, y) for x in _edges(node)[::2] for y in _edges(node)[1::2]]
        across, down = zip(*corners, strict=True)
        yield Picture((min(across), min(down), max(across), max(down)), within)
        return
    for child in node:
        yield from _pictures(child, inner, within, depth + 1)


def _placed(node: Element, affine: Affine, clips: tuple[str, ...]) -> Placed:
    x, y = affine.at(number_of(node.get("x")), number_of(node.get("y")))
    size = number_of(node.get("font-size"), 12.0)
    text = "".join(node.itertext())
    width = width_of(text) * size * math.hypot(affine.a, affine.b)
    return Placed(
        node,
        text,
        x,
        y,
        size * math.hypot(affine.c, affine.d),
        width,
        node.get("text-anchor") == "middle",
        abs(affine.b) < 0.01 and affine.d > 0,
        clips,
    )


def without_copies(texts: Sequence[Placed]) -> list[Placed]:
    """The texts but for those that are printed once more over themselves, a little aside."""
    near: dict[tuple[str, int, int], list[Placed]] = {}
    single: list[Placed] = []
    for text in texts:
        step = max(1.0, _ASIDE * text.size)
        column, row = int(text.x // step), int(text.y // step)
        around = [(text.text, column + x, row + y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        if any(_is_copy(text, other) for cell in around for other in near.get(cell, ())[-_MOST_ALIKE:]):
            continue
        single.append(text)
        near.setdefault((text.text, column, row), []).append(text)
    return single


def _is_copy(text: Placed, other: Placed) -> bool:
    return abs(text.x - other.x) <= _ASIDE * text.size and abs(text.y - other.y) <= _ASKEW * text.size


_NARROW = frozenset("il.,:;'|!()[]{}j′I")
_BROAD = frozenset("mwMW%@")


def width_of(text: str) -> float:
    """About how wide a text is, in ems of its font: the fonts of papers differ by a tenth."""
    return sum(map(_width, text))


def _width(char: str) -> float:
    if char in _NARROW:
        return 0.35
    if char in _BROAD:
        return 0.9
    if char == " ":
        return 0.28
    if "\u0300" <= char <= "\u036f":
        return 0.0
    return 0.58 if char < "\u0250" else 1.0


def clips_of(root: Element) -> dict[str, tuple[Element, Box]]:
    """The rectangles by which parts of a page are clipped, by their names, and their edges."""
    clips = (clip for clip in root.iter(f"{SVG}clipPath") if len(clip))
    return {clip.get("id", ""): (clip[0], _edges(clip[0])) for clip in clips}


def _edges(rect: Element) -> Box:
    x, y, wide, high = (number_of(rect.get(name)) for name in ("x", "y", "width", "height"))
    return x, y, x + wide, y + high
