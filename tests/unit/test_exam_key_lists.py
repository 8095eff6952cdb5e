"""Keys that are lists, and solutions that nothing but their place calls so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.lines import line, lines_of
from tests.support.paper import paper, question

from cgq.exam.extract import read_document
from cgq.exam.key.grids import read_tables
from cgq.exam.key.solutions import read_solutions

if TYPE_CHECKING:
    from cgq.exam.model import Document

RIGHT = (3, 1, 4, 2, 2, 1, 3, 4, 1, 2, 4, 3)
RINGS, LETTERS, HANGUL = "①②③④", "abcd", "가나다라"


def listed(form: str, between: str, per: int) -> str:
    """All answers in lines of so many, each by a form that knows n, the digit, ring, letter and 가나다."""
    pairs = [
        form.format(n=n, d=r, ring=RINGS[r - 1], letter=LETTERS[r - 1], ga=HANGUL[r - 1])
        for n, r in enumerate(RIGHT, 1)
    ]
    return "\n".join(between.join(pairs[at : at + per]) for at in range(0, len(pairs), per))


def answers(text: str) -> list[tuple[int, ...]]:
    return [a.accepted for key in read_tables(lines_of(text))[0] for a in key.answers]


@pytest.mark.parametrize("per", [5, 6, 11, 12])
@pytest.mark.parametrize(
    ("form", "between"),
    [
        ("{n}.{ring}", " "),
        ("{n} {ring}", "   "),
        ("{n}{ring}", " "),
        ("{n}. {ring}", ", "),
        ("{n} → {ring}", "  "),
        ("{n}번: {d}번", ", "),
        ("{n}-{d}", "  "),
        ("{n}={letter}", "  "),
        ("{n}. {letter}", " "),
        ("{n}. ({letter})", "  "),
        ("{n} {letter}", "; "),
        ("문{n}. {ga}", "  "),
    ],
)
def test_a_list_is_read_whatever_stands_between(form: str, between: str, per: int) -> None:
    assert answers("정답\n" + listed(form, between, per)) == [(r,) for r in RIGHT]


@pytest.mark.parametrize(
    "signs", ["①②③④", "ⓐⓑⓒⓓ", "㉮㉯㉰㉱", "ABCD", "abcd", "가나다라", "アイウエ", "ｱｲｳｴ", "АБВГ", "абвг", "1234"]
)
@pytest.mark.parametrize("form", ["{n}. {sign}", "{n}={sign}"])
def test_a_list_may_be_in_any_signs_that_options_have(signs: str, form: str) -> None:
    pairs = "  ".join(form.format(n=n, sign=signs[r - 1]) for n, r in enumerate(RIGHT, 1))
    assert answers(f"정답\n{pairs}") == [(r,) for r in RIGHT]


@pytest.mark.parametrize(
    "signs", ["①②③④", "ⓐⓑⓒⓓ", "㉮㉯㉰㉱", "ABCD", "abcd", "가나다라", "アイウエ", "АБВГ", "абвг", "1234"]
)
@pytest.mark.parametrize("form", ["{first}-{last} {run}", "{first}~{last}: {run}"])
def test_a_run_may_be_in_any_signs_that_options_have(signs: str, form: str) -> None:
    runs = ("".join(signs[r - 1] for r in RIGHT[at : at + 4]) for at in (0, 4, 8))
    told = "\n".join(form.format(first=at, last=at + 3, run=run) for at, run in zip((1, 5, 9), runs, strict=True))
    assert answers(f"정답\n{told}") == [(r,) for r in RIGHT]


@pytest.mark.parametrize(
    ("form", "below"),
    [
        ("{n}. {letter}", "7. D"),
        ("{n}. {letter}", "\nCorrection: 7. D"),
        ("{n}. {letter}", "Corrections\n5. B\n7. D"),
        ("{n}번 {ring}", "\n정정: 7번 ③ → ④"),
        ("{n}번 {ring}", "※ 7번: ③, ④ 복수정답"),
    ],
)
def test_a_second_answer_below_a_table_leaves_the_number_without_one(form: str, below: str) -> None:
    listed_down = listed(form, " ", 1)
    found = answers(f"정답\n{listed_down}\n{below}")
    assert found == [(r,) if n != 7 else () for n, r in enumerate(RIGHT, 1)]


def test_a_cell_of_two_lines_is_not_read_by_its_first() -> None:
    numbers = [line(text, y=y) for text, y in (("Answers", 80.0), ("1     2     3     4     5     6", 100.0))]
    first, second = line("A     C     B     D     A     B", y=115.0), line("D", x=110.0, y=130.0)
    (key,) = read_tables([*numbers, first, second])[0]
    assert [a.accepted for a in key.answers] == [(1,), (3,), (), (4,), (1,), (2,)]


@pytest.mark.parametrize(
    ("rows", "third"),
    [
        ([(50, "A     C     B,    D     A     B"), (110, "D")], (2, 4)),
        ([(110, "②,"), (50, "①     ③           ④     ①     ②"), (110, "④")], (2, 4)),
        ([(110, "②,"), (50, "①     ③     ③,    ④     ①     ②"), (110, "④")], (2, 3, 4)),
        ([(110, "2,"), (50, "1     3           4     1     2"), (110, "4")], ()),
        ([(110, "②"), (50, "①     ③           ④     ①     ②"), (110, "④")], None),
    ],
)
def test_a_list_of_answers_in_a_cell_goes_on_in_the_lines_below(
    rows: list[tuple[float, str]], third: tuple[int, ...] | None
) -> None:
    """The other cells of the row stand at half the height of that cell, or beside its first line. A digit below
    another one may be the number of a question."""
    numbers = [line(text, y=y) for text, y in (("정답", 80.0), ("1     2     3     4     5     6", 100.0))]
    set_rows = [line(text, x=x, y=110.0 + 7 * at) for at, (x, text) in enumerate(rows)]
    keys = read_tables([*numbers, *set_rows])[0]
    accepted = [[a.accepted for a in key.answers] for key in keys]
    assert accepted == ([] if third is None else [[(1,), (3,), third, (4,), (1,), (2,)]])


def test_a_correction_is_no_row_of_the_table_above_it() -> None:
    numbers, rings = (" | ".join(map(str, cells)) for cells in (range(1, 7), (RINGS[r - 1] for r in RIGHT[:6])))
    found = answers(f"정답\n{numbers}\n{rings}\n정정: 2번 ① → ④")
    assert found == [(r,) if n != 2 else () for n, r in enumerate(RIGHT[:6], 1)]


@pytest.mark.parametrize("below", ["7. c", "Correction: 7. C", "Corrections: none", "Page 7 of 9", "7 points each"])
def test_what_only_repeats_an_answer_changes_nothing(below: str) -> None:
    assert answers("Answers\n" + listed("{n}. {letter}", " ", 1) + "\n" + below) == [(r,) for r in RIGHT]


def test_a_list_in_which_one_number_stands_twice_is_one_list() -> None:
    rows = listed("{n}. {letter}", " ", 1).split("\n")
    found = answers("\n".join(["Answers", *rows[:7], "7. d", *rows[7:]]))
    assert found == [(r,) if n != 7 else () for n, r in enumerate(RIGHT, 1)]


@pytest.mark.parametrize("head", ["Key: ", "[정답] ", "정답: ", "Answers: ", "빠른 정답 "])
def test_a_list_is_read_behind_its_head(head: str) -> None:
    assert answers(head + listed("{n}.{letter}", " ", 7)) == [(r,) for r in RIGHT]


def test_words_behind_the_answers_are_remarks() -> None:
    rows = "\n".join(f"{n} | {LETTERS[r - 1].upper()} | Routing and switching" for n, r in enumerate(RIGHT, 1))
    (key,) = read_tables(lines_of("Answer key\nItem | Key | Domain\n" + rows))[0]
    assert [a.accepted for a in key.answers] == [(r,) for r in RIGHT]
    assert key.subject is None


def test_what_announces_a_key_is_no_subject() -> None:
    rows = "\n".join(f"{n} | {RINGS[r - 1]} | 2" for n, r in enumerate(RIGHT, 1))
    for title, subject in (("최종정답 안내", None), ("수학 영역 정답 및 배점", "수학 영역"), ("정답 공개", None)):
        (key,) = read_tables(lines_of(f"{title}\n문항 | 정답 | 배점\n{rows}"))[0]
        assert ([a.accepted for a in key.answers], key.subject) == ([(r,) for r in RIGHT], subject)


@pytest.mark.parametrize(
    "text",
    [
        "1. 가 2. 나 3. 다 4. 라 5. 마",
        "1. a 2. b 3. c 4. d 5. e",
        "1.5 2.5 3.5 4.5 5.5",
        "1. ① 3. ② 5. ③ 7. ④ 9. ①",
    ],
)
def test_what_only_looks_like_a_list_is_none(text: str) -> None:
    assert answers(text) == []


@pytest.mark.parametrize(
    ("head", "solution"),
    [
        ("정답 및 해설", "{n}. {ring} 권한은 맡은 일에 따라 나눈다."),
        ("[해설]", "{n}. ({d}) 권한은 맡은 일에 따라 나눈다."),
        ("Answers and explanations", "{n}. {upper}. The route is chosen by its cost."),
        ("Solutions", "{n}) {upper} - the route is chosen by its cost."),
        ("Notes", "{n}. The correct answer is {upper}. The route is chosen by its cost."),
    ],
)
def test_a_solution_begins_with_its_answer(head: str, solution: str) -> None:
    rows = [
        solution.format(n=n, d=r, ring=RINGS[r - 1], upper=LETTERS[r - 1].upper()) for n, r in enumerate(RIGHT[:4], 1)
    ]
    (found,) = read_solutions(lines_of("\n".join((head, *rows))))
    assert [a.accepted for a in found.answers] == [(r,) for r in RIGHT[:4]]
    assert all(text.endswith(("나눈다.", "cost.")) and text[0].isalpha() for text in found.explanations.values())


def test_without_a_heading_numbered_letters_are_no_solutions() -> None:
    rows = "\n".join(f"{n}. A. The route is chosen by its cost." for n in range(1, 6))
    assert read_solutions(lines_of(rows)) == []
    assert read_solutions(lines_of("Answers\n" + "\n".join(f"{n}. A" for n in range(1, 6)))) == []


def with_answers(*below: str) -> Document:
    asked = [question(n, f"Which of these is number {n}?", "one", "two", "three", "four") for n in range(1, 5)]
    return read_document(paper([line for lines in asked for line in lines], ["Answer key", *below]))


def test_what_stands_below_a_heading_of_answers_is_read_or_told() -> None:
    unread = with_answers("see the other booklet, first two pages", "and the list at the door")
    assert [(f.code, f.page) for f in unread.findings] == [("key_unread", 2)]
    read = with_answers("1. A 2. C 3. B 4. D")
    assert [q.answer.accepted if q.answer else None for q in read.questions] == [(1,), (3,), (2,), (4,)]
    assert read.findings == ()


@pytest.mark.parametrize(
    ("second", "right"),
    [("Answer: B - two km", 2), ("Answer: B - three km", None), ("Answer: 4 km", None), ("Answer: B. It is far.", 2)],
)
def test_a_solution_that_spells_out_another_option_than_it_names_gives_no_answer(
    second: str, right: int | None
) -> None:
    asked = [question(n, f"How far is town {n}?", "4 km", "two km", "three km", "9 km") for n in range(1, 5)]
    solved = [f"{n}. {second if n == 2 else 'Answer: A'}" for n in range(1, 5)]
    read = read_document(paper([line for lines in asked for line in lines], ["Solutions", *solved]))
    answers = [q.answer.accepted if q.answer else None for q in read.questions]
    assert answers == [(1,), (right,) if right else None, (1,), (1,)]
    assert [(f.code, f.number) for f in read.findings] == ([] if right else [("key_mismatch", 2)])


@pytest.mark.parametrize(("signs", "order"), [("АБВГ", "241323"), ("가나다라", "241323"), ("ABCD", "241323")])
def test_a_number_without_an_answer_costs_the_others_of_its_list_nothing(signs: str, order: str) -> None:
    cells = ["" if n == 3 else signs[int(right) - 1] for n, right in enumerate(order, 1)]
    text = "   ".join(f"{n}. {cell}" for n, cell in enumerate(cells, 1))
    (key,), _ = read_tables(lines_of(f"정답\n{text}"))
    assert [min(answer.accepted, default=None) for answer in key.answers] == [2, 4, None, 3, 2, 3]


def test_a_digit_behind_a_number_is_its_answer_and_no_hole() -> None:
    keys, _ = read_tables(lines_of("Answers\n1. 2   2. 4   3. 4   4. 3   5. 2   6. 3"))
    assert [answer.accepted for answer in keys[0].answers] == [(2,), (4,), (4,), (3,), (2,), (3,)]
