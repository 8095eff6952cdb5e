"""Pages that are printed again: what stands on both is no running head and no logo, it is the page once more.

A file may hold a paper twice, the second time with its answers marked, or two forms of one paper.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Sheet
    from cgq.exam.page.runs import Run

_EDGE = 0.13
_SHORTEST = 4
_FEWEST = 3
_ALIKE = 0.6
_MOST_PAGES = 20


def copies_of(sheets: Sequence[Sheet], pages: Sequence[Sequence[Run]]) -> frozenset[int]:
    """The numbers of the pages that say, head and foot apart, mostly what an earlier page says. What a page says
    again and again is the paper's manner and does not tell pages apart."""
    again: set[int] = set()
    seen: set[tuple[str, ...]] = set()
    holders: dict[str, list[int]] = defaultdict(list)
    for sheet, runs in zip(sheets, pages, strict=True):
        told = tuple(run.text for run in runs if not at_edge(run.base, sheet))
        texts = [text for text, count in Counter(told).items() if count == 1 and len(text) >= _SHORTEST]
        shared = Counter(page for text in texts for page in holders[text])
        most = max(shared.values(), default=0)
        if (told and told in seen) or (len(texts) >= _FEWEST and most >= _ALIKE * len(texts)):
            again.add(sheet.number)
        seen.add(told)
        for text in texts:
            if len(holders[text]) < _MOST_PAGES:
                holders[text].append(sheet.number)
    return frozenset(again)


def at_edge(base: float, sheet: Sheet) -> bool:
    """Whether a baseline lies where heads and feet stand."""
    return base < _EDGE * sheet.height or base > (1 - _EDGE) * sheet.height
