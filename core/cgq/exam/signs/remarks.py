"""Remarks behind an answer that take it back or add to it: "C → D", "② (③도 인정)", "B (changed to C)", "①, ② 중 ②".

Such a remark names another option, or says that several are right. It is not understood here, only seen: an answer
that is read up to its remark would be a wrong one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cgq.exam.signs.alphabets import narrow
from cgq.exam.signs.values import RING, parse_answer
from cgq.exam.vocabulary import SPACED, UNSPACED, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.exam.signs.values import Parsed

_ALSO = rf"(?:{any_of('also_words', languages=UNSPACED)}|(?i:{any_of('also_words', languages=SPACED)}))"
_OR = rf"(?:{any_of('or_words', languages=UNSPACED)}|(?i:{any_of('or_words', languages=SPACED, least=2)}))"
_ARROW = r"(?:[→⇒➔➜➡]|[=-]+>|>+)"
_SIGN = r"(?:[(\[]\s?(?:[A-K]|\d)\s?[)\]]|(?<![^\W_])(?:[A-Ka-k]|\d)(?![A-Za-z\d.]))"
_BEHIND_JOINT = re.compile(rf"(?:{_ARROW}|(?<![^\W\d_]){_OR}|(?<![^\W\d_]){_ALSO})\s*({RING}|{_SIGN})")
_BEFORE_ALSO = re.compile(rf"({RING}|{_SIGN})\s?번?\s?{_ALSO}")
_CAPITAL = re.compile(r"(?<![^\W_])([B-K])(?![^\W_]|['’-])")
"""A letter that stands alone and is no word; "A" and "I" are words of English."""
_RING_OR_BRACKETED = re.compile(rf"({RING}|[(\[]\s?(?:[A-K]|\d)\s?[)\]])")
_SHARE = re.compile(r"[(\[]?\s?(?:[A-Ka-k]|\d)?[)\]]?\s?[:=]?\s*\d+(?:[.,]\d+)?\s?%")
_CHANGED = re.compile(any_of("correction_words"))
_LETTER = re.compile(r"[A-Ka-k]")
_SEVERAL = re.compile(rf"(?:^|.*[\s(\[]){any_of('several_words')}")
_OR_MORE = re.compile(rf"\s*(?:{any_of('or_words', least=2)})")
"""What in brackets adds an answer that cannot be read: "B (or both)"; one that can be is part of the answer."""
_APART = re.compile(rf"[\s,]*(?:{any_of('except_words')})(?![^\W\d_])")
_BRACKET = re.compile(r"\s*[(\[<]([^)\]>]*)")
_NOTE = re.compile(r"\s*[※*](.*)")
_EXPLAINED = re.compile(rf"\s*[.:]|\W*(?i:{any_of('explanation_words')})")
_SHORT = 20
"""Characters of words behind an answer that are still a remark upon it: the longest of the kind "중 ②", "instead of ③"
has 14; sentences that explain an answer and name other options have 30 and more."""


def takes_back(value: str, rest: str, parsed: Parsed, marks: tuple[str, ...] = ()) -> bool:
    """Whether what stands on the line behind an answer names another option, or says that more are right.

    `value` is the text of the answer, `rest` what follows it, `marks` the signs that the question's options have, where
    they are known.
    """
    rest = narrow(rest).split("\t")[0] if rest[:1] != "\t" else narrow(rest[1:])
    remark = _remark_in(rest)
    if remark is not None and _OR_MORE.match(remark):
        return True
    if parsed.joined == "one" and _SEVERAL.match(narrow(value) + (remark or "")):
        return True
    if _APART.match(rest):
        return True
    return any(_is_other(sign, value, parsed, marks) for sign in _named_in(rest, remark))


def _remark_in(rest: str) -> str | None:
    """What is set off behind an answer, in brackets or as a note; None where nothing is."""
    found = _BRACKET.match(rest) or _NOTE.match(rest)
    return found[1] if found else None


def _named_in(rest: str, remark: str | None) -> Iterator[str]:
    """The signs of options that a rest names as answers."""
    if remark is not None:
        remark = _SHARE.sub("", remark)
        for pattern in (_CAPITAL, _RING_OR_BRACKETED, _BEHIND_JOINT, _BEFORE_ALSO):
            yield from pattern.findall(remark)
        return
    arrow = re.match(rf"\s*{_ARROW}", rest)
    if _EXPLAINED.match(rest) and arrow is None:
        return
    begun = _BEHIND_JOINT.match(rest.lstrip())
    yield from (begun[1],) if begun else ()
    yield from (sign for pattern in (_BEFORE_ALSO,) for sign in pattern.findall(rest))
    if arrow or len(rest.strip()) <= _SHORT or _CHANGED.search(rest):
        yield from _RING_OR_BRACKETED.findall(rest)


def _is_other(sign: str, value: str, parsed: Parsed, marks: tuple[str, ...]) -> bool:
    """Whether a sign is of another option than the answer's, in the signs of the question or of the answer."""
    bare = sign.strip("()[] ")
    if _LETTER.fullmatch(bare):
        lettered = [mark.upper() for mark in marks if _LETTER.fullmatch(mark)]
        if not _LETTER.search(value) or (lettered and bare.upper() not in lettered):
            return False
    named = parse_answer(bare, marks)
    return named is not None and not set(named.options) <= set(parsed.options)
