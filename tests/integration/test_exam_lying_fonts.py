"""A font that lies is found out, for what it says is no language; a font without meaning costs its own text only."""

from __future__ import annotations

import random
from functools import partial
from typing import TYPE_CHECKING

import pytest
from tests.support.by_codes import OPTIONS, RINGS, STEMS, Page, korean, latin, paper, questions

from cgq.exam.extract import read_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgq.exam.model import Document

STANDARD = [chr(code) for code in range(0xAC00, 0xD7A4) if len(chr(code).encode("euc_kr", "replace")) == 2]
RANDOM = random.Random(5)
AMONG_STANDARD = dict(zip(STANDARD, RANDOM.sample(STANDARD, len(STANDARD)), strict=True))
LETTERS = "abcdefghijklmnopqrstuvwxyz"
CHANGED = dict(zip(LETTERS, RANDOM.sample(LETTERS, len(LETTERS)), strict=True))


def shifted(steps: int) -> Callable[[str], str]:
    return lambda c: chr(0xAC00 + (ord(c) - 0xAC00 + steps) % 11172) if "가" <= c <= "힣" else c


def codes_of(document: Document) -> set[str]:
    return {finding.code for finding in document.findings}


@pytest.mark.parametrize(
    "lie",
    [
        shifted(5000),
        shifted(1),
        shifted(-1),
        shifted(28),
        lambda c: AMONG_STANDARD.get(c, c),
        lambda c: "가" if "가" <= c <= "힣" else c,
        lambda c: "이",
    ],
)
def test_korean_that_is_none_makes_a_paper_suspect(lie: Callable[[str], str]) -> None:
    document = read_document(paper({"K": korean(means=lie)}, lambda page: questions(page, "K")))
    assert document.questions == ()
    assert "suspect" in codes_of(document)


ENGLISH = (
    "Which valley was carved by a glacier?",
    "Which instrument measures the pressure of the air?",
    "Why does a lighthouse turn its lamp at night?",
    "Which bridge carries both trains and carriages?",
)
CHOICES = ("the northern one", "a barometer", "to warn the ships", "none of these")


def english(page: Page, stems: str = "F", options: str = "F") -> None:
    for n, stem in enumerate(ENGLISH, 1):
        page.write(60, 100 * n, f"{n}. ", "G")
        page.write(75, 100 * n, stem, stems)
        for k, text in enumerate(CHOICES):
            page.write(80, 100 * n + 16 * (k + 1), f"({'ABCD'[k]})", "G")
            page.write(100, 100 * n + 16 * (k + 1), f"{text} {'of all that are known' * (k % 2)}", options)


@pytest.mark.parametrize(
    "lie",
    [
        lambda c: LETTERS[(LETTERS.index(c) + 3) % 26] if c in LETTERS else c,
        lambda c: chr(ord(c) + 1) if c.isalpha() else c,
        lambda c: CHANGED.get(c, c),
        lambda c: "e" if c.isalpha() else c,
    ],
)
def test_letters_that_make_no_words_make_a_paper_suspect(lie: Callable[[str], str]) -> None:
    document = read_document(paper({"F": latin(means=lie), "G": latin()}, english))
    assert document.questions == ()
    assert "suspect" in codes_of(document)


@pytest.mark.parametrize("steps", [5000, 1, 28, -28, 588])
def test_a_lying_font_among_good_ones_costs_its_own_text(steps: int) -> None:
    def draw(page: Page) -> None:
        for n, stem in enumerate(STEMS):
            page.write(60, 40 + 120 * n, f"{n + 1}. {stem}", "K")
            for k, text in enumerate(OPTIONS[n]):
                page.write(75, 58 + 120 * n + 18 * k, RINGS[k], "K")
                page.write(90, 58 + 120 * n + 18 * k, text, "L")

    document = read_document(paper({"K": korean(), "L": korean("Dotum", means=shifted(steps))}, draw))
    assert [q.stem for q in document.questions] == list(STEMS)
    assert all("text_lost" in q.flags and len(q.options) == 4 for q in document.questions)
    assert all("\ufffd" in option.text for q in document.questions for option in q.options)


