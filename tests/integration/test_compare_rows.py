"""What a corrected file adds, changes and no longer holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.support.ledger import open_ledger

from cgq.actions.compare_rows import Spot, compare
from cgq.bank import materials, rows
from cgq.bank.files import SourceFile
from cgq.clock import SystemClock
from cgq.exam.model import NO_PAGE, Answer, Question
from cgq.exchange.importing.row_questions import Content, content_of
from cgq.stages.chain import stored_text_hash
from cgq.stages.direct.look_at_rows import SeenRow

if TYPE_CHECKING:
    from pathlib import Path

SHA = "c" * 64


def question(number: int, text: str = "") -> Question:
    return Question(number=number, section="A", stem=text or f"Question {number}?", page=NO_PAGE, row=number + 1)


class Counted(Content):
    """Content that counts how often it is compared with other content."""

    compared = 0

    def __eq__(self, other: object) -> bool:
        Counted.compared += 1
        return isinstance(other, Content) and (self.text, self.rest) == (other.text, other.rest)

    __hash__ = Content.__hash__


def seen(asked: Question) -> SeenRow:
    return SeenRow(row=asked.row or 0, section=asked.section, number=asked.number, content=content_of(asked))


def parts_of(asked: Question) -> tuple[str, str]:
    content = content_of(asked)
    return content.text, content.rest


def test_rows_that_share_a_section_and_number_are_counted_as_often_as_they_stand_there(
    tmp_path: Path, empty_database: Path
) -> None:
    database = tmp_path / "bank.db"
    database.write_bytes(empty_database.read_bytes())
    ledger = open_ledger(database, SystemClock())
    before = [replace(question(1, text), row=row) for row, text in enumerate(("A?", "A?", "B?", "C?"), 2)]
    now = [question(1, text) for text in ("A?", "B?", "B?", "D?", "E?")]
    many = [replace(question(1, f"Number {row}?"), row=row) for row in range(10, 410)]
    turned = [replace(seen(one), content=Counted(*parts_of(one))) for one in reversed(many)]
    try:
        with ledger.write() as books:
            material = materials.adopt(books.tx, SourceFile("/in/a.csv", SHA, 9), 1, taken_as="csv").id
            rows.add(books.tx, material, SHA, 1, before, stored_text_hash, 1)
            found = compare(books.tx, material, map(seen, now))
            rows.add(books.tx, material, SHA, 1, many, stored_text_hash, 1)
            compare(books.tx, material, turned)
    finally:
        ledger.database.close()
    assert (found.same, found.changed, found.added, found.gone) == (2, 2, 1, 0)
    assert Counted.compared < 20 * len(many), "each with some, and not each with all"


def test_rows_are_paired_by_their_texts_and_then_by_their_numbers(tmp_path: Path, empty_database: Path) -> None:
    database = tmp_path / "bank.db"
    database.write_bytes(empty_database.read_bytes())
    ledger = open_ledger(database, SystemClock())
    try:
        with ledger.write() as books:
            material = materials.adopt(books.tx, SourceFile("/in/a.csv", SHA, 9), 1, taken_as="csv").id
            rows.add(books.tx, material, SHA, 1, [question(n) for n in range(1, 7)], stored_text_hash, 1)
            now = [
                question(1),
                replace(question(2), number=12),  # moved
                replace(question(3), answer=Answer(accepted=(1,), source="import")),  # another answer
                question(4, "Another text?"),
                question(9),
            ]
            found = compare(books.tx, material, map(seen, now))
    finally:
        ledger.database.close()
    assert (found.same, found.changed, found.added, found.gone) == (2, 2, 1, 2)
    assert found.first_changed == (Spot("A", 3), Spot("A", 4))
    assert found.first_added == (Spot("A", 9),)
    assert found.first_gone == (Spot("A", 5), Spot("A", 6))
