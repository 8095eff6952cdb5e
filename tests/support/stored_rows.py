"""A file with questions in rows in the bank, stored as an import stores one, without a job or a reader."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.bank import materials, questions
from cgq.bank.files import SourceFile
from cgq.exam.model import NO_PAGE, Answer, Document, Option, Question
from cgq.stages.chain import stored_text_hash

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cgq.db.connection import Transaction


def row_question(row: int, stem: str, *options: str, answer: int = 0, **more: object) -> Question:
    """A question that stands in a row, whose number is the row's minus the header's."""
    made = Question(
        stem=stem,
        number=row - 1,
        page=NO_PAGE,
        row=row,
        options=tuple(Option(n=n, label=str(n), text=text) for n, text in enumerate(options, 1)),
        answer=Answer(accepted=(answer,), source="import") if answer else None,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def store_rows(tx: Transaction, path: Path, rows: Sequence[Question], now: int = 1_000) -> int:
    """Keep a file with rows as a material of the format that its suffix names; its number."""
    sha256 = path.name.encode().hex().ljust(64, "0")[:64]
    adopted = materials.adopt(tx, SourceFile(str(path), sha256, 1), now)
    tx.run("UPDATE material SET format = ? WHERE id = ?", (path.suffix[1:], adopted.id))
    document = Document(sha256=sha256, pages=0, title=path.stem, extractor="rows-1", questions=tuple(rows))
    questions.store(tx, adopted.id, document, stored_text_hash, now)
    return adopted.id
