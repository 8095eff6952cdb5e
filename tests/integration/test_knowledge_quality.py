"""What a bank of labelled questions (bench/labelled/knowledge) finds: each part keeps the floor of its bench."""

from __future__ import annotations

import pytest
from bench import repeats
from bench.support.knowledge import LabelledBank, build


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> LabelledBank:
    return build(tmp_path_factory.mktemp("labelled"))


def test_repeats_are_found_and_nothing_else(bank: LabelledBank) -> None:
    figures = repeats.measure(bank)
    for half, scores in figures.scores.items():
        assert scores["verbatim"].f1 >= 0.99, half
        assert scores["variant"].f1 >= 0.90, half
