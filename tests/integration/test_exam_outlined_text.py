"""Text whose own letters are empty or unpainted is read where its shapes are drawn as paths over it."""

from __future__ import annotations

import pytest
from tests.support.by_codes import HEIGHT, OPTIONS, RINGS, STEMS, Font, Page, paper
from tests.support.outlines import advance, outline

from cgq.exam.extract import read_document

LETTERS = sorted(set("".join(STEMS) + "".join(map("".join, OPTIONS)) + "0123456789. " + RINGS))
CODES = {letter: chr(code) for code, letter in enumerate(LETTERS, 1)}


def empty_letters(box: str) -> Font:
    """A font (Type 3) whose letters draw nothing. `box` is what it says of their size."""
    widths = " ".join(str(round(advance(letter))) for letter in LETTERS)
    names = " ".join(f"/g{n}" for n in range(len(LETTERS)))
    entry = (
        f"/Type /Font /Subtype /Type3 /FontBBox [{box}] /FontMatrix [0.001 0 0 0.001 0 0] /CharProcs << >> "
        f"/Encoding << /Type /Encoding /Differences [1 {names}] >> /FirstChar 1 /LastChar {len(LETTERS)} "
        f"/Widths [{widths}] /Resources << >>"
    )
    return Font(entry, wide=False, means=lambda code: LETTERS[ord(code) - 1])


def draw(page: Page, mode: str, outlined: bool = True) -> None:
    def write(x: float, y: float, text: str) -> None:
        page.write(x, y, "".join(CODES[letter] for letter in text), "T", before=mode)
        page.draw(outline(text, x, HEIGHT - y, 10) if outlined else "")

    for n, stem in enumerate(STEMS):
        write(60, 40 + 120 * n, f"{n + 1}. {stem}")
        for k, text in enumerate(OPTIONS[n]):
            write(75, 58 + 120 * n + 18 * k, f"{RINGS[k]} {text}")


@pytest.mark.parametrize("box", ["0 0 0 0", "0 -200 1000 800", "0 0 1 1"])
@pytest.mark.parametrize("mode", ["", "3 Tr"])
def test_letters_that_are_drawn_as_paths_are_read(box: str, mode: str) -> None:
    document = read_document(paper({"T": empty_letters(box)}, lambda page: draw(page, mode)))
    assert [q.stem for q in document.questions] == list(STEMS)
    assert [tuple(o.text for o in q.options) for q in document.questions] == list(OPTIONS)
    assert all(not q.figures for q in document.questions)
    assert document.findings == ()


def test_unpainted_text_behind_a_curve_stays_unread() -> None:
    def hidden(page: Page) -> None:
        draw(page, "3 Tr", outlined=False)
        page.draw("60 100 m 200 400 300 500 550 780 c S")

    document = read_document(paper({"T": empty_letters("0 -200 1000 800")}, hidden))
    assert document.questions == ()
    assert "invisible_text" in {f.code for f in document.findings}
