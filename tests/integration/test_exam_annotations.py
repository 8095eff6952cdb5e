"""What lies over a page and is shown is read where it stands: notes, stamps, marks, form fields."""

from __future__ import annotations

import pytest
from tests.support.by_hand import FONT, pdf, stream

from cgq.exam.extract import read_document
from cgq.exam.geometry import Sheet
from cgq.exam.limits import Limits
from cgq.exam.pdf.reader import read_pieces

WORDS = "Answer: B"
RECT = "/Rect [200 600 300 614]"
OPTIONS = ("one", "two", "three")


def appearance(content: str, size: str = "100 14") -> str:
    fonts = "/Resources << /Font << /F1 3 0 R >> >>"
    return stream(content.encode(), f"/Type /XObject /Subtype /Form /BBox [0 0 {size}] {fonts}").decode()


TEXT = appearance(f"BT /F1 10 Tf 2 3 Td ({WORDS}) Tj ET")
BLOB = appearance("0 g 3 3 6 6 re f", "12 12")
LOOK = "/AP << /N 6 0 R >>"
SWITCH = "/Subtype /Widget /FT /Btn /T (b) /AP << /N << /On 6 0 R /Off 8 0 R >> >>"
LAYERS = "/OCProperties << /OCGs [9 0 R] /D << /OFF [9 0 R] >> >>"


def paper(note: str, look: str = TEXT, catalog: str = "", content: str = "", page: str = "") -> bytes:
    """Three questions and one annotation at `RECT`."""
    rows: list[str] = []
    for number in (1, 2, 3):
        rows += [
            f"{number}. Which is right of list {number}?",
            *(f"({m}) {o}" for m, o in zip("ABC", OPTIONS, strict=True)),
        ]
    lines = (f"BT /F1 10 Tf 1 0 0 1 50 {760 - 15 * n} Tm ({row}) Tj ET" for n, row in enumerate(rows))
    resources = "/Resources << /Font << /F1 3 0 R >> >>"
    return pdf(
        [
            f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
            "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
            FONT,
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] {page} {resources} /Contents 5 0 R "
            "/Annots [7 0 R] >>",
            stream(("\n".join(lines) + content).encode()),
            look,
            f"<< /Type /Annot {RECT} {note} >>",
            appearance(""),
            "<< /Type /OCG /Name (Teacher) >>",
        ]
    )


def sheet(data: bytes) -> Sheet:
    (found,) = (piece for piece in read_pieces(data, None, Limits()) if isinstance(piece, Sheet))
    return found


def words_of(page: Sheet) -> str:
    """What is read beyond the options of question 3."""
    return page.text.partition("(C)three3.")[2].partition("(C)three")[2]


def findings(data: bytes) -> list[str]:
    return [finding.code for finding in read_document(data).findings]


SHOWN = {
    "a note": f"/Subtype /FreeText {LOOK}",
    "a note without an appearance": f"/Subtype /FreeText /Contents ({WORDS}) /DA (/F1 10 Tf 0 g)",
    "a note that only unknown kinds would heed the flag of": f"/Subtype /FreeText /F 1 {LOOK}",
    "a stamp": f"/Subtype /Stamp {LOOK}",
    "a field": f"/Subtype /Widget /FT /Tx /T (f) /V ({WORDS}) {LOOK}",
    "a switch that is on": f"{SWITCH} /AS /On",
}


@pytest.mark.parametrize("name", SHOWN)
def test_text_that_lies_over_a_page_is_read_where_it_stands(name: str) -> None:
    page = sheet(paper(SHOWN[name]))
    assert words_of(page) == WORDS.replace(" ", "")
    glyphs = page.glyphs[-len(words_of(page)) :]
    assert all(glyph.x0 >= 200 and glyph.x1 <= 300 and 184 <= glyph.base <= 200 for glyph in glyphs)
    assert page.unread == 0


HIDDEN = {
    "a hidden note": f"/Subtype /FreeText /F 2 {LOOK}",
    "a note that is only printed": f"/Subtype /FreeText /F 36 {LOOK}",
    "a window of a note": f"/Subtype /Popup {LOOK}",
    "a link": f"/Subtype /Link {LOOK}",
    "a note behind its icon": f"/Subtype /Text /Contents ({WORDS})",
    "a switch that is off": f"{SWITCH} /AS /Off",
    "a switch that lacks its state": f"{SWITCH} /AS /Elsewhere",
}


