"""Which formula of a document each drawing shows: known for sure, or not at all.

A drawing shows the script that has its characters, operators and all. Where several have them and read otherwise
("x²" and "x₂", "12" and "1/2"), its shape decides, then the order of the text; formulas of cells, boxes, heads and
footnotes are drawn in no certain order, so that it decides nothing among those.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cgq.convert.hwp.page.shapes import Shape, has_large_sign, shape_of_text
from cgq.convert.hwp.script.linear import linear

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.convert.hwp.held.content import Place, Script

_MOST_ALIKE = 50
"""Different texts of the same characters that a drawing is compared with; no paper has more than five."""


class Match(NamedTuple):
    """The text of a drawn formula, None where it is not surely known; `again` of one that runs over the pages."""

    text: str | None
    again: bool = False


@dataclass(frozen=True, slots=True)
class _Held:
    shape: Shape
    text: str
    place: Place


def match(drawn: Sequence[Shape], scripts: Iterable[Script]) -> list[Match]:
    """What each drawing shows, for all drawings and all scripts of a document, both in their order."""
    held = [_Held(shape_of_text(text), text, place) for script, place in scripts if (text := linear(script))]
    # Endnotes are drawn behind the text.
    known = _Known(sorted(held, key=lambda one: one.place == "note"))
    groups: dict[str, list[int]] = defaultdict(list)
    for at, shape in enumerate(drawn):
        groups[known.key(shape)].append(at)
    found = [Match(None)] * len(drawn)
    for key, places in groups.items():
        matches = _matched([drawn[at] for at in places], known.with_key(key))
        for at, one in zip(places, matches, strict=True):
            found[at] = one
    return found


class _Known:
    """Scripts by their characters; those of a sign with scripts above and below by which characters they have."""

    def __init__(self, held: Sequence[_Held]) -> None:
        self._held: dict[str, list[_Held]] = defaultdict(list)
        self._sorted = {_sorted(one.shape.characters) for one in held if has_large_sign(one.text)}
        for one in held:
            self._held[self.key(one.shape)].append(one)

    def key(self, shape: Shape) -> str:
        """By what a shape is looked up."""
        in_order = _sorted(shape.characters)
        return in_order if in_order in self._sorted else shape.characters

    def with_key(self, key: str) -> Sequence[_Held]:
        """All scripts that are looked up by it, in order."""
        return self._held.get(key, ())


def _sorted(characters: str) -> str:
    return "".join(sorted(characters))


def _matched(drawn: Sequence[Shape], held: Sequence[_Held]) -> list[Match]:
    """What drawings show that have the same characters as these scripts."""
    several = list({(one.shape, one.text): one for one in held}.values())
    single = sum(one.place != "running" for one in held)
    in_order = len(drawn) == len(held) and all(one.place in ("line", "note") for one in held)
    found: list[Match] = []
    for at, shape in enumerate(drawn):
        likely = [held[at]] if in_order else several[: _MOST_ALIKE + 1]
        if len({one.text for one in several}) > 1:
            likely = [one for one in likely if shape.could_be(one.shape)]
        texts = {one.text for one in likely}
        is_known = len(texts) == 1 and (in_order or len(several) <= _MOST_ALIKE)
        found.append(Match(texts.pop() if is_known else None, at >= single and len(held) > single))
    return found
