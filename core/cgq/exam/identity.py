"""When two printed questions are the same question.

A question is the hash of its stem, own boxes, passage, figures and the *sorted* options, so that form B of an
exam, which prints the options in another order, shares its questions with form A. White space does not count, and
a sign counts however its font or encoding writes it ("Ａ" is "A", "ﬁ" is "fi", a jamo is a jamo). Whatever differs in
print is another sign: "-2" is not "2", "10²" is not "102", "①" is not "1". Options come without their markers
(`Option.text`), so none is removed here.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cgq.exam.model import Option, Question, QuestionText

OptionIdentity = tuple[str, str]
"""An option's normalised text, and the hash of what is drawn there ("" where nothing is)."""


_PRINTED_OTHERWISE = ("<super>", "<sub>", "<circle>")
"""Unicode's compatibility tags of characters that mean something else than what they are made of: a power is no digit,
a mark in a circle names a part of the page. NFKC, which folds them, would make one question of two."""


def normalise(text: str) -> str:
    """The signs of a text without white space; upper and lower case stay as printed."""
    # White space goes first, so that none of it decides what is composed.
    signs = "".join(text.split())
    if signs.isascii():
        return signs
    return unicodedata.normalize("NFC", "".join(map(_folded, signs)))


@cache
def _folded(char: str) -> str:
    """A character by what it stands for: widths, ligatures, fonts and units folded as NFKC does."""
    tag, _, codes = unicodedata.decomposition(char).partition(" ")
    if not tag.startswith("<") or tag in _PRINTED_OTHERWISE:
        return char
    parts = [chr(int(code, 16)) for code in codes.split()]
    # An accent by itself ("´") decomposes into a space and a mark that would join the letter before it.
    return char if " " in parts else "".join(map(_folded, parts))


def option_identity(option: Option) -> OptionIdentity:
    """What makes two options the same option, whatever number each has."""
    return normalise(option.text), option.asset or ""


def question_hash(question: Question) -> str:
    """Hex sha256 of what makes the question itself, wherever and in whatever option order it is printed."""
    parts = (
        normalise(question.stem),
        [normalise(box) for box in question.boxes],
        normalise(question.passage or ""),
        sorted(option_identity(option) for option in question.options),
        question.figures,
    )
    # JSON keeps the parts apart: no text of one can be read as a boundary or as another part.
    return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode()).hexdigest()


def option_order(question: QuestionText, reference: QuestionText) -> tuple[int, ...]:
    """For each printed option of `question`, the number of the same option in `reference`.

    Equal options are matched in printed order. Both questions must have the same hash.
    """
    waiting: dict[OptionIdentity, list[int]] = {}
    for option in reference.options:
        waiting.setdefault(option_identity(option), []).append(option.n)
    return tuple(waiting[option_identity(option)].pop(0) for option in question.options)
