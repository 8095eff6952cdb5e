"""What heads a column of a table of answers: its numbers, its answers, its points."""

from __future__ import annotations

import re

from cgq.exam.vocabulary import SPACED, any_of

NUMBER_LABEL = re.compile(
    rf"^(?:{any_of('number_heads')}|{any_of('question_words', languages=SPACED)}|#)$", re.IGNORECASE
)
ANSWER_LABEL = re.compile(rf"^(?:(?:{any_of('answer_qualifiers')}|가)?\s?{any_of('answer_words')})\.?$", re.IGNORECASE)
POINTS_LABEL = re.compile(rf"^{any_of('points_words')}$", re.IGNORECASE)
