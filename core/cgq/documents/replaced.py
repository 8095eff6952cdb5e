"""A paper whose file was the wrong one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.documents import Document

if TYPE_CHECKING:
    from cgq.actions.replace_paper import Replacement


class Replaced(Document, frozen=True, kw_only=True, tag="replaced"):
    """A paper that gets another file: `cgq materials replace`. It stays as it was until that file is read."""

    dry_run: bool
    """Whether it was only asked for."""
    material: int
    """The paper; its number stays."""
    title: str
    """Its title, which stays if a person gave it."""
    was: str
    """The sha256 of the file that it has as long as the new one is not read."""
    sha256: str
    """The sha256 of the new file."""
    path: str
    """Where the new file lies."""
    questions: int
    """How many questions the paper prints now."""
    only_here: int
    """How many of them no other paper prints: they leave the bank unless the new file prints them, or much the same."""
    decisions: int
    """How many decisions of people hold for it now; those that fit what will be read go on."""
    jobs_cancelled: list[int]
    """Its jobs that were not over."""
    left: list[str]
    """Where the file that it has still lies: once it is replaced, a run over that folder takes it in again."""
    job: int | None
    """The job that reads the new file; null for a dry run."""

    @staticmethod
    def of(replacement: Replacement, *, dry_run: bool = False) -> Replaced:
        """What was ordered."""
        material, loss = replacement.material, replacement.loss
        return Replaced(
            dry_run=dry_run,
            material=material.id,
            title=material.title,
            was=material.sha256,
            sha256=replacement.file.sha256,
            path=replacement.file.path,
            questions=loss.questions,
            only_here=loss.only_here,
            decisions=replacement.decisions,
            jobs_cancelled=list(replacement.jobs),
            left=list(replacement.left),
            job=replacement.job,
        )
