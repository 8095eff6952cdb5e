"""Moodle XML of strangers, hostile files among them, and pictures."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from tests.support.hostile_records import record, with_drawn_option
from tests.support.quiz_round_trip import read, write

from cgq.errors import InputFailed
from cgq.exam.model import Option, RightOptions
from cgq.exchange.readers import make
from cgq.exchange.rows import ReadWishes, Row, RowFault

if TYPE_CHECKING:
    from pathlib import Path

CHOICE = """<question type="multichoice"><name><text>1. A name</text></name>
<questiontext format="html"><text>{text}</text></questiontext>
<generalfeedback format="html"><text><![CDATA[<p>Because.</p>]]></text></generalfeedback>
<single>{single}</single><answernumbering>ABCD</answernumbering>{answers}
<tags><tag><text>cells</text></tag><tag><text>year: 2023</text></tag></tags></question>"""
STEM = "<![CDATA[<p>What is&nbsp;10<sup>2</sup>?</p><ul><li>a</li></ul>]]>"


def quiz(tmp_path: Path, *questions: str, head: str = "") -> Path:
    path = tmp_path / "quiz.xml"
    path.write_text(f'<?xml version="1.0" encoding="UTF-8"?>{head}<quiz>{"".join(questions)}</quiz>', encoding="utf-8")
    return path


def choice(*fractions: str, single: str = "true", text: str = STEM) -> str:
    answers = "".join(
        f'<answer fraction="{fraction}" format="plain_text"><text>o{n}</text></answer>'
        for n, fraction in enumerate(fractions, 1)
    )
    return CHOICE.format(text=text, single=single, answers=answers)


def test_a_strangers_choice_becomes_a_row(tmp_path: Path) -> None:
    category = (
        '<question type="category"><category><text>$course$/top/Biology/Cells//Tissue</text></category></question>'
    )
    (row,) = read("moodle", quiz(tmp_path, category, choice("0", "100"))).rows
    assert row == Row(
        row=1,
        given=frozenset({"stem", "options", "answer", "explanation", "year", "tags"}),
        stem="What is 10²?\n- a",
        options=(Option(n=1, label="A", text="o1"), Option(n=2, label="B", text="o2")),
        answer=RightOptions(accepted=(2,), mode="any"),
        explanation="Because.",
        year=2023,
        tags=("cells", "Cells/Tissue"),
    )


@pytest.mark.parametrize(
    ("fractions", "single", "answer"),
    [
        (("100", "0", "-33.33333"), "true", RightOptions(accepted=(1,), mode="any")),
        (("100", "0", "100"), "1", RightOptions(accepted=(1, 3), mode="any")),
        (("100", "100"), "true", RightOptions(accepted=(1, 2), mode="void")),
        (("33.33333", "33.33333", "33.33333", "-100"), "false", RightOptions(accepted=(1, 2, 3), mode="all")),
        (("60", "40", "0"), "false", RightOptions(accepted=(1, 2), mode="all")),
        (("100", "0"), "false", RightOptions(accepted=(1,), mode="any")),
    ],
)
def test_percentages_become_answers(
    fractions: tuple[str, ...], single: str, answer: RightOptions, tmp_path: Path
) -> None:
    (row,) = read("moodle", quiz(tmp_path, choice(*fractions, single=single))).rows
    assert isinstance(row, Row)
    assert row.answer == answer


@pytest.mark.parametrize(
    ("question", "column", "code"),
    [
        (choice("100", "50"), "answer", "partial_credit"),
        (choice("50", "40", single="false"), "answer", "partial_credit"),
        (choice("0", "x"), "answer", "no_right_answer"),
        (choice("100", "0", text="<![CDATA[<img src='a.png'>Which?]]>"), "stem", "needs_figure"),
        (choice("100", "0", text="<![CDATA[x<math><mn>2</mn></math>]]>"), "stem", "needs_figure"),
        (choice("100", "0", text="<![CDATA[취소 <del>가</del>나]]>"), "stem", "needs_markup"),
        (
            choice("100", "0", text="<![CDATA[a <span style='text-decoration: line-through'>b</span>]]>"),
            "stem",
            "needs_markup",
        ),
        (choice("100", "0", text="<![CDATA[<u>밑줄</u> 친 부분은?]]>"), "stem", "needs_markup"),
        (choice("100", "0", text="<![CDATA[The underlined? <ins>x</ins>]]>"), "stem", "needs_markup"),
        (choice("100", "0", text="<![CDATA[<p> </p>]]>"), "stem", "no_stem"),
        (choice("100", "0", text="x" * 200_001), "stem", "markup"),
        (choice(), "options", "no_options"),
        (choice(*["100"] * 31), "options", "too_many_options"),
        ('<question type="cloze"/>', "type", "question_type"),
        ("<question/>", "type", "question_type"),
    ],
)
def test_what_is_not_clear_is_a_fault_and_the_next_question_is_read(
    question: str, column: str, code: str, tmp_path: Path
) -> None:
    fault, row = read("moodle", quiz(tmp_path, question, choice("100", "0"))).rows
    assert isinstance(fault, RowFault)
    assert (fault.row, fault.column, fault.code) == (1, column, code)
    assert isinstance(row, Row)
    assert row.row == 2


def test_underlines_that_nothing_asks_for_are_left_out_with_a_note(tmp_path: Path) -> None:
    outcome = read("moodle", quiz(tmp_path, choice("100", "0", text="<![CDATA[Which is <u>not</u> a base?]]>")))
    (row,) = outcome.rows
    assert isinstance(row, Row)
    assert row.stem == "Which is not a base?"
    assert outcome.notes == ["Underlines of question 1 were left out: an import holds plain text."]


def test_what_to_do_about_percentages_is_said(tmp_path: Path) -> None:
    texts = (choice("100", "50"), choice("50", "40", single="false"), choice("0", "x"))
    hints = [fault.hint for fault in read("moodle", quiz(tmp_path, *texts)).rows if isinstance(fault, RowFault)]
    assert len(hints) == 3
    assert all("100" in hint for hint in hints)


def test_true_or_false_and_essays_are_questions(tmp_path: Path) -> None:
    asked = "<questiontext><text>Is it?</text></questiontext>"
    answers = "<answer fraction='0'><text>true</text></answer><answer fraction='100'><text>false</text></answer>"
    one, two = read(
        "moodle",
        quiz(
            tmp_path,
            f'<question type="truefalse">{asked}{answers}</question>',
            f'<question type="essay">{asked}</question>',
        ),
    ).rows
    assert isinstance(one, Row)
    assert isinstance(two, Row)
    assert [option.text for option in one.options] == ["True", "False"]
    assert one.answer == RightOptions(accepted=(2,), mode="any")
    assert (two.options, two.answer) == ((), None)


def test_a_strangers_text_is_not_taken_for_a_passage(tmp_path: Path) -> None:
    text = '<![CDATA[<blockquote class="quote">P</blockquote><p>S</p><p class="cgq-box">B</p>]]>'
    (row,) = read("moodle", quiz(tmp_path, choice("100", "0", text=text))).rows
    assert isinstance(row, Row)
    assert (row.passage, row.stem, row.boxes) == (None, "P\nS\nB", ())


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE quiz [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE quiz SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE quiz [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]>',
    ],
)
def test_a_document_type_is_refused(head: str, tmp_path: Path) -> None:
    with pytest.raises(InputFailed, match="document type") as refused:
        read("moodle", quiz(tmp_path, choice("100", "0"), head=head))
    assert refused.value.code == "not_moodle"


@pytest.mark.parametrize(
    "content",
    [b"", b"no xml", b"<quiz>", b"<quiz/>", b"<html/>", b"\xff\xfe\x00", b'<?xml version="1.0" encoding="x"?><quiz/>'],
)
def test_what_is_no_quiz_is_refused_before_the_first_row(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "quiz.xml"
    path.write_bytes(content)
    with pytest.raises(InputFailed):
        make("moodle").read(path, ReadWishes(), print)


def test_a_file_that_breaks_off_gives_no_row(tmp_path: Path) -> None:
    path = quiz(tmp_path, choice("100", "0"))
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(InputFailed, match="well-formed"):
        make("moodle").read(path, ReadWishes(), print)


def test_more_than_the_limits_is_refused(tmp_path: Path) -> None:
    path = quiz(tmp_path, choice("100", "0"), choice("100", "0"))
    for wishes, code in ((ReadWishes(most_rows=1), "too_many_rows"), (ReadWishes(most_bytes=100), "too_large")):
        with pytest.raises(InputFailed, match=r"at most|more than") as refused:
            make("moodle").read(path, wishes, print)
        assert refused.value.code == code


def test_pictures_are_in_the_file_as_far_as_they_could_be_drawn(tmp_path: Path) -> None:
    figure, drawn = "f" * 64, "d" * 64
    (tmp_path / figure).write_bytes(b"PNG")
    asked = record(stem="See.", options=("a", ""), accepted=(1,), mode="any", drawn=(figure,))
    asked = with_drawn_option(asked, 2, drawn)
    losses = write(
        "moodle",
        [asked],
        tmp_path / "quiz.xml",
        lambda name: tmp_path / name if (tmp_path / name).exists() else None,
    )
    root = ElementTree.parse(tmp_path / "quiz.xml").getroot()
    (file,) = root.iter("file")
    assert (file.get("name"), file.text) == (f"{figure}.png", b64encode(b"PNG").decode())
    assert f"@@PLUGINFILE@@/{figure}.png" in (root.findtext(".//questiontext/text") or "")
    assert f"@@PLUGINFILE@@/{drawn}.png" in [answer.findtext("text") or "" for answer in root.iter("answer")][1]
    assert losses == [], "who calls notes that a drawing has no picture"
    (fault,) = read("moodle", tmp_path / "quiz.xml").rows
    assert isinstance(fault, RowFault)
    assert fault.code == "needs_figure"


def test_labels_become_numbers_unless_they_are_letters(tmp_path: Path) -> None:
    labels = ("가", "나")
    asked = record(stem="Which?", options=("a", "b"), labels=labels, accepted=(1,), mode="any")
    losses = write("moodle", [asked], tmp_path / "quiz.xml")
    assert [loss.part for loss in losses] == ["options"]
    (row,) = read("moodle", tmp_path / "quiz.xml").rows
    assert isinstance(row, Row)
    assert [option.label for option in row.options] == ["1", "2"]
