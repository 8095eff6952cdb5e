"""Texts that start or end in the middle of a sentence, where the paper's others of their kind do not.

What a stem or a paragraph ends with is the habit of whoever wrote the paper, so each is held against the others, and
nothing is said where they do not agree.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.exam.findings import CUT_SHORT
from cgq.exam.model import Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from cgq.exam.model import Question

_ENDED = re.compile(r"(?:[.?!:;…。？！：；．]|[은는]|오|것|[)\]}〉》」』】）］>]|[”’\"']|_{2,}|-{2,})[\s\d\[\]().점]*$")
_ASKED = re.compile(r"[?？](?!.*(?:[^\W\d_A-Za-z]{2}|[A-Za-z]{4}))")
"""A question behind which stands no word: a formula, or the letters that head the columns of its options."""
_LATIN = re.compile(r"[A-Za-z]")
_OTHER_LETTER = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3]")
_FEWEST = 8
_FEWEST_FULL = 3
_AGREED = 0.97
_LONG_PARAGRAPH = 40


@dataclass(frozen=True, slots=True)
class _Text:
    """A part of question `at` (its place in the sequence), whether it starts and ends as a sentence does."""

    at: int
    part: str
    text: str
    right: bool


def cut_short(questions: Sequence[Question], full: Collection[int] = ()) -> Iterator[Finding]:
    """A finding for each question one of whose texts is cut, where nearly all others of the kind are whole.

    `full` are the places of those whose stem ends with a full line, as a text does that goes on: of these a few
    others are enough.
    """
    kinds: dict[str, list[_Text]] = defaultdict(list)
    for at, question in enumerate(questions):
        for kind, text in _texts(at, question):
            kinds[kind].append(text)
    odd = {t.at: t for texts in kinds.values() for t in _odd(texts)}
    odd |= {t.at: t for t in _lone(kinds["end of a stem"]) if t.at in full}
    for at, cut in sorted(odd.items()):
        message = f"{cut.part} starts or ends within a sentence, the others do not: “…{cut.text[-24:]}”"
        yield Finding(code=CUT_SHORT, message=message, page=questions[at].page, number=questions[at].number)


def _texts(at: int, question: Question) -> Iterator[tuple[str, _Text]]:
    stem = question.stem.strip()
    if stem:
        yield "end of a stem", _Text(at, "the stem", stem, bool(_ENDED.search(stem) or _ASKED.search(stem)))
    if stem and _LATIN.match(stem) and not _OTHER_LETTER.search(stem):
        yield "start of a stem", _Text(at, "the stem", stem, stem[0].isupper())
    for paragraph in (question.passage or "").split("\n"):
        if len(paragraph) >= _LONG_PARAGRAPH:
            yield "paragraph", _Text(at, "a paragraph of the passage", paragraph, bool(_ENDED.search(paragraph)))


def _lone(texts: Sequence[_Text]) -> list[_Text]:
    """The only one that is not right among a few."""
    odd = [t for t in texts if not t.right]
    return odd if len(odd) == 1 and len(texts) >= _FEWEST_FULL else []


def _odd(texts: Sequence[_Text]) -> list[_Text]:
    """Those that are not right, where nearly all are."""
    odd = [t for t in texts if not t.right]
    return odd if len(texts) >= _FEWEST and len(odd) <= max(1, (1 - _AGREED) * len(texts)) else []
