"""How well a search finds: the labelled queries, beside plain trigrams, plain cosine and rank-bm25; and what it costs.

    python bench/search.py                  build the labelled bank in a temporary folder, and print every figure
    python bench/search.py --bank FOLDER    the same over a bank that an earlier call left there (`--keep FOLDER`)

What is counted, over at most ten hits a query, the `generic` queries left out:
precision: of all that is shown, how much is labelled relevant (grade 1 or 2); what is shown for a query that has
nothing to find is wrong. recall@5: the mean over the queries of the share of the questions of grade 2 among the first
five (of at most five), where there are such; `literal` leaves out what is asked in other words or in another language,
which no search by words finds. first: how many queries show first what may stand first; of those that show anything,
and of all that have something to find. nothing: for how many of the queries with nothing to find nothing is shown.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

REPOSITORY = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:1] = [str(REPOSITORY / "core"), str(REPOSITORY / "cli"), str(REPOSITORY)]

from bench.support.knowledge import LabelledBank, build, labels  # noqa: E402

from cgq.bank.pattern import folded, phrase  # noqa: E402
from cgq.db.connection import Database  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cgq.db.connection import Transaction

    Find = Callable[[str], Sequence[int]]

SHOWN = 10
"""Hits of a query that are judged: what `cgq search` shows by itself."""

FIRST = 5
"""Hits among which recall is counted."""

QUERIES = {
    "tune": ("queries.jsonl", "queries-2.jsonl", "queries-4.jsonl"),
    "report": ("queries-3.jsonl",),
}
"""Files of labelled queries: for tuning, and those whose misses were read once nothing else was left to measure by."""

BEYOND = ("other_words", "cross_language")
"""Kinds of query that share no word with what they ask for: they need a model that a service learned."""

UNSCORED = "generic"
"""The kind of query that only asks that nothing breaks."""

COLD = ("산업재해 통계", "교착상태의 발생 조건", "default gateway")
"""Queries that are asked of a new process each."""


@dataclass(slots=True)
class Figures:
    """What came of some queries; `kinds` has recall@5 of each query by its kind."""

    shown: int = 0
    right: int = 0
    answered: int = 0
    first_right: int = 0
    with_answer: int = 0
    silent: int = 0
    with_nothing: int = 0
    kinds: dict[str, list[float]] = field(default_factory=dict[str, "list[float]"])

    @property
    def precision(self) -> float:
        """How much of what is shown is relevant; 1 where nothing is shown."""
        return self.right / self.shown if self.shown else 1.0

    @property
    def recall(self) -> float:
        """The mean share of the questions of grade 2 among the first five."""
        return _mean([share for shares in self.kinds.values() for share in shares])

    @property
    def literal_recall(self) -> float:
        """The same without what is asked in other words or in another language."""
        return _mean([share for kind, shares in self.kinds.items() if kind not in BEYOND for share in shares])

    @property
    def first(self) -> float:
        """How many queries with something to find that show anything show the right question first."""
        return self.first_right / self.answered if self.answered else 0.0

    def line(self, name: str) -> str:
        """One line of a table."""
        return (
            f"{name:<16} precision {self.precision:.2f} ({self.right} of {self.shown})   recall@5 {self.recall:.2f} "
            f"({self.literal_recall:.2f} literal)   "
            f"first {self.first:.2f} ({self.first_right} of {self.answered} answered, {self.with_answer} to answer)   "
            f"nothing {self.silent} of {self.with_nothing}"
        )


def measure(bank: LabelledBank, part: str, find: Find | None = None) -> Figures:
    """The figures of one part of the labelled queries, by `cgq search` or another way to find questions."""
    if find is not None:
        return _judge(bank, part, find)
    from cgq.actions import search
    from cgq.config import Settings
    from cgq.workspace import Workspace

    with Workspace(Settings(db=bank.path, jobs=1)) as workspace:
        return _judge(bank, part, lambda text: [hit.question for hit in search.find(workspace, text, k=SHOWN).hits])


def _judge(bank: LabelledBank, part: str, find: Find) -> Figures:
    figures = Figures()
    for query in chain.from_iterable(map(labels, QUERIES[part])):
        if query["kind"] != UNSCORED:
            _count(figures, query, bank, list(find(query["query"]))[:SHOWN])
    return figures


def _count(figures: Figures, query: dict[str, Any], bank: LabelledBank, shown: list[int]) -> None:
    grades = {_number(bank, one["q"]): one["grade"] for one in query["relevant"]}
    figures.shown += len(shown)
    figures.right += sum(question in grades for question in shown)
    if query["kind"] == "nothing":
        figures.with_nothing += 1
        figures.silent += not shown
        return
    best = {question for question, grade in grades.items() if grade == 2}
    if best:
        share = len(best & set(shown[:FIRST])) / min(FIRST, len(best))
        figures.kinds.setdefault(query["kind"], []).append(share)
    figures.with_answer += 1
    figures.answered += bool(shown)
    figures.first_right += bool(shown) and shown[0] in {_number(bank, name) for name in query["first"]}


def _number(bank: LabelledBank, name: list[Any]) -> int:
    file, section, number, *year = name
    return bank.numbers[file, section, number, year[0] if year else None]


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0


# ---- plain alternatives, over the same bank ----


def by_trigrams(tx: Transaction) -> Find:
    """FTS5 with the trigram tokenizer, the words of the query joined by OR, ranked by its BM25."""

    def find(text: str) -> Sequence[int]:
        words = [word for word in map(folded, text.split()) if len(word) > 2]
        sql = "SELECT rowid FROM question_fts WHERE question_fts MATCH ? ORDER BY rank LIMIT ?"
        rows = tx.all(sql, (" OR ".join(map(phrase, words)), SHOWN)) if words else []
        return [question for (question,) in rows]

    return find


def by_cosine(tx: Transaction) -> Find:
    """The nearest vectors of the local model, the query analysed as a question is."""
    from cgq.bank.nearest import nearest
    from cgq.enrich.embedding import EmbeddingText
    from cgq.enrich.local_hash import LocalHashEmbedder

    embedder = LocalHashEmbedder()
    holders = dict(tx.all("SELECT text_hash, id FROM question"))

    def find(text: str) -> Sequence[int]:
        (vector,) = embedder.embed([EmbeddingText(text, "")])
        return [holders[near.text_hash] for near in nearest(tx, embedder.model, vector, SHOWN) if near.score > 0]

    return find


def by_rank_bm25(tx: Transaction) -> Find:
    """rank-bm25 over the analyser's words of each question and of the query."""
    from rank_bm25 import BM25Okapi  # type: ignore[import-untyped]  # it ships no types

    from cgq.concept_names import normal
    from cgq.enrich.index_terms import index_terms
    from cgq.enrich.text import Analyser

    rows = tx.all("SELECT rowid, stem || ' ' || rest FROM question_word ORDER BY rowid")
    ranking = BM25Okapi([words.split() for _, words in rows])
    analyser = Analyser()

    def find(text: str) -> Sequence[int]:
        line = normal(text)
        scores = ranking.get_scores(index_terms(line, analyser.morphemes([line])[0]))
        best = sorted(range(len(rows)), key=lambda place: -scores[place])[:SHOWN]
        return [rows[place][0] for place in best if scores[place] > 0]

    return find


