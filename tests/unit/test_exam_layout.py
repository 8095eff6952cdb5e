"""From lines to questions: what counts as a question and as an option."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.lines import line, lines_of
from tests.support.questions import FOUR, NOTHING, assembled, numbers, read, texts
from tests.support.rows import some

from cgq.exam.page.script import joined, language_of
from cgq.exam.page.wraps import with_broken_words_marked
from cgq.exam.question.endings import is_ending
from cgq.exam.question.marks import with_marks
from cgq.exam.question.stems import with_stem_answers
from cgq.exam.signs.markers import number_markers

if TYPE_CHECKING:
    from cgq.exam.model import Question


def test_a_number_without_options_is_no_question() -> None:
    assert numbers("1. 답안지를 받는다.\n2. 이름을 쓴다.\n3. 기다린다.") == []


def test_numbered_instructions_before_question_one_are_left_out() -> None:
    paper = f"1. 답안지를 받는다.\n2. 이름을 쓴다.\n1. 첫째는?\n{FOUR}\n2. 둘째는?\n{FOUR}\n3. 셋째는?\n{FOUR}"
    found = read(paper)
    assert [q.number for q in found] == [1, 2, 3]
    assert found[0].stem == "첫째는?"


def test_an_inner_list_does_not_cut_a_question() -> None:
    paper = f"1. 가는?\n{FOUR}\n2. 순서는?\n  1. 먼저\n  2. 다음\n  3. 끝\n{FOUR}\n3. 나는?\n{FOUR}"
    assert numbers(paper) == [1, 2, 3]


def test_numbers_may_restart_in_a_new_section() -> None:
    part = "\n".join(f"{n}. 물음 {n}은?\n{FOUR}" for n in range(1, 5))
    assert numbers(f"제1과목 : 처음\n{part}\n제2과목 : 다음\n{part}") == [1, 2, 3, 4, 1, 2, 3, 4]


def test_sections_are_named_by_their_heads() -> None:
    part = "\n".join(f"{n}. 물음 {n}은?\n{FOUR}" for n in range(1, 4))
    found = read(f"제1과목 : 처음\n{part}\n제2과목 : 다음\n{part}")
    assert [q.section for q in found] == ["제1과목 : 처음"] * 3 + ["제2과목 : 다음"] * 3
    assert texts(found[2])[-1] == "넷"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("  ① 가 | ② 나 | ③ 다 | ④ 라", ["가", "나", "다", "라"]),
        ("  ① 가 ② 나 ③ 다 ④ 라", ["가", "나", "다", "라"]),
        ("  ① 가 | ③ 다\n  ② 나 | ④ 라", ["가", "나", "다", "라"]),
        ("  ① 가\n  계속\n  ② 나\n  ③ 다\n  ④ 라\n  더", ["가 계속", "나", "다", "라 더"]),
        ("  (A) a | (B) b\n  (C) c | (D) d", ["a", "b", "c", "d"]),
        ("  A. a\n  B. b\n  C. c\n  D. d", ["a", "b", "c", "d"]),
        ("  1) 가\n  2) 나\n  3) 다\n  4) 라", ["가", "나", "다", "라"]),
        ("  ① ㄱ, ㄴ | ② ㄱ, ㄷ | ③ ㄴ\n  ④ ㄷ | ⑤ ㄱ, ㄴ, ㄷ", ["ㄱ, ㄴ", "ㄱ, ㄷ", "ㄴ", "ㄷ", "ㄱ, ㄴ, ㄷ"]),
    ],
)
def test_options_stand_in_rows_grids_and_lists(rows: str, expected: list[str]) -> None:
    found = read("\n".join(f"{n}. 물음은?\n{rows}" for n in range(1, 4)))
    assert [texts(q) for q in found] == [expected] * 3


def test_a_wrapped_cell_continues_the_option_above_it() -> None:
    rows = "  ① 긴 글이 | ② 짧은 글\n  이어진다\n  ③ 셋 | ④ 넷"
    assert texts(read(f"1. 물음은?\n{rows}\n2. 또?\n{FOUR}")[0])[0] == "긴 글이 이어진다"


def test_a_circled_digit_in_the_stem_is_no_option() -> None:
    found = read(f"1. ①과 ②를 견준 것은?\n{FOUR}\n2. 둘?\n{FOUR}\n3. 셋?\n{FOUR}")
    assert texts(found[0]) == ["하나", "둘", "셋", "넷"]
    assert found[0].stem == "①과 ②를 견준 것은?"


def read_marks(text: str) -> list[Question]:
    """The questions of a text with the answers that their markers tell."""
    lines = lines_of(text)
    return [a.question for a in with_marks(assembled(lines), [], [], lines).assembled]


def test_a_filled_marker_is_the_answer_where_most_questions_have_one() -> None:
    filled = "1. 물음?\n  ① 가\n  ❷ 나\n  ③ 다\n2. 물음?\n  ① 가\n  ② 나\n  ❸ 다\n"
    found = read_marks(filled + "3. 물음?\n  ① 가\n  ② 나\n  ③ 다")
    assert [q.answer.accepted if q.answer else None for q in found] == [(2,), (3,), None]
    assert {(q.answer.evidence, q.answer.source) for q in found if q.answer} == {("mark", "paper")}


def test_a_filled_marker_in_few_questions_is_no_answer_and_reported() -> None:
    open_ones = "\n".join(f"{n}. 물음?\n  ① 가\n  ② 나\n  ③ 다" for n in (2, 3))
    found = read_marks("1. 물음?\n  ① 가\n  ❷ 나\n  ③ 다\n" + open_ones)
    assert [q.answer for q in found] == [None] * 3
    assert [q.flags for q in found] == [("marked_option",), (), ()]


def test_an_english_dump_has_answers_and_explanations() -> None:
    found = read(
        "QUESTION 1\nWhich port is it?\nA. 21\nB. 22\nC. 23\nD. 25\nCorrect Answer: B\nExplanation:\nIt is 22.\n"
        "QUESTION 2\nChoose two.\nA. a\nB. b\nC. c\nD. d\nCorrect Answer: BD\n"
    )
    assert [q.stem for q in found] == ["Which port is it?", "Choose two."]
    assert found[0].explanation == "It is 22."
    assert found[1].answer is not None
    assert (found[1].answer.accepted, found[1].answer.mode) == ((2, 4), "all")
    assert texts(found[1])[-1] == "d"


def test_statements_become_boxes() -> None:
    found = read(f"1. 옳은 것은?\n<보 기>\n  ㄱ. 하나다.\n  ㄴ. 둘이다.\n  더 있다.\n{FOUR}\n2. 둘은?\n{FOUR}")
    assert found[0].stem == "옳은 것은?"
    assert found[0].boxes == ("<보기>", "ㄱ. 하나다.", "ㄴ. 둘이다. 더 있다.")


def test_languages_and_how_their_lines_join() -> None:
    assert language_of(["다음 중 옳은 것은 무엇인지 고르시오 모두 고르시오 제발"]) == "ko"
    assert language_of(["Which of the following is correct and why?"]) == "en"
    assert language_of(["次のうち正しいものはどれか。適切なものを選びなさい。"]) == "ja"
    assert language_of(["下列关于计算机网络的叙述中正确的是哪一个请选择答案"]) == "zh"
    assert joined(["正しいも", "のはどれか"]) == "正しいものはどれか"
    assert joined(["one  line", "and\tmore"]) == "one line and more"


def test_answers_in_the_stem_count_only_where_the_whole_paper_has_them() -> None:
    rows = "A. a\nB. b\nC. c\nD. d"
    lines = lines_of("\n".join(f"{n}. 下列正确的是（ {'ABCD'[n % 4]} ）。\n{rows}" for n in range(1, 5)))
    found = with_stem_answers(assembled(lines), lines)
    assert [q.answer and q.answer.accepted for q in found] == [(2,), (3,), (4,), (1,)]
    assert "B" not in found[0].stem
    assert [[p.page for p in q.places if p.part == "answer"] for q in found] == [[1]] * 4
    one = lines_of(f"1. 옳은 것은 (A)\n{rows}\n2. 다른 것은?\n{rows}\n3. 또?\n{rows}")
    assert [q.answer for q in with_stem_answers(assembled(one), one)] == [None] * 3


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("문 12. 다음은?", 12),
        ("문제 3) 다음은?", 3),
        ("3번. 다음은?", 3),
        ("제 7 문. 다음은?", 7),
        ("問 5　次のうち", 5),
        ("〔No. 8〕 次の", 8),
        ("第２問 次の", 2),
        ("QUESTION NO: 14", 14),
        ("Question #9", 9),
        ("NEW QUESTION 31", 31),
        ("Q.4 Consider", 4),
        ("12．下列", 12),
        ("[15] 다음은?", 15),
        ("3) Which?", 3),
    ],
)
def test_numbers_as_printed(text: str, number: int) -> None:
    assert [m.number for m in number_markers([line(text)], NOTHING)] == [number]


@pytest.mark.parametrize("text", ["3.5 미터", "2024년", "1 ① ② ③ ④ ⑤", "[1~3] 다음 글", "가나다"])
def test_no_numbers(text: str) -> None:
    assert number_markers([line(text)], NOTHING) == []


def wrapped(*pairs: tuple[str, str]) -> list[str]:
    """What each pair of lines becomes, in a paper that holds all of them and breaks inside words."""
    filler = [("이 설명은 규칙적", "으로 반복된 구성 요소가 있다")] * 20
    rows = [row for pair in [*filler, *pairs] for row in pair]
    marked = with_broken_words_marked(lines_of("\n".join(rows)))
    texts = [line.text for line in marked]
    return [joined(texts[n : n + 2]) for n in range(40, len(texts), 2)]


def test_a_word_that_a_line_breaks_is_joined_again() -> None:
    assert wrapped(("두 부분으로 구", "성된다고 본다"), ("여러 부분을", "구성한다고 본다")) == [
        "두 부분으로 구성된다고 본다",
        "여러 부분을 구성한다고 본다",
    ]


def test_a_paper_that_breaks_between_words_keeps_its_spaces() -> None:
    rows = ["이 설명은 여러", "부분으로 나뉜 구성을"] * 30
    assert [line.text for line in with_broken_words_marked(lines_of("\n".join(rows)))] == rows


@pytest.mark.parametrize(
    ("number", "markers"),
    [
        ("{}:", ("(1)", "(2)", "(3)", "(4)")),
        ("問{}", ("ア", "イ", "ウ", "エ")),
        ("問{}", ("1", "2", "3", "4")),
        ("第{}题", ("A．", "B．", "C．", "D．")),
        ("{}.", ("ⓐ", "ⓑ", "ⓒ", "ⓓ")),
        ("[{}]", ("(가)", "(나)", "(다)", "(라)")),
        ("Q.{}", ("i.", "ii.", "iii.", "iv.")),
        ("문 {})", ("㉮", "㉯", "㉰", "㉱")),
    ],
)
def test_numbers_and_options_may_be_marked_in_many_ways(number: str, markers: tuple[str, ...]) -> None:
    rows = "\n".join(f"  {m} {text}" for m, text in zip(markers, ("하나", "둘", "셋", "넷"), strict=True))
    found = read("\n".join(f"{number.format(n)} 물음은 무엇인가?\n{rows}" for n in range(1, 5)))
    assert [(q.number, q.stem, texts(q)) for q in found] == [
        (n, "물음은 무엇인가?", ["하나", "둘", "셋", "넷"]) for n in range(1, 5)
    ]


def test_explanations_that_count_from_one_again_are_no_questions() -> None:
    paper = "\n".join(f"문{n}. 물음 {n}은?\n{FOUR}" for n in range(1, 5))
    told = "\n".join(f"{n}. ③ 풀이가 이어진다." for n in range(1, 5))
    found = read(f"{paper}\n{told}")
    assert [q.number for q in found] == [1, 2, 3, 4]
    assert texts(found[-1])[-1] == "넷"


def test_a_running_paragraph_goes_on_with_its_last_option() -> None:
    found = read("1. 물음은?\n① 하나 ② 둘째\n것 ③ 셋\n④ 넷\n" + "\n".join(f"{n}. 또?\n{FOUR}" for n in (2, 3, 4)))
    assert texts(found[0]) == ["하나", "둘째 것", "셋", "넷"]


def test_bullets_without_a_frame_are_boxes_of_their_own() -> None:
    found = read(f"1. 옳은 것은?\n○ 첫째 말\n○ 둘째 말\n{FOUR}\n2. 또?\n{FOUR}")
    assert (found[0].stem, found[0].boxes) == ("옳은 것은?", ("○ 첫째 말", "○ 둘째 말"))


@pytest.mark.parametrize(
    ("head", "signs"),
    [
        ("Câu {}:", ("A.", "B.", "C.", "D.")),
        ("QUESTÃO {}", ("A", "B", "C", "D")),
        ("Aufgabe {}", ("(A)", "(B)", "(C)", "(D)")),
        ("Вопрос {}.", ("А)", "Б)", "В)", "Г)")),
        ("Pregunta {}.-", ("a)", "b)", "c)", "d)")),
    ],
)
def test_numbers_with_the_word_for_question_of_other_languages(head: str, signs: tuple[str, ...]) -> None:
    lines: list[str] = []
    for n in range(1, 6):
        lines.append(f"{head.format(n)} {some(5, n)}")
        lines += [f"  {sign} | {some(3, n + k)}" for k, sign in enumerate(signs)]
    questions = read("\n".join(lines))
    assert [q.number for q in questions] == [1, 2, 3, 4, 5]
    assert [q.stem for q in questions] == [some(5, n) for n in range(1, 6)]
    assert all(texts(q) == [some(3, q.number + k) for k in range(4)] for q in questions)


def test_a_box_to_tick_before_an_option_is_not_the_end_of_the_one_above() -> None:
    question = read("1. Which is a system?\n  ☐ A. first one\n  ☑ B. second one\n  ☐ C. third one\n  ☐ D. fourth one")[
        0
    ]
    assert texts(question) == ["first one", "second one", "third one", "fourth one"]


def test_answers_in_brackets_before_their_numbers_are_answers_where_all_have_one() -> None:
    told = "\n".join(f"( {'①②③④'[n % 4]} ) {n}. {some(5, n)} is which?\n{FOUR}" for n in range(1, 6))
    questions = with_stem_answers(assembled(lines_of(told)), lines_of(told))
    assert [(q.number, q.stem) for q in questions] == [(n, f"{some(5, n)} is which?") for n in range(1, 6)]
    assert [q.answer and q.answer.accepted for q in questions] == [(n % 4 + 1,) for n in range(1, 6)]


def test_a_letter_in_brackets_that_all_questions_end_with_is_no_answer() -> None:
    told = "\n".join(f"{n}. {some(5, n)} fits which blank (A)?\n{FOUR}" for n in range(1, 6))
    questions = with_stem_answers(assembled(lines_of(told)), lines_of(told))
    assert [q.stem for q in questions] == [f"{some(5, n)} fits which blank (A)?" for n in range(1, 6)]
    assert [q.answer for q in questions] == [None] * 5


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("문항\t답\t문항\t답\t문항\t답", True),
        ("번호\t정답\t번호\t정답", True),
        ("No.\tAnswer\tNo.\tAnswer", True),
        ("번호\t정답", False),
        ("문항\t답\t수험 번호\t성명", False),
        ("구분\tA\t구분\tB", False),
    ],
)
def test_the_row_above_the_columns_of_an_answer_table_ends_the_questions(text: str, *, ends: bool) -> None:
    assert is_ending(line(text)) is ends
