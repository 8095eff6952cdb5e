"""Keys of every format, numbering, heading, form and language: no cell is wrong or missing in silence.

`python bench/keys.py` draws as many as one likes; these are some of them.
"""

from __future__ import annotations

from collections import Counter

import pytest
from tests.support.key_counts import count_answers, count_cells
from tests.support.key_grid import FORMATS, HEADINGS, LANGUAGES, drawn, paper_of, point_of
from tests.support.reader_fonts import machine_has_them

from cgq.exam.extract import read_document
from cgq.exam.key.pairing import merge_key

KEYS = range(0, 440, 8)
PAPERS = range(3, 223, 20)
RIGHT = 0.97
"""Share of the cells that must be read; the others are refused with a finding (digits beside points without a head)."""

pytestmark = pytest.mark.skipif(not machine_has_them(), reason="no font for Japanese and Chinese on this machine")


def check(counts: Counter[str]) -> None:
    assert (counts["wrong"], counts["missing"]) == (0, 0), counts
    assert counts["right"] >= RIGHT * counts.total(), counts


def test_the_cells_of_a_key_are_read_or_refused_with_a_finding() -> None:
    counts: Counter[str] = Counter()
    for seed in KEYS:
        key = drawn(point_of(seed))
        counts += count_cells(key, read_document(key.data))
    check(counts)


def test_a_key_that_is_given_answers_its_paper() -> None:
    counts: Counter[str] = Counter()
    for seed in PAPERS:
        point = point_of(seed)
        counts += count_answers(
            drawn(point), merge_key(read_document(paper_of(point)), read_document(drawn(point).data))
        )
    check(counts)


def test_a_key_behind_the_questions_answers_them() -> None:
    counts: Counter[str] = Counter()
    for seed in PAPERS:
        key = drawn(point_of(seed), behind_questions=True)
        counts += count_answers(key, read_document(key.data))
    check(counts)


def test_every_kind_is_among_them() -> None:
    points = [point_of(seed) for seed in KEYS]
    assert {point.format for point in points} == set(FORMATS)
    assert {point.heading for point in points} == set(HEADINGS)
    assert {point.language for point in points} == set(LANGUAGES)
