"""A file becomes a material and a job, both in one transaction (S1-S3)."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from cgq.bank import answering, materials, unpacked
from cgq.bank.files import SourceFile, digest, is_zip, path_text, read
from cgq.bank.find_files import Empty, Found, FoundPages, Loose, Others, Refusal, Unsettled, find
from cgq.bank.same_name import find_named
from cgq.bank.unpacked import Contents
from cgq.convert.archive.bundle import MAX_PICTURES
from cgq.convert.archive.limits import MAX_ARCHIVE
from cgq.convert.converted import CONVERTERS, CURED_BY_INSTALLING
from cgq.convert.form import content_of, is_form
from cgq.convert.form_refusals import what_it_is
from cgq.counting import counted
from cgq.db.connection import file_identity
from cgq.db.kept_files import path_of
from cgq.errors import CgqError, InputFailed, Missing, Refused
from cgq.exam.findings import EMPTY_FILE, NOT_A_PDF
from cgq.hints import Hint, argument, plain
from cgq.queue.books import SQL
from cgq.queue.enqueue import Enqueued, encode_args, enqueue, refuse_secret_texts
from cgq.queue.job import NewJob
from cgq.queue.listing import last_error
from cgq.queue.operate import retry
from cgq.queue.states import GIVEN_UP, WAITING
from cgq.stages.packed import pack_pictures, unpack
from cgq.stages.packing import Keeping, Unpacked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cgq.bank.materials import Adopted
    from cgq.bank.unpacked import PackedPaper
    from cgq.contract import Artifact
    from cgq.convert.form import Content, Form
    from cgq.convert.series import Gap
    from cgq.db.connection import Transaction
    from cgq.queue.batches import BatchWish
    from cgq.queue.books import Books
    from cgq.queue.listing import LastError
    from cgq.queue.states import State

BATCH = 32
"""Files that one transaction takes in: chosen so that the write lock is held briefly."""

MOST_NAMED = 8
"""Pictures that a command names one by one: the pages of an exam's one part. Chosen."""

