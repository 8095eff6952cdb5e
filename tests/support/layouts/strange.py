"""Documents that are no exams, though they are full of numbers and ①: none of them holds a question."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from tests.support.layouts.fonts import BODY, BOLD, register
from tests.support.layouts.ink import print_pdf
from tests.support.layouts.manner import Manner
from tests.support.layouts.page import Cell, Flow, wrapped
from tests.support.layouts.signs import CIRCLED
from tests.support.layouts.words import ENGLISH, KOREAN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def no_exam(seed: int) -> tuple[str, bytes]:
    """The name of a kind of document, and one of that kind."""
    register()
    random = Random(f"no exam {seed}")
    kind = sorted(_KINDS)[seed % len(_KINDS)]
    manner = Manner(
        columns=random.choice((1, 1, 2)),
        size=random.choice((9.0, 10.0, 11.0)),
        leading=random.uniform(1.3, 1.9),
        spacing=random.choice(("spaces", "gaps")),
    )
    flow = Flow(manner.columns, manner.gutter, manner.ruled)
    height = manner.size * manner.leading
    for n, (dx, text) in enumerate(_KINDS[kind](random)):
        for line in wrapped(text, flow.width - dx, BODY, manner.size):
            flow.row([Cell(dx, line, BOLD if n == 0 else BODY, manner.size)], height)
    return kind, print_pdf(flow.pages, manner)


def _statute(random: Random) -> Iterator[tuple[float, str]]:
    """제1조 … ① … ② …, with items 1. 2. 3. below."""
    yield 0, "자료 관리 규정"
    for article in range(1, random.randint(8, 20)):
        yield 0, f"제{article}조({random.choice(KOREAN.topics)}의 관리)"
        for n in range(random.randint(2, 5)):
            yield 8, f"{CIRCLED[n]} {random.choice(KOREAN.claims)}"
            if random.random() < 0.3:
                for item in range(1, 4):
                    yield 20, f"{item}. {random.choice(KOREAN.terms)}에 관한 사항"


def _notes(random: Random) -> Iterator[tuple[float, str]]:
    """Lecture notes: numbered heads, points marked ① or 1)."""
    yield 0, "자료 해석 강의 노트"
    marks = random.choice((tuple(CIRCLED), tuple(f"{n})" for n in range(1, 9)), tuple(f"({n})" for n in range(1, 9))))
    for head in range(1, random.randint(8, 20)):
        yield 0, f"{head}. {random.choice(KOREAN.topics)}의 이해"
        for n in range(random.randint(2, 6)):
            yield 12, f"{marks[n]} {random.choice(KOREAN.claims)}"


def _lecture(random: Random) -> Iterator[tuple[float, str]]:
    """The same in English, with points A. to D."""
    yield 0, "Lecture notes"
    for head in range(1, random.randint(8, 16)):
        yield 0, f"{head}. On {random.choice(ENGLISH.topics)}"
        for n in range(random.randint(2, 5)):
            yield 12, f"{'ABCDE'[n]}. {random.choice(ENGLISH.claims)}"


def _syllabus(random: Random) -> Iterator[tuple[float, str]]:
    yield 0, "출제 기준"
    for head in range(1, random.randint(6, 12)):
        yield 0, f"{head}. {random.choice(KOREAN.topics)}"
        for n in range(1, random.randint(3, 6)):
            yield 10, f"{n}. {random.choice(KOREAN.terms)}"
            for item in range(random.randint(2, 4)):
                yield 22, f"{'가나다라'[item]}. {random.choice(KOREAN.terms)}의 종류와 특성"


def _contents(random: Random) -> Iterator[tuple[float, str]]:
    yield 0, "차례"
    page = 3
    for head in range(1, random.randint(10, 30)):
        yield 0, f"{head}. {random.choice(KOREAN.topics)} ............ {page}"
        for n in range(1, random.randint(2, 5)):
            page += random.randint(1, 4)
            yield 14, f"{n}) {random.choice(KOREAN.terms)} ............ {page}"


def _minutes(random: Random) -> Iterator[tuple[float, str]]:
    yield 0, "제12차 운영위원회 회의록"
    for head in range(1, random.randint(5, 12)):
        yield 0, f"{head}. 안건: {random.choice(KOREAN.topics)}에 관한 건"
        for n in range(random.randint(2, 5)):
            yield 12, f"{CIRCLED[n]} {random.choice(KOREAN.claims)}"
        yield 12, "의결: 원안대로 하기로 함."


def _prices(random: Random) -> Iterator[tuple[float, str]]:
    yield 0, "물품 단가표"
    for n in range(1, random.randint(20, 70)):
        yield 0, f"{n}. {random.choice(KOREAN.terms)} {random.randint(1, 90)},{random.randint(100, 900)}원"


def _form(random: Random) -> Iterator[tuple[float, str]]:
    yield 0, "이용 신청서"
    for n, name in enumerate(("성명", "생년월일", "주소", "연락처", "신청 목적", "이용 기간", "동의"), 1):
        marks = "  ".join(f"{CIRCLED[m]} {random.choice(KOREAN.terms)}" for m in range(random.randint(2, 4)))
        yield 0, f"{n}. {name}: {marks if random.random() < 0.5 else '____________'}"


_KINDS: dict[str, Callable[[Random], Iterator[tuple[float, str]]]] = {
    "statute": _statute,
    "notes": _notes,
    "lecture": _lecture,
    "syllabus": _syllabus,
    "contents": _contents,
    "minutes": _minutes,
    "prices": _prices,
    "form": _form,
}
