"""Documents and questions as the JSON that `cgq extract` and `cgq export` promise.

Fields are added, never renamed. Keys have one order and lists one sorting, so that the same paper
gives the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq.exam.identity import option_order, question_hash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.model import Answer, Document, Key, Question

Record = dict[str, Any]

REVIEW_BELOW = 0.8
"""A question that is less certain than this, or has a flag, is worth a look."""


def document_record(document: Document, file: str) -> Record:
    """One file's record: its questions, each once with all its appearances, its keys and findings."""
    grouped: dict[str, list[Question]] = {}
    for question in sorted(document.questions, key=_place):
        grouped.setdefault(question_hash(question), []).append(question)
    return {
        "type": "document",
        "file": file,
        "sha256": document.sha256,
        "pages": document.pages,
        "title": document.title,
        "form": document.form,
        "language": document.language,
        "extractor": document.extractor,
        "questions": [_question(key, same, document, file) for key, same in grouped.items()],
        "keys": [_key(key) for key in document.keys],
        "findings": [
            {"code": found.code, "page": found.page, "number": found.number, "message": found.message}
            for found in document.findings
        ],
    }


def _place(question: Question) -> tuple[str, int, int]:
    return question.section or "", question.number, question.page


def _question(key: str, same: Sequence[Question], document: Document, file: str) -> Record:
    first = same[0]
    flags = sorted({flag for question in same for flag in question.flags})
    score = min(question.confidence for question in same)
    assets = {option.asset for question in same for option in question.options if option.asset}
    return {
        "id": key,
        "stem": first.stem,
        "passage": first.passage,
        "boxes": list(first.boxes),
        "options": [{"n": option.n, "text": option.text, "asset": option.asset} for option in first.options],
        "answer": _answer(first.answer),
        "explanation": first.explanation,
        "appearances": [_appearance(question, first, document, file) for question in same],
        "concepts": [],
        "assets": sorted(assets),
        "quality": {
            "score": round(score, 4),
            "flags": flags,
            "needs_review": bool(flags) or score < REVIEW_BELOW,
        },
        "language": document.language,
        "license": None,
    }


def _answer(answer: Answer | None) -> Record | None:
    if answer is None:
        return None
    return {
        "accepted": list(answer.accepted),
        "mode": answer.mode,
        "source": answer.source,
        "verified_by": list(answer.verified_by),
    }


def _appearance(question: Question, first: Question, document: Document, file: str) -> Record:
    printed = question.answer
    return {
        "material": document.sha256,
        "file": file,
        "title": document.title,
        "section": question.section,
        "number": question.number,
        "page": question.page,
        "bbox": [round(edge, 2) for edge in question.bbox],
        "form": document.form,
        "option_order": list(option_order(question, first)),
        "answer": {"accepted": list(printed.accepted), "mode": printed.mode} if printed else None,
    }


def _key(key: Key) -> Record:
    return {
        "form": key.form,
        "session": key.session,
        "subject": key.subject,
        "answers": [
            {"number": answer.number, "accepted": list(answer.accepted), "mode": answer.mode}
            for answer in key.answers
        ],
    }
