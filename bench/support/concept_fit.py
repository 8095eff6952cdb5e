"""Fits the coefficients of `cgq.enrich.weighing` on the tuning half of the labels and on the terms of other questions,
and cross-validates them on that half."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from bench.support.concept_score import Score, folded, labelled, name_of, score
from bench.support.knowledge import labels

from cgq.enrich import choosing, weighing
from cgq.enrich.bank_terms import BankTerms, bank_terms
from cgq.stages.kinds.refresh_concepts import RefreshConcepts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bench.support.knowledge import LabelledBank
    from numpy.typing import NDArray

    from cgq.db.connection import Transaction

PENALTY = 2.0
"""L2 penalty of each coefficient: 1 and 4 give the same F1 within 0.01, cross-validated."""

GIVEN = {"recurs": 0.3}
"""Set by hand: a subject of the labels has at most 26 questions, too few to show what recurring is worth."""

PARTS = 10
"""Parts of the cross-validation, by question."""


class _Example(NamedTuple):
    question: int
    name: str
    features: tuple[float, ...]
    right: int
    """1 a labelled concept, 0 none, -1 neither."""


def load(tx: Transaction) -> BankTerms:
    """The terms of a bank as the refresh of concepts sees them."""
    (corpus,) = RefreshConcepts().load(tx, [None])  # type: ignore[list-item]
    return bank_terms(corpus)


def examples(terms: BankTerms, bank: LabelledBank) -> list[_Example]:
    """The eligible terms of the tuning half. A term inside another that is the same concept counts neither way."""
    found: list[_Example] = []
    for name, concepts, neither in labelled("tune"):
        question = bank.numbers[name]
        rows: list[tuple[_Example, set[int], bool]] = []
        for term, here in terms.here(question).items():
            form, spread = terms.forms[term], terms.spread[term]
            if not choosing.is_eligible(form, spread, here):
                continue
            names = {folded(form.surface), folded(term)}
            meant = {i for i, concept in enumerate(concepts) if names & concept}
            right = 1 if meant else -1 if names & neither else 0
            rows.append((_Example(question, term, weighing.features(form, spread, here), right), meant, here.nested))
        for example, meant, nested in rows:
            inside = nested and any(
                example.name != other.name and example.name in other.name and meant & also for other, also, _ in rows
            )
            found.append(example._replace(right=-1) if example.right == 1 and inside else example)
    return found


def other_examples(terms: BankTerms, bank: LabelledBank) -> list[_Example]:
    """The eligible terms of the questions in terms.jsonl."""
    found: list[_Example] = []
    for label in labels("terms.jsonl"):
        question = bank.numbers[name_of(label["q"])]
        for term, here in terms.here(question).items():
            form, spread = terms.forms[term], terms.spread[term]
            judged = here.places[weighing.EXPLANATION] < weighing.seen(here.places)
            if judged and choosing.is_eligible(form, spread, here):
                right = 1 if form.surface in label["right"] else -1 if form.surface in label["neither"] else 0
                found.append(_Example(question, term, weighing.features(form, spread, here), right))
    return found


def fit(found: Iterable[_Example]) -> NDArray[np.float64]:
    """The coefficients in the order of COEFFICIENTS, the bias last, by Newton's method."""
    known = [example for example in found if example.right >= 0]
    given = np.array([*(GIVEN.get(name, 0.0) for name in weighing.COEFFICIENTS), 0.0])
    penalty = np.array([*(1e4 if name in GIVEN else PENALTY for name in weighing.COEFFICIENTS), 0.01])
    matrix = np.array([[*map(float, example.features), 1.0] for example in known])
    right = np.array([float(example.right) for example in known])
    found_ = given.copy()
    for _ in range(80):
        chance = 1 / (1 + np.exp(-matrix @ found_))
        hessian = (matrix.T * (chance * (1 - chance))) @ matrix + np.diag(penalty)
        step = np.linalg.solve(hessian, matrix.T @ (right - chance) - penalty * (found_ - given))
        found_ += step
        if abs(step).max() < 1e-7:
            break
    return found_


def use(coefficients: Sequence[float] | NDArray[np.float64]) -> None:
    """Weigh with these coefficients from now on, to two decimals."""
    *values, bias = (round(float(value), 2) for value in coefficients)
    weighing.COEFFICIENTS.update(zip(weighing.COEFFICIENTS, values, strict=True))
    weighing.BIAS = bias


def cross_validated(
    terms: BankTerms, bank: LabelledBank, found: Sequence[_Example], others: Sequence[_Example], seed: int
) -> Score:
    """The score on the tuning half where each question is judged by what was fitted on others."""
    questions = sorted({example.question for example in found})
    np.random.default_rng(seed).shuffle(questions)
    chosen: dict[int, list[str]] = {}
    for part in range(PARTS):
        held = set(questions[part::PARTS])
        use(fit([*(example for example in found if example.question not in held), *others]))
        for question in held:
            chosen[question] = [terms.forms[choice.name].surface for choice in choosing.choose(terms, question)]
    return score(chosen, bank.numbers, "tune")
