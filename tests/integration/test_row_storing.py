"""Rows in the bank, a few at a time: the same as if they had come at once, whatever came before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.support.ledger import open_ledger

from cgq.bank import edits, materials, outdated_rows, questions, row_decisions, rows
from cgq.bank.change import Change
from cgq.bank.files import SourceFile
from cgq.clock import SystemClock
from cgq.exam.model import NO_PAGE, Answer, Document, Option, Question, RightOptions
from cgq.stages.chain import stored_text_hash

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cgq.db.connection import Transaction
    from cgq.queue.books import Books

SHA = "a" * 64
OTHER = "b" * 64
WORDS = ("current", "voltage", "magnet", "filter", "signal", "carrier", "antenna", "battery", "cable", "relay")


def question(row: int, number: int | None = None, text: str = "") -> Question:
    word = WORDS[row % len(WORDS)]
    return Question(
        number=number or row,
        section="A",
        stem=text or f"What does the {word} of experiment {row} show to whoever looks at it for long?",
        options=tuple(Option(n=n, label=str(n), text=f"{word} {n}") for n in (1, 2, 3)),
        answer=Answer(accepted=(1 + row % 3,), source="import"),
        page=NO_PAGE,
        row=row,
    )


@pytest.fixture
def books(tmp_path: Path, empty_database: Path) -> Iterator[Books]:
    database = tmp_path / "bank.db"
    database.write_bytes(empty_database.read_bytes())
    ledger = open_ledger(database, SystemClock())
    try:
        with ledger.write() as books:
            yield books
    finally:
        ledger.database.close()


def adopt(tx: Transaction, sha256: str = SHA) -> int:
    return materials.adopt(tx, SourceFile(f"/in/{sha256[0]}.csv", sha256, 9), 1, taken_as="csv").id


def add(tx: Transaction, material: int, found: list[Question], job: int = 1, sha256: str = SHA) -> None:
    rows.add(tx, material, sha256, job, found, stored_text_hash, 1)


def held(tx: Transaction) -> list[tuple[object, ...]]:
    """What stands in the bank, by what it says and not by ids."""
    sql = (
        "SELECT q.hash, a.section, a.number, a.row, a.answer, a.reviewed, a.option_order"
        " FROM appearance AS a JOIN question AS q ON q.id = a.question_id ORDER BY a.seq"
    )
    return tx.all(sql)


def is_whole(tx: Transaction) -> bool:
    """Every question has a place, every place its question, and the words of each are indexed."""
    ids = [number for (number,) in tx.all("SELECT id FROM question ORDER BY id")]
    placed = [number for (number,) in tx.all("SELECT DISTINCT question_id FROM appearance ORDER BY 1")]
    indexed = [number for (number,) in tx.all("SELECT rowid FROM question_fts ORDER BY 1")]
    return ids == placed == indexed


def decide(tx: Transaction, row: Question, change: Change, sha256: str = SHA, nth: int = 1) -> None:
    decision = edits.Decision(
        spot=edits.Spot(row.section or "", row.number, nth),
        verdict="accept",
        change=change,
        before=row,
        reason=None,
        by="ann",
        follows=None,
    )
    edits.keep(tx, sha256, decision, 1)


def finish(tx: Transaction, material: int, job: int, sha256: str = SHA) -> None:
    """All steps behind the last row."""
    behind: int | None = 0
    while behind is not None:
        behind = outdated_rows.carry(tx, material, sha256, job, behind)
    outdated_rows.switch(tx, material, sha256, f"/in/{sha256[0]}.csv", "csv", 2)
    behind = 0
    while behind is not None:
        behind, _ = outdated_rows.decide(tx, material, sha256, job, behind, stored_text_hash, 2)
    behind = 0
    while behind is not None:
        behind, _ = outdated_rows.succeed_some(tx, material, sha256, job, behind, 3, stored_text_hash)
        assert is_whole(tx)
    while outdated_rows.take_out_some(tx, material, sha256, job, 3, stored_text_hash) is not None:
        assert is_whole(tx)


def test_the_order_in_which_rows_arrive_changes_nothing(books: Books) -> None:
    tx = books.tx
    material = adopt(tx)
    all_rows = [question(row) for row in range(2, 12)]
    add(tx, material, all_rows)
    at_once = held(tx)
    other = adopt(tx, OTHER)
    for some in (all_rows[5:], all_rows[:2], all_rows[2:5]):
        add(tx, other, some, job=2, sha256=OTHER)
        assert is_whole(tx)
    later = [row for row in held(tx) if row not in at_once] or held(tx)[len(at_once) :]
    assert later == [] or later == at_once


def test_a_row_is_stored_once_however_often_it_arrives(books: Books) -> None:
    tx = books.tx
    material = adopt(tx)
    for _ in range(2):
        add(tx, material, [question(2), question(3)], job=0)
    assert (len(held(tx)), is_whole(tx)) == (2, True)


def test_a_decision_that_was_kept_holds_for_its_row_among_those_of_its_number(books: Books) -> None:
    tx = books.tx
    material = adopt(tx)
    first, second = question(2, number=5), question(3, number=5, text="Quite another thing is asked here, is it not?")
    decide(tx, second, Change(answer=RightOptions(accepted=(3,))), nth=2)
    add(tx, material, [second])
    add(tx, material, [first, question(4)])
    reviewed = {row[3]: (row[4], row[5]) for row in held(tx)}
    assert '"accepted":[3]' in str(reviewed[3][0])
    assert reviewed[3][1] == 1
    assert [reviewed[row][1] for row in (2, 4)] == [0, 0]


def test_a_file_imported_anew_leaves_nothing_of_the_import_before(books: Books) -> None:
    tx = books.tx
    material = adopt(tx)
    decide(tx, question(3), Change(answer=RightOptions(accepted=(2,))))
    add(tx, material, [question(row) for row in (2, 3, 4)])
    before = held(tx)
    ids = tx.all("SELECT id, hash FROM question ORDER BY id")
    add(tx, material, [question(row) for row in (2, 3, 4)], job=7)
    assert len(held(tx)) == 6
    finish(tx, material, 7)
    assert (held(tx), is_whole(tx)) == (before, True)
    assert tx.all("SELECT id, hash FROM question ORDER BY id") == ids
    assert tx.value("SELECT count(*) FROM reading") == 3


def test_another_file_takes_the_place_with_the_decisions_that_fit_wherever_their_rows_moved(books: Books) -> None:
    tx = books.tx
    material = adopt(tx)
    add(tx, material, [question(row) for row in (2, 3, 4)])
    decide(tx, question(3), Change(answer=RightOptions(accepted=(2,))))
    decide(tx, question(4), Change(answer=RightOptions(accepted=(1,))))
    rows.derive(tx, material, SHA, [("A", 3), ("A", 4)], stored_text_hash, 1)
    was = dict(tx.all("SELECT stem, id FROM question"))

    moved = replace(question(3), row=2, number=2)
    reworded = question(4, text=question(4).stem.replace("long", "a long time"))
    add(tx, material, [moved, reworded], job=9, sha256=OTHER)
    finish(tx, material, 9, OTHER)
    now = dict(tx.all("SELECT stem, id FROM question"))
    assert set(now) == {moved.stem, reworded.stem}
    assert now[moved.stem] == was[question(3).stem]
    assert now[reworded.stem] == was[question(4).stem]
    assert [(row[2], row[4] is not None and '"human"' in str(row[4])) for row in held(tx)] == [(2, True), (4, True)]
    assert is_whole(tx)


def test_rows_taken_out_some_at_a_time_leave_a_whole_bank_and_what_other_files_have(books: Books) -> None:
    tx = books.tx
    material, other = adopt(tx), adopt(tx, OTHER)
    add(tx, material, [question(row) for row in range(2, 9)])
    add(tx, other, [question(3)], job=2, sha256=OTHER)
    removed = 0
    while seqs := rows.next_places(tx, material, 2):
        removed += rows.take_out(tx, material, seqs, {}, stored_text_hash).removed
        assert is_whole(tx)
    assert (removed, len(held(tx))) == (6, 1)


def test_what_rows_set_of_a_paper_stands_in_the_bank_with_the_decision_and_not_at_the_end_of_the_job(
    books: Books,
) -> None:
    tx = books.tx
    material = materials.adopt(tx, SourceFile("/in/a.pdf", SHA, 9), 1).id
    printed = tuple(replace(question(n), page=1, row=None, answer=None) for n in (1, 2))
    questions.store(tx, material, Document(sha256=SHA, pages=1, questions=printed), stored_text_hash, 1)
    for number in (1, 2):
        wanted = [row_decisions.RowChange(number + 1, ("A", number), Change(answer=RightOptions(accepted=(number,))))]
        row_decisions.keep(tx, material, wanted, "a.csv", "ann", stored_text_hash, 2)
        decided = tx.value("SELECT answer FROM appearance WHERE number = ?", (number,))
        assert f'"accepted":[{number}]' in decided
