"""One file that was read, without a bank: what is in it, or where that was written."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct

from cgq.bank.build_record import of_document
from cgq.bank.record import QuestionRecord
from cgq.documents import Document
from cgq.documents.key import Key
from cgq.exam.model import BBox, Finding, PageLayout, Place, Tally

if TYPE_CHECKING:
    from cgq.exam import model

Written: TypeAlias = Literal["json", "md", "html"]


class AnswerPlace(Struct, frozen=True, kw_only=True):
    """Where an answer is printed."""

    page: int | None
    """The page, from 1; null when it is not known."""
    bbox: BBox | None
    """The answer's corners there: x0, y0, x1, y1 in points from the top left; null when they are not known."""


class QuestionPlaces(Struct, frozen=True, kw_only=True):
    """Where a question and its parts are printed, and how far that reading can be trusted."""

    section: str | None
    """The section of the paper; null where it has none."""
    number: int
    """The printed number."""
    parts: tuple[Place, ...]
    """Where each part stands."""
    answer: AnswerPlace | None
    """Where its answer stands; null unless it is printed in this file."""
    confidence: float
    """How far the reading can be trusted, from 0 to 1."""
    flags: tuple[str, ...]
    """The codes of what speaks against it (`cgq help findings`)."""

    @staticmethod
    def of(question: model.Question) -> QuestionPlaces:
        """A question that was read."""
        answer = question.answer
        printed = answer is not None and answer.source == "paper"
        return QuestionPlaces(
            section=question.section,
            number=question.number,
            parts=question.places,
            answer=AnswerPlace(page=answer.page, bbox=answer.bbox) if answer and printed else None,
            confidence=question.confidence,
            flags=question.flags,
        )


class Paper(Document, frozen=True, kw_only=True, tag="document"):
    """One file that was read: `cgq extract`. A file that could not be read has a finding that says why."""

    file: str
    """The file as it was named."""
    sha256: str
    """The sha256 of its bytes."""
    pages: int
    """How many pages it has; 0 when it could not be opened."""
    title: str | None
    """Its title; null when it names none."""
    form: str | None
    """Its form, such as A; null when it names none."""
    language: str | None
    """Its language, such as ko; null when it was not recognised."""
    extractor: str
    """Name and version of the code that read it; empty when it could not be opened."""
    questions: tuple[QuestionRecord, ...]
    """Its questions in order, each once with all its appearances."""
    keys: list[Key]
    """The answer keys that stand in it."""
    findings: tuple[Finding, ...]
    """What a person should know of it."""
    tallies: tuple[Tally, ...]
    """How the numbers of its questions add up, run by run."""
    places: list[QuestionPlaces]
    """Where each question is printed, in order."""
    layout: tuple[PageLayout, ...]
    """How each page was taken apart."""

    @staticmethod
    def of(document: model.Document, file: str) -> Paper:
        """A file that was read; `file` is its path as text (bank.files)."""
        return Paper(
            file=file,
            sha256=document.sha256,
            pages=document.pages,
            title=document.title,
            form=document.form,
            language=document.language,
            extractor=document.extractor,
            questions=of_document(document, file=os.path.basename(file)),
            keys=[Key.of(key) for key in document.keys],
            findings=document.findings,
            tallies=document.tallies,
            places=[QuestionPlaces.of(question) for question in document.questions],
            layout=document.layout,
        )


class Extracted(Document, frozen=True, kw_only=True, tag="extracted"):
    """One file that was read and written down: `cgq extract --output`."""

    file: str
    """The file that was read, as it was named."""
    sha256: str
    """The sha256 of its bytes."""
    format: Written
    """What was written."""
    output: str
    """The file that was written."""
    pages: int
    """How many pages were read; 0 when it could not be opened."""
    questions: int
    """How many questions were found."""
    findings: tuple[Finding, ...]
    """What a person should know of the file that was read."""

    @staticmethod
    def of(paper: Paper, written: Written, output: str) -> Extracted:
        """A paper, and where it was written to."""
        return Extracted(
            file=paper.file,
            sha256=paper.sha256,
            format=written,
            output=output,
            pages=paper.pages,
            questions=len(paper.questions),
            findings=paper.findings,
        )
