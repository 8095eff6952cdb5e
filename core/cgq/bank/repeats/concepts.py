"""Other wording for the same concepts: what a concept graph says of two texts that have little in common.

Found when somebody looks, from what the questions test, so that it is as new as the graph. It is a hint and no group:
it is shown and counted by itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.bank.columns import to_json
from cgq.bank.repeats.shape import dense
from cgq.bank.stored_questions import texts
from cgq.db.queries import load

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from cgq.db.connection import Transaction

SQL = load("repeats")

SHARED = 2
"""Concepts that two questions share at least: one is a subject, not a question."""

SAME = 0.6
"""Share of their concepts, by weight, from which two questions are about the same. Of the 80 pairs of the tuning half
13 share two concepts and lie above: 6 are labelled as a concept that comes again, 7 as two questions, which have most
of their options in common all the same (see SAME_OPTIONS)."""

SAME_OPTIONS = 0.5
"""Share of equal options from which concepts show nothing, for the options gave them to both: all 7 of those pairs have
so many, and 4 of the 6 others."""

MOST_QUESTIONS = 200
"""Questions that test a concept by which others are looked for: what more of them test is a subject."""


@dataclass(frozen=True, slots=True)
class SameConcepts:
    """A question that tests the same; `share` of their concepts by weight, from 0 to 1, and what these are called."""

    question: int
    share: float
    concepts: tuple[str, ...]


def same_concepts(tx: Transaction, question: int, apart_from: Collection[int], most: int) -> list[SameConcepts]:
    """At most `most` other questions that test the same concepts, the likest first.

    Without those that one passage belongs to or that have the same options, and without `apart_from`: what repeats it
    in its words.
    """
    own = {concept: (weight, label) for concept, weight, label in _weighted(tx, question)}
    seen: dict[int, dict[int, float]] = {}
    rows = tx.all(
        SQL["sharing_concepts"],
        {"question": question, "concepts": to_json(sorted(own)), "most": MOST_QUESTIONS},
    )
    for other, concept, importance in rows:
        seen.setdefault(other, {})[concept] = importance
    likely = {other: shared for other, shared in seen.items() if len(shared) >= SHARED and other not in apart_from}
    totals: dict[int, float] = dict(tx.all(SQL["concept_totals"], (to_json(sorted(likely)),)))
    found = [_likeness(other, shared, own, totals[other]) for other, shared in sorted(likely.items())]
    near = _without_same_options(tx, question, [one for one in found if one.share >= SAME])
    return sorted(near, key=lambda one: (-one.share, one.question))[:most]


def _without_same_options(tx: Transaction, question: int, near: list[SameConcepts]) -> list[SameConcepts]:
    stored = texts(tx, [question, *(one.question for one in near)])
    options = {number: {dense(option.text) for option in one.text.options} for number, one in stored.items()}
    own = options.get(question, set[str]())
    return [
        one
        for one in near
        if len(own & options[one.question]) < SAME_OPTIONS * max(1, len(own), len(options[one.question]))
    ]


def _weighted(tx: Transaction, question: int) -> list[tuple[int, float, str]]:
    return [(concept, weight, label) for concept, weight, label in tx.all(SQL["own_concepts"], (question,))]


def _likeness(
    other: int, shared: Mapping[int, float], own: Mapping[int, tuple[float, str]], total: float
) -> SameConcepts:
    common = sum(min(own[concept][0], importance) for concept, importance in shared.items())
    mine = sum(weight for weight, _ in own.values())
    share = common / math.sqrt(mine * total) if mine and total else 0.0
    return SameConcepts(other, round(min(1.0, share), 4), tuple(own[concept][1] for concept in sorted(shared)))
