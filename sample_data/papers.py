"""The exam papers: which material, in which manner, with which key."""

from __future__ import annotations

from dataclasses import dataclass

from material import Question, load, other_form
from typeset import LETTERS, PARENS, Style


@dataclass(frozen=True)
class Paper:
    """`content` names the material; `turned` makes form B of it; `key` says that answers lie elsewhere."""

    stem: str
    content: str
    style: Style
    language: str = "ko"
    form: str | None = None
    turned: bool = False

    def questions(self) -> list[Question]:
        questions = load(self.content)
        return other_form(questions) if self.turned else questions


def civil(form: str) -> Style:
    title = "2025년도 공공행정 모의평가"
    return Style(
        f"{title} ({form}형)",
        "행정학개론",
        f"2025년도 공공행정 모의평가 {form}형 ( {{pages}} - {{page}} )",
        "각 문제의 답을 하나만 고르시오.",
        size=10.5,
    )


def safety(year: int, columns: int) -> Style:
    return Style(
        f"{year}년도 산업안전 모의시험",
        f"산업안전 모의시험 {year}",
        "- {page} -",
        "문제마다 하나의 답을 고르시오.",
        columns=columns,
        size=10.0 if columns == 1 else 9.5,
        leading=17.0 if columns == 1 else 15.0,
        markers=PARENS,
        divider=columns == 2,
        answers="line",
    )


SOCIAL_WORK = Style(
    "2025년도 사회복지사 1급 모의시험",
    "사회복지사 1급 모의시험 1교시",
    "2025년도 사회복지사 1급 모의시험 1교시 ( {pages} - {page} )",
    "각 문제에서 요구하는 가장 적합한 답 1개만 고르시오.",
)
ENGINEER = Style(
    "정보처리기사 필기 모의고사",
    "정보처리기사 필기 모의고사",
    "{page} / {pages}",
    columns=2,
    size=9.0,
    leading=14.0,
    keep=False,
    divider=True,
    answers="rows",
)
READING = Style(
    "읽기 능력 모의평가",
    "읽기 능력",
    "{page}",
    answers="pairs",
    stem_font="NanumGothic",
)
NETWORK = Style(
    "Network and Cloud Fundamentals",
    "Network and Cloud Fundamentals - Practice Test",
    "Page {page} of {pages}",
    markers=LETTERS,
    number="QUESTION {}",
    stem_font="NanumGothic",
    grid=False,
    keep=False,
    answers="inline",
)
PRACTICE = Style("사회복지실천론 쪽지시험", "사회복지실천론", "- {page} -")
SCAN = Style("지구과학 쪽지시험", "지구과학", "- {page} -", size=11.0, leading=20.0)

PAPERS = [
    Paper("sw1-ko", "sw1-ko", SOCIAL_WORK),
    Paper("ipe-2col-ko", "ipe-2col-ko", ENGINEER),
    Paper("civil-a", "civil", civil("A"), form="A"),
    Paper("civil-b", "civil", civil("B"), form="B", turned=True),
    Paper("passage-ko", "passage-ko", READING),
    Paper("network-en", "network-en", NETWORK, language="en"),
    Paper("safety-2023", "safety-2023", safety(2023, 1)),
    Paper("safety-2024", "safety-2024", safety(2024, 2)),
    Paper("safety-2025", "safety-2025", safety(2025, 1)),
]
