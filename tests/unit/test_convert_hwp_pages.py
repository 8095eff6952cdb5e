"""What the converter draws becomes a page that is whole, safe and read."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from cgq.convert.hwp.arrived import lacking_letters, missing_stretches
from cgq.convert.hwp.held.content import Script
from cgq.convert.hwp.held.unbroken import in_one_column
from cgq.convert.hwp.page.formulas import shapes_in
from cgq.convert.hwp.page.made import Made, make_page
from cgq.convert.hwp.page.matched import match
from cgq.convert.hwp.page.places import Affine, texts_of, transform_of
from cgq.convert.hwp.page.safe import make_safe, parse
from cgq.exam.findings import (
    CONVERTED_FORMULA,
    CONVERTED_LOSS,
    CONVERTED_OVERFLOW,
    CONVERTED_OVERLAP,
    CONVERTED_SYMBOL,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

MATHS = "'Latin Modern Math', serif"


def page(inner: str, defs: str = "") -> bytes:
    head = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="800" height="1000"'
    )
    return f'{head} viewBox="0 0 800 1000"><defs>{defs}</defs>{inner}</svg>'.encode()


def letters(text: str, x: float, y: float, size: float = 10.0) -> str:
    """A text as the converter draws it: an element for each letter."""
    return "".join(
        f'<text x="{x + n * size}" y="{y}" font-family="serif" font-size="{size}">{c}</text>'
        for n, c in enumerate(text)
    )


def clipped(inner: str, name: str = "body-clip-1") -> tuple[str, str]:
    rect = '<rect x="50" y="50" width="700" height="850"/>'
    return f'<g clip-path="url(#{name})">{inner}</g>', f'<clipPath id="{name}">{rect}</clipPath>'


def made(inner: str, defs: str = "", scripts: Sequence[str] = ()) -> Made:
    drawing = page(inner, defs)
    return make_page(drawing, match(shapes_in(drawing), [Script(script, "line") for script in scripts]))


def codes(made: Made) -> list[str]:
    return [code for code, _ in made.notes]


def source(kind: str, data: bytes) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def picture(kind: str = "PNG", size: tuple[int, int] = (4, 4)) -> bytes:
    drawn = io.BytesIO()
    Image.new("1" if size[0] > 4 else "RGB", size).save(drawn, kind)
    return drawn.getvalue()


def test_a_plain_page_stays_as_it_is_and_needs_no_word() -> None:
    plain = made(letters("가나다", 100, 100))
    assert (plain.text, plain.notes) == ("가나다", ())


def test_a_disc_of_a_middle_dot_is_text_again_and_a_radio_button_is_not() -> None:
    dot = '<circle cx="115" cy="96.5" r="0.8" fill="#000000"/>'
    assert made(letters("사", 100, 100) + dot + letters("문", 120, 100)).text == "사·문"
    ring = '<circle cx="115" cy="96.5" r="4" fill="white" stroke="#606060" stroke-width="0.8"/>'
    assert made(letters("사", 100, 100) + ring + dot).text == "사"


def test_a_disc_that_is_larger_than_the_dot_of_its_line_stays_a_disc() -> None:
    for radius in (60, 2, 0.1):
        disc = f'<circle cx="115" cy="96.5" r="{radius}" fill="#000000"/>'
        shown = made(letters("사", 100, 100) + disc + letters("문", 120, 100))
        assert shown.text == "사문"
        assert b"circle" in shown.drawing


@pytest.mark.parametrize(
    ("fill", "inside", "text"), [("none", "1", "①"), ("none", "가", "㉮"), ("none", "ㄱ", "㉠"), ("#000000", "3", "❸")]
)
def test_a_letter_in_a_ring_is_the_ringed_letter(fill: str, inside: str, text: str) -> None:
    ring = f'<ellipse cx="100" cy="100" rx="4.25" ry="5" fill="{fill}" stroke="#000000" stroke-width="0.8"/>'
    letter = f'<text x="100" y="100" text-anchor="middle" font-size="10" fill="#000000">{inside}</text>'
    assert made(ring + letter).text == text
    drawn_by_hand = ring.replace("4.25", "9")
    assert made(drawn_by_hand + letter).text == inside


@pytest.mark.parametrize(("boxed", "number"), [("\U000f02b1", "①"), ("\U000f02c4", "⑳"), ("\U000f02ce", "❶")])
def test_a_number_in_a_box_of_hanguls_own_fonts_is_that_number(boxed: str, number: str) -> None:
    shown = made(letters(f"{boxed}글", 100, 100))
    assert shown.text == f"{number}글"
    assert codes(shown) == []


def test_text_below_the_foot_of_the_print_is_shown() -> None:
    inner, defs = clipped(letters("끝까지 있다", 100, 910))
    shown = made(inner, defs)
    root = parse(shown.drawing)
    clip = next(root.iter("{http://www.w3.org/2000/svg}rect"))
    assert float(clip.get("y", "0")) + float(clip.get("height", "0")) > 910
    assert codes(shown) == [CONVERTED_OVERFLOW]
    assert (root.get("width"), root.get("height")) == ("800", "1000")


def test_a_page_grows_to_the_text_beyond_it() -> None:
    shown = made(letters("아래 글", 100, 1500) + letters("오른쪽", 900, 100))
    root = parse(shown.drawing)
    assert float(root.get("height", "0")) > 1500
    assert float(root.get("width", "0")) > 930
    assert codes(shown) == [CONVERTED_OVERFLOW]


def test_a_page_grows_to_a_line_of_which_only_the_full_stop_is_beyond_it() -> None:
    shown = parse(made(letters("끝난다.", 100, 1002)).drawing)
    assert float(shown.get("height", "0")) > 1003
    assert made(letters("끝난다.", 100, 998)).drawing.count(b'height="1000"') == 1


def test_a_picture_that_runs_past_the_foot_of_the_print_is_shown_whole() -> None:
    shown = f'<image x="0" y="0" width="100" height="200" href="{source("png", picture())}"/>'
    cropped = f'<svg x="100" y="850" width="100" height="200" viewBox="0 0 100 200">{shown}</svg>'
    inner, defs = clipped(cropped)
    root = parse(made(inner + letters("7", 400, 950), defs).drawing)
    clip = next(root.iter("{http://www.w3.org/2000/svg}rect"))
    assert float(clip.get("y", "0")) + float(clip.get("height", "0")) >= 1050
    assert float(root.get("height", "0")) >= 1050
    assert next(text.y for text in texts_of(root)) > 1050, "the foot stays below"
    behind = parse(made(cropped.replace('y="850"', 'y="900"')).drawing)
    assert behind.get("height") == "1000", "what no print clips may mean to lie over the edge"


def test_a_foot_without_its_numbers_is_taken_off_and_one_with_them_is_not() -> None:
    inner, defs = clipped(letters("첫 줄", 100, 100) + letters("( - )", 100, 300))
    empty = letters("( - )", 400, 950) + letters("/", 400, 40)
    assert "".join(made(inner + empty, defs).text.split()) == "첫줄(-)"
    assert "".join(made(inner + letters("(12-3)", 400, 950), defs).text.split()) == "첫줄(-)(12-3)"
    assert made(empty).text == "( - )/", "where no print is known, nothing is known to be a foot"


def test_the_foot_of_a_page_stays_below_the_text_that_runs_on() -> None:
    inner, defs = clipped(letters("첫 줄", 100, 100) + letters("마지막 줄", 100, 1200))
    foot = letters("- 2 -", 400, 950) + '<rect x="390" y="935" width="60" height="20"/>'
    shown = parse(made(letters("머리", 100, 40) + inner + foot, defs).drawing)
    texts = {text.text: text.y for text in texts_of(shown)}
    assert texts["2"] > texts["막"] == 1200
    assert texts["머"] == 40
    assert float(shown.get("height", "0")) > texts["2"]
    inner, defs = clipped(letters("끝", 100, 905))
    shown = parse(made(inner + foot, defs).drawing)
    assert next(text.y for text in texts_of(shown) if text.text == "2") == 950


def test_text_too_far_away_for_any_page_is_named_as_lost() -> None:
    lost = made(letters("멀리", 100, 9000))
    assert codes(lost) == [CONVERTED_LOSS]
    assert "멀리" in lost.notes[0][1]


def test_text_over_other_text_is_named_and_a_shadow_or_a_watermark_is_not() -> None:
    both = made(letters("아래의글", 100, 100) + letters("위에있다", 102, 102))
    assert codes(both) == [CONVERTED_OVERLAP]
    assert "위에있다" in both.notes[0][1]
    assert made(letters("그림자", 100, 100) + letters("그림자", 101, 101)).notes == ()
    assert made(letters("큰", 90, 110, 60) + letters("작은글", 100, 100)).notes == ()
    assert made(letters("윗줄", 100, 100) + letters("밑줄", 100, 112)).notes == ()


def formula(*parts: tuple[str, float, float], at: tuple[float, float] = (150, 90)) -> str:
    """A formula as the converter draws it: letters at places of its own."""
    drawn = "".join(
        f'<text x="{x}" y="{y}" font-size="10" fill="#000000" font-family="{MATHS}">{text}</text>'
        for text, x, y in parts
    )
    return f'<g transform="translate({at[0]},{at[1]})">{drawn}</g>'


def test_a_formula_becomes_the_text_of_its_script_on_the_line_that_it_stands_in() -> None:
    drawing = formula(("a", 0, 0), ("b", 0, 15))
    shown = made(letters("값은", 120, 100) + drawing + letters("이다", 165, 100), scripts=["c+d", "{a} over {b}"])
    assert shown.text == "값은a/b이다"
    assert shown.formulas == (1, 0, 0)
    texts = texts_of(parse(shown.drawing))
    assert {round(text.y) for text in texts} == {100}
    written = next(text for text in texts if text.text == "a/b")
    assert written.box[2] <= min(text.x for text in texts if text.text == "이")


def test_a_formula_without_a_script_stays_drawn_and_is_a_doubt() -> None:
    drawing = formula(("x", 0, 0), ("2", 6, -4))
    shown = made(letters("값은", 120, 100) + drawing, scripts=["{a} over {b}"])
    assert shown.text == "값은x2"
    assert codes(shown) == [CONVERTED_FORMULA]


def test_what_follows_a_formula_makes_room_for_it_where_the_line_has_any() -> None:
    drawing = formula(("1", 0, 0), ("2", 0, 10), ("3", 0, 20))
    inner, defs = clipped(letters("값은", 120, 100) + drawing + letters("이다", 160, 100))
    shown = made(inner, defs, ["pmatrix {1 # 2 # 3}"])
    texts = {text.text: text for text in texts_of(parse(shown.drawing))}
    assert texts["(1; 2; 3)"].box[2] <= texts["이"].x
    assert texts["이"].x > 160
    assert texts["다"].x - texts["이"].x == pytest.approx(10)


def noted(inner: str, *begins: bool) -> str:
    return make_page(page(inner), (), begins).text


def test_the_mark_of_an_endnote_that_numbers_a_question_stands_on_its_line() -> None:
    drawn = letters("1)", 50, 113) + letters("옳은 것은?", 90, 100)
    shown = make_page(page(drawn), (), [True])
    assert {round(text.y) for text in texts_of(parse(shown.drawing))} == {100}
    assert shown.text == "1)옳은 것은?"
    assert {round(text.y) for text in texts_of(parse(made(drawn).drawing))} == {100, 113}


def test_a_mark_before_a_line_that_begins_with_its_number_is_taken_off_and_no_other() -> None:
    assert noted(letters("1)", 50, 113) + letters("1. 옳은", 90, 100), True) == "1. 옳은"
    assert noted(letters("1)", 50, 113) + letters("10. 옳은", 90, 100), True) == "1)10. 옳은"


@pytest.mark.parametrize("y", [100, 113])
def test_a_mark_that_is_drawn_at_its_own_place_too_is_taken_off_before_the_paragraph(y: int) -> None:
    raised = '<text x="170" y="95" font-family="serif" font-size="5.5">1)</text>'
    before = letters("1)", 50, 80)
    drawn = letters("1)", 50, y) + letters("3. 옳은 것은?", 90, 100)
    assert noted(before + letters("보기", 90, 80) + drawn + raised, False) == "1)보기3. 옳은 것은?1)"
    assert noted(drawn + raised, True).count("1)") == 2


def test_characters_of_a_font_of_their_own_are_named() -> None:
    shown = made(letters("\uf53a글", 100, 100))
    assert codes(shown) == [CONVERTED_SYMBOL]
    assert "U+F53A" in shown.notes[0][1]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<style>@import url(http://example.org/a.css);</style>",
        '<image href="file:///etc/passwd" width="9" height="9"/>',
        '<image xlink:href="http://example.org/a.png" width="9" height="9"/>',
        '<use href="other.svg#a"/>',
        "<foreignObject><p>a</p></foreignObject>",
        '<rect width="9" height="9" fill="url(http://example.org/a.svg#b)"/>',
        '<rect width="9" height="9" style="fill:url(other.svg#b)"/>',
        '<rect width="9" height="9" onclick="a()"/>',
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>',
        '<a href="http://example.org"><rect width="9" height="9"/></a>',
        r'<rect width="9" height="9" filter="u\72l(other.svg#b)"/>',
        r'<rect width="9" height="9" filter="\75 rl(other.svg#b)"/>',
        '<rect width="9" height="9" filter="url(\'#other.svg\')"/>',
        '<rect width="9" height="9" filter="url(#a) url(other.svg#b)"/>',
    ],
)
def test_nothing_of_a_page_leads_out_of_it(hostile: str) -> None:
    drawing = made(letters("가", 100, 100) + hostile).drawing.decode()
    assert not any(word in drawing for word in ("example", "etc/passwd", "other.svg", "script", "onclick", "include"))
    assert "가" in drawing


def test_a_page_with_entities_is_none() -> None:
    with pytest.raises(ValueError, match="Entit"):
        parse(b'<!DOCTYPE svg [<!ENTITY a "b">]>' + page("<text>&a;</text>"))


@pytest.mark.parametrize("size", ['width="0" height="9"', 'width="nan" height="9"', 'width="9" height="99999999"'])
def test_a_page_of_no_size_is_none(size: str) -> None:
    with pytest.raises(ValueError, match="size"):
        parse(f'<svg xmlns="http://www.w3.org/2000/svg" {size}/>'.encode())


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF"])
def test_pictures_of_the_usual_kinds_are_kept(kind: str) -> None:
    shown = made(f'<image href="{source(kind.lower(), picture(kind))}" width="9" height="9"/>')
    assert (len(shown.pictures), shown.notes) == (1, ())
    assert b"data:image/png" in shown.drawing or b"data:image/jpeg" in shown.drawing


@pytest.mark.parametrize(
    ("data", "why"), [(b"no picture", "identify"), (picture(size=(9000, 9000)), "million pixels")], ids=["none", "huge"]
)
def test_a_picture_that_cannot_be_shown_is_named(data: bytes, why: str) -> None:
    shown = made(f'<image href="{source("png", data)}" width="9" height="9"/>')
    assert codes(shown) == [CONVERTED_LOSS]
    assert why in shown.notes[0][1]


def test_a_picture_of_more_dots_than_pillow_expects_costs_itself_and_not_its_page() -> None:
    """Its header tells 400 million; Pillow's own error for that is no ValueError."""
    size = struct.pack(">IIBBBBB", 20000, 20000, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", size), (b"IDAT", zlib.compress(bytes(100))), (b"IEND", b""))
    bomb = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    shown = made(letters("그림", 100, 100) + f'<image href="{source("png", bomb)}" width="9" height="9"/>')
    assert (shown.text, codes(shown), shown.lost_pictures) == ("그림", [CONVERTED_LOSS], 1)
    assert "400 million pixels" in shown.notes[0][1]


def test_a_drawing_within_a_page_is_made_safe_too() -> None:
    inner = page('<image href="file:///etc/passwd"/><rect width="1" height="1"/>')
    root = parse(page(f'<image href="{source("svg+xml", inner)}" width="9" height="9"/>'))
    assert make_safe(root) == ["it does not lie in the file"]
    (kept,) = root.iter("{http://www.w3.org/2000/svg}image")
    drawing = base64.b64decode(kept.get("href", "").partition(",")[2])
    assert b"passwd" not in drawing
    assert b"rect" in drawing


def test_the_place_of_a_picture_that_is_not_in_the_file_is_named() -> None:
    assert codes(made('<rect width="9" height="9" fill="#f0f0f0" stroke="#999999" stroke-dasharray="4"/>')) == [
        CONVERTED_LOSS
    ]


def test_transformations_follow_each_other_as_in_svg() -> None:
    assert transform_of("translate(10,20) scale(2)").at(3, 4) == (16, 28)
    x, y = transform_of("rotate(90,10,10)").at(20, 10)
    assert (round(x), round(y)) == (10, 20)
    assert transform_of("translate(nan,1e99)") == Affine()


def test_all_text_that_stands_on_the_pages_is_found_whatever_its_lines() -> None:
    held = ["첫 문단은 두 쪽에 걸쳐 있다.", "짧다", "짧다", "- 끝 -"]
    assert missing_stretches(held, ["머리첫문단은두쪽", "에걸쳐있다.짧다꼬리짧다끝"]) == []


def test_what_stands_on_no_page_is_named() -> None:
    held = ["앞부분은 있고 뒷부분은 없는 문단이다.", "여기 없음", "있"]
    assert missing_stretches(held, ["앞부분은있고"]) == ["뒷부분은없는문단이다.", "여기없음"]


@pytest.mark.parametrize(
    ("held", "drawn", "missing"),
    [
        ("다음 중 옳은 것은?", "다음 중 옳은 것", "은?"),
        ("다음 중 옳은 것은?", "중 옳은 것은?", "다음"),
        ("정답은 123", "정답은", "정답은123"),
    ],
)
def test_a_few_characters_at_the_end_of_a_text_are_missed_too(held: str, drawn: str, missing: str) -> None:
    assert missing_stretches(["앞글이다", held, "뒷글이다"], [f"앞글이다 {drawn} 뒷글이다"]) == [missing]


@pytest.mark.parametrize("at", range(1, 9))
def test_a_text_over_which_the_page_turns_is_whole(at: int) -> None:
    text = "가나다라마바사아자"
    pages = [f"머리 앞글이다 {text[:at]} - 1 -", f"머리 {text[at:]} 뒷글이다 - 2 -"]
    assert missing_stretches(["앞글이다", text, "뒷글이다"], pages) == []
    assert missing_stretches(["앞글이다", text[:4], "뒷글이다"], [pages[0], f"머리 {text[at:4]} 뒷글이다"]) == []


def test_a_text_that_is_held_twice_is_missed_where_it_is_drawn_once() -> None:
    assert missing_stretches(["같은 문장이 있다", "같은 문장이 있다"], ["같은문장이있다"]) == ["같은문장이있다"]


def test_each_letter_that_the_pdf_lacks_is_counted_be_it_a_single_sign() -> None:
    assert lacking_letters("가가나", "가") == {"가": 1, "나": 1}
    assert lacking_letters("하나. 둘.", "하나. 둘") == {".": 1}
    assert lacking_letters("둘 하나-", "하나\r\n둘") == {}


def test_the_shadow_of_a_letter_is_no_letter_and_the_same_letter_beside_it_is() -> None:
    assert made(letters("그림자", 100, 100) + letters("그림자", 101, 101)).text == "그림자"
    assert made(letters("1", 100, 100) + letters("1", 103, 100)).text == "11"
    assert made(letters("11", 100, 100) + letters("11", 100, 112)).text == "1111"


def _package(section: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("mimetype", "application/hwp+zip")
        package.writestr("Contents/section0.xml", section)
    return target.getvalue()


def _section_in(data: bytes | None) -> str:
    assert data is not None
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.namelist() == ["mimetype", "Contents/section0.xml"]
        return package.read("Contents/section0.xml").decode()


COLUMNS = '<hp:colPr colCount="2" sameGap="0"/>'


def test_a_document_that_lacks_the_lines_of_most_paragraphs_gets_one_column() -> None:
    paragraphs = "<hp:p id='1'><hp:t>하나</hp:t></hp:p>" * 3
    assert 'colCount="1"' in _section_in(in_one_column(_package(COLUMNS + paragraphs)))
    with_one = paragraphs + "<hp:p><hp:linesegarray><hp:lineseg vertpos='0'/></hp:linesegarray></hp:p>"
    assert 'colCount="1"' in _section_in(in_one_column(_package(COLUMNS + with_one)))


def test_a_document_with_lines_or_with_one_column_stays_as_it_is() -> None:
    line = "<hp:p><hp:linesegarray><hp:lineseg vertpos='0'/></hp:linesegarray></hp:p>"
    assert in_one_column(_package(COLUMNS + 3 * line)) is None
    assert in_one_column(_package('<hp:colPr colCount="1"/><hp:p/><hp:p/>')) is None
