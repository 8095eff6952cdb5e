"""Take papers in: each file becomes a material and a job, both in one transaction (S1-S3)."""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from cgq.actions.find_files import Empty, Refusal, find
from cgq.actions.same_name import find_named
from cgq.bank import answering, materials, questions
from cgq.bank.files import SourceFile, path_text, read
from cgq.db.connection import file_identity
from cgq.errors import CgqError, InputFailed, Missing, Refused
from cgq.exam.findings import EMPTY_FILE, NOT_A_PDF
from cgq.queue import listing, stats
from cgq.queue.books import SQL
from cgq.queue.chains import Chains
from cgq.queue.enqueue import Enqueued, encode_args, enqueue, refuse_secret_texts
from cgq.queue.job import NewJob
from cgq.queue.listing import last_error
from cgq.queue.operate import retry
from cgq.queue.states import WAITING
from cgq.stages.chain import stored_text_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cgq.bank.materials import Adopted
    from cgq.db.connection import Transaction
    from cgq.queue.books import Books
    from cgq.queue.listing import LastError
    from cgq.queue.states import State
    from cgq.queue.stats import StoredFile
    from cgq.workspace import Workspace

BATCH = 32
AFTER_COMMIT = 0.001
MAGIC, MAGIC_WITHIN = b"%PDF", 1024

