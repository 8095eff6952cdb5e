"""A bank that was filled before readings had rows of their own goes on whole."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from typing import TYPE_CHECKING

from cgq.bank import browse, edits, questions, spots
from cgq.bank.change import NOTHING
from cgq.db import migrations
from cgq.db.connection import Database
from cgq.stages.chain import stored_text_hash

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SHA = hashlib.sha256(b"paper").hexdigest()
FIRST_STEPS = 3
PRINTED = {
    "stem": "다음 중 스택을 설명한 것은?",
    "passage": None,
    "boxes": ["ㄱ. 먼저 넣은 것이 나중에 나온다."],
    "options": [{"n": 1, "text": "후입선출", "asset": None}, {"n": 2, "text": "선입선출", "asset": None}],
}


def fill(database: Database) -> None:
    """A paper whose first question was left out (seq 1, 2), as the bank held it then."""
    with database.write() as tx:
        tx.run(
            "INSERT INTO material (sha256, title, status, extractor, created_at, updated_at) "
            "VALUES (?, 'Old', 'completed', 'plain-1', 1, 1)",
            (SHA,),
        )
        for number in (1, 2):
            printed = PRINTED | {"stem": f"{PRINTED['stem']} {number}"}
            tx.run(
                "INSERT INTO question (hash, stem, boxes, options, text_hash, created_at) VALUES (?, ?, ?, ?, ?, 1)",
                (
                    hashlib.sha256(str(number).encode()).hexdigest(),
                    printed["stem"],
                    json.dumps(PRINTED["boxes"]),
                    json.dumps(PRINTED["options"]),
                    SHA,
                ),
            )
            answer = '{"accepted":[1],"mode":"any","source":"paper","verified_by":[],"page":null,"bbox":null}'
            tx.run(
                "INSERT INTO appearance (material_id, question_id, seq, number, page, bbox, printed, option_order, "
                "answer, confidence, flags) VALUES (1, ?, ?, ?, 4, '[1.0,2.0,3.0,4.0]', ?, '[1,2]', ?, 0.7, "
                "'[\"option_count\"]')",
                (number, number, number, json.dumps(printed), answer if number == 1 else None),
            )


def test_what_was_read_then_is_still_there_and_can_be_decided_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = migrations.steps()
    with closing(Database(tmp_path / "cgq.db", durability="NORMAL")) as database:
        monkeypatch.setattr(migrations, "steps", lambda: every[:FIRST_STEPS])
        migrations.migrate(database)
        fill(database)
        monkeypatch.setattr(migrations, "steps", lambda: every)
        migrations.migrate(database)
        with database.write() as tx:
            first, second = spots.items(tx, 1)
            assert (first.shown.number, first.shown.page, first.shown.bbox) == (1, 4, (1.0, 2.0, 3.0, 4.0))
            assert (first.shown.stem, first.shown.boxes) == (f"{PRINTED['stem']} 1", tuple(PRINTED["boxes"] or ()))
            assert first.shown.answer is not None
            assert first.why == ("option_count",)
            assert second.shown.answer is None
            decision = edits.Decision(
                spot=first.spot,
                verdict="reject",
                change=NOTHING,
                before=first.reading,
                reason="no question",
                by="somebody",
                follows=None,
            )
            edits.keep(tx, SHA, decision, 2)
            questions.derive(tx, 1, stored_text_hash, 2)
            assert [row.number for row in browse.listing(tx)] == [2]
