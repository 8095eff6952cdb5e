"""A question at one place, as it was read there or as a person left it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from msgspec import Struct

from cgq.exam.model import NO_PAGE, Answer, BBox, Option, Place, Question


class ReadQuestion(Struct, frozen=True, kw_only=True):
    """One question where it stands in its paper, or in its file."""

    stem: str
    """What is asked."""
    passage: str | None
    """The text that it is about, which other questions may share; null when there is none."""
    boxes: tuple[str, ...]
    """Its own boxed statements, in order."""
    options: tuple[Option, ...]
    """The options in printed order; empty for a question without any."""
    number: int
    """Its printed number."""
    section: str | None
    """The section of the paper that it stands in; null where the paper has none."""
    answer: Answer | None
    """What counts as right; null when nobody could read it."""
    explanation: str | None
    """Why that is right, as the paper says; null when it does not."""
    page: int | None
    """The page of its number, from 1; null for a question that stands in a row of a file."""
    bbox: BBox | None
    """The corners of what stands of it in the column of its number: x0, y0, x1, y1 in points from the top left; null
    for a question that stands in a row of a file."""
    confidence: float
    """How far the reading can be trusted, from 0 to 1."""
    flags: tuple[str, ...]
    """The codes of what speaks against it (`cgq help findings`)."""
    figures: tuple[str, ...]
    """Hashes of the drawings in its stem and boxes, in order: of what the file draws there, not of a rendering, so
    that the same drawing has the same hash on another page."""
    places: tuple[Place, ...]
    """Where each part of it stands."""
    row: int | None
    """The row of the file that it was imported from, as people count: 1 is the first; null for one on a page."""
    year: int | None
    """The year of its exam, where a row or a person names it; else the paper's title may."""
    session: str | None
    """The session of that exam, in the same way."""
    tags: tuple[str, ...]
    """What a row or a person tagged it with, in order."""
    concepts: tuple[str, ...]
    """What a row or a person says that it tests, in order; what is found in its text is not among them."""
    language: str | None
    """Its language, such as ko, where it stands in a row; null for one on a page, which has that of its paper."""

    @staticmethod
    def of(question: Question) -> ReadQuestion:
        """A question of the bank."""
        values: dict[str, Any] = {field.name: getattr(question, field.name) for field in fields(question)}
        if question.page == NO_PAGE:
            values.update(page=None, bbox=None)
        return ReadQuestion(**values)
