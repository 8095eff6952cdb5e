"""The marker of an option is the first at its place; a number may be high, and a stem may begin with digits."""

from __future__ import annotations

import pytest
from tests.support.lines import line
from tests.support.questions import FOUR, NOTHING, numbers, read, texts

from cgq.exam.identity import question_hash
from cgq.exam.signs.markers import number_markers
from cgq.exam.signs.passages import passage_head


def between(options: str) -> list[str]:
    """The options of a second question among four that have four plain ones."""
    found = read(f"1. 첫째?\n{FOUR}\n2. 둘째?\n{options}\n3. 셋째?\n{FOUR}\n4. 넷째?\n{FOUR}")
    assert [q.number for q in found] == [1, 2, 3, 4]
    return texts(found[1])


@pytest.mark.parametrize(
    "told",
    [
        ("①과 ②만 옳다", "②와 ③만 옳다", "③만 옳다", "모두 옳다"),
        ("①", "①, ②", "①, ②, ③", "①, ②, ③, ④"),
        ("① ②", "② ③", "③ ④", "① ④"),
        ("③이 먼저다", "④가 먼저다", "①이 먼저다", "②가 먼저다"),
        ("② 다음에 ①", "③ 다음에 ②", "④ 다음에 ③", "① 다음에 ④"),
    ],
)
@pytest.mark.parametrize(
    "grid", ["  ① {}\n  ② {}\n  ③ {}\n  ④ {}", "  ① {} | ② {}\n  ③ {} | ④ {}"], ids=["rows", "grid"]
)
def test_an_option_may_begin_with_the_markers_of_others(grid: str, told: tuple[str, ...]) -> None:
    assert between(grid.format(*told)) == list(told)


def test_letters_in_brackets_name_options_in_an_option() -> None:
    plain = "  (A) one\n  (B) two\n  (C) three\n  (D) four"
    told = ("(A) only", "(B) only", "both (A) and (B)", "neither (A) nor (B)")
    options = "  (A) {}\n  (B) {}\n  (C) {}\n  (D) {}".format(*told)
    found = read(f"1. First?\n{plain}\n2. Second?\n{options}\n3. Third?\n{plain}")
    assert [texts(q) for q in found] == [["one", "two", "three", "four"], list(told), ["one", "two", "three", "four"]]


def test_markers_without_a_text_are_options_still() -> None:
    assert between("  ① ② ③ ④") == ["", "", "", ""]


def test_the_second_line_of_a_cell_belongs_to_the_option_above_it() -> None:
    assert between("  ① 하나 | ③ 셋과\n  ② 둘 |   그 다음 줄\n  ④ 넷") == ["하나", "둘", "셋과 그 다음 줄", "넷"]


def test_a_cell_without_an_option_above_it_belongs_to_its_row() -> None:
    assert between("  ① 하나 | 1 m\n  ② 둘 | 2 m\n  ③ 셋 | 3 m\n  ④ 넷 | 4 m") == [
        "하나 1 m",
        "둘 2 m",
        "셋 3 m",
        "넷 4 m",
    ]


@pytest.mark.parametrize("marker", ["{}.", "{})"])
def test_a_first_marker_may_have_lost_its_stop(marker: str) -> None:
    rows = [
        "  a one",
        *(f"  {marker.format(sign)} {text}" for sign, text in (("b", "two"), ("c", "three"), ("d", "four"))),
    ]
    options = "\n".join(rows)
    found = read(f"1. First?\n{options}\n2. Second?\n{options}\n3. Third?\n{options}")
    assert [texts(q) for q in found] == [["one", "two", "three", "four"]] * 3


def test_a_stem_that_ends_above_a_second_option_is_no_first_one() -> None:
    whole = "  a. one\n  b. two\n  c. three"
    found = read(f"1. First?\n{whole}\n2. Which of them is\na part?\n{whole}\n3. Third?\n{whole}")
    assert [texts(q) for q in found] == [["one", "two", "three"]] * 3


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3．2013年，下列", 3),
        ("4．5个人中", 4),
        ("3.2013년의 조사에서", 3),
        ("7.1200명을 조사한", 7),
        ("12、3个", 12),
        ("1004. Which?", 1004),
        ("문 1120. 다음은?", 1120),
    ],
)
def test_numbers_before_digits_and_numbers_of_four(text: str, number: int) -> None:
    assert [m.number for m in number_markers([line(text)], NOTHING)] == [number]


