"""From lines to questions: which text is shared, and by which questions."""

from __future__ import annotations

import pytest
from tests.support.lines import line, lines_of
from tests.support.questions import FOUR, NOTHING, read, texts
from tests.support.rows import some

from cgq.exam.audit.passages import unbounded
from cgq.exam.page.script import joined
from cgq.exam.question.choice import choose_style
from cgq.exam.question.heads import section_heads
from cgq.exam.question.regions import regions_of
from cgq.exam.signs.passages import goes_on_a_sentence, passage_head
from cgq.exam.signs.question_ranges import question_named


def test_a_passage_belongs_to_the_questions_it_names() -> None:
    found = read(
        "[1~2] 다음 글을 읽고 물음에 답하시오.\n"
        "강은 산에서 시작하여 들을 지나 마침내 넓은 바다에 이른다고 한다.\n"
        f"1. 첫째?\n{FOUR}\n2. 둘째?\n{FOUR}\n3. 셋째?\n{FOUR}"
    )
    assert [bool(q.passage) for q in found] == [True, True, False]
    assert found[0].passage == found[1].passage
    assert texts(found[1])[-1] == "넷"


@pytest.mark.parametrize(
    ("head", "text"),
    [
        ("[2~3] 다음 글을 읽고 물음에 답하시오.", "물은 낮은 곳으로 흐른다."),
        ("[2-3] 다음 글을 읽고 물음에 답하시오.", "수레의 두 바퀴"),
        ("Questions 2-3 refer to the following text.", "The wheel turns left."),
    ],
)
def test_a_short_line_below_a_head_with_numbers_is_the_passage(head: str, text: str) -> None:
    found = read(f"1. 첫째?\n{FOUR}\n{head}\n{text}\n2. 둘째?\n{FOUR}\n3. 셋째?\n{FOUR}\n4. 넷째?\n{FOUR}")
    assert [q.passage for q in found] == [None, text, text, None]


@pytest.mark.parametrize("below", ["(각 2점)", "알맞은 것을 고르시오.", "Answer each of them.", "- 7 -"])
def test_a_remark_or_an_instruction_below_a_head_is_no_passage(below: str) -> None:
    head = "[2~3] 다음 글을 읽고 물음에 답하시오."
    found = read(f"1. 첫째?\n{FOUR}\n{head}\n{below}\n2. 둘째?\n{FOUR}\n3. 셋째?\n{FOUR}\n4. 넷째?\n{FOUR}")
    assert [q.passage for q in found] == [None] * 4


def test_an_instruction_for_many_questions_is_no_passage() -> None:
    found = read(f"※ [1-3] 물음에 답하시오.\n1. 첫째?\n{FOUR}\n2. 둘째?\n{FOUR}\n3. 셋째?\n{FOUR}")
    assert [q.passage for q in found] == [None] * 3


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("[1～3] 다음 글을 읽고", (1, 3)),
        ("【4~6】", (4, 6)),
        ("※ [8-10] 다음", (8, 10)),
        ("※ 다음 글을 읽고 물음에 답하시오. [문 19. ～ 문 20.]", (19, 20)),
        ("Common Data for Questions 48 and 49:", (48, 49)),
        ("【문 7. ~ 문 8.】 다음 글을 읽고 물음에 답하시오.", (7, 8)),
        ("Use the following information to answer items 3-4.", (3, 4)),
        ("次の文章を読んで、問5・問6に答えよ。", (5, 6)),
        ("Passage IV (Questions 31-40)", (31, 40)),
    ],
)
def test_passage_heads(text: str, covered: tuple[int, int]) -> None:
    head = passage_head(0, [line(text)])
    assert head is not None
    assert (head.first, head.last) == covered


@pytest.mark.parametrize(
    "head",
    [
        "※ 다음은 강에 관한 글이다. 차분히 읽고 아래의 물음에\n답하시오. (2~3)",
        "※ 다음은 강에 관한 글이다. 차분히 읽고 물음에 답하시오.\n(2~3)",
        "다음은 강과 바다에 관하여 쓴 글이다. 읽고 아래의 물음에\n알맞은 답을 고르시오. [2~3]",
        "[2~3] 다음은 강에 관한 글이다. 차분히 읽고 아래의 물음에\n알맞은 답을 하나만 고르시오.",
        "[2~3] 다음은 강에 관한 글이다. 차분히 읽고 아래의 물\u2060\n음에 답하시오.",
        "[2-3] Read the following text about rivers\nand their seas, and answer every one of\nthe questions.",
        "* Read the following text about a river and answer the\nquestions below. (2-3)",
        "Read the following text about a river and then answer\nQuestions 2 to 3 on the sheet.",
        "次の文章は、ある川について書かれたものである。これを読んで、後の問い\n(問2～問3)に答えなさい。",
        "阅读下面选自一本书的文字，然后根据文字的内容完成\n2～3题。",
    ],
)
def test_a_head_that_wraps_is_no_part_of_the_question_above_or_of_the_passage(head: str) -> None:
    told = "강은 산에서 시작하여 들을 지나 마침내 넓은 바다에 이른다고 한\n다. 오늘도 그렇다."
    found = read(f"1. 첫째?\n{FOUR}\n{head}\n{told}\n2. 둘째?\n{FOUR}\n3. 셋째?\n{FOUR}\n4. 넷째?\n{FOUR}")
    assert [q.number for q in found] == [1, 2, 3, 4]
    assert texts(found[0])[-1] == "넷"
    assert [q.passage for q in found] == [None, joined(told.split("\n")), found[1].passage, None]


