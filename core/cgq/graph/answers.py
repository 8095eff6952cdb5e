"""What chat models named as concepts of texts, in the database: asked once a text, model and task, and kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cgq.graph.store import SQL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from cgq.db.connection import Transaction

Concepts = tuple[tuple[str, str, float, str], ...]
"""Concepts of a text: name, other name or "", importance, quote."""

NEAR = 8  # names; chosen
"""Known names that are given for one question at most."""


def keep(tx: Transaction, model: str, answers: Iterable[tuple[str, int, Concepts, int]]) -> None:
    """Keep answers: the text's hash, the task's number, the concepts, how many had no evidence; the first one stays."""
    rows = (
        (text, model, prompt, json.dumps(concepts, ensure_ascii=False), dropped)
        for text, prompt, concepts, dropped in answers
    )
    tx.many(SQL["keep_answer"], rows)


def known(tx: Transaction, model: str, prompt: int, texts: Collection[str]) -> dict[str, tuple[Concepts, int]]:
    """By the hash of a text its concepts and how many had no evidence, for those texts that were asked about."""
    rows = tx.all(SQL["answers_of"], (model, prompt, json.dumps(sorted(texts))))
    return {text: (_concepts(found), dropped) for text, found, dropped in rows}


def of_bank(tx: Transaction, model: str, prompt: int) -> list[tuple[int, str, str, float, str]]:
    """What the model named for each question (id) of the bank: a row a concept."""
    return [(row[0], row[1], row[2], row[3], row[4]) for row in tx.all(SQL["answered_concepts"], (model, prompt))]


def unanswered(tx: Transaction, model: str, prompt: int, limit: int) -> list[int]:
    """The ids of questions that the model was not asked about, the oldest first; -1 means all."""
    given = {"model": model, "prompt": prompt, "limit": limit}
    return [number for (number,) in tx.all(SQL["questions_unanswered"], given)]


def near(tx: Transaction, questions: Collection[int]) -> dict[int, tuple[str, ...]]:
    """By question (id) the labels of known concepts that its own terms name, those that most questions test first."""
    found: dict[int, list[str]] = {}
    for question, label in tx.all(SQL["names_near"], (json.dumps(sorted(questions)),)):
        found.setdefault(question, []).append(label)
    return {question: tuple(labels[:NEAR]) for question, labels in found.items()}


def _concepts(found: str) -> Concepts:
    rows: list[list[Any]] = json.loads(found)
    return tuple((row[0], row[1], row[2], row[3]) for row in rows)
