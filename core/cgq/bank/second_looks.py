"""Doubtful pages that wait for a second look, and what came of it: hints, kept beside the paper they are of.

Hints name lines of one version of the reader; another version asks anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.bank.columns import decode_hints, decode_strings, to_json
from cgq.db.queries import load
from cgq.exam.model import DoubtfulPage, Hint

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.db.connection import Transaction

SQL = load("bank")


def ask(tx: Transaction, material: int, extractor: str, pages: Iterable[DoubtfulPage]) -> list[int]:
    """Keep the pages that were not looked at yet; their numbers."""
    return [
        page.page
        for page in pages
        if tx.run(
            SQL["second_look_ask"],
            {"material": material, "page": page.page, "extractor": extractor, "lines": to_json(page.lines)},
        )
    ]


def page(tx: Transaction, material: int, number: int) -> tuple[DoubtfulPage, str] | None:
    """A page as it waits, with the extractor whose lines these are; None when nobody asks any more."""
    row = tx.one(SQL["second_look_page"], (material, number))
    return None if row is None else (DoubtfulPage(page=number, lines=decode_strings(row[0])), row[1])


def keep(tx: Transaction, material: int, number: int, extractor: str, model: str, hints: Sequence[Hint]) -> bool:
    """Keep what a look came to; False when the page was read anew meanwhile, or removed."""
    values = {
        "material": material,
        "page": number,
        "extractor": extractor,
        "model": model,
        "hints": to_json(hints),
    }
    return bool(tx.run(SQL["second_look_keep"], values))


def hints(tx: Transaction, material: int, extractor: str) -> tuple[Hint, ...]:
    """Everything that was said of a paper's lines, as this extractor counts them."""
    rows = tx.all(SQL["second_look_hints"], (material, extractor))
    return tuple(hint for (found,) in rows for hint in decode_hints(found))
