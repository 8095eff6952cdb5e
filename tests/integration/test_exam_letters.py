"""A letter that a page shows is read, once and as what it is, however its font and its matrix set it."""

from __future__ import annotations

import math
import unicodedata

import pytest
from tests.support.by_codes import OPTIONS, STEMS, UPRIGHT, Matrix, Page, korean, latin, paper, questions

from cgq.exam.extract import read_document

WORDS = ("amber", "basil", "cedar", "fjord")
TREES = "Quercus alba, ill."
LATIN = {"F": latin()}


def ask(page: Page, number: int, y: float, matrix: Matrix = UPRIGHT) -> None:
    """A question with its number, a name in the stem and its options in a matrix of their own."""
    page.write(60, y, f"{number}.", "F", matrix=matrix)
    page.write(80, y, "Which tree is", "F")
    page.write(142, y, TREES, "F", matrix=matrix)
    page.write(240, y, "called here?", "F")
    for n, text in enumerate(WORDS):
        page.write(80, y + 15 * (n + 1), f"({'ABCD'[n]})", "F")
        page.write(100, y + 15 * (n + 1), f"{text} {number}", "F", matrix=matrix)


def are_whole(data: bytes) -> None:
    document = read_document(data)
    assert [q.number for q in document.questions] == [1, 2, 3, 4]
    assert {q.stem for q in document.questions} == {f"Which tree is {TREES} called here?"}
    assert [[o.text for o in q.options] for q in document.questions] == [
        [f"{text} {n}" for text in WORDS] for n in range(1, 5)
    ]


@pytest.mark.parametrize("shear", [0.2, 0.33, 0.5, -0.3])
def test_sheared_text_is_read_as_upright_text_is(shear: float) -> None:
    def draw(page: Page) -> None:
        for number in range(1, 5):
            ask(page, number, 100 * number, (1, 0, shear, 1))

    are_whole(paper(LATIN, draw))


def test_sheared_text_is_read_on_a_page_that_is_turned() -> None:
    def draw(page: Page) -> None:
        page.draw("0 1 -1 0 600 0 cm")
        for number in range(1, 5):
            ask(page, number, 240 + 100 * number, (1, 0, 0.33, 1))

    are_whole(paper(LATIN, draw, page="/Rotate 90"))


def test_a_size_below_zero_is_turned_back_by_its_matrix() -> None:
    def draw(page: Page) -> None:
        for number in range(1, 5):
            ask(page, number, 100 * number)
        page.content = [c.replace(" 10 Tf", " -10 Tf").replace("1.0 0.0 0.0 1.0", "-1 0 0 -1") for c in page.content]

    are_whole(paper(LATIN, draw))


@pytest.mark.parametrize("degrees", [30, 45, 90, 180, 270])
def test_text_that_is_turned_stays_out_of_the_lines(degrees: int) -> None:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))

    def draw(page: Page) -> None:
        for number in range(1, 5):
            ask(page, number, 100 * number)
        for shear in (0.0, 0.3):
            page.write(300, 250, "SPECIMEN", "F", 20, (cos, sin, shear * cos - sin, shear * sin + cos))

    are_whole(paper(LATIN, draw))


LIGATURES = {"\x81": "ff", "\x82": "ffi", "\x83": "tt", "\x84": "ll"}


def in_ligatures(text: str) -> str:
    for code, letters in sorted(LIGATURES.items(), key=lambda item: -len(item[1])):
        text = text.replace(letters, code)
    return text


PAIRED = ("The buffet offers an office lattice", "Skill is a better matter than coffee")


@pytest.mark.parametrize("prints", [(0.0,), (0.0, 0.3), (0.0, 0.25, 0.5)])
def test_no_letter_of_a_ligature_is_lost_and_bold_by_overprinting_counts_once(prints: tuple[float, ...]) -> None:
    font = latin(means=lambda c: LIGATURES.get(c, c), heights=(800, -200))

    def draw(page: Page) -> None:
        for number in range(1, 5):
            for dx in prints:
                page.write(60 + dx, 100 * number, in_ligatures(f"{number}. {PAIRED[number % 2]}?"), "L")
            for n, text in enumerate(WORDS):
                page.write(80, 100 * number + 15 * (n + 1), f"({'ABCD'[n]}) {text}", "L")

    document = read_document(paper({"L": font}, draw))
    assert [q.stem for q in document.questions] == [f"{PAIRED[n % 2]}?" for n in range(1, 5)]


