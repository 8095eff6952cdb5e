"""What there is to see after the sample papers went through every stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cgq.documents import Document
from cgq.documents.concept import Kind, Status
from cgq.documents.materials import Material
from cgq.documents.questions import FullQuestion
from cgq.documents.search import Search

if TYPE_CHECKING:
    from cgq.actions import demo


class DemoStep(Struct, frozen=True, kw_only=True):
    """A concept, and one that is learned before it, or that it is a kind of."""

    concept: str
    """The concept's label."""
    questions: int
    """How many questions test it."""
    first: str
    """The label of the other one."""
    status: Status
    """Whether somebody decided about the edge between them."""
    kind: Kind
    """What the edge says: `first` is learned before the concept (`prerequisite`), or is what it is a kind of."""


class Unread(Struct, frozen=True, kw_only=True):
    """A sample that gave no paper."""

    file: str
    """Its name."""
    code: str
    """The code of the error."""
    message: str
    """What happened."""
    purpose: str | None
    """What is wrong with it on purpose; null for a surprise."""


class Demo(Document, frozen=True, kw_only=True, tag="demo"):
    """What the bank of the sample papers holds: `cgq demo`."""

    database: str
    """The database that was made."""
    exit_code: int
    """What the command exits with: 3 when a sample could not be read that is not broken on purpose."""
    papers: list[Material]
    """The papers that were read."""
    question: FullQuestion | None
    """One question that is printed most often; null when none has an answer."""
    search: Search
    """One search."""
    steps: list[DemoStep]
    """Some concepts, each with one that is learned before it, or that it is a kind of."""
    unread: list[Unread]
    """The samples that gave no paper."""

    @staticmethod
    def of(tour: demo.Tour, database: str, exit_code: int) -> Demo:
        """What was seen on a tour."""
        return Demo(
            database=database,
            exit_code=exit_code,
            papers=[Material.of(paper) for paper in tour.papers],
            question=FullQuestion.of(tour.question) if tour.question else None,
            search=Search.of(tour.query, tour.found),
            steps=[
                DemoStep(
                    concept=step.concept, questions=step.questions, first=step.first, status=step.status, kind=step.kind
                )
                for step in tour.steps
            ],
            unread=[
                Unread(file=one.file, code=one.code, message=one.message, purpose=one.purpose) for one in tour.unread
            ],
        )
