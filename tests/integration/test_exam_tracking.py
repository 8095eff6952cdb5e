"""Letters that are set wide are words with the spaces that the file has; a gap that stands for a space stays one."""

from __future__ import annotations

import pytest
from tests.support.by_codes import OPTIONS, RINGS, STEMS, Page, korean, latin, paper, questions

from cgq.exam.extract import read_document

FONTS = {"K": korean(), "F": latin()}
ASKED = "Which of these trees bears acorns in autumn?"
TREES = ("an oak", "a birch", "a tall elm", "yew")


@pytest.mark.parametrize("markers", [RINGS, "가나다라"])
@pytest.mark.parametrize("tracking", ["1 Tc", "2 Tc", "4 Tc", "2 Tc 3 Tw"])
def test_korean_set_wide_has_the_spaces_of_the_file(tracking: str, markers: str) -> None:
    document = read_document(paper(FONTS, lambda page: questions(page, "K", markers, before=tracking)))
    assert [q.stem for q in document.questions] == list(STEMS)
    assert [tuple(o.text for o in q.options) for q in document.questions] == list(OPTIONS)


@pytest.mark.parametrize("tracking", ["1.2 Tc", "2.5 Tc", "4 Tc"])
@pytest.mark.parametrize("wide_stem", [True, False])
def test_latin_set_wide_is_read_in_words(tracking: str, wide_stem: bool) -> None:
    def draw(page: Page) -> None:
        for n in range(1, 5):
            page.write(60, 100 * n, f"{n}. {ASKED}", "F", before=tracking if wide_stem else "")
            for k, text in enumerate(TREES):
                page.write(80, 100 * n + 16 * (k + 1), f"({'ABCD'[k]}) {text}", "F", before=tracking)

    document = read_document(paper(FONTS, draw))
    assert [q.stem for q in document.questions] == [ASKED] * 4
    assert [tuple(o.text for o in q.options) for q in document.questions] == [TREES] * 4


def test_a_page_without_spaces_keeps_its_gaps() -> None:
    """Where a producer leaves gaps for spaces, letters that stand apart are letters that stand apart."""

    def draw(page: Page) -> None:
        for n, stem in enumerate(STEMS):
            words = [f"{n + 1}.", *stem.split(), "ㄱ", "ㄴ", "ㄷ", "ㄹ", "ㅁ", "ㅂ"]
            x = 60.0
            for word in words:
                page.write(x, 40 + 120 * n, word, "K")
                x += 10 * len(word) + 3
            for k, text in enumerate(OPTIONS[n]):
                page.write(75, 58 + 120 * n + 18 * k, f"{RINGS[k]}{text.replace(' ', '')}", "K")

    document = read_document(paper(FONTS, draw))
    assert [q.stem for q in document.questions] == [f"{stem} ㄱ ㄴ ㄷ ㄹ ㅁ ㅂ" for stem in STEMS]


def test_digits_of_a_row_stay_apart() -> None:
    def draw(page: Page) -> None:
        questions(page, "K")
        for n in range(6):
            digits = "".join(f"({digit}) -600 " for digit in "31415926")
            page.draw(f"BT /F 10 Tf 1 0 0 1 300 {760 - 120 * n} Tm [{digits}] TJ ET")

    document = read_document(paper(FONTS, draw))
    assert all("31415926" not in str(q) for q in document.questions)


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("출 제 기 준", "출제기준"),
        ("모 의 고 사 2024", "모의고사 2024"),
        ("E X A M", "EXAM"),
        ("눈 코 입 귀", "눈 코 입 귀"),
    ],
)
def test_a_title_whose_letters_are_set_apart_is_a_word(printed: str, read: str) -> None:
    def draw(page: Page) -> None:
        page.write(200, 20, printed, "F" if printed.isascii() else "K", 18)
        questions(page, "K")

    document = read_document(paper(FONTS, draw))
    assert (document.title, document.heads) == (read, (read,))
    assert len(document.questions) == len(STEMS)