def test_a_passage_that_starts_behind_its_numbers_keeps_its_lines() -> None:
    told = "강은 산에서 시작하여 들을 지나 바다에 이른다.\n오늘도 강은 그렇게 흘러간다고 한다."
    found = read(f"[1~2] 강과 바다\n{told}\n1. 첫째?\n{FOUR}\n2. 둘째?\n{FOUR}\n3. 셋째?\n{FOUR}")
    assert found[0].passage == joined(told.split("\n"))


@pytest.mark.parametrize(
    "text",
    [
        *("Q. 1 – Q. 25 carry one mark each.", "1. 다음은?", "[3점]", "2020-2021년의"),
        *(
            "Question 4 - 10 workers dig a hole.",
            "Questão 2 – 15 barcos saem do cais.",
            "Câu 4 - 10 con thuyền rời bến.",
        ),
        "Die Aufgaben 1 bis 20 zählen je einen Punkt.",
    ],
)
def test_no_passage_heads(text: str) -> None:
    assert passage_head(0, [line(text)]) is None


def _with_passages(head: str, sizes: tuple[int, ...]) -> str:
    lines: list[str] = []
    first = 1
    for size in sizes:
        lines += [head, f"{some(12, first)}.", f"{some(9, first)}."]
        for n in range(first, first + size):
            lines += [f"{n}. {some(5, n)} is which?", *(f"  {mark} {some(3, n + k)}." for k, mark in enumerate("①②③④"))]
        first += size
    return "\n".join(lines)


@pytest.mark.parametrize(
    "head",
    [
        "※ 다음 글을 읽고 물음에 답하시오.",
        "※ 다음 글을 읽고 이어지는 모든 물음에\n답하시오.",
        "※ 다음 글을 읽고 이어지는 모든 물\u2060\n음에 답하시오.",
        "[다음 자료를 보고 물음에 답하시오]",
        "Read the following passage and answer the questions that follow.",
        "Directions: Use the table below to answer each question.",
        "PASSAGE II",
    ],
)
def test_a_shared_text_whose_head_has_no_numbers_is_no_part_of_the_option_above(head: str) -> None:
    questions = read(_with_passages(head, (2, 3)))
    assert [texts(q) for q in questions] == [[f"{some(3, n + k)}." for k in range(4)] for n in range(1, 6)]
    assert [q.passage for q in questions] == [f"{some(12, n)}. {some(9, n)}." for n in (1, 1, 3, 3, 3)]


def test_texts_that_stand_together_are_shared_together() -> None:
    questions = read(_with_passages(f"Text 1\n{some(11, 4)}.\nText 2", (2, 3)))
    assert [q.passage for q in questions] == [
        f"Text 1 {some(11, 4)}. Text 2 {some(12, n)}. {some(9, n)}." for n in (1, 1, 3, 3, 3)
    ]


@pytest.mark.parametrize(("sizes", "told"), [((2, 2), 0), ((8,), 1), ((2, 2, 9), 1), ((8, 9), 0)])
def test_a_text_that_many_questions_would_share_is_reported(sizes: tuple[int, ...], told: int) -> None:
    lines = lines_of(_with_passages("Read the following passage and answer the questions that follow.", sizes))
    choice = choose_style(lines, NOTHING)
    assert choice is not None
    heads = section_heads(choice.chain, lines, {}, NOTHING, choice.runs, {})
    regions = regions_of(choice.chain, lines, heads, NOTHING, choice.runs)
    assert len(list(unbounded(regions))) == told


@pytest.mark.parametrize(
    "head", ["※ [1~2] 알맞은 것을 고르십시오.", "[1-2] 알맞은 것을 고르십시오.", "第1-2题：알맞은 것을 고르십시오."]
)
def test_questions_that_are_only_options_ask_what_the_head_above_them_tells(head: str) -> None:
    found = read(f"{head}\n1. \n{FOUR}\n2. \n{FOUR}\n3. 셋째?\n{FOUR}")
    assert [q.stem for q in found] == ["알맞은 것을 고르십시오."] * 2 + ["셋째?"]
    assert [q.flags for q in found] == [()] * 3


