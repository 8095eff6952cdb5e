"""A file of questions becomes a material of its format and a job, both in one transaction (S1-S3)."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from cgq.bank import materials, replacing
from cgq.bank.files import SourceFile, digest, path_text
from cgq.bank.same_name import find_named
from cgq.db.connection import file_identity
from cgq.errors import CgqError, InputFailed, Missing, Refused
from cgq.exam.findings import EMPTY_FILE, TOO_LARGE
from cgq.exchange.importing.row_questions import IMPORTER
from cgq.hints import Hint, argument
from cgq.queue import listing
from cgq.queue.books import SQL
from cgq.queue.enqueue import enqueue, refuse_secret_texts
from cgq.queue.listing import last_error
from cgq.queue.operate import cancel, retry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cgq.db.connection import Transaction
    from cgq.queue.books import Books
    from cgq.queue.job import NewJob
    from cgq.queue.listing import LastError
    from cgq.queue.states import State

KIND = "import_questions"

HEAD = 1024
"""Bytes at the beginning of a file by which it is known for what it is: as of a PDF."""

BEGINNING = 64 * 1024
"""Bytes at the beginning of a text by which its reader is chosen: some dozens of questions."""

ANY_TEXT = "csv"
"""The reader of a text that no other one recognises."""

CURED = frozenset({"input_missing", "input_changed"})
"""Codes of failed jobs that start again by themselves when their file is named: it is there."""

Outcome = Literal["new", "again", "revived", "known"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """A file of questions that was looked at, and the reader that it is for; `by_content`: its name left that open."""

    file: SourceFile
    reader: str
    by_content: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportWishes:
    """How a file is to be imported: our names of columns -> the file's, its sheet or its encoding, the paper that its
    rows are for or the one whose place it takes, whether all of it or nothing is taken, and what a person calls it."""

    columns: Mapping[str, str] = field(default_factory=dict[str, str])
    sheet: str | None = None
    encoding: str | None = None
    material: int | None = None
    replace: int | None = None
    all_or_nothing: bool = False
    title: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenFile:
    """A file that has its job. `material` is the paper that it is, or that its rows are for.

    `outcome` is as that of `intake.Taken`; `state` is the job's, None for one that was done and pruned since; `error`
    is why it failed. `earlier` is the material that came from the same path with other content, None without one.
    """

    path: str
    material: int
    job: int
    state: State | None
    outcome: Outcome
    error: LastError | None = None
    earlier: int | None = None


def look_at_table(name: str, database: Path, most_bytes: int) -> TableFile:
    """One file by its name, known by its content, and the reader for it. Raises Missing or Refused."""
    path = find_named(name) or name
    try:
        file = _look(path, database, most_bytes)
        reader, by_content = _reader_for(path)
        return TableFile(file=file, reader=reader, by_content=by_content)
    except InputFailed as error:
        if error.code == "input_missing":
            raise Missing(f"{path_text(path)} is not there", code=error.code, hint=_hint(error, name)) from error
        raise Refused(error.message, code=error.code, hint=_hint(error, name)) from error


def take_table(books: Books, table: TableFile, wishes: ImportWishes, job: NewJob, *, again: bool = False) -> TakenFile:
    """Take a file in: its material and its job, unless that is known. `job` has when and where it is to run.

    Raises Missing or Refused where the paper that is named cannot be meant, and as `refuse_other_way`, unless it is
    done `again`.
    """
    file = table.file
    if not again:
        refuse_other_way(books.tx, table, wishes)
    earlier = materials.at_path(books.tx, file.path, file.sha256)
    material, is_new = _material(books, table, wishes, job.requested_by or "")
    wanted = replace(
        job,
        kind=KIND,
        args=arguments(table, wishes, job.requested_by),
        key=work_key(file.sha256, wishes),
        # A paper whose rows are only added to is not read by this job, and must not look as if it were.
        document=None if wishes.material is not None else material,
        mutex=job.mutex or f"{KIND}:{material}",
    )
    (made,) = enqueue(books, [wanted], again=again or is_new)
    outcome: Outcome = "known" if made.existing else "again" if again and not is_new else "new"
    state, error = made.state, None
    if made.existing and state == "failed":
        error = last_error(books.tx, made.id)
        if error is not None and error.code in CURED and retry(books, [made.id]):
            outcome, state, error = "revived", books.tx.value(SQL["job_state"], (made.id,)), None
    return TakenFile(
        path=file.path, material=material, job=made.id, state=state, outcome=outcome, error=error, earlier=earlier
    )


def refuse_unread(tx: Transaction, number: int) -> None:
    """Raise Missing or Refused where no rows can be held against the paper `number`: its numbers are not known yet."""
    if materials.source(tx, number) is None:
        raise Missing(f"There is no material {number}.", hint="List them: `cgq materials`")
    if not materials.is_read(tx, number):
        hint = f"See how it stands, and import the file once that is read: `cgq materials {argument(number)}`"
        raise Refused(
            f"Paper {number} is not read yet, and rows can be for none of its numbers", code="unread", hint=hint
        )


def refuse_replacing(tx: Transaction, number: int, sha256: str, path: str, wishes: ImportWishes) -> None:
    """Raise Missing or Refused where a file of this content, at `path`, cannot take the place of the paper `number`."""
    source = materials.source(tx, number)
    if source is None:
        raise Missing(f"There is no material {number}.", hint="List them: `cgq materials`")
    if materials.is_paper(tx, number):
        hint = f"Give it another paper: `cgq materials replace {argument(number)} FILE`"
        raise Refused(f"Paper {number} has pages, and no rows", code="is_a_paper", hint=hint)
    if source.sha256 == sha256:
        hint = f"To import it anew: `{command_again(path, wishes)}`"
        raise Refused(f"Paper {number} is this very file", code="same_file", hint=hint)
    other = materials.owner(tx, sha256)
    if other is not None:
        first = f"Remove that one, then do this again: `cgq materials remove {argument(other)}`"
        hint = f"{first} `cgq import --replace {argument(number)} {argument(path)}`"
        raise Refused(f"That file is in the bank already, as paper {other}", code="known_file", hint=hint)


def _material(books: Books, table: TableFile, wishes: ImportWishes, by: str) -> tuple[int, bool]:
    """The paper that a file is, or that its rows are for; whether its work is to be done though it is known."""
    if wishes.material is not None:
        refuse_unread(books.tx, wishes.material)
        return wishes.material, False
    if wishes.replace is not None:
        refuse_replacing(books.tx, wishes.replace, table.file.sha256, table.file.path, wishes)
        readers = [id_ for (id_,) in books.tx.all(listing.SQL["jobs_of_paper_itself"], (wishes.replace,))]
        cancel(books, readers, by)
        replacing.prepare(books.tx, wishes.replace, table.file, table.reader, books.moment.wall)
        return wishes.replace, True
    words = {"title": wishes.title, "description": wishes.description}
    adopted = materials.adopt(books.tx, table.file, books.moment.wall, taken_as=table.reader, **words)
    return adopted.id, adopted.new


def arguments(table: TableFile, wishes: ImportWishes, by: str | None) -> dict[str, Any]:
    """What a job needs to know of a file that was looked at."""
    given: dict[str, Any] = {
        "path": table.file.path,
        "sha256": table.file.sha256,
        "reader": table.reader,
        "columns": dict(wishes.columns),
        "sheet": wishes.sheet,
        "encoding": wishes.encoding,
        "material": wishes.material,
        "replace": wishes.replace,
        "all_or_nothing": wishes.all_or_nothing,
        "by": by,
    }
    return {name: value for name, value in given.items() if value not in (None, False, {})}


def work_key(sha256: str, wishes: ImportWishes) -> str:
    """What names the import of a file's content in one way by this version (S2)."""
    whole = ":whole" if wishes.all_or_nothing else ""
    return f"{_work_of(sha256, wishes.material)}{_way(wishes)}:{IMPORTER}{whole}"


