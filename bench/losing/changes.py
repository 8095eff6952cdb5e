"""The changes that are made to a paper, one function a kind. Each takes a subject and gives a changed paper with its
truth, or raises `Uncut`.

What a changed page shows is its truth: a tick moved to another option makes that option the right one. Nothing is
missing afterwards, so only a reading that is neither that truth nor reported is at fault.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from bench.losing.maps import digits_swapped
from bench.losing.marked import OPTIONS
from bench.losing.surgery import Page, Uncut

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from bench.losing.anatomy import Asked, Choice
    from bench.losing.marked import Marked
    from bench.losing.mutations import Subject

    from cgq.exam.model import Answer, BBox, Document, Question

_FARTHEST_SHIFT = 14.0
"""Points that a column moves sideways at most: half of a usual gutter, so that it never reaches the other one."""
_NEAREST_SHIFT = 3.0
"""Points that a column moves sideways at least: more than printing is off by."""
_LARGEST_DROP = 20.0
"""Points that a column moves down at most: less than two lines."""

Where = Literal["paper", "key"]


@dataclass(frozen=True, slots=True)
class Changed:
    """A changed paper or key. `truth` is the questions as its pages show them now, None where only a report is right.

    `numbers` are the questions that the change is about: a report may name any of them, or one of `pages`.
    """

    what: str
    data: bytes
    key: bytes | None
    numbers: tuple[int, ...]
    pages: tuple[int, ...]
    truth: tuple[Question, ...] | None


@dataclass(frozen=True, slots=True)
class _Printed:
    """Where the answer of a question is printed."""

    question: Question
    answer: Answer
    page: int
    box: BBox
    where: Where


def answers_swapped(subject: Subject, read: Document, chance: random.Random) -> Changed:
    """The printed answers of two questions, cells of a key or labels at the questions, change places."""
    one, other = _two_answers(read, chance)
    page = Page(_data(subject, one.where), one.page)
    ours, theirs = _pieces(page, one), _pieces(page, other)
    right, down = other.box[0] - one.box[0], other.box[1] - one.box[1]
    data = page.moved([(ours, right, down), (theirs, -right, -down)])
    # A cell that holds its number, too, says the same elsewhere.
    swapped = {id(one.question): other.answer, id(other.question): one.answer}
    truth = _with_answers(read, {} if _holds_number(page, ours, one) else swapped)
    return _answer_changed("answers swapped", subject, data, (one, other), truth)


def answer_moved(subject: Subject, read: Document, chance: random.Random) -> Changed:
    """The printed answer of a question stands in the place of another's: the first has none now."""
    one, other = _two_answers(read, chance)
    page = Page(_data(subject, one.where), one.page)
    ours, theirs = _pieces(page, one), _pieces(page, other)
    data = page.copied(ours, other.box[0] - one.box[0], other.box[1] - one.box[1], over=ours | theirs)
    moved = {id(one.question): None, id(other.question): one.answer}
    kept = {id(other.question): None}
    truth = _with_answers(read, kept if _holds_number(page, ours, one) else moved)
    return _answer_changed("answer moved", subject, data, (one, other), truth)


def mark_moved(subject: Subject, _read: Document, chance: random.Random) -> Changed:
    """The mark of a question stands at another of its options."""
    marked = _marked(subject)
    number = chance.choice(sorted(marked.right))
    right = marked.right[number]
    other = chance.choice([n for n in range(1, OPTIONS + 1) if n != right])
    moved = {**marked.right, number: other}
    what = f"mark of question {number} moved from {right} to {other}"
    return Changed(what, marked.draw(moved), None, (number,), (1,), marked.questions(moved))


def mark_between(subject: Subject, _read: Document, chance: random.Random) -> Changed:
    """The mark of a question stands halfway between two of its options. Only a report is right."""
    marked = _marked(subject)
    number = chance.choice(sorted(marked.right))
    between = chance.randrange(1, OPTIONS) + 0.5
    data = marked.draw({**marked.right, number: between})
    return Changed(f"mark of question {number} moved to {between}", data, None, (number,), (1,), None)


