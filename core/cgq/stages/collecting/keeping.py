"""What arrived becomes papers: each content once, with where it came from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cgq.bank import fetched, materials
from cgq.bank.files import SourceFile, path_text
from cgq.contract import PassedOver
from cgq.db.kept_files import path_of
from cgq.errors import InputFailed
from cgq.stages.collecting.file_names import title_from
from cgq.stages.intake import Candidate, Wishes, take

if TYPE_CHECKING:
    from cgq.queue.books import Books
    from cgq.queue.job import Job
    from cgq.stages.collecting.parcel import Arrived

HANGUL = "A Hangul file (HWP): this version reads PDFs only. The file is kept as long as its job."


def keep(books: Books, job: Job[Any], key: str, arrived: Arrived, *, process: bool) -> PassedOver | None:
    """Keep a file that arrived; what it was passed over for, if it brought nothing.

    Raises InputFailed for an address that is unchanged while its paper was removed.
    """
    tx, now = books.tx, books.moment.wall
    if arrived.way == "unchanged":
        fetched.unchanged(tx, arrived.address, now)
        return _known(books, key, arrived)
    if arrived.way == "fetched":
        fetched.keep(
            tx,
            arrived.address,
            answered=arrived.answered,
            file=arrived.file,
            sha256=arrived.sha256,
            headers=arrived.headers,
            job=job.id,
            now=now,
        )
    if arrived.format == "hwp":
        return PassedOver(key, "skipped", HANGUL)
    return _taken(books, job, key, arrived, process=process)


def _known(books: Books, key: str, arrived: Arrived) -> PassedOver:
    paper = fetched.paper_of(books.tx, arrived.sha256)
    if paper is None:
        message = "Its paper was removed while the address was asked whether it has changed."
        raise InputFailed(message, code="record_gone", hint="Ask for it again: `cgq retry --items`")
    return PassedOver(key, "duplicate", f"Unchanged since it was collected: {_described(*paper)}.")


def _taken(books: Books, job: Job[Any], key: str, arrived: Arrived, *, process: bool) -> PassedOver | None:
    file, name = _file(books, arrived)
    known = fetched.paper_of(books.tx, arrived.sha256)
    if process:
        wishes = Wishes(name=name, root=job.root or job.id, parent=job.id)
        take(books, Candidate(file, named=True), wishes)
    else:
        materials.adopt(books.tx, file, books.moment.wall, name=name)
    return None if known is None else PassedOver(key, "duplicate", f"Known already: {_described(*known)}.")


def _file(books: Books, arrived: Arrived) -> tuple[SourceFile, str | None]:
    if arrived.way == "local":
        return SourceFile(arrived.path, arrived.sha256, arrived.size), None
    path = path_of(Path(books.tx.file()), arrived.sha256)
    return SourceFile(path_text(path), arrived.sha256, arrived.size), title_from(arrived.file)


def _described(paper: int, title: str) -> str:
    return f"paper {paper}, {title}"
