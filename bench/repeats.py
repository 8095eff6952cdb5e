"""How well repeats are found: verbatim and variant pairs of the labels, next to plain ways, and what it costs.

    python bench/repeats.py [--bank FILE] [--half tune|report|both] [--size N]

The pairs of `pairs-4.jsonl` are for the report alone, all others for tuning (bench/labelled/knowledge, and
sample_data/repeats.gold.json). With --size a bank of so many questions is made of the labelled ones with other words,
a tenth of it true repeats, and the processor time and the memory of finding them are measured.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

sys.path[:0] = [str(Path(__file__).parents[1])]

from bench.support.knowledge import SAMPLES, LabelledBank, build, labels, paired_name  # noqa: E402

from cgq.bank import questions  # noqa: E402
from cgq.bank.repeats.asking import same_concepts  # noqa: E402
from cgq.bank.repeats.reading import repeats_of  # noqa: E402
from cgq.bank.text import words  # noqa: E402
from cgq.db.connection import Database  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy import float32
    from numpy.typing import NDArray

    from cgq.db.connection import Transaction

Half: TypeAlias = Literal["tune", "report"]
Pair: TypeAlias = tuple[int, int]
KINDS = ("verbatim", "variant")
EVERY_KIND = (*KINDS, "concept")
PAIRS = ("pairs-1.jsonl", "pairs-2.jsonl")
"""Pairs of questions that stand in other files."""
WHOLE_PAIRS = ("pairs-3.jsonl", "pairs-4.jsonl", "pairs-5.jsonl")
"""Pairs with their questions, each of a half that its line names."""
MODEL = "local-hash%"
STEPS = 100
"""Thresholds of a plain way that are tried on the tuning half: hundredths of its score."""


@dataclass(frozen=True, slots=True)
class Score:
    """Labelled pairs of one kind: how many were found, how many there are, and how many of the found are right."""

    found: int
    labelled: int
    right: int

    @property
    def precision(self) -> float:
        """How many of those that were found are right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """How many of those that are labelled were found."""
        return self.right / self.labelled if self.labelled else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Figures:
    """Scores by half and kind, of labelled pairs; `unlabelled` pairs were found that nobody labelled."""

    scores: Mapping[Half, Mapping[str, Score]]
    unlabelled: tuple[Pair, ...]


def measure(bank: LabelledBank) -> Figures:
    """What `find_repeats` stored in a labelled bank, held against the labels."""
    truth = labelled(bank)
    with Database(bank.path).read() as tx:
        numbers = {number for pairs in truth.values() for pair in pairs for number in pair}
        found = {**_same_concepts(tx), **_stored(tx, numbers)}
        every = _all_stored(tx)
    known = {pair for pairs in truth.values() for pair in pairs}
    scores: dict[Half, dict[str, Score]] = {}
    for half, pairs in truth.items():
        scores[half] = {kind: _score(kind, pairs, found) for kind in EVERY_KIND}
    return Figures(scores, tuple(sorted(every - known)))


def labelled(bank: LabelledBank) -> dict[Half, dict[Pair, str]]:
    """The kind of each labelled pair by half, as question numbers; one question in two papers is a pair with itself."""
    found: dict[Half, dict[Pair, str]] = {"tune": {}, "report": {}}
    for half, kind, (one, other) in (*_row_labels(bank), *_sample_labels(bank), *_whole_labels(bank)):
        pair = min(one, other), max(one, other)
        before = found[half].get(pair)
        if before is None or kind in KINDS:  # two lists may name one pair; a repeat is more than the same concept
            found[half][pair] = kind
    return found


def _row_labels(bank: LabelledBank) -> Iterator[tuple[Half, str, Pair]]:
    numbers = {(section, year, number): found for (_, section, number, year), found in bank.numbers.items()}
    for file in PAIRS:
        for row in labels(file):
            yield "tune", row["kind"], (numbers[tuple(row["a"])], numbers[tuple(row["b"])])


def _sample_labels(bank: LabelledBank) -> Iterator[tuple[Half, str, Pair]]:
    numbers = {(file, number): found for (file, _, number, year), found in bank.numbers.items() if year is None}
    for group in json.loads((SAMPLES / "repeats.gold.json").read_text("utf-8")):
        for one, other in combinations([numbers[tuple(member)] for member in group["members"]], 2):
            yield "tune", group["kind"], (one, other)


def _whole_labels(bank: LabelledBank) -> Iterator[tuple[Half, str, Pair]]:
    for file in WHOLE_PAIRS:
        for row in labels(file):
            one, other = (bank.numbers[paired_name(file, row, side)] for side in ("a", "b"))
            yield row["half"], row["kind"], (one, other)


