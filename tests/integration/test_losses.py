"""Short campaigns over the sample papers: what is taken out of a paper is reported, and what stands elsewhere is read
as the page shows it or reported."""

from __future__ import annotations

import pytest
from bench.losing import campaign, changes, subjects
from bench.losing.anatomy import anatomy_of
from bench.losing.changing import Counted, change
from bench.losing.figures import Figures
from bench.losing.marked import STYLES, Marked
from bench.losing.mutations import KINDS, Mutant, Subject
from bench.losing.surgery import Page
from bench.losing.verdict import reported
from tests.support.paper import paper
from tests.support.paper import question as asked
from tests.support.readings import reading_of

from cgq.exam.extract import read_document
from cgq.exam.model import Document, Finding

pytestmark = pytest.mark.timeout(300)

LOSSES = 60
CHANGES = 45
HIDDEN = "invisible"


CUT = frozenset({"sw1-ko", "ipe-2col-ko", "passage-ko", "network-en"})
CHANGED = frozenset({"civil-a", "ipe-2col-ko", "network-en", "safety-2024"})


@pytest.fixture(scope="module")
def samples() -> list[Subject]:
    return list(subjects.samples(CUT | CHANGED))


@pytest.fixture(scope="module")
def figures(samples: list[Subject]) -> Figures:
    counted = Figures(seed=2026)
    papers = [s for s in samples if s.name in CUT]
    campaign.run(counted, papers, LOSSES, [kind for kind in KINDS if kind != HIDDEN], lambda _text: None)
    return counted


def test_what_is_taken_out_is_reported(figures: Figures) -> None:
    assert figures.injected.total() == LOSSES
    assert figures.reported.total() >= LOSSES - 1, figures.silent


def test_what_stands_elsewhere_is_read_so_or_reported(samples: list[Subject]) -> None:
    counted = Counted(seed=2026)
    papers = [s for s in samples if s.name in CHANGED]
    change(counted, [*papers, *subjects.marked()], CHANGES, list(changes.KINDS), lambda _text: None)
    assert counted.total == CHANGES
    assert counted.faults == []


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("number", "between"), [(6, 2.5), (3, 1.5), (1, 3.5)])
def test_a_mark_between_two_options_gives_no_answer(style: str, number: int, between: float) -> None:
    drawing = Marked(style, seed=0)
    read = read_document(drawing.draw({**drawing.right, number: between}))
    assert read.questions[number - 1].answer is None
    assert number in {finding.number for finding in read.findings}
    others = [q.answer and q.answer.accepted for q in read.questions if q.number != number]
    assert others == [(n,) for other, n in drawing.right.items() if other != number]


def test_nothing_is_reported_of_papers_that_are_whole(figures: Figures) -> None:
    assert figures.untouched == 4
    assert figures.alarms == []


@pytest.mark.parametrize(
    ("paper_name", "line", "told"),
    [
        ("ipe-2col-ko", "print(a[1:4])", ("hole", 32)),
        ("ipe-2col-ko", "잠금 해제를 시작한 뒤에는", ("hole", 29)),
        ("passage-ko", "편향을 완전히 없애기는 어렵다.", ("hole", 1)),
        ("safety-2025", "ㄱ. 검전기로 충전", ("statement_missing", 12)),
    ],
)
def test_a_line_out_of_the_middle_is_told_where_it_stood(paper_name: str, line: str, told: tuple[str, int]) -> None:
    path = subjects.SAMPLES / f"{paper_name}.pdf"
    data = path.read_bytes()
    anatomy = anatomy_of(data)
    lines = [*(s for _, s in anatomy.passages), *(s for q in anatomy.questions for s in q.lines)]
    gone = next(span for span in lines if span.text.startswith(line))
    page = Page(data, gone.page)
    cut = read_document(page.without(page.in_spans([gone])))
    assert told in [(f.code, f.number) for f in cut.findings]
    assert told not in [(f.code, f.number) for f in reading_of(path).findings]


def test_the_lines_of_a_passage_are_those_of_the_question_behind_it() -> None:
    """Whose number a finding names; the passage of 4 and 5 stands on a page whose first question is 1."""
    rows = [row for n in (1, 2, 3) for row in asked(n, f"Which of these is number {n}?", "one", "two", "three", "four")]
    told = ["[4-5] Read the following text and answer the questions.", *["The wells are fed by melting snow."] * 2]
    rest = [row for n in (4, 5) for row in asked(n, f"Which of these is number {n}?", "one", "two", "three", "four")]
    assert [n for n, _ in anatomy_of(paper([*rows, *told, "", *rest])).passages] == [4, 4]


def test_a_finding_elsewhere_is_no_report() -> None:
    before = Document(sha256="", pages=9)
    mutant = Mutant(b"", "an option of question 4", pages=(2,), numbers=(4,))
    there = Finding(code="option_count", message="", page=2, number=4)
    elsewhere = Finding(code="option_count", message="", page=7, number=30)
    note = Finding(code="active_content", message="", page=2, number=4)
    told = [Document(sha256="", pages=9, findings=(f,)) for f in (there, elsewhere, note)]
    assert [reported(mutant, before, document) is not None for document in told] == [True, False, False]
    assert reported(mutant, told[0], told[0]) is None
