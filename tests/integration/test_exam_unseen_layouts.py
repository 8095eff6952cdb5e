"""Papers in layouts drawn from a seed are read exactly; documents that are no exams hold no question."""

from __future__ import annotations

import importlib.util
from collections import Counter

import numpy as np
import pytest

pytest.importorskip("reportlab", reason="the papers are set with reportlab (group `samples`)")
if importlib.util.find_spec("koreanize_matplotlib") is None:
    pytest.skip("the font comes with koreanize-matplotlib (group `samples`)", allow_module_level=True)

from tests.support.layouts import paper, typeset
from tests.support.layouts.compare import differences
from tests.support.layouts.manner import Manner
from tests.support.layouts.strange import no_exam
from tests.support.reader_fonts import skip_without_fonts

from cgq.exam.extract import read_document
from cgq.exam.geometry import Sheet
from cgq.exam.limits import Limits
from cgq.exam.pdf.reader import read_pieces
from cgq.exam.pdf.render import draw
from cgq.exam.pdf.view import View

SEEDS = range(100)
KINDS = 8
CAMPAIGN = 1_000
FLOORS = {"numbers": 0.97, "stem": 0.995, "options": 0.995, "boxes": 0.98, "passage": 0.98}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_paper_in_an_unseen_layout_is_read_exactly(seed: int) -> None:
    made = paper(seed)
    skip_without_fonts(made.pdf)
    document = read_document(made.pdf)
    assert differences(document, made.items) == []
    assert [q.number for q in document.questions if "unaccounted_text" in q.flags] == []


@pytest.mark.parametrize("seed", range(0, 40, 8))
def test_all_ink_of_a_page_is_a_glyph_a_stroke_or_a_picture(seed: int) -> None:
    made = paper(seed)
    skip_without_fonts(made.pdf)
    sheets = [piece for piece in read_pieces(made.pdf, None, Limits()) if isinstance(piece, Sheet)]
    for sheet, picture in zip(
        sheets, draw(made.pdf, [View(page=s.number, dpi=72, encoding="dots") for s in sheets]), strict=True
    ):
        ink = np.frombuffer(picture.data, np.uint8).reshape(picture.height, picture.width) < 160
        shown = [glyph[1:5] for glyph in sheet.glyphs]
        boxes = [*shown, *sheet.rules, *sheet.pictures, *sheet.sideways, *(drawing.box for drawing in sheet.drawings)]
        for x0, y0, x1, y1 in boxes:
            ink[max(0, int(y0) - 2) : int(y1) + 3, max(0, int(x0) - 2) : int(x1) + 3] = False
        assert ink.sum() == 0


@pytest.mark.parametrize("seed", range(4 * KINDS))
def test_a_document_that_is_no_exam_holds_no_question(seed: int) -> None:
    _, pdf = no_exam(seed)
    document = read_document(pdf)
    assert document.questions == ()
    assert document.keys == ()


def test_a_paper_without_numbers_is_counted_by_its_options_and_says_so() -> None:
    made = typeset(Manner(numberless=True, questions=9))
    document = read_document(made.pdf)
    assert differences(document, made.items) == []
    assert {f.code for f in document.findings} == {"unnumbered"}
    assert all("unnumbered" in q.flags for q in document.questions)


def test_a_number_that_is_lost_is_reported_and_its_question_kept_apart() -> None:
    made = typeset(Manner(lost=frozenset({4}), questions=9))
    document = read_document(made.pdf)
    assert differences(document, made.items) == []
    assert [(f.code, f.number) for f in document.findings if f.code == "unnumbered"] == [("unnumbered", 5)]
    assert [q.number for q in document.questions if "unnumbered" in q.flags] == [5]


@pytest.mark.parametrize("seed", [134, 156, 181])
def test_an_exhibit_is_found_with_its_question_in_any_column_and_is_no_hole(seed: int) -> None:
    made = paper(seed)  # three columns; an exhibit behind a column's end; one to the right of a short line
    document = read_document(made.pdf)
    shown = [i.number for i in made.items if i.kind == "picture"]
    assert [q.number for q in document.questions if q.figures] == shown != []
    assert [f for f in document.findings if "read alike" not in f.message] == []  # 134 draws two options that do


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_thousand_layouts_keep_their_floors() -> None:
    whole: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for seed in range(CAMPAIGN):
        made = paper(seed)
        found = differences(read_document(made.pdf), made.items)
        for item in made.items:
            whole.update({"numbers": 1, "stem": 1, "options": len(item.options)})
            whole.update({"boxes": bool(item.boxes), "passage": item.passage is not None})
        wrong.update(d.what if d.what != "numbers" else "" for d in found)
        if any(d.what == "numbers" for d in found):
            wrong["numbers"] += len(made.items)
    shares = {what: 1 - wrong[what] / whole[what] for what in FLOORS}
    assert {what: share for what, share in shares.items() if share < FLOORS[what]} == {}
