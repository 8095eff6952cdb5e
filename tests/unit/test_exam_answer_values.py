"""What an answer chooses: all that it says, or nothing."""

from __future__ import annotations

import pytest
from tests.support.lines import lines_of

from cgq.exam.key.grids import read_tables
from cgq.exam.signs.values import parse_answer

SMALL_ROMAN = ("i", "ii", "iii", "iv")
STYLES = (
    *(
        "①②③④",
        "❶❷❸❹",
        "➀➁➂➃",
        "➊➋➌➍",
        "⑴⑵⑶⑷",
        "⒈⒉⒊⒋",
        "㉮㉯㉰㉱",
        "ABCD",
        "1234",
        "abcd",
        "가나다라",
        "アイウエ",
        "ｱｲｳｴ",
    ),
    *("가나다라", "アイウエ", "ｱｲｳｴ"),
    *("АБВГ", "ⓐⓑⓒⓓ", "ⒶⒷⒸⒹ", "⒜⒝⒞⒟", "ⅰⅱⅲⅳ", "ⅠⅡⅢⅣ", SMALL_ROMAN, ("I", "II", "III", "IV")),
    *(
        tuple(f"({c})" for c in letters)
        for letters in ("ABCD", "1234", "가나다라", "アイウエ", ("i", "ii", "iii", "iv"))
    ),
    *(tuple(f"{sign}." for sign in signs) for signs in ("ABCD", "abcd", "1234", "가나다라", SMALL_ROMAN)),
    *(tuple(f"{sign})" for sign in signs) for signs in ("ABCD", "abcd", "1234", "АБВГ")),
    tuple(f"{sign}:" for sign in "ABCD"),
)
ANSWERS = tuple((3 * n + n // 4) % 4 + 1 for n in range(12))


@pytest.mark.parametrize(
    ("text", "options", "mode"),
    [
        ("A and C", (1, 3), "all"),
        ("b & d", (2, 4), "all"),
        ("A, B, and D", (1, 2, 4), "all"),
        ("BD", (2, 4), "all"),
        ("B und D", (2, 4), "all"),
        ("A e C", (1, 3), "all"),
        ("B or D", (2, 4), "any"),
        ("B lub D", (2, 4), "any"),
        ("A; C", (1, 3), "any"),
        ("A C", (1, 3), "any"),
        ("(A)(C)", (1, 3), "any"),
        ("A. C.", (1, 3), "any"),
        ("A through C", (1, 2, 3), "any"),
        ("B-D", (2, 3, 4), "any"),
        ("①, ③번", (1, 3), "any"),
        ("①ㆍ③", (1, 3), "any"),
        ("②～④", (2, 3, 4), "any"),
        ("1번, 3번", (1, 3), "any"),
        ("가, 다", (1, 3), "any"),
        ("アとウ", (1, 3), "any"),
        ("アからウまで", (1, 2, 3), "any"),
        ("①,② (복수정답)", (1, 2), "any"),
        ("option B", (2,), "any"),
        ("(iii)", (3,), "any"),
    ],
)
def test_an_answer_is_read_to_its_end(text: str, options: tuple[int, ...], mode: str) -> None:
    parsed = parse_answer(text)
    assert parsed is not None
    assert (parsed.options, parsed.mode(most=5)) == (options, mode)


@pytest.mark.parametrize(
    "text",
    [
        "A and the others",
        "A and",
        "C-A",
        "AB or CD",
        "A and B or C",
        "A A",
        "13",
        "1-3",
        "see below",
        "①에 관하여",
        "전항정답 ①",
    ],
)
def test_what_is_an_answer_only_in_part_is_none(text: str) -> None:
    assert parse_answer(text) is None


@pytest.mark.parametrize(
    ("text", "marks", "option"),
    [
        ("G", "FGHJ", 2),
        ("2", "FGHJ", 2),
        ("ii", ("i", "ii", "iii"), 2),
        ("B", "①②③④", 2),
        ("2", "가나다라", 2),
        ("나", "㉮㉯㉰㉱", 2),
        ("c", "ⓐⓑⓒⓓ", 3),
        ("E", "ABCD", 5),
        ("i", "abcd", 9),
        ("В", "АБВГ", 3),
    ],
)
def test_the_signs_of_the_options_say_what_a_sign_is(text: str, marks: str, option: int) -> None:
    parsed = parse_answer(text, tuple(marks))
    assert parsed is not None
    assert parsed.options == (option,)


@pytest.mark.parametrize(("text", "marks"), [("B", "FGHJ"), ("В", "ABCD"), ("B", "АБВГ")])
def test_a_sign_of_two_readings_is_no_answer(text: str, marks: str) -> None:
    assert parse_answer(text, tuple(marks)) is None


def test_a_list_is_all_of_them_where_the_stem_asks_for_so_many() -> None:
    parsed = parse_answer("①, ③")
    assert parsed is not None
    assert [parsed.mode(asked=asked, most=4) for asked in (None, 2, 0, 3)] == ["any", "all", "all", "any"]


@pytest.mark.parametrize("signs", STYLES, ids=lambda signs: signs[0])
def test_a_table_answers_in_the_signs_of_any_options(signs: tuple[str, ...]) -> None:
    cells = [signs[n - 1] for n in ANSWERS]
    rows = " | ".join(map(str, range(1, 13))) + "\n" + " | ".join(cells)
    pairs = "\n".join(f"{n + 1} | {cells[n]} | {n + 7} | {cells[n + 6]}" for n in range(6))
    listed = "\n".join("  ".join(f"{n + 1}. {cells[n]}" for n in range(start, start + 4)) for start in (0, 4, 8))
    for printed in (rows, pairs, listed):
        (key,), _ = read_tables(lines_of(f"정답\n{printed}"))
        assert [answer.accepted for answer in key.answers] == [(n,) for n in ANSWERS], printed