@pytest.mark.parametrize("off", [0.1, 0.3])
def test_letters_that_are_printed_twice_one_by_one_count_once(off: float) -> None:
    def draw(page: Page) -> None:
        for number in range(1, 5):
            for n, char in enumerate(f"{number}. Is it illegally better?"):
                page.write(60 + 6 * n, 100 * number, char, "M")
                page.write(60 + 6 * n + off, 100 * number, char, "M")
            for n, text in enumerate(WORDS):
                page.write(80, 100 * number + 15 * (n + 1), f"({'ABCD'[n]}) {text}", "M")

    document = read_document(paper({"M": latin("Courier")}, draw))
    assert {q.stem for q in document.questions} == {"Is it illegally better?"}


def test_equal_letters_of_condensed_text_stay_two() -> None:
    def draw(page: Page) -> None:
        for number in range(1, 5):
            page.write(60, 100 * number, f"{number}. Will all bill fill a million?", "F", before="50 Tz")
            for n, text in enumerate(WORDS):
                page.write(80, 100 * number + 15 * (n + 1), f"({'ABCD'[n]}) {text}", "F")

    document = read_document(paper(LATIN, draw))
    assert {q.stem for q in document.questions} == {"Will all bill fill a million?"}


@pytest.mark.parametrize("heights", [(107, -17), (0, 0), (1, 0), (5200, -2900)])
def test_a_descriptor_that_misstates_its_heights_costs_no_sign(heights: tuple[int, int]) -> None:
    asked = "Of 1.5, 2.5: which - if any - is [4\u00b76]?"

    def draw(page: Page) -> None:
        for number in range(1, 5):
            page.write(60, 100 * number, f"{number}. {asked}", "L")
            for n in range(4):
                page.write(80, 100 * number + 15 * (n + 1), f"({'ABCD'[n]}) {n}.{number}, -{n}", "F")

    document = read_document(paper({"L": latin("Arial", heights=heights), "F": latin()}, draw))
    assert [q.stem for q in document.questions] == [asked] * 4
    assert [o.text for o in document.questions[2].options] == [f"{n}.3, -{n}" for n in range(4)]
    assert document.findings == ()


@pytest.mark.parametrize("markers", ["①②③④", "가나다라"])
def test_syllables_in_parts_are_read_whole(markers: str) -> None:
    font = korean(means=lambda c: unicodedata.normalize("NFD", c))
    document = read_document(paper({"K": font}, lambda page: questions(page, "K", markers)))
    assert [q.stem for q in document.questions] == list(STEMS)
    assert [tuple(o.text for o in q.options) for q in document.questions] == list(OPTIONS)


def test_marks_that_are_drawn_by_themselves_join_their_letter() -> None:
    text = unicodedata.normalize("NFD", "한 값 é")
    assert len(text) > len("한 값 é")

    def draw(page: Page) -> None:
        questions(page, "K")
        for n in range(6):
            x = 300.0
            for char in text:
                joins = unicodedata.combining(char) or "\u1160" <= char <= "\u11ff"
                page.write(x - 10 if joins else x, 40 + 120 * n, char, "K")
                x += 0 if joins else 5 if char == " " else 10

    document = read_document(paper({"K": korean(means=str)}, draw))
    assert [q.stem for q in document.questions] == [f"{stem} 한 값 é" for stem in STEMS]


@pytest.mark.parametrize("sign", ["∼", "~", "-", "–", "～"])
@pytest.mark.parametrize("heights", [(0, 0), (107, -17), (350, -200), (800, -200)])
def test_a_low_sign_between_two_numbers_makes_the_head_of_a_passage(sign: str, heights: tuple[int, int]) -> None:
    """Signs between numbers come from other fonts, whose descriptors often give no height."""

    def draw(page: Page) -> None:
        questions(page, "K", count=3)
        page.write(60, 405, "[4", "K")
        page.write(70, 405, "~", "S")
        page.write(75, 405, "6] 다음 글을 읽고 물음에 답하시오.", "K")
        page.write(60, 425, "기러기는 가을에 와서 겨울을 나고 봄에 북쪽으로 돌아간다.", "K")
        for n in range(3, 6):
            y = 460 + 100 * (n - 3)
            page.write(60, y, f"{n + 1}. {STEMS[n]}", "K")
            for k, text in enumerate(OPTIONS[n]):
                page.write(75, y + 18 * (k + 1), f"{'①②③④'[k]} {text}", "K")

    fonts = {"K": korean(), "S": latin("EqSymbols", means=lambda _: sign, heights=heights)}
    document = read_document(paper(fonts, draw))
    assert [q.number for q in document.questions] == [1, 2, 3, 4, 5, 6]
    assert ["기러기는" in (q.passage or "") for q in document.questions] == [False] * 3 + [True] * 3
