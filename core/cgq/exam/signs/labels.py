"""Labels of answers, and the lines that they begin: "정답 ②", "[정답] ②", "(정답: ②)", "Answer: B", "Odp.: B".

A label is a word for "answer" with what follows it. What follows must be an answer to its end, or up to where an
explanation begins; a text that only speaks of answers ("the answer is recorded in …", 정답률) is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from cgq.exam.geometry import WORD_JOINER
from cgq.exam.signs.alphabets import narrow
from cgq.exam.signs.remarks import takes_back
from cgq.exam.signs.values import joins_on, parse_answer
from cgq.exam.vocabulary import any_of, words
from cgq.exam.vocabulary.alternatives import one_of, signs_of_word

if TYPE_CHECKING:
    from cgq.exam.signs.values import Parsed

BULLET = r"\s*(?:[■□◆◇●○▶▷►☞→✔✓※*·•-]+\s*)?"
OPEN, SHUT = r"[\[【<〈(「]", r"[\]】>〉)」]"
_QUALIFIER, _OPTION = any_of("answer_qualifiers"), any_of("option_words")
NAME = (
    rf"(?i:(?:(?:{_QUALIFIER})\s*)?{any_of('answer_words')}(?:\s?\(s\))?(?:\s*{_QUALIFIER})?"
    rf"|{_QUALIFIER}\s*{_OPTION}|{_OPTION}\s*{_QUALIFIER})"
)
"""What calls an answer so: a word for it, with what qualifies it before or behind; or a right option."""
_HEAD = re.compile(
    rf"{BULLET}(?P<open>{OPEN})?\s*(?P<name>{NAME})\s*(?P<shut>{SHUT})?\s*(?P<mark>[.:=–—→⇒-]+)?\s*"
    rf"(?P<copula>(?i:{any_of('answer_copulas')})\s*[.:]?\s*)?"
)
_NOT_LINKING = any_of("answer_copulas", "option_words")
_BEFORE_NUMBER = any_of("question_words", "question_abbreviations", "number_abbreviations", "ordinal_words")
_NUMBERED = re.compile(
    rf"{BULLET}(?P<open>{OPEN})?\s*(?P<name>{NAME})\s*(?:(?<=\s)(?:to|(?!(?i:{_NOT_LINKING})\s)[^\W\d_]{{1,10}}\.?)\s+){{0,3}}"
    rf"[(]?(?:(?i:{_BEFORE_NUMBER})\.?\s*)?"
    rf"#?(?P<number>\d{{1,3}})\s*(?:{any_of('question_counters')})?\s*"
    rf"(?:[.)]?\s*[:：]|\s[–—-]\s|(?P<shut>{SHUT})\s*[:：]?)\s*"
)
"""A label that names its question: "Answer to 2: D", "Antwort 4: B", "정답 4번: ②"."""
_EVERY_STEM = {max(word.split(" "), key=len) for word in words("answer_words") + words("option_words")}
_SHORTEST_STEMS = sorted(s for s in _EVERY_STEM if not any(other in s for other in _EVERY_STEM - {s}))
_STEMS = re.compile(one_of([signs_of_word(stem, spaced=False) for stem in _SHORTEST_STEMS]))
"""Each name of a label holds one of these."""
_SHARED = re.compile(rf"(?i:{any_of('shared_answer_words')})")
_LOCAL = re.compile(r"[가-힣ぁ-ヿ一-鿿]")
_BLANK = re.compile(r"[\s_.…·□☐○()\[\]-]*")
_CLOSER = re.compile(SHUT)
_ENDS = re.compile(r"(?=[\s.:【\[(<]|$)")
_EXPLAINS = re.compile(rf"\s+{OPEN}?\s*(?i:{any_of('explanation_words')})\s*(?:{SHUT}|[.:–—-])")
"""What begins an explanation behind an answer on its line."""
_PLAIN_WORD = re.compile(r"\s+(?=[^\W\d_])")
_WORDLIKE = re.compile(r"(?:^|\s)[AIaeio]$")
"""A letter that is a word in some language: with another word behind it, it is hardly an option."""
_LOOSE_LIST = re.compile(r"(?:^|\s)[A-Za-z\d][.)]?\s+\S+$")
"""A list without commas: with words behind it, its last letter may be their first ("B. C is wrong")."""
_CLAUSE_BETWEEN = re.compile(r"\S[\s,;、/]+\S")
"""What stands between two signs where a clause of its own may begin with the second: "B, C is too small"."""
_GOES_ON = re.compile(r"\s*(?:[^\W\d_]|:)")
_AGREES = re.compile(
    rf"\s*(?:(?i:{any_of('answer_copulas')})\s+(?i:{_QUALIFIER})\s*(?:[.,;]|$)"
    rf"|{any_of('several_words', 'correction_words', 'explanation_words')})"
)
"""Words behind several answers that say again that they are right, or explain them: "A and C are correct.",
"①, ③ 복수정답", "①, ③ 해설"."""
_BEGUN_NUMBER = re.compile(r"\d[.:]$")
_STOP = re.compile(r"[.):、\]】>]$")
_LONGEST_VALUE = 60
"""In characters: longer than any answer that lists options."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the start of a text: where its value stands; what this chooses, None for what cannot be read.

    `stop` is where the label ends and an explanation may begin. `sure` tells that brackets or a colon set the name off,
    or that the script has no letters which it could share with a sentence.
    """

    name: str
    value: tuple[int, int]
    parsed: Parsed | None
    stop: int
    sure: bool
    number: int | None = None
    """The question that the label names."""

    def alone(self, text: str) -> bool:
        """Whether nothing stands behind it in the text that it begins."""
        return not text[self.stop :].strip(" .\u2060")

    @property
    def shared(self) -> bool:
        """Whether its name calls other things, too."""
        return bool(_SHARED.search(self.name))

    @property
    def blank(self) -> bool:
        """Whether nothing is filled in."""
        return self.value[0] == self.value[1]


def may_hold_label(text: str) -> bool:
    """Whether a text holds a word that labels are made of: a quick look, which most lines do not pass."""
    return bool(_STEMS.search(text.lower()))


@lru_cache(maxsize=8192)
def label_at(text: str, marks: tuple[str, ...] = ()) -> Label | None:
    """The label that a text begins with; `marks` are the signs of the question's options, where they are known."""
    plain = narrow(text).rstrip(WORD_JOINER)
    head = _HEAD.match(plain)
    if head is None:
        return None
    numbered = _numbered_label(plain, marks)
    if numbered is not None:
        return numbered
    if head["shut"] and not head["open"]:
        return None
    enclosed = bool(head["open"]) and not head["shut"]
    marked = bool(head["open"] or head["mark"] or head["name"].endswith(":"))
    start = head.end()
    limit = _closing(plain, start) if enclosed else len(plain)
    if limit is None:
        return None
    if not _parted(plain, head):
        return None
    name = " ".join(head["name"].lower().split())
    stop = limit + 1 if enclosed else limit
    if _BLANK.fullmatch(plain, start, limit):
        return Label(name, (start, start), None, stop, sure=True) if marked else None
    found = _value(plain[start:limit], marks, whole=enclosed or not _may_be_explained(head, marked=marked))
    if found is None:
        shared = not head["open"] and _SHARED.search(name)
        unread = marked and not shared
        return Label(name, (start, limit), None, stop, sure=True) if unread else None
    parsed, length = found
    end = stop if enclosed else start + length
    if takes_back(plain[start : start + length], plain[end:], parsed, marks):
        return Label(name, (start, limit), None, stop, sure=True)
    sure = marked or bool(_LOCAL.search(name))
    return Label(name, (start, start + length), parsed, end, sure)


