"""A paper whose file was the wrong one: another file takes its number, as soon as that is read.

The job that reads it has the sha256 of its content among its arguments; other jobs read the file that the paper has.
Until then the paper stays as it was, whatever becomes of the reading, and it is called off with its jobs: none waits
for the file any more where all are cancelled or discarded. Then the paper's row goes over to the new file in the
transaction that stores the reading: its number, its title and its description if a person gave them, its key if a
person named it, and the decisions that fit what is read. A question of it goes on under its number where the new file
prints it, or much the same (succession.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cgq.bank import edits, materials
from cgq.bank.attempts import places
from cgq.bank.effective import decisions_found
from cgq.bank.files import title_of
from cgq.bank.materials import Source
from cgq.db.queries import load

if TYPE_CHECKING:
    from cgq.bank.files import SourceFile
    from cgq.db.connection import Transaction
    from cgq.exam.model import Document

SQL = load("bank")

Waits = Literal["scheduled", "ready", "blocked", "running", "failed"]
"""How a job stands that may still read its file: a failed one may be tried again."""


@dataclass(frozen=True, slots=True)
class NextFile:
    """The file that takes a paper's number: its path as text, the last job that reads it, and how that stands."""

    path: str
    sha256: str
    job: int
    state: Waits


def prepare(tx: Transaction, material: int, file: SourceFile, taken_as: str, now: int) -> None:
    """Name the file that takes the paper's number once it is read, and its format; its own file calls an earlier one
    off."""
    tx.run(SQL["material_next_forget"], {"sha256": file.sha256})
    row = {"id": material, "sha256": file.sha256, "path": file.path, "format": taken_as, "now": now}
    tx.run(SQL["material_next"], row)


def next_file(tx: Transaction, material: int) -> NextFile | None:
    """The file that is to take the paper's number, None where there is none or where it was called off."""
    row = tx.one(SQL["material_prepared"], (material,))
    return NextFile(*row) if row else None


def to_read(tx: Transaction, material: int, sha256: str | None) -> tuple[Source, bool] | None:
    """What a job reads for a paper, by the sha256 that it names; whether that is another file than the paper has.

    None where the paper was removed, or where it does not get that file any more.
    """
    own = materials.source(tx, material)
    if own is None:
        return None
    if sha256 in (None, own.sha256):
        return own, False
    row = tx.one(SQL["material_next_file"], (material,))
    if row is None or row[1] != sha256:
        return None
    _, _, path, taken_as = row
    return Source(sha256, (path,), taken_as), True


def adopt_prepared_file(tx: Transaction, material: int, document: Document, now: int) -> bool:
    """Before a reading is stored: when it is of the file that was prepared, the paper is that file from now on.

    Whether it was.
    """
    row = tx.one(SQL["material_next_file"], (material,))
    if row is None or row[1] != document.sha256:
        return False
    before, sha256, path, taken_as = row
    _carry_decisions(tx, before, document)
    places.become(tx, before, sha256)
    tx.run(SQL["material_becomes"], {"id": material, "sha256": sha256, "format": taken_as, "title": title_of(path)})
    tx.run(SQL["material_paths_clear"], (material,))
    tx.run(SQL["material_path_add"], {"id": material, "path": path, "now": now})
    tx.run(SQL["second_looks_forget"], (material,))
    return True


def _carry_decisions(tx: Transaction, before: str, document: Document) -> None:
    """Let the decisions that fit a question of the new file hold for it, with those that they follow."""
    held = {edit.id: edit for edit in edits.live(tx, before)}
    for edit_id in sorted(decisions_found(document.questions, tuple(held.values()))):
        spot = held[edit_id].spot
        names = {"before": before, "sha256": document.sha256}
        tx.run(SQL["edits_carry"], {**names, "section": spot.section, "number": spot.number, "nth": spot.nth})
