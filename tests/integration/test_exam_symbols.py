"""What a symbol font draws is read as the sign that it shows; where nobody can tell, that is reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.by_codes import OPTIONS, RINGS, STEMS, Font, Page, korean, latin, paper, questions

from cgq.exam.extract import read_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgq.exam.model import Document


def marked(font: Font, codes: str, more: Callable[[Page], None] = lambda page: None) -> Document:
    """A paper whose options are marked by codes of a font."""

    def draw(page: Page) -> None:
        for n, stem in enumerate(STEMS):
            page.write(60, 40 + 120 * n, f"{n + 1}. {stem}", "K")
            for k, text in enumerate(OPTIONS[n]):
                page.write(75, 58 + 120 * n + 18 * k, codes[k], "S")
                page.write(90, 58 + 120 * n + 18 * k, text, "K")
        more(page)

    return read_document(paper({"K": korean(), "S": font}, draw))


def private(char: str) -> str:
    return chr(0xF000 + ord(char))


@pytest.mark.parametrize(
    ("font", "codes"),
    [
        (latin("ABCDEF+Wingdings", means=private), "\x81\x82\x83\x84"),
        (latin("Wingdings-Regular", means=private), "\x8c\x8d\x8e\x8f"),
        (latin("Wingdings"), "\x81\x82\x83\x84"),
        (latin("Wingdings2", means=private), "jklm"),
        (latin("Wingdings 2"), "jklm"),
        (latin("Helvetica", means=lambda c: RINGS["jklm".index(c)]), "jklm"),
    ],
)
def test_rings_of_symbol_fonts_mark_options(font: Font, codes: str) -> None:
    document = marked(font, codes)
    assert [q.stem for q in document.questions] == list(STEMS)
    assert [tuple(o.text for o in q.options) for q in document.questions] == list(OPTIONS)
    assert all("text_lost" not in q.flags for q in document.questions)


@pytest.mark.parametrize(
    ("name", "code", "sign"),
    [
        ("Wingdings", "\xfc", "✓"),
        ("Wingdings", "\xa8", "□"),
        ("Wingdings", "\xe0", "→"),
        ("Wingdings 3", "p", "▲"),
        ("SymbolMT", "\xa3", "≤"),
        ("Symbol", "e", "ε"),
        ("Symbol,Italic", "\xb8", "÷"),
    ],
)
def test_signs_in_a_stem_are_those_that_are_seen(name: str, code: str, sign: str) -> None:
    def sign_in_stem(page: Page) -> None:
        page.write(260, 40, code, "S")

    def draw(page: Page) -> None:
        questions(page, "K")
        sign_in_stem(page)

    document = read_document(paper({"K": korean(), "S": latin(name, means=private)}, draw))
    assert document.questions[0].stem == f"{STEMS[0]} {sign}"
    assert "text_lost" not in document.questions[0].flags


def test_a_letter_of_the_greek_symbol_font_that_is_translated_stays() -> None:
    def draw(page: Page) -> None:
        questions(page, "K")
        page.write(260, 40, "a", "S")

    font = latin("Symbol", means=lambda c: "α")
    assert read_document(paper({"K": korean(), "S": font}, draw)).questions[0].stem.endswith("α")


@pytest.mark.parametrize("name", ["Batang", "TT3"])
@pytest.mark.parametrize("codes", ["\x81\x82\x83\x84", "qrst"])
def test_unknown_markers_are_a_loss_and_no_paper_without_questions(name: str, codes: str) -> None:
    document = marked(latin(name, means=private), codes)
    assert "text_lost" in {f.code for f in document.findings}


def test_an_unknown_sign_in_a_question_flags_it() -> None:
    def draw(page: Page) -> None:
        questions(page, "K")
        page.write(260, 160, "\x85", "S")

    document = read_document(paper({"K": korean(), "S": latin("TT3", means=private)}, draw))
    assert [("text_lost" in q.flags) for q in document.questions] == [False, True, False, False, False, False]


def test_bullets_of_notes_are_no_lost_markers() -> None:
    def draw(page: Page) -> None:
        for n in range(12):
            page.write(60, 40 + 20 * n, "\xa7", "S")
            page.write(75, 40 + 20 * n, STEMS[n % 6].rstrip("?"), "K")

    document = read_document(paper({"K": korean(), "S": latin("TT3", means=private)}, draw))
    assert [f.code for f in document.findings] == ["no_questions"]
