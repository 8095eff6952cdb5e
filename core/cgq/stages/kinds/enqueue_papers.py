"""The papers in some folders become jobs, as `cgq enqueue` makes them: what a schedule does with an inbox (B4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from cgq.contract import Again, Arguments, Done
from cgq.convert.form import Form  # noqa: TC001 - msgspec asks for it
from cgq.errors import InputFailed
from cgq.queue.policy import Policy, Tries, tries
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.bank.find_files import Refusal
    from cgq.contract import Call
    from cgq.db.connection import Transaction
    from cgq.queue.books import Books
    from cgq.queue.job import Job, NewJob

MOST_REFUSED = 20
"""Refused files that a job's result names; the others are only counted, so that it stays small."""


class Folders(Arguments, frozen=True):
    """Where papers lie: absolute paths of files, folders or patterns as text (see bank.files), and who asks for them.

    The others are for the papers' own jobs; what is null is left to their kind.
    """

    paths: Annotated[list[str], msgspec.Meta(min_length=1)]
    queue: str | None = None
    priority: str | None = None
    max_attempts: Annotated[int, msgspec.Meta(ge=1)] | None = None
    requested_by: str | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """What is to be looked for, and the database, which is no paper: all of them paths as text."""

    paths: list[str]
    database: str


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A paper by its looks: its path as text, the sha256 and bytes of its content, its form; `named`, or found in a
    folder."""

    path: str
    sha256: str
    size: int
    named: bool
    form: Form


@dataclass(slots=True)
class Seen:
    """What lies there. `files` are those that are still to be taken in, `counts` what became of the others."""

    files: list[SeenFile] = field(default_factory=list[SeenFile])
    refused: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    counts: dict[str, int] = field(default_factory=dict[str, int])


class EnqueuePapers(Stage[Folders, Names, Seen]):
    """look through the folders -> in steps, give each file that is new its paper and its job."""

    kind = "enqueue_papers"
    arguments = Folders
    policy = Policy(
        timeout_per_item=1.0,
        tries=tries(timeout=Tries(3, 30.0), other=Tries(3, 5.0)),
        limit=1,
        sources={
            "timeout_per_item": "50 MB, the largest paper, from a slow disk",
            "tries": "semantics T3: as process_pdf, whose files it reads",
            "limit": "it reads whole files: several at once only take the disk from each other",
        },
    )
    counts = "files"
    in_steps = True

    def types(self) -> Types:
        """Names of folders, and what lies there."""
        return Types(given=Names, result=Seen)

    def load(self, tx: Transaction, jobs: Sequence[Job[Folders]]) -> Sequence[Names]:
        """Where to look."""
        from cgq.bank.files import path_text

        database = path_text(tx.file())
        return [Names(job.args.paths, database) for job in jobs]

    def compute(self, given: Sequence[Names], call: Call) -> Sequence[Done[Seen]]:
        """Know each file by its content. Raises InputFailed where nothing of what was named is there."""
        return [Done(_look(names, call)) for names in given]

    def store_with(self, books: Books, done: Sequence[tuple[Job[Folders], Seen]]) -> Iterable[NewJob | Again[Seen]]:
        """Take some files in; the same object is handed on, so that its counts are whole at the last step."""
        from cgq.stages.intake import BATCH

        for job, seen in done:
            for file in seen.files[:BATCH]:
                outcome = _take(books, job.args, file)
                seen.counts[outcome] = seen.counts.get(outcome, 0) + 1
            del seen.files[:BATCH]
            if seen.files:
                yield Again(seen)

    def summary(self, result: Seen) -> dict[str, Any]:
        """How many files there were, what became of them, and the first that were refused."""
        counts = {name: result.counts.get(name, 0) for name in ("new", "known", "revived")}
        return {**counts, "refused": len(result.refused), "refusals": result.refused[:MOST_REFUSED]}


def _look(names: Names, call: Call) -> Seen:
    from pathlib import Path

    from cgq.bank.files import real_path
    from cgq.bank.find_files import Refusal
    from cgq.stages.intake import Candidate, look_at

    seen = Seen()
    first: Refusal | None = None
    is_there = False
    for count, entry in enumerate(look_at(map(real_path, names.paths), Path(real_path(names.database))), start=1):
        if isinstance(entry, Candidate):
            seen.files.append(SeenFile(entry.file.path, entry.file.sha256, entry.file.size, entry.named, entry.form))
        elif isinstance(entry, Refusal):
            first = first or entry
            seen.refused.append(_described(entry))
        is_there = is_there or not (isinstance(entry, Refusal) and entry.named)
        call.progress(count, count)
    if first is not None and not is_there:
        raise InputFailed(first.error.message, code=first.error.code, hint=first.error.hint)
    return seen


def _described(refusal: Refusal) -> dict[str, str]:
    return {"file": refusal.path, "code": refusal.error.code, "message": refusal.error.message}


def _take(books: Books, wanted: Folders, file: SeenFile) -> str:
    from cgq.bank.files import SourceFile
    from cgq.stages.intake import Candidate, Wishes, take

    wishes = Wishes(
        queue=wanted.queue,
        priority=wanted.priority,
        max_attempts=wanted.max_attempts,
        requested_by=wanted.requested_by,
    )
    candidate = Candidate(SourceFile(file.path, file.sha256, file.size), file.named, file.form)
    return take(books, candidate, wishes).outcome
