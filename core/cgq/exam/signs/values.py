"""What an answer chooses: "③", "BD", "1, 5", "A and C", "①～③", "가, 다", 전항정답. All of it, or nothing.

A text is an answer when every part of it is a sign of an option or joins two of them. A rest that is neither makes
it none: the first letter of "A and the others" is no answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from cgq.exam.signs.alphabets import LOOKS_LATIN, alphabets_of, narrow, signs_of
from cgq.exam.vocabulary import any_of

if TYPE_CHECKING:
    from cgq.exam.model import Mode
    from cgq.exam.signs.alphabets import Alphabet

Joined = Literal["one", "together", "and", "or", "list", "void"]
"""How several options are joined: letters set together ("BD"), a word, or only listed, which leaves open whether each
or all of them are meant."""

_FEWEST_VOID = 4
"""So many options, all of them accepted, are a void question; of two or three all may well be right."""

RING = f"[{signs_of('number', 'letter', 'hangul', rings=True)}]"
ROMAN_SIGN = f"[{signs_of('roman', rings=False).translate({ord(c): None for c in 'ivxIVX'})}]"
ROMAN = r"(?:i{1,3}|i[vx]|vi{0,3}|x|I{1,3}|I[VX]|VI{0,3}|X)"
_LETTERS = signs_of("hangul", "kana", "cyrillic", rings=False)
SIGN = rf"(?:{ROMAN}(?![A-Za-z])|[A-K]{{1,11}}|[a-k]{{1,11}}|\d{{1,2}}|[{_LETTERS}]|{ROMAN_SIGN})"
"""A sign that needs something around it to be one: a letter, a digit, a syllable."""
_COUNTER = any_of("option_counters")
_UNIT = re.compile(
    rf"(?:(?i:{any_of('option_words')})\s*)?"
    rf"(?:(?P<ring>{RING})|[(\[<]\s?(?P<inside>{SIGN})\s?[)\]>]|(?P<bare>{SIGN})(?![A-Za-z\d])(?:\s?[.)、:](?=\s|$))?)"
    rf"(?:\s?{_COUNTER})?"
)


_SIGN_ALONE = re.compile(rf"{RING}|{SIGN}")


def _word(use: str) -> str:
    """A word that joins, in small letters, or in any where it has more than one: "A a C" is a range in Portuguese."""
    return rf"(?:{any_of(use)}|(?i:{any_of(use, least=2)}))"


_EDGE = r"(?<![a-z])"
_JOINTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("and", re.compile(rf"\s*[,;、]?\s*(?:&|\+|{_EDGE}{_word('and_words')})\s*")),
    ("or", re.compile(rf"\s*[,;、]?\s*(?:/|{_EDGE}{_word('or_words')})\s*")),
    ("through", re.compile(rf"\s*(?:[~∼〜–—−-]|{_EDGE}{_word('through_words')})\s*")),
    ("list", re.compile(r"\s*[,;、·ㆍ・‧•]\s*|\s*")),
)
_ALTERNATIVE = re.compile(rf"\s*[(]\s*(?P<more>{_word('or_words')}\s*[^()]+?)\s*[)]\s*$")
"""One more answer in brackets: "B (or C)"."""
_BRACKETED_OR = re.compile(rf"\s*[(]\s*({_word('or_words')})\s*[)]\s*")
_LOCAL_AND = re.compile(r"[가-힣ぁ-ヿ一-鿿]")
_RANGE_END = re.compile(rf"\s*{any_of('through_ends')}")
_REMARK = re.compile(rf"\s*[(]\s*(?:{any_of('correction_words')})\s*[)]\s*$")
VOID = rf"(?<![^\W\d_])(?i:{any_of('void_words')})"
"""A word for a question that has no answer, or every one."""
_VOID = re.compile(VOID)
_VOID_REST = re.compile(rf"(?:{any_of('correction_words')}|처리|[\W_])*")
NUMBER_GOES_ON = re.compile(r"[.:]\d")
"""Behind a digit: it is no sign of an option but the first of a decimal, a time or a ratio."""
_EQUALS = re.compile(rf"\s*=\s*(?:{RING}|[(\[]?\s?[A-Ka-k](?![^\W_]))")
"""One more sign, behind a sign of equality: an equation, or two options that are called alike."""
_BRACKETS = {"(": ")", "[": "]", "<": ">", "【": "】", "「": "」", "《": "》"}
_ONE_LETTER_WORD = re.compile(r"^[a-k](?:\s+[a-k])+$")
_WAYS: tuple[Joined, ...] = ("together", "and", "or")
_MOST = 11
"""The highest option that a sign of one character can name (K)."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """The options that an answer names, rising, and how they are joined."""

    options: tuple[int, ...]
    joined: Joined

    def mode(self, *, asked: int | None = None, most: int = 0) -> Mode:
        """How they combine for a question of `most` options (0: unknown) that asks for so many of them (0: for all
        that apply, None: it does not say)."""
        if self.joined == "void":
            return "void"
        if len(self.options) == 1:
            return "any"
        if self.joined in ("together", "and"):
            return "all"
        if self.joined == "list" and asked in (0, len(self.options)):
            return "all"
        return "void" if len(self.options) == most >= _FEWEST_VOID else "any"


def read_answer(text: str, most: int = 0) -> tuple[tuple[int, ...], Mode] | None:
    """Option numbers and their mode, or None for what is no answer as a whole.

    Letters that stand together ("BD") or are joined by "and" must all be chosen; what is listed ("1,5", "①⑤") is one
    of several accepted. `most` options, where they are known, make a list of all of them void.
    """
    parsed = parse_answer(text)
    if parsed is None:
        return None
    options = tuple(range(1, most + 1)) if parsed.joined == "void" else parsed.options
    return options, parsed.mode(most=most)


@lru_cache(maxsize=4096)
def parse_answer(text: str, marks: tuple[str, ...] = ()) -> Parsed | None:
    """What a text chooses, or None where any part of it is no sign of an option.

    `marks` are the signs that the question's options are printed with, in order, as far as they are known: an answer
    in the same alphabet must be one of them, another one counts by its rank.
    """
    text = narrow(text).strip()
    if _VOID.search(text):
        return Parsed((), "void") if _VOID_REST.fullmatch(_VOID.sub("", text)) else None
    remark = _REMARK.search(text)
    text = text[: remark.start()] if remark else text
    text = _BRACKETED_OR.sub(r" \1 ", text.rstrip(" .。"))
    text = _ALTERNATIVE.sub(r" \g<more>", text)
    parsed = _listed(text, marks)
    if parsed is None and _BRACKETS.get(text[:1], "") == text[-1:] != "":
        parsed = _listed(text[1:-1].strip(), marks)
    if parsed is not None and remark and parsed.joined != "one":
        return Parsed(parsed.options, "or")
    return parsed


def _listed(text: str, marks: tuple[str, ...]) -> Parsed | None:
    """The options of a list, one unit after another with what joins them between."""
    unit = _UNIT.match(text)
    if unit is None or (_ONE_LETTER_WORD.match(text) and not marks):
        return None
    options = _options_in(unit, marks)
    counts_first = _is_counted(unit)
    joints: set[str] = {"together"} if len(options) > 1 else set()
    while unit.end() < len(text) and options:
        joint = _joint_behind(text, unit)
        if joint is None:
            return None
        how, unit = joint
        more = _options_in(unit, marks)
        if _is_counted(unit) != counts_first or len(more) > 1:
            return None
        if how == "through":
            more = _between(options, more) if marks or not _is_bare_digit(unit) else ()
            end = _RANGE_END.match(text, unit.end())
            text = text[: unit.end()] + text[end.end() :] if end else text
        options += more
        if not more or len(options) > _MOST:
            return None
        joints.add("list" if how == "through" else how)
    return _parsed(options, joints)


def _parsed(options: tuple[int, ...], joints: set[str]) -> Parsed | None:
    if not options or len(set(options)) < len(options) or max(options) > _MOST:
        return None
    rising = tuple(sorted(options))
    if len(rising) == 1:
        return Parsed(rising, "one")
    ways = joints - {"list"}
    if len(ways) > 1 or ("together" in joints and len(joints) > 1):
        return None
    for how in _WAYS:
        if how in ways:
            return Parsed(rising, how)
    return Parsed(rising, "list")


def _joint_behind(text: str, unit: re.Match[str]) -> tuple[str, re.Match[str]] | None:
    """What joins a unit to the next one, and that one; words before bare gaps, which are within them."""
    small = (unit["bare"] or "").islower()
    for how, pattern in _JOINTS:
        joint = pattern.match(text, unit.end())
        if joint is None:
            continue
        word = joint[0].strip(" ,;、")
        if small and len(word) == 1 and word.isascii() and word.isalpha():
            return None
        following = _UNIT.match(text, joint.end())
        if following is None or not _may_follow(unit, joint[0], following):
            continue
        local = how == "and" and _LOCAL_AND.search(word)
        return ("list" if local else how), following
    return None


def _may_follow(unit: re.Match[str], joint: str, following: re.Match[str]) -> bool:
    """Whether two signs make a list with what stands between them. Where that is nothing but a gap, they are of one
    form, for "(3)" behind "B" are points or the number of a part, and nothing announces the one ("4: C"); where it is
    nothing at all, they are rings or in brackets."""
    if joint.strip():
        return True
    form, other = unit.lastgroup, following.lastgroup
    return form == other and not unit[0].endswith(":") and (bool(joint) or form != "bare")


def _is_counted(unit: re.Match[str]) -> bool:
    """Whether a sign is a figure: one answer is given in figures or in letters, never in both."""
    return "number" in alphabets_of(unit["ring"] or unit["inside"] or unit["bare"])


def _is_bare_digit(unit: re.Match[str]) -> bool:
    """Whether a unit is only a digit: in keys "1-3" is a pair, "1~5" the numbers of questions."""
    return (unit["bare"] or "").isdigit() and unit[0].isdigit()


def _between(first: tuple[int, ...], last: tuple[int, ...]) -> tuple[int, ...]:
    """The options behind the first of a range up to the last; none where it does not rise."""
    return tuple(range(first[-1] + 1, last[0] + 1)) if len(last) == 1 else ()


def _options_in(unit: re.Match[str], marks: tuple[str, ...]) -> tuple[int, ...]:
    """The options that one unit names: one, or those of letters set together; none where a sign is no option's."""
    sign = unit["ring"] or unit["inside"] or unit["bare"]
    whole = _option_of(sign, marks)
    if whole:
        return (whole,)
    together = sign.isascii() and sign.isalpha() and (sign.isupper() or bool(marks))
    if len(sign) > 1 and together:
        each = tuple(_option_of(letter, marks) for letter in sign)
        return each if all(each) and len(set(each)) == len(each) else ()
    return ()


