"""Running heads and feet: what stands at the same height on many pages, digits apart."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.exam.page.copies import at_edge
from cgq.exam.page.phrases import Phrase, phrases_of
from cgq.exam.page.ruled import ruled_off
from cgq.exam.signs.alphabets import marker_value
from cgq.exam.signs.forms import form_in
from cgq.exam.signs.labels import names_answer
from cgq.exam.signs.markers import question_number, starts_question
from cgq.exam.signs.passages import names_questions

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cgq.exam.geometry import Sheet
    from cgq.exam.page.runs import Run

_DIGITS = re.compile(r"\d+")
_NUMBERED = re.compile(r"^\D{0,12}?(\d{1,4})")
_NUMBERED_LAST = re.compile(r"(?<!\d)(\d{1,4})\D{0,12}$")
_PAGE_NUMBER = re.compile(r"^[-–—(\[<]*\s*(\d{1,3})(?:\s*[-/]\s*\d{1,3})?\s*[-–—)\]>]*$")
_ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$")
_BARE_NUMBER = re.compile(r"\d{1,3}\s*[^\W\d]")
_WORD = re.compile(r"[^\W_]")
_FOOT = 0.9
_HEIGHT = 4.0
_ASIDE = 4.0
"""Points by which what is the same on two pages stands further left or right at most; twice as far is another."""
_SHARE = 0.3
_FEWEST = 2
_NUMBERED_SHARE = 0.5
_VARIETY = 0.5
_NEARLY_ALL = 0.75
_SAME_ROW = 0.4
_BESIDE = 0.6
"""Heights of a character by which the baselines of what stands beside one another differ at most: the two numbers of
a stub do by 0.42, a foot and the line above it in converted papers by 0.69."""
_LINE = 1.75
_YEAR_DIGITS = 4
_LONGEST_FORM = 8


class _Repeats:
    """What stands at which height on how many pages. A head or foot repeats where other pages have no other
    text; a stock stem that two pages begin with stands where the others have theirs."""

    def __init__(self, sheets: Sequence[Sheet], phrased: Sequence[Sequence[Phrase]], copies: Collection[int]) -> None:
        self._pages: dict[tuple[int, str], set[int]] = defaultdict(set)
        self._texts: dict[int, set[str]] = defaultdict(set)
        self._used: dict[int, set[int]] = defaultdict(set)
        self._least = max(_FEWEST, _SHARE * (len(sheets) - len(copies)))
        self._least_numbered = max(_FEWEST + 1, _NUMBERED_SHARE * (len(sheets) - len(copies)))
        for sheet, phrases in zip(sheets, phrased, strict=True):
            if sheet.number not in copies:
                for phrase in (p for p in phrases if at_edge(p.base, sheet)):
                    self._count(phrase, sheet)

    def _count(self, phrase: Phrase, sheet: Sheet) -> None:
        for rung, text in _keys(phrase, sheet):
            self._pages[rung, text].add(sheet.number)
            self._used[rung].add(sheet.number)
        for rung in _rungs(phrase):
            self._texts[rung].add(_all_masked(phrase.text, sheet.number)[-1])

    def often(self, phrase: Phrase, sheet: Sheet) -> int:
        """On how many pages a phrase repeats the way that heads and feet do; 0 where it does not."""
        least = self._least_numbered if starts_question(phrase.text) else self._least
        most = 0
        for rung, text in _keys(phrase, sheet):
            pages, used = len(self._pages[rung, text]), len(self._used[rung])
            alike = len(self._texts[rung]) <= _VARIETY * used or pages >= _NEARLY_ALL * used
            if pages >= least and alike:
                most = max(most, pages)
        return most


def split_furniture(
    sheets: Sequence[Sheet], pages: Sequence[list[Run]], copies: Collection[int]
) -> tuple[list[list[Run]], list[list[Run]]]:
    """The runs of each page without heads and feet; and what was taken off, page by page. What repeats only on
    `copies`, the numbers of pages that are printed again, proves nothing."""
    phrased = [phrases_of(runs, sheet.rules) for sheet, runs in zip(sheets, pages, strict=True)]
    anywhere = Counter(p.text for phrases in phrased for p in phrases if _ADDRESS.match(p.text))
    repeats = _Repeats(sheets, phrased, copies)
    removed: list[set[Run]] = []
    for sheet, phrases in zip(sheets, phrased, strict=True):
        off = {r for phrase in phrases if anywhere[phrase.text] > _FEWEST for r in phrase.runs}
        for inward in (range(len(phrases)), range(len(phrases) - 1, -1, -1)):
            off.update(_edge(phrases, repeats, inward, sheet))
        off.update(ruled_off(sheet, [phrase for phrase in phrases if not off.issuperset(phrase.runs)]))
        removed.append(off)
    removed = [off | more for off, more in zip(removed, _on_taller_pages(sheets, phrased, removed), strict=True)]
    kept = [[r for r in runs if r not in off] for runs, off in zip(pages, removed, strict=True)]
    return kept, [[r for r in runs if r in off] for runs, off in zip(pages, removed, strict=True)]


def _on_taller_pages(
    sheets: Sequence[Sheet], phrased: Sequence[Sequence[Phrase]], removed: Sequence[set[Run]]
) -> list[set[Run]]:
    """For each page that was made taller than others of its width, for more stands on it than it had room for, what
    stands there as the heads and feet of those do: the edge of the page is elsewhere."""
    usual: dict[int, float] = {}
    for sheet in sheets:
        usual[round(sheet.width)] = min(sheet.height, usual.get(round(sheet.width), sheet.height))
    taller = [sheet.height > usual[round(sheet.width)] + 1 for sheet in sheets]
    known: set[tuple[int, int, str]] = set()
    for sheet, phrases, off, tall in zip(sheets, phrased, removed, taller, strict=True):
        if not tall:
            known.update(key for p in phrases if off.issuperset(p.runs) for key in _places(p, sheet))
    more: list[set[Run]] = []
    for sheet, phrases, tall in zip(sheets, phrased, taller, strict=True):
        same = [p for p in phrases if tall and not known.isdisjoint(_places(p, sheet))]
        more.append({run for phrase in same for run in phrase.runs})
    return more


def _edge(phrases: Sequence[Phrase], repeats: _Repeats, inward: Sequence[int], sheet: Sheet) -> set[Run]:
    """The furniture met on the way from an edge inwards, up to the second row that holds none, or to a question. Signs
    without a letter or digit ("( - )", where a program left the number of the page out) are some only at the edge."""
    off: set[Run] = set()
    outermost = [phrases[n].base for n in inward[:1]]
    base, misses, held = None, 0, True
    for n in inward:
        phrase = phrases[n]
        if base is None or abs(phrase.base - base) > _SAME_ROW * phrase.em:
            misses += not held
            base, held = phrase.base, False
        if misses > 1 or not at_edge(phrase.base, sheet):
            break
        row = [m for m in range(max(0, n - 4), min(len(phrases), n + 5)) if _same_row(phrases[m], phrase)]
        beside = [phrases[m] for m in row if m != n]
        often = repeats.often(phrase, sheet)
        known = {m: repeats.often(phrases[m], sheet) or _is_foot(phrases[m], sheet) for m in row}
        sure = often > _FEWEST or (not misses and all(known.values()) and _is_apart(phrase, phrases, repeats, sheet))
        bare = not _WORD.search(phrase.text) and base not in outermost
        counted = often > _FEWEST and _counts_page(phrase, sheet)
        if counted or (not bare and _is_furniture(phrase, sheet, beside, often=bool(known[n]) and sure)):
            off.update(phrase.runs)
            held = True
        elif marker_value(phrase.text) or question_number(phrase.text) or _numbers_words([phrases[m] for m in row]):
            break
    return off


def _is_furniture(phrase: Phrase, sheet: Sheet, beside: Sequence[Phrase], *, often: bool) -> bool:
    if any(_is_marked(other.text) for other in (phrase, *beside)):
        return False
    if names_questions(phrase.text):
        return False
    if often:
        return True
    row = (phrase, *beside)
    own = [other for other in row if _is_foot(other, sheet)]
    return bool(own) and all(other in own or _is_total(other, sheet) for other in row)


def _is_apart(phrase: Phrase, phrases: Sequence[Phrase], repeats: _Repeats, sheet: Sheet) -> bool:
    """Whether nothing that does not repeat stands as near to a phrase as lines of one text do."""
    return not any(_touch(other, phrase) and not repeats.often(other, sheet) for other in phrases)


def _touch(phrase: Phrase, other: Phrase) -> bool:
    """Whether two phrases stand as near above one another as lines of one text do."""
    near = 0 < abs(phrase.base - other.base) <= _LINE * max(phrase.em, other.em)
    return near and phrase.runs[0].x0 < other.runs[-1].x1 and other.runs[0].x0 < phrase.runs[-1].x1


def _numbers_words(row: Sequence[Phrase]) -> bool:
    """Whether a row begins with a bare number that words follow."""
    runs = sorted((run for phrase in row for run in phrase.runs), key=lambda run: run.x0)
    return bool(_BARE_NUMBER.match("".join(run.text for run in runs)))


def _is_marked(text: str) -> bool:
    """Whether a text begins like an option and does not only name a form, as "(가)형" does; or tells an answer."""
    marked = bool(marker_value(text)) and (len(text) > _LONGEST_FORM or form_in(text) is None)
    return marked or names_answer(text)


def _is_foot(phrase: Phrase, sheet: Sheet) -> bool:
    """Whether a phrase at the foot of a page can only be part of it: an address, or the page's own number."""
    own = _counts_page(phrase, sheet) == sheet.number
    return phrase.base > _FOOT * sheet.height and (own or bool(_ADDRESS.match(phrase.text)))


