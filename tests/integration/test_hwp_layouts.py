"""Hangul papers in the layouts that readers stumble over: every question as it was set, and no false alarm."""

from __future__ import annotations

import pytest
from tests.support.hangul.dealt import dealt
from tests.support.hangul.reading import as_made, as_read, converter, layout_of, read_layout

pytestmark = converter

SEEDS = (1, 5, 15, 31)
"""Papers dealt that are read each time; the campaign reads more."""

READ = (
    "drawn_page_numbers",
    "page_of_pages",
    "stub_of_two_cells",
    "stub_of_two_cells_in_one_column",
    "stub_in_a_text_box",
    "automatic_numbers",
    "no_blank_after_the_number",
    "two_sections_that_restart",
    "two_lists_that_restart",
    "title_over_both_columns",
    "answer_table",
    "answer_pairs",
    "options_in_a_row_of_cells",
    "options_in_a_column_of_cells",
    "options_in_two_rows_of_cells",
    "markers_in_cells_of_their_own",
    "table_in_a_question",
    "picture_in_a_question",
    "statements_in_a_text_box",
    "statements_under_a_heading",
    "stub_on_the_master_page",
    "stub_that_is_typed",
    "statements_in_a_framed_paragraph",
    "passage_over_a_page",
    "underlined_words",
    "tight_letters",
    "points_after_the_stem",
    "numbered_instructions",
    "markers_in_a_row_over_the_options",
    "options_in_columns_under_heads",
    "formulas_in_stem_and_options",
    "endnotes_before_the_number",
    "endnotes_after_the_stem",
    "endnotes_that_number_the_questions",
    "stem_over_a_break",
    "heading_in_a_table",
)


@pytest.mark.parametrize("name", READ)
def test_every_question_is_read_as_it_was_set(name: str) -> None:
    assert as_read(read_layout(layout_of(name), "hwpx")) == as_made(layout_of(name))


@pytest.mark.parametrize("name", READ)
def test_nothing_is_reported_that_is_not_so(name: str) -> None:
    assert [(f.code, f.number) for f in read_layout(layout_of(name), "hwpx").findings] == []


@pytest.mark.parametrize("name", ["answer_table", "statements_under_a_heading", "stub_of_two_cells"])
def test_the_binary_form_gives_the_same(name: str) -> None:
    pytest.importorskip("hwpx", reason="python-hwpx writes the binary form")
    assert as_read(read_layout(layout_of(name), "hwp")) == as_made(layout_of(name))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_paper_in_a_manner_that_nobody_chose_is_read_whole(seed: int) -> None:
    layout = dealt(seed)
    document = read_layout(layout, "hwpx")
    assert as_read(document) == as_made(layout)
    assert [(f.code, f.number) for f in document.findings] == []
