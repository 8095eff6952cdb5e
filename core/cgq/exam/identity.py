"""When two printed questions are the same question.

A question is the hash of its text after NFKC without white space and option markers: stem, own
boxes, passage, figures and the *sorted* options, so that form B of an exam, which turns the options round,
shares its questions with form A. Digits, signs and points stay: "-2" is not "2".
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cgq.exam.model import Option, Question

_MARKER = re.compile(r"^\s*(?:[①-⑳❶-❿㉠-㉭]|\(?[1-9A-Ka-j]\)|[A-K]\.)\s*")
_SPACE = re.compile(r"\s+")
_SEPARATOR = "\x1f"


def normalise(text: str) -> str:
    """NFKC, lower case kept as printed, all white space removed."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def normalise_option(text: str) -> str:
    """`normalise`, after a leading option marker is taken off."""
    return normalise(_MARKER.sub("", text, count=1))


def question_hash(question: Question) -> str:
    """Hex sha256 of what makes the question itself, wherever and in whatever option order it is printed."""
    parts = [
        normalise(question.stem),
        *map(normalise, question.boxes),
        "passage:" + normalise(question.passage or ""),
        "options:",
        *sorted(map(_said, question.options)),
        *("figure:" + figure for figure in question.figures),
    ]
    return hashlib.sha256(_SEPARATOR.join(parts).encode()).hexdigest()


def _said(option: Option) -> str:
    """An option's text; where it is drawn, what is drawn too."""
    return normalise_option(option.text) + (option.asset or "")


def option_order(question: Question, reference: Question) -> tuple[int, ...]:
    """For each printed option of `question`, the number of the same option in `reference`.

    Equal texts are matched in printed order. Both questions must have the same hash.
    """
    waiting: dict[str, list[int]] = {}
    for option in reference.options:
        waiting.setdefault(_said(option), []).append(option.n)
    return tuple(waiting[_said(option)].pop(0) for option in question.options)
