"""The question record: what the bank, an export, `extract` and every document tell of a question.

Fields and their order are part of the interface (docs/json.md). Equal content gives equal records: nothing in
them depends on numbers in the database, times or the order of processing. build_record.py makes them.
"""

from __future__ import annotations

import msgspec
from msgspec import UNSET, Struct, UnsetType

from cgq.exam.model import BBox, Option, Place, RightOptions, SourcedAnswer


class AppearanceRecord(Struct, frozen=True, kw_only=True):
    """One place at which a question is printed."""

    material: str
    """The paper: the sha256 of its file, the same in every bank. Elsewhere `material` is its number in one bank."""
    file: str
    """The file's name without its folder; empty when the paper lies nowhere any more."""
    title: str | None
    """The paper's title; null when it has none."""
    section: str | None
    """The section of the paper that it stands in; null where the paper has none."""
    number: int
    """Its printed number."""
    page: int | None
    """The page of its number, from 1; null for a question that stands in a row of a file."""
    bbox: BBox | None
    """The corners of what stands of it in the column of its number: x0, y0, x1, y1 in points from the top left; null
    for a question that stands in a row of a file."""
    row: int | None
    """The row of the file that it was imported from, from 1; null for a question on a page."""
    form: str | None
    """The paper's form, such as A; null when it names none."""
    year: int | None
    """The year of its exam, where a row or a person names it; null elsewhere."""
    session: str | None
    """The session of that exam, in the same way."""
    tags: tuple[str, ...]
    """What a row or a person tagged it with, in order."""
    concepts: tuple[str, ...] = ()
    """What a row or a person says that it tests, in order; `concepts` of the record has them once the concepts are
    refreshed."""
    option_order: tuple[int, ...]
    """For each option as printed here, the `n` of the same option in the record."""
    option_labels: tuple[str, ...]
    """What each option is called here, as a person would say it: `1` for ①, `A` for (A)."""
    answer: RightOptions | None
    """What counts as right, by the numbers printed here; null when nobody could read it."""
    places: tuple[Place, ...]
    """Where each part of it stands."""


class ConceptRecord(Struct, frozen=True, kw_only=True):
    """A concept that a question tests."""

    name: str
    """Its name as people read it."""
    importance: float
    """How much of the question is about it, from 0 to 1."""


class RepeatRecord(Struct, frozen=True, kw_only=True):
    """Another question that repeats this one (`cgq repeats`)."""

    id: str
    """The hash of its content."""
    kind: str
    """`verbatim`: the same but for white space, look-alikes and the order of options; `variant`: it varies this one."""
    way: str
    """How it differs, such as `numbers` or `turned`."""


class Quality(Struct, frozen=True, kw_only=True):
    """How far a question can be trusted."""

    score: float
    """How far the least certain of its readings can be trusted, from 0 to 1."""
    flags: tuple[str, ...]
    """The codes of what speaks against any of them (`cgq help findings`), sorted."""
    needs_review: bool
    """Whether a person should look at it: for a low score or a flag other than `no_answer`."""
    reviewed: bool
    """Whether a person has looked at every appearance as it is read now."""


class UndrawnAsset(Struct, frozen=True, kw_only=True):
    """A drawing of which an export has no file."""

    asset: str
    """The hash of what is drawn."""
    reason: str
    """Why there is no file: the paper is gone, or cannot be read any more."""


class QuestionRecord(Struct, frozen=True, kw_only=True):
    """One question, everywhere it appears. Its text and options are those of the first appearance."""

    id: str
    """The hash of its content: 64 hexadecimal digits, the same in every bank."""
    stem: str
    """What is asked."""
    passage: str | None
    """The text that it is about, which other questions may share; null when there is none."""
    boxes: tuple[str, ...]
    """Its own boxed statements, in order."""
    options: tuple[Option, ...]
    """The options in printed order; empty for a question without any."""
    answer: SourcedAnswer | None
    """What counts as right, by the `n` of `options`; null when nobody could read it."""
    explanation: str | None
    """Why that is right; null when no paper says."""
    appearances: tuple[AppearanceRecord, ...]
    """Where it is printed, by material, section and number."""
    concepts: tuple[ConceptRecord, ...]
    """What it tests, the most important first; empty where no graph is known."""
    assets: tuple[str, ...]
    """The hashes of what is drawn of it, sorted; with `cgq export --assets` the names of their files there."""
    quality: Quality
    """How far it can be trusted."""
    language: str | None
    """The language of its text, such as ko; null when it was not recognised."""
    license: str | None = None
    """Under which terms it may be used; null when that is not known."""
    repeats: tuple[RepeatRecord, ...] = ()
    """The questions of the bank that repeat it, by id; it repeats itself where it appears more than once."""
    undrawn: tuple[UndrawnAsset, ...] | UnsetType = UNSET
    """Only with `cgq export --assets`: what is drawn and has no file; in an option's `asset` it is null."""


def line(record: QuestionRecord) -> bytes:
    """A record as one line of JSON with its newline; equal records have equal bytes."""
    return msgspec.json.encode(record) + b"\n"
