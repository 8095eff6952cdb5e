"""A question as a form: what was written comes back as it was, and what is wrong is told with its line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cgq.bank.change import Change, check, decode, over
from cgq.errors import Refused
from cgq.exam.model import NO_PAGE, Answer, Option, Question, RightOptions
from cgq.exchange.decisions import form
from cgq.exchange.decisions.answer_text import read_answer

PICTURE = "a" * 64
PAPER = Question(
    number=7,
    stem="다음 중 정렬 알고리즘이 아닌 것은?",
    options=tuple(Option(n=n, text=text) for n, text in enumerate(("버블", "퀵", "이진 탐색", "병합"), 1)),
    answer=Answer(accepted=(3,)),
)


def test_what_a_person_changes_is_what_changes() -> None:
    text = form.write(PAPER, ["a remark"])
    edited = (
        text.replace("아닌 것은?", "아닌 것은?\n\\# 줄 하나 더")
        .replace("4) 병합", "4) 병합\n   정렬\n5) 힙")
        .replace("[answer]\n3", "[answer]\n3 or 5")
        .replace("\n", "\r\n")
    )
    change = form.read(edited, PAPER)
    assert change.fields == ("stem", "options", "answer")
    assert change.stem == "다음 중 정렬 알고리즘이 아닌 것은?\n# 줄 하나 더"
    assert [option.text for option in over(PAPER, change).options] == ["버블", "퀵", "이진 탐색", "병합\n정렬", "힙"]
    assert change.answer == RightOptions(accepted=(3, 5), mode="any")


def test_the_exam_of_a_question_its_tags_and_concepts_are_set_and_taken_away() -> None:
    tagged = replace(PAPER, year=2020, session="1회", tags=("쉬움", "정렬"), concepts=("합병 정렬",))
    text = form.write(tagged)
    assert "[year]\n2020\n\n[session]\n1회\n\n[tags]\n쉬움\n정렬\n\n[concepts]\n합병 정렬\n" in text
    edited = text.replace("2020", "2021").replace("쉬움\n정렬", "어려움\n\n\\# 1\n어려움").replace("합병 정렬\n", "")
    change = form.read(edited, tagged)
    assert change.fields == ("year", "tags", "concepts")
    assert (change.year, change.tags, change.concepts) == (2021, ("어려움", "# 1"), ())
    assert form.read(text.replace("2020", "").replace("1회", ""), tagged) == Change(year=None, session=None)
    assert form.read("[concepts]\nquick sort\n", PAPER) == Change(concepts=("quick sort",))


def test_a_question_that_stands_in_a_row_has_no_page_in_its_form() -> None:
    row = replace(PAPER, page=NO_PAGE, row=12)
    assert "[page]" not in form.write(row)
    assert form.read(form.write(row), row) == Change()
    with pytest.raises(Refused, match=r"It stands in row 12 of a file"):
        check(over(row, form.read("[page]\n3\n", row)), row)
    with pytest.raises(Refused, match=r"12345 is no year"):
        check(over(row, Change(year=12345)), row)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("3) 이진", "4) 이진", "option 3 should stand here"),
        ("[answer]", "[anwser]", "no heading"),
        ("[explanation]", "[stem]", "stands twice"),
        ("2) 퀵", "C) 퀵", "option 2 should stand here"),
        ("[answer]\n3", "[answer]\nbanana", "no answer"),
        ("[answer]\n3", "[answer]\n1 or 2 and 3", "no answer"),
        ("[number]\n7", "[number]\nseven", "no number"),
        ("1) 버블", f"1) [picture {PICTURE}]", "no such picture"),
        ("# first", "first", "before the first heading"),
        ("1) 버블", "   버블", "there is none yet"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old: str, new: str, says: str) -> None:
    text = form.write(PAPER, ["first"])
    wrong = text.replace(old, new)
    line = next(n for n, (a, b) in enumerate(zip(text.split("\n"), wrong.split("\n"), strict=True), 1) if a != b)
    with pytest.raises(Refused) as caught:
        form.read(wrong, PAPER)
    assert caught.value.code == "bad_edit"
    assert says in caught.value.message
    assert caught.value.message.startswith(f"Line {line}:")


@pytest.mark.parametrize(
    ("json", "says"),
    [
        ('{"stam": "x"}', "stam"),
        ('{"options": [{"n": 1}]}', "options[0]"),
        ('{"answer": {"accepted": [1], "mode": "some"}}', "$.answer.mode"),
        ('{"answer": {"accepted": [1], "mod": "all"}}', "mod"),
        ('{"options": [{"n": 1, "text": "x", "picture": "y"}]}', "picture"),
        ('{"number": "seven"}', "$.number"),
        ("[]", "object"),
    ],
)
def test_a_change_in_json_is_checked_strictly(json: str, says: str) -> None:
    with pytest.raises(Refused, match=r"no change of a question") as caught:
        decode(json)
    assert says in caught.value.message


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (Change(answer=RightOptions(accepted=(5,))), "4 options"),
        (Change(answer=RightOptions()), "at least one"),
        (Change(options=(Option(n=2, text="x"),), answer=None), "1, 2, 3"),
        (Change(options=(Option(n=1, text=" "),), answer=None), "Option 1 is empty"),
        (Change(options=PAPER.options[:2]), "The answer is 3"),
        (Change(stem="  "), "stem"),
        (Change(stem="a\x1b[2Jb"), "control"),
        (Change(number=0), "number"),
        (Change(page=0), "page"),
    ],
)
def test_an_impossible_question_is_refused(change: Change, says: str) -> None:
    with pytest.raises(Refused) as caught:
        check(over(PAPER, change), PAPER)
    assert says in caught.value.message


def test_what_was_impossible_before_is_no_fault_of_a_change() -> None:
    drawn = replace(PAPER, options=tuple(replace(option, text="") for option in PAPER.options))
    check(over(drawn, Change(answer=RightOptions(accepted=(2,)))), drawn)
    with pytest.raises(Refused, match="The answer is 9"):
        check(over(drawn, Change(answer=RightOptions(accepted=(9,)))), drawn)


def test_void_accepts_every_option() -> None:
    assert over(PAPER, Change(answer=RightOptions(mode="void"))).answer == Answer(
        accepted=(1, 2, 3, 4), mode="void", source="human"
    )


def lettered(*labels: str) -> Question:
    """The paper with its options labelled so."""
    options = tuple(replace(option, label=label) for option, label in zip(PAPER.options, labels, strict=True))
    return replace(PAPER, options=options)


LETTERED = lettered("A", "B", "C", "D")


@pytest.mark.parametrize(
    ("typed", "accepted", "mode"),
    [
        ("B", (2,), "any"),
        ("b", (2,), "any"),
        ("(Ｂ)", (2,), "any"),
        ("2", (2,), "any"),
        ("A or 3", (1, 3), "any"),
        ("d, A", (1, 4), "any"),
        ("B and D", (2, 4), "all"),
        ("void", (), "void"),
    ],
)
def test_an_answer_is_given_by_labels_or_by_numbers(typed: str, accepted: tuple[int, ...], mode: str) -> None:
    answer = read_answer(typed, LETTERED.options)
    assert answer is not None
    assert (answer.accepted, answer.mode) == (accepted, mode)


def test_a_name_that_two_options_bear_is_refused_with_both() -> None:
    misprinted = lettered("1", "2", "3", "3").options
    with pytest.raises(Refused, match=r"3 can mean two options, by label or by number: 3 and 3 \(4\)") as caught:
        read_answer("3", misprinted)
    assert caught.value.code == "ambiguous_option"
    assert read_answer("4", misprinted) == RightOptions(accepted=(4,))
    shifted = lettered("0", "1", "2", "3").options
    assert read_answer("0", shifted) == RightOptions(accepted=(1,))
    with pytest.raises(Refused, match="can mean two options"):
        read_answer("1", shifted)


def test_a_label_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(Refused, match="'E' is no answer") as caught:
        read_answer("E", LETTERED.options)
    assert "A (1), B (2), C (3), D (4)" in caught.value.hint


def test_the_form_has_the_printed_labels_and_keeps_them() -> None:
    text = form.write(LETTERED)
    assert "\nB) 퀵\n" in text
    assert "[answer]\nC\n" in text
    assert form.read(text, LETTERED) == Change()
    edited = text.replace("D) 병합", "D) 병합\n5) 힙").replace("[answer]\nC", "[answer]\nA or E")
    change = form.read(edited, LETTERED)
    assert change.fields == ("options", "answer")
    assert [option.label for option in over(LETTERED, change).options] == list("ABCDE")
    assert change.answer == RightOptions(accepted=(1, 5))
    relabelled = text.replace("A) ", "가) ").replace("B) ", "나) ").replace("C) ", "다) ").replace("D) ", "라) ")
    change = form.read(relabelled.replace("[answer]\nC", "[answer]\n다"), LETTERED)
    assert change.fields == ("options",)
    assert [option.label for option in over(LETTERED, change).options] == list("가나다라")


def test_labels_that_mislead_give_way_to_numbers_in_the_form_and_stay() -> None:
    misprinted = lettered("1", "2", "3", "3")
    text = form.write(misprinted)
    assert "\n4) 병합\n" in text
    change = form.read(text.replace("[answer]\n3", "[answer]\n4"), misprinted)
    assert (change.fields, change.answer) == (("answer",), RightOptions(accepted=(4,)))


def test_an_option_without_a_label_goes_on_with_the_letters() -> None:
    options = tuple(Option(n=n, text=f"text {n}") for n in range(1, 6))
    assert [option.label for option in over(LETTERED, Change(options=options)).options] == list("ABCDE")
    assert [option.label for option in over(PAPER, Change(options=options)).options] == list("12345")
    with pytest.raises(Refused, match="no label"):
        check(over(PAPER, Change(options=(Option(n=1, label="a b", text="x"),), answer=None)), PAPER)
    same = tuple(replace(option, label="A") for option in options[:2])
    with pytest.raises(Refused, match="labelled A"):
        check(over(PAPER, Change(options=same, answer=None)), PAPER)
