"""The rows of an import on their way into the bank: which are wanted, and what is stored of those that arrive."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.bank import materials, replacing, rows
from cgq.bank.files import SourceFile, path_text, real_path
from cgq.contract import RECORD_GONE, Discard, PassedOver
from cgq.db.queries import load
from cgq.errors import InputFailed, Refused, StageFailed
from cgq.exchange.importing.row_questions import STEM_COMPARED, PaperSpot
from cgq.hints import argument
from cgq.queue.job import NewJob
from cgq.stages.chain import find_repeats, following, refresh, stored_text_hash
from cgq.stages.import_intake import (
    KIND,
    ImportWishes,
    TableFile,
    refuse_replacing,
    refuse_unread,
    take_table,
)
from cgq.stages.row_reading import TableToRead

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.bank.stored_questions import Stored
    from cgq.db.connection import Transaction
    from cgq.queue.books import Books
    from cgq.queue.job import Job
    from cgq.stages.kinds.import_questions import FileToImport, RowsToTake
    from cgq.stages.row_reading import TakenRow

SQL = load("bank")

SUPERSEDED = "superseded"
"""Code of an import after which its file was imported anew: its rows are no longer those that count."""


def rows_to_take(tx: Transaction, job: Job[FileToImport], most_rows: int, most_bytes: int) -> RowsToTake | Discard:
    """What a worker needs to know for a job, or why there is nothing to do for it any more."""
    from cgq.stages.kinds.import_questions import RowsToTake

    wanted = job.args
    whole = RowsToTake(table=None, path=wanted.path, database=path_text(tx.file()), most_bytes=most_bytes)
    if wanted.sha256 is None or wanted.reader is None:
        return whole
    found = _paths(tx, job)
    if isinstance(found, Discard):
        return found
    table = TableToRead(
        sha256=wanted.sha256,
        paths=tuple(dict.fromkeys((*found, wanted.path))),
        reader=wanted.reader,
        columns=wanted.columns,
        sheet=wanted.sheet,
        encoding=wanted.encoding,
        most_rows=most_rows,
        most_bytes=most_bytes,
        spots=None if wanted.material is None else spots_of(tx, wanted.material),
    )
    names = {"job": job.id, "all_or_nothing": wanted.all_or_nothing}
    behind, again = tx.one(SQL["job_rows_behind"], names) or (None, "[]")
    return RowsToTake(
        table=table,
        path=wanted.path,
        database=whole.database,
        most_bytes=most_bytes,
        behind=behind or 0,
        again=tuple(json.loads(again or "[]")),
        all_or_nothing=wanted.all_or_nothing,
        came_to=tx.value(SQL["job_came_to"], (job.id,)),
        anew=_anew(tx, job),
    )


def take_looked_at(books: Books, job: Job[FileToImport], looked: tuple[str, int, str]) -> None:
    """A file that was looked at gets the job that imports it, unless that is known."""
    sha256, size, reader = looked
    wanted = job.args
    wishes = _wishes(wanted)
    table = TableFile(file=SourceFile(wanted.path, sha256, size), reader=reader)
    follows = NewJob(kind=KIND, args={}, requested_by=wanted.by)
    if job.id:
        follows = replace(follows, parent=job.id, root=job.root or job.id)
    try:
        take_table(books, table, wishes, follows)
    except Refused as error:  # there is nobody to be refused: the job that looked fails
        raise InputFailed(error.message, code=error.code, hint=error.hint) from error


def store_questions(
    tx: Transaction, job: Job[FileToImport], taken: Sequence[TakenRow], now: int
) -> Iterator[NewJob | PassedOver]:
    """Keep the questions of some rows; those whose text is new go on to their vectors."""
    material = paper_of(tx, job)
    for row in taken:
        if row.twin is not None:
            yield PassedOver(str(row.row), "duplicate", f"Row {row.twin} says the same.")
    found = [row.question for row in taken if row.question is not None and row.twin is None]
    if not found or job.args.sha256 is None:
        return
    tx.run(SQL["material_language"], {"id": material, "language": taken[0].language})
    stored = rows.add(tx, material, job.args.sha256, job.id, found, stored_text_hash, now)
    yield from following_job(tx, job, material, stored)


def store_changes(
    tx: Transaction, job: Job[FileToImport], material: int, taken: Sequence[TakenRow], now: int
) -> Iterator[NewJob | PassedOver]:
    """Keep what rows set of a paper's questions, as decisions of whoever imports them; the questions agree at once,
    whatever becomes of the job."""
    from cgq.bank import row_decisions

    if materials.source(tx, material) is None:
        raise StageFailed(f"Material {material} was removed.", code=RECORD_GONE)
    wanted = [
        row_decisions.RowChange(row.row, (row.spot.section or "", row.spot.number), row.change)
        for row in taken
        if row.spot is not None and row.change is not None
    ]
    name = os.path.basename(real_path(job.args.path))
    kept = row_decisions.keep(tx, material, wanted, name, job.args.by or "import", stored_text_hash, now)
    for row in kept.idle:
        yield PassedOver(str(row), "skipped", "It says so already.")
    if kept.stored is not None:
        yield from following_job(tx, job, material, kept.stored)
        yield refresh()
        yield find_repeats()


def spots_of(tx: Transaction, material: int) -> tuple[PaperSpot, ...]:
    """The questions of a paper that rows may be for."""
    from cgq.bank import spots

    return tuple(
        PaperSpot(section=section or None, number=number, options=options, stem=stem)
        for section, number, options, stem in spots.numbers(tx, material, STEM_COMPARED)
    )


def paper_of(tx: Transaction, job: Job[FileToImport]) -> int:
    """The paper that the job's rows stand in. Raises StageFailed for one that was removed meanwhile."""
    found = _paper(tx, job)
    if found is None:
        raise StageFailed("The file was removed from the bank while it was imported.", code=RECORD_GONE)
    return found