def _option_of(sign: str, marks: tuple[str, ...]) -> int:
    """Which option a sign names, from 1; 0 for none, or where two readings differ."""
    ranks = alphabets_of(sign)
    printed = [_plain(mark) for mark in marks]
    if _plain(sign) in printed:
        return printed.index(_plain(sign)) + 1 if printed.count(_plain(sign)) == 1 else 0
    if not printed:
        return _rank(ranks)
    ours = _alphabet_of(printed)
    if ours in ranks:
        first = alphabets_of(printed[0]).get(ours, 1)
        return ranks[ours] if first == 1 else 0
    look = next((latin for other, latin in LOOKS_LATIN.items() if sign.upper() in (other, latin)), None)
    if look is not None and {ours, *ranks} == {"letter", "cyrillic"}:
        return _look_alike(sign, printed, _rank(ranks))
    return _rank(ranks)


def _look_alike(sign: str, printed: list[str], rank: int) -> int:
    """The option of a letter whose alphabet the options do not have, but its look: only where both agree."""
    twins = {**LOOKS_LATIN, **{latin: other for other, latin in LOOKS_LATIN.items()}}
    twin = _plain(twins[sign.upper()])
    return rank if twin not in printed or printed.index(twin) + 1 == rank else 0


def _rank(ranks: dict[Alphabet, int]) -> int:
    """The rank of a sign by itself: small and Roman numerals before the ninth letter, which hardly a paper has."""
    if "roman" in ranks and ranks.get("letter", _MOST) >= ranks["roman"]:
        return ranks["roman"]
    return next(iter(ranks.values()), 0)


