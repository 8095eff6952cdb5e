"""What a paper is once it is read: the document model of `cgq extract` and of the bank.

Coordinates are PDF points, origin at the top left of the page as it is displayed (rotation
applied), y downwards, in the order x0, y0, x1, y1. Pages and numbers start at 1. Every class is
plain data that crosses a process boundary as JSON and is checked on arrival.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cgq.exam.findings import NOTES, REFUSALS

BBox = tuple[float, float, float, float]
Mode = Literal["any", "all", "void"]
Source = Literal["paper", "key", "human", "import"]
AnswerEvidence = Literal["cell", "solution", "label", "mark", "colour"]
Part = Literal["number", "stem", "box", "passage", "option", "figure", "answer", "explanation"]

NO_PAGE = 0
"""The page of a question that stands in a row of a file, and on no page."""
MOST_OPTIONS = 30
"""The most options of a question, however it comes into the bank; the widest papers print ten."""

EXTRACTOR = "geometry-6"
"""Name and version of the code that reads; part of a job's key, so that a better one reads papers again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a part of a question stands. A part that runs over a column or a page has several places."""

    part: Part
    """Which part it is."""
    page: int
    """The page, from 1."""
    bbox: BBox
    """The part's corners on the page: x0, y0, x1, y1 in points from the top left."""
    n: int | None = None
    """Which of several it is, from 1: the option, the box, the figure; null for what there is one of."""
    asset: str | None = None
    """The hash of what is drawn there (`figures` of the question); null for a part that is text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option as printed."""

    n: int
    """Its number, from 1 in printed order."""
    label: str = ""
    """What it is called in print, as a person would say it: `1` for ①, `A` for (A), `가` for 가. Empty where nobody
    said; in a change that means: as the option with that number was called, or as its letters go on."""
    text: str
    """Its text without its marker; empty for one that is only drawn."""
    asset: str | None = None
    """The hash of what is drawn, with `cgq export --assets` the name of its file; null for an option that is text
    alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RightOptions:
    """What counts as right: numbers of options, and how they combine.

    The numbers are those printed at the place that it is the answer of. Only in a question's own answer, which
    holds for all its places, they are the `n` of the record's options.
    """

    accepted: tuple[int, ...] = ()
    """The options' numbers, rising; every option for `void`."""
    mode: Mode = "any"
    """`any`: any one of `accepted` is right; `all`: all of them must be chosen; `void`: everyone is right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcedAnswer(RightOptions):
    """What counts as right, who says so, and what agrees with it."""

    source: Source = "paper"
    """`paper`: it is printed with the question, or in a table of the same file; `key`: in a separate key; `human`:
    a person said it."""
    evidence: AnswerEvidence | None = None
    """What it was read from: `cell`, the question's cell in an answer table or list; `solution`, a numbered solution;
    `label`, a labelled or bracketed answer at the question; `mark`, a tick, ring, star or filled marker at the option;
    `colour`, the option's ink, ground or underline; null for what a person set."""
    verified_by: tuple[str, ...] = ()
    """What gives the same answer independently, and for a key whose tables are named only in a picture, what proves
    that the table is this paper's: `paper`, an answer beside the question; `form_b`, the answers of another form of the
    paper; `name_shape`, the session and form drawn above the table, read from their shapes; `counts`, the tables'
    numbers and order, which leave no other one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(SourcedAnswer):
    """The answer of a question at one place, and where that is printed."""

    page: int | None = None
    """The page of `source` that the answer stands on; null when it was not printed."""
    bbox: BBox | None = None
    """The answer's corners on that page; null when they are not known."""