Outcome = Literal["new", "again", "revived", "known"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What was asked for besides the papers themselves; None leaves it to the policy of the kind.

    `due_at` is a moment of the wall clock (milliseconds), `delay` are seconds that have to pass; not both. `deadline`
    are seconds after which it is not started any more. `after` is a job that must be done first; only one job of a
    `mutex` runs at a time.
    """

    queue: str | None = None
    priority: str | None = None
    due_at: int | None = None
    delay: float = 0.0
    deadline: float | None = None
    after: int | None = None
    mutex: str | None = None
    batch: BatchWish | None = None
    max_attempts: int | None = None
    again: bool = False
    title: str | None = None
    description: str | None = None
    requested_by: str | None = None
    key: str | None = None
    """A file that is the answer key of these papers; it is taken in before them."""
    ocr: bool | None = None
    """Whether scans among them go through the text recogniser; None leaves it to the settings of whoever works."""
    one_paper: bool = False
    """Whether all pictures among them are one paper."""
    cures: frozenset[str] = frozenset()
    """Error codes that trying again would not end with any more: a paper that was named, and failed with one, is
    revived."""
    name: str | None = None
    """What the file is called where its path does not say it."""
    root: int | None = None
    parent: int | None = None
    """The job that brings the papers, and the first of its chain."""

    def __post_init__(self) -> None:
        refuse_secret_texts(title=self.title, description=self.description, requested_by=self.requested_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A paper that has its job. `state` is the job's, None for one that was done and pruned since; `pruned`: the job is
    there no more, and `state` is how it had ended.

    `outcome`: a `new` job; a new one `again` for known work; a failed one `revived`; a job that was `known`.
    `moved` says that the paper was known and lies at a place where it was never seen; `named`: a person named it, it
    was not only found in a folder. `is_read`: it was read, and the job that was to read it again was given up.
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
    is_read: bool = False
    is_new: bool = False
    """Was its content not known before?"""
    notes: tuple[str, ...] = ()
    """What a person should know of how it was made of several files."""
    names: tuple[str, ...] = ()
    """The files, as paths, that a person would name for it again."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that is a paper by its looks, in some form. `named`: a person named it, it was not only found.

    Where it lies in no file of its own, `packed` says what it was made of, and `artifact` is the file that was written
    of it, None where it is kept already.
    """

    file: SourceFile
    named: bool
    form: Form = "pdf"
    packed: PackedPaper | None = None
    artifact: Artifact | None = None

    @property
    def shown(self) -> str:
        """What it is called, as text: where it lies, or lay."""
        return self.packed.shown if self.packed is not None else self.file.path


@dataclass(frozen=True, slots=True)
class ZipRead:
    """A zip was opened, and what is to be remembered of it, by the sha256 of its content."""

    sha256: str
    contents: Contents


Looked = Candidate | Empty | Refusal | Others | Loose | Unsettled | ZipRead


def look_at(
    names: Iterable[str], database: Path, keeping: Keeping, *, one_paper: bool = False, settled: float = 0.0
) -> Iterator[Looked]:
    """Each paper behind the names: known by its content, or refused; with what else lies there.

    What lies in no file of its own is written by `keeping`. With `one_paper` all pictures are one; `settled` as for
    `find`.
    """
    for found in find(names, one_paper=one_paper, settled=settled):
        if isinstance(found, FoundPages):
            yield from _look_at_pages(found, database, keeping)
        elif isinstance(found, Found):
            yield from _look_at_found(found, database, keeping)
        else:
            yield found


def _look_at_found(found: Found, database: Path, keeping: Keeping) -> Iterator[Looked]:
    try:
        if _is_zip(found.path, database):
            yield from _look_into(found, database, keeping)
            return
        file, form = _look(found.path, database)
        yield Candidate(file, found.named, form)
    except (InputFailed, Missing, Refused) as error:
        yield Refusal(path_text(found.path), _as_refusal(error), found.named)


def _look_at_pages(found: FoundPages, database: Path, keeping: Keeping) -> Iterator[Looked]:
    for entry in pack_pictures(found, keeping):
        if isinstance(entry, Unpacked):
            yield _unpacked(entry, database, named=found.named)
        elif isinstance(entry, Found):
            yield from _look_at_found(entry, database, keeping)
        else:
            yield entry


def _look_into(found: Found, database: Path, keeping: Keeping) -> Iterator[Looked]:
    """The papers in a zip, which a person named no more than those of a folder."""
    zipped = digest(found.path, limit=MAX_ARCHIVE)
    is_empty = True
    for entry in unpack(found.path, zipped.sha256, keeping, keeping.called or path_text(found.path)):
        is_empty = is_empty and not isinstance(entry, Unpacked | Refusal)
        if isinstance(entry, Unpacked):
            yield _unpacked(entry, database, named=False)
        else:
            yield ZipRead(zipped.sha256, entry) if isinstance(entry, Contents) else entry
    if is_empty:
        yield Empty(path_text(found.path))


def _unpacked(entry: Unpacked, database: Path, *, named: bool) -> Candidate:
    paper = entry.paper
    file = SourceFile(path_text(path_of(database.absolute(), paper.sha256)), paper.sha256, paper.size)
    return Candidate(file, named, paper.form, paper, entry.artifact)


def look_at_file(name: str, database: Path) -> Candidate:
    """One file by its name, known by its content. Raises why it cannot be taken."""
    try:
        file, form = _look(find_named(name) or name, database)
        return Candidate(file, named=True, form=form)
    except CgqError as error:
        raise _as_refusal(error) from error


def work_key(sha256: str, form: Form) -> str:
    """What names the reading of a file's content by this version of the reader, and of its form's converter (S2)."""
    from cgq.exam.model import EXTRACTOR

    converter = CONVERTERS.get(form)
    return f"process_pdf:{sha256}:{EXTRACTOR}" + (f":{converter}" if converter else "")


def _look(path: str, database: Path) -> tuple[SourceFile, Form]:
    if file_identity(Path(path)) == file_identity(database):
        # Reading it here would also drop this process's locks on it, as POSIX has it.
        raise Refused(f"{path_text(path)} is the database itself", code=NOT_A_PDF, hint="Name a paper.")
    if is_zip(path):
        hint = "Name the paper itself: unpack it first."
        raise Refused(f"{path_text(path)} is a zip, and one paper is asked for", code=NOT_A_PDF, hint=hint)
    data = read(path)
    if not data:
        raise Refused(f"{path_text(path)} is empty", code=EMPTY_FILE, hint="Get the file again.")
    form = content_of(data)
    if not is_form(form):
        what, hint = what_instead(form, path)
        raise Refused(f"{path_text(path)} {what}", code=NOT_A_PDF, hint=hint)
    return SourceFile(path_text(os.path.abspath(path)), hashlib.sha256(data).hexdigest(), len(data)), form


def _is_zip(path: str, database: Path) -> bool:
    return file_identity(Path(path)) != file_identity(database) and is_zip(path)


def what_instead(content: Content, path: str) -> tuple[str, str]:
    """What a file is that is no paper, as the end of a sentence that its name begins, and what to do about it."""
    from cgq.stages.import_intake import suffixes

    what, hint = what_it_is(content, path)
    if os.path.splitext(path)[1].lower() in suffixes():
        hint = f"Questions of a table are taken in by `cgq import {argument(path)}`"
    return what, hint


def _as_refusal(error: CgqError) -> CgqError:
    """What would fail a job is, before there is one, no more than a name that cannot be taken."""
    if not isinstance(error, InputFailed):
        return error
    kind = Missing if error.code == "input_missing" else Refused
    return kind(error.message, code=error.code, hint=error.hint)


def adopt(books: Books, found: Candidate, wishes: Wishes) -> Adopted:
    """Take one file in as a paper, without a job that reads it."""
    adopted = materials.adopt(
        books.tx,
        found.file,
        books.moment.wall,
        title=wishes.title,
        description=wishes.description,
        name=wishes.name or (found.packed.title if found.packed is not None else None),
        taken_as=found.form,
    )
    if found.packed is not None:
        unpacked.remember(books.tx, found.packed, books.moment.wall)
    return adopted


def take(books: Books, found: Candidate, wishes: Wishes) -> Taken:
    """Take one file in: its paper, and its job unless that is known."""
    file = found.file
    adopted = adopt(books, found, wishes)
    job = NewJob(
        kind="process_pdf",
        args=_arguments(adopted, file, wishes),
        queue=wishes.queue,
        priority=wishes.priority,
        key=work_key(file.sha256, found.form),
        document=adopted.id,
        due_at=wishes.due_at,
        delay=wishes.delay,
        deadline=wishes.deadline,
        after=wishes.after,
        mutex=wishes.mutex,
        max_attempts=wishes.max_attempts,
        requested_by=wishes.requested_by,
        root=wishes.root,
        parent=wishes.parent,
    )
    if wishes.again and wishes.key is None:
        answering.take_back(books.tx, adopted.id)
    # A paper that is new although its work is remembered was removed from the bank: it is read again.
    (made,) = enqueue(books, [job], again=wishes.again or adopted.new)
    outcome, state, error = _outcome(books, made, found, wishes, new=adopted.new)
    if made.existing and wishes.ocr is not None and state in WAITING:
        books.tx.run(SQL["job_arguments"], {"id": made.id, "args": encode_args(job.args)})
    return Taken(
        path=found.shown,
        names=names_of(found),
        notes=notes_of(books.tx, found) if outcome in ("new", "again") else (),
        material=adopted.id,
        job=made.id,
        state=state,
        outcome=outcome,
        moved=adopted.moved,
        error=error,
        named=found.named,
        pruned=made.pruned,
        is_new=adopted.new,
        is_read=state in GIVEN_UP and materials.is_read(books.tx, adopted.id),
    )


def names_of(found: Candidate) -> tuple[str, ...]:
    """The files of a paper, as paths: several for one of pictures; what came out of a zip by its path inside."""
    parts = found.packed.parts if found.packed is not None else ()
    return tuple(f"{part.folder}/{part.name}" for part in parts) or (found.file.path,)


def notes_of(tx: Transaction, found: Candidate) -> tuple[str, ...]:
    """What a person should know of a paper that is new, where it was made of several pictures."""
    packed = found.packed
    return tuple(_notes(tx, packed)) if packed is not None and len(packed.parts) > 1 else ()


def _notes(tx: Transaction, packed: PackedPaper) -> Iterator[str]:
    yield f"{len(packed.parts)} pictures are one paper."
    if len(packed.parts) == MAX_PICTURES:
        yield f"one paper has {MAX_PICTURES} at most: what counts on behind {packed.parts[-1].name} is another paper."
    if packed.missing:
        numbers = ", ".join(map(str, packed.missing))
        yield f"no picture has the number {numbers}; the paper was taken in without."
    yield from (_gap_note(packed, gap) for gap in packed.gaps)
    for other, pictures in unpacked.others_of(tx, packed):
        remove = f"If it is the same paper, remove the old one: `cgq materials remove {argument(other)}`"
        shared = counted(pictures, "picture")
        what = f"It shares {shared} with paper {other}, or did when that was taken in."
        yield Hint(f"{what} {remove}")


def _gap_note(packed: PackedPaper, gap: Gap) -> str:
    """That pictures beside a paper are none of it, and how they are: `1.jpg … 3.jpg and 10.jpg are two papers …`"""
    numbers = f"numbers {gap.first} to {gap.last}" if gap.first < gap.last else f"number {gap.first}"
    what = f"{_from_to(gap.before)} and {_from_to(gap.behind)} are two papers, for no picture has the {numbers}."
    names = (*gap.before, *gap.behind)
    if packed.zipped or len(names) > MOST_NAMED:
        return Hint(f"{plain(what)} If they are one, put them into a folder: `cgq enqueue --one-paper FOLDER`")
    files = " ".join(argument(f"{packed.parts[0].folder}/{name}") for name in names)
    return Hint(f"{plain(what)} If they are one: `cgq enqueue --one-paper {files}`")


def _from_to(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} … {names[-1]}"


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
    if error is not None and is_cured(error, found, wishes) and retry(books, [made.id]):
        return "revived", books.tx.value(SQL["job_state"], (made.id,)), None
    return "known", made.state, error


def is_cured(error: LastError, found: Candidate, wishes: Wishes) -> bool:
    """May a failed job start again by itself? Else it would fail again each time that its folder is named (S2)."""
    return error.code == "input_missing" or (found.named and error.code in wishes.cures | CURED_BY_INSTALLING)
