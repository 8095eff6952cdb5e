"""Papers that were taken out of the bank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cgq.documents import Document
from cgq.documents.materials import LinkedFile

if TYPE_CHECKING:
    from cgq.actions.change_papers import Going, Removal


class RemovedMaterial(Struct, frozen=True, kw_only=True):
    """A paper that was removed."""

    id: int
    """The number that it had; no other paper gets it."""
    title: str
    """Its title."""
    sha256: str
    """The sha256 of its file."""
    questions: int
    """How many questions it printed."""
    only_here: int
    """How many of them no other paper prints."""
    decisions: int
    """How many decisions of people about it are kept, and hold again when it is taken in again."""
    attempts: int
    """How many attempts of learners at its questions are kept: other papers that print them judge them, else nobody
    does until it is taken in again."""
    learners: int
    """Of how many learners they are."""
    answered_papers: list[LinkedFile]
    """The papers that lose the answers which it gave them as their key."""
    left: list[str]
    """Where its file still lies: a run over that folder takes it in again."""
    kept: list[str]
    """Where cgq keeps its file, which it collected, for a week more."""

    @staticmethod
    def of(going: Going) -> RemovedMaterial:
        """A paper that goes."""
        material = going.material
        return RemovedMaterial(
            id=material.id,
            title=material.title,
            sha256=material.sha256,
            questions=going.loss.questions,
            only_here=going.loss.only_here,
            decisions=going.decisions,
            attempts=going.attempts,
            learners=going.learners,
            answered_papers=[LinkedFile.of(link) for link in going.answered],
            left=list(going.left),
            kept=list(going.kept),
        )


class Removed(Document, frozen=True, kw_only=True, tag="removed"):
    """What went with papers: `cgq materials remove`."""

    dry_run: bool
    """Whether it was only asked for: then this is what would go."""
    materials: list[RemovedMaterial]
    """The papers."""
    questions: int
    """How many questions went, for no other paper prints them."""
    jobs_cancelled: list[int]
    """The jobs of these papers that were not over."""
    files: int | None
    """How many files that jobs made for them were removed; null for a dry run, which does not look for them."""
    jobs_enqueued: list[int] | None
    """The jobs that bring search and concepts up to date; null for a dry run."""

    @staticmethod
    def of(removal: Removal, *, dry_run: bool = False) -> Removed:
        """What was removed."""
        return Removed(
            dry_run=dry_run,
            materials=[RemovedMaterial.of(going) for going in removal.papers],
            questions=removal.questions,
            jobs_cancelled=list(removal.jobs),
            files=removal.files,
            jobs_enqueued=None if removal.following is None else list(removal.following),
        )
