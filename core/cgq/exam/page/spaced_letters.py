"""Titles and heads whose letters are all set apart by spaces ("출 제 기 준", "E X A M"), read as the words they are."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.exam.vocabulary import within, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WIDE_GAP = re.compile(r"\s{2,}")
_APART = re.compile(r"[\W_]*(?:[^\W\d_]|\d+)?[\W_]*$")
"""One letter or one number at most, with brackets and stops."""
_LETTERS = re.compile(r"[^\W\d_]")
_LISTING = re.compile(r"\w[,.;:)、．]$")
"""What a list of letters has behind each of them: "A, B, C", "가. 나. 다."."""
_SEPARATE = re.compile(r"(?<=[A-Za-z]{2})(?=\d)|(?<=\d)(?=[A-Za-z]{2})")
"""Between a Latin word and a number, which are two words: "EXAM 2024"."""
_KNOWN = re.compile(
    within(
        "answer_words",
        "exam_names",
        "exam_words",
        "explanation_words",
        "key_names",
        "occasion_words",
        "plain_words",
        "session_counters",
        "subject_counters",
        "title_words",
        "year_counters",
    ),
    re.IGNORECASE,
)
_LEAST_KNOWN = 2
"""Letters of the shortest word that is known by its meaning: "시험". A lone 년 or 급 proves nothing."""
_LEAST_PRINTED = 3
"""Letters of the shortest word that is known because the paper prints it elsewhere: two may stand there by chance."""
_MARKERS = frozenset("ABCDEFGHOX")
"""Letters that answers and options are called by: a row of them is no word, whatever else spells so."""
_COUNTING = frozenset({1, ord("나") - ord("가")})
"""From a letter to the next one, in code points: A to B, and 가 to 나."""


class PrintedText:
    """The text of a paper, in which a word may stand with its letters together."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = tuple(texts)

    @cached_property
    def _text(self) -> str:
        return "\n".join(self._texts).casefold()

    def has(self, word: str) -> bool:
        """Whether a word, or what begins with it, stands there; letters of an alphabet do not run into it."""
        wanted = word.casefold()
        at = self._text.find(wanted)
        while at > 0 and wanted[0].isascii() and self._text[at - 1].isalnum():
            at = self._text.find(wanted, at + 1)
        return at >= 0


def join_letters(text: str, printed: PrintedText) -> str:
    """The text with the letters of its words together, where every letter stands alone; else as it is.

    Between two gaps of more than one space a text is looked at by itself. Its letters are a word when it holds one
    that titles hold (the vocabulary), or when the paper prints the same letters together elsewhere: words of one
    syllable or letter that stand in a row ("눈 코 입", "A B C D") are neither.
    """
    parts = [_joined(part, printed) for part in _WIDE_GAP.split(text.strip())]
    return " ".join(parts) if parts != _WIDE_GAP.split(text.strip()) else text


def _joined(text: str, printed: PrintedText) -> str:
    tokens = text.split()
    if len(tokens) < _LEAST_KNOWN or not all(_APART.match(token) for token in tokens):
        return text
    letters = "".join(_LETTERS.findall(text))
    if len(letters) < _LEAST_KNOWN or _is_series(letters) or sum(map(bool, map(_LISTING.search, tokens[:-1]))) > 1:
        return text
    together = _SEPARATE.sub(" ", _together(tokens))
    return together if _is_word(together, letters, printed) else text


def _together(tokens: Sequence[str]) -> str:
    """The tokens in one; a number of several digits begins a word, but not behind an ordinal ("제 12 회")."""
    text = tokens[0]
    for before, after in pairwise(tokens):
        is_number = after.isdigit() and len(after) > 1
        after_number = before.isdigit() and len(before) > 1 and after.isdigit()
        begins = after_number or (is_number and before not in words("ordinal_words"))
        text += f" {after}" if begins else after
    return text


def _is_word(together: str, letters: str, printed: PrintedText) -> bool:
    known = any(len(found[0]) >= _LEAST_KNOWN for found in _KNOWN.finditer(together))
    return known or (len(letters) >= _LEAST_PRINTED and printed.has(letters))


def _is_series(letters: str) -> bool:
    """Letters that count ("가 나 다": each as far from the last), or that answers are called by."""
    if _MARKERS.issuperset(letters.upper()):
        return True
    steps = {ord(after) - ord(before) for before, after in pairwise(letters)}
    return len(steps) == 1 and (len(letters) > _LEAST_KNOWN or steps <= _COUNTING)
