"""What is missing is told: numbers that don't add up, statements, options, answers, pages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.support.paper import paper
from tests.support.paper import question as asked

from cgq.exam.audit import answers, leftover, pages, statements
from cgq.exam.audit.evidence import Evidence
from cgq.exam.audit.keys import uneven_forms, unread_forms, unread_pictures
from cgq.exam.audit.numbers import misplaced, printed_twice
from cgq.exam.audit.options import Counts, doubled, indistinct
from cgq.exam.audit.sentences import cut_short
from cgq.exam.extract import read_document
from cgq.exam.geometry import Line, Sheet
from cgq.exam.model import Answer, Document, Key, KeyAnswer, Option, PageLayout, Question
from cgq.exam.tally import counted, runs_of_numbers


def question(number: int, *, options: int = 4, section: str | None = None, stem: str = "", page: int = 1) -> Question:
    return Question(
        number=number,
        stem=stem or f"{number}번째로 묻는 것은 무엇인가?",
        options=tuple(Option(n=n, text=f"보기 {n}") for n in range(1, options + 1)),
        section=section,
        page=page,
    )


def document(*numbers: int, form: str | None = None) -> Document:
    return Document(sha256="", pages=1, form=form, questions=tuple(question(n) for n in numbers))


def key(*numbers: int, form: str | None = None) -> Key:
    return Key(answers=tuple(KeyAnswer(number=n, accepted=(1,)) for n in numbers), form=form)


def line(text: str, page: int = 1, y: float = 100.0) -> Line:
    xs = tuple(50.0 + 5 * n for n in range(len(text)))
    return Line(
        page, 0, text, xs, (50.0, y - 10, 50.0 + 5 * len(text), y), y, 10.0, 50.0, (*xs[1:], 50.0 + 5 * len(text))
    )


def evidence(heads: list[Line], sheets: int = 3) -> Evidence:
    return Evidence([Sheet(n, 600.0, 800.0, ()) for n in range(1, sheets + 1)], [], [], {}, frozenset(), heads)


def gaps(told: Document) -> list[int | None]:
    return [f.number for f in told.findings if f.code == "gap"]


def test_a_missing_number_is_a_gap_and_the_next_question_is_less_sure() -> None:
    told = counted(document(1, 2, 4, 5), ())
    assert gaps(told) == [3]
    assert [(t.expected, t.found, t.missing, t.by) for t in told.tallies] == [(5, 4, (3,), "numbers")]
    assert "after_gap" in told.questions[2].flags
    assert told.questions[2].confidence < told.questions[1].confidence


def test_the_key_tells_how_many_there_should_be() -> None:
    told = counted(document(1, 2, 3), (key(*range(1, 6)),))
    assert gaps(told) == [4, 5]
    assert [(t.expected, t.missing, t.by) for t in told.tallies] == [(5, (4, 5), "key")]
    assert counted(document(1, 2, 4), (key(1, 2, 4),)).findings == ()  # both agree that there is no 3


def test_the_paper_tells_how_many_there_should_be() -> None:
    told = counted(document(1, 2, 3), (), announced=4)
    assert [(t.expected, t.missing, t.by) for t in told.tallies] == [(4, (4,), "paper")]
    assert counted(document(1, 2, 3), (), announced=2).tallies[0].by == "numbers"


def test_the_first_question_is_not_always_the_first() -> None:
    assert gaps(counted(document(5, 6, 7), ())) == [4]
    assert gaps(counted(document(26, 27, 28), ())) == []  # the second part of an exam has a file of its own


def test_a_run_ends_where_numbers_start_again() -> None:
    told = [question(n) for n in (1, 2, 3, 1, 2)] + [question(n, section="나") for n in (1, 2)]
    assert [[q.number for q in run] for run in runs_of_numbers(told)] == [[1, 2, 3], [1, 2], [1, 2]]


def test_numbers_out_of_order_are_told_and_are_no_gaps() -> None:
    swapped = [question(n) for n in (1, 2, 5, 6, 3, 4)]
    assert [(f.code, f.number) for f in misplaced(swapped)] == [("order", 3), ("order", 4)]
    assert gaps(counted(replace(document(), questions=tuple(swapped)), ())) == []
    assert [(f.code, f.number) for f in misplaced([question(1), question(2), question(2)])] == [("duplicate", 2)]


def test_a_page_that_is_there_twice_is_told_and_so_is_a_paper() -> None:
    first, rest = [question(1), question(2)], [question(3), question(4)]
    again = [replace(q, page=2) for q in first]
    assert [(f.number, f.page) for f in printed_twice([*first, *again, *rest])] == [(1, 2), (2, 2)]
    assert [(f.number, f.page) for f in printed_twice([*first, *rest, *again, *rest])] == [(1, 2)]


@pytest.mark.parametrize(
    ("counts", "odd"),
    [
        ((4, 4, 4, 4, 3), [5]),
        ((4, 4, 4, 4, 5), [5]),
        ((4, 4, 3), [3]),
        ((4, 3), []),
        ((4, 4, 4, 6), []),
        ((4, 4, 4, 3), [4]),
        ((4, 5, 3, 4, 5, 6, 4, 4), []),
        ((4, 4, 5, 4, 4, 4, 3, 4, 4, 4, 3, 4, 4, 4), []),
        ((4, 4, 5, 4, 4, 4, 3, 4, 4, 4, 4, 4), [3, 7]),
        ((4, 4, 5, 3, 4, 4, 4, 4, 4, 4, 4, 4), [3, 4]),
    ],
)
def test_an_odd_count_of_options_is_odd_where_the_others_agree(counts: tuple[int, ...], odd: list[int]) -> None:
    asked = [question(n, options=k) for n, k in enumerate(counts, 1)]
    assert [q.number for q in asked if Counts(asked).is_odd(q)] == odd


def test_a_statement_that_the_options_speak_of_must_be_there() -> None:
    spoken = tuple(Option(n=n, text=t) for n, t in enumerate(("ㄱ", "ㄱ, ㄷ", "ㄴ, ㄷ"), 1))
    whole = replace(question(1), boxes=("ㄱ. 하나", "ㄴ. 둘", "ㄷ. 셋"), options=spoken)
    assert list(statements.missing_statements(whole)) == []
    torn = replace(whole, boxes=("ㄱ. 하나", "ㄷ. 셋"))
    assert [f.number for f in statements.missing_statements(torn)] == [1]
    ordered = tuple(Option(n=n, text=t) for n, t in enumerate(("ㄱ-ㄴ-ㄷ", "ㄴ → ㄱ → ㄷ"), 1))
    assert [f.number for f in statements.missing_statements(replace(torn, options=ordered))] == [1]


def test_whoever_answers_the_others_answers_each() -> None:
    asked = [replace(question(n), answer=Answer(accepted=(1,)) if n != 3 else None) for n in range(1, 6)]
    assert [f.number for f in answers.unanswered(asked, ())] == [3]
    assert list(answers.unanswered([question(n) for n in range(1, 6)], ())) == []


def test_page_numbers_that_jump_are_told() -> None:
    printed = [line(f"- {n} -", page, 780.0) for page, n in ((1, 1), (2, 2), (3, 4))]
    assert [f.page for f in pages.lost_pages(evidence(printed))] == [3]
    assert list(pages.lost_pages(evidence([line(f"- {n} -", n, 780.0) for n in (1, 2, 3)]))) == []


def test_a_last_page_before_the_last_is_told() -> None:
    printed = [line(f"{n} / 5", n, 780.0) for n in (1, 2, 3)]
    assert [f.page for f in pages.lost_pages(evidence(printed))] == [3]


def test_rows_of_a_key_that_nobody_read_are_told() -> None:
    rows = [line("1 ③ 2 ④ 3 ①", y=100.0), line("4 ② 5 ① 6 ①", y=120.0)]
    left = PageLayout(number=1, width=600, height=800, unclaimed=tuple(row.box for row in rows))
    assert [(f.code, f.page) for f in leftover.unread_keys(rows, [left], ())] == [("key_unread", 1)]
    assert list(leftover.unread_keys(rows, [replace(left, unclaimed=())], ())) == []


def test_the_forms_of_one_exam_have_as_many_answers() -> None:
    short, whole = key(*range(1, 16), form="A"), key(*range(1, 21), form="B")
    assert [f.code for f in uneven_forms((short, whole))] == ["key_unread"]
    assert list(uneven_forms((key(*range(1, 21), form="A"), whole))) == []
    other = replace(short, form="B", subject="다른 과목")  # subjects need not be as long as each other
    assert list(uneven_forms((replace(whole, form="A", subject="한 과목"), other))) == []


def test_a_picture_like_the_one_that_was_read_is_missed() -> None:
    cell = KeyAnswer(number=1, accepted=(1,), page=1, bbox=(60.0, 60.0, 70.0, 70.0))
    read = (Key(answers=(cell,), read_from="picture"),)
    table, alike = (50.0, 50.0, 450.0, 150.0), (50.0, 200.0, 448.0, 300.0)
    logo = (400.0, 700.0, 550.0, 760.0)
    sheet = Sheet(1, 600.0, 800.0, (), pictures=(table, alike, logo))
    assert [(f.code, f.page) for f in unread_pictures(read, [sheet])] == [("key_unread", 1)]
    assert list(unread_pictures(read, [replace(sheet, pictures=(table, logo))])) == []


def test_a_form_that_is_named_and_has_no_answers_is_missed() -> None:
    lines = [line("A형"), line("B형", y=300.0)]
    read = (key(1, 2, 3, form="A"),)
    assert [f.message[:4] for f in unread_forms(read, lines, frozenset())] == ["“B형”"]
    assert list(unread_forms(read, lines, frozenset({1}))) == []  # a cell of the table itself
    assert list(unread_forms((*read, key(1, 2, 3, form="B")), lines, frozenset())) == []


def test_a_stem_that_stops_where_the_others_do_not_is_cut_short() -> None:
    whole = [question(n) for n in range(1, 10)]
    cut = question(10, stem="다음 자료를 바탕으로 지하수의 수위가 낮아진")
    assert [(f.code, f.number) for f in cut_short([*whole, cut])] == [("cut_short", 10)]
    habits = [question(n, stem="지하수의 수위가 낮아진 까닭을 고르시기 바랍니다") for n in range(1, 10)]
    assert list(cut_short(habits)) == []


@pytest.mark.parametrize("behind", ["㉠ ㉡", "x2-2x+1=0", "(가) (나)", "f(x) = 2x, sin x"])
def test_a_formula_or_heads_of_columns_behind_the_question_cut_no_stem_short(behind: str) -> None:
    whole = [question(n) for n in range(1, 10)]
    assert list(cut_short([*whole, question(10, stem=f"다음에서 옳은 것은? {behind}")])) == []
    words = question(10, stem=f"다음에서 옳은 것은? {behind} 다음 글을 읽고")
    assert [f.number for f in cut_short([*whole, words])] == [10]


def test_a_full_line_that_ends_a_stem_within_a_sentence_is_cut_short_among_a_few() -> None:
    asked = [question(1), question(2), question(3, stem="다음 자료를 바탕으로 지하수의 수위가 낮아진")]
    assert list(cut_short(asked)) == []
    assert [(f.code, f.number) for f in cut_short(asked, full={2})] == [("cut_short", 3)]


def test_a_passage_that_stops_within_a_sentence_is_cut_short() -> None:
    told = "사람들은 오래전부터 물이 흐르는 길을 따라 마을을 이루고 살았으며, 그 길을 오가며 물건을 나누었다."
    asked = [replace(question(n), passage=told) for n in range(1, 9)]
    cut = replace(question(9), passage=told[:45])
    assert [f.number for f in cut_short([*asked, cut])] == [9]


def test_a_stem_that_starts_within_an_english_sentence_is_cut_short() -> None:
    whole = [question(n, stem=f"Which of the {n} values is right?") for n in range(1, 10)]
    assert [f.number for f in cut_short([*whole, question(10, stem="of these values is right?")])] == [10]
    korean = question(10, stem="select 문의 결과로 옳은 것은?")
    assert list(cut_short([*whole, korean])) == []


def test_two_questions_that_ran_together_are_told() -> None:
    """The number of the last one is lost: nothing counts on behind it."""
    stems = [f"Which of these is number {n}?" for n in range(1, 5)]
    rows = [row for n, stem in enumerate(stems, 1) for row in asked(n, stem, "one", "two", "three", "four")]
    assert read_document(paper(rows)).findings == ()
    rows[rows.index(f"4. {stems[3]}")] = stems[3]
    assert [(f.code, f.number) for f in read_document(paper(rows)).findings] == [("option_count", 3)]


@pytest.mark.parametrize("order", [(1, 2, 4, 3), (1, 3, 2, 4), (1, 4, 3, 2)])
def test_a_marker_out_of_turn_is_an_odd_count_in_a_paper_of_few_questions(order: tuple[int, ...]) -> None:
    """A row of options whose markers were exchanged: no option has the one that stands too early."""
    rows = asked(1, "Which of these floats?", "cork", "iron", "lead", "gold")
    rows += ["2. Which of these sinks?", *(f"   {n}) {text}" for n, text in zip(order, "abcd", strict=True))]
    assert ("option_count", 2) in [(f.code, f.number) for f in read_document(paper(rows)).findings]


@pytest.mark.parametrize(
    ("texts", "codes"),
    [
        (("가가가", "가가가", "가가가", "가가가"), ["text_lost"]),
        (("가가가가 가", "가가", "가가가", "가가가가"), ["text_lost"]),
        (("나무", "나무", "나무 상자", "돌"), []),
        (("A", "AA", "AAA", "AAAA"), []),
        (("", "", "", ""), []),
    ],
)
def test_options_that_all_read_alike_are_reported(texts: tuple[str, ...], codes: list[str]) -> None:
    options = tuple(Option(n=n, text=text) for n, text in enumerate(texts, 1))
    assert [finding.code for finding in indistinct(replace(question(1), options=options))] == codes


def test_an_option_printed_twice_is_found_in_a_paper_of_two_questions() -> None:
    words = ("amber", "basil", "cedar", "cedar")
    rows = [*asked(1, "Which is first?", "amber", "basil", "cedar"), *asked(2, "Which is last?", *words)]
    assert ("option_count", 2) in [(f.code, f.number) for f in read_document(paper(rows)).findings]
    rows = [*asked(1, "Which is first?", "amber", "basil", "cedar"), *asked(2, "Which is last?", "x", "7", "7")]
    assert ("option_count", 2) not in [(f.code, f.number) for f in read_document(paper(rows)).findings]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("cedar", "basil", "cedar", "amber"), "options 1 and 3"),
        (("cedar", "basil", "amber", "cedar"), "options 1 and 4"),
        (("cedar\tbasil", "basil\tcedar", "cedar\tamber", "amber\tcedar"), ""),
        (("Mb", "MB", "mb", "kb"), ""),
        (("7", "x", "8", "7"), ""),
    ],
)
def test_options_that_read_alike_need_not_be_adjacent(words: tuple[str, ...], told: str) -> None:
    options = tuple(Option(n=n, text=text) for n, text in enumerate(words, 1))
    found = [finding.message for finding in doubled(replace(question(1), options=options))]
    assert [message.split(" read")[0] for message in found] == ([told] if told else [])


@pytest.mark.parametrize(
    ("stem", "section", "odd"),
    [
        ("Explain in two sentences why the mill was closed.", None, []),
        ("Beschreiben Sie den Weg des Wassers.", None, []),
        ("강의 이름을 두 가지 쓰시오. [3점]", None, []),
        ("川の名前を二つ書きなさい。", None, []),
        ("How many mills are there? Answer: ________", None, []),
        ("How many mills are there?", "Short answers", []),
        ("강의 이름은 무엇인가?", "서술형", []),
        ("Which of these mills was closed?", "Part II", [3]),
        ("옳은 것을 고르시오.", None, [3]),
    ],
)
def test_one_question_to_answer_in_words_needs_no_options(stem: str, section: str | None, odd: list[int]) -> None:
    written = question(3, options=0, stem=stem, section=section)
    paper_of = [question(1), question(2), written, *(question(n) for n in range(4, 9))]
    counts = Counts(paper_of)
    assert [q.number for q in paper_of if counts.is_odd(q)] == odd