def refuse_other_way(tx: Transaction, table: TableFile, wishes: ImportWishes) -> None:
    """Raise Refused where the file is in the bank, read with another sheet or map: a file is one paper, so the
    questions of that reading would leave with this one. A corrected file, and rows for a paper, take none out so."""
    paper = None if wishes.material or wishes.replace else materials.owner(tx, table.file.sha256)
    if paper is None:
        return
    work = _work_of(table.file.sha256, None)
    # The last one that is done or may still be: its rows are those that stand in the paper, or will.
    found = tx.one(SQL["work_latest"], {"first": work, "last": f"{work}\U0010ffff"})
    if found is None or found[0].startswith(f"{work}{_way(wishes)}:"):
        return
    count = materials.loss(tx, paper).questions
    if found[1] == "done" and not count:
        return
    what = f"its {count} question{'s' * (count != 1)}" if found[1] == "done" else "what that is bringing"
    message = f"{path_text(table.file.path)} is in the bank as paper {paper}, read another way: {what} would leave"
    raise Refused(message, code="read_otherwise", hint=Hint(_other_way_hint(table, wishes)))


def _other_way_hint(table: TableFile, wishes: ImportWishes) -> str:
    keep = "To have both sheets, save this one as a file of its own, and import that. " if wishes.sheet else ""
    return f"{keep}To have it read this way instead: `{command_again(table.file.path, wishes)}`"


def _work_of(sha256: str, material: int | None) -> str:
    """How the keys of all imports of a file's content begin, as a paper of its own or for the numbers of another."""
    return f"{KIND}:{sha256}:{'' if material is None else material}:"


