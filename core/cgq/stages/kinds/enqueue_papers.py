"""The papers in some folders become jobs, as `cgq enqueue` makes them: what a schedule does with an inbox (B4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from cgq.bank.unpacked import Contents, PackedPaper
from cgq.contract import Again, Arguments, Artifact, Done
from cgq.convert.form import Form  # noqa: TC001 - msgspec asks for it
from cgq.errors import Failure, InputFailed
from cgq.queue.policy import Policy, Tries, tries
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from cgq.bank.find_files import Refusal
    from cgq.contract import Call, Item, PassedOver
    from cgq.db.connection import Transaction
    from cgq.queue.books import Books
    from cgq.queue.job import Job, NewJob
    from cgq.stages.intake import Looked
    from cgq.stages.packing import Keeping

MOST_REFUSED = 20
"""Refused files that a job's result names; the others are only counted, so that it stays small."""

MOST_ENDINGS = 20
"""Endings of files that are no papers that a job's result counts, the most frequent ones."""


MOST_NOTES = 20
"""Remarks on papers of several pictures that a job's result holds, the first ones."""

LONGEST_KEY = 1_000
"""Characters of a path that name a refused file among the items of a job, its last ones: what a key may have."""

SETTLED = 10.0
"""Seconds that zips, and folders with pictures, must be left alone before they are taken in: what copies many files
goes on with the next one sooner. Chosen."""


