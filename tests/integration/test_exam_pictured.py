"""Keys that are pictures or outlines: what is read of them is right, and what is not sure is not read."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("reportlab", reason="drawn keys are set with reportlab (group `samples`)")
pytest.importorskip("PIL", reason="drawn keys are pictures made with pillow (group `samples`)")
pytest.importorskip("fontTools", reason="drawn keys are outlines taken with fontTools (group `samples`)")
if importlib.util.find_spec("koreanize_matplotlib") is None:
    pytest.skip("the font comes with koreanize-matplotlib (group `samples`)", allow_module_level=True)

from tests.support.canvas import Page, paper
from tests.support.drawn_keys import KOREAN, LATIN, drawn

from cgq.exam.extract import read_document
from cgq.exam.key.pairing import merge_key
from cgq.exam.limits import Limits
from cgq.exam.model import Document, Option, Question
from cgq.exam.pdf.reader import read_paper

if TYPE_CHECKING:
    from typing import Any

    from tests.support.drawn_keys import DrawnKey

    from cgq.exam.model import BBox

PLAIN: dict[str, Any] = {
    "layout": "pairs",
    "questions": 25,
    "lanes": 5,
    "across": True,
    "forms": 1,
    "tables": 1,
    "numbers": KOREAN[0],
    "answers": KOREAN[0],
    "size": 10.0,
    "cell": (46.0, 20.0),
    "circled": False,
    "shade": 200,
    "ruled": 60,
    "thick": 0.7,
    "header": False,
    "inverted": False,
    "dotted": False,
    "several": False,
    "void": False,
    "heading": True,
    "outlines": False,
    "dpi": 200,
    "quality": 85,
    "tilt": 0.0,
}


@cache
def key_of(seed: int, **wanted: Any) -> tuple[DrawnKey, Document]:
    key = drawn(seed, **(PLAIN | wanted))
    return key, read_document(key.data)


def told(document: Document) -> list[dict[int, tuple[int, ...]]]:
    return [{a.number: a.accepted for a in key.answers} for key in document.keys]


def printed(key: DrawnKey) -> list[dict[int, tuple[int, ...]]]:
    return [form for table in key.answers for form in table]


@pytest.mark.parametrize(
    "wanted",
    [
        {"quality": 95},
        {"quality": 50},
        {"quality": 30},
        {"dpi": 110},
        {"dpi": 300},
        {"tilt": 1.2},
        {"tilt": -0.7},
        {"shade": None, "ruled": None},
        {"ruled": 190, "thick": 0.4},
        {"across": False},
        {"layout": "rows", "header": True, "lanes": 10},
        {"layout": "rows", "forms": 2, "lanes": 10},
        {"layout": "columns", "forms": 2},
        {"tables": 2},
        {"several": True},
        {"dotted": True},
        {"circled": True},
        {"circled": True, "outlines": True},
        {"outlines": True},
        {"outlines": True, "numbers": LATIN[0], "answers": LATIN[0]},
        {"numbers": LATIN[0], "answers": LATIN[0]},
    ],
    ids=str,
)
def test_a_key_without_text_is_read_to_the_last_cell(wanted: dict[str, Any]) -> None:
    key, document = key_of(7, **wanted)
    assert told(document) == printed(key)
    assert document.findings == ()
    assert document.questions == ()


def test_it_says_how_the_key_was_read_and_where_each_cell_stands() -> None:
    key, document = key_of(7)
    assert [k.read_from for k in document.keys] == ["picture"]
    assert [k.read_from for k in key_of(7, outlines=True)[1].keys] == ["outline"]
    wide, high = key.style.cell
    for number, answer in enumerate(document.keys[0].answers):
        assert answer.bbox is not None
        x, y = (answer.bbox[0] + answer.bbox[2]) / 2, (answer.bbox[1] + answer.bbox[3]) / 2
        left, top = 60 + (2 * (number % 5) + 1) * wide, 70 + number // 5 * high
        assert answer.page == 1
        assert left < x < left + wide
        assert top < y < top + high


def test_a_place_on_a_tilted_page_is_where_it_was_printed() -> None:
    straight, tilted = key_of(7)[1], key_of(7, tilt=1.2)[1]
    last, turned = straight.keys[0].answers[-1].bbox, tilted.keys[0].answers[-1].bbox
    assert last is not None
    assert turned is not None
    assert abs(turned[1] - last[1]) > 3
    assert abs(turned[1] - last[1]) < 12


def test_a_picture_that_is_a_part_of_a_page_is_drawn_alone_and_read_in_its_place() -> None:
    import pypdf

    reader = pypdf.PdfReader(BytesIO(key_of(7)[0].data))
    writer, target = pypdf.PdfWriter(), BytesIO()
    writer.add_blank_page(1200, 900).merge_transformed_page(reader.pages[0], pypdf.Transformation().translate(500, 30))
    writer.write(target)
    sheet = read_paper(target.getvalue(), None, Limits(), lambda *_: None).sheets[0]
    assert sheet.dots is not None
    assert (sheet.dots.width, sheet.dots.height) < (700 * sheet.dots.scale, 870 * sheet.dots.scale)
    moved = read_document(target.getvalue()).keys[0].answers
    for there, here in zip(moved, key_of(7)[1].keys[0].answers, strict=True):
        assert there.accepted == here.accepted
        assert there.bbox == pytest.approx((*_moved(here.bbox, 0), *_moved(here.bbox, 2)), abs=0.7)


def _moved(box: BBox | None, at: int) -> tuple[float, float]:
    """A corner of a box, moved by 500 points to the right, and down by what the page is higher than the key."""
    assert box is not None
    return box[at] + 500, box[at + 1] + 900 - 30 - 842


def test_answers_that_are_small_pictures_beside_printed_numbers_are_read() -> None:
    from PIL import Image, ImageDraw, ImageFont
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    registerFont(TTFont("Vera", str(LATIN[0])))
    answers = {n: n * n % 4 + n % 3 % 2 + 1 for n in range(1, 21)}

    def draw(page: Page) -> None:
        font = ImageFont.truetype(str(LATIN[0]), 80)
        for n, answer in answers.items():
            x, y = 60 + 100 * ((n - 1) % 5), 100 + 25 * ((n - 1) // 5)
            page.canvas.setFont("Vera", 10)
            page.canvas.drawString(x, 800 - y, str(n))
            image = Image.new("L", (60, 80), 255)
            ImageDraw.Draw(image).text((30, 40), str(answer), 0, font, anchor="mm")
            page.canvas.drawImage(ImageReader(image), x + 40, 800 - y - 1, 7.5, 10)

    document = read_document(paper(draw))
    assert told(document) == [{n: (answer,) for n, answer in answers.items()}]


def test_rules_and_text_are_no_reason_to_draw_a_page() -> None:
    def draw(page: Page) -> None:
        for n in range(12):
            page.canvas.line(50, 100 + 20 * n, 400, 100 + 20 * n)
            page.canvas.rect(50, 400 + 20 * n, 300, 16)
            page.write(60, 100 + 20 * n, "Item")

    (sheet,) = read_paper(paper(draw), None, Limits(), lambda *_: None).sheets
    assert len(sheet.rules) > 50
    assert sheet.dots is None


def test_a_void_question_in_words_is_refused_with_its_number() -> None:
    key, document = key_of(3, void=True, questions=40)
    void = {n for n, a in printed(key)[0].items() if len(a) > 1}
    assert void
    assert {a.number for a in document.keys[0].answers if not a.accepted} == void
    assert [(f.code, f.number) for f in document.findings] == [("key_refused", n) for n in sorted(void)]
    right = {n: a for n, a in told(document)[0].items() if a}
    assert right == {n: a for n, a in printed(key)[0].items() if n not in void}


def test_all_options_listed_are_void() -> None:
    key, document = key_of(11, void=True, questions=40, numbers=LATIN[0], answers=LATIN[0], cell=(60.0, 20.0), lanes=4)
    every = {n for n, a in printed(key)[0].items() if len(a) > 1}
    assert every
    assert {a.number for a in document.keys[0].answers if a.mode == "void"} == every
    assert told(document) == printed(key)


def test_answers_in_another_hand_than_the_numbers_are_refused_or_right() -> None:
    key, document = key_of(5, numbers=LATIN[0], answers=KOREAN[-1])
    for form, read in zip(printed(key), told(document), strict=False):
        assert {n: a for n, a in read.items() if a}.items() <= form.items()


def test_a_table_too_short_to_prove_its_digits_is_refused() -> None:
    _, document = key_of(7, questions=8, lanes=4)
    assert document.keys == ()
    assert document.findings


def test_a_picture_of_text_is_no_key() -> None:
    from PIL import Image, ImageDraw, ImageFont
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    image = Image.new("L", (1240, 1754), 255)
    font = ImageFont.truetype(str(KOREAN[0]), 28)
    for n in range(1, 31):
        ImageDraw.Draw(image).text((120, 40 + n * 50), f"{n}. 다음 중 옳은 것은?  ① 하나  ② 둘  ③ 셋  ④ 넷", 0, font)
    file, target = BytesIO(), BytesIO()
    image.save(file, "PNG")
    canvas = Canvas(target)
    canvas.drawImage(ImageReader(file), 0, 0, 595, 842)
    canvas.save()
    document = read_document(target.getvalue())
    assert document.keys == ()
    assert [f.code for f in document.findings] == ["needs_ocr"]


def test_a_paper_gets_the_answers_of_its_drawn_key_and_not_those_that_were_refused() -> None:
    key, document = key_of(3, void=True, questions=40)
    options = tuple(Option(n=n, text=str(n)) for n in range(1, key.style.options + 1))
    questions = tuple(Question(number=n, stem=f"{n}?", options=options) for n in range(1, 41))
    merged = merge_key(Document(sha256="p", pages=1, questions=questions), document)
    assert {q.number: q.answer.accepted for q in merged.questions if q.answer} == {
        n: a for n, a in told(document)[0].items() if a
    }
    assert {f.number for f in merged.findings} == {n for n, a in told(document)[0].items() if not a}


def test_dots_that_are_not_what_they_say_are_not_read() -> None:
    from cgq.exam.geometry import Dots
    from cgq.exam.key.pictured.page import page_of

    dots = Dots(10, 10, b"too few", 3.0)
    assert page_of(dots) is None
    assert page_of(replace(dots, width=100_000, height=100_000)) is None


@pytest.mark.parametrize("seed", range(200, 206))
def test_nothing_that_a_seed_draws_is_read_wrong(seed: int) -> None:
    key = drawn(seed)
    assert wrong_cells(key, read_document(key.data)) == 0


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_nothing_that_four_hundred_seeds_draw_is_read_wrong() -> None:
    cells = right = wrong = 0
    for seed in range(1000, 1400):
        key = drawn(seed)
        document = read_document(key.data)
        cells += sum(map(len, printed(key)))
        wrong += wrong_cells(key, document)
        right += sum(1 for k in document.keys for a in k.answers if a.accepted)
    assert wrong == 0
    assert right >= 0.6 * cells


def wrong_cells(key: DrawnKey, document: Document) -> int:
    """Cells that are not as printed. Tables that were refused whole are left out in order."""
    left = printed(key)
    wrong = 0
    for read in told(document):
        best = min(left, key=lambda form: differing(read, form))
        wrong += differing(read, best)
        left = left[left.index(best) + 1 :] or [best]
    return wrong


def differing(read: dict[int, tuple[int, ...]], form: dict[int, tuple[int, ...]]) -> int:
    return sum(1 for number, accepted in read.items() if accepted and form.get(number) != accepted)
