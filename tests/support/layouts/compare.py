"""What a reading got wrong of a paper whose truth is known."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.support.layouts.material import Item

    from cgq.exam.model import Document, Question

_BRACKETS = str.maketrans("【〈】〉", "<<>>")


class Difference(NamedTuple):
    """What is wrong (`numbers`, `stem`, `options`, `boxes`, `passage`), with which question, and how."""

    what: str
    number: int
    expected: str
    got: str


def differences(document: Document, items: Sequence[Item]) -> list[Difference]:
    """Empty when every question was read exactly: its number, stem, options, boxes and passage."""
    expected, got = [i.number for i in items], [q.number for q in document.questions]
    if expected != got:
        codes = " ".join(dict.fromkeys(f.code for f in document.findings))
        return [Difference("numbers", 0, str(expected), f"{got} {codes}")]
    return [d for item, question in zip(items, document.questions, strict=True) for d in _of(item, question)]


def _of(item: Item, question: Question) -> list[Difference]:
    found: list[Difference] = []

    def check(what: str, expected: str, got: str) -> None:
        if plain(expected) != plain(got):
            found.append(Difference(what, item.number, expected, got))

    check("stem", item.stem, question.stem)
    check("boxes", " ".join(item.boxes), " ".join(question.boxes))
    check("passage", item.passage.text if item.passage else "", question.passage or "")
    for expected, option in zip_longest(item.options, question.options):
        check("options", expected or "<none>", option.text if option else "<none>")
    return found


def plain(text: str) -> str:
    """Without white space, for where a line broke does not show, and with one kind of brackets for headings."""
    return re.sub(r"\s+", "", text).translate(_BRACKETS)
