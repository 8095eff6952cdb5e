"""A table that was exported is imported as the same question, or the export reported what it lost."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from tests.support.hostile_records import HOSTILE, hostile_records, record
from tests.support.markdown_export import bare

from cgq.exam.identity import question_hash
from cgq.exam.model import Question
from cgq.exchange import formats, readers
from cgq.exchange.format import Contents, Loss
from cgq.exchange.rows import ReadWishes, Row, RowFault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.bank.record import QuestionRecord

ALL = [
    record(passage=f"{n}", stem=f"Which? {text}", options=(f"{n}", text or "x"), accepted=(2,), mode="any")
    for n, text in enumerate(HOSTILE)
]


REFUSED = {"control_character", "bad_options"}
"""Codes of what an import does not take from anybody, its own export included: it says so row by row."""


HASHED = {"stem", "passage", "boxes", "options", "record"}
"""Parts without which a question is another one."""


@pytest.mark.parametrize("name", ["csv", "xlsx", "jsonl"])
@given(hostile_records())
@example(ALL)
@settings(max_examples=30, deadline=None)
def test_what_was_exported_is_imported_as_the_same_question_or_its_loss_was_reported(
    name: str, records: list[QuestionRecord]
) -> None:
    losses: list[Loss] = []
    rows = round_trip(name, records, losses)
    lost = {loss.id for loss in losses if loss.part in HASHED}
    assert len(rows) == len(records)
    for one, row in zip(records, rows, strict=True):
        if isinstance(row, RowFault):
            assert row.code in REFUSED or one.id in lost or not one.stem.strip(), (row, one)
            continue
        changed = {loss.part for loss in losses if loss.id == one.id}
        for part, (wanted, found) in said(one, row).items():
            assert part in changed or wanted == found, (part, wanted, found)
        if one.id in lost or not one.stem.strip():
            continue
        assert question_hash(question_of(row)) == one.id, (row, one)
        assert (row.answer is None) is (one.answer is None)
        if one.answer is not None and row.answer is not None:
            accepted = row.answer.accepted
            assert (accepted, row.answer.mode) == (one.answer.accepted, one.answer.mode) or len(accepted) == 1


def said(one: QuestionRecord, row: Row) -> dict[str, tuple[list[str], list[str]]]:
    """What is said of a question besides its text, before and after; an import takes no white space around it."""
    place = one.appearances[0]

    def listed(*texts: object) -> list[str]:
        return list(dict.fromkeys(bare(str(text)) for text in texts if text is not None and bare(str(text))))

    return {
        "explanation": (listed(one.explanation), listed(row.explanation)),
        "concepts": (listed(*(concept.name for concept in one.concepts)), listed(*row.concepts)),
        "appearances": (
            listed(*place.tags, place.section, place.session, place.year, place.number),
            listed(*row.tags, row.section, row.session, row.year, row.number),
        ),
    }


def question_of(row: Row) -> Question:
    return Question(
        number=row.number or 1, stem=row.stem or "", passage=row.passage, boxes=row.boxes, options=row.options
    )


def round_trip(name: str, records: Sequence[QuestionRecord], losses: list[Loss]) -> list[Row | RowFault]:
    form, reader = formats.make(name), readers.make(name)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"bank{form.suffix}")
        form.write(Contents(records=records, title="t", picture=lambda _: None, lost=losses.append), path)
        return list(reader.read(path, ReadWishes(), lambda _: None)) if records else []