class Folders(Arguments, frozen=True):
    """Where papers lie: absolute paths of files, folders or patterns as text (see bank.files), and who asks for them.

    With `one_paper` all pictures there are one paper; `called` is what a zip is called whose path says nothing;
    `process`: whether the papers are read then. The others are for the papers' own jobs; what is null is left to their
    kind.
    """

    paths: Annotated[list[str], msgspec.Meta(min_length=1)]
    one_paper: bool = False
    called: str | None = None
    process: bool = True
    queue: str | None = None
    priority: str | None = None
    max_attempts: Annotated[int, msgspec.Meta(ge=1)] | None = None
    requested_by: str | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """What is to be looked for, and the database, which is no paper: paths as text. The others as in Folders.

    `again` are the names, by their keys, of items that were refused and are asked for once more."""

    paths: list[str]
    database: str
    one_paper: bool
    called: str | None
    again: dict[str, str]


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A paper by its looks: its path as text, the sha256 and bytes of its content, its form; `named`, or found in a
    folder. `packed`: what it was made of where it lies in no file of its own, and `artifact` its new file."""

    path: str
    sha256: str
    size: int
    named: bool
    form: Form
    packed: PackedPaper | None = None
    artifact: Artifact | None = None

    @property
    def shown(self) -> str:
        """What it is called, as text."""
        return self.path if self.packed is None else self.packed.shown


@dataclass(slots=True)
class Seen:
    """What lies there. `files` are those that are still to be taken in, `counts` what became of the others; `others`
    counts what is no paper, by its ending, and `zips` are those that were opened, by the sha256 of their content.
    `notes` are remarks on papers of several pictures; `unsettled` are files that may still be written. `newly_refused`
    and `cured` are what bank.refused_files is to keep, absolute path -> code, and the absolute paths to forget."""

    files: list[SeenFile] = field(default_factory=list[SeenFile])
    refused: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    counts: dict[str, int] = field(default_factory=dict[str, int])
    others: dict[str, int] = field(default_factory=dict[str, int])
    notes: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    unsettled: int = 0
    zips: dict[str, Contents] = field(default_factory=dict[str, Contents])
    newly_refused: dict[str, str] = field(default_factory=dict[str, str])
    cured: list[str] = field(default_factory=list[str])


class EnqueuePapers(Stage[Folders, Names, Seen]):
    """look through the folders -> each file that is refused for the first time is an item that failed -> in steps, give
    each file that is new its paper and its job."""

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
    repeats = True
    snapshot = True

    def types(self) -> Types:
        """Names of folders, what lies there, and of an item nothing: it is a file that was refused."""
        return Types(given=Names, result=Seen, item=None)

    def load(self, tx: Transaction, jobs: Sequence[Job[Folders]]) -> Sequence[Names]:
        """Where to look."""
        from cgq.bank.files import path_text
        from cgq.queue.items import asked_again

        database = path_text(tx.file())
        return [
            Names(job.args.paths, database, job.args.one_paper, job.args.called, asked_again(tx, job.id))
            for job in jobs
        ]

    def compute(self, given: Sequence[Names], call: Call) -> Sequence[Done[Seen]]:
        """Know each file by its content. Raises InputFailed where nothing of what was named is there."""
        found = [_look(names, call) for names in given]
        return [Done(seen, tuple(file.artifact for file in seen.files if file.artifact)) for seen in found]

    def store_items_with(
        self,
        books: Books,  # noqa: ARG002
        job: Job[Folders],  # noqa: ARG002
        items: Sequence[Item],  # noqa: ARG002
    ) -> Iterable[NewJob | PassedOver]:
        """All that an item of it says, the ledger keeps."""
        return ()

    def store_with(self, books: Books, done: Sequence[tuple[Job[Folders], Seen]]) -> Iterable[NewJob | Again[Seen]]:
        """Take some files in; the same object is handed on, so that its counts are whole at the last step."""
        from cgq.bank import refused_files, unpacked
        from cgq.stages.intake import BATCH

        for job, seen in done:
            batch = seen.files[:BATCH]
            for file in batch:
                outcome, notes = _take(books, job, file)
                seen.counts[outcome] = seen.counts.get(outcome, 0) + 1
                seen.notes += [{"file": file.shown, "note": note} for note in notes][: MOST_NOTES - len(seen.notes)]
            del seen.files[:BATCH]
            if seen.files:
                yield Again(seen, tuple(file.artifact for file in batch if file.artifact))
                continue
            refused_files.forget(books.tx, seen.cured)
            refused_files.remember(books.tx, seen.newly_refused, books.moment.wall)
            for sha256, contents in seen.zips.items():  # last: one is known when all its papers are taken in
                unpacked.remember_zip(books.tx, sha256, contents, books.moment.wall)

    def summary(self, result: Seen) -> dict[str, Any]:
        """How many papers there were, what became of them, the first that were refused, remarks on papers of several
        pictures, how many files may still be written (they come with the next job), and what else lies there: how many
        files have each ending, those with none as `none`."""
        counts = {name: result.counts.get(name, 0) for name in ("new", "known", "revived")}
        often = sorted(result.others.items(), key=lambda kind: (-kind[1], kind[0]))[:MOST_ENDINGS]
        others = {ending or "none": files for ending, files in often}
        refused = {"refused": len(result.refused), "refusals": result.refused[:MOST_REFUSED]}
        more = {"notes": result.notes, "unsettled": result.unsettled}
        return {**counts, **refused, **more, "not_taken": sum(result.others.values()), "others": others}


def _look(names: Names, call: Call) -> Seen:
    from pathlib import Path

    from cgq.bank.files import real_path
    from cgq.bank.find_files import Refusal
    from cgq.stages.intake import look_at

    database = Path(real_path(names.database))
    keeping = _keeping(names, database, call)
    looked = look_at(map(real_path, names.paths), database, keeping, one_paper=names.one_paper, settled=SETTLED)
    seen = Seen()
    refused: list[Refusal] = []
    is_there = False
    for count, entry in enumerate(looked, start=1):
        _note(seen, entry)
        if isinstance(entry, Refusal):
            refused.append(entry)
        is_there = is_there or not (isinstance(entry, Refusal) and entry.named)
        call.progress(count, count)
    if refused and not is_there:
        first = refused[0].error
        failure = InputFailed(first.message, code=first.code, hint=first.hint)
        failure.retryable = first.retryable
        raise failure
    _report(_newly_refused(names, seen, refused, call), names.again, call)
    return seen


def _newly_refused(names: Names, seen: Seen, refused: Sequence[Refusal], call: Call) -> list[Refusal]:
    """The refusals that the last look did not know, those of what was named, and those that are asked for again."""
    from cgq.bank import refused_files

    if names.called is not None:  # the places in such a zip are none that anybody looks at again
        return list(refused)
    with call.snapshot() as tx:
        known = refused_files.known(tx)
    taken = [refused_files.absolute(file.shown) for file in seen.files]
    new, seen.cured = refused_files.changes(known, refused, taken)
    seen.newly_refused = refused_files.codes(new)
    reported = {id(one) for one in new}
    return [one for one in refused if one.named or id(one) in reported or _key(one) in names.again]


def _report(refused: Iterable[Refusal], again: dict[str, str], call: Call) -> None:
    """Each refusal is an item that failed; of those that were asked for again, the others are cured."""
    keys: set[str] = set()
    for refusal in refused:
        keys.add(_key(refusal))
        call.item(_key(refusal), refusal.path, Failure.of(refusal.error))
    for key in again.keys() - keys:
        call.item(key, again[key], Done(None))


def _key(refusal: Refusal) -> str:
    return refusal.path[-LONGEST_KEY:]


def _note(seen: Seen, entry: Looked) -> None:
    from cgq.bank.find_files import Others, Refusal, Unsettled
    from cgq.stages.intake import Candidate, ZipRead

    if isinstance(entry, Candidate):
        file = entry.file
        paper = SeenFile(file.path, file.sha256, file.size, entry.named, entry.form, entry.packed, entry.artifact)
        seen.files.append(paper)
    elif isinstance(entry, Refusal):
        seen.refused.append(_described(entry))
    elif isinstance(entry, Others):
        for ending, files in entry.counts.items():
            seen.others[ending] = seen.others.get(ending, 0) + files
    elif isinstance(entry, Unsettled):
        seen.unsettled += entry.files
    elif isinstance(entry, ZipRead):
        seen.zips[entry.sha256] = entry.contents


def _keeping(names: Names, database: Path, call: Call) -> Keeping:
    """New files are those of the call; what is kept already is seen in the database as it is now."""
    from cgq.bank import unpacked
    from cgq.db.kept_files import path_of
    from cgq.stages.packing import Keeping

    def is_kept(sha256: str) -> bool:
        with call.snapshot() as tx:
            return unpacked.is_kept(tx, sha256) and path_of(database, sha256).exists()

    def known(sha256: str) -> Contents | None:
        with call.snapshot() as tx:
            return unpacked.zip_known(tx, sha256)

    return Keeping(call.artifact, is_kept, known, names.one_paper, names.called)


def _described(refusal: Refusal) -> dict[str, str]:
    return {"file": refusal.path, "code": refusal.error.code, "message": refusal.error.message}


def _take(books: Books, job: Job[Folders], file: SeenFile) -> tuple[str, tuple[str, ...]]:
    """Take a file in: what became of it, and remarks."""
    from cgq.bank.files import SourceFile
    from cgq.stages.intake import Candidate, Wishes, adopt, notes_of, take

    wanted = job.args
    wishes = Wishes(
        queue=wanted.queue,
        priority=wanted.priority,
        max_attempts=wanted.max_attempts,
        requested_by=wanted.requested_by,
        # In a chain, such as that of a collection which brought a zip, the papers are a part of it.
        root=job.root,
        parent=None if job.root is None else job.id,
    )
    source = SourceFile(file.path, file.sha256, file.size)
    candidate = Candidate(source, file.named, file.form, file.packed, file.artifact)
    if not wanted.process:
        is_new = adopt(books, candidate, wishes).new
        return ("new", notes_of(books.tx, candidate)) if is_new else ("known", ())
    taken = take(books, candidate, wishes)
    return taken.outcome, taken.notes
