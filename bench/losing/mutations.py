"""The losses that are injected, one function a kind. Each takes a paper and gives a mutant, or raises `Uncut`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bench.losing.maps import blanked, made_private
from bench.losing.surgery import Page, Uncut, with_page_twice, without_page

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from bench.losing.anatomy import Anatomy, Asked, Choice, Span
    from bench.losing.marked import Marked


@dataclass(frozen=True, slots=True)
class Subject:
    """A paper with gold: its bytes, its anatomy; and its separate key's, where it has one."""

    name: str
    data: bytes
    anatomy: Anatomy
    key: bytes | None = None
    key_anatomy: Anatomy | None = None
    marked: Marked | None = None
    """What draws a paper of marked options, to draw it with its marks elsewhere."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A paper with a loss. It must be told with one of `pages` or `numbers`, unless `anywhere` is enough.

    `spans` is what was taken, `tail` whether it was the last of its column, `marked` whether it bore a
    question's number, `ends` whether the paper now ends there.
    """

    data: bytes
    what: str
    pages: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()
    anywhere: bool = False
    spans: tuple[Span, ...] = ()
    tail: bool = False
    marked: bool = False
    ends: bool = False
    key: bytes | None = None


def page(subject: Subject, chance: random.Random) -> Mutant:
    """A page that a question, a passage or the key stands on is not there."""
    asked = subject.anatomy.questions
    spans = [*(s for q in asked for s in q.spans), *(s for _, s in subject.anatomy.passages), *subject.anatomy.key]
    total = len(subject.anatomy.sheets)
    if total < 2:
        raise Uncut
    gone = chance.choice(sorted({s.page for s in spans}))
    numbers = tuple(q.number for q in asked if any(s.page == gone for s in q.spans))
    data = without_page(subject.data, gone)
    return Mutant(data, f"page {gone}", (gone - 1, gone), numbers, anywhere=True, ends=gone == total)


def line(subject: Subject, chance: random.Random) -> Mutant:
    """One printed line of a stem, a box, an option or a passage."""
    asked = subject.anatomy.questions
    lines = [(q.number, s) for q in asked for s in q.lines]
    lines += subject.anatomy.passages
    number, span = chance.choice(lines)
    return _cut(subject, [span], number)


def option(subject: Subject, chance: random.Random) -> Mutant:
    """An option with its marker."""
    question, choice = _choice(subject, chance)
    return _cut(subject, [choice.marker, *choice.texts], question.number)


def option_text(subject: Subject, chance: random.Random) -> Mutant:
    """What an option says."""
    question, choice = _choice(subject, chance)
    if not choice.texts:
        raise Uncut
    return _cut(subject, choice.texts, question.number)


def option_marker(subject: Subject, chance: random.Random) -> Mutant:
    """The marker of an option."""
    question, choice = _choice(subject, chance)
    return _cut(subject, [choice.marker], question.number)


def number(subject: Subject, chance: random.Random) -> Mutant:
    """The number of a question."""
    question = chance.choice(subject.anatomy.questions)
    return _cut(subject, [question.mark], question.number)


def question(subject: Subject, chance: random.Random) -> Mutant:
    """A question with everything that belongs to it."""
    asked = subject.anatomy.questions
    gone = chance.choice(asked)
    spans = [*gone.lines, *([gone.answer] if gone.answer else [])]
    return replace(_cut(subject, spans, gone.number), ends=gone is asked[-1], anywhere=gone is asked[-1])


def key_cell(subject: Subject, chance: random.Random) -> Mutant:
    """A number or an answer of the key, in the same file or in the separate one."""
    apart = subject.key_anatomy is not None
    anatomy = subject.key_anatomy or subject.anatomy
    spans = [s for s in anatomy.key if _tells(s.text)]
    if not spans:
        raise Uncut
    row = chance.choice(spans)
    data = subject.key if apart and subject.key is not None else subject.data
    page = Page(data, row.page)
    cells = page.told(row, _tells)
    if not cells:
        raise Uncut
    cell = chance.choice(cells)
    cut = page.without({cell})
    what = f"{page.pieces[cell].text} of the key in {row.text.split()[:8]}"
    if apart:
        return Mutant(subject.data, what, anywhere=True, key=cut)
    return Mutant(cut, what, anywhere=True)


