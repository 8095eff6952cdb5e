"""A question of a Moodle file as a row of an import, or why it is none."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from cgq.exam.findings import NO_OPTIONS
from cgq.exam.model import MOST_OPTIONS, Option
from cgq.exchange.quiz.fractions import Unclear, answer_of
from cgq.exchange.quiz.html_text import HtmlText, UnreadableMarkup, convert
from cgq.exchange.quiz.tags import read_tags
from cgq.exchange.rows import Row, RowFault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cgq.exam.model import RightOptions
    from cgq.exchange.quiz.tags import Tagged

TextFormat = Literal["html", "moodle", "plain", "markdown"]
"""How Moodle is to read a text: `moodle` is HTML in which a line ends where its source does."""

OWN_ID = re.compile(r"[0-9a-f]{64}")
"""The id number of a question that was written by an export: the hash of its content."""

_OWN_NUMBER = re.compile(r"([0-9]{1,6})\.(?: |$)")

CHOICE = "multichoice"
ESSAY = "essay"
TRUE_FALSE = "truefalse"

NOT_KEPT = "The names of exams and quizzes are not kept: the imported file is the paper of its questions."
EXPLAINED_BY_PICTURE = "A picture or formula in an explanation was left out; its question was imported."

EXPLAINED_BY_LINES = "Underlines and strike-through in an explanation were left out; its question was imported."

_UNDERLINED = re.compile(r"밑줄|underlin", re.IGNORECASE)
"""How a question speaks of what is underlined in it."""
_IN_BRACKETS = "Write in signs what the line marks, such as [가], or import the paper itself."

_MOST_NAMED = 12
"""So many questions are named in a note of their own."""

_PLACEHOLDER = re.compile(r"\$\w+\$|top|Default for .*", re.DOTALL)
"""Names in a category's path that name no subject: the context, the root, what Moodle makes for each course."""


@dataclass(frozen=True, slots=True)
class GivenText:
    """A text as a file has it."""

    text: str
    format: TextFormat = "html"


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenOption:
    """An option of a file, with its percentage of the mark."""

    text: GivenText
    fraction: float
    feedback: GivenText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenQuestion:
    """A question as a file has it. `row` counts its questions from 1; `labels` name options by their order."""

    row: int
    kind: str
    text: GivenText
    name: str = ""
    id: str = ""
    options: tuple[GivenOption, ...] = ()
    single: bool = True
    labels: Sequence[str] = ()
    feedback: GivenText | None = None
    tags: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    """The category's path, from the root."""


@dataclass(slots=True)
class Notes:
    """What the person should know of a file, each note once."""

    note: Callable[[str], None]
    noted: set[str] = field(default_factory=set[str])
    without_underlines: int = 0

    def add(self, text: str) -> None:
        """Note it, unless that was done."""
        if text not in self.noted:
            self.noted.add(text)
            self.note(text)

    def add_underlines(self, row: int) -> None:
        """Note that a question lost its underlines; of many, the first are named."""
        self.without_underlines += 1
        which = f"of question {row}" if self.without_underlines <= _MOST_NAMED else "of more questions"
        self.add(f"Underlines {which} were left out: an import holds plain text.")