def options_swapped(subject: Subject, read: Document, chance: random.Random) -> Changed:
    """The texts of two options of a question change places; their markers stay."""
    asked, one, other = _two_options(subject, read, chance)
    page = Page(subject.data, asked.page)
    first, second = one.texts[0], other.texts[0]
    right, down = second.box[0] - first.box[0], second.box[1] - first.box[1]
    data = page.moved([(page.in_spans([first]), right, down), (page.in_spans([second]), -right, -down)])
    what = f"options {one.n} and {other.n} of question {asked.number} swapped"
    return Changed(what, data, None, (asked.number,), (asked.page,), _with_options(read, asked, one.n, other.n))


def markers_swapped(subject: Subject, read: Document, chance: random.Random) -> Changed:
    """The markers of two options of a question change places: ② stands before ①. An option is what its marker says."""
    asked, one, other = _two_options(subject, read, chance)
    page = Page(subject.data, asked.page)
    right, down = other.marker.box[0] - one.marker.box[0], other.marker.box[1] - one.marker.box[1]
    ours, theirs = page.in_spans([one.marker]), page.in_spans([other.marker])
    data = page.moved([(ours, right, down), (theirs, -right, -down)])
    what = f"markers {one.n} and {other.n} of question {asked.number} swapped"
    return Changed(what, data, None, (asked.number,), (asked.page,), _with_options(read, asked, one.n, other.n))


def option_doubled(subject: Subject, read: Document, chance: random.Random) -> Changed:
    """The line of an option stands in the place of the next one's, too. Only a report is right."""
    asked, one, other = _two_options(subject, read, chance, adjacent=True)
    page = Page(subject.data, asked.page)
    whole, next_whole = page.in_spans([one.marker, *one.texts]), page.in_spans([other.marker, *other.texts])
    right, down = other.marker.box[0] - one.marker.box[0], other.marker.box[1] - one.marker.box[1]
    data = page.copied(whole, right, down, over=next_whole)
    what = f"option {one.n} of question {asked.number} printed again over option {other.n}"
    return Changed(what, data, None, (asked.number,), (asked.page,), None)


def column_shifted(subject: Subject, read: Document, chance: random.Random) -> Changed:
    """The right column of a page stands some points further to a side, higher or lower, without what runs above and
    below it on every page. Its text is the same."""
    if not subject.anatomy.columns:
        raise Uncut
    at = chance.choice(sorted(subject.anatomy.columns))
    gutter, _ = subject.anatomy.columns[at]
    sideways = chance.random() < 0.5
    right = chance.choice((-1, 1)) * chance.uniform(_NEAREST_SHIFT, _FARTHEST_SHIFT) if sideways else 0.0
    down = 0.0 if sideways else chance.choice((-1, 1)) * chance.uniform(_NEAREST_SHIFT, _LARGEST_DROP)
    column = _column(subject, at, gutter)
    data = Page(subject.data, at).with_moved(column, right, down)
    numbers = tuple(q.number for q in subject.anatomy.questions if q.page == at)
    what = f"right column of page {at} moved by {right:.0f} to the right, {down:.0f} down"
    return Changed(what, data, None, numbers, (at,), read.questions)


def digits_permuted(subject: Subject, read: Document, chance: random.Random) -> Changed:
    """The map of one font exchanges two digits: the page shows the same, the file has other text."""
    data, digits = digits_swapped(subject.data, chance)
    pages = tuple(range(1, read.pages + 1))
    numbers = tuple(q.number for q in read.questions)
    return Changed(f"digits {digits} of a font's map exchanged", data, None, numbers, pages, read.questions)


KINDS: dict[str, Callable[[Subject, Document, random.Random], Changed]] = {
    "answers_swapped": answers_swapped,
    "answer_moved": answer_moved,
    "mark_moved": mark_moved,
    "mark_between": mark_between,
    "options_swapped": options_swapped,
    "markers_swapped": markers_swapped,
    "option_doubled": option_doubled,
    "column_shifted": column_shifted,
    "digits_permuted": digits_permuted,
}


def _column(subject: Subject, at: int, gutter: float) -> BBox:
    """Where the text of a page stands right of its gutter, with the frames and figures around it."""
    asked = [span for question in subject.anatomy.questions for span in question.spans]
    passages = [span for _, span in subject.anatomy.passages]
    spans = [*asked, *passages, *subject.anatomy.key]
    boxes = [span.box for span in spans if span.page == at and span.box[0] > gutter]
    if not boxes:
        raise Uncut
    top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
    return (gutter, top, subject.anatomy.sheets[at - 1].width, bottom)