def _numbered_label(plain: str, marks: tuple[str, ...]) -> Label | None:
    """The label that a text begins with and that names its question, with an answer that can be read."""
    head = _NUMBERED.match(plain)
    if head is None or bool(head["open"]) != bool(head["shut"]):
        return None
    start = head.end()
    found = _value(plain[start:], marks, whole=False)
    if found is None:
        return None
    parsed, length = found
    name, number = " ".join(head["name"].lower().split()), int(head["number"])
    if takes_back(plain[start : start + length], plain[start + length :], parsed, marks):
        return Label(name, (start, len(plain)), None, len(plain), sure=True, number=number)
    return Label(name, (start, start + length), parsed, start + length, sure=True, number=number)


def names_answer(text: str) -> bool:
    """Whether a text begins with a label that can be read."""
    label = label_at(text)
    return label is not None and label.parsed is not None


def _closing(text: str, start: int) -> int | None:
    """Where the bracket that was opened before `start` is shut; None where it is not."""
    depth = 0
    for at in range(start, len(text)):
        if re.match(OPEN, text[at]):
            depth += 1
        elif _CLOSER.match(text[at]):
            if not depth:
                return at
            depth -= 1
    return None


def _parted(text: str, head: re.Match[str]) -> bool:
    """Whether something parts a name from what follows it: a mark, a gap, or that it is no letter."""
    if head["shut"] or head["mark"] or head["copula"] or head["name"].endswith(":"):
        return True
    before, after = text[head.end() - 1 : head.end()], text[head.end() : head.end() + 1]
    return before.isspace() or not after.isalpha()