def following_job(tx: Transaction, job: Job[FileToImport], material: int, stored: Stored) -> list[NewJob]:
    """The jobs that follow what an import changed."""
    pattern = NewJob(kind="generate_embedding", document=material, root=job.root or job.id, parent=job.id)
    return following(tx, (*stored.changed, *stored.reworded), removed=0, pattern=pattern)


def _wishes(wanted: FileToImport) -> ImportWishes:
    return ImportWishes(
        columns=wanted.columns,
        sheet=wanted.sheet,
        encoding=wanted.encoding,
        material=wanted.material,
        replace=wanted.replace,
        all_or_nothing=wanted.all_or_nothing,
        title=wanted.title,
        description=wanted.description,
    )


def _paper(tx: Transaction, job: Job[FileToImport]) -> int | None:
    if job.args.replace is not None:
        return job.args.replace if materials.source(tx, job.args.replace) is not None else None
    return materials.owner(tx, job.args.sha256 or "")


def _paths(tx: Transaction, job: Job[FileToImport]) -> tuple[str, ...] | Discard:
    """Where the file was seen, or why the job has nothing to do."""
    wanted = job.args
    if wanted.material is not None:
        if materials.source(tx, wanted.material) is None:
            return Discard.gone(f"Material {wanted.material} was removed.")
        refuse_unread(tx, wanted.material)
        return ()
    material = _paper(tx, job)
    if material is None:
        return Discard.gone("The file was removed from the bank.")
    if wanted.replace is not None:
        wished = replacing.to_read(tx, material, wanted.sha256)
        if wished is None:
            return Discard.gone(f"Material {material} does not get this file any more.")
        if wished[1]:
            refuse_replacing(tx, material, wished[0].sha256, wanted.path, _wishes(wanted))
    newest = rows.brought_by(tx, material)
    if newest is not None and newest > job.id > 0:
        return Discard(SUPERSEDED, f"Job {newest} imported into material {material} since.")
    source = materials.source(tx, material)
    return source.paths if source is not None and source.sha256 == wanted.sha256 else ()


def _anew(tx: Transaction, job: Job[FileToImport]) -> str:
    """What to do about a file that holds something else by now, as a hint."""
    file = argument(job.args.path)
    if job.args.material is not None:
        return f"Import what it holds now: `cgq import --material {argument(job.args.material)} {file}`"
    paper = _paper(tx, job)
    if paper is None:
        return f"Import what it holds now: `cgq import {file}`"
    number = argument(paper)
    return f"To put what it holds now in the place of paper {number}: `cgq import --replace {number} {file}`"
