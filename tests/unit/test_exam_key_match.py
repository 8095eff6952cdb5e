"""A key meets a paper by what both say of themselves; what is ambiguous or of another exam is refused, and said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.support.lines import lines_of

from cgq.exam.key.choose import Chosen, KeyFile, choose_key
from cgq.exam.key.match import Match, match, stitched
from cgq.exam.key.proof import Refusal
from cgq.exam.key.says import Says, exam_words, files_agree
from cgq.exam.model import Answer, Key, KeyAnswer, Option, Question
from cgq.exam.page.cover import title_of
from cgq.exam.page.spaced_letters import PrintedText
from cgq.exam.signs.forms import form_in

PAPER = Says(
    title="2024년도 제12회 도서관사서 2급 필기시험", form="A", heads=("도서관사서 2급 1교시",), files=("/e/lib.pdf",)
)
KEY = Says(title="2024년도 제12회 도서관사서 2급 최종정답", files=("/e/lib-key.pdf",))


def asked(count: int = 20, section: str | None = None, *, options: int = 4, first: int = 1) -> list[Question]:
    texts = tuple(Option(n=n, text=str(n)) for n in range(1, options + 1))
    return [Question(number=n, stem="?", options=texts, section=section) for n in range(first, first + count)]


def table(count: int = 20, *, first: int = 1, turn: int = 0, most: int = 4, **names: str | None) -> Key:
    cells = (KeyAnswer(number=n, accepted=((n + turn) % most + 1,)) for n in range(first, first + count))
    return Key(answers=tuple(cells), **names)


def found(paper: Says, key: Says, tables: list[Key], questions: list[Question] | None = None) -> Match | Refusal:
    return match(paper, questions or asked(), key, tables, "found")


def reason(result: Match | Refusal) -> str:
    assert isinstance(result, Refusal), result
    return result.reason


def test_a_key_of_the_same_exam_is_found_with_its_reasons() -> None:
    result = found(PAPER, KEY, [table(form="A"), table(form="B", turn=1)])
    assert isinstance(result, Match)
    assert result.tables == (table(form="A"),)
    assert result.reasons == (
        "both are called 도서관사서",
        "the file names agree",
        "year 2024",
        "round 12",
        "level 2",
        "form A: answers 1-20",
    )


@pytest.mark.parametrize(
    ("title", "what"),
    [
        ("2023년도 제12회 도서관사서 2급 정답", "another year (2023, the paper says 2024)"),
        ("2024년도 제11회 도서관사서 2급 정답", "another round"),
        ("2024년도 제12회 도서관사서 1급 정답", "another level"),
        ("제12회 도서관사서 2급 정답", "the key does not say of which"),
        ("2024년도 제12회 기록연구사 2급 정답", "the key's title says 기록연구사, the paper does not"),
        ("2024년도 제12회 도서관사서 2급 추가 정답", "the key's title says 추가, the paper does not"),
    ],
)
def test_A1_a_key_of_another_exam_is_refused_with_what_differs(title: str, what: str) -> None:
    assert what in reason(found(PAPER, Says(title=title), [table()]))


def test_a_key_without_a_title_is_known_by_a_file_beside_the_paper_only() -> None:
    untitled = Says(files=("/e/lib.pdf",))
    assert isinstance(found(untitled, Says(files=("/e/lib-key.pdf",)), [table()]), Match)
    assert isinstance(found(untitled, Says(files=("/elsewhere/lib-key.pdf",)), [table()]), Refusal)
    assert isinstance(found(untitled, Says(files=("/e/lib2-key.pdf",)), [table()]), Refusal)


def test_years_in_file_names_tell_papers_without_titles_apart() -> None:
    paper, key = Says(files=("/e/sw_2023.pdf",)), Says(files=("/e/sw_2022_key.pdf",))
    assert "another year" in reason(found(paper, key, [table()]))


def test_japanese_years_are_years() -> None:
    paper = Says(title="令和5年度 情報処理 午前 問題")
    assert isinstance(found(paper, Says(title="2023年度 情報処理 午前 解答"), [table()]), Match)
    assert "another year" in reason(found(paper, Says(title="令和4年度 情報処理 午前 解答"), [table()]))


def test_the_form_must_be_the_papers() -> None:
    assert "the paper is form A" in reason(found(PAPER, KEY, [table(form="B")]))
    unformed = Says(title=PAPER.title)
    assert "does not say which form" in reason(found(unformed, KEY, [table(form="A"), table(form="B", turn=1)]))
    assert "does not say which form" in reason(found(unformed, KEY, [table(form="A")]))


def test_what_the_whole_key_names_holds_for_its_tables() -> None:
    of_b = Says(title=KEY.title, form="B")
    assert "the key is for form B, the paper is form A" in reason(found(PAPER, of_b, [table()]))
    second = Says(title=KEY.title, heads=("2교시",))
    assert "the key is for session 2" in reason(found(PAPER, second, [table()]))


def test_an_undated_key_of_nothing_in_particular_is_silent() -> None:
    untitled = found(PAPER, Says(files=("/e/scan.pdf",)), [table()])
    assert isinstance(untitled, Refusal)
    assert not untitled.related


def test_the_session_must_be_the_papers() -> None:
    both = [table(session="1"), table(session="2", turn=1)]
    result = found(PAPER, KEY, both)
    assert isinstance(result, Match)
    assert result.tables[0].session == "1"
    assert "the paper is session 1" in reason(found(PAPER, KEY, both[1:]))


def test_among_several_subjects_the_papers_own_is_taken() -> None:
    tables = [table(subject=s, turn=n) for n, s in enumerate(("국어", "영어", "한국사"))]
    paper = Says(title="2024년도 제12회 도서관사서 2급", heads=("영어",))
    result = found(paper, KEY, tables)
    assert isinstance(result, Match)
    assert result.tables[0].subject == "영어"


def test_a_subject_that_the_paper_does_not_name_is_not_guessed_by_count() -> None:
    tables = [table(subject="국어"), table(25, subject="영어")]
    assert "does not say that this is its subject" in reason(found(PAPER, KEY, tables))
    foreign = Says(title="2024년도 제12회 도서관사서 2급", heads=("외국어",))
    assert "does not say that this is its subject" in reason(found(foreign, KEY, [table(subject="국어")]))


def test_sections_whose_numbers_restart_get_the_table_of_their_name_in_any_order() -> None:
    questions = [*asked(section="제1과목 자료조직"), *asked(section="제2과목 정보봉사")]
    tables = [table(subject="정보봉사", turn=1), table(subject="자료조직")]
    result = found(PAPER, KEY, tables, questions)
    assert isinstance(result, Match)
    assert [t.subject for t in result.tables] == ["자료조직", "정보봉사"]
    strangers = [table(subject="물리"), table(subject="화학")]
    assert "are not the paper's sections" in reason(found(PAPER, KEY, strangers, questions))


def test_A1_several_tables_that_fit_are_refused_unless_they_say_the_same() -> None:
    assert "several tables of the key fit" in reason(found(PAPER, KEY, [table(), table(turn=1)]))
    assert isinstance(found(PAPER, KEY, [table(), table()]), Match)


def test_answers_beyond_the_options_or_never_the_last_option_tell_another_paper() -> None:
    assert "options that the questions do not have" in reason(found(PAPER, KEY, [table(most=5)]))
    assert "no answer of the key is 5" in reason(found(PAPER, KEY, [table(40)], asked(40, options=5)))


def test_a_key_that_contradicts_the_printed_answers_is_of_another_paper() -> None:
    from dataclasses import replace

    printed = [replace(q, answer=Answer(accepted=((q.number + 1) % 4 + 1,))) for q in asked()]
    assert "contradicts 20 of the 20 answers" in reason(found(PAPER, KEY, [table()], printed))


def test_A1_a_person_may_give_a_key_that_says_less_but_not_one_of_another_exam() -> None:
    assert isinstance(match(PAPER, asked(), Says(), [table()], "given"), Match)
    other = Says(title="2023년도 도서관사서 정답")
    assert "another year" in reason(match(PAPER, asked(), other, [table()], "given"))
    clash = Says(title="조경기사 정답")
    untold = Says(title="도서관사서 시험")
    assert "the key is called 조경기사" in reason(match(untold, asked(), clash, [table()], "given"))


@pytest.mark.parametrize(
    ("ours", "theirs", "what"),
    [
        ("Final examination 2024", "Answer key - Final examination 2019", "another year"),
        ("History - Spring 2024", "Answer key - History - Autumn 2024", "another season"),
        ("History - 2024 fall", "Answers - History - 2024 winter", "another season"),
        ("2024학년도 1학기 국사", "2024학년도 2학기 국사 정답", "another term"),
        ("2024 국사 중간고사", "2024 국사 기말고사 정답", "another examination"),
        ("History - Spring 2024", "Answer key - Botany - Spring 2024", "says botany, the paper does not, but history"),
        ("2024학년도 국사", "2024학년도 화학 정답표", "says 화학, the paper does not, but 국사"),
    ],
)
def test_no_key_of_another_part_of_the_year_or_subject_is_taken_even_if_given(
    ours: str, theirs: str, what: str
) -> None:
    assert what in reason(match(Says(title=ours), asked(), Says(title=theirs), [table()], "given"))


@pytest.mark.parametrize(
    ("head", "title"), [("Final examination 2024", "Final examination 2024"), ("Exam - 12", "Exam")]
)
def test_a_year_at_the_end_of_a_heading_is_no_page_number(head: str, title: str) -> None:
    assert title_of(None, lines_of(head), [], PrintedText([head])) == title


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Final examination 2024", "Final answer key"),
        ("Midterm exam 2024", "Final answers 2024"),
        ("Maths - Spring 2024", "Answer key - Mathematics - Spring 2024"),
        ("History - Fall 2024", "Answer key - History - Autumn 2024"),
        ("2024학년도 국사", "2024 Korean History answer key"),
        ("2024학년도 국사", "2024학년도 정답표"),
    ],
)
def test_titles_that_say_less_or_in_other_words_do_not_contradict_a_given_key(ours: str, theirs: str) -> None:
    assert isinstance(match(Says(title=ours), asked(), Says(title=theirs), [table()], "given"), Match)


def test_tables_that_continue_each_other_are_one_only_where_that_is_sure() -> None:
    assert [len(t.answers) for t in stitched([table(10), table(10, first=11)])] == [20]
    assert len(stitched([table(10, subject="국어"), table(10, first=11)])) == 2
    assert len(stitched([table(10), table(10, first=11), table(10, first=11, turn=1)])) == 3


def test_the_final_key_goes_before_the_draft_and_the_near_one_before_the_far() -> None:
    draft = KeyFile(1, Says(title="2024년도 제12회 도서관사서 2급 가답안"), (table(),))
    final = KeyFile(2, KEY, (table(turn=1),))
    chosen = choose_key(PAPER, asked(), [draft, final])
    assert isinstance(chosen, Chosen)
    assert chosen.key.id == 2
    far = KeyFile(3, Says(title=KEY.title, files=("/far/key.pdf",)), (table(turn=2),))
    chosen = choose_key(PAPER, asked(), [far, final])
    assert isinstance(chosen, Chosen)
    assert chosen.key.id == 2


def test_keys_that_disagree_answer_nothing_and_those_of_other_exams_are_silent() -> None:
    twice = [KeyFile(n, KEY, (table(turn=n),)) for n in (1, 2)]
    refused = choose_key(PAPER, asked(), twice)
    assert isinstance(refused, Refusal)
    assert "several keys fit and do not say the same" in refused.reason
    assert choose_key(PAPER, asked(), [KeyFile(1, Says(title="2021년도 조경기사 정답"), (table(),))]) is None
    assert choose_key(PAPER, asked(), []) is None


def test_what_every_exam_is_called_is_not_its_name() -> None:
    assert exam_words("2024년도 제12회 도서관사서 2급 필기시험 A형 최종정답") == ("도서관사서",)
    assert exam_words("Final Answer Key") == ()
    assert files_agree(Says(files=("/e/sw1-ko.pdf",)), Says(files=("/e/sw1_정답.pdf",)))
    assert not files_agree(Says(files=("/e/sw23-1a.pdf",)), Says(files=("/e/key-sw22.pdf",)))


def test_a_paper_with_answers_of_its_own_says_nothing_of_a_key_that_does_not_fit() -> None:
    other = [KeyFile(1, Says(title="2024년도 제12회 도서관사서 2급 추가 정답"), (table(),))]
    assert isinstance(choose_key(PAPER, asked(), other), Refusal)
    answered = [replace(question, answer=Answer(accepted=(1,), source="paper")) for question in asked()]
    assert choose_key(PAPER, answered, other) is None
    assert isinstance(choose_key(PAPER, [*answered[1:], *asked(1)], other), Refusal)


def given_key(tables: list[Key], questions: list[Question], paper: Says = PAPER, key: Says = KEY) -> Match | Refusal:
    return match(paper, questions, key, tables, "given")


def test_a_given_key_that_lacks_answers_is_used_and_one_of_other_numbers_is_not() -> None:
    result = given_key([table(40)], asked(47))
    assert isinstance(result, Match)
    assert len(result.tables[0].answers) == 40
    assert isinstance(found(PAPER, KEY, [table(40)], asked(47)), Refusal)
    apart = given_key([table(20, first=41)], asked(20))
    assert "the key answers questions 41-60, the paper asks 1-20" in reason(apart)
    longer = given_key([table(25)], asked(20))
    assert "the key answers questions 1-25, the paper asks 1-20" in reason(longer)


def test_open_questions_need_no_answer_of_a_key() -> None:
    open_ones = [Question(number=n, stem="?") for n in range(21, 26)]
    assert isinstance(found(PAPER, KEY, [table(20)], [*asked(20), *open_ones]), Match)


def test_a_given_key_of_options_that_the_questions_lack_is_refused() -> None:
    assert "options that the questions do not have" in reason(given_key([table(20, most=5)], asked(20, options=4)))


def test_of_the_tables_of_a_given_key_the_one_that_answers_more_is_taken_and_a_tie_is_refused() -> None:
    result = given_key([table(20), table(8, turn=1)], asked(20))
    assert isinstance(result, Match)
    assert len(result.tables[0].answers) == 20
    assert "several tables" in reason(given_key([table(20), table(19, turn=1)], asked(20)))


def test_odd_and_even_are_not_a_and_b_unless_one_of_the_two_says_so() -> None:
    odd = Says(title="2024년도 도서관사서", form="A", heads=("홀수형",))
    letters = Says(title="2024년도 도서관사서 정답", heads=("A형", "B형"))
    both = Says(title="2024년도 도서관사서 정답", heads=("A형(홀수형)", "B형(짝수형)"))
    tables = [table(form="A"), table(form="B", turn=1)]
    assert "calls its forms otherwise" in reason(given_key(tables, asked(), odd, letters))
    assert isinstance(given_key(tables, asked(), odd, both), Match)


def test_the_name_of_a_file_proves_an_undated_key_only_with_exact_numbers() -> None:
    undated = Says(title="제12회 도서관사서 2급 정답", files=("/e/lib-key.pdf",))
    result = found(PAPER, undated, [table()])
    assert isinstance(result, Match)
    assert "the file names agree" in result.reasons
    assert "does not say of which" in reason(found(PAPER, undated, [table(19)]))
    assert "another year" in reason(found(PAPER, replace(undated, title="2023년도 도서관사서 정답"), [table()]))


def test_the_only_paper_and_key_of_a_folder_belong_together_unless_something_speaks_against_it() -> None:
    paper, key = Says(files=("/e/spring.pdf",), alone=True), Says(files=("/e/list.pdf",), alone=True)
    result = found(paper, key, [table()])
    assert isinstance(result, Match)
    assert "they are the only paper and the only key of their folder" in result.reasons
    assert isinstance(found(paper, replace(key, alone=False), [table()]), Refusal)
    assert isinstance(found(paper, key, [table(19)]), Refusal)
    assert isinstance(found(paper, replace(key, files=("/f/list.pdf",)), [table()]), Refusal)
    named = replace(paper, title="도서관사서 시험"), replace(key, title="조경기사 정답")
    assert isinstance(found(*named, [table()]), Refusal)


def test_of_two_keys_the_one_for_which_much_more_speaks_is_taken() -> None:
    titled = KeyFile(1, Says(title=KEY.title, files=("/e/lib-key.pdf",)), (table(),))
    weaker = KeyFile(2, Says(title=KEY.title, files=("/e/other.pdf",)), (table(turn=1),))
    chosen = choose_key(PAPER, asked(), [weaker, titled])
    assert isinstance(chosen, Chosen)
    assert chosen.key.id == 1


@pytest.mark.parametrize(
    ("paper", "key"),
    [
        ("TIPO 01 - BRANCA", "GABARITO TIPO 1 - BRANCO"),
        ("Caderno 2 - Azul", "CADERNO 02"),
        ("Prova Amarela", "Gabarito amarelo"),
        ("Mã đề thi 132", "Mã đề 132"),
        ("Вариант 2", "ВАРИАНТ 2"),
        ("Booklet A", "FORM A"),
    ],
)
def test_a_form_is_the_same_with_zeros_inflection_and_case(paper: str, key: str) -> None:
    assert form_in(paper) == form_in(key) is not None


@pytest.mark.parametrize("text", ["Version 3.0", "Type 2 diabetes", "A set of 5 cards", "Tipo de conta 5%"])
def test_what_only_counts_names_no_form(text: str) -> None:
    assert form_in(text) is None


def test_a_key_whose_numbers_are_all_one_off_is_of_another_paper() -> None:
    for first in (0, 2):
        assert f"the key answers questions {first}-{first + 19}" in reason(found(PAPER, KEY, [table(first=first)]))
    assert isinstance(found(PAPER, KEY, [table(21)]), Match), "one more is no other count"
