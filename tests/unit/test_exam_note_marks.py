"""Marks of notes at questions, whose answers are notes at the end of the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.unit.test_exam_columns import EM, run

from cgq.exam.page.note_marks import split_note_marks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.exam.page.runs import Run

STEMS = ("우리나라의 수도는?", "물이 끓는 온도는?", "한 시간은 몇 초인가?", "법을 만드는 곳은?")
NOTES = ("[정답] ②", "[정답] ④", "[정답] ①", "[정답] ③")


def question(n: int, y: float, stem: str, *, lower: float | None, raised: bool) -> Iterator[Run]:
    """A stem with a mark in the margin, so many ems `lower`, and a raised one behind it; options 16 points below."""
    if lower is not None:
        yield run(f"{n})", 30, y + lower * EM)
    yield run(stem, 60, y)
    if raised:
        yield run(f"{n})", 60 + len(stem) * EM / 2, y - 0.3 * EM, em=0.45 * EM)
    yield run("① 하나 ② 둘 ③ 셋 ④ 넷", 50, y + 16)


def paper(*stems: str, notes: tuple[str, ...] = NOTES, lower: float | None = 0.7, raised: bool = True) -> list[Run]:
    """Questions 60 points apart, then the notes."""
    runs: list[Run] = []
    for n, stem in enumerate(stems, 1):
        runs += question(n, 60.0 * n, stem, lower=lower, raised=raised)
    for n, note in enumerate(notes, 1):
        runs += [run(f"{n})", 50, 400 + 16 * n), run(note, 66, 400 + 16 * n)]
    return runs


def numbered() -> list[str]:
    return [f"{n}. {stem}" for n, stem in enumerate(STEMS, 1)]


def test_marks_at_questions_with_numbers_of_their_own_are_taken_off() -> None:
    runs = paper(*numbered())
    (kept,), (taken,) = split_note_marks([runs])
    assert [r.text for r in taken] == ["1)", "1)", "2)", "2)", "3)", "3)", "4)", "4)"]
    assert kept == [r for r in runs if r not in taken]
    assert [r.text for r in kept][-8:] == ["1)", "[정답]②", "2)", "[정답]④", "3)", "[정답]①", "4)", "[정답]③"]


def test_marks_that_are_the_only_numbers_stand_on_the_lines_of_their_questions() -> None:
    (kept,), (taken,) = split_note_marks([paper(*STEMS, raised=False)])
    assert taken == []
    assert [(r.text, r.base) for r in kept if r.x0 == 30] == [(f"{n})", 60.0 * n) for n in range(1, 5)]


def test_raised_marks_of_notes_that_tell_answers_are_taken_off() -> None:
    (_,), (taken,) = split_note_marks([paper(*numbered(), lower=None)])
    assert [r.text for r in taken] == ["1)", "2)", "3)", "4)"]


def test_raised_marks_of_other_notes_stay_in_the_text() -> None:
    words = ("조선의 도읍", "1기압일 때", "3,600초", "국회를 이른다")
    (_,), (taken,) = split_note_marks([paper(*numbered(), notes=words, lower=None)])
    assert taken == []


def test_a_raised_mark_behind_the_second_line_of_a_stem_is_no_line_of_the_margin() -> None:
    runs = paper(*numbered(), raised=False)
    runs += [
        part for n in range(1, 5) for part in (run("것은?", 60, 60.0 * n + 10), run(f"{n})", 75, 60.0 * n + 7, em=4))
    ]
    (_,), (taken,) = split_note_marks([runs])
    assert sorted(r.text for r in taken) == sorted(f"{n})" for n in (1, 2, 3, 4) for _ in range(2))


@pytest.mark.parametrize("lower", [0.0, 1.0, 1.6])
def test_numbers_on_their_line_or_on_a_line_of_their_own_are_kept(lower: float) -> None:
    runs = paper(*numbered(), lower=lower, raised=False)
    (kept,), (taken,) = split_note_marks([runs])
    assert (kept, taken) == (runs, [])


def test_two_numbers_between_lines_are_no_marks_of_notes() -> None:
    runs = paper(*numbered()[:2], raised=False)
    (kept,), (taken,) = split_note_marks([runs])
    assert (kept, taken) == (runs, [])


def test_exponents_that_do_not_count_on_are_kept() -> None:
    runs = [
        r
        for n, m in enumerate((2, 7, 2, 9), 1)
        for r in (run("f(x", 60, 60.0 * n), run(f"{m})", 75, 60.0 * n - 3, em=4))
    ]
    (kept,), (taken,) = split_note_marks([runs])
    assert (kept, taken) == (runs, [])
