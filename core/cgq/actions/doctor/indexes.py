"""Do the indexes that are derived from the questions and vectors hold what these say? They can be made anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.actions.doctor.check import DAMAGED, Check, fail, fixed, ok, warn
from cgq.bank import nearest, questions
from cgq.bank.searching import floor, index
from cgq.counting import counted
from cgq.db.queries import load
from cgq.errors import StorageFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.db.connection import Database

SQL = load("doctor")

MAKE = "Make it anew: `cgq doctor --fix`"
"""What to do about an index that is not whole: it is derived, and nothing is lost with it."""


def check_words(opened: Database, *, fix: bool) -> Check:
    """The full-text index: every question once, nothing else, and whole by SQLite's own check."""
    message = _fault_of_words(opened)
    if message is None:
        return ok("search by words", "holds every question")
    if not fix:
        return fail("search by words", message, MAKE, DAMAGED)
    with opened.write() as tx:
        count = questions.index_words_anew(tx)
    return fixed("search by words", f"made anew for {counted(count, 'question')}: {message}")


def _fault_of_words(opened: Database) -> str | None:
    with opened.read() as tx:
        lacking, beyond = tx.one(SQL["words_wrong"]) or (0, 0)
    if lacking or beyond:
        return f"by their words {counted(lacking, 'question')} cannot be found, and {beyond} can that are not there"
    try:
        with opened.write() as tx:
            tx.run(SQL["words_check"])
    except StorageFailed as error:
        return f"the index is not whole: {error.message}"
    return None


def check_terms(opened: Database, *, fix: bool) -> Check:
    """The index of the analyser's words: nothing but questions, whole, and how many still wait for theirs."""
    waiting, message = _fault_of_terms(opened)
    if message is None:
        return _terms_waiting(waiting) if waiting else ok("words by rarity", "holds every question")
    if not fix:
        return fail("words by rarity", message, MAKE, DAMAGED)
    with opened.write() as tx:
        kept = index.mend_words(tx)
    return fixed("words by rarity", f"made anew with {counted(kept, 'question')}: {message}")


def _terms_waiting(waiting: int) -> Check:
    how = "Once `cgq run` has nothing more to do: `cgq enqueue --kind update_knowledge_graph --missing`"
    return warn("words by rarity", f"{counted(waiting, 'question')} found by their text alone: not analysed yet", how)


def _fault_of_terms(opened: Database) -> tuple[int, str | None]:
    """How many questions have no words yet, and what is wrong with the index."""
    with opened.read() as tx:
        waiting, beyond = tx.one(SQL["terms_wrong"]) or (0, 0)
    if beyond:
        return waiting, f"it holds {counted(beyond, 'question')} that are not there"
    try:
        with opened.write() as tx:
            tx.run(SQL["terms_check"])
    except StorageFailed as error:
        return waiting, f"the index is not whole: {error.message}"
    return waiting, None


def check_near(opened: Database, *, fix: bool) -> Iterator[Check]:
    """From which cosine on texts are near, and the index of each model's vectors: is its table there and readable, with
    as many rows as it should have?"""
    yield _floors(opened)
    yield _check_near(opened, fix=fix)


def _floors(opened: Database) -> Check:
    with opened.read() as tx:
        known = floor.all_stored(tx)
    measured = ", ".join(f"{one.floor:.2f} in {model} ({counted(one.pairs, 'pair')})" for model, one in known.items())
    return ok("near in meaning", f"from a cosine of {measured}" if known else "not measured yet: the first search does")


def _check_near(opened: Database, *, fix: bool) -> Check:
    with opened.read() as tx:
        if not nearest.load_vec0(tx):
            return ok("near vectors", "no index: this SQLite loads no extensions")
        models = [(str(model), int(dimension)) for model, dimension in tx.all(SQL["near_models"])]
        wrong = [one for one in models if not nearest.is_whole(tx, *one)]
    if not wrong:
        return ok("near vectors", "every index that is in use is whole" if models else "no index yet: it needs none")
    names = ", ".join(model for model, _ in wrong)
    message = f"the index of {names} does not hold what the vectors say"
    if not fix:
        return fail("near vectors", message, MAKE, DAMAGED)
    with opened.write() as tx:
        for model, dimension in wrong:
            nearest.drop(tx, model)
            nearest.refresh(tx, model, dimension)
    return fixed("near vectors", f"made anew: {message}")