class _Fault(Exception):
    """Why a question is no row."""

    def __init__(self, column: str, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.column, self.code, self.message, self.hint = column, code, message, hint


def row_of(given: GivenQuestion, notes: Notes, where: str = "") -> Row | RowFault:
    """The row that a question is; `where` says for people where else it stands than at its number."""
    try:
        return _row(given, notes)
    except _Fault as fault:
        return RowFault(
            row=given.row, column=fault.column, code=fault.code, message=fault.message + where, hint=fault.hint
        )


def _row(given: GivenQuestion, notes: Notes) -> Row:
    if given.kind not in (CHOICE, ESSAY, TRUE_FALSE):
        raise _Fault(
            "type",
            "question_type",
            f"A question of the type {given.kind!r} is none with options, so it was not taken",
            "Only multichoice, truefalse and essay questions can be imported.",
        )
    if len(given.options) > MOST_OPTIONS:
        raise _Fault(
            "options",
            "too_many_options",
            f"{len(given.options)} options are more than a question has",
            f"Give at most {MOST_OPTIONS}.",
        )
    asked = _read(given.text, "stem")
    passage, stem, boxes = asked.question
    if not any(text.strip() for text in (passage or "", stem, *boxes)):
        raise _Fault("stem", "no_stem", "The question has no text")
    offered = [_read(option.text, "options") for option in given.options]
    options = tuple(_option(n, text, given.labels) for n, text in enumerate(offered, 1))
    if asked.underlined or any(text.underlined for text in offered):
        _refuse_needed_underlines(asked)
        notes.add_underlines(given.row)
    tagged = _tagged(given, notes)
    own = OWN_ID.fullmatch(given.id)
    number = _OWN_NUMBER.match(given.name) if own else None
    fields: Mapping[str, object] = {
        "number": int(number[1]) if number else None,
        "section": tagged.section,
        "stem": stem,
        "passage": passage,
        "boxes": boxes,
        "options": options,
        "answer": _answer(given),
        "explanation": _explanation(given, notes),
        "year": tagged.year,
        "session": tagged.session,
        "concepts": tagged.concepts,
        "tags": tagged.tags,
    }
    said = {name: value for name, value in fields.items() if value not in (None, "", ())}
    return Row(row=given.row, given=frozenset(said), **{"stem": "", **said})  # type: ignore[arg-type]


def _read(given: GivenText, column: str) -> HtmlText:
    """A text that is part of what makes the question, so that nothing drawn may be left out of it."""
    found = _convert(given, column)
    if found.drawn:
        raise _Fault(
            column,
            "needs_figure",
            "A picture, formula or recording is part of the question, and an import holds text alone",
            "Write in words what it shows, or import the paper itself.",
        )
    if found.struck:
        message = "Text of the question is struck through, and plain text would show it as any other"
        raise _Fault(column, "needs_markup", message, _IN_BRACKETS)
    return found


def _convert(given: GivenText, column: str) -> HtmlText:
    if given.format in ("plain", "markdown"):
        return HtmlText(given.text.strip(), drawn=False, parts=None)
    html = given.text.replace("\n", "<br>\n") if given.format == "moodle" else given.text
    try:
        return convert(html)
    except UnreadableMarkup as error:
        raise _Fault(column, "markup", f"The HTML cannot be read: {error}") from error


def _refuse_needed_underlines(asked: HtmlText) -> None:
    if _UNDERLINED.search(asked.text) or any(_UNDERLINED.search(text) for _, text in asked.parts or ()):
        message = "The question asks for what is underlined, and an import holds plain text"
        raise _Fault("stem", "needs_markup", message, _IN_BRACKETS)


def _option(n: int, found: HtmlText, labels: Sequence[str]) -> Option:
    label = labels[n - 1] if n <= len(labels) else ""
    return Option(n=n, label=label, text=found.alone)


def _answer(given: GivenQuestion) -> RightOptions | None:
    if not given.options:
        if given.kind == ESSAY:
            return None
        raise _Fault("options", NO_OPTIONS, "The question has no options")
    found = answer_of([option.fraction for option in given.options], single=given.single)
    if isinstance(found, Unclear):
        raise _Fault("answer", found.code, f"What counts as right is not clear: {found.message}", found.hint)
    return found


def _explanation(given: GivenQuestion, notes: Notes) -> str | None:
    """The general feedback, then what is said of single options."""
    lines: list[str] = []
    if given.feedback is not None:
        lines.append(_explained(given.feedback, notes))
    for n, option in enumerate(given.options, 1):
        said = _explained(option.feedback, notes) if option.feedback is not None else ""
        if said:
            lines.append(f"{n}) {said}")
    return "\n".join(filter(None, lines)) or None


def _explained(given: GivenText, notes: Notes) -> str:
    found = _convert(given, "explanation")
    if found.drawn:
        notes.add(EXPLAINED_BY_PICTURE)
    if found.struck or found.underlined:
        notes.add(EXPLAINED_BY_LINES)
    return found.alone


def _tagged(given: GivenQuestion, notes: Notes) -> Tagged:
    tags = given.tags
    if not OWN_ID.fullmatch(given.id):
        named = [name for name in given.category if not _PLACEHOLDER.fullmatch(name)]
        tags = (*tags, *named[-1:])
    tagged = read_tags(tags)
    if tagged.exam is not None:
        notes.add(NOT_KEPT)
    return tagged
