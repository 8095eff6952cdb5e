"""What heads a column of a table of answers: its numbers, its answers, its points."""

from __future__ import annotations

import re

from cgq.exam.vocabulary import SPACED, any_of

NUMBER_LABEL = re.compile(
    rf"^(?:{any_of('number_heads')}|{any_of('question_words', languages=SPACED)}|#)$", re.IGNORECASE
)
ANSWER_LABEL = re.compile(rf"^(?:(?:{any_of('answer_qualifiers')}|가)?\s?{any_of('answer_words')})\.?$", re.IGNORECASE)
_UNIT = r"\.?(?:\s?[(（][^()（）]*[)）])?"
POINTS_LABEL = re.compile(rf"^{any_of('points_words')}{_UNIT}$", re.IGNORECASE)
REMARK_LABEL = re.compile(rf"^{any_of('points_words', 'remark_heads', 'subject_heads')}{_UNIT}$", re.IGNORECASE)
"""The points of a question, or any other fact of it that is no answer. A heading above a table may be such a word."""
