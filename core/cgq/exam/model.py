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
Source = Literal["paper", "key", "human"]
Part = Literal["number", "stem", "box", "passage", "option", "figure", "answer", "explanation"]

EXTRACTOR = "geometry-2"
"""Name and version of the code that reads; part of a job's key, so that a better one reads papers again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a part of a question stands. A part that runs over a column or a page has several places.

    `n` tells which of several, from 1: the option, the box, the figure. `asset` is the hash of what is
    drawn there (see Question.figures), for a part that is a drawing.
    """

    part: Part
    page: int
    bbox: BBox
    n: int | None = None
    asset: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option as printed; `n` counts from 1 in printed order, `text` comes without its marker.

    `asset` is the hash of what is drawn, for an option that is a drawing.
    """

    n: int
    text: str
    asset: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What counts as right: printed option numbers and how they combine.

    `any`: any one of `accepted` is right; `all`: all of them must be chosen; `void`: everyone is
    right and `accepted` lists every option. `source` is `paper` for an answer printed with the
    question or in the same file's table, `key` for one from a separate key file.
    """

    accepted: tuple[int, ...]
    mode: Mode = "any"
    source: Source = "paper"
    verified_by: tuple[str, ...] = ()
    page: int | None = None
    bbox: BBox | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question where it stands in its paper. `boxes` are its own boxed statements, in order.

    `figures` are hashes of the drawings in its stem and boxes, in order: of what the file draws there,
    not of a rendering, so that the same drawing has the same hash on another page. `bbox` holds what of
    the question stands in the column of its number; `places` tell of each part.
    """

    number: int
    stem: str
    options: tuple[Option, ...] = ()
    section: str | None = None
    passage: str | None = None
    boxes: tuple[str, ...] = ()
    answer: Answer | None = None
    explanation: str | None = None
    page: int = 1
    bbox: BBox = (0.0, 0.0, 0.0, 0.0)
    confidence: float = 1.0
    flags: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyAnswer:
    """One cell of an answer key. `accepted` is empty only for a cell that was refused."""

    number: int
    accepted: tuple[int, ...]
    mode: Mode = "any"
    page: int | None = None
    bbox: BBox | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something a person should know: what (`code`, see findings.py), where, and in words that say what to do."""

    code: str
    message: str
    page: int | None = None
    number: int | None = None

    @property
    def is_note(self) -> bool:
        """Whether it tells of no loss."""
        return self.code in NOTES


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLayout:
    """How a page was taken apart, beside the places of its questions.

    `furniture`: running heads and feet, numbers of lines. `headings`: the cover, heads of sections and passages,
    instructions. `keys`: rows of answer tables and lines of solutions. `unclaimed`: every other text;
    what was lost is among it.
    """

    number: int
    width: float
    height: float
    furniture: tuple[BBox, ...] = ()
    headings: tuple[BBox, ...] = ()
    keys: tuple[BBox, ...] = ()
    unclaimed: tuple[BBox, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How the numbers of one run of questions add up: expected = found + len(missing).

    `by` tells what the expectation rests on: the answer key, what the paper says of itself, or only
    the numbers that were found.
    """

    section: str | None
    expected: int
    found: int
    missing: tuple[int, ...] = ()
    by: Literal["key", "paper", "numbers"] = "numbers"


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
class Document:
    """One file, read. Either `questions`, or `keys`, or findings that say why there is nothing.

    `heads` are the short lines with which it announces itself: cover, running heads and feet, what stands
    above a key's tables. They tell which exam, session and subject it is of (see key/match.py).
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

    @property
    def refusal(self) -> Finding | None:
        """The finding that says why this file could not be read, or None when it was."""
        return next((f for f in self.findings if f.code in REFUSALS), None)