@dataclass(frozen=True, slots=True)
class QuestionText:
    """The text of a question as one paper prints it, without where that is."""

    stem: str
    """What is asked."""
    passage: str | None = None
    """The text that it is about, which other questions may share; null when there is none."""
    boxes: tuple[str, ...] = ()
    """Its own boxed statements, in order."""
    options: tuple[Option, ...] = ()
    """The options in printed order; empty for a question without any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(QuestionText):
    """One question where it stands in its paper."""

    number: int
    """Its printed number."""
    section: str | None = None
    """The section of the paper that it stands in; null where the paper has none."""
    answer: Answer | None = None
    """What counts as right; null when nobody could read it."""
    explanation: str | None = None
    """Why that is right, as the paper says; null when it does not."""
    page: int = 1
    """The page of its number, from 1; 0 (`NO_PAGE`) for one that stands on none, but in a row."""
    bbox: BBox = (0.0, 0.0, 0.0, 0.0)
    """The corners of what stands of it in the column of its number: x0, y0, x1, y1 in points from the top left."""
    confidence: float = 1.0
    """How far the reading can be trusted, from 0 to 1."""
    flags: tuple[str, ...] = ()
    """The codes of what speaks against it (`cgq help findings`)."""
    figures: tuple[str, ...] = ()
    """Hashes of the drawings in its stem and boxes, in order: of what the file draws there, not of a rendering, so
    that the same drawing has the same hash on another page."""
    places: tuple[Place, ...] = ()
    """Where each part of it stands."""
    row: int | None = None
    """The row of the file that it was imported from, as people count: 1 is the first; null for one on a page."""
    year: int | None = None
    """The year of its exam, where a row or a person names it; else the paper's title may."""
    session: str | None = None
    """The session of that exam, in the same way."""
    tags: tuple[str, ...] = ()
    """What a row or a person tagged it with, in order."""
    concepts: tuple[str, ...] = ()
    """What a row or a person says that it tests, in order; what is found in its text is not among them."""
    language: str | None = None
    """Its language, such as ko, where it stands in a row; null for one on a page, which has that of its paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyAnswer:
    """One cell of an answer key, or one solution (`evidence`). `accepted` is empty only for a cell that was refused."""

    number: int
    accepted: tuple[int, ...]
    mode: Mode = "any"
    page: int | None = None
    bbox: BBox | None = None
    evidence: AnswerEvidence = "cell"
    sign: str = ""
    """The answer as it is printed, where it is text."""
    behind: str = ""
    """What stands behind it on its line; empty for a cell."""
    explanation: str = ""
    """Why it is right, up to the next solution; empty for a cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One answer key: of a form (A/B, odd/even), a session, a subject, as far as they are printed.

    `read_from` tells whether its characters were text, or shapes of a picture or of outlines, which are
    called after the numbers in the same table.
    """

    answers: tuple[KeyAnswer, ...]
    form: str | None = None
    session: str | None = None
    subject: str | None = None
    read_from: Literal["text", "picture", "outline"] = "text"
    named_by_shape: tuple[str, ...] = ()
    """Which of `form` and `session` are drawn and were read from the shapes of their characters."""
    name_unread: bool = False
    """Whether something is drawn above the table that was not read: it may name the form or the session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that a person should know of a paper (findings has the codes)."""

    code: str
    """What it is, for programs (`cgq help findings`)."""
    message: str
    """What it is and what to do about it, for people."""
    page: int | None = None
    """The page that it is about, from 1; null when it is about no single one."""
    number: int | None = None
    """The printed number of the question that it is about; null when it is about none. Of a stretch the last."""

    @property
    def is_note(self) -> bool:
        """Whether it tells of no loss."""
        return self.code in NOTES


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLayout:
    """How a page was taken apart, beside the places of its questions; boxes are x0, y0, x1, y1 in points."""

    number: int
    """The page, from 1."""
    width: float
    """How wide it is, in points."""
    height: float
    """How high it is, in points."""
    furniture: tuple[BBox, ...] = ()
    """Running heads and feet, numbers of lines."""
    headings: tuple[BBox, ...] = ()
    """The cover, heads of sections and passages, instructions."""
    keys: tuple[BBox, ...] = ()
    """Rows of answer tables and lines of solutions."""
    unclaimed: tuple[BBox, ...] = ()
    """Every other text; what was lost is among it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How the numbers of one run of questions add up: expected = found + the number of missing."""

    section: str | None
    """The section that the run is; null when it is the whole paper."""
    expected: int
    """How many questions there should be."""
    found: int
    """How many were found."""
    missing: tuple[int, ...] = ()
    """The numbers that were not found, rising."""
    by: Literal["key", "paper", "numbers"] = "numbers"
    """What the expectation rests on: the answer key, what the paper says of itself, or only the numbers found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtfulPage:
    """The lines of a page whose reading is doubtful, in reading order, the first one being line 1."""

    page: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What somebody who looked said: this line of the page starts question `number`, or none (None)."""

    page: int
    line: int
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """The PDF that was made of a file which is none: it is what was read, and pages and boxes are its own."""

    converter: str
    """Name and version of what made it."""
    sha256: str
    """The sha256 of the PDF."""
    findings: tuple[Finding, ...] = ()
    """What a person should know of how it came about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file, read. Either `questions`, or `keys`, or findings that say why there is nothing.

    `heads` are the short lines with which it announces itself: cover, running heads and feet, what stands
    above a key's tables. They tell which exam, session and subject it is of (see key/match.py). `converted` is None for
    a file that is a PDF itself. `is_advised`: the message of its refusal says what to do.
    """

    sha256: str
    pages: int
    title: str | None = None
    form: str | None = None
    heads: tuple[str, ...] = ()
    language: str | None = None
    extractor: str = ""
    questions: tuple[Question, ...] = ()
    keys: tuple[Key, ...] = ()
    findings: tuple[Finding, ...] = ()
    tallies: tuple[Tally, ...] = ()
    layout: tuple[PageLayout, ...] = ()
    doubtful: tuple[DoubtfulPage, ...] = ()
    converted: Conversion | None = None
    is_advised: bool = False

    @property
    def refusal(self) -> Finding | None:
        """The finding that says why this file could not be read, or None when it was."""
        return next((f for f in self.findings if f.code in REFUSALS), None)
