"""Which subjects a question belongs to, by the names of its sections and of its exam.

Two concepts of one name are one concept in one subject and may be two in two. A name is folded as exams are
(exam/key/says.py): without its year, round, session and form, and without what every exam is called by.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cgq.exam.key.says import exam_words

if TYPE_CHECKING:
    from collections.abc import Iterable

GENERIC = frozenset(
    {
        *("section", "part", "unit", "chapter", "module", "부", "장", "편", "파트"),
        *("선택", "공통", "필수", "실기", "이론"),
        *("모의고사", "중간고사", "기말고사", "실전", "기출", "기출문제", "연습", "쪽지시험", "퀴즈"),
        *("midterm", "midterms", "final", "finals", "mock", "practice", "sample", "quiz"),
        *("scan", "scanned", "img", "image", "document", "doc", "untitled", "file", "copy", "pdf", "docx", "hwp"),
        *("스캔", "문서", "파일", "사본", "새"),
    }
)
"""Words that number or sort the parts of any exam, say what kind of exam it is, or what programs call a file: they name
no subject."""

_NUMERAL = re.compile("제?(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})")
"""A Roman number to 39, as parts of exams have, folded."""

NAMES_KEPT = 10_000
"""Names whose words are kept, entries: the sections and titles of a bank of 100,000 questions are fewer."""


class Printed(NamedTuple):
    """A question (id) appears in a paper (material id), in a section of it, under the paper's title.

    `in_rows`: the paper is a file with rows, which may collect questions of any exams.
    """

    question: int
    paper: int
    section: str
    title: str
    in_rows: bool


def papers_and_subjects(
    printed: Iterable[Printed],
) -> tuple[dict[int, tuple[int, ...]], dict[int, tuple[str, ...]]]:
    """By question its papers and its subjects, both sorted; a question without any is left out.

    A row that names its section stands for itself: neither the file nor the file's title says what else belongs
    to its subject.
    """
    papers: dict[int, set[int]] = {}
    subjects: dict[int, set[str]] = {}
    for one in printed:
        section = subject(one.section)
        alone = one.in_rows and section
        names = [section] if alone else [section, subject(one.title)]
        subjects.setdefault(one.question, set()).update(filter(None, names))
        if not alone:
            papers.setdefault(one.question, set()).add(one.paper)
    return (
        {question: tuple(sorted(found)) for question, found in papers.items()},
        {question: tuple(sorted(found)) for question, found in subjects.items() if found},
    )


@lru_cache(NAMES_KEPT)
def subject(name: str) -> str:
    """What a section or an exam is called, folded: `산업안전관리론` of `1과목: 산업안전관리론`; "" of a number."""
    return "".join(word for word in exam_words(name) if word not in GENERIC and not _NUMERAL.fullmatch(word))