def formulas(page: Page, first: int) -> None:
    """Ten questions of mathematics, most of whose characters are set in a font that nobody can read."""
    for n in range(10):
        y = 40 + 76 * n
        page.write(40, y, f"{first + n}. 다음 식의 값을 구하면?", "K", 9)
        page.write(200, y, "abcdefghijklmnopqrstuvwxyz", "M", 9)
        for k in range(4):
            page.write(50, y + 12 * (k + 1), RINGS[k], "K", 9)
            page.write(64, y + 12 * (k + 1), "abcdefgh", "M", 9)


@pytest.mark.parametrize("means", [lambda c: chr(0xE000 + ord(c)), lambda c: "\ufffd"])
def test_formulas_without_meaning_cost_no_question(means: Callable[[str], str]) -> None:
    pages = [partial(formulas, first=first) for first in (1, 11)]
    document = read_document(paper({"K": korean(), "M": latin("MathType", means=means)}, *pages))
    assert [q.number for q in document.questions] == list(range(1, 21))
    assert all(q.stem.startswith("다음 식의 값을 구하면?") and "text_lost" in q.flags for q in document.questions)
    assert all(len(q.options) == 4 for q in document.questions)
    assert "suspect" not in codes_of(document)


def test_a_paper_whose_words_have_no_meaning_is_suspect_though_its_numbers_are_read() -> None:
    def draw(page: Page) -> None:
        for n, stem in enumerate(STEMS):
            page.write(60, 40 + 120 * n, f"{n + 1}.", "F")
            page.write(75, 40 + 120 * n, stem, "K")
            page.write(230, 40 + 120 * n, "DHCP", "F")
            for k, text in enumerate(OPTIONS[n]):
                page.write(75, 58 + 120 * n + 18 * k, f"{k + 1})", "F")
                page.write(90, 58 + 120 * n + 18 * k, text, "K")

    document = read_document(paper({"F": latin(), "K": korean(means=lambda c: chr(0xE000 + ord(c) % 5000))}, draw))
    assert document.questions == ()
    assert "suspect" in codes_of(document)


@pytest.mark.parametrize(
    "words",
    [
        ["꽯 뷁 쀍 홇"],
        ["ATGCGATTACA", "GATTACAGATT", "CCATGGATCAT"] * 8,
        ["f(x) = ax + by", "sin xy + cos zw", "x y z w q"] * 8,
        ["xfce", "grep", "sudo", "zsh"],
        ["talo", "järvi", "kesäyö", "puutarha", "omena", "silta", "kirkko", "lintu", "metsä", "polku"] * 3,
        ["WWW.QUIZ.EXAMPLE"] * 30,
    ],
)
def test_words_that_are_unusual_and_right_raise_no_alarm(words: list[str]) -> None:
    def draw(page: Page) -> None:
        questions(page, "K")
        for n, word in enumerate(words):
            page.write(300, 40 + 20 * n, word, "K" if not word.isascii() and word[0] >= "가" else "F")

    document = read_document(paper({"K": korean(), "F": latin()}, draw))
    assert len(document.questions) == 6
    assert all("\ufffd" not in str(q) for q in document.questions)


def test_a_font_of_what_is_left_over_does_not_lie() -> None:
    """A producer that can keep few characters in a font sets the rare syllables of a word in another one."""
    common = set("다지이은는을를의고르기물것다음중아니으로옳하시나무돌바람")

    def draw(page: Page) -> None:
        for n, stem in enumerate(STEMS):
            for k, text in enumerate((f"{n + 1}. {stem}", *(f"{RINGS[k]} {o}" for k, o in enumerate(OPTIONS[n])))):
                for at, char in enumerate(text):
                    rare = "가" <= char <= "힣" and char not in common
                    page.write(60 + 10 * at, 40 + 120 * n + 18 * k, char, "L" if rare else "K", 10)

    document = read_document(paper({"K": korean(), "L": korean("Dotum")}, draw))
    assert not any("text_lost" in q.flags for q in document.questions)
    assert [[o.text for o in q.options] for q in document.questions] == [list(options) for options in OPTIONS]
