"""Kinds of keys that lists and tables of their own do not show: headings within, words around, parts of one table."""

from __future__ import annotations

import pytest
from tests.support.canvas import Page
from tests.support.canvas import paper as drawn_paper
from tests.support.lines import line, lines_of

from cgq.exam.audit.keys import holed_keys
from cgq.exam.audit.leftover import unread_keys
from cgq.exam.extract import read_document
from cgq.exam.key.grids import read_tables, refused_cells
from cgq.exam.key.solutions import read_solutions
from cgq.exam.model import Key, KeyAnswer, PageLayout

RIGHT = (3, 1, 4, 2, 2, 1, 3, 4, 1, 2, 4, 3)
RINGS, CAPITALS, SMALL = "①②③④", "ABCD", "abcd"


def cells(text: str) -> list[list[tuple[int, tuple[int, ...]]]]:
    keys, _ = read_tables(lines_of(text))
    return [[(a.number, a.accepted) for a in key.answers] for key in keys]


def solved(text: str) -> list[list[tuple[int, tuple[int, ...]]]]:
    return [[(a.number, a.accepted) for a in found.key.answers] for found in read_solutions(lines_of(text))]


WHOLE = [[(n, (right,)) for n, right in enumerate(RIGHT, 1)]]


def dotted(per: int) -> list[str]:
    pairs = [f"{n}.{RINGS[right - 1]}" for n, right in enumerate(RIGHT, 1)]
    return [" | ".join(pairs[at : at + per]) for at in range(0, len(pairs), per)]


def test_a_heading_costs_no_row_wherever_it_stands() -> None:
    rows = dotted(4)
    for text in (
        "\n".join(["정답 및 해설", *rows]),
        "\n".join([f"정답 및 해설 | {rows[0]}", *rows[1:]]),
        "\n".join([f"정답 및 해설 {rows[0]}", *rows[1:]]),
        "\n".join([rows[0], "정답 및 해설", *rows[1:]]),
    ):
        assert cells(text) == WHOLE, text


def test_a_heading_in_the_middle_of_columns_parts_no_table() -> None:
    rows = [f"{n} | {RINGS[RIGHT[n - 1] - 1]} | {n + 6} | {RINGS[RIGHT[n + 5] - 1]}" for n in range(1, 7)]
    assert cells("\n".join(["문항 | 정답 | 문항 | 정답", *rows[:2], "Facit", *rows[2:]])) == WHOLE


def test_a_part_too_short_for_a_key_belongs_to_the_rest() -> None:
    rows = [f"{n} | {CAPITALS[right - 1]}" for n, right in enumerate(RIGHT, 1)]
    assert cells("\n".join([*rows[:3], "Klucz odpowiedzi", *rows[3:]])) == WHOLE


def test_tables_with_complementary_numbers_are_one_and_those_of_two_forms_are_not() -> None:
    rows = [f"{n}-{n + 2}: {''.join(CAPITALS[r - 1] for r in RIGHT[n - 1 : n + 2])}" for n in (1, 7, 4, 10)]
    assert cells("\n".join(["Answers", *rows])) == [sorted(WHOLE[0])]
    half = "1 | ① | 3 | ③\n2 | ② | 4 | ④"
    other = "5 | ① | 7 | ③\n6 | ② | 8 | ④"
    keys, _ = read_tables(lines_of(f"정답\nA형\n{half}\nB형\n{other}"))
    assert [len(key.answers) for key in keys] != [8]


@pytest.mark.parametrize("dash", ["-", "--", "–", "~"])
@pytest.mark.parametrize("between", ["", " ", ", "])
def test_runs_of_answers_are_read_with_any_dash(dash: str, between: str) -> None:
    for signs in (CAPITALS, SMALL, RINGS):
        runs = [between.join(signs[right - 1] for right in RIGHT[at : at + 6]) for at in (0, 6)]
        assert cells(f"Answers\n1{dash}6: {runs[0]}\n7{dash}12: {runs[1]}") == WHOLE


def test_small_letters_fill_the_cells_of_a_table() -> None:
    rows = [f"{n} | {SMALL[right - 1]}" for n, right in enumerate(RIGHT, 1)]
    assert cells("\n".join(["Item | Key", *rows])) == WHOLE


def test_a_column_beside_that_of_the_answers_is_no_answer() -> None:
    rows = [f"{n} | {CAPITALS[right - 1]} | {2 + n % 2}" for n, right in enumerate(RIGHT, 1)]
    assert cells("\n".join(["Zadanie | Odp. | Punkty", *rows])) == WHOLE
    digits = [f"{n} | {right} | {2 + n % 2}" for n, right in enumerate(RIGHT, 1)]
    assert cells("\n".join(["Zadanie | Odp. | Punkty", *digits])) == WHOLE
    assert cells("\n".join(["Lp. | Wynik | Waga", *digits])) == []
    assert cells("\n".join(["Zadanie | Odp. | Waga", *digits])) == WHOLE


def test_a_label_of_the_range_may_stand_before_the_pairs() -> None:
    pairs = " ".join(f"{n}. {CAPITALS[right - 1]}" for n, right in enumerate(RIGHT, 1))
    assert cells(f"Answers\n1-6 | {pairs}") == WHOLE


