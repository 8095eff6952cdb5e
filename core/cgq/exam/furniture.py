"""Running heads and feet: what stands at the same height on many pages, digits apart."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Sheet
    from cgq.exam.runs import Run

_DIGITS = re.compile(r"\d+")
_MARKER = re.compile(r"^(?:\d{1,3}[.)]|[①-⑮❶-❿]|\(?[A-H][.)]|Q\.?\s?\d|QUESTION)")
_PAGE_NUMBER = re.compile(r"^[-–—(\[<]*\s*(?:\d{1,3}|\d{1,3}\s*[-/]\s*\d{1,3})\s*[-–—)\]>]*$")
_ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$")
_EDGE = 0.13
_FOOT = 0.9
_HEIGHT = 4.0
_SHARE = 0.3
_FEWEST = 2
_SAME_BASELINE = 0.2
_PHRASE_GAP = 1.3


@dataclass(frozen=True, slots=True)
class Phrase:
    """Runs that read on: some producers draw a line in pieces, and a piece repeats by chance."""

    runs: tuple[Run, ...]
    text: str
    base: float
    em: float


def split_furniture(
    sheets: Sequence[Sheet], pages: Sequence[list[Run]]
) -> tuple[list[list[Run]], list[list[Run]]]:
    """The runs of each page without heads and feet; and what was taken off, page by page."""
    phrased = [_phrases(runs) for runs in pages]
    seen: dict[tuple[int, str], set[int]] = defaultdict(set)
    anywhere: Counter[str] = Counter()
    for sheet, phrases in zip(sheets, phrased, strict=True):
        for phrase in phrases:
            if _ADDRESS.match(phrase.text):
                anywhere[phrase.text] += 1
            if _at_edge(phrase, sheet):
                for height in _heights(phrase):
                    seen[height, _masked(phrase.text)].add(sheet.number)
    least = max(_FEWEST, _SHARE * len(sheets))
    kept: list[list[Run]] = []
    taken: list[list[Run]] = []
    for sheet, runs, phrases in zip(sheets, pages, phrased, strict=True):
        off: set[Run] = set()
        for phrase in phrases:
            often = any(len(seen[height, _masked(phrase.text)]) >= least for height in _heights(phrase))
            if anywhere[phrase.text] > _FEWEST or (
                _at_edge(phrase, sheet) and _is_furniture(phrase, sheet, phrases, often=often)
            ):
                off.update(phrase.runs)
        kept.append([r for r in runs if r not in off])
        taken.append([r for r in runs if r in off])
    return kept, taken


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


def _is_furniture(phrase: Phrase, sheet: Sheet, phrases: Sequence[Phrase], *, often: bool) -> bool:
    if often and not _MARKER.match(phrase.text):
        return True
    if phrase.base <= _FOOT * sheet.height or not _PAGE_NUMBER.match(phrase.text):
        return False
    return all(other is phrase or abs(other.base - phrase.base) > phrase.em for other in phrases)


def _at_edge(phrase: Phrase, sheet: Sheet) -> bool:
    return phrase.base < _EDGE * sheet.height or phrase.base > (1 - _EDGE) * sheet.height


def _heights(phrase: Phrase) -> tuple[int, int]:
    """The rung of the ladder of heights that a baseline lies on, and the nearer of its neighbours."""
    rung = int(phrase.base // _HEIGHT)
    return rung, rung + 1 if phrase.base % _HEIGHT > _HEIGHT / 2 else rung - 1


def _masked(text: str) -> str:
    return _DIGITS.sub("0", text)
