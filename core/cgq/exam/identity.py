"""When two printed questions are the same question.

A question is the hash of its stem, own boxes, passage, figures and the *sorted* options, so that form B of an
exam, which prints the options in another order, shares its questions with form A. White space does not count,
and characters that NFKC makes equal ("Ａ" and "A", "①" and "1") are the same sign; every other sign does:
"-2" is not "2", "(2)" is not "(3)". Options come without their markers (`Option.text`), so none is removed here.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cgq.exam.model import Option, Question

OptionIdentity = tuple[str, str]
"""An option's normalised text, and the hash of what is drawn there ("" where nothing is)."""


def normalise(text: str) -> str:
    """NFKC without white space; upper and lower case stay as printed."""
    # White space goes first, so that none of it decides what NFKC composes, and NFKC makes more of it ("´").
    return _without_space(unicodedata.normalize("NFKC", _without_space(text)))


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


def option_order(question: Question, reference: Question) -> tuple[int, ...]:
    """For each printed option of `question`, the number of the same option in `reference`.

    Equal options are matched in printed order. Both questions must have the same hash.
    """
    waiting: dict[OptionIdentity, list[int]] = {}
    for option in reference.options:
        waiting.setdefault(option_identity(option), []).append(option.n)
    return tuple(waiting[option_identity(option)].pop(0) for option in question.options)


def _without_space(text: str) -> str:
    return "".join(text.split())