@pytest.mark.parametrize("text", ["3.14 rad", "2.5배로 늘어난", "0.25 A", "1:2013"])
def test_a_decimal_is_no_number(text: str) -> None:
    assert number_markers([line(text)], NOTHING) == []


def test_numbers_count_on_past_999() -> None:
    text = "\n".join(f"{n}. 무엇인가?\n{FOUR}" for n in range(996, 1004))
    assert numbers(text) == list(range(996, 1004))


def test_a_year_at_the_start_of_a_line_is_no_number() -> None:
    rows = [f"{n}. 다음에서 옳은 것은?\n2019. 3. 1. 이후의 일이다\n{FOUR}" for n in range(1, 6)]
    assert numbers("\n".join(rows)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("at", [2, 4, 6])
@pytest.mark.parametrize("count", [2, 3, 5])
def test_statements_counted_like_questions_belong_to_theirs(at: int, count: int) -> None:
    listed = "\n".join(f"{n}. 이것은 {n}째 말이다." for n in range(1, count + 1))
    rows = [f"{n}. {n}째 물음은?\n{listed + chr(10) if n == at else ''}{FOUR}" for n in range(1, 8)]
    found = read("\n".join(rows))
    assert [q.number for q in found] == list(range(1, 8))
    assert found[at - 1].stem.startswith(f"{at}째 물음은?")
    assert f"{count}째 말이다." in found[at - 1].stem
    assert [texts(q) for q in found] == [["하나", "둘", "셋", "넷"]] * 7


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("Paragraph for Question Nos. 4 and 5", (4, 5)),
        ("Paragraph for Questions No. 11 to 13:", (11, 13)),
        ("Passage for Question Numbers 4, 5 and 6", (4, 6)),
        ("Common data for Q. 48 and Q. 49", (48, 49)),
        ("Comprehension (Q. 4 - 6)", (4, 6)),
        ("Statement for Linked Answer Questions 54 and 55:", (54, 55)),
        ("Data for Qs. 7 & 8", (7, 8)),
    ],
)
def test_heads_of_common_data(text: str, covered: tuple[int, int]) -> None:
    head = passage_head(0, [line(text)])
    assert head is not None
    assert (head.first, head.last) == covered


@pytest.mark.parametrize(
    ("marks", "labels"),
    [
        ("① ② ③ ④", "1 2 3 4"),
        ("⑴ ⑵ ⑶ ⑷", "1 2 3 4"),
        ("(A) (B) (C) (D)", "A B C D"),
        ("Ａ． Ｂ． Ｃ． Ｄ．", "A B C D"),
        ("ⓐ ⓑ ⓒ ⓓ", "a b c d"),
        ("가. 나. 다. 라.", "가 나 다 라"),
        ("㉮ ㉯ ㉰ ㉱", "가 나 다 라"),
        ("(ア) (イ) (ウ) (エ)", "ア イ ウ エ"),
        ("(i) (ii) (iii) (iv)", "i ii iii iv"),
    ],
)
def test_an_option_keeps_the_label_that_is_printed_and_the_question_its_identity(marks: str, labels: str) -> None:
    def paper(signs: str) -> str:
        printed = zip(signs.split(), ("하나", "둘", "셋", "넷"), strict=True)
        options = "\n".join(f"  {sign} {text}" for sign, text in printed)
        return "\n".join(f"{n}. 물음?\n{options}" for n in range(1, 5))

    found = read(paper(marks))
    assert [[option.label for option in q.options] for q in found] == [labels.split()] * 4
    assert [[option.n for option in q.options] for q in found] == [[1, 2, 3, 4]] * 4
    assert question_hash(found[0]) == question_hash(read(paper("1) 2) 3) 4)"))[0])


def test_letters_of_every_other_question_keep_what_is_printed() -> None:
    first, second = ("\n".join(f"  {sign}. {sign}x" for sign in signs) for signs in ("ABCD", "FGHJ"))
    found = read("\n".join(f"{n}. Which?\n{first if n % 2 else second}" for n in range(1, 7)))
    assert [[option.label for option in q.options] for q in found[:2]] == [list("ABCD"), list("FGHJ")]
    assert [option.n for option in found[1].options] == [1, 2, 3, 4]
