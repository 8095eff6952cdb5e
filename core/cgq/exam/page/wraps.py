"""Korean papers that break lines inside words: which two lines to join without a space.

Some producers wrap at words, some at any character, and the page shows no difference. Each break gets a score, in
natural logarithms of odds, that it lies inside a word: from how the paper breaks its lines, from the room that was left
above, from what the paper prints elsewhere, and, where that leaves a doubt, from the Korean analyser. Between two words
that the scores leave in doubt the page's own space stays. The numbers were fitted on broken lines of known text, and
bench/words.py measures what they come to.
"""

from __future__ import annotations

import re
from dataclasses import replace
from math import exp, log
from typing import TYPE_CHECKING

from cgq.exam.geometry import WORD_JOINER
from cgq.exam.page.breaks import breaks_of
from cgq.exam.page.printed import Printed
from cgq.exam.page.spelling import score_of, spellings
from cgq.korean import fits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.page.breaks import Break

_LONE = re.compile(
    r"(?:은|는|을|를|의|와|과|에|에서|에게|에는|에도|에만|에서는|에서의|으로|로|으로써|로써|으로서|로서|으로는|로부터|까지|부터|"
    r"처럼|마다|조차|이며|이라고|라고|이라는|라는|이다|입니다|니다|습니다|다)"
    r"[.,?!)\]」』》〉’”]*"
)
"""What never is a word: particles, and what ends a sentence."""
_ENDED = re.compile(r"[가-힣](?:를|지만|하는|되는|있는|없는|않는)$")
"""What ends a word and hardly ever stands inside one."""
_OPENING, _CLOSING = "([{「『《〈【‘“～∼․·ㆍ", ")]}」』》〉】’”,.?!;:～∼․·ㆍ%℃²³"
"""Signs that no space follows, and that none comes before."""
_STOPS = ",.?!;:…"
_HABITUAL = re.compile(r"[0-9㉠-㉿ⓐ-ⓩⒶ-Ⓩ][가-힣]|[가-힣]\((?!.?\)|$)")
"""Where a paper has a habit: a number or a sign and Hangul, Hangul and a bracket that holds more than one sign."""

_INSIDE = 0.6
"""Of the breaks of a paper that breaks words: two in three lie inside one."""
_AT_WORDS = -7.0
"""Of those of a paper that breaks lines at words."""
_MIXED = -3.0
"""Of those of a paper that breaks lines at words, but for a few paragraphs: particles begin this many lines:"""
_FEWEST_LONE = 3
_LONE_STARTS = 6.0
"""For breaking words, of a particle alone at a line's start: a fifth of the breaks in such a paper, none in another."""
_NONE_STARTS = -0.22
_HAD_ROOM = -2.0
"""For breaking words, of a line that had room for the next sign: usual where lines are broken at words only; else a
box that is narrower than its column."""
_ROOM = 0.5
"""Ems beyond what the next sign needs from which a line had room for it."""
_ROOMY, _FAR = -4.0, -9.0
"""Of the break itself where there was room, and where there was so much that no box accounts for it:"""
_FAR_ROOM = 2.0
_CLEAR_GAIN = 2.0
_GAINED, _NOT_GAINED = 4.0, -1.0
"""For breaking words, of a break that the analyser finds inside a word by a clear gain, and of any other."""
_CERTAIN = 9.0
_NEITHER = -1.9
"""Of Hangul and another script where the paper has no habit: words of their own."""
_TIE = 0.5
_ASKED = 6.5
"""The score up to which, either way, the analyser could still change what is decided."""


def with_broken_words_marked(lines: Sequence[Line]) -> list[Line]:
    """The lines, each that ends inside a word with a word joiner at its end."""
    breaks = breaks_of(lines)
    marked = list(lines)
    for found, score in zip(breaks, _scores(breaks, lines), strict=True):
        if score > _TIE:
            line = lines[found.line]
            xs, ends = ((*edges, line.box[2]) for edges in (line.xs, line.ends))
            marked[found.line] = replace(line, text=line.text + WORD_JOINER, xs=xs, ends=ends)
    return marked


def _scores(breaks: Sequence[Break], lines: Sequence[Line]) -> list[float]:
    """The score of each break. Where this process has no room for the analyser, what the page shows must do."""
    if not breaks:
        return []
    printed = Printed(line.text for line in lines)
    shown = [_shown(found, printed) for found in breaks]
    different = _different(breaks)
    habit = sum(_habit(breaks[n]) for n in different)
    mixed = sum(map(_is_lone, breaks)) >= _FEWEST_LONE
    expected = _expected(habit, mixed=mixed)
    may_be = max(expected, _MIXED)
    asked = [n for n, score in enumerate(shown) if abs(score + may_be) <= _ASKED and breaks[n].below_is_hangul]
    if habit <= -_CERTAIN or not asked or not fits():
        return [score + expected for score in shown]
    found = dict(zip(asked, spellings([breaks[n] for n in asked], lines), strict=True))
    gains = [found[n].gain for n in asked if n in different and breaks[n].above_is_hangul]
    habit += sum(_GAINED if gain > _CLEAR_GAIN else _NOT_GAINED for gain in gains)
    expected = _expected(habit, mixed=mixed)
    spelt = {n: score_of(spelling, breaks[n], printed) for n, spelling in found.items()}
    return [score + expected + spelt.get(n, 0.0) for n, score in enumerate(shown)]


def _different(breaks: Sequence[Break]) -> set[int]:
    """The first of the breaks that part the same word: a text that comes back says once how its paper breaks lines."""
    return set({(found.tail, found.head): n for n, found in reversed(list(enumerate(breaks)))}.values())


def _habit(found: Break) -> float:
    """What a break says for a paper that breaks lines inside words."""
    if _is_lone(found):
        return _LONE_STARTS
    if not (found.above_is_hangul and found.below_is_hangul):
        return 0.0
    return _HAD_ROOM if found.spare > _ROOM else _NONE_STARTS


def _expected(habit: float, *, mixed: bool) -> float:
    """The score of any break in a paper of such a habit."""
    breaks_words = 1.0 / (1.0 + exp(-max(-_CERTAIN, min(_CERTAIN, habit))))
    inside = breaks_words / (1.0 + exp(-_INSIDE))
    return max(log(inside / (1.0 - inside)), _MIXED if mixed else _AT_WORDS)


def _is_lone(found: Break) -> bool:
    return bool(_LONE.fullmatch(found.head))


def _shown(found: Break, printed: Printed) -> float:
    """The score of a break by what the page shows."""
    if _is_lone(found) or found.head[0] in _CLOSING or found.tail[-1] in _OPENING:
        return 2 * _CERTAIN
    if found.tail[-1] in _STOPS or _ENDED.search(found.tail):
        return -_CERTAIN
    score = _FAR if found.spare > _FAR_ROOM else _ROOMY if found.spare > _ROOM else 0.0
    counts = printed.counts(found)
    if counts.joined or counts.spaced:
        return score + counts.score
    if _HABITUAL.match(found.tail[-1] + found.head):
        return score + printed.habit(found).score / 2
    return score if found.below_is_hangul else score + _NEITHER
