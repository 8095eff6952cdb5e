"""Names above the tables of a drawn key: read from the shapes of their characters, or not at all."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("reportlab", reason="drawn keys are set with reportlab (group `samples`)")
pytest.importorskip("fontTools", reason="drawn keys are outlines taken with fontTools (group `samples`)")
if importlib.util.find_spec("koreanize_matplotlib") is None:
    pytest.skip("the font comes with koreanize-matplotlib (group `samples`)", allow_module_level=True)

from tests.support.drawn_keys import KOREAN, named
from tests.support.named_keys import counted, exam_of
from tests.support.set_papers import set_paper

from cgq.exam.extract import read_document
from cgq.exam.key.among import with_key_given, with_keys_found

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.support.named_keys import Exam

    from cgq.exam.model import Document, Key

STYLE: dict[str, Any] = {"numbers": KOREAN[0], "answers": KOREAN[0], "lanes": 5, "size": 10.0, "cell": (46.0, 20.0)}
LOOK: dict[str, Any] = {"shade": 200, "ruled": 60, "thick": 0.7, "ink": 0, "tilt": 0.0, "dpi": 130, "quality": 75}
NOT_SO = dict.fromkeys(("circled", "header", "inverted", "dotted", "several", "void"), False)
PLAIN: dict[str, Any] = STYLE | LOOK | NOT_SO | {"across": True, "named_in": KOREAN[0], "outlines": True}
ANSWERS = {n: (n * n % 5 + 1,) for n in range(1, 16)}


@cache
def tables_under(*names: str, picture: bool = False) -> tuple[Key, ...]:
    """The tables of a key that are drawn under these names."""
    style = PLAIN | {"outlines": not picture, "named_in": KOREAN[1] if picture else KOREAN[0]}
    return read_document(named(1, [(name, ANSWERS) for name in names], **style)).keys


def names_of(tables: Sequence[Key]) -> list[tuple[str | None, str | None]]:
    return [(table.session, table.form) for table in tables]


@pytest.mark.parametrize("picture", [False, True], ids=["outlines", "picture"])
def test_a_session_and_a_form_are_read_from_their_shapes(picture: bool) -> None:
    names = ("1교시 A형\n산림경영", "제2교시 (B형)", "3교시 가형 정답", "4 교시 나책형", "짝수형")
    wanted = [("1", "A"), ("2", "B"), ("3", "A"), ("4", "B"), (None, "B")]
    shown = 2 if picture else 5
    tables = tables_under(*names[:shown], picture=picture)
    assert names_of(tables) == wanted[:shown]
    assert tables[0].named_by_shape == ("form", "session")
    assert [len(table.answers) for table in tables] == [15] * shown


def test_what_names_two_or_something_else_names_nothing() -> None:
    names = names_of(tables_under("1교시 A, B형\n2과목 유형", "1~2교시 B형", "12교시 8형\nA형 / B형", "3고시 A행"))
    assert names == [("1", None), (None, "B"), (None, None), (None, None)]


def test_writing_that_was_not_read_is_told_from_none() -> None:
    nothing, unread, answers, read = tables_under("", "산림보호학", "정답", "2교시")
    assert [table.name_unread for table in (nothing, unread, answers, read)] == [False, True, False, False]


def drawn_exam(seed: int, *, legible: bool, **wanted: Any) -> tuple[Exam, list[tuple[str, Document]], Document]:
    """An exam, its papers read from PDFs, and its key read from a drawing."""
    exam = exam_of(seed, permutation="free", fault="none", names="whole", **wanted)
    names = [
        f"{s}교시 {f}형" if legible else f"{'첫둘셋'[int(s) - 1]}째 {'앞뒤'['AB'.index(f)]}쪽" for s, f in exam.labels
    ]
    tables = [
        (name, {a.number: a.accepted for a in key.answers}) for name, key in zip(names, exam.key[1].keys, strict=True)
    ]
    papers = [(path, read_document(set_paper(document))) for path, document in exam.papers]
    return exam, papers, read_document(named(seed, tables, **PLAIN))


def test_papers_and_their_drawn_key_are_matched_by_the_names_that_are_drawn() -> None:
    exam, papers, key = drawn_exam(43, legible=True, order="swapped", at_hand=("B",), sessions=2)
    (read,) = with_key_given(papers, ("/exams/any.pdf", key))
    assert counted([read], exam.truths) == replace(counted([], []), right=len(read.questions))
    assert {q.answer.verified_by for q in read.questions if q.answer} == {("name_shape",)}


def test_two_forms_prove_the_tables_whose_names_nobody_can_read() -> None:
    exam, papers, key = drawn_exam(49, legible=False, order="swapped", at_hand=("A", "B"), sessions=1)
    assert names_of(key.keys) == [(None, None)] * 2
    *read, _ = with_keys_found([*papers, ("/exams/sanrim-key.pdf", key)])
    assert counted(read, exam.truths) == replace(counted([], []), right=2 * len(read[0].questions))
    assert {q.answer.verified_by for d in read for q in d.questions if q.answer} == {("form_b",)}
    (alone,) = with_key_given(papers[:1], ("/exams/any.pdf", key))
    assert counted([alone], exam.truths[:1]).refused == 1
    assert counted([alone], exam.truths[:1]).right == 0
