"""How answers are told to people, the same in every format."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cgq.exam.model import Answer, Key, KeyAnswer


def answer_told(answer: Answer | None) -> str:
    """What counts as right and where that comes from."""
    if answer is None:
        return "none is known"
    page = f", page {answer.page}" if answer.page else ""
    source = {"paper": f"this file{page}", "key": f"the separate key{page}", "human": "a person"}[answer.source]
    agreeing = f"; {' and '.join(answer.verified_by)} agrees" if answer.verified_by else ""
    return f"{_right(answer)} (from {source}{agreeing})"


def cell_told(cell: KeyAnswer) -> str:
    """What a cell of a key says; a refused one is a question mark."""
    if cell.mode == "void":
        return "all"
    return ("," if cell.mode == "any" else "+").join(map(str, cell.accepted)) or "?"


def key_name(key: Key) -> str:
    """What a key is for, as far as it is printed."""
    told = (f"form {key.form}" if key.form else "", key.session or "", key.subject or "")
    return ", ".join(filter(None, told)) or "one form"


def _right(answer: Answer) -> str:
    if answer.mode == "void":
        return "everyone is right"
    return (" or " if answer.mode == "any" else " and ").join(map(str, answer.accepted))
