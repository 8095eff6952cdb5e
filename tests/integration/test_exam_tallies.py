"""The numbers of whatever is read add up: expected = found + missing, and each missing one is a finding."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.readings import reading_of

from cgq.exam.findings import CODES
from cgq.exam.tally import runs_of_numbers

ROOT = Path(__file__).parents[2]
PAPERS = sorted([*(ROOT / "sample_data").glob("*.pdf"), *(ROOT.parent / "shared" / "exams").glob("*.pdf")])


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_what_is_expected_was_found_or_is_told_to_be_missing(path: Path) -> None:
    document = reading_of(path)
    assert len(document.tallies) == len(runs_of_numbers(document.questions))
    gaps = [f.number for f in document.findings if f.code == "gap"]
    for tally, run in zip(document.tallies, runs_of_numbers(document.questions), strict=True):
        assert tally.found == len({q.number for q in run})
        assert tally.expected == tally.found + len(tally.missing)
        assert all(n in gaps or (max(tally.missing) in gaps and n < run[0].number) for n in tally.missing)


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_every_finding_has_words(path: Path) -> None:
    codes = {f.code for f in reading_of(path).findings}
    assert codes <= CODES.keys()