def _stored(tx: Transaction, numbers: set[int]) -> dict[Pair, str]:
    """What is stored of these questions: the kind of each pair. One that is printed in two exams is verbatim."""
    found: dict[Pair, str] = {}
    for number in sorted(numbers):
        for other in repeats_of(tx, number).others:
            found[min(number, other.question), max(number, other.question)] = other.kind
    printed = tx.all("SELECT question_id FROM appearance GROUP BY question_id HAVING count(*) > 1")
    return {**found, **{(number, number): "verbatim" for (number,) in printed}}


def _same_concepts(tx: Transaction) -> dict[Pair, str]:
    """What asks for the same concept in other words."""
    groups = same_concepts(tx).values()
    return {pair: "concept" for members in groups for pair in combinations(members, 2)}


def _all_stored(tx: Transaction) -> set[Pair]:
    rows = tx.all("SELECT min(first_id, second_id), max(first_id, second_id) FROM repeat_pair")
    return {(one, other) for one, other in rows}


def _score(kind: str, truth: Mapping[Pair, str], found: Mapping[Pair, str]) -> Score:
    mine = {pair for pair in truth if found.get(pair) == kind}
    right = sum(truth[pair] == kind for pair in mine)
    return Score(len(mine), sum(is_kind == kind for is_kind in truth.values()), right)


def plain_scores(bank: LabelledBank) -> dict[str, dict[Half, Score]]:
    """Plain ways to find repeats of either kind, each with the threshold that is best on the tuning half."""
    truth = labelled(bank)
    with Database(bank.path).read() as tx:
        ids = {number for pairs in truth.values() for pair in pairs for number in pair}
        texts = {number: words(one.text) for number, one in questions.texts(tx, ids).items()}
        vectors = _vectors(tx, ids)
    ways: dict[str, Callable[[int, int], float]] = {
        "cosine of the vectors": lambda one, other: float(vectors[one] @ vectors[other]),
        "difflib ratio": lambda one, other: SequenceMatcher(None, texts[one], texts[other], autojunk=False).ratio(),
    }
    return {name: _best(way, truth) for name, way in ways.items()}


def _vectors(tx: Transaction, ids: set[int]) -> dict[int, NDArray[float32]]:
    import numpy

    rows = tx.all(
        "SELECT q.id, v.data FROM question AS q JOIN vector AS v USING (text_hash)"
        " WHERE v.model LIKE ? AND q.id IN (SELECT value FROM json_each(?))",
        (MODEL, json.dumps(sorted(ids))),
    )
    return {number: numpy.frombuffer(data, dtype=numpy.float32) for number, data in rows}


def _best(way: Callable[[int, int], float], truth: Mapping[Half, Mapping[Pair, str]]) -> dict[Half, Score]:
    scores = {half: {pair: way(*pair) for pair in pairs} for half, pairs in truth.items()}

    def at(half: Half, threshold: float) -> Score:
        found = {pair for pair, score in scores[half].items() if score >= threshold}
        repeats = {pair for pair, kind in truth[half].items() if kind in KINDS}
        return Score(len(found), len(repeats), len(found & repeats))

    threshold = max((step / STEPS for step in range(STEPS + 1)), key=lambda step: at("tune", step).f1)
    return {half: at(half, threshold) for half in truth}


def _print_quality(bank: LabelledBank, halves: tuple[Half, ...]) -> None:
    figures = measure(bank)
    for half in halves:
        for kind, score in figures.scores[half].items():
            _print_score(f"{half:6}  {kind}", score)
    print(f"{len(figures.unlabelled)} pairs that nobody labelled: {figures.unlabelled[:20]}")
    for name, by_half in plain_scores(bank).items():
        for half in halves:
            _print_score(f"{half:6}  either kind by {name}", by_half[half])


def _print_score(name: str, score: Score) -> None:
    print(
        f"{name:45} F1 {score.f1:.3f}  precision {score.precision:.3f} ({score.right}/{score.found})"
        f"  recall {score.recall:.3f} ({score.right}/{score.labelled})"
    )


def _print_cost(size: int) -> None:
    """In a process of its own, whose peak of memory is that of this work alone."""
    script = Path(__file__).with_name("support") / "repeats_cost.py"
    subprocess.run([sys.executable, str(script), str(size)], check=True)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bank", type=Path, help="a labelled bank that was built before")
    parser.add_argument("--half", choices=("tune", "report", "both"), default="both")
    parser.add_argument("--size", type=int, help="measure the cost of so many questions instead")
    asked = parser.parse_args()
    if asked.size:
        _print_cost(asked.size)
        return
    halves: tuple[Half, ...] = ("tune", "report") if asked.half == "both" else (asked.half,)
    with tempfile.TemporaryDirectory() as folder:
        _print_quality(LabelledBank(asked.bank) if asked.bank else build(Path(folder), WHOLE_PAIRS), halves)


if __name__ == "__main__":
    main()
