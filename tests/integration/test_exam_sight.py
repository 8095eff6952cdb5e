"""A text is read when a viewer shows it, and only then: held against the page's own dots, trick by trick."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.support.by_hand import FONT, pdf, stream

from cgq.exam.extract import read_document
from cgq.exam.pdf.render import draw
from cgq.exam.pdf.view import View

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cgq.exam.model import Document

LINE = 675
"""Where the text of a trick stands: a line of the stem of question 2."""

WORDS = "Look at the small print"
OWN = (("one", "two", "three"), ("red", "blue", "green"), ("east", "west", "north"))
EMPTY = " " * len(WORDS)


@dataclass(frozen=True)
class Trick:
    """What is written around the text "{}": before and behind the questions, and what its page and file need.

    `more` are objects from 6 on; a form's text is among them.
    """

    below: str = ""
    over: str = ""
    resources: str = ""
    catalog: str = ""
    more: tuple[str, ...] = ()


def line(text: str = "{}", x: float = 70, y: float = LINE, ink: str = "0 g") -> str:
    return f"{ink} BT /F1 10 Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET 0 g\n"


def box(x0: float, y0: float, x1: float, y1: float, ink: str = "1 g") -> str:
    return f"{ink} {x0} {y0} {x1 - x0} {y1 - y0} re f 0 g\n"


def form(content: str, entries: str = "/BBox [0 0 600 800]") -> str:
    fonts = "/Resources << /Font << /F1 3 0 R >> >>"
    return stream(content.encode(), f"/Type /XObject /Subtype /Form {entries} {fonts}").decode()


def picture(entries: str = "") -> str:
    dots = "/Type /XObject /Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceGray"
    return stream(b"\x80\x90\xa0\xb0", f"{dots} {entries}").decode("latin-1")


def placed(name: str, width: float = 200, high: float = 14, y: float = LINE - 4) -> str:
    return f"q {width} 0 0 {high} 66 {y} cm /{name} Do Q\n"


COVERED = (66, LINE - 4, 266, LINE + 10)
MARKED = "/OC /L BDC " + line() + " EMC\n"
LAYER = "/Properties << /L 6 0 R >>"
GROUP = "<< /Type /OCG /Name (Teacher) >>"
OTHER = "<< /Type /OCG /Name (Pupil) >>"


def layers(off: str, base: str = "") -> str:
    return f"/OCProperties << /OCGs [6 0 R 7 0 R] /D << {base} /OFF [{off}] >> >>"


def member(policy: str) -> str:
    return f"<< /Type /OCMD /OCGs [6 0 R 7 0 R] /P /{policy} >>"


TRICKS = {
    "plain": Trick(over=line()),
    "under a white box": Trick(below=line(), over=box(*COVERED)),
    "under a black box": Trick(below=line(), over=box(*COVERED, ink="0 g")),
    "under two boxes that meet": Trick(
        below=line(), over=box(66, LINE - 4, 120, LINE + 10) + box(120, LINE - 4, 266, LINE + 10)
    ),
    "under a picture": Trick(below=line(), over=placed("P"), resources="/XObject << /P 6 0 R >>", more=(picture(),)),
    "under a picture that is clear": Trick(
        below=line(),
        over=placed("P"),
        resources="/XObject << /P 6 0 R >>",
        more=(
            picture("/SMask 7 0 R"),
            stream(
                b"\0\0\0\0",
                "/Type /XObject /Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceGray",
            ).decode(),
        ),
    ),
    "under a slanted shape": Trick(
        below=line(), over=f"1 g 60 {LINE - 3} m 270 {LINE - 4} l 272 {LINE + 9} l 62 {LINE + 10} l f 0 g\n"
    ),
    "under a box of a form": Trick(
        below=line(), over="/P Do\n", resources="/XObject << /P 6 0 R >>", more=(form(box(*COVERED)),)
    ),
    "under a thick stroke": Trick(below=line(), over=f"1 G 14 w 66 {LINE + 3} m 266 {LINE + 3} l S 0 G 1 w\n"),
    "half under a box": Trick(below=line(), over=box(66, LINE - 4, 266, LINE + 1)),
    "beside a box": Trick(below=line(), over=box(180, LINE - 4, 266, LINE + 10)),
    "on a ground": Trick(below=box(*COVERED, ink="1 0.9 0.6 rg"), over=line()),
    "in a frame": Trick(below=line(), over=f"66 {LINE - 4} 200 14 re S\n"),
    "struck through": Trick(below=line(), over=f"2 w 66 {LINE + 3} m 266 {LINE + 3} l S 1 w\n"),
    "under a pen of half a colour": Trick(
        below=line(), over="/H gs " + box(*COVERED, ink="1 1 0 rg"), resources="/ExtGState << /H << /ca 0.4 >> >>"
    ),
    "under a pen that multiplies": Trick(
        below=line(),
        over="/H gs " + box(*COVERED, ink="1 1 0 rg"),
        resources="/ExtGState << /H << /BM /Multiply >> >>",
    ),
    "outside of a clip": Trick(over="q 0 0 600 600 re W n " + line() + "Q\n"),
    "inside of a clip": Trick(over=f"q 60 {LINE - 5} 300 20 re W n " + line() + "Q\n"),
    "in a tight clip": Trick(over=f"q 70 {LINE - 1} 103 8 re W n " + line() + "Q\n"),
    "outside of two clips together": Trick(
        over=f"q 0 0 600 {LINE + 60} re W n 0 {LINE + 30} 600 90 re W n " + line() + "Q\n"
    ),
    "outside of a round clip": Trick(over="q 300 400 m 340 400 340 440 300 440 c h W n " + line() + "Q\n"),
    "outside of a form's box": Trick(
        over="/P Do\n", resources="/XObject << /P 6 0 R >>", more=(form(line(), "/BBox [0 0 600 400]"),)
    ),
    "in a form": Trick(over="/P Do\n", resources="/XObject << /P 6 0 R >>", more=(form(line()),)),
    "in a form that is moved out of its box": Trick(
        over="q 1 0 0 1 0 200 cm /P Do Q\n",
        resources="/XObject << /P 6 0 R >>",
        more=(form(line(y=LINE - 200), "/BBox [0 0 600 400]"),),
    ),
    "on a layer that is off": Trick(over=MARKED, resources=LAYER, catalog=layers("6 0 R"), more=(GROUP, OTHER)),
    "on a layer that is on": Trick(over=MARKED, resources=LAYER, catalog=layers("7 0 R"), more=(GROUP, OTHER)),
    "where all layers are off": Trick(
        over=MARKED, resources=LAYER, catalog=layers("", "/BaseState /OFF"), more=(GROUP, OTHER)
    ),
    "where any layer must be on": Trick(
        over=MARKED,
        resources="/Properties << /L 8 0 R >>",
        catalog=layers("6 0 R"),
        more=(GROUP, OTHER, member("AnyOn")),
    ),
    "where every layer must be on": Trick(
        over=MARKED,
        resources="/Properties << /L 8 0 R >>",
        catalog=layers("6 0 R"),
        more=(GROUP, OTHER, member("AllOn")),
    ),
    "where a layer must be off": Trick(
        over=MARKED,
        resources="/Properties << /L 8 0 R >>",
        catalog=layers("6 0 R"),
        more=(GROUP, OTHER, member("AnyOff")),
    ),
    "in a form whose layer is off": Trick(
        over="/P Do\n",
        resources="/XObject << /P 8 0 R >>",
        catalog=layers("6 0 R"),
        more=(GROUP, OTHER, form(line(), "/BBox [0 0 600 800] /OC 6 0 R")),
    ),
    "under a picture whose layer is off": Trick(
        below=line(),
        over=placed("P"),
        resources="/XObject << /P 8 0 R >>",
        catalog=layers("6 0 R"),
        more=(GROUP, OTHER, picture("/OC 6 0 R")),
    ),
    "printed twice for a bold look": Trick(over="q 0 0 590 790 re W n " + line() + line(x=70.3) + "Q\n"),
}


def paper(trick: Trick, text: str) -> bytes:
    """Three questions, the second with one more line of its stem."""
    rows: list[tuple[float, float, str]] = []
    for number, options in enumerate(OWN, 1):
        top = 790 - 50 * number - (15 if number > 1 else 0) - 10 * (number - 1)
        rows.append((50, top if number != 2 else LINE + 15, f"{number}. Which word of the list {number} is right?"))
        first = top - 15 if number != 2 else LINE - 15
        rows += [(60, first - 13 * n, f"({'ABC'[n]}) {option}") for n, option in enumerate(options)]
    asked = "".join(line(row, x, y) for x, y, row in rows)
    content = (trick.below + asked + trick.over).replace("{}", text)
    page = f"/Resources << /Font << /F1 3 0 R >> {trick.resources} >>"
    return pdf(
        [
            f"<< /Type /Catalog /Pages 2 0 R {trick.catalog} >>",
            "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
            FONT,
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] {page} /Contents 5 0 R >>",
            stream(content.encode()),
            *(part.replace("{}", text) for part in trick.more),
        ]
    )


def dots(data: bytes) -> NDArray[np.int16]:
    return np.frombuffer(draw(data, [View(page=1, dpi=72, encoding="dots")])[0].data, np.uint8).astype(np.int16)


def is_shown(trick: Trick) -> bool:
    """Whether a page with the words differs from one without them in as many dots as half a letter has."""
    with_words, without = dots(paper(trick, WORDS)), dots(paper(trick, EMPTY))
    return int((np.abs(with_words - without) > 20).sum()) > len(WORDS)


def texts(document: Document) -> str:
    return " ".join(text for q in document.questions for text in (q.stem, *q.boxes, *(o.text for o in q.options)))


@pytest.mark.parametrize("name", TRICKS)
def test_a_text_is_read_once_when_it_is_shown_and_reported_when_it_is_not(name: str) -> None:
    trick = TRICKS[name]
    document = read_document(paper(trick, WORDS))
    assert [tuple(o.text for o in q.options) for q in document.questions] == list(OWN)
    codes = [f.code for f in document.findings]
    if is_shown(trick):
        assert texts(document).count(WORDS) == 1
        assert codes == []
    else:
        assert WORDS not in texts(document)
        assert codes == ["invisible_text"]
        (finding,) = document.findings
        assert (finding.page, finding.number) == (1, 2)
        assert WORDS.replace(" ", "") in finding.message


def test_the_tricks_show_as_many_texts_as_they_hide() -> None:
    shown = sum(is_shown(trick) for trick in TRICKS.values())
    assert (shown, len(TRICKS) - shown) == (17, 16)


def test_words_printed_over_a_correction_are_read_and_what_lies_under_it_is_not() -> None:
    trick = Trick(below=line("Look at the old words"), over=box(*COVERED) + line())
    document = read_document(paper(trick, WORDS))
    assert document.questions[1].stem == f"Which word of the list 2 is right? {WORDS}"
    assert ["old" in f.message for f in document.findings] == [True]


@pytest.mark.parametrize(("aside", "ink"), [(1, "0.7 g"), (0.4, "0.8 0.3 0.3 rg"), (2, "0.5 g")])
def test_a_shadow_in_another_ink_is_no_second_text(aside: float, ink: str) -> None:
    shadow = line(x=70 + aside, y=LINE - aside, ink=ink)
    for trick in (Trick(below=shadow, over=line()), Trick(over=shadow + line())):
        document = read_document(paper(trick, WORDS))
        assert document.questions[1].stem == f"Which word of the list 2 is right? {WORDS}"
        assert document.findings == ()


def test_a_mark_on_a_layer_that_is_off_tells_no_answer() -> None:
    ticks = "".join(box(59, y - 3, 119, y + 9, "1 1 0 rg") for y in (712, 647, 577))
    marked = Trick(below=f"/OC /L BDC {ticks} EMC\n", resources=LAYER, more=(GROUP, OTHER), over=line())
    told = read_document(paper(replace(marked, catalog=layers("7 0 R")), WORDS))
    hidden = read_document(paper(replace(marked, catalog=layers("6 0 R")), WORDS))
    assert [q.answer is None for q in hidden.questions] == [True] * 3
    assert [f.code for f in hidden.findings] == []
    assert [q.answer is None for q in told.questions] != [True] * 3


def test_thousands_of_texts_over_one_another_cost_no_page() -> None:
    """Drawn set by set without an end, they took minutes, and a page has ten seconds."""
    heap = "".join(line("a", x=70 + n % 3, y=60) for n in range(2000))
    trick = Trick(over="/P Do\n" + line(), resources="/XObject << /P 6 0 R >>", more=(form(heap),))
    began = time.process_time()
    document = read_document(paper(trick, WORDS))
    assert texts(document).count(WORDS) == 1
    assert time.process_time() - began < 10