def _is_total(phrase: Phrase, sheet: Sheet) -> bool:
    """Whether a phrase may be the count of pages that stands beside a page's own number, in a cell of its own."""
    return _counts_page(phrase, sheet) >= sheet.number


def _counts_page(phrase: Phrase, sheet: Sheet) -> int:
    """The number that a phrase at the foot of a page is, with nothing but the count of all; 0 for any other."""
    numbered = _PAGE_NUMBER.match(phrase.text) if phrase.base > _FOOT * sheet.height else None
    return int(numbered[1]) if numbered else 0


def _same_row(phrase: Phrase, other: Phrase) -> bool:
    return abs(phrase.base - other.base) <= _BESIDE * min(phrase.em, other.em)


def _keys(phrase: Phrase, sheet: Sheet) -> list[tuple[int, str]]:
    """What makes a phrase the same on another page: about its height, and its text or its masked text."""
    texts = (phrase.text, *_all_masked(phrase.text, sheet.number))
    return [(rung, text) for rung in _rungs(phrase) for text in texts]


def _places(phrase: Phrase, sheet: Sheet) -> list[tuple[int, int, str]]:
    """What makes a phrase the same at the same place of another page: about its left edge, its distance
    from the top or from the foot, and its text."""
    at = int(phrase.runs[0].x0 // _ASIDE)
    from_foot = replace(phrase, base=phrase.base - sheet.height)
    keys = [*_keys(phrase, sheet), *_keys(from_foot, sheet)]
    return [(x, rung, text) for x in (at - 1, at, at + 1) for rung, text in keys]


def _rungs(phrase: Phrase) -> tuple[int, int]:
    """The two steps of the ladder of heights that a phrase is nearest to."""
    rung = int(phrase.base // _HEIGHT)
    return rung, rung + 1 if phrase.base % _HEIGHT > _HEIGHT / 2 else rung - 1


def _all_masked(text: str, page: int) -> list[str]:
    """The text with its digits masked, once for its first number and once for its last: one counts as its distance
    from the page's, for a page number keeps it and a question's number at the top of a page does not."""
    numbers = [found for found in (_NUMBERED.match(text), _NUMBERED_LAST.search(text)) if found]
    counted = [int(n[1]) - page if len(n[1]) < _YEAR_DIGITS else 0 for n in numbers] or [0]
    masked = _DIGITS.sub("0", text)
    return [f"{distance}:{masked}" for distance in dict.fromkeys(counted)]
