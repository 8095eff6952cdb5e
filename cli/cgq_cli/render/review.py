"""What somebody who reviews a question is shown: why, the question, what a person decided before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq.exam.naming import labels_of, option_mark, place_name
from cgq_cli.render.edits import edit_text
from cgq_cli.render.prose import wrapped
from cgq_cli.render.questions import answer_text, option_lines, option_text, sourced_text
from cgq_cli.render.table import Column, Layout
from cgq_cli.render.text import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.actions.review import Decided
    from cgq.bank.spots import Item
    from cgq.exam.model import Question

COLUMNS = (
    Column("question", "number"),
    Column("material", "number", title="paper", varies=True, spare=1),
    Column("title", "name", gives=True, varies=True, spare=2),
    Column("section", gives=True, varies=True, spare=2),
    Column("number", "number", title="no."),
    Column("page", "number", varies=True, spare=3),
    Column("row", "number", varies=True, spare=3),
    Column("answer", gives=True, varies=True),
    Column("why", gives=True),
    Column("stem", main=True),
)
_FIELDS = ("stem", "passage", "boxes", "options", "answer", "explanation")


def row(item: Item) -> dict[str, Any]:
    """A spot as a row of the table."""
    return {
        "question": item.question,
        "material": item.material.id,
        "title": item.material.title,
        "section": item.shown.section,
        "number": item.shown.number,
        "page": item.shown.page or None,
        "row": item.shown.row,
        "answer": answer_text(item.shown.answer, labels_of(item.shown.options)),
        "why": ",".join(item.why) if item.kind != "rejected" else "rejected",
        "stem": one_line(item.shown.stem),
    }


def place(item: Item) -> str:
    """Where it stands, in words."""
    shown = item.shown
    parts = (item.material.title, shown.section or "", f"number {shown.number}", place_name(shown.page, shown.row))
    return ", ".join(one_line(part) for part in parts if part)


def lines(item: Item, layout: Layout) -> Iterator[str]:
    """A spot in full: the question, why it is shown, what a person decided before."""
    columns = layout.columns
    if item.kind != "gap":
        yield from _printed(item.shown, columns)
    if item.kind != "gap" and (item.why or item.findings or item.edit):
        yield ""
    for text in asks(item):
        yield from wrapped(text, columns, first="? ", indent="  ")
    if item.edit:
        yield from wrapped(edit_text(item.edit), columns, first="Before: ", indent="  ")
        yield from _differences(item, columns)
    if item.places > 1:
        text = f"It is printed at {counted(item.places, 'place')}; what you decide holds for this one."
        yield from wrapped(text, columns)


def asks(item: Item) -> Iterator[str]:
    """What asks for a person, each with its code; a finding says it more closely than the code alone."""
    from cgq.documents.review import meaning

    told = {found.code for found in item.findings}
    yield from (f"{found.code}: {found.message}" for found in item.findings)
    yield from (f"{code}: {meaning(code)}" for code in item.why if code not in told)


def decided(done: Decided) -> str:
    """What a decision came to, in one line."""
    name = f"number {done.item.shown.number} of {one_line(done.item.material.title)}"
    told = {
        "accepted": f"Accepted {name}",
        "changed": f"Changed {', '.join(done.changed)} of {name}",
        "added": f"Added {name}",
        "rejected": f"Noted that there is no {name}"
        if done.was is None
        else f"Rejected {name}: it is in no list, export or search",
        "undone": f"Undid the last decision about {name}",
    }[done.action]
    new = done.question is not None and done.was is None
    now = f"; it is question {done.question}{'' if new else ' now'}" if new or done.moved else ""
    keep = "keeps" if done.elsewhere == 1 else "keep"
    left = f"; {counted(done.elsewhere, 'other place')} {keep} it as it was" if done.elsewhere else ""
    return f"{told}{now}{left}."


def _printed(question: Question, columns: int | None) -> Iterator[str]:
    """A question as it stands in its paper, with its answer."""
    if question.passage:
        yield from wrapped(question.passage, columns, first="  | ", indent="  | ")
    number = f"{question.number}. "
    yield from wrapped(question.stem, columns, first=number, indent=" " * len(number))
    for box in question.boxes:
        yield from wrapped(box, columns, first="  [ ", indent="    ")
    right = question.answer.accepted if question.answer else ()
    yield from option_lines(question.options, right, columns)
    yield from wrapped(_answer(question), columns, first="Answer: ", indent="  ")
    if question.explanation:
        yield from wrapped(question.explanation, columns, first="Why: ", indent="     ")


def _answer(question: Question) -> str:
    answer = question.answer
    return "unknown" if answer is None else sourced_text(answer, labels_of(question.options))


def _differences(item: Item, columns: int | None) -> Iterator[str]:
    """What the paper reads now against what the person saw, or said."""
    if item.edit is None or item.reading is None or item.edit.before is None:
        return
    for name in _FIELDS:
        now, then, said = (_told(found, name) for found in (item.reading, item.edit.before, item.shown))
        if now == said and now == then:
            continue
        if now != then:
            yield from wrapped(now, columns, first=f"The paper now reads, {name}: ", indent="  ")
            yield from wrapped(then, columns, first=f"It read then, {name}: ", indent="  ")
        if now != said:
            yield from wrapped(said, columns, first=f"Your edit says, {name}: ", indent="  ")


def _told(question: Question, name: str) -> str:
    labels = labels_of(question.options)
    if name == "options":
        return "  ".join(one_line(f"{option_mark(o.n, labels)} {option_text(o)}") for o in question.options) or "(none)"
    if name == "answer":
        return answer_text(question.answer, labels) or "unknown"
    if name == "boxes":
        return " / ".join(map(one_line, question.boxes)) or "(none)"
    return one_line(getattr(question, name) or "") or "(none)"
