"""What a bank of labelled questions finds: search, repeats and concepts, each above the floor that its bench measured.

bench/README.md has the figures; floors lie a little below them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bench import concepts, repeats, search
from bench.support.knowledge import LabelledBank, build

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> LabelledBank:
    """Every labelled question, taken in and worked through."""
    return build(tmp_path_factory.mktemp("labelled"))


def test_search_shows_what_is_right_and_nothing_where_there_is_nothing(bank: LabelledBank) -> None:
    tuned, report = (search.measure(bank, part) for part in search.QUERIES)
    assert (tuned.precision >= 0.95, report.precision >= 0.9) == (True, True), (tuned, report)
    assert (tuned.literal_recall >= 0.94, report.literal_recall >= 0.87) == (True, True), (tuned, report)
    assert (tuned.first >= 0.93, report.first >= 0.92) == (True, True), (tuned, report)
    silent = [part.silent / part.with_nothing >= 14 / 15 for part in (tuned, report)]
    assert silent == [True, True], (tuned, report)


def test_repeats_are_found_and_little_else(tmp_path: Path) -> None:
    paired = build(tmp_path, repeats.WHOLE_PAIRS)
    tune, report = (repeats.measure(paired).scores[half] for half in ("tune", "report"))
    assert (tune["verbatim"].f1 >= 0.99, report["verbatim"].f1 >= 0.85) == (True, True), (tune, report)
    assert (tune["variant"].f1 >= 0.94, report["variant"].f1 >= 0.85) == (True, True), (tune, report)
    assert (tune["variant"].precision >= 0.95, tune["concept"].precision >= 0.85) == (True, True), tune
    assert tune["concept"].f1 >= 0.4, tune


def test_concepts_are_what_a_teacher_would_name(bank: LabelledBank) -> None:
    figures = concepts.measure(bank)
    tuned, report = figures.concepts["tune"], figures.concepts["report"]
    assert (tuned.precision >= 0.8, tuned.f1 >= 0.68) == (True, True), tuned
    assert (report.precision >= 0.75, report.f1 >= 0.62) == (True, True), report
    assert figures.edges["tune"].wrong == figures.edges["report"].wrong == 0