def _alphabet_of(printed: list[str]) -> Alphabet | None:
    """The alphabet in which the options' signs count on from their first."""
    every = [alphabets_of(sign) for sign in printed]
    for name in every[0] if every else ():
        ranks = [ranks.get(name) for ranks in every]
        if ranks == list(range(1, len(ranks) + 1)):
            return name
    return next(iter(every[0]), None) if every else None


@lru_cache(maxsize=1024)
def _plain(sign: str) -> str:
    """A sign as it counts: without case, width or ring."""
    sign = narrow(sign).upper() if len(sign) == 1 or sign.isascii() else sign
    number = alphabets_of(sign).get("number")
    return sign if number is None else str(number)


def sign_in(marker: str) -> str:
    """The sign of a printed marker, without what stands around it: "(A)" is A, "☐ 2." is 2; "" where there is none."""
    found = _SIGN_ALONE.search(narrow(marker))
    return found[0] if found else ""


def has_mark(text: str, marks: tuple[str, ...]) -> bool:
    """Whether an answer is given in the signs that the options are printed with, not in others of the same rank."""
    printed = {_plain(mark) for mark in marks}
    return any(_plain(found[0]) in printed for found in _SIGN_ALONE.finditer(narrow(text)))


def joins_on(rest: str) -> bool:
    """Whether what stands behind an answer begins as a list goes on, with what joins or with one more sign; or makes
    its digit a part of a number, as in 3.5 or 3:1, or its letter one of an equation."""
    if NUMBER_GOES_ON.match(rest) or _EQUALS.match(rest):
        return True
    for how, pattern in _JOINTS[:-1]:
        joint = pattern.match(rest)
        dash = how == "through" and joint is not None and not joint[0].strip().isalnum()
        if joint is not None and joint[0].strip() and not (dash and _UNIT.match(rest, joint.end()) is None):
            return True
    if rest.lstrip()[:1] in (",", ";", "、", "·", "ㆍ"):
        return True
    word = rest.split()[0] if rest.split() else ""
    return parse_answer(word) is not None
