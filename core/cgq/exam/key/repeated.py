"""Lines of a number and its answer that many lines repeat: "12. Solution: D", "12. D (Art. 5)".

No list of words is asked: what stands between the numbers and the answers is the same on each line, the numbers count
on by one, and the answers vary as answers do.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.exam.geometry import WORD_JOINER
from cgq.exam.page.lines import WIDE_GAP
from cgq.exam.signs.pairs import AFTER_NUMBER, AFTER_OPTION, BARE, BRACKETED, CAPITAL, DIGIT, JOINT
from cgq.exam.signs.values import NUMBER_GOES_ON, RING
from cgq.exam.vocabulary import UNSPACED, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.geometry import Line

_JOINED = any_of("and_words", "or_words", languages=UNSPACED)
_ALONE = rf"(?<![^\W\d_]){BARE}(?!(?!{_JOINED})[^\W\d_])"
"""A letter that is no part of a word; one of Korean may join the next letter to it."""
_SIGN = rf"(?:{RING}|{BRACKETED}|{_ALONE}|{DIGIT}(?!\d){AFTER_OPTION}?)"
_LINE = re.compile(
    rf"^\s*\D{{0,12}}?(?P<number>\d{{1,3}})(?!\d)\s?(?:[.):：]|{AFTER_NUMBER})?\s*"
    rf"(?P<word>[^\d①-⑩\t]{{2,24}}?[:：.]?\s*)??(?P<answer>{_SIGN}(?:{JOINT}{_SIGN}(?!\w))*)"
    rf"(?P<tail>$|[\s(（\[,.;:–—-].*$)"
)
_RING = re.compile(RING)
_DIGIT = re.compile(r"\d")
_MORE_RINGS = re.compile(rf"^(?:{JOINT}|\s*){RING}")
_MORE_LETTERS = re.compile(rf"^(?:{JOINT}|\s*)[(（\[]?(?:{CAPITAL}|{DIGIT})[)）\]]?\s*(?:$|[,;])")
"""Behind an answer: another one of its kind that nothing joins to it. A letter that words follow is one of theirs."""
_BEHIND_WORD = re.compile(r"^\s*(?:$|[(（\[.,;:–—-])")
_SET_OFF = re.compile(r"^\s*(?:$|[(（\[–—]|-\s)")
"""A remark behind a bare digit that cannot go on with it as "3 apples" does."""
_FEWEST = 5
"""Lines that repeat: four answers out of four letters agree with any pattern too often to prove one."""
_FEWEST_SIGNS = 3
"""Different answers of a run: words that alternate between two are no key."""
_MOST_ALIKE = 0.7
"""Share of the commonest answer. Of 20 answers to four options more than 14 are the same once in 10^5 keys; an article
("A …") or the first option of each question is nearly always the same."""
_ALIKE = 0.8
"""Share of the lines with the same words behind a bare digit; stems that begin with a number go on otherwise."""
_WORDED = 0.5
"""Share of the lines with a word before or behind the answer; a legal basis may be missing now and then."""
MOST_SKIPPED = 3
"""How far the numbers count on from one line to the next: a void answer or two between them have another pattern."""
LONGEST = 60
"""Lines from one answer to the next, an explanation between them, at most."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """A number and its answer in one cell of a line, both from `start` to before `end`; the cell ends before `stop`.

    The answer is empty where another one stands behind it that nothing joins to it: all of it or nothing.
    """

    line: int
    cell: int
    number: int
    answer: str
    start: int
    end: int
    stop: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    """What may be a number and its answer: the line, which cell of it, where that starts, and the match in it."""

    line: int
    cell: int
    start: int
    match: re.Match[str]

    @property
    def number(self) -> int:
        return int(self.match["number"])


def repeated_answers(lines: Sequence[Line]) -> list[Repeated]:
    """The answers that repeat one pattern, line by line."""
    found: dict[tuple[int, int], _Candidate] = {}
    for alike in _alike(lines).values():
        downwards = sorted(alike, key=lambda one: (one.cell, one.line))
        for order in (alike, downwards):
            for run in _runs(order):
                if _is_key([one.match for one in run]):
                    found.update({(one.line, one.cell): one for one in run})
    return [_repeated(one) for _, one in sorted(found.items())]


def _repeated(one: _Candidate) -> Repeated:
    match = one.match
    start, end, stop = (one.start + at for at in (match.start("number"), match.end("answer"), match.end()))
    answer = "" if _goes_on(match) else match["answer"]
    return Repeated(one.line, one.cell, one.number, answer, start, end, stop)


def _goes_on(match: re.Match[str]) -> bool:
    """Whether another answer stands behind the one that was read, or more of its number."""
    more = _MORE_RINGS if _RING.match(match["answer"]) else _MORE_LETTERS
    return bool(more.match(match["tail"]) or NUMBER_GOES_ON.match(match["tail"]))


def _alike(lines: Sequence[Line]) -> dict[str, list[_Candidate]]:
    """The cells of each pattern, by the letters between number and answer, along the lines."""
    alike: dict[str, list[_Candidate]] = defaultdict(list)
    for index, line in enumerate(lines):
        start = 0
        if not _DIGIT.search(line.text):
            continue
        for cell, text in enumerate(line.text.split(WIDE_GAP)):
            match = _LINE.match(text.rstrip(WORD_JOINER))
            if match is not None:
                word = "".join(filter(str.isalpha, match["word"] or "")).casefold()
                if _fits(word, match):
                    alike[word].append(_Candidate(index, cell, start, match))
            start += len(text) + 1
    return alike


def _fits(word: str, match: re.Match[str]) -> bool:
    """Whether a line can be one of a pattern: behind a word, nothing but a remark follows the answer."""
    tail = match["tail"]
    return not word or (len(word) > 1 and bool(_BEHIND_WORD.match(tail) or _goes_on(match)))


def _runs(alike: Sequence[_Candidate]) -> Iterator[list[_Candidate]]:
    """Cells whose numbers count on by one."""
    run: list[_Candidate] = []
    for one in alike:
        if run and (not 0 < one.number - run[-1].number <= MOST_SKIPPED or one.line - run[-1].line > LONGEST):
            yield run
            run = []
        run.append(one)
    yield run


def _is_key(run: Sequence[re.Match[str]]) -> bool:
    """Whether the answers of a run vary, and are no list that is counted in letters; a list without words is read
    elsewhere (listed.py)."""
    signs = [match["answer"] for match in run]
    counts = Counter(signs)
    if sum(bool(match["word"] or match["tail"].strip()) for match in run) < _WORDED * len(run):
        return False
    bare = any(not match["word"] and match["answer"][0].isdecimal() for match in run)
    if bare and not _remarks_are_alike([match["tail"] for match in run]):
        return False
    if len(run) < _FEWEST or len(counts) < _FEWEST_SIGNS or signs == sorted(counts):
        return False
    return max(counts.values()) <= _MOST_ALIKE * len(run)


def _remarks_are_alike(tails: Sequence[str]) -> bool:
    """Whether what stands behind bare digits is set off, or nearly always the same but for its numbers: "3 Art. 12"."""
    if all(map(_SET_OFF.match, tails)):
        return True
    skeletons = Counter("".join(filter(str.isalpha, tail)) for tail in tails)
    return max(skeletons.values()) >= _ALIKE * len(tails)
