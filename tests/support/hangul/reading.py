"""Hangul documents read as cgq reads them: converted, then read; skipped where the converter is not installed."""

from __future__ import annotations

import importlib.util
import shutil
from functools import cache
from typing import TYPE_CHECKING, Literal

import pytest
from tests.support.gold import squeezed
from tests.support.hangul.layouts import LAYOUTS
from tests.support.hangul.package import hwp, hwpx

from cgq.convert.converted import Effort, convert
from cgq.exam.extract import read_document

if TYPE_CHECKING:
    from tests.support.hangul.layouts import Layout

    from cgq.convert.converted import Converted
    from cgq.exam.model import Document

PATIENCE = 60.0
"""Seconds that a conversion may take; each takes under two here."""

converter = pytest.mark.skipif(
    importlib.util.find_spec("hwp_ingest") is None or shutil.which("rsvg-convert") is None,
    reason="Hangul documents are converted by hwp-ingest (extra `hwp`) and rsvg-convert (librsvg2-bin)",
)
"""Marks what needs the converter."""


@cache
def converted(data: bytes) -> Converted:
    """The PDF of a Hangul document, made once; whether it is HWP or HWPX its bytes say."""
    return convert(
        data, "hwpx" if data.startswith(b"PK") else "hwp", Effort(lambda: PATIENCE, lambda done, pages: None)
    )


@cache
def document_of(data: bytes) -> Document:
    """What is read of a Hangul document."""
    return read_document(converted(data).pdf)


@cache
def layout_of(name: str) -> Layout:
    """A layout by its name."""
    return LAYOUTS[name]()


def read_layout(layout: Layout, form: Literal["hwp", "hwpx"]) -> Document:
    """What is read of the document of a layout."""
    return document_of({"hwp": hwp, "hwpx": hwpx}[form](layout.document))


def as_read(document: Document) -> list[dict[str, object]]:
    """Each question as far as a layout knows it."""
    return [
        {
            "number": question.number,
            "stem": squeezed(question.stem),
            "passage": squeezed(question.passage),
            "boxes": squeezed("".join(question.boxes)),
            "options": [squeezed(option.text) for option in question.options],
            "answer": list(question.answer.accepted) if question.answer else None,
        }
        for question in document.questions
    ]


def as_made(layout: Layout) -> list[dict[str, object]]:
    """Each question that stands in a layout."""
    return [
        {
            "number": question.number,
            "stem": squeezed(question.stem),
            "passage": squeezed("".join(question.passage.paragraphs)) if question.passage else "",
            "boxes": squeezed("".join([*question.boxes, *question.code])),
            "options": [squeezed(option) for option in question.options],
            "answer": question.right if layout.answered else None,
        }
        for question in layout.questions
    ]