@pytest.mark.parametrize("name", HIDDEN)
def test_what_no_viewer_shows_of_annotations_is_not_read(name: str) -> None:
    page = sheet(paper(HIDDEN[name], catalog=LAYERS))
    assert (words_of(page), page.unread) == ("", 0)


def test_a_note_on_a_layer_is_read_where_no_layer_is_off() -> None:
    whole = LAYERS.replace("/OFF [9 0 R]", "/OFF []")
    assert words_of(sheet(paper(f"/Subtype /FreeText /OC 9 0 R {LOOK}", catalog=whole)))


UNREAD = {
    "a field without an appearance": f"/Subtype /Widget /FT /Tx /T (f) /V ({WORDS})",
    "a line without an appearance": "/Subtype /Line /L [200 600 300 614]",
    "a field on a layer": f"/Subtype /Widget /FT /Tx /T (f) /V ({WORDS}) /OC 9 0 R {LOOK}",
    "a note on a layer": f"/Subtype /FreeText /OC 9 0 R {LOOK}",
}


@pytest.mark.parametrize("name", UNREAD)
def test_what_a_viewer_may_show_and_nothing_can_read_is_reported(name: str) -> None:
    data = paper(UNREAD[name], catalog=LAYERS)
    assert findings(data) == ["annotation_unread"]
    assert read_document(data).findings[0].page == 1


def test_a_field_whose_appearance_the_viewer_makes_is_read() -> None:
    form = "/AcroForm << /Fields [7 0 R] /NeedAppearances true /DR << /Font << /F1 3 0 R >> >> >>"
    note = f"/Subtype /Widget /FT /Tx /T (f) /V ({WORDS}) /DA (/F1 10 Tf 0 g)"
    assert words_of(sheet(paper(note, catalog=form))) == WORDS.replace(" ", "")


MARKS = {
    "a box": "/Subtype /Square /C [1 0 0]",
    "a ring": "/Subtype /Circle /C [1 0 0]",
    "a pen": "/Subtype /Ink /InkList [[202 602 250 612 298 602]] /C [1 0 0]",
    "a highlight": "/Subtype /Highlight /QuadPoints [200 614 300 614 200 600 300 600] /C [1 1 0]",
    "an underline": "/Subtype /Underline /QuadPoints [200 614 300 614 200 600 300 600] /C [1 0 0]",
}


@pytest.mark.parametrize("name", MARKS)
def test_marks_that_lie_over_a_page_are_drawn_there(name: str) -> None:
    page = sheet(paper(MARKS[name]))
    boxes = [drawing.box for drawing in page.drawings] + [tuple(rule) for rule in page.rules]
    assert boxes
    assert all(x0 >= 199 and x1 <= 301 and y0 >= 185 and y1 <= 201 for x0, y0, x1, y1 in boxes)


def test_a_switch_that_is_on_is_a_drawing() -> None:
    assert len(sheet(paper(f"{SWITCH} /AS /On", look=BLOB)).drawings) == 1
    assert sheet(paper(f"{SWITCH} /AS /Off", look=BLOB)).drawings == ()


def test_coordinates_that_a_page_leaves_moved_move_no_note() -> None:
    page = sheet(paper(SHOWN["a note"], content=" q 2 0 0 2 50 50 cm q 0.5 0 0 0.5 0 0 cm"))
    assert all(glyph.x0 >= 200 and 184 <= glyph.base <= 200 for glyph in page.glyphs[-8:])


def test_a_note_on_a_turned_page_stands_where_it_is_shown() -> None:
    data = paper(SHOWN["a stamp"], page="/Rotate 180")
    glyph = sheet(data).glyphs[-1]
    upright = sheet(paper(SHOWN["a stamp"])).glyphs[-1]
    assert (glyph.x0, glyph.base) == pytest.approx((upright.x0, upright.base))


def test_answers_typed_over_a_page_are_answers() -> None:
    note = f"/Subtype /FreeText /Contents ({WORDS}) {LOOK}"
    document = read_document(paper(note).replace(b"[200 600 300 614]", b"[ 60 582 160 596]"))
    assert document.questions[2].answer is not None
    assert document.questions[2].answer.accepted == (2,)