Outcome = Literal["new", "again", "revived", "known"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What was asked for besides the papers themselves; None leaves it to the policy of the kind.

    `due_at` is a moment of the wall clock (milliseconds), `delay` are seconds that have to pass; not both.
    """

    queue: str | None = None
    priority: str | None = None
    due_at: int | None = None
    delay: float = 0.0
    max_attempts: int | None = None
    again: bool = False
    title: str | None = None
    description: str | None = None
    requested_by: str | None = None
    key: str | None = None
    """A file that is the answer key of these papers; it is taken in before them."""
    ocr: bool | None = None
    """Whether scans among them go through the text recogniser; None leaves it to the settings of whoever works."""
    cures: frozenset[str] = frozenset()
    """Error codes that trying again would not end with any more: a paper that was named, and failed with one, is
    revived."""

    def __post_init__(self) -> None:
        refuse_secret_texts(title=self.title, description=self.description, requested_by=self.requested_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A paper that has its job. `state` is the job's, None for one that was done and pruned since; `pruned`: the job is
    there no more, and `state` is how it had ended.

    `outcome`: a `new` job; a new one `again` for known work; a failed one `revived`; a job that was `known`.
    `moved` says that the paper was known and lies at a place where it was never seen; `named`: a person named it, it
    was not only found in a folder.
    """

    path: str
    material: int
    job: int
    state: State | None
    outcome: Outcome
    moved: bool = False
    error: LastError | None = None
    named: bool = True
    pruned: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that is a PDF by its looks. `named`: a person named it, it was not only found."""

    file: SourceFile
    named: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """A paper that was read before and has its answers from the named key now: both paths as text."""

    path: str
    answers: int
    key: str


@dataclass(slots=True)
class Intake:
    """What became of everything that was named."""

    taken: list[Taken] = field(default_factory=list[Taken])
    refused: list[Refusal] = field(default_factory=list[Refusal])
    empty: list[str] = field(default_factory=list[str])
    """Folders in which there is no paper."""
    key: int | None = None
    """The material of the key that was named for them."""
    answered: list[Answered] = field(default_factory=list[Answered])
    """The papers that were read before and that the named key answers from now on."""
    refused_keys: tuple[StoredFile, ...] = ()
    """The papers that were read before and that the named key does not answer, each with the reason."""

    @property
    def is_idle(self) -> bool:
        """Is there nothing in it that was not known, and nothing that was refused to a person who named it?"""
        return all(taken.outcome == "known" for taken in self.taken) and self.worst() is None

    def worst(self) -> CgqError | None:
        """The error of what a person named: something is missing, else something was refused."""
        errors = [refusal.error for refusal in self.refused if refusal.named]
        missing = [error for error in errors if isinstance(error, Missing)]
        return next(iter([*missing, *errors]), None)


def enqueue_papers(workspace: Workspace, names: Iterable[str], wishes: Wishes) -> Intake:
    """Take in every file behind the names; what cannot be taken is refused, and the others go on."""
    _check_queue(workspace, wishes)
    intake = Intake()
    intake.key = _take_key(workspace, intake, wishes)
    looked = look_at(names, workspace.database.path)
    while batch := list(islice(looked, BATCH)):
        files = [entry for entry in batch if isinstance(entry, Candidate)]
        intake.refused += [entry for entry in batch if isinstance(entry, Refusal)]
        intake.empty += [entry.path for entry in batch if isinstance(entry, Empty)]
        if files:
            with workspace.ledger.write() as books:
                taken = [_take(books, file, wishes) for file in files]
                intake.answered += _give_key(books, taken, intake.key)
            intake.taken += taken
            time.sleep(AFTER_COMMIT)
    intake.refused_keys = refused_keys(workspace, intake)
    return intake


def _check_queue(workspace: Workspace, wishes: Wishes) -> None:
    """Raise Refused, before anything is looked at, for a queue that no settings make (S5)."""
    workspace.policies.queue(wishes.queue or workspace.policies.kind("process_pdf").queue)


def refused_keys(workspace: Workspace, intake: Intake) -> tuple[StoredFile, ...]:
    """The papers that do not have their answers from the key that was named for them, as far as both were read."""
    if intake.key is None:
        return ()
    with workspace.database.read() as tx:
        return stats.refused_keys(tx, intake.key, [taken.job for taken in intake.taken])


def _take_key(workspace: Workspace, intake: Intake, wishes: Wishes) -> int | None:
    """The key's material. Raises why it cannot be taken, before any paper is."""
    if wishes.key is None:
        return None
    key = _look_at_key(wishes.key, workspace.database.path)
    with workspace.ledger.write() as books:
        taken = _take(books, key, replace(wishes, title=None, description=None))
    intake.taken.append(taken)
    return taken.material


def _look_at_key(name: str, database: Path) -> Candidate:
    """The file that was named as the key. Raises Missing or Refused; no paper was taken in then."""
    path = find_named(name)
    if path is None:
        message = f"There is no answer key {path_text(name)}"
        raise Missing(message, code="input_missing", hint="Check the path; no paper was taken in without it.")
    return Candidate(look_at_file(path, database), named=True)


def _give_key(books: Books, papers: Iterable[Taken], key: int | None) -> Iterator[Answered]:
    """The papers are answered by this key from now on; those that are read already at once, and they are reported."""
    if key is None:
        return
    for paper in papers:
        if paper.material == key:
            continue
        before = books.tx.value(materials.SQL["key_used_by"], (paper.material,))
        questions.give_key(books.tx, paper.material, key, stored_text_hash, books.moment.wall)
        now = listing.papers_in_full(books.tx, [paper.job]).get(paper.job)
        is_answered = books.tx.value(materials.SQL["key_used_by"], (paper.material,)) == key
        if is_answered and before != key and now is not None:
            yield Answered(paper.path, now.answers, now.key or "")


def look_at(names: Iterable[str], database: Path) -> Iterator[Candidate | Empty | Refusal]:
    """Each file behind the names: known by its content, or refused."""
    for found in find(names):
        if isinstance(found, Empty | Refusal):
            yield found
            continue
        try:
            yield Candidate(_look(found.path, database), found.named)
        except CgqError as error:
            yield Refusal(path_text(found.path), _as_refusal(error), found.named)


def would_take(workspace: Workspace, names: Iterable[str], wishes: Wishes) -> Intake:
    """What `enqueue_papers` would do; nothing is changed. A job or paper that is still to come has id 0."""
    _check_queue(workspace, wishes)
    intake = Intake()
    database = workspace.database.path
    keys = [_look_at_key(wishes.key, database)] if wishes.key else []
    for entry in chain(keys, look_at(names, database)):
        if isinstance(entry, Refusal):
            intake.refused.append(entry)
            continue
        if isinstance(entry, Empty):
            intake.empty.append(entry.path)
            continue
        with workspace.database.read() as tx:
            intake.taken.append(_would_take(tx, entry, wishes))
    return intake


def _would_take(tx: Transaction, entry: Candidate, wishes: Wishes) -> Taken:
    known = tx.one(SQL["work_job"], (work_key(entry.file.sha256),))
    paper = tx.one(materials.SQL["material_by_sha"], {"sha256": entry.file.sha256})
    to_come = Taken(
        path=entry.file.path,
        material=paper[0] if paper else 0,
        job=0,
        state="ready",
        outcome="again" if known and paper else "new",
        named=entry.named,
    )
    if known is None or paper is None or wishes.again:
        return to_come
    job, state, pruned = known
    error = last_error(tx, job) if state == "failed" else None
    if error is not None and _is_cured(error, entry, wishes):
        return replace(to_come, job=job, outcome="revived")
    return replace(to_come, job=job, state=state, outcome="known", error=error, pruned=bool(pruned))


def look_at_file(name: str, database: Path) -> SourceFile:
    """One file by its name, known by its content. Raises why it cannot be taken."""
    try:
        return _look(find_named(name) or name, database)
    except CgqError as error:
        raise _as_refusal(error) from error


def not_over(workspace: Workspace, intake: Intake) -> list[int]:
    """The jobs of these papers that are not over, or from which something follows that is not."""
    with workspace.database.read() as tx:
        return Chains(taken.job for taken in intake.taken).left(tx)


def work_key(sha256: str) -> str:
    """What names the reading of a file's content by this version of the reader (S2)."""
    from cgq.exam.model import EXTRACTOR

    return f"process_pdf:{sha256}:{EXTRACTOR}"


def _look(path: str, database: Path) -> SourceFile:
    if file_identity(Path(path)) == file_identity(database):
        # Reading it here would also drop this process's locks on it, as POSIX has it.
        raise Refused(f"{path_text(path)} is the database itself", code=NOT_A_PDF, hint="Name a paper.")
    data = read(path)
    if not data:
        raise Refused(f"{path_text(path)} is empty", code=EMPTY_FILE, hint="Get the file again.")
    if MAGIC not in data[:MAGIC_WITHIN]:
        raise Refused(f"{path_text(path)} is no PDF", code=NOT_A_PDF, hint="Convert it to PDF first.")
    return SourceFile(path_text(os.path.abspath(path)), hashlib.sha256(data).hexdigest(), len(data))


def _as_refusal(error: CgqError) -> CgqError:
    """What would fail a job is, before there is one, no more than a name that cannot be taken."""
    if not isinstance(error, InputFailed):
        return error
    kind = Missing if error.code == "input_missing" else Refused
    return kind(error.message, code=error.code, hint=error.hint)


def _take(books: Books, found: Candidate, wishes: Wishes) -> Taken:
    file = found.file
    adopted = materials.adopt(books.tx, file, books.moment.wall, title=wishes.title, description=wishes.description)
    job = NewJob(
        kind="process_pdf",
        args=_arguments(adopted, file, wishes),
        queue=wishes.queue,
        priority=wishes.priority,
        key=work_key(file.sha256),
        document=adopted.id,
        due_at=wishes.due_at,
        delay=wishes.delay,
        max_attempts=wishes.max_attempts,
        requested_by=wishes.requested_by,
    )
    if wishes.again and wishes.key is None:
        answering.take_back(books.tx, adopted.id)
    # A paper that is new although its work is remembered was removed from the bank: it is read again.
    (made,) = enqueue(books, [job], again=wishes.again or adopted.new)
    outcome, state, error = _outcome(books, made, found, wishes, new=adopted.new)
    if made.existing and wishes.ocr is not None and state in WAITING:
        books.tx.run(SQL["job_arguments"], {"id": made.id, "args": encode_args(job.args)})
    return Taken(
        path=file.path,
        material=adopted.id,
        job=made.id,
        state=state,
        outcome=outcome,
        moved=adopted.moved,
        error=error,
        named=found.named,
        pruned=made.pruned,
    )


def _arguments(adopted: Adopted, file: SourceFile, wishes: Wishes) -> dict[str, Any]:
    ocr = {} if wishes.ocr is None else {"ocr": wishes.ocr}
    other = {"sha256": file.sha256} if adopted.is_next else {}
    return {"material": adopted.id, **ocr, **other}


def _outcome(
    books: Books, made: Enqueued, found: Candidate, wishes: Wishes, *, new: bool
) -> tuple[Outcome, State | None, LastError | None]:
    if not made.existing:
        return "again" if wishes.again and not new else "new", made.state, None
    if made.state != "failed":
        return "known", made.state, None
    error = last_error(books.tx, made.id)
    if error is not None and _is_cured(error, found, wishes) and retry(books, [made.id]):
        return "revived", books.tx.value(SQL["job_state"], (made.id,)), None
    return "known", made.state, error


def _is_cured(error: LastError, found: Candidate, wishes: Wishes) -> bool:
    """May a failed job start again by itself? Else it would fail again each time that its folder is named (S2)."""
    return error.code == "input_missing" or (found.named and error.code in wishes.cures)
