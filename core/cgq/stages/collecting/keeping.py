"""What arrived becomes papers: each content once, with where it came from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from cgq.bank import fetched, unpacked
from cgq.bank.files import SourceFile, path_text
from cgq.contract import PassedOver
from cgq.db.kept_files import path_of
from cgq.errors import InputFailed
from cgq.queue.job import NewJob
from cgq.secrets.masking import mask_address
from cgq.stages.collecting.file_names import title_from
from cgq.stages.intake import Candidate, Wishes, adopt, take

if TYPE_CHECKING:
    from cgq.bank.fetched import Paper
    from cgq.convert.form import Form
    from cgq.queue.books import Books
    from cgq.queue.job import Job
    from cgq.stages.collecting.parcel import Arrived


def keep(books: Books, job: Job[Any], key: str, arrived: Arrived, *, process: bool) -> PassedOver | NewJob | None:
    """Keep a file that arrived; what it was passed over for, if it brought nothing, or the job that opens a zip.

    Raises InputFailed for an address that is unchanged while its paper, or the file of it, was removed.
    """
    tx, now = books.tx, books.moment.wall
    if arrived.way == "unchanged":
        fetched.unchanged(tx, arrived.address, now)
    if arrived.way == "fetched":
        fetched.keep(
            tx,
            arrived.address,
            answered=mask_address(arrived.answered),  # a redirect may lead to an address that grants access (S4)
            file=arrived.file,
            sha256=arrived.sha256,
            headers=arrived.headers,
            job=job.id,
            now=now,
        )
    opened = unpacked.zip_known(tx, arrived.sha256)
    # A document that was packed again looks like a zip as long as its end has not come (see convert.form).
    is_zip = arrived.format == "zip" and fetched.paper_of(tx, arrived.sha256) is None
    if is_zip or (arrived.way == "unchanged" and opened is not None):
        if opened is not None and unpacked.is_all_asked_for(tx, opened, read=process):
            what = "with all its papers" if opened.papers else "in which there is no paper"
            return PassedOver(key, "duplicate", f"{_why(arrived)}: a zip, {what}.")
        return _opening(books, job, arrived, process=process)
    return _taken(books, job, key, arrived, process=process)


def _opening(books: Books, job: Job[Any], arrived: Arrived, *, process: bool) -> NewJob:
    """The job that takes in what lies in a zip, which is called as its site calls it."""
    path = arrived.path or path_text(path_of(Path(books.tx.file()), arrived.sha256))
    called = None if arrived.way == "local" else fetched.name_of(books.tx, arrived.address)
    args = {"paths": [path], "called": called, "process": process}
    return NewJob(kind="enqueue_papers", args=args, root=job.root or job.id, parent=job.id)


def _taken(books: Books, job: Job[Any], key: str, arrived: Arrived, *, process: bool) -> PassedOver | None:
    known = fetched.paper_of(books.tx, arrived.sha256)
    if known is None and arrived.way == "unchanged":
        raise _gone()
    file, name = _file(books, arrived)
    wishes = Wishes(name=name, root=job.root or job.id, parent=job.id)
    found = Candidate(file, named=True, form=_form(arrived, known))
    if process:
        take(books, found, wishes)
    else:
        adopt(books, found, wishes)
    if known is None:
        return None
    return PassedOver(key, "duplicate", f"{_why(arrived)}: paper {known.id}, {known.title}.")


def _why(arrived: Arrived) -> str:
    return "Unchanged since it was collected" if arrived.way == "unchanged" else "Known already"


def _form(arrived: Arrived, known: Paper | None) -> Form:
    """What it is taken in as: of a known content as before, for nobody looked into what is unchanged."""
    return cast("Form", arrived.format if known is None else known.format)


def _file(books: Books, arrived: Arrived) -> tuple[SourceFile, str | None]:
    if arrived.way == "local":
        return SourceFile(arrived.path, arrived.sha256, arrived.size), None
    path = path_of(Path(books.tx.file()), arrived.sha256)
    if arrived.way == "fetched":
        return SourceFile(path_text(path), arrived.sha256, arrived.size), title_from(arrived.file)
    try:
        return SourceFile(path_text(path), arrived.sha256, path.stat().st_size), None
    except FileNotFoundError as error:
        raise _gone() from error


def _gone() -> InputFailed:
    message = "Its paper, or the file of it, was removed while the address was asked whether it has changed."
    return InputFailed(message, code="record_gone", hint="Ask for it again: `cgq retry --items`")
