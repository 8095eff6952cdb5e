"""A copy of a whole workspace, and how it is put back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cgq.bank.files import path_text
from cgq.documents import Document

if TYPE_CHECKING:
    from cgq.actions import backup, restore
    from cgq.actions.whole import Whole


class Contents(Struct, frozen=True, kw_only=True):
    """What a database holds."""

    materials: int
    """How many papers."""
    questions: int
    """How many questions."""
    concepts: int
    """How many concepts."""
    jobs: int
    """How many jobs, in whatever state."""

    @staticmethod
    def of(whole: Whole) -> Contents:
        """What is counted."""
        jobs = sum(whole.jobs.values())
        return Contents(materials=whole.papers, questions=whole.questions, concepts=whole.concepts, jobs=jobs)


class Backup(Document, frozen=True, kw_only=True, tag="backup"):
    """A backup that was made: `cgq backup`."""

    file: str
    """The backup: a database as any other."""
    bytes: int
    """Its size in bytes."""
    holds: Contents
    """What it holds."""
    files: int
    """How many files that jobs had made lie beside it, in a folder of its name and `-files`."""
    returned: int
    """How many jobs ran when it was made; in the backup they are ready again."""

    @staticmethod
    def of(made: backup.Backup) -> Backup:
        """A backup."""
        return Backup(
            file=path_text(made.path),
            bytes=made.size,
            holds=Contents.of(made.whole),
            files=made.files,
            returned=made.returned,
        )


class Restored(Document, frozen=True, kw_only=True, tag="restored"):
    """A backup took the place of the database: `cgq restore`."""

    file: str
    """The database."""
    source: str
    """The backup, which is as it was."""
    kept: str | None
    """Where the database lies that was there before; null where there was none."""
    holds: Contents
    """What the database holds now."""
    files: int
    """How many files that jobs had made were put back."""
    returned: int
    """How many jobs ran when the backup was made; they are ready again."""

    @staticmethod
    def of(restored: restore.Restored) -> Restored:
        """What was put back."""
        return Restored(
            file=path_text(restored.path),
            source=path_text(restored.source),
            kept=None if restored.kept is None else path_text(restored.kept),
            holds=Contents.of(restored.whole),
            files=restored.files,
            returned=restored.returned,
        )
