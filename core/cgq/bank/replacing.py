"""A paper whose file was the wrong one: another file takes its number, as soon as that is read.

Until then the paper stays as it was, whatever becomes of the reading. Then its row goes over to the new file in the
transaction that stores the reading: its number, its title and its description if a person gave them, its key if a
person named it, and the decisions that fit what is read. A question of it goes on under its number where the new file
prints it, or much the same (succession.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.bank import edits
from cgq.bank.effective import decisions_found
from cgq.bank.files import title_of
from cgq.db.queries import load

if TYPE_CHECKING:
    from cgq.bank.files import SourceFile
    from cgq.db.connection import Transaction
    from cgq.exam.model import Document

SQL = load("bank")


def prepare(tx: Transaction, material: int, file: SourceFile, now: int) -> None:
    """Name the file that takes the paper's number once it is read; its own file calls an earlier one off."""
    tx.run(SQL["material_next_forget"], {"id": material})
    tx.run(SQL["material_next"], {"id": material, "sha256": file.sha256, "path": file.path, "now": now})
    tx.run(SQL["material_path_add"], {"id": material, "path": file.path, "now": now})


def is_prepared(tx: Transaction, material: int) -> bool:
    """Whether another file is to take the paper's number."""
    return tx.one(SQL["material_prepared"], (material,)) is not None


def take_place(tx: Transaction, material: int, document: Document) -> bool:
    """Before a reading is stored: when it is of the file that was prepared, the paper is that file from now on.

    Whether it was.
    """
    row = tx.one(SQL["material_prepared"], (material,))
    if row is None or row[1] != document.sha256:
        return False
    before, sha256, path = row
    _carry_decisions(tx, before, document)
    tx.run(SQL["material_becomes"], {"id": material, "sha256": sha256, "title": title_of(path)})
    tx.run(SQL["material_paths_before"], (material, path))
    tx.run(SQL["second_looks_forget"], (material,))
    return True


def _carry_decisions(tx: Transaction, before: str, document: Document) -> None:
    """Let the decisions that fit a question of the new file hold for it, with those that they follow."""
    held = {edit.id: edit for edit in edits.live(tx, before)}
    for edit_id in sorted(decisions_found(document.questions, tuple(held.values()))):
        spot = held[edit_id].spot
        names = {"before": before, "sha256": document.sha256}
        tx.run(SQL["edits_carry"], {**names, "section": spot.section, "number": spot.number, "nth": spot.nth})
