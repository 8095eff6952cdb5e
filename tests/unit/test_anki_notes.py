"""What a note of Anki holds: text that comes back, tags that Anki takes, decks that are one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from tests.support.anki_text import read_field
from tests.support.hostile_records import TEXT, hostile_record, record

from cgq.exchange.anki.note_type import FIELDS, deck_id, deck_name, note_type
from cgq.exchange.anki.notes import fields_of
from cgq.exchange.anki.tags import tag, tags_of
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
    fields = fields_of(given_record, {})
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [("TCP IP", "TCP_IP"), ("a\u3000b", "a_b"), ("::a:::b::", "a:b"), ('"', ""), (" \n", ""), ("C++", "C++")],
)
def test_a_tag_has_no_spaces_and_no_levels_of_its_own(text: str, expected: str) -> None:
    assert tag(text) == expected


def test_the_year_of_a_tag_is_that_of_the_export() -> None:
    one = record(stem="x", title="2023 exam")
    assert "year::2023" in tags_of(one, lambda place: int((place.title or "")[:4]))
    assert [each for each in tags_of(one, lambda place: None) if each.startswith("year")] == []


@given(TEXT)
def test_a_title_names_one_deck_with_one_number(title: str) -> None:
    name = deck_name(title)
    assert name
    assert "::" not in name
    assert 1 << 40 <= deck_id(name) == deck_id(name) < 1 << 41


def test_the_note_type_keeps_its_number_and_fields() -> None:
    """With others, Anki would take the notes of a later export for new ones."""
    made = note_type(1)
    assert made["id"] == 1796083200104
    assert [each["name"] for each in made["flds"]] == [
        "Id", "Stem", "Passage", "Options", "Answer", "Explanation", "Source", "Concepts"
    ]  # fmt: skip