@pytest.mark.parametrize(
    "form",
    [
        "{n}. Solution: {capital}",
        "{n}) Lösung {small}",
        "{n}. Odp.: {capital}",
        "{n}. {capital} (Art. {law})",
        "{n}. {small} art. {law}",
        "{n}번 {ring} 제{law}조",
        "{n}. {digit} (제{law}조)",
        "{n}. {digit} 제{law}조",
        "Câu {n}. Đáp án {capital}",
    ],
)
def test_words_around_an_answer_are_those_of_every_line(form: str) -> None:
    told = [
        form.format(n=n, digit=r, ring=RINGS[r - 1], capital=CAPITALS[r - 1], small=SMALL[r - 1], law=7 * n % 30 + 1)
        for n, r in enumerate(RIGHT, 1)
    ]
    assert solved("\n".join(told)) == WHOLE
    explained = "\n".join(f"{one}\nThe value follows from a rule." for one in told)
    assert solved(explained) == WHOLE


@pytest.mark.parametrize(
    "lines",
    [
        [f"{n}. A company made {n} of them" for n in range(1, 9)],
        [f"{n}. Part {letter}: the parts of a plan" for n, letter in enumerate("ABCDEFGH", 1)],
        [f"{n}. {digit} apples and {n} of the {digit} pears weigh" for n, digit in enumerate("31422134", 1)]
        + ["9. 3 trains leave", "10. 2 boats arrive and 4 stay"],
    ],
)
def test_what_only_begins_so_is_no_answer(lines: list[str]) -> None:
    varied = [
        line if n % 3 else line.replace("apples", "sacks").replace("pears", "nuts") for n, line in enumerate(lines)
    ]
    assert solved("\n".join(varied)) == []


def test_an_answer_that_goes_on_is_read_to_its_end_or_refused() -> None:
    lines = [f"{n}. Solution: {CAPITALS[right - 1]}" for n, right in enumerate(RIGHT, 1)]
    lines[1], lines[2] = "2. Solution: A, C", "3. Solution: B D"
    (found,) = read_solutions(lines_of("\n".join(lines)))
    assert [a.accepted for a in found.key.answers][1:3] == [(1, 3), ()]
    assert [finding.number for finding in refused_cells([found.key])] == [3]
    told = [f"{n}. {RINGS[right - 1]} A copy of it should be kept" for n, right in enumerate(RIGHT, 1)]
    assert solved("\n".join(told)) == WHOLE


@pytest.mark.parametrize("joint", [" and ", " e ", " y ", " och ", " oraz ", " và ", "와 ", " & "])
def test_two_letters_that_a_word_joins_are_one_answer(joint: str) -> None:
    lines = [f"{n}. Lösning: {CAPITALS[right - 1]}" for n, right in enumerate(RIGHT, 1)]
    lines[1] = f"2. Lösning: A{joint}C"
    (found,) = read_solutions(lines_of("\n".join(lines)))
    assert found.key.answers[1].accepted == (1, 3)


def test_a_number_that_was_cut_from_its_row_belongs_to_the_answer_there() -> None:
    rows = [
        row
        for n, right in enumerate(RIGHT, 1)
        for row in (line(f"Q{n}", y=100 + 15 * n), line(f"Answer: {CAPITALS[right - 1]}", x=80, y=100 + 15 * n))
    ]
    (found,) = read_solutions(rows)
    assert [(a.number, a.accepted) for a in found.key.answers] == WHOLE[0]
    assert found.explanations == {}
    assert sorted(found.lines) == list(range(len(rows)))


def test_the_solutions_of_each_form_are_its_own() -> None:
    lines = [f"{n}. {CAPITALS[right - 1]} (Art. {n})" for n, right in enumerate(RIGHT, 1)]
    found = read_solutions(lines_of("\n".join(["Form A", *lines, "Form B", *lines])))
    assert [solutions.key.form for solutions in found] == ["A", "B"]


def key(*numbers: int) -> Key:
    return Key(answers=tuple(KeyAnswer(number=n, accepted=(1,), page=1) for n in numbers))


def test_numbers_that_a_key_lacks_are_reported() -> None:
    assert list(holed_keys([key(*range(1, 21))])) == []
    assert list(holed_keys([key(*range(21, 41))])) == []
    assert list(holed_keys([key(1, 2, 3), key(4, 5)])) == []
    (holed,) = holed_keys([key(1, 2, 4, 5)])
    assert "no answer to question 3 was read in this key" in holed.message
    (headless,) = holed_keys([key(*range(11, 21))])
    assert "question 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 was read" in headless.message


def test_a_row_right_behind_a_key_that_was_not_read_is_reported() -> None:
    row = lines_of("see below 6) D")
    layout = [PageLayout(number=1, width=600, height=800, unclaimed=(row[0].box,))]
    (finding,) = unread_keys(row, layout, [key(1, 2, 3, 4, 5)])
    assert (finding.code, finding.number) == ("key_unread", 6)
    assert list(unread_keys(row, layout, [key(1, 2, 3)])) == []


