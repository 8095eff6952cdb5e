"""Papers dealt from a seed: the questions of a sample paper in a manner that nobody chose."""

from __future__ import annotations

from random import Random
from typing import Literal

from sample_data.material import load
from tests.support.hangul.layouts import Layout
from tests.support.hangul.papers import Foot, Manner, paper

SAMPLES = ("sw1-ko", "civil", "ipe-2col-ko", "passage-ko", "safety-2023", "safety-2025")
"""Material in Korean whose options are marked by digits in circles or may be."""
FEET: tuple[Foot, ...] = ("- 3 -", "3|12", "3 / 12", "( 12 - 3 )", "")
ROWS: tuple[Literal["tabs", "blanks", "table"], ...] = ("tabs", "blanks", "table")
NUMBERS: tuple[Literal["typed", "automatic"], ...] = ("typed", "typed", "automatic")
ANSWERS: tuple[Literal["none", "table"], ...] = ("none", "none", "table")


def dealt(seed: int) -> Layout:
    """The paper of a seed: always the same."""
    random = Random(f"a Hangul paper {seed}")
    questions = load(random.choice(SAMPLES))
    manner = Manner(
        columns=random.choice((1, 2)),
        rule=random.random() < 0.7,
        rows=random.choice(ROWS),
        numbers=random.choice(NUMBERS),
        answers=random.choice(ANSWERS),
        stem=random.choice(("bold", "body", "tight")),
        head=random.choice(("", "모의시험 1교시 A형")),
        foot=random.choice(FEET),
        point=random.choice(("{}. ", "{}.")),
        flowing=random.random() < 0.5,
    )
    subtitle = random.choice(("", "각 문제의 답을 하나만 고르시오."))
    document = paper(questions, manner, "2025년도 모의시험", subtitle)
    return Layout(document, tuple(questions), manner.answers == "table")