def _way(wishes: ImportWishes) -> str:
    """What names a way of reading a file: with another one it has other rows."""
    way = [sorted(wishes.columns.items()), wishes.sheet, wishes.encoding]
    return hashlib.sha256(json.dumps(way).encode()).hexdigest()[:16]


def command_again(path: str, wishes: ImportWishes) -> str:
    """The command that imports a file anew in the way that was wished for, as a hint shows it."""
    named = [("--map", f"{name}={heading}") for name, heading in wishes.columns.items()]
    named += [("--sheet", wishes.sheet)] if wishes.sheet else []
    named += [("--encoding", wishes.encoding)] if wishes.encoding else []
    named += [("--material", str(wishes.material))] if wishes.material is not None else []
    words = [f"{option} {argument(value)}" for option, value in named]
    words += ["--all-or-nothing"] if wishes.all_or_nothing else []
    return " ".join(("cgq import --again", *words, argument(path)))


def refuse_encoding(table: TableFile, wishes: ImportWishes) -> None:
    """Raise Refused for an encoding that there is not, or that is named for a file which names its own."""
    from cgq.exchange import readers
    from cgq.exchange.table.encoding import named_encoding

    if wishes.encoding is None:
        return
    try:
        named_encoding(wishes.encoding)
    except InputFailed as error:
        raise Refused(error.message, code=error.code, hint=error.hint) from error
    if not readers.make(table.reader).is_text:
        message = f"{path_text(table.file.path)} is a file of {table.reader}, which has no encoding to name"
        raise Refused(message, code="usage", hint="Leave --encoding out.")


def refuse_secrets(wishes: ImportWishes) -> None:
    """Raise Refused where something that would be kept with the job or the paper is a secret."""
    refuse_secret_texts(
        columns=" ".join(wishes.columns.values()),
        sheet=wishes.sheet,
        title=wishes.title,
        description=wishes.description,
    )


TABLES = (".csv", ".tsv", ".xlsx", ".xlsm", ".jsonl")
"""Endings of files that are tables for sure, as far as a name says it; `.txt` and `.xml` may be anything."""


def suffixes() -> dict[str, list[str]]:
    """How the files of an import end -> the readers that are for them."""
    from cgq.exchange import readers

    found: dict[str, list[str]] = {}
    for name in readers.names():
        for ending in readers.make(name).suffixes:
            found.setdefault(ending, []).append(name)
    return found


def _look(path: str, database: Path, most_bytes: int) -> SourceFile:
    if os.path.isdir(path):
        hint = f"Name its files one by one. Papers in a folder are taken in by `cgq enqueue {argument(path)}`"
        raise Refused(f"{path_text(path)} is a folder", code="is_folder", hint=hint)
    if file_identity(Path(path)) == file_identity(database):
        # Reading it here would also drop this process's locks on it, as POSIX has it.
        raise Refused(f"{path_text(path)} is the database itself", code="not_a_table", hint="Name another file.")
    found = digest(path, limit=most_bytes)
    if not found.size:
        raise Refused(f"{path_text(path)} is empty", code=EMPTY_FILE, hint="Get the file again.")
    return found


def _reader_for(path: str) -> tuple[str, bool]:
    """The reader of a file by its name, unless its content is something else, and whether it is by its content, where
    several have that name. Raises Refused."""
    with open(path, "rb") as file:
        head = file.read(HEAD)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"%PDF"):
        hint = f"Papers are taken in by `cgq run {argument(path)}`"
        raise Refused(f"{path_text(path)} is a PDF", code="is_a_paper", hint=hint)
    suffix = os.path.splitext(path)[1].lower()
    by_suffix = suffixes()
    if suffix not in by_suffix:
        known = ", ".join(sorted(by_suffix))
        message = f"{path_text(path)} ends in none of {known}"
        raise Refused(message, code="unknown_format", hint="Save it as one of these, or rename it.")
    named = by_suffix[suffix]
    if head.startswith(b"PK\x03\x04") and "xlsx" not in named:
        message = f"{path_text(path)} is an archive or a workbook by its content, and no {suffix}"
        raise Refused(message, code="unknown_format", hint="Rename it to what it is, such as .xlsx.")
    return (named[0], False) if len(named) == 1 else (_recognised(path, named), True)


def _recognised(path: str, named: list[str]) -> str:
    """Which of some readers a text is for, by how it begins."""
    from cgq.exchange import readers

    with open(path, "rb") as file:
        text = file.read(BEGINNING).decode("utf-8-sig", errors="replace")
    return next((name for name in named if readers.make(name).recognises(text)), ANY_TEXT)


def _hint(error: CgqError, name: str) -> str:
    """What to do about a file that was named: not what is done about one that a job does not find."""
    if error.code == TOO_LARGE:
        return "Split it, or raise kinds.import_questions.settings.most_bytes in cgq.toml."
    if error.code == "not_a_file":
        return "Name a file."
    return f"Check the path: {name}" if error.code == "input_missing" else error.hint
