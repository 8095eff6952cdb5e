"""What learners answered, and what became of a file of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from cgq.bank.attempts.read import numbers_of
from cgq.clock import rfc3339
from cgq.documents import Document
from cgq.hints import unmarked

if TYPE_CHECKING:
    from cgq.actions import attempts as actions
    from cgq.actions.import_attempts import ImportedAttempts
    from cgq.bank.attempts import read
    from cgq.exchange.attempts.rows import RefusedRow


class LearnerAttempt(Struct, frozen=True, kw_only=True):
    """An answer that a learner gave to a question, judged by the key that holds now."""

    id: int
    """Its number in this bank."""
    learner: str
    """Who answered, by an opaque id."""
    at: str
    """When."""
    question: int
    """The question's number in this bank; of one that left the bank the number that it had."""
    hash: str | None
    """The question's content hash, `id` in every other document; null when it left the bank."""
    material: int | None
    """The paper whose key judges it; null while no paper of the bank prints the question."""
    section: str | None
    """The section of that paper; null where it has none."""
    number: int | None
    """The number that is printed there; null where no paper prints it."""
    chosen: list[int | None]
    """The printed numbers of what was chosen, rising; empty where the question was passed over, null in it for an
    option that is printed there no more."""
    accepted: list[int | None] | None
    """The printed numbers of the options that count as right; null while there is no key."""
    mode: Literal["any", "all", "void"] | None
    """How they count, as in the question record; null while there is no key."""
    verdict: Literal["correct", "wrong", "skipped", "unknown"]
    """What it came to; `unknown` while there is no key to judge it by."""
    ms: int | None
    """How long it took, in milliseconds; null when nobody knows."""
    source: Literal["import", "quiz"]
    """Where it comes from."""

    @staticmethod
    def of(one: read.Attempt) -> LearnerAttempt:
        """An attempt."""
        return LearnerAttempt(
            id=one.id,
            learner=one.learner,
            at=str(rfc3339(one.at)),
            question=one.question,
            hash=one.hash,
            material=one.material,
            section=one.section,
            number=one.number,
            chosen=numbers_of(one.chosen) or [],
            accepted=numbers_of(one.accepted),
            mode=one.mode,
            verdict=one.verdict,
            ms=one.ms,
            source=one.source,
        )


class Attempts(Document, frozen=True, kw_only=True, tag="attempts"):
    """What learners answered, the last first: `cgq attempts`."""

    attempts: list[LearnerAttempt]
    """The attempts."""
    more: bool
    """Whether there is another page."""

    @staticmethod
    def of(found: actions.Attempts) -> Attempts:
        """A page of them."""
        return Attempts(attempts=[LearnerAttempt.of(one) for one in found.attempts], more=found.more)


class RefusedAttempt(Struct, frozen=True, kw_only=True):
    """A line of a file that holds no attempt."""

    line: int
    """Its line in the file, or row of a sheet, from 1, the header among them."""
    column: str | None
    """The column that is at fault, by our name; null for the line as a whole."""
    code: str
    """Why, as a code."""
    message: str
    """The same in words."""
    hint: str | None
    """What to do about it; null when there is nothing to say."""

    @staticmethod
    def of(row: RefusedRow) -> RefusedAttempt:
        """A row."""
        return RefusedAttempt(
            line=row.line,
            column=row.column or None,
            code=row.code,
            message=row.message,
            hint=unmarked(row.hint) or None,
        )


class AttemptsImported(Document, frozen=True, kw_only=True, tag="attempts_imported"):
    """What became of a file of attempts: `cgq attempts import`."""

    file: str
    """The file."""
    dry_run: bool
    """Whether it was only looked at: then this is what would become of it."""
    rows: int
    """How many lines with something in them it has, or rows of a sheet, the header not counted."""
    added: int
    """How many attempts were new."""
    known: int
    """How many were stored already."""
    repeated: int
    """How many stand further up in the same file."""
    failed: int
    """How many lines say no attempt."""
    learners: int
    """Of how many learners the attempts are."""
    refused: list[RefusedAttempt]
    """The first 1,000 lines that say no attempt."""
    notes: list[str]
    """How the file was read, where that is worth knowing."""

    @staticmethod
    def of(file: str, done: ImportedAttempts) -> AttemptsImported:
        """A file that was imported."""
        return AttemptsImported(
            file=file,
            dry_run=done.dry_run,
            rows=done.rows,
            added=done.added,
            known=done.known,
            repeated=done.repeated,
            failed=done.failed,
            learners=len(done.learners),
            refused=[RefusedAttempt.of(row) for row in done.refused],
            notes=done.notes,
        )


class AttemptsExported(Document, frozen=True, kw_only=True, tag="attempts_exported"):
    """A file of attempts that was written: `cgq attempts export --output FILE`."""

    file: str
    """The file."""
    attempts: int
    """How many attempts it has."""


class AttemptsRemoved(Document, frozen=True, kw_only=True, tag="attempts_removed"):
    """What was removed of a learner: `cgq attempts remove`."""

    learner: str
    """The learner."""
    dry_run: bool
    """Whether nothing was removed, as `--dry-run` asks."""
    attempts: int
    """How many attempts there were."""
    questions: int
    """At how many questions."""
    first: str | None
    """When the first one was."""
    last: str | None
    """When the last one was."""

    @staticmethod
    def of(found: actions.Forgotten, *, dry_run: bool) -> AttemptsRemoved:
        """A learner who is forgotten."""
        count = found.count
        return AttemptsRemoved(
            learner=found.learner,
            dry_run=dry_run,
            attempts=count.attempts,
            questions=count.questions,
            first=None if count.first is None else str(rfc3339(count.first)),
            last=None if count.last is None else str(rfc3339(count.last)),
        )
