"""What became of each cell of a drawn key: right, refused with a finding, missing in silence, wrong in silence."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cgq.exam.signs.forms import form_in

if TYPE_CHECKING:
    from tests.support.key_grid import DrawnKey

    from cgq.exam.model import Document, Key

_REFUSING = {"key_refused", "key_unread", "suspect", "needs_ocr"}
"""Findings that report that answers of a key were not read."""


def count_cells(key: DrawnKey, document: Document) -> Counter[str]:
    """Cells by what became of them. A table without a form of its own is taken in its order."""
    found: Counter[str] = Counter()
    reported = any(finding.code in _REFUSING for finding in document.findings)
    for n, (form, truth) in enumerate(key.truth):
        read = _read(document.keys, form, n, len(key.truth))
        for number, option in truth.items():
            found[_outcome(read.get(number), option, reported=reported)] += 1
        found["wrong"] += len(read.keys() - truth.keys())
    return found


def _read(keys: tuple[Key, ...], form: str | None, n: int, count: int) -> dict[int, tuple[int, ...]]:
    """The cells that are read for a form."""
    named = [key for key in keys if form is not None and key.form is not None and key.form == form_in(form)]
    ours = named or (list(keys) if count == 1 else list(keys[n : n + 1]) if len(keys) == count else [])
    cells: dict[int, tuple[int, ...]] = {}
    for key in ours:
        for cell in key.answers:
            cells[cell.number] = cell.accepted if cells.get(cell.number, cell.accepted) == cell.accepted else (0,)
    return cells


def _outcome(accepted: tuple[int, ...] | None, option: int, *, reported: bool) -> str:
    if accepted == (option,):
        return "right"
    if accepted is None:
        return "refused" if reported else "missing"
    return "wrong" if accepted else "refused"


def count_answers(key: DrawnKey, document: Document) -> Counter[str]:
    """The answers of a paper's questions by what became of them; those of its first form are right."""
    _, truth = key.truth[0]
    given = {question.number: question.answer for question in document.questions}
    found: Counter[str] = Counter()
    reported = any(finding.code in _REFUSING | {"key_mismatch", "gap"} for finding in document.findings)
    for number, option in truth.items():
        answer = given.get(number)
        found[_outcome(answer.accepted if answer else None, option, reported=reported)] += 1
    return found
