"""A bank of as many questions as are wanted, written as rows at once: its jobs and readings are left out."""

from __future__ import annotations

import hashlib
import json
import random
from contextlib import closing
from typing import TYPE_CHECKING

from cgq.db.connection import Database
from cgq.db.migrations import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAPER = 1_000
"""Questions of a paper."""

_WORDS = (
    *("근로자", "설비", "점검", "압력", "온도", "safety", "회로", "전류", "안전", "교육", "작업"),
    *("계획", "기준", "방호", "장치", "하중", "network", "위험", "평가"),
)

_MATERIAL = """INSERT INTO material (id, sha256, title, titled_by, status, heads, extractor, created_at, updated_at)
VALUES (?, ?, ?, 'document', 'completed', '[]', 'large', 0, 0)"""
_QUESTION = """INSERT INTO question (id, hash, stem, passage, boxes, options, language, text_hash, created_at)
VALUES (?, ?, ?, NULL, '[]', ?, 'ko', ?, 0)"""
_APPEARANCE = """INSERT INTO appearance (material_id, question_id, seq, section, number, page, bbox, places, printed,
  option_order, answer, explanation, confidence, flags, reviewed)
VALUES (?, ?, ?, ?, ?, 1, '[0,0,1,1]', '[]', ?, '[1,2,3,4]', ?, ?, 1.0, '[]', 0)"""


def fill(path: Path, count: int, seed: int = 1) -> None:
    """Fill a new database with `count` questions of `PAPER` each, the same ones for the same seed."""
    rng = random.Random(seed)
    database = Database(path, durability="NORMAL")
    with closing(database):
        database.use_write_ahead_log()
        migrate(database)
        with database.write() as tx:
            papers = range(1, (count + PAPER - 1) // PAPER + 1)
            tx.many(_MATERIAL, [(n, _hash(f"paper {n}"), f"{2000 + n % 25}년 정기 시험 {n}") for n in papers])
            for row in _questions(count, rng):
                tx.run(_QUESTION, row[:5])
                tx.run(_APPEARANCE, row[5:])


def _questions(count: int, rng: random.Random) -> Iterator[tuple[object, ...]]:
    for number in range(1, count + 1):
        stem = f"{number}. {_text(rng, 14)}에 대한 설명으로 옳은 것은?"
        texts = [_text(rng, 6) for _ in range(4)]
        options = [{"n": n, "label": str(n), "text": text, "asset": None} for n, text in enumerate(texts, 1)]
        shown = json.dumps(options, ensure_ascii=False)
        printed = json.dumps({"stem": stem, "passage": None, "boxes": [], "options": options}, ensure_ascii=False)
        answer = json.dumps({"accepted": [rng.randint(1, 4)], "mode": "any", "source": "key"})
        paper, place = (number - 1) // PAPER + 1, (number - 1) % PAPER + 1
        of_text = (number, _hash(stem), stem, shown, _hash(f"text {number}"))
        yield (*of_text, paper, number, place, "1과목", place, printed, answer, _text(rng, 10))


def _text(rng: random.Random, words: int) -> str:
    return " ".join(rng.choices(_WORDS, k=words))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
