"""Questions: a list of them, and one with everything that is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, structs

from cgq.bank.record import QuestionRecord
from cgq.documents import Document
from cgq.documents.edit import Edit
from cgq.documents.hit import Hit
from cgq.exam.model import RightOptions

if TYPE_CHECKING:
    from cgq.actions import questions as actions
    from cgq.bank.browse import QuestionRow


class ListedQuestion(Struct, frozen=True, kw_only=True):
    """A question in a list, with the first of its places that was asked for."""

    id: str
    """The hash of its content."""
    question: int
    """Its number in this bank."""
    stem: str
    """What is asked, as its first appearance prints it."""
    material: int
    """The paper of that place."""
    title: str
    """That paper's title."""
    section: str | None
    """The section of the paper; null where it has none."""
    number: int
    """The printed number there."""
    page: int | None
    """The page there, from 1; null for a question that stands in a row of a file."""
    row: int | None
    """The row there, from 1; null for a question that stands on a page."""
    answer: RightOptions | None
    """What counts as right there; null when nobody could read it."""
    option_labels: list[str]
    """What each option is called there, as a person would say it: `1` for ①, `A` for (A)."""
    figures: int
    """How many drawings belong to it there."""
    confidence: float
    """How far the reading there can be trusted, from 0 to 1."""
    flags: list[str]
    """The codes of what speaks against that reading (`cgq help findings`)."""
    appearances: int
    """At how many places it is printed in all."""


class Questions(Document, frozen=True, kw_only=True, tag="questions"):
    """The questions that `cgq questions` was asked for, by paper and place."""

    questions: list[ListedQuestion]
    """The questions."""
    more: bool
    """Whether there is another page."""

    @staticmethod
    def of(found: actions.Questions) -> Questions:
        """A page of the bank."""
        return Questions(questions=[_listed(row) for row in found.rows], more=found.more)


class FullQuestion(Document, QuestionRecord, frozen=True, kw_only=True, tag="question"):
    """The question record with what this bank knows beside it: `cgq questions ID`."""

    question: int
    """Its number in this bank."""
    near: list[Hit]
    """The questions that are nearest in meaning, the nearest first; empty before it has a vector."""
    edits: list[Edit]
    """The decisions of people that hold for its places."""
    crop: str | None
    """A PNG of the question as it is printed (`--image`), which only this user may read; null when there is none."""
    crop_problem: str | None
    """Why there is no picture; null when there is one, or none was asked for."""

    @staticmethod
    def of(found: actions.OneQuestion, *, crop: str | None = None, crop_problem: str | None = None) -> FullQuestion:
        """One question of the bank, and what came of its picture."""
        return FullQuestion(
            **structs.asdict(found.record),
            question=found.question,
            near=[Hit.of(hit) for hit in found.near],
            edits=[Edit.of_kept(kept) for kept in found.edits],
            crop=crop,
            crop_problem=crop_problem,
        )


def _listed(row: QuestionRow) -> ListedQuestion:
    answer = row.answer
    return ListedQuestion(
        id=row.id,
        question=row.question,
        stem=row.stem,
        material=row.material,
        title=row.title,
        section=row.section,
        number=row.number,
        page=row.page,
        row=row.row,
        answer=RightOptions(accepted=answer.accepted, mode=answer.mode) if answer else None,
        option_labels=list(row.labels),
        figures=row.figures,
        confidence=row.confidence,
        flags=list(row.flags),
        appearances=row.appearances,
    )
