"""How good the concepts of questions and the kinds of concepts are, against labels, beside plain alternatives.

    python bench/concepts.py [--bank FILE] [--drawn N [--seed N]] [--fit]

Builds the labelled bank by real commands where no bank is named. `--drawn` prints edges drawn at random from the bank,
to be judged by hand; `--fit` prints the coefficients for core/cgq/enrich/weighing.py and what they are worth.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.support.concept_score import HALVES, Score, score, score_edges
from bench.support.knowledge import LabelledBank, build

from cgq.db.connection import Database

if TYPE_CHECKING:
    from cgq.db.connection import Transaction

Found = dict[int, list[str]]
"""By the number of a question in the bank, the names of the concepts that it tests."""

TOP = 5
"""Nouns of a question that TF-IDF chooses."""


@dataclass
class Figures:
    """Scores by half, of concepts and of broader edges."""

    concepts: dict[str, Score] = field(default_factory=dict[str, Score])
    edges: dict[str, Score] = field(default_factory=dict[str, Score])


def measure(bank: LabelledBank) -> Figures:
    """What the bank's concepts and edges are worth."""
    with Database(bank.path).read() as tx:
        found = _concepts(tx)
        edges = list(_edges(tx).values())
    return Figures(
        {half: score(found, bank.numbers, half) for half in HALVES},
        {half: score_edges(edges, half) for half in HALVES},
    )


def _concepts(tx: Transaction) -> Found:
    found: Found = defaultdict(list)
    for question, label in tx.all("SELECT question_id, label FROM tests JOIN concept ON id = concept_id"):
        found[question].append(label)
    return found


def _edges(tx: Transaction) -> dict[tuple[str, str], tuple[set[str], set[str]]]:
    """By their labels, the names of the broader and of the narrower concept of each edge."""
    names: dict[int, set[str]] = defaultdict(set)
    labels: dict[int, str] = {}
    for concept, name, label in tx.all("SELECT id, name, label FROM concept"):
        names[concept] |= {name, label}
        labels[concept] = label
    for concept, alias in tx.all("SELECT concept_id, alias FROM concept_alias"):
        names[concept].add(alias)
    rows = tx.all("SELECT broad_id, narrow_id FROM broader WHERE status <> 'rejected' ORDER BY broad_id, narrow_id")
    return {(labels[broad], labels[narrow]): (names[broad], names[narrow]) for broad, narrow in rows}


def _plain(tx: Transaction) -> dict[str, Found]:
    """What simple means find: every run of nouns of a stem or of a whole option, and the nouns that TF-IDF prefers."""
    runs: Found = defaultdict(list)
    for question, surface in tx.all(
        "SELECT DISTINCT question_id, surface FROM candidate WHERE place IN ('stem', 'whole_option')"
    ):
        runs[question].append(surface)
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    for question, surface, count in tx.all(
        "SELECT question_id, surface, sum(count) FROM candidate WHERE place IN ('stem', 'box', 'passage', 'option')"
        " AND cuts = '' GROUP BY question_id, surface"
    ):
        counted[question][surface] += count
    spread = Counter(word for words in counted.values() for word in words)
    best: Found = {}
    for question, words in counted.items():
        weights = {word: count * log(len(counted) / spread[word]) for word, count in words.items()}
        best[question] = sorted(weights, key=lambda word: (-weights[word], word))[:TOP]
    return {"every run of nouns": runs, f"TF-IDF, best {TOP} nouns": best}


def _print(name: str, scores: dict[str, Score]) -> None:
    shown = "   ".join(
        f"{half} P {each.precision:.3f} R {each.recall:.3f} F1 {each.f1:.3f} ({each.right} right, {each.wrong} wrong,"
        f" {each.met} of {each.labelled})"
        for half, each in scores.items()
    )
    print(f"{name:<24} {shown}")


def _report(bank: LabelledBank) -> None:
    figures = measure(bank)
    _print("concepts", figures.concepts)
    with Database(bank.path).read() as tx:
        for name, found in _plain(tx).items():
            _print(name, {half: score(found, bank.numbers, half) for half in HALVES})
    _print("broader edges", figures.edges)


def _draw(bank: LabelledBank, number: int, seed: int) -> None:
    with Database(bank.path).read() as tx:
        pairs = sorted(_edges(tx))
    for broad, narrow in random.Random(seed).sample(pairs, min(number, len(pairs))):
        print(f"{narrow} is a kind of {broad}")


def _fit(bank: LabelledBank) -> None:
    from bench.support.concept_fit import cross_validated, examples, fit, load, other_examples, use

    from cgq.enrich import weighing

    with Database(bank.path).read() as tx:
        terms = load(tx)
    found, others = examples(terms, bank), other_examples(terms, bank)
    for seed in range(5):
        _print(f"cross-validated, seed {seed}", {"tune": cross_validated(terms, bank, found, others, seed)})
    use(fit([*found, *others]))
    print(f"BIAS = {weighing.BIAS}")
    for name, value in weighing.COEFFICIENTS.items():
        print(f'    "{name}": {value},')


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bank", type=Path, help="a bank that bench.support.knowledge built")
    parser.add_argument("--drawn", type=int, help="print this many edges drawn from the bank")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fit", action="store_true", help="print coefficients fitted on the tuning half")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        bank = LabelledBank(options.bank) if options.bank else build(Path(folder))
        if options.fit:
            _fit(bank)
        elif options.drawn:
            _draw(bank, options.drawn, options.seed)
        else:
            _report(bank)


if __name__ == "__main__":
    main()
