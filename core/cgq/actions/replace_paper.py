"""Give a paper another file: the one that it has was the wrong one."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cgq.actions.enqueue import look_at_file, work_key
from cgq.actions.materials import known_paper
from cgq.bank import materials, replacing
from cgq.bank.files import still_there
from cgq.db.queries import load
from cgq.errors import Refused
from cgq.hints import argument
from cgq.queue import listing, operate
from cgq.queue.enqueue import enqueue
from cgq.queue.job import NewJob

if TYPE_CHECKING:
    from cgq.bank.files import SourceFile
    from cgq.bank.materials import Loss, Material
    from cgq.db.connection import Transaction
    from cgq.workspace import Workspace

SQL = load("bank")


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """A paper and the file that takes its number once it is read by `job`, None as long as that is only asked for.

    `jobs` of the paper were not over and are cancelled, `decisions` of people hold for it now. `left` are other paths
    where the file that it has still lies.
    """

    material: Material
    file: SourceFile
    loss: Loss
    decisions: int
    jobs: tuple[int, ...]
    left: tuple[str, ...] = ()
    job: int | None = None


def would_replace(workspace: Workspace, number: int, path: str) -> Replacement:
    """What `replace` would do; nothing is changed. Raises Missing for paper or file, Refused for what is no other."""
    with workspace.database.read() as tx:
        _check_paper(tx, number)
    found = look_at_file(path, workspace.database.path)
    with workspace.database.read() as tx:
        return _replacement(tx, number, found.file)


def replace(workspace: Workspace, number: int, path: str, by: str) -> Replacement:
    """Have another file read for a paper, in one transaction; it takes the paper's number when it is read.

    Raises as `would_replace` does.
    """
    looked = look_at_file(path, workspace.database.path)
    file = looked.file
    with workspace.ledger.write() as books:
        found = _replacement(books.tx, number, file)
        operate.cancel(books, found.jobs, by)
        replacing.prepare(books.tx, number, file, looked.form, books.moment.wall)
        job = NewJob(
            kind="process_pdf",
            args=_arguments(found.material, file),
            key=work_key(file.sha256, looked.form),
            document=number,
            requested_by=by,
        )
        (made,) = enqueue(books, [job], again=True)
    return dataclasses.replace(found, job=made.id)


def _check_paper(tx: Transaction, number: int) -> None:
    """Raise Refused for a file with rows, and Missing for a paper that is not there."""
    if not materials.is_paper(tx, known_paper(tx, number)):
        hint = f"Give it another file with rows: `cgq import --replace {argument(number)} FILE`"
        raise Refused(f"Paper {number} was imported from a file with rows", code="is_a_table", hint=hint)


def _arguments(material: Material, file: SourceFile) -> dict[str, Any]:
    other = {"sha256": file.sha256} if file.sha256 != material.sha256 else {}
    return {"material": material.id, **other}


def _replacement(tx: Transaction, number: int, file: SourceFile) -> Replacement:
    material = materials.material(tx, known_paper(tx, number))
    _check_paper(tx, number)
    other: int | None = tx.value(SQL["material_by_sha"], {"sha256": file.sha256})
    if file.sha256 == material.sha256 and replacing.next_file(tx, number) is None:
        hint = f"To read it again: `cgq enqueue --again {argument(file.path)}`"
        raise Refused(f"Paper {number} has this very file", code="same_file", hint=hint)
    if other not in (None, number):
        hint = f"Remove the one that is wrong: `cgq materials remove {argument(number)}`"
        raise Refused(f"That file is in the bank already, as paper {other}", code="known_file", hint=hint)
    jobs = tuple(id_ for (id_,) in tx.all(listing.SQL["jobs_of_paper_itself"], (number,)))
    return Replacement(
        material=material,
        file=file,
        loss=materials.loss(tx, number),
        decisions=tx.value(SQL["edits_counted"], (material.sha256,)),
        jobs=jobs,
        left=_left(material, file),
    )


def _left(material: Material, file: SourceFile) -> tuple[str, ...]:
    own = file.sha256 == material.sha256
    return () if own else still_there(path for path in material.paths if path != file.path)