@pytest.mark.parametrize(
    "head",
    [
        "[2] 다음 글을 읽고 물음에 답하시오.",
        "다음 글을 읽고 2번 물음에 답하시오.",
        "次の文章を読んで、問2に答えなさい。",
        "阅读下面的短文，回答第2题。",
        "Question 2 refers to the following text.",
        "Frage 2 bezieht sich auf den folgenden Text.",
        "Lea el siguiente texto y responda la pregunta 2.",
        "Leia o texto a seguir para responder à questão 2.",
    ],
)
def test_a_head_that_names_one_question_gives_its_passage_to_that_one_alone(head: str) -> None:
    told = "강은 산에서 시작하여 들을 지나 마침내 넓은 바다에 이른다고 한다."
    found = read(f"1. 첫째?\n{FOUR}\n{head}\n{told}\n2. 둘째?\n{FOUR}\n3. 셋째?\n{FOUR}\n4. 넷째?\n{FOUR}")
    assert [q.passage for q in found] == [None, told, None, None]


def test_a_text_for_one_of_the_questions_that_share_another_is_added_to_it() -> None:
    shared, own = "강은 산에서 시작하여 바다에 이른다고 한다.", "물은 높은 곳에서 낮은 곳으로 흐른다고 한다."
    found = read(
        f"[1~3] 다음 글을 읽고 물음에 답하시오.\n{shared}\n1. 첫째?\n{FOUR}\n"
        f"다음 글을 읽고 2번 물음에 답하시오.\n{own}\n2. 둘째?\n{FOUR}\n3. 셋째?\n{FOUR}\n4. 넷째?\n{FOUR}"
    )
    assert [q.passage for q in found] == [shared, f"{shared}\n{own}", shared, None]


def test_a_number_in_brackets_that_no_question_below_has_is_that_of_a_part() -> None:
    told = "강은 산에서 시작하여 들을 지나 마침내 넓은 바다에 이른다고 한다."
    found = read(f"1. 첫째?\n{FOUR}\n[3] 다음 글을 읽고 물음에 답하시오.\n{told}\n2. 둘째?\n{FOUR}\n3. 셋째?\n{FOUR}")
    assert [q.passage for q in found] == [None] * 3


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Questions 4, 5 and 7 are based on the passage below.", [4, 5, 7]),
        ("Questions 4 and 7 are based on the passage below.", [4, 7]),
        ("Questions 2, 4 to 6 refer to the following text.", [2, 4, 5, 6]),
        ("Questions 4 to 7 refer to the following text.", [4, 5, 6, 7]),
        ("次の文章を読んで、問5・問7に答えよ。", [5, 7]),
    ],
)
def test_a_head_that_lists_its_questions_names_no_other(text: str, named: list[int]) -> None:
    head = passage_head(0, [line(text)])
    assert head is not None
    assert [number for number in range(1, 10) if head.names(number)] == named


@pytest.mark.parametrize(
    "head",
    [
        "Read the passage and answer the next two questions.",
        "Read the passage and answer the following 2 questions.",
        "다음 글을 읽고 다음 두 문제에 답하시오.",
    ],
)
def test_a_head_that_counts_its_questions_gives_its_passage_to_so_many(head: str) -> None:
    told = "강은 산에서 시작하여 들을 지나 마침내 넓은 바다에 이른다고 한다."
    found = read(f"1. 첫째?\n{FOUR}\n{head}\n{told}\n2. 둘째?\n{FOUR}\n3. 셋째?\n{FOUR}\n4. 넷째?\n{FOUR}")
    assert [q.passage for q in found] == [None, told, told, None]


@pytest.mark.parametrize(
    ("stem", "below"),
    [
        ("What does the clerk mean when he writes that", "questions 3-4 refer to the following text of old?"),
        ("안내문의 둘째 쪽에서 가리키는 곳으로서", "[3～4] 다음 글을 읽고 답하라는 말이 뜻하는 것은?"),
        ("余白に書かれていた言葉、すなわち次の文章を読んで、", "問3～問4に答えなさい、という指示の意味はどれか。"),
    ],
)
def test_what_reads_like_a_head_within_a_sentence_of_a_stem_is_none(stem: str, below: str) -> None:
    rows = f"1. 첫째?\n{FOUR}\n2. {stem}\n{below}\n{FOUR}\n3. 셋째?\n{FOUR}\n4. 넷째?\n{FOUR}"
    found = read(rows)
    assert below in found[1].stem
    assert [len(q.options) for q in found] == [4] * 4
    assert [q.passage for q in found] == [None] * 4
    assert goes_on_a_sentence(4, lines_of(rows))


@pytest.mark.parametrize("head", ["阅读下面的文字，完成2题。", "다음 글을 읽고 질문 2개에 답하시오."])
def test_how_many_questions_there_are_is_no_number_of_one(head: str) -> None:
    assert question_named(head) is None


def test_a_head_below_a_whole_sentence_is_one() -> None:
    told = "강은 산에서 시작하여 들을 지나 바다에 이른다고 한다."
    found = read(
        f"1. 첫째?\n{FOUR}\n2. 강의 이름을 쓰시오.\n[3~4] 다음 글을 읽고 답하시오.\n{told}\n"
        f"3. 셋째?\n{FOUR}\n4. 넷째?\n{FOUR}"
    )
    assert [q.passage for q in found] == [None, None, told, told]
