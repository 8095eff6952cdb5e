"""One file as the JSON that `cgq extract` promises; its questions are the bank's records.

Fields are added, never renamed. Keys have one order and lists one sorting, so that the same paper
gives the same bytes.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import msgspec

from cgq.bank.files import path_text
from cgq.bank.record import of_document, plain

if TYPE_CHECKING:
    from cgq.exam.model import Document, Finding, Key, Question, Tally

Record = dict[str, Any]


def document_record(document: Document, file: str) -> Record:
    """One file's record: its questions, each once with all its appearances, its keys and findings."""
    name = os.path.basename(path_text(file))
    return {
        "type": "document",
        "file": file,
        "sha256": document.sha256,
        "pages": document.pages,
        "title": document.title,
        "form": document.form,
        "language": document.language,
        "extractor": document.extractor,
        "questions": [plain(record) for record in of_document(document, file=name)],
        "keys": [key_record(key) for key in document.keys],
        "findings": [finding_record(found) for found in document.findings],
        "tallies": [tally_record(tally) for tally in document.tallies],
        "places": [places_record(question) for question in document.questions],
        "layout": msgspec.to_builtins(document.layout),
    }


def places_record(question: Question) -> Record:
    """Where each part of a question stands; its answer, too, when it is printed in this file."""
    answer = question.answer
    return {
        "section": question.section,
        "number": question.number,
        "parts": msgspec.to_builtins(question.places),
        "answer": {"page": answer.page, "bbox": answer.bbox} if answer and answer.source == "paper" else None,
        "confidence": question.confidence,
        "flags": list(question.flags),
    }


def key_record(key: Key) -> Record:
    """An answer key with the cells that it holds."""
    return {
        "form": key.form,
        "session": key.session,
        "subject": key.subject,
        "answers": [
            {"number": answer.number, "accepted": list(answer.accepted), "mode": answer.mode} for answer in key.answers
        ],
    }


def finding_record(found: Finding) -> Record:
    """What a person should know of a file, and where in it."""
    return {"code": found.code, "page": found.page, "number": found.number, "message": found.message}


def tally_record(tally: Tally) -> Record:
    """How the numbers of one run of questions add up, and what that rests on."""
    return {
        "section": tally.section,
        "expected": tally.expected,
        "found": tally.found,
        "missing": list(tally.missing),
        "by": tally.by,
    }
