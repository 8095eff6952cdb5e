"""The tags of a note of Anki, and its note type."""

from __future__ import annotations

import pytest
from tests.support.hostile_records import record

from cgq.exchange.anki.note_type import FIELDS, note_type
from cgq.exchange.anki.notes import fields_of
from cgq.exchange.anki.tags import tag, tags_of


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


def test_the_source_has_the_year_that_the_tags_have_unless_the_title_has_it() -> None:
    source = FIELDS.index("Source")
    one = record(stem="x", title="Spring exam")
    assert "<bdi>Spring exam</bdi> · <bdi>2023</bdi>" in fields_of(one, {}, lambda place: 2023)[source]
    one = record(stem="x", title="2023 exam")
    assert fields_of(one, {}, lambda place: 2023)[source].count("2023") == 1


def test_the_note_type_keeps_its_number_and_fields() -> None:
    """With others, Anki would take the notes of a later export for new ones."""
    made = note_type(1)
    assert made["id"] == 1796083200104
    assert [each["name"] for each in made["flds"]] == [
        "Id", "Stem", "Passage", "Options", "Answer", "Explanation", "Source", "Concepts"
    ]  # fmt: skip
