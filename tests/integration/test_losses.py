"""A short campaign of injected losses over the sample papers: what is taken out of a paper is reported."""

from __future__ import annotations

import pytest
from bench.losing import campaign, subjects
from bench.losing.figures import Figures
from bench.losing.mutations import KINDS, Mutant
from bench.losing.verdict import reported

from cgq.exam.model import Document, Finding

pytestmark = pytest.mark.timeout(300)

LOSSES = 60
HIDDEN = "invisible"


@pytest.fixture(scope="module")
def figures() -> Figures:
    counted = Figures(seed=2026)
    papers = [s for s in subjects.samples() if s.name in {"sw1-ko", "ipe-2col-ko", "passage-ko", "network-en"}]
    campaign.run(counted, papers, LOSSES, [kind for kind in KINDS if kind != HIDDEN], lambda _text: None)
    return counted


def test_what_is_taken_out_is_reported(figures: Figures) -> None:
    assert figures.injected.total() == LOSSES
    assert figures.reported.total() >= LOSSES - 1, figures.silent


def test_nothing_is_reported_of_papers_that_are_whole(figures: Figures) -> None:
    assert figures.untouched == 4
    assert figures.alarms == []


def test_a_finding_elsewhere_is_no_report() -> None:
    before = Document(sha256="", pages=9)
    mutant = Mutant(b"", "an option of question 4", pages=(2,), numbers=(4,))
    there = Finding(code="option_count", message="", page=2, number=4)
    elsewhere = Finding(code="option_count", message="", page=7, number=30)
    note = Finding(code="active_content", message="", page=2, number=4)
    told = [Document(sha256="", pages=9, findings=(f,)) for f in (there, elsewhere, note)]
    assert [reported(mutant, before, document) is not None for document in told] == [True, False, False]
    assert reported(mutant, told[0], told[0]) is None