def test_the_first_digit_of_a_decimal_answers_nothing() -> None:
    rows = [f"{n}. Solution: {right}.{n}" for n, right in enumerate(RIGHT, 1)]
    assert [answer for found in solved("\n".join(rows)) for answer in found if answer[1]] == []
    rows = [f"{n}. Answer: {right}.5" for n, right in enumerate(RIGHT, 1)]
    assert [answer for found in solved("\n".join(rows)) for answer in found if answer[1]] == []


def shifted(right: float, *, kept: range = range(10), loose: float = 0.0) -> list[int | None]:
    """What a key of ten columns answers whose letters stand `right` columns from their numbers."""

    def draw_page(page: Page) -> None:
        page.write(60, 60, "Answer key")
        for n in range(10):
            page.write(60 + 30 * n, 90, str(n + 1))
            if n in kept:
                page.write(60 + 30 * (n + right) + loose, 106, "BDACBCADBB"[n])

    keys = read_document(drawn_paper(draw_page)).keys
    told = {cell.number: cell.accepted for key in keys for cell in key.answers}
    return [min(told[n]) if told.get(n) else None for n in range(1, 11)]


IN_ORDER = [2, 4, 1, 3, 2, 3, 1, 4, 2, 2]


def test_a_row_of_answers_one_column_from_its_numbers_is_refused() -> None:
    assert shifted(0) == IN_ORDER
    assert shifted(0.4) == IN_ORDER, "all answers are there, and each is nearest to its own number"
    assert shifted(1) == shifted(-1) == [None] * 10
    assert shifted(0.5, kept=range(1, 10)) == [None] * 10, "with a hole, the next number is as near"


def test_a_row_without_its_first_answer_is_refused() -> None:
    """Nine answers under the numbers 2 to 10 may as well be those of 1 to 9."""
    assert shifted(1, kept=range(9)) == [None] * 10
    assert shifted(0, kept=range(9)) == [*IN_ORDER[:9], None], "a table that ends early is one"


def test_only_the_row_without_its_first_answer_is_refused() -> None:
    numbers = [" | ".join(map(str, range(n, n + 6))) for n in (1, 7)]
    whole = " | ".join(CAPITALS[right - 1] for right in RIGHT[:6])
    holed = "    " + " | ".join(CAPITALS[right - 1] for right in RIGHT[6:11])
    (found,) = cells("\n".join(["Answer key", numbers[0], whole, numbers[1], holed]))
    assert found == [*WHOLE[0][:6], *((n, ()) for n in range(7, 13))]


def test_a_form_whose_row_ends_before_the_others_is_refused() -> None:
    rows = ["1 | 2 | 3 | 4 | 5 | 6", "A형 | ① | ② | ③ | ④ | ① | ②", "B형 | ③ | ② | ① | ④ | ③"]
    keys, _ = read_tables(lines_of("\n".join(["정답", "문번 | " + rows[0], *rows[1:]])))
    assert [[bool(a.accepted) for a in key.answers] for key in keys] == [[True] * 6, [False] * 5]


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_a_column_without_its_first_answer_is_refused(columns: int) -> None:
    """Its answers are those of the numbers above them as well; the columns that are full stay."""
    each = 12 // columns
    rows: list[str] = []
    for n in range(1, each + 1):
        pairs = [(n + each * at, RINGS[RIGHT[n + each * at - 1] - 1]) for at in range(columns)]
        row = [f"{number} | {ring}" for number, ring in pairs]
        if n == 1:
            row[-1] = str(pairs[-1][0])
        rows.append(" | ".join(row))
    told = {number for found in cells("\n".join(["정답", *rows])) for number, accepted in found if accepted}
    assert told == set(range(1, 13 - each))


@pytest.mark.parametrize(("down", "columns"), [(1, 1), (-1, 1), (1, 2)])
def test_a_column_of_answers_one_row_from_its_numbers_is_refused(down: int, columns: int) -> None:
    def draw_page(page: Page) -> None:
        page.write(60, 40, "Answer key")
        for n in range(10):
            x, y = 60 + 120 * (n // (10 // columns)), 80 + 16 * (n % (10 // columns))
            page.write(x, y, f"{n + 1}.")
            page.write(x + 40, y + 16 * down, "BDACBCADBB"[n])

    assert [key for key in read_document(drawn_paper(draw_page)).keys if any(a.accepted for a in key.answers)] == []


@pytest.mark.parametrize("options", ["① 모래\n② 자갈\n③ 점토", "① 모래 | ② 자갈\n③ 점토", "① 모래 | ② 자갈 | ③ 점토"])
def test_numbered_answers_below_their_questions_do_not_take_the_questions_for_explanations(options: str) -> None:
    text = "\n".join(f"{n}. 다음 중 옳은 것은?\n{options}\n{n}번 정답: ②" for n in range(1, 5))
    (found,) = read_solutions(lines_of(text))
    assert [(a.number, a.accepted, a.explanation) for a in found.answers] == [(n, (2,), "") for n in range(1, 5)]
    assert all("정답" in lines_of(text)[index].text for index in found.lines)
