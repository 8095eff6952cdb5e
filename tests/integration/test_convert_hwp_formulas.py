"""Each formula of a Hangul document reads as its own script says, in whatever order the pages are drawn."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from tests.support.hangul.package import hwp, hwpx
from tests.support.hangul.parts import (
    Cell,
    Document,
    Endnote,
    Equation,
    Paragraph,
    Section,
    Table,
    TextBox,
    Words,
)
from tests.support.hangul_documents import converted, need_converter

from cgq.convert.hwp import drawing
from cgq.convert.hwp.arrived import texts_of_pdf
from cgq.convert.hwp.held.content import Script
from cgq.exam.findings import CONVERTED_FORMULA, CONVERTED_FORMULAS, CONVERTED_LOSS

if TYPE_CHECKING:
    from tests.support.hangul.parts import Part

    from cgq.convert.converted import Converted

FORMS = [hwp, hwpx]


def written(*parts: str | Part) -> Paragraph:
    """A paragraph of text, formulas (`$x+1$`) and other objects."""
    return Paragraph(tuple(_part(part) if isinstance(part, str) else part for part in parts))


def _part(text: str) -> Part:
    return Equation(text.strip("$"), 2000) if text.startswith("$") else Words(text)


def document(*paragraphs: Paragraph, head: tuple[Paragraph, ...] = (), master: tuple[Paragraph, ...] = ()) -> Document:
    return Document((Section(paragraphs, head=head, master=master),))


def text_of(made: Converted) -> str:
    return "".join("".join(texts_of_pdf(made.pdf, 30)).split())


def codes(made: Converted) -> list[str]:
    return [finding.code for finding in made.findings]


BOX = TextBox((written("상자 ", "$x-1$"),), 12000, 4000, place=(30000, 60000))
OVER = Table(((Cell((written("표 ", "$x-2$"),)),),), (20000,), place="over")
NOTE = Endnote((written("풀이 ", "$x-3$"),))
SWAPPED = {
    "floating box": (
        document(written("1. 머리 ", BOX), written("2. 값 ", "$x+1$", " 이다")),
        ["값x+1이다", "상자x-1"],
    ),
    "table over the columns": (
        document(written("1. 값 ", "$x+2$", " 이다"), written("2. ", OVER), written("3. 끝")),
        ["값x+2이다", "표x-2"],
    ),
    "endnote": (
        document(written("1. 값 ", "$x+3$", NOTE, " 이다"), written("2. 값 ", "$x times 3$", " 이다")),
        ["값x+3이다", "값x×3이다", "풀이x-3"],
    ),
    "head": (
        document(
            written("1. 값 ", "$x+4$", " 이다"),
            written("2. 값 ", "$x-4$", " 이다"),
            head=(written("머리 ", "$4x$"),),
        ),
        ["머리4x", "1.값x+4이다", "2.값x-4이다"],
    ),
    "master page": (
        document(written("1. 값 ", "$y+5$", " 이다"), master=(written("바탕 ", "$y-5$"),)),
        ["1.값y+5이다", "y-5"],
    ),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", SWAPPED)
def test_a_formula_that_is_drawn_out_of_order_reads_as_its_own_script(name: str, form: type) -> None:
    need_converter()
    layout, expected = SWAPPED[name]
    made = converted(form(layout))
    text = text_of(made)
    assert [words for words in expected if words not in text] == []
    assert CONVERTED_FORMULAS in codes(made)
    assert CONVERTED_FORMULA not in codes(made)


@pytest.mark.parametrize("form", FORMS)
def test_formulas_of_the_same_letters_are_known_by_their_shape(form: type) -> None:
    need_converter()
    scripts = ["x^2", "x_2", "x2", "{x} over {2}", "bar {x2}", "sqrt {x2}", "x != 2", "x =2"]
    box = TextBox(
        tuple(written(f"㉠{n} ", f"${script}$") for n, script in enumerate(scripts)), 20000, 30000, (9000, 40000)
    )
    body = [written(f"{n}. 값 ", f"${script}$", " 이다") for n, script in enumerate(scripts, 1)]
    made = converted(form(document(written("머리 ", box), *body)))
    text = text_of(made)
    expected = ["x²", "x₂", "x2", "x/2", unicodedata.normalize("NFC", "x\u03042\u0304"), "√(x2)", "x≠2", "x=2"]
    read = [text.partition(f"{n}.값")[2].partition("이다")[0] for n in range(1, len(scripts) + 1)]
    assert [unicodedata.normalize("NFD", one) for one in read] == [
        unicodedata.normalize("NFD", one) for one in expected
    ]
    assert CONVERTED_LOSS not in codes(made)


@pytest.mark.parametrize("form", FORMS)
def test_a_formula_that_may_be_either_of_two_stays_as_it_is_drawn(form: type) -> None:
    """`pile` and plain letters look the same to the eye of this reader, and a box is drawn out of order."""
    need_converter()
    box = TextBox((written("상자 ", "$pile {a # b}$"),), 12000, 6000, place=(30000, 60000))
    made = converted(form(document(written("1. 머리 ", box), written("2. 값 ", "$a b$", " 이다"))))
    assert "값ab이다" in text_of(made)
    assert codes(made) == [CONVERTED_FORMULA]
    in_order = converted(
        form(document(written("1. 값 ", "$pile {a # b}$", " 이다"), written("2. 값 ", "$a b$", " 이다")))
    )
    assert "1.값a,b이다" in text_of(in_order).replace(";", ",")
    assert codes(in_order) == [CONVERTED_FORMULAS]


@pytest.mark.parametrize("form", FORMS)
def test_a_formula_that_is_on_no_page_is_missed_though_a_head_has_one_on_each(
    form: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    need_converter()
    pages = [written("1. 값 ", "$x+1$"), Paragraph((Words("2. 끝"),), breaks="page")]
    data = form(document(*pages, head=(written("머리 ", "$4x$"),)))
    assert codes(converted(data)) == [CONVERTED_FORMULAS]
    held = drawing._held

    def with_another(data: bytes, form: drawing.Form) -> drawing.Held:
        found = held(data, form)
        found.scripts.append(Script("z", "line"))
        return found

    monkeypatch.setattr(drawing, "_held", with_another)
    assert CONVERTED_LOSS in codes(converted(data))