# ---- what one search costs ----


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one command in a process of its own: seconds of the processor, and the most memory in MB."""

    seconds: float
    megabytes: float


def cold(bank: Path, query: str) -> Cost:
    """What `cgq search` costs in a new process."""
    program = [sys.executable, "-m", "cgq_cli", "search", query, "--db", str(bank)]
    code = (
        "import json, resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))\n"
    )
    found = [folder for folder in sys.path if Path(folder) != REPOSITORY / "bench"]  # its queue.py is not Python's
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(found), "CGQ_CONFIG": os.devnull}
    done = subprocess.run([sys.executable, "-c", code, *program], env=environ, check=True, capture_output=True)
    return Cost(*json.loads(done.stdout))


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bank", type=Path, help="a folder in which --keep left a bank")
    parser.add_argument("--keep", type=Path, help="build the bank in this folder and leave it there")
    parser.add_argument("--part", choices=tuple(QUERIES), action="append", help="only this part of the labels")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bank = LabelledBank(asked.bank / "bank.db") if asked.bank else build(asked.keep or Path(folder))
        for line in report(bank, asked.part or QUERIES):
            print(line)


def report(bank: LabelledBank, parts: Iterable[str]) -> Iterable[str]:
    """Every figure as a line."""
    for part in parts:
        ours = measure(bank, part)
        yield f"{part}:"
        yield "  " + ours.line("cgq search")
        with Database(bank.path).read() as tx:
            for name, way in (("trigrams", by_trigrams), ("cosine", by_cosine), ("rank-bm25", by_rank_bm25)):
                yield "  " + measure(bank, part, way(tx)).line(name)
        kinds = ", ".join(f"{kind} {_mean(shares):.2f} of {len(shares)}" for kind, shares in ours.kinds.items())
        yield f"  recall@5 of cgq search by kind: {kinds}"
    for query in COLD:
        cost = cold(bank.path, query)
        yield f"cold `cgq search {query}`: {cost.seconds:.2f} s of the processor, {cost.megabytes:.0f} MB at most"


if __name__ == "__main__":
    main()