def answer(subject: Subject, chance: random.Random) -> Mutant:
    """The answer printed with a question."""
    answered = [q for q in subject.anatomy.questions if q.answer is not None]
    if not answered:
        raise Uncut
    gone = chance.choice(answered)
    return _cut(subject, [gone.answer] if gone.answer else [], gone.number)


def columns(subject: Subject, chance: random.Random) -> Mutant:
    """The two columns of a page change places."""
    if not subject.anatomy.columns:
        raise Uncut
    at = chance.choice(sorted(subject.anatomy.columns))
    numbers = tuple(q.number for q in subject.anatomy.questions if q.page == at)
    if not numbers:
        raise Uncut
    data = Page(subject.data, at).swapped(*subject.anatomy.columns[at])
    return Mutant(data, f"columns of page {at}", (at,), numbers)


def font_map(subject: Subject, chance: random.Random) -> Mutant:
    """What a font's shapes mean."""
    return Mutant(blanked(subject.data, chance), "a font's map", anywhere=True)


def private_use(subject: Subject, chance: random.Random) -> Mutant:
    """What some of a font's shapes mean: they become private-use characters."""
    return Mutant(made_private(subject.data, chance), "a part of a font's map", anywhere=True)


def file_end(subject: Subject, chance: random.Random) -> Mutant:
    """The end of the file."""
    left = chance.randrange(1, len(subject.data) - 8)
    return Mutant(subject.data[:left], f"bytes from {left}", anywhere=True)


def page_again(subject: Subject, chance: random.Random) -> Mutant:
    """A page with questions stands twice."""
    at = chance.choice(sorted({q.page for q in subject.anatomy.questions}))
    numbers = tuple(q.number for q in subject.anatomy.questions if any(s.page == at for s in q.spans))
    return Mutant(with_page_twice(subject.data, at), f"page {at} twice", (at, at + 1), numbers)


def picture(subject: Subject, chance: random.Random) -> Mutant:
    """A picture or drawing of a question, without the words in it."""
    if not subject.anatomy.figures:
        raise Uncut
    asked, at, box = chance.choice(subject.anatomy.figures)
    data = Page(subject.data, at).without_figure(box)
    return Mutant(data, f"a figure of question {asked} on page {at}", (at,), (asked,))


def invisible(subject: Subject, chance: random.Random) -> Mutant:
    """A line that is in the file and not to be seen."""
    asked = chance.choice(subject.anatomy.questions)
    span = chance.choice(asked.lines)
    page = Page(subject.data, span.page)
    data = page.hiding(page.in_spans([span]))
    return Mutant(data, f"line made invisible: {span.text[:30]}", (span.page,), (asked.number,))


KINDS: dict[str, Callable[[Subject, random.Random], Mutant]] = {
    "page": page,
    "line": line,
    "option": option,
    "option_text": option_text,
    "option_marker": option_marker,
    "number": number,
    "question": question,
    "key_cell": key_cell,
    "answer": answer,
    "columns": columns,
    "font_map": font_map,
    "private_use": private_use,
    "file_end": file_end,
    "page_again": page_again,
    "picture": picture,
    "invisible": invisible,
}


def _cut(subject: Subject, spans: Sequence[Span], number: int) -> Mutant:
    data = subject.data
    for at in sorted({s.page for s in spans}):
        page = Page(data, at)
        data = page.without(page.in_spans(spans))
    what = f"of question {number}: " + " / ".join(s.text.strip()[:40] for s in spans[:3])
    pages = tuple(sorted({s.page for s in spans}))
    tail = all(s.last for s in spans if s.page == spans[-1].page) and spans[-1].last
    marks = {(q.mark.page, q.mark.box[1]) for q in subject.anatomy.questions}
    marked = any((s.page, s.box[1]) in marks for s in spans)
    return Mutant(data, what, pages, (number,), spans=tuple(spans), tail=tail, marked=marked)


def _choice(subject: Subject, chance: random.Random) -> tuple[Asked, Choice]:
    with_options = [q for q in subject.anatomy.questions if q.choices]
    if not with_options:
        raise Uncut
    asked = chance.choice(with_options)
    return asked, chance.choice(asked.choices)


def _tells(text: str) -> bool:
    """Whether a piece of a key is a number or an answer."""
    return (
        any(c.isdigit() or "①" <= c <= "⑳" or "❶" <= c <= "❿" for c in text)
        or text.strip() in "ABCDEFGH"
        or "정답" in text
    )
