"""Korean papers that break lines inside words: which two lines to join without a space.

Some producers wrap at words, some at any character, and the page shows no difference. The paper itself
tells: where lines often begin with what never begins a word (particles, endings), it breaks words; and
whether a particular break does is decided by the words that the same paper prints whole.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.exam.geometry import WORD_JOINER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.exam.geometry import Line

_BOUND = re.compile(
    r"^(?:은|는|을|를|의|에|에서|에게|로|으로|과|와|도|다|이다|된다|한다|하다|되는|하는|하여|하고|되어|되고|된|될|적|적인|"
    r"적으로|들은|들을|들이|니다|습니다|어야|아야|지만|면서|라고|이라고|까지|부터|보다|이며)"
    r"[.,?!)]*$"
)
_HANGUL_WORD = re.compile(r"[가-힣]+")
_LAST_WORD = re.compile(r"([가-힣]+)$")
_FIRST_WORD = re.compile(r"^([가-힣]+)([.,?!)]*)")
_BROKEN_SHARE = 0.05
_FEWEST_BREAKS = 20


def with_broken_words_marked(lines: Sequence[Line]) -> list[Line]:
    """The lines, each that ends inside a word with a word joiner at its end."""
    breaks = [n for n, (line, below) in enumerate(pairwise(lines)) if _wraps(line, below)]
    bound = sum(1 for n in breaks if _BOUND.match(lines[n + 1].text.split()[0]))
    if len(breaks) < _FEWEST_BREAKS or bound < _BROKEN_SHARE * len(breaks):
        return list(lines)
    words = _whole_words(lines)
    marked = list(lines)
    for n in breaks:
        if _inside_word(lines[n].text, lines[n + 1].text, words):
            line = lines[n]
            xs, ends = ((*edges, line.box[2]) for edges in (line.xs, line.ends))
            marked[n] = replace(line, text=line.text + WORD_JOINER, xs=xs, ends=ends)
    return marked


def _wraps(line: Line, below: Line) -> bool:
    """Whether Hangul runs on from one line to the next of the same column."""
    if (line.page, line.column) != (below.page, below.column) or below.base - line.base > 2.2 * line.em:
        return False
    return bool(_LAST_WORD.search(line.text) and _FIRST_WORD.match(below.text))


def _whole_words(lines: Iterable[Line]) -> list[str]:
    """Words that stand inside a line, where no break can have cut them; sorted."""
    words: set[str] = set()
    for line in lines:
        for token in line.text.split()[1:-1]:
            words.update(_HANGUL_WORD.findall(token))
    return sorted(words)


def _inside_word(text: str, below: str, words: Sequence[str]) -> bool:
    tail, head = _LAST_WORD.search(text), _FIRST_WORD.match(below)
    if tail is None or head is None:
        return False
    if _BOUND.match(head[0]):
        return True
    start = tail[1] + head[1][0]
    at = bisect_left(words, start)
    known = at < len(words) and words[at].startswith(start)
    alone = bisect_left(words, tail[1])
    return known and not (alone < len(words) and words[alone] == tail[1])
