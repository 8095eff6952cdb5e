"""Papers and a key whose tables are named only in a picture, in a real database: proven anew with whatever comes."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from tests.support.named_keys import exam_of

from cgq.bank import browse, materials, questions
from cgq.bank.files import SourceFile
from cgq.bank.keys import answered_by, keys
from cgq.db.connection import Database, Transaction
from cgq.db.migrations import migrate
from cgq.stages.chain import stored_text_hash

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.named_keys import Answers

    from cgq.exam.model import Document

EXAM = exam_of(31, order="swapped", permutation="free", names="unread", fault="none", at_hand=("A", "B"), sessions=1)
(A, B), KEY = EXAM.papers, EXAM.key


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "cgq.db", durability="NORMAL")
    migrate(opened)
    yield opened
    opened.close()


def take(tx: Transaction, file: tuple[str, Document]) -> int:
    path, read = file
    adopted = materials.adopt(tx, SourceFile(path, read.sha256, 1), 1)
    questions.store(tx, adopted.id, read, stored_text_hash, 1)
    return adopted.id


def given(tx: Transaction, material: int) -> Answers:
    rows = browse.listing(tx, material=material)
    return {row.number: row.answer.accepted for row in rows if row.answer}


def mismatches(tx: Transaction, material: int) -> list[str]:
    return [found.message for found in materials.findings(tx, material) if found.code == "key_mismatch"]


@pytest.mark.parametrize(
    "order", list(itertools.permutations((A, B, KEY))), ids=["abk", "akb", "bak", "bka", "kab", "kba"]
)
def test_A2_forms_prove_their_tables_whichever_comes_last(
    database: Database, order: tuple[tuple[str, Document]]
) -> None:
    with database.write() as tx:
        ids = {file[1].sha256: take(tx, file) for file in order}
        for paper, truth in zip((A, B), EXAM.truths, strict=True):
            assert given(tx, ids[paper[1].sha256]) == truth
        verified = {row.answer.verified_by for row in browse.listing(tx) if row.answer}
        assert verified == {("form_b",)}


def test_A2_a_form_that_is_taken_away_takes_its_proof_along(database: Database) -> None:
    with database.write() as tx:
        a, _, b = take(tx, A), take(tx, KEY), take(tx, B)
        assert given(tx, a) == EXAM.truths[0]
        questions.remove_material(tx, b, stored_text_hash, 1)
        assert given(tx, a) == {}
        assert "add the paper's other form" in mismatches(tx, a)[0]
        assert answered_by(tx, a) is None
        take(tx, B)
        assert given(tx, a) == EXAM.truths[0]
        assert mismatches(tx, a) == []


def test_a_key_keeps_how_its_tables_were_read(database: Database) -> None:
    with database.write() as tx:
        assert tuple(keys(tx, take(tx, KEY))) == KEY[1].keys
