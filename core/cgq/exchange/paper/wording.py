"""How answers are told to people, the same in every format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exam.naming import answer_name, labels_of

if TYPE_CHECKING:
    from cgq.exam.model import Key, KeyAnswer, Question, SourcedAnswer

_AGREEING = {
    "paper": "the answer at the question",
    "name_shape": "the name drawn above its table",
    "counts": "the count of the tables",
}
"""What gives the same answer (`SourcedAnswer.verified_by`), in words."""
_FORM = "form_"


def answer_told(question: Question) -> str:
    """What counts as right and where that comes from."""
    answer = question.answer
    if answer is None:
        return "none is known"
    page = f", page {answer.page}" if answer.page else ""
    file = f"this file{page}"
    sources = {"paper": file, "key": f"the separate key{page}", "human": "a person", "import": file}
    right = "everyone is right" if answer.mode == "void" else answer_name(answer, labels_of(question.options))
    return f"{right} (from {sources[answer.source]}{agreement_told(answer)})"


def agreement_told(answer: SourcedAnswer) -> str:
    """What gives the same answer, as the end of a sentence: `; form B agrees`; empty where nothing does."""
    agreeing = [_agreeing(name) for name in answer.verified_by]
    if not agreeing:
        return ""
    return f"; {' and '.join(agreeing)} {'agrees' if len(agreeing) == 1 else 'agree'}"


def cell_told(cell: KeyAnswer) -> str:
    """What a cell of a key says; a refused one is a question mark."""
    if cell.mode == "void":
        return "all"
    return ("," if cell.mode == "any" else "+").join(map(str, cell.accepted)) or "?"


def key_name(key: Key) -> str:
    """What a key is for, as far as it is printed."""
    told = (f"form {key.form}" if key.form else "", key.session or "", key.subject or "")
    return ", ".join(filter(None, told)) or "one form"


def _agreeing(name: str) -> str:
    if name.startswith(_FORM):
        return f"form {name.removeprefix(_FORM).upper()}"
    return _AGREEING.get(name, name)
