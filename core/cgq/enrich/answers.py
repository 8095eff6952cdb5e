"""What a chat model named as concepts of questions, checked before anything of it is believed.

A concept needs evidence: words that its question prints, but for white space and signs that look alike. What has none
is left out and counted; an answer that cannot be right in any other way is refused as a whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from cgq.concept_names import concept_name, normal
from cgq.enrich.faults import bad_content
from cgq.exam.printable import steers
from cgq.lookalikes import alike

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_CONCEPTS = 8  # concepts of a question
"""Concepts of a question at most: labelled questions have 7 at most (choosing.MAX_TESTS)."""

LONGEST_NAME = 80  # characters
"""Characters of a name: the longest of a labelled concept has 36."""

LONGEST_QUOTE = 300  # characters; chosen
"""Characters of a quote: evidence is a phrase, or a sentence."""

MEANT = 2  # signs; chosen
"""Signs that a quote has at least, unless it is the name itself: one letter is in every text."""


class ModelConcept(NamedTuple):
    """A concept of a question as a model names it: its other name there ("" for none), how much the question is about
    it (0 to 1), and words of the question that show it."""

    name: str
    other: str
    importance: float
    quote: str


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """What a model named for one text: the number of the task that it was asked, the concepts with evidence, and how
    many had none."""

    prompt: int
    concepts: tuple[ModelConcept, ...]
    dropped: int


class _Named(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    other: str
    importance: float
    quote: str


class _Question(msgspec.Struct, forbid_unknown_fields=True):
    number: int
    concepts: list[_Named]


class _Found(msgspec.Struct, forbid_unknown_fields=True):
    questions: list[_Question]


def checked(content: bytes, texts: Sequence[str], prompt: int) -> tuple[bytes, ...]:
    """The answer about each text, in their order, as the JSON of an `Answer`.

    The texts are numbered from 1. Raises ProviderFailed `provider_content` for an answer that is not of the schema,
    lacks a number, has one that was not asked, or one twice, and for names and quotes that no text can have.
    """
    try:
        found = msgspec.json.decode(content, type=_Found).questions
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise bad_content(f"The model's answer is not of the shape that was asked for: {error}.") from None
    if sorted(question.number for question in found) != list(range(1, len(texts) + 1)):
        raise bad_content(f"The model must answer each number from 1 to {len(texts)} once.")
    by_number = {question.number: question for question in found}
    return tuple(msgspec.json.encode(_of_text(by_number[number], text, prompt)) for number, text in enumerate(texts, 1))


def _of_text(question: _Question, text: str, prompt: int) -> Answer:
    if len(question.concepts) > MOST_CONCEPTS:
        raise bad_content(f"The model named more than {MOST_CONCEPTS} concepts of question {question.number}.")
    for each in question.concepts:
        _check(each, question.number)
    names = [concept_name(each.name) for each in question.concepts]
    if len(set(names)) != len(names):
        raise bad_content(f"The model named one concept of question {question.number} twice.")
    printed = _signs(text)
    kept = tuple(
        ModelConcept(normal(each.name), _other(each, names, printed), round(each.importance, 3), normal(each.quote))
        for each in question.concepts
        if _is_evidence(each, printed)
    )
    return Answer(prompt, kept, len(names) - len(kept))


def _check(named: _Named, number: int) -> None:
    """Raise ProviderFailed for what no concept can be."""
    texts = (named.name, named.other, named.quote)
    if any(steers(char) or char in "\r\n\t" for text in texts for char in text):
        raise bad_content(f"The model wrote control characters into a concept of question {number}.")
    too_long = len(named.name) > LONGEST_NAME or len(named.other) > LONGEST_NAME or len(named.quote) > LONGEST_QUOTE
    if too_long or not concept_name(named.name):
        raise bad_content(f"The model named a concept of question {number} that is empty or too long.")
    if not 0.0 <= named.importance <= 1.0:
        raise bad_content(f"The model gave question {number} an importance that is not from 0 to 1.")


def _is_evidence(named: _Named, printed: str) -> bool:
    quote = _signs(named.quote)
    return quote in printed and (len(quote) >= MEANT or (quote != "" and quote == _signs(named.name)))


def _other(named: _Named, names: Sequence[str], printed: str) -> str:
    """The other name, where the question prints it and it is no concept of its own there."""
    other = concept_name(named.other)
    return normal(named.other) if other and other not in names and _signs(named.other) in printed else ""


def _signs(text: str) -> str:
    """A text for comparison: look-alikes are one sign, white space is none."""
    return "".join(alike(text).split())
