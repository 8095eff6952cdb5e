"""What a search looks into: the text of each question in trigrams, and its words as the analyser cut them.

The text (table question_fts) is indexed when a question is stored; its words (table question_word) come later, with the
look for concepts. Neither index knows foreign keys, so that whoever removes or rewords a question clears both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.db.queries import load
from cgq.errors import StorageFailed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.db.connection import Transaction

SQL = load("search")


def keep_words(
    tx: Transaction, question: int, stem: Sequence[str], rest: Sequence[str], explanation: Sequence[str] = ()
) -> None:
    """Let a question be found by the words of its stem, of all else that it prints and of why its answer is right,
    instead of those it had before."""
    tx.run(SQL["words_clear"], (question,))
    tx.run(SQL["words_add"], (question, *map(" ".join, (stem, rest, explanation))))


def keep_texts(tx: Transaction, texts: Iterable[tuple[int, str]]) -> None:
    """Let questions be found by their texts: (question, text as `bank.text.words` folds it)."""
    tx.many(SQL["text_add"], texts)


def clear(tx: Transaction, questions: Iterable[int]) -> None:
    """Take questions out of the search: they have left the bank, or have another text now."""
    rows = [(question,) for question in questions]
    tx.many(SQL["text_clear"], rows)
    tx.many(SQL["words_clear"], rows)


def empty_texts(tx: Transaction) -> None:
    """Make the index of the texts anew without any, whatever state it is in."""
    tx.run(SQL["text_remove"])
    tx.run(SQL["text_create"])


def mend_words(tx: Transaction) -> int:
    """Make the index of the words anew with those that can still be read of questions that are there; how many.

    A question whose words are lost gets them back when it is analysed again.
    """
    try:
        kept = tx.all(SQL["words_kept"])
    except StorageFailed:
        kept = []
    tx.run(SQL["words_remove"])
    tx.run(SQL["words_create"])
    tx.many(SQL["words_add"], kept)
    return len(kept)
