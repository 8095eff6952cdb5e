"""Whatever a question's text is, a note of Anki gives it back, and nothing in it is read as anything else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import given
from tests.support.anki_text import read_field
from tests.support.hostile_records import TEXT, hostile_record

from cgq.exchange.anki.note_type import FIELDS, deck_id, deck_name
from cgq.exchange.anki.notes import fields_of
from cgq.exchange.anki.tags import tags_of
from cgq.exchange.anki.text import composed, field

if TYPE_CHECKING:
    from cgq.bank.record import QuestionRecord


@given(TEXT)
def test_a_field_reads_as_the_text_that_anki_keeps(text: str) -> None:
    written = field(text)
    assert read_field(written) == composed(text)
    assert not re.search(r"[\[\x00-\x08\x0a-\x1f]|<(?!br>)", written)


@given(hostile_record())
def test_no_text_of_a_question_reaches_another_field(given_record: QuestionRecord) -> None:
    fields = fields_of(given_record, {}, lambda place: place.year)
    assert len(fields) == len(FIELDS)
    assert all("\x1f" not in each for each in fields)
    assert read_field(fields[FIELDS.index("Passage")]) == composed(given_record.passage or "")
    shown = read_field(fields[FIELDS.index("Options")])
    assert all(composed(option.text) in shown for option in given_record.options)
    assert fields[FIELDS.index("Stem")]


@given(hostile_record())
def test_tags_are_what_anki_takes(given_record: QuestionRecord) -> None:
    tags = tags_of(given_record, lambda place: place.year)
    assert "repeats::1" in tags
    for each in tags:
        assert each.split() == [each]
        assert '"' not in each
        assert all(each.split("::"))


@given(TEXT)
def test_a_title_names_one_deck_with_one_number(title: str) -> None:
    name = deck_name(title)
    assert name
    assert "::" not in name
    assert 1 << 40 <= deck_id(name) == deck_id(name) < 1 << 41
