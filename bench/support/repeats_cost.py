"""What finding repeats costs in a bank of many questions: made of the labelled ones with other words.

Run by bench/repeats.py in a process of its own. Every word of a sentence may be replaced by another one of all labelled
questions, so that words are as frequent as in real papers, and stock stems are as stock; those of the right option all
are, for another question has another answer. Of the questions a tenth repeats an earlier one, with other white space,
other numbers, or another option.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import resource
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

sys.path[:0] = [str(Path(__file__).parents[2])]

from bench.support.knowledge import ROWS, labels  # noqa: E402

from cgq.bank.repeats.stored import compare_with_bank, keep, uncompared  # noqa: E402
from cgq.db.connection import Database  # noqa: E402
from cgq.db.migrations import migrate  # noqa: E402
from cgq.stages.kinds.find_repeats import AT_ONCE  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

PAPER = 100
REPEATED = 0.1
"""Share of the questions that repeat an earlier one."""
REPLACED = 0.6
"""Share of the words of a sentence that are replaced by others."""
_WORD = re.compile(r"[가-힣A-Za-z]{2,}")
_STOCK = re.compile(
    r"다음|것은|옳은|옳지|않은|설명|해당|대한|관한|보기|모두|고른|[Ww]hich|[Tt]he|of|is|what|What|correct"
)
_NUMBER = re.compile(r"\d+")
_MATERIAL = """INSERT INTO material (sha256, title, titled_by, status, heads, extractor, created_at, updated_at)
VALUES (?, ?, 'document', 'completed', '[]', 'made', 0, 0)"""
_QUESTION = """INSERT INTO question (hash, stem, passage, boxes, options, language, text_hash, created_at)
VALUES (?, ?, NULL, ?, ?, 'ko', ?, 0)"""
_APPEARANCE = """INSERT INTO appearance (material_id, question_id, seq, number, page, bbox, places, printed,
  option_order, answer, confidence, flags, reviewed)
VALUES (?, ?, ?, ?, 1, '[0,0,1,1]', '[]', ?, '[]', ?, 1.0, '[]', 0)"""


@dataclass(frozen=True, slots=True)
class Made:
    """A question that was made up."""

    stem: str
    boxes: tuple[str, ...]
    options: tuple[str, ...]
    answer: int


class Maker:
    """Makes questions of the labelled ones, the same ones for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self._rng = random.Random(seed)
        rows = [row for name in ROWS for row in labels(f"{name}.jsonl")]
        self._base = [
            Made(
                row["stem"],
                tuple(str(row[key]) for key in row if key.startswith("box")),
                tuple(str(row[key]) for key in row if key.startswith("option")),
                int(row["answer"]) if str(row["answer"]).isdecimal() else 0,
            )
            for row in rows
        ]
        texts = [text for one in self._base for text in (one.stem, *one.options)]
        found = {word for text in texts for word in _WORD.findall(text) if not _STOCK.search(word)}
        self._words = sorted(found)
        self._made: list[Made] = []

    def questions(self, count: int) -> Iterator[Made]:
        """So many more questions."""
        for _ in range(count):
            again = self._made and self._rng.random() < REPEATED
            one = self._repeated(self._rng.choice(self._made)) if again else self._new()
            self._made.append(one)
            yield one

    def _new(self) -> Made:
        base = self._rng.choice(self._base)
        options = [
            self._reworded(text, 1.0 if n == base.answer else REPLACED) for n, text in enumerate(base.options, 1)
        ]
        return Made(self._reworded(base.stem), tuple(map(self._reworded, base.boxes)), tuple(options), base.answer)

    def _reworded(self, text: str, share: float = REPLACED) -> str:
        text = _NUMBER.sub(lambda found: str(self._rng.randrange(1, 10 ** len(found[0]))), text)
        return _WORD.sub(lambda word: self._another(word[0], share), text)

    def _another(self, word: str, share: float) -> str:
        if _STOCK.search(word) or self._rng.random() > share:
            return word
        return self._rng.choice(self._words)

    def _repeated(self, one: Made) -> Made:
        kind = self._rng.randrange(3)
        if kind == 0:
            return replace(one, stem=one.stem.replace("·", "ㆍ").replace("'", "’") + " ")
        if kind == 1:
            return replace(one, stem=_NUMBER.sub(lambda _: str(self._rng.randrange(2, 999)), one.stem))
        return replace(one, options=(*one.options[:-1], self._reworded(one.options[-1])) if one.options else ())


def add_paper(database: Database, made: list[Made], name: str) -> None:
    """One paper with these questions; those that are there already get another place."""
    with database.write() as tx:
        material = tx.insert(_MATERIAL, (_hash(name), name))
        for number, one in enumerate(made, 1):
            options = [{"n": n, "label": str(n), "text": text, "asset": None} for n, text in enumerate(one.options, 1)]
            shown = json.dumps(options, ensure_ascii=False)
            boxes = json.dumps(one.boxes, ensure_ascii=False)
            printed = json.dumps({"stem": one.stem, "boxes": one.boxes, "options": options}, ensure_ascii=False)
            content = _hash("".join(printed.split()))
            there = tx.one("SELECT id FROM question WHERE hash = ?", (content,))
            question = there[0] if there else tx.insert(_QUESTION, (content, one.stem, boxes, shown, _hash(printed)))
            answer = json.dumps({"accepted": [one.answer], "mode": "any"}) if one.answer else None
            tx.run(_APPEARANCE, (material, question, number, number, printed, answer))


def find(database: Database) -> tuple[int, int, float, float]:
    """Compare all that is not compared yet, as the jobs do it: comparisons, pairs, seconds of processor time, and of
    the longest transaction."""
    compared = pairs = 0
    longest = 0.0
    began = time.process_time()
    while True:
        with database.read() as tx:
            result = compare_with_bank(tx, uncompared(tx, AT_ONCE))
        wrote = time.process_time()
        with database.write() as tx:
            left = keep(tx, result, 0)
        longest = max(longest, time.process_time() - wrote)
        compared, pairs = compared + result.compared, pairs + len(result.pairs)
        if not left:
            return compared, pairs, time.process_time() - began, longest


def main(count: int) -> None:
    """Fill a bank, find what repeats, then add one more paper."""
    maker = Maker()
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Database(Path(folder) / "made.db", durability="NORMAL")) as it,
    ):
        it.use_write_ahead_log()
        migrate(it)
        for paper in range(count // PAPER):
            add_paper(it, list(maker.questions(PAPER)), f"{2000 + paper % 25}년 시험 {paper}")
        before = _peak()
        compared, pairs, seconds, longest = find(it)
        with it.read() as tx:
            questions = tx.value("SELECT count(*) FROM question")
            groups = tx.value("SELECT count(*) FROM repeat_group")
            bands = tx.value("SELECT count(*) FROM repeat_band")
            crowd = tx.value("SELECT count(*) FROM repeat_crowd")
        print(f"{questions} questions, {bands} bands of which {crowd} are crowded, {groups} groups")
        print(f"{compared} comparisons, {pairs} pairs, {seconds:.1f} s of processor time")
        print(f"peak {_peak()} MB, {before} MB before; the longest transaction {1000 * longest:.0f} ms")
        add_paper(it, list(maker.questions(PAPER)), "one more")
        compared, pairs, seconds, longest = find(it)
        print(f"one more paper of {PAPER}: {compared} comparisons, {pairs} pairs, {1000 * seconds:.0f} ms")
        print(f"its transaction {1000 * longest:.0f} ms")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main(int(sys.argv[1]))
