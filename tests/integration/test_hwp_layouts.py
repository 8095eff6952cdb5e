"""Hangul papers in the layouts that readers stumble over: every question as it was set, and no false alarm."""

from __future__ import annotations

from typing import Literal

import pytest
from tests.support.hangul.dealt import dealt
from tests.support.hangul.layouts import LAYOUTS
from tests.support.hangul.package import hwpx
from tests.support.hangul.reading import as_made, as_read, converted, converter, document_of, layout_of, read_layout

from cgq.exam.findings import CONVERTED_COLUMNS

pytestmark = converter

SEEDS = (1, 5, 15, 31)
"""Papers dealt that are read each time; the campaign reads more."""

FORMS: dict[str, Literal["hwp", "hwpx"]] = {
    name: "hwp" if at % 3 == 0 else "hwpx" for at, name in enumerate(sorted(LAYOUTS))
}
"""The form in which each layout is read: every third one, by its name, is binary, whose writing takes longer."""

CAMPAIGN = range(41)
"""Papers dealt that the campaign reads, each in one of the two forms."""


@pytest.mark.parametrize(("name", "form"), FORMS.items())
def test_every_question_is_read_as_it_was_set_and_nothing_is_reported(name: str, form: Literal["hwp", "hwpx"]) -> None:
    if form == "hwp":
        pytest.importorskip("hwpx", reason="python-hwpx writes the binary form")
    document = read_layout(layout_of(name), form)
    assert as_read(document) == as_made(layout_of(name))
    assert [(f.code, f.number) for f in document.findings] == []


@pytest.mark.parametrize("name", ["no_blank_after_the_mark", "answer_table", "automatic_numbers", "stub_of_two_cells"])
def test_a_paper_that_does_not_hold_its_lines_is_set_in_one_column_and_read(name: str) -> None:
    layout = layout_of(name)
    data = hwpx(layout.document, broken=False)
    assert CONVERTED_COLUMNS in {finding.code for finding in converted(data).findings}
    document = document_of(data)
    assert as_read(document) == as_made(layout)
    assert [(f.code, f.number) for f in document.findings] == []


def test_a_paper_that_holds_its_lines_keeps_its_columns() -> None:
    made = converted(hwpx(layout_of("automatic_numbers").document))
    assert CONVERTED_COLUMNS not in {finding.code for finding in made.findings}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_paper_in_a_manner_that_nobody_chose_is_read_whole(seed: int) -> None:
    layout = dealt(seed)
    document = read_layout(layout, "hwpx")
    assert as_read(document) == as_made(layout)
    assert [(f.code, f.number) for f in document.findings] == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", CAMPAIGN)
def test_every_paper_that_is_dealt_is_read_whole(seed: int) -> None:
    pytest.importorskip("hwpx", reason="python-hwpx writes the binary form")
    layout = dealt(seed)
    document = read_layout(layout, "hwpx" if seed % 2 else "hwp")
    assert as_read(document) == as_made(layout)
    assert [(f.code, f.number) for f in document.findings] == []
