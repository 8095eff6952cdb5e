"""Heads that say which questions share what follows: "[1~3] …", "Questions 4 to 6 refer to …"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.exam.signs.alphabets import narrow

if TYPE_CHECKING:
    from cgq.exam.geometry import Line

MOST_QUESTIONS = 500

_HEADS = (
    re.compile(
        r"^\s*[※*◎]?\s*[\[【〔<(〈（《]\s*(?:문제?\s*|[Qq]uestions?\s*)?(\d{1,3})\s*[.번]?\s*"
        r"[~～∼〜\-–—˜]\s*(?:문제?\s*)?(\d{1,3})\s*번?\s*[\]】〕>)〉）》]\s*"
    ),
    re.compile(r"^\s*[※*◎]?\s*(\d{1,3})\s*[~～∼〜–]\s*(\d{1,3})\s*번?\s*[.:]?\s*(?=다음|※|위|아래|Read|次)"),
    re.compile(
        r"^\s*(?:[※*◎].*|.*(?:시오|하라|세요)\s*[.]?)\s*[\[【(（〔]\s*(?:문제?\s*)?(\d{1,3})\s*[.번]?\s*"
        r"[~～∼〜\-–]\s*(?:문제?\s*)?(\d{1,3})\s*[.번]?\s*[\]】)）〕]\s*$"
    ),
    re.compile(
        r"^(?:[A-Z][\w ]{0,40}?)?[Qq]uestions?:?\s*(?:[Qq]\.)?\s*(\d{1,3})\s*"
        r"(?:and|&|to|through|[-–~])\s*(?:[Qq]\.)?\s*(\d{1,3})\b\s*[:.]?(?!.*\bcarr)"
    ),
    re.compile(r"^.*[(（]\s*[設题]?問\s*(\d{1,3})\s*[~～〜\-–]\s*[設题]?問?\s*(\d{1,3})\s*[)）]\s*に(?:答|つい)"),
    re.compile(
        r"^.{0,60}(?:完成|回答|做)(?:下[列面]|第)?\s*(\d{1,3})\s*[~～〜—\-–至]\s*(?:第\s*)?(\d{1,3})\s*小?[题題]"
    ),
)
_LONGEST_LINE = 300


@dataclass(frozen=True, slots=True)
class PassageHead:
    """A line that says which questions, `first` to `last`, share what follows."""

    line: int
    first: int
    last: int
    end: int


def passage_head(index: int, line: Line) -> PassageHead | None:
    """The head of a shared passage, as in "[1~3] …" or "Common Data for Questions 48 and 49:"."""
    match = _passage_range(line.text)
    if match is None:
        return None
    first, last = int(match[1]), int(match[2])
    return PassageHead(index, first, last, match.end()) if first < last <= MOST_QUESTIONS else None


def names_questions(text: str) -> bool:
    """Whether a text says which questions share what follows."""
    match = _passage_range(text)
    return match is not None and int(match[1]) < int(match[2])


def _passage_range(line: str) -> re.Match[str] | None:
    text = narrow(line[:_LONGEST_LINE])
    return next((match for pattern in _HEADS if (match := pattern.match(text))), None)
