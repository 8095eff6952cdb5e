"""Whether a reading tells of a loss, and whether there was anything to tell."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cgq.exam.extract import read_document
from cgq.exam.findings import REFUSALS
from cgq.exam.key.pairing import merge_key

if TYPE_CHECKING:
    from bench.losing.mutations import Mutant, Subject

    from cgq.exam.model import Document, Finding

_NEAR = 1


def reading(data: bytes, key: bytes | None) -> Document:
    """A paper as it is read, with the answers of its separate key."""
    document = read_document(data)
    if key is None or document.refusal is not None:
        return document
    return merge_key(document, read_document(key))


def mutant_reading(subject: Subject, mutant: Mutant) -> Document:
    """A mutant as it is read."""
    return reading(mutant.data, mutant.key or subject.key)


def losses(document: Document) -> list[Finding]:
    """The findings that tell of a loss."""
    return [f for f in document.findings if not f.is_note]


def reported(mutant: Mutant, before: Document, after: Document) -> Finding | None:
    """The finding that tells of the loss, at its place, and that the untouched paper does not have."""
    known = Counter((f.code, f.number) for f in losses(before))
    for finding in losses(after):
        if finding.code in REFUSALS:
            return finding
        if known[finding.code, finding.number]:
            known[finding.code, finding.number] -= 1
        elif _is_there(finding, mutant):
            return finding
    return None


def harmless(before: Document, after: Document) -> bool:
    """Whether everything that gold knows is read as it was."""
    return _read(before) == _read(after)


def _is_there(finding: Finding, mutant: Mutant) -> bool:
    if mutant.anywhere:
        return True
    if finding.number is not None and mutant.numbers:
        return any(abs(finding.number - number) <= _NEAR for number in mutant.numbers)
    return finding.page is not None and any(abs(finding.page - page) <= _NEAR for page in mutant.pages)


def _read(document: Document) -> list[object]:
    return [
        (q.number, q.stem, q.boxes, q.passage, [o.text for o in q.options], q.answer and q.answer.accepted)
        for q in document.questions
    ]
