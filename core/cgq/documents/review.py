"""What asks for a person, and what a decision came to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from cgq.bank.record import QuestionRecord
from cgq.documents import Document
from cgq.documents.edit import Edit
from cgq.documents.read_question import ReadQuestion
from cgq.exam.findings import CODES, NO_ANSWER
from cgq.exam.identity import question_hash
from cgq.exam.model import Finding
from cgq.hints import unmarked

if TYPE_CHECKING:
    from cgq.actions.review import Decided
    from cgq.bank.spots import Item

_NO_ANSWER = "No answer is known."
"""What `no_answer` means of one question: whether the paper's others have one is no matter here."""


def meaning(code: str) -> str:
    """What a code of `why` says, in words."""
    if code == NO_ANSWER:
        return _NO_ANSWER
    return unmarked(CODES[code].text) if code in CODES else code.replace("_", " ")


class Reason(Struct, frozen=True, kw_only=True):
    """Why a person is asked."""

    code: str
    """The reason, for programs (`cgq help findings`)."""
    message: str
    """The same in words."""


class Review(Struct, frozen=True, kw_only=True):
    """One place of a paper that asks for a person, or was named."""

    kind: Literal["question", "rejected", "gap"]
    """A `question` of the bank, one that a person `rejected`, or a `gap`: a number that was not found."""
    id: str | None
    """The hash of the question's content; null when it is not in the bank."""
    question: int | None
    """The question's number in this bank; null when it is not in it."""
    material: int
    """The paper."""
    sha256: str
    """The sha256 of the paper's file."""
    title: str
    """The paper's title."""
    paths: list[str]
    """Where the paper lies, the path that was seen last first."""
    section: str | None
    """The section of the paper; null where it has none."""
    number: int
    """The printed number."""
    page: int | None
    """The page, from 1; null for a place in a row of a file."""
    row: int | None
    """The row, from 1; null for a place on a page."""
    why: list[Reason]
    """What asks for a person; empty when nothing does."""
    findings: list[Finding]
    """What is known to be wrong at this place."""
    reviewed: bool
    """Whether a person has looked at it as it is read now."""
    appearances: int
    """At how many places the question is printed in all; 0 when it is not in the bank."""
    shown: ReadQuestion
    """The question as it is shown; of a gap only where it should be."""
    reading: ReadQuestion | None
    """The question as it is read now, before any person's word; null where nothing is read."""
    edit: Edit | None
    """The decision that holds; null when nobody decided."""
    crop: str | None
    """A PNG of the place (`--image png`), which only this user may read; null when there is none."""
    crop_problem: str | None
    """Why there is no picture; null when there is one, or none was asked for."""
    record: QuestionRecord | None
    """The question with all its appearances; null when it is not in the bank."""

    @staticmethod
    def of(item: Item, record: QuestionRecord | None, *, crop: str | None, crop_problem: str | None) -> Review:
        """A place of a paper; `record` is its question's, where it is in the bank."""
        material, shown = item.material, item.shown
        return Review(
            kind=item.kind,
            id=record.id if record else None,
            question=item.question,
            material=material.id,
            sha256=material.sha256,
            title=material.title,
            paths=list(material.paths),
            section=shown.section,
            number=shown.number,
            page=shown.page or None,
            row=shown.row,
            why=[Reason(code=code, message=meaning(code)) for code in item.why],
            findings=list(item.findings),
            reviewed=item.reviewed,
            appearances=item.places,
            shown=ReadQuestion.of(shown),
            reading=ReadQuestion.of(item.reading) if item.reading else None,
            edit=Edit.of(item.edit, material.id, material.sha256) if item.edit else None,
            crop=crop,
            crop_problem=crop_problem,
            record=record,
        )


class Reviews(Document, frozen=True, kw_only=True, tag="reviews"):
    """What asks for a person: `cgq review`."""

    places: list[Review]
    """Every place, paper by paper, in printed order; empty when nothing asks for a person."""


class Decision(Struct, frozen=True, kw_only=True):
    """What a decision came to at one place."""

    action: Literal["accepted", "changed", "added", "rejected", "undone"]
    """What was done; a gap that was written down is `added`."""
    material: int
    """The paper."""
    section: str | None
    """The section of the paper; null where it has none."""
    number: int
    """The printed number."""
    id: str | None
    """The hash of the question's content now; null when it is not in the bank any more."""
    question: int | None
    """The question's number now; null when it is not in the bank any more."""
    was: int | None
    """Its number before: another one when its text changed and other papers keep it; null where there was none."""
    changed: list[str]
    """The fields that the decision sets."""
    elsewhere: int
    """How many places of other papers keep the question as it was."""
    jobs: int
    """How many jobs were enqueued to bring vectors and concepts up to date."""

    @staticmethod
    def of(done: Decided) -> Decision:
        """A decision that was kept."""
        shown = done.item.shown
        return Decision(
            action=done.action,
            material=done.item.material.id,
            section=shown.section,
            number=shown.number,
            id=question_hash(shown) if done.question is not None else None,
            question=done.question,
            was=done.was,
            changed=list(done.changed),
            elsewhere=done.elsewhere,
            jobs=done.jobs,
        )


class Decisions(Document, frozen=True, kw_only=True, tag="decisions"):
    """What was decided: `cgq review` with --accept, --reject, --answer, --edit or --undo."""

    decisions: list[Decision]
    """One a place, in the order in which they were decided."""
