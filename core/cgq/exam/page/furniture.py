"""Running heads and feet: what stands at the same height on many pages, digits apart."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Sheet
    from cgq.exam.page.runs import Run

_DIGITS = re.compile(r"\d+")
_OPTION = re.compile(r"^(?:[①-⑮❶-❿]|[(（]?[A-Ha-h1-5]\s?[.)．）、]|[アイウエオカ](?![ァ-ヶー]))")
_NUMBERED = re.compile(r"^\D{0,12}?(\d{1,4})")
_PAGE_NUMBER = re.compile(r"^[-–—(\[<]*\s*(\d{1,3})(?:\s*[-/]\s*\d{1,3})?\s*[-–—)\]>]*$")
_ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$")
_EDGE = 0.13
_FOOT = 0.9
_HEIGHT = 4.0
_SHARE = 0.3
_FEWEST = 2
_SAME_BASELINE = 0.2
_SAME_ROW = 0.4
_PHRASE_GAP = 1.3
_YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Phrase:
    """Runs that read on: some producers draw a line in pieces, and a piece repeats by chance."""

    runs: tuple[Run, ...]
    text: str
    base: float
    em: float


def split_furniture(sheets: Sequence[Sheet], pages: Sequence[list[Run]]) -> tuple[list[list[Run]], list[list[Run]]]:
    """The runs of each page without heads and feet; and what was taken off, page by page."""
    phrased = [_phrases(runs) for runs in pages]
    seen: dict[tuple[int, str], set[int]] = defaultdict(set)
    anywhere: Counter[str] = Counter()
    for sheet, phrases in zip(sheets, phrased, strict=True):
        for phrase in phrases:
            if _ADDRESS.match(phrase.text):
                anywhere[phrase.text] += 1
            if _at_edge(phrase, sheet):
                for key in _keys(phrase, sheet):
                    seen[key].add(sheet.number)
    least = max(_FEWEST, _SHARE * len(sheets))
    kept: list[list[Run]] = []
    taken: list[list[Run]] = []
    for sheet, runs, phrases in zip(sheets, pages, phrased, strict=True):
        often = [any(len(seen[key]) >= least for key in _keys(phrase, sheet)) for phrase in phrases]
        off = {r for phrase in phrases if anywhere[phrase.text] > _FEWEST for r in phrase.runs}
        for inward in (range(len(phrases)), range(len(phrases) - 1, -1, -1)):
            off.update(_edge(phrases, often, inward, sheet))
        kept.append([r for r in runs if r not in off])
        taken.append([r for r in runs if r in off])
    return kept, taken


def _edge(phrases: Sequence[Phrase], often: Sequence[bool], inward: Sequence[int], sheet: Sheet) -> set[Run]:
    """The furniture met on the way from an edge inwards, up to the second row that holds none."""
    off: set[Run] = set()
    base, misses, held = None, 0, True
    for n in inward:
        phrase = phrases[n]
        if base is None or abs(phrase.base - base) > _SAME_ROW * phrase.em:
            misses += not held
            base, held = phrase.base, False
        if misses > 1 or not _at_edge(phrase, sheet):
            break
        beside = [*phrases[max(0, n - 1) : n], *phrases[n + 1 : n + 2]]
        if _is_furniture(phrase, sheet, beside, often=often[n]):
            off.update(phrase.runs)
            held = True
    return off


def _phrases(runs: Sequence[Run]) -> list[Phrase]:
    groups: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: (round(r.base), r.x0)):
        last = groups[-1][-1] if groups else None
        if (
            last is not None
            and abs(run.base - last.base) <= _SAME_BASELINE * last.em
            and run.x0 - last.x1 <= _PHRASE_GAP * last.em
        ):
            groups[-1].append(run)
        else:
            groups.append([run])
    return [Phrase(tuple(g), "".join(r.text for r in g), g[0].base, g[0].em) for g in groups]


def _is_furniture(phrase: Phrase, sheet: Sheet, beside: Sequence[Phrase], *, often: bool) -> bool:
    if often and not _OPTION.match(phrase.text):
        return True
    numbered = _PAGE_NUMBER.match(phrase.text)
    if phrase.base <= _FOOT * sheet.height or not numbered or int(numbered[1]) != sheet.number:
        return False
    return all(abs(other.base - phrase.base) > phrase.em for other in beside)


def _at_edge(phrase: Phrase, sheet: Sheet) -> bool:
    return phrase.base < _EDGE * sheet.height or phrase.base > (1 - _EDGE) * sheet.height


def _keys(phrase: Phrase, sheet: Sheet) -> list[tuple[int, str]]:
    """What makes a phrase the same on another page: about its height, and its text or its masked text."""
    rung = int(phrase.base // _HEIGHT)
    near = rung + 1 if phrase.base % _HEIGHT > _HEIGHT / 2 else rung - 1
    texts = (phrase.text, _masked(phrase.text, sheet.number))
    return [(height, text) for height in (rung, near) for text in texts]


def _masked(text: str, page: int) -> str:
    """The text with its digits masked; its first number counts as its distance from the page's, for a
    page number keeps it and a question's number at the top of a page does not."""
    first = _NUMBERED.match(text)
    distance = int(first[1]) - page if first and len(first[1]) < _YEAR_DIGITS else 0
    return f"{distance}:{_DIGITS.sub('0', text)}"