def _data(subject: Subject, where: Where) -> bytes:
    if where == "paper":
        return subject.data
    if subject.key is None:
        raise Uncut
    return subject.key


def _two_answers(read: Document, chance: random.Random) -> tuple[_Printed, _Printed]:
    """Two different answers that are printed on one page, each in a box that holds no option."""
    printed = [found for question in read.questions if (found := _printed(question)) is not None]
    if len(printed) < 2:
        raise Uncut
    one = chance.choice(printed)
    same_page = [p for p in printed if (p.where, p.page) == (one.where, one.page)]
    others = [p for p in same_page if p.answer.accepted != one.answer.accepted]
    if not others:
        raise Uncut
    return one, chance.choice(others)


def _printed(question: Question) -> _Printed | None:
    answer = question.answer
    if answer is None or answer.page is None or answer.bbox is None or answer.source == "human":
        return None
    return _Printed(question, answer, answer.page, answer.bbox, "key" if answer.source == "key" else "paper")


def _pieces(page: Page, printed: _Printed) -> set[int]:
    """What is shown in an answer's box, unless it is an option, a word or anything else that is more than an answer."""
    options = [p.bbox for p in printed.question.places if p.part == "option" and p.page == printed.page]
    if printed.where == "paper" and printed.box in options:
        raise Uncut
    return page.in_box(printed.box)


def _holds_number(page: Page, pieces: set[int], printed: _Printed) -> bool:
    """Whether what is printed as an answer begins with the number that it answers."""
    text = "".join(page.pieces[n].text for n in sorted(pieces))
    number = str(printed.question.number)
    return text.startswith(number) and len(text) > len(number)


def _with_answers(read: Document, changed: dict[int, Answer | None]) -> tuple[Question, ...]:
    return tuple(replace(q, answer=changed[id(q)]) if id(q) in changed else q for q in read.questions)


def _answer_changed(
    what: str, subject: Subject, data: bytes, printed: Sequence[_Printed], truth: tuple[Question, ...]
) -> Changed:
    numbers = tuple(p.question.number for p in printed)
    asked_on = {p.question.page for p in printed}
    named = f"{what}: questions {numbers[0]} and {numbers[1]}"
    if printed[0].where == "key":
        return Changed(named, subject.data, data, numbers, tuple(asked_on), truth)
    return Changed(named, data, None, numbers, tuple(asked_on | {printed[0].page}), truth)


def _marked(subject: Subject) -> Marked:
    if subject.marked is None:
        raise Uncut
    return subject.marked


def _two_options(
    subject: Subject, read: Document, chance: random.Random, *, adjacent: bool = False
) -> tuple[Asked, Choice, Choice]:
    """Two options of a question that differ, each whole on one line of the question's page."""
    asked = chance.choice(subject.anatomy.questions)
    texts = {option.n: _bare(option.text) for option in _question(read, asked).options}
    short = [c for c in asked.choices if _is_on_one_line(c, asked.page, texts[c.n])]
    pairs = [(a, b) for a in short for b in short if a.n < b.n and texts[a.n] != texts[b.n]]
    if adjacent:
        pairs = [(a, b) for a, b in pairs if b.n == a.n + 1]
    if not pairs:
        raise Uncut
    return asked, *chance.choice(pairs)


def _is_on_one_line(choice: Choice, page: int, text: str) -> bool:
    on_page = all(span.page == page for span in (choice.marker, *choice.texts))
    return on_page and len(choice.texts) == 1 and _bare(choice.texts[0].text) == text


def _bare(text: str) -> str:
    return "".join(text.split())


def _with_options(read: Document, asked: Asked, one: int, other: int) -> tuple[Question, ...]:
    """The questions, two options of one of them in each other's place."""
    question = _question(read, asked)
    texts = {one: question.options[other - 1].text, other: question.options[one - 1].text}
    options = tuple(replace(option, text=texts.get(option.n, option.text)) for option in question.options)
    return tuple(replace(q, options=options) if q is question else q for q in read.questions)


def _question(read: Document, asked: Asked) -> Question:
    found = [q for q in read.questions if (q.number, q.page) == (asked.number, asked.page)]
    if len(found) != 1 or len(found[0].options) != len(asked.choices):
        raise Uncut
    return found[0]
