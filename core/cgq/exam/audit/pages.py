"""Pages: the numbers that are printed on them, pages that are there twice, how many questions are announced."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.exam.findings import BLANK_PAGE, DUPLICATE, PAGE_GAP
from cgq.exam.model import Finding
from cgq.exam.vocabulary import SPACED, UNSPACED, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.exam.audit.evidence import Evidence
    from cgq.exam.geometry import Line

_EDGE = 0.1
_NUMBER = re.compile(rf"(?<![\d.])(\d{{1,3}})(?![\d.]|\s*{any_of('number_units')})")
_BETWEEN = rf"(?:/|{any_of('page_total_words')})"
_OF = re.compile(rf"(?<!\d)(\d{{1,3}})\s*{_BETWEEN}\s*(\d{{1,3}})(?!\d)")
_FOOT = re.compile(rf"^\W*\d{{1,3}}\W*(?:{_BETWEEN}\s*\d{{1,3}}\W*)?$")
_SHARE = 0.9
_SHORTEST = 120
_COUNTED = {languages: any_of("question_counts", languages=languages) for languages in (SPACED, UNSPACED)}
_TOTAL = {languages: any_of("total_words", languages=languages) for languages in (SPACED, UNSPACED)}
_ANNOUNCED = re.compile(
    rf"{_TOTAL[UNSPACED]}\s*(\d{{1,3}})\s*{_COUNTED[UNSPACED]}"
    rf"|{_COUNTED[UNSPACED]}\s*{any_of('count_words')}\s*[:：]?\s*(?:{_TOTAL[UNSPACED]}\s*)?(\d{{1,3}})"
    rf"|(?i:{_TOTAL[SPACED]}\s+{_COUNTED[SPACED]})\s*[:：]?\s*(\d{{1,3}})|\b(\d{{1,3}})\s+(?i:{_COUNTED[SPACED]})"
)
"""How many questions there are: "총 50문항", "문항 수: 50", "Number of questions: 50", "50 questions"."""


def lost_pages(evidence: Evidence) -> Iterator[Finding]:
    """A finding for each jump in the printed page numbers, and for pages before the first or behind the last that
    each page announces ("3 / 12")."""
    numbers = _printed(evidence)
    for (page, number), (following, later) in pairwise(sorted(numbers.items())):
        if later - number > following - page:
            message = f"page {later} follows page {number}: look for the pages between"
            yield Finding(code=PAGE_GAP, message=message, page=following)
    counted = _counted(evidence)
    if not counted or len(evidence.sheets) >= counted[0][1]:
        return
    (first, total), (last, _) = counted[0], counted[-1]
    if first > 1:
        message = f"the first page is {first} of {total}: look for those before"
        yield Finding(code=PAGE_GAP, message=message, page=1)
    if last < total:
        message = f"the last page is {last} of {total}: look for the rest"
        yield Finding(code=PAGE_GAP, message=message, page=len(evidence.sheets))


def doubled_pages(evidence: Evidence) -> Iterator[Finding]:
    """A finding for each page whose text is that of a page before."""
    texts = [sheet.text for sheet in evidence.sheets]
    if all(count > 1 for text, count in Counter(texts).items() if len(text) >= _SHORTEST):
        return  # the whole paper is there twice, or nothing is
    first: dict[str, int] = {}
    for sheet, text in zip(evidence.sheets, texts, strict=True):
        if len(text) < _SHORTEST:
            continue
        before = first.setdefault(text, sheet.number)
        if before != sheet.number:
            message = f"pages {before} and {sheet.number} are the same: one of them may stand for another"
            yield Finding(code=DUPLICATE, message=message, page=sheet.number)


def blank_pages(evidence: Evidence) -> Iterator[Finding]:
    """A finding for each page between the first question and the last on which nothing stands."""
    if not evidence.regions:
        return
    first, last = evidence.regions[0].lines[0], evidence.regions[-1].lines[-1]
    texts = {line.page for line in evidence.lines}
    for page in range(evidence.lines[first].page, evidence.lines[last].page):
        sheet = evidence.sheets[page - 1]
        if page not in texts and not sheet.pictures and not sheet.rules:
            message = "this page is blank between others that are not: look whether a picture is lost"
            yield Finding(code=BLANK_PAGE, message=message, page=page)


def announced(evidence: Evidence) -> int | None:
    """How many questions the paper says it has, before its first one or in a head or foot; None when it names
    none, or several numbers."""
    first = evidence.regions[0].lines[0] if evidence.regions else 0
    told = {
        int(next(g for g in match.groups() if g))
        for line in (*evidence.lines[:first], *evidence.heads)
        for match in _ANNOUNCED.finditer(line.text)
    }
    return told.pop() if len(told) == 1 else None


def _edge_lines(evidence: Evidence) -> Iterator[Line]:
    yield from evidence.heads
    for line in evidence.lines:
        height = evidence.sheets[line.page - 1].height
        if not _EDGE * height < line.base < (1 - _EDGE) * height and _FOOT.match(line.text):
            yield line


def _printed(evidence: Evidence) -> dict[int, int]:
    """The printed number of each page, where most pages have one that counts on."""
    told: dict[int, set[int]] = {}
    for line in _edge_lines(evidence):
        told.setdefault(line.page, set()).update(int(m[1]) for m in _NUMBER.finditer(line.text))
    offsets = Counter(n - page for page, ns in told.items() for n in ns)
    ranked = [offset for offset, _ in offsets.most_common()]
    for first in ranked[:3]:
        chosen: dict[int, int] = {}
        for page, numbers in sorted(told.items()):
            near = [n for n in numbers if -1 <= n - page - first <= 2]
            if near:
                chosen[page] = min(near, key=lambda n: abs(n - page - first))
        rising = all(b > a for a, b in pairwise(n for _, n in sorted(chosen.items())))
        if rising and len(chosen) >= max(2, _SHARE * len(evidence.sheets)):
            return chosen
    return {}


def _counted(evidence: Evidence) -> list[tuple[int, int]]:
    """The number of each page and of all, where nearly every page tells both; in order, or empty."""
    told = {
        line.page: (int(match[1]), int(match[2]))
        for line in _edge_lines(evidence)
        if (match := _OF.search(line.text)) and int(match[1]) <= int(match[2])
    }
    agreed = len({total for _, total in told.values()}) == 1
    return sorted(told.values()) if agreed and len(told) >= _SHARE * len(evidence.sheets) else []