def _may_be_explained(head: re.Match[str], *, marked: bool) -> bool:
    """Whether more may stand behind the answer: not where a bare name could be part of a sentence ("Answer B is …")."""
    return marked or bool(head["copula"]) or bool(_LOCAL.search(head["name"]))


def _value(text: str, marks: tuple[str, ...], *, whole: bool) -> tuple[Parsed, int] | None:
    """The answer that a text begins with and its length: the longest after which the rest starts something new."""
    if whole:
        parsed = parse_answer(text, marks)
        return (parsed, len(text.rstrip())) if parsed is not None and "\t" not in text.strip() else None
    within = text[: min(_LONGEST_VALUE, *(len(part) for part in text.split("\t")[:1]))]
    for end in sorted((m.start() for m in _ENDS.finditer(within)), reverse=True):
        for stop in (end + 1, end):
            parsed = parse_answer(within[:stop], marks) if stop <= len(within) else None
            if parsed is not None and _starts_anew(within[:stop], text[stop:]):
                return parsed, len(within[:stop].rstrip())
    return None


def _starts_anew(value: str, rest: str) -> bool:
    """Whether what follows an answer is not its continuation: nothing, another cell, or an explanation."""
    value = value.rstrip()
    if not rest.strip():
        return True
    if rest[0] == "\t":
        return parse_answer(rest.split("\t")[1]) is None
    if joins_on(rest) or _LOOSE_LIST.search(value) or (rest[0].isdecimal() and _BEGUN_NUMBER.search(value)):
        return False
    if _EXPLAINS.match(rest):
        return True
    if _ends_in_clause(value, rest) or _names_sign(value, rest):
        return False
    if _STOP.search(value) or rest[0] in ".:【[(<":
        return True
    return rest[0].isspace() and not (_WORDLIKE.search(value) and _PLAIN_WORD.match(rest))


def _names_sign(value: str, rest: str) -> bool:
    """Whether a colon parts an answer from a second sign, so that the first may be the number of a question."""
    behind = (value[-1] + rest).partition(":")
    return not behind[0][1:].strip() and bool(behind[1]) and parse_answer(behind[2]) is not None


def _ends_in_clause(value: str, rest: str) -> bool:
    """Whether the last sign of a list may begin the words that follow it: "B, C is too small", "B, D: see page 2". A
    capital begins a sentence of its own."""
    if not _CLAUSE_BETWEEN.search(value.rstrip(" .:")) or _AGREES.match(rest):
        return False
    following = _GOES_ON.match(rest)
    return value.endswith(":") or (following is not None and not following[0][-1].isupper() and value[-1] != ".")
