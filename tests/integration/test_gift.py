"""GIFT of strangers, line by line, and what another house's grammar makes of ours."""

from __future__ import annotations

import time
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import gift_pegjs
from tests.support.hostile_records import HOSTILE, record
from tests.support.quiz_round_trip import read, write

from cgq.errors import InputFailed
from cgq.exam.model import Option, RightOptions
from cgq.exchange.quiz.gift_text import Chunk, GiftFault, chunks, escape, parse
from cgq.exchange.readers import make
from cgq.exchange.rows import ReadWishes, Row, RowFault

if TYPE_CHECKING:
    from pathlib import Path

    from cgq.exam.model import Mode


def gift(tmp_path: Path, text: str) -> list[Row | RowFault]:
    path = tmp_path / "quiz.gift"
    path.write_text(text, encoding="utf-8")
    return read("gift", path).rows


def question(tmp_path: Path, text: str) -> Row:
    (row,) = gift(tmp_path, text)
    assert isinstance(row, Row), row
    return row


def test_a_strangers_choice_becomes_a_row(tmp_path: Path) -> None:
    row = question(
        tmp_path,
        """\ufeff// a remark of the author's
$CATEGORY: $course$/top/Biology/Cells//Tissue

// question: 12  name: Plants
// [id:plant-1] [tag:leaves] [tag:a\\]b]
::Plants \\: 1::What do plants
need for x \\= 1\\n(two lines)? {
  =light # yes
  ~%0%stone#no
  ~\\{dark\\}
  ####They grow.
}
""",
    )
    assert row == Row(
        row=1,
        given=frozenset({"stem", "options", "answer", "explanation", "tags"}),
        stem="What do plants\nneed for x = 1\n(two lines)?",
        options=(Option(n=1, text="light"), Option(n=2, text="stone"), Option(n=3, text="{dark}")),
        answer=RightOptions(accepted=(1,), mode="any"),
        explanation="They grow.\n1) yes\n2) no",
        tags=("leaves", "a]b", "Cells/Tissue"),
    )


@pytest.mark.parametrize(
    ("answers", "answer"),
    [
        ("=a ~b", RightOptions(accepted=(1,), mode="any")),
        ("=a =b ~c", RightOptions(accepted=(1, 2), mode="any")),
        ("=a ~%100%b ~c", RightOptions(accepted=(1, 2), mode="any")),
        ("~%50%a ~%50%b ~%-100%c", RightOptions(accepted=(1, 2), mode="all")),
        ("~%33.33333%a ~%33.33333%b ~%33.33333%c", RightOptions(accepted=(1, 2, 3), mode="all")),
        ("=a ~%100%b", RightOptions(accepted=(1, 2), mode="void")),
        ("T", RightOptions(accepted=(1,), mode="any")),
        ("FALSE#no#yes", RightOptions(accepted=(2,), mode="any")),
    ],
)
def test_signs_and_percentages_become_answers(answers: str, answer: RightOptions, tmp_path: Path) -> None:
    assert question(tmp_path, f"Which? {{{answers}}}").answer == answer


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("Which? {=a ~%50%b}", "partial_credit", "(line 1)"),
        ("Which? {~a ~b}", "no_right_answer", "(line 1)"),
        ("When? {#1945:2}", "question_type", "'numerical'"),
        ("Who? {=Grant =Ulysses}", "question_type", "'shortanswer'"),
        ("Match {=a -> b =c -> d}", "question_type", "'matching'"),
        ("Only a text", "question_type", "'description'"),
        ("[html]<img src\\='a'>Which? {=a ~b}", "needs_figure", "picture"),
        ("::t::{=a ~b}", "no_stem", "no text"),
        ("::t Which? {=a ~b}", "gift_syntax", "Line 1: the title"),
        ("Which?\nWhich {=a\n~b} {x}", "gift_syntax", "Line 3: a second {"),
        ("Which? } {=a ~b}", "gift_syntax", "Line 1: a }"),
        ("Which? {\n=a ~b", "gift_syntax", "Line 1: the { has no }"),
        ("Which? {=a\nx}\n~b}", "gift_syntax", "Line 3: a second }"),
        ("Which? {=a\n~ ~b}", "gift_syntax", "Line 2: the option that ~ begins is empty"),
        ("Which? {a =b ~c}", "gift_syntax", "Line 1: text stands before"),
        ("Which? {\n=%50%a ~b}", "gift_syntax", "Line 2: a percentage stands behind ="),
        ("Which? {=a ~b####c####d}", "gift_syntax", "#### stands twice"),
    ],
)
def test_what_is_not_clear_is_a_fault_and_the_next_question_is_read(
    text: str, code: str, says: str, tmp_path: Path
) -> None:
    fault, row = gift(tmp_path, f"{text}\n\nThe next? {{=a ~b}}\n")
    assert isinstance(fault, RowFault)
    assert (fault.row, fault.code) == (1, code)
    assert says in fault.message
    assert isinstance(row, Row)
    assert (row.row, row.stem) == (2, "The next?")


def test_a_blank_line_among_the_answers_makes_two_faults(tmp_path: Path) -> None:
    assert [getattr(fault, "code", "") for fault in gift(tmp_path, "Which? {\n=a\n\n~b\n}")] == ["gift_syntax"] * 2


def test_formats_of_texts_are_heeded(tmp_path: Path) -> None:
    row = question(tmp_path, "[plain]a <b>c</b> {=[html]<b>x</b> ~[markdown]**y** ~<i>z</i>}")
    assert row.stem == "a <b>c</b>"
    assert [option.text for option in row.options] == ["x", "**y**", "<i>z</i>"]


def test_answers_in_the_middle_leave_a_gap(tmp_path: Path) -> None:
    assert question(tmp_path, "Water is {=H2O ~CO2} in short.").stem == "Water is _____ in short."
    assert question(tmp_path, "It was born in ({=H2O ~CO2}).").stem == "It was born in (_____)."
    assert question(tmp_path, "{=Water ~Fire} is wet.").stem == "_____ is wet."


def test_a_backslash_before_a_letter_is_one(tmp_path: Path) -> None:
    row = question(tmp_path, r"\(\frac\{1\}\{2\}\) \\n? {=\\ ~b}")
    assert row.stem == r"\(\frac{1}{2}\) \n?"
    assert row.options[0].text == "\\"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n// only a remark\n",
        b"\xff\xfeW\x00",
        b"caf\xe9 {=a ~b}",
        b"x\n" * 10_001,
        b"x" * 2_000_001,
        b"// x\n" * 10_001,
    ],
)
def test_what_is_no_gift_is_refused_before_the_first_row(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "quiz.gift"
    path.write_bytes(content)
    with pytest.raises(InputFailed):
        make("gift").read(path, ReadWishes(), print)


WORST = {
    "tags": "// " + "[tag:" * 20_000 + "\nq {=a ~b}",
    "ids": "// " + "[id:" * 25_000 + "\nq {=a ~b}",
    "backslashes in a tag": "// [tag:" + "\\]" * 50_000 + "\nq {=a ~b}",
    "braces": "{" * 100_000,
    "braces and gaps": "q {=a ~b}" + "{ \t" * 33_000,
    "titles": "::" * 50_000,
    "options": "q {" + "~a" * 50_000 + "}",
    "feedback": "q {=a" + "#" * 100_000 + "}",
    "weights": "q {" + "~%1" * 33_000 + "}",
    "escapes": "q" + "\\:" * 50_000 + " {=a ~b}",
    "gaps": "q {=a" + " \\n" * 33_000 + "~b}",
    "slashes": "$CATEGORY: " + "/" * 100_000 + "\n\nq {=a ~b}",
    "formats": "[html]" * 16_000 + "{=a ~b}",
    "raised text": "[html]" + "<sup>" * 9_000 + "x" + "</sup>" * 9_000 + "{}",
    "open tags": "[html]" + "<a " * 33_000 + "{}",
    "comments": "[html]" + "<!--" * 25_000 + "{}",
    "entities": "[html]" + "&" * 100_000 + "{}",
    "pictures": "[html]" + "data:a/" * 14_000 + "{}",
}


@pytest.mark.parametrize("text", WORST.values(), ids=WORST)
def test_no_sign_that_stands_many_times_takes_long(text: str, tmp_path: Path) -> None:
    path = tmp_path / "quiz.gift"
    path.write_text(text, encoding="utf-8")
    began = time.process_time()
    assert list(make("gift").read(path, ReadWishes(), lambda _: None))
    assert time.process_time() - began < 2  # what grows with the square of 100 kB takes a minute


def test_a_fault_names_its_line_behind_escapes(tmp_path: Path) -> None:
    (fault,) = gift(tmp_path, "a\\: b\\= c\n\\~ \\#\nd }")
    assert isinstance(fault, RowFault)
    assert fault.message.startswith("Line 3:")


def test_a_long_question_takes_memory_that_is_a_small_multiple_of_it() -> None:
    (chunk,) = chunks(["x" * 1_000_000 + " {=a ~b}"])
    tracemalloc.start()
    try:
        parse(chunk)
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


def test_more_than_the_limits_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "quiz.gift"
    path.write_text("a? {=a ~b}\n\nb? {=a ~b}", encoding="utf-8")
    for wishes, code in ((ReadWishes(most_rows=1), "too_many_rows"), (ReadWishes(most_bytes=10), "too_large")):
        with pytest.raises(InputFailed, match=r"at most|more than") as refused:
            make("gift").read(path, wishes, print)
        assert refused.value.code == code


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r"), min_size=1, max_size=30))
def test_an_escaped_text_means_itself(text: str) -> None:
    (chunk,) = chunks(f"::t::[plain]x{escape(text)}x {{=a ~b}}".split("\n"))
    assert parse(chunk).text.text == f"x{text}x"


@given(st.text(st.sampled_from("ab~=#{}:\\n%1->[html] \n/"), max_size=60))
def test_no_text_is_too_broken(text: str) -> None:
    for chunk in chunks(text.split("\n")):
        refused = _refused(chunk)
        assert refused is None or chunk.line <= refused.line <= chunk.lines[-1][0]


def _refused(chunk: Chunk) -> GiftFault | None:
    try:
        parse(chunk)
    except GiftFault as fault:
        return fault
    return None


@pytest.fixture(scope="module")
def pegjs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return gift_pegjs.install(tmp_path_factory.mktemp("gift-pegjs"))


def test_another_grammar_reads_the_same_of_ours(pegjs: Path, tmp_path: Path) -> None:
    modes: tuple[Mode, ...] = ("any", "all", "void")
    asked = [
        record(
            stem=f"{n} {text}",
            passage=text,
            options=(text, f"b{text}", "=1", "%50% x"),
            accepted=(1, 3),
            mode=modes[n % 3],
            explanation=text,
            concepts=("a b",),
        )
        for n, text in enumerate(HOSTILE)
    ]
    path = tmp_path / "quiz.gift"
    write("gift", [*asked, record(stem="An essay {x}")], path)
    theirs = gift_pegjs.parse(path, pegjs)
    with path.open(encoding="utf-8") as file:
        ours = [parse(chunk) for chunk in chunks(file)]
    assert [one["type"] for one in theirs] == ["MC"] * len(asked) + ["Essay"]
    for one, other in zip(ours, theirs, strict=True):
        assert (one.title, one.text.text) == (other["title"], other["stem"]["text"])
        assert [option.text.text for option in one.options] == [_text(choice) for choice in other.get("choices", [])]
        assert [option.fraction for option in one.options] == [_weight(choice) for choice in other.get("choices", [])]
    assert [other["id"] for other in theirs[:-1]] == [one.id for one in asked]
    assert all(other["tags"] == ["exam: 2024 exam", "concept: a b"] for other in theirs[:-1])


def _text(choice: dict[str, Any]) -> str:
    text: str = choice["text"]["text"]
    return text


def _weight(choice: dict[str, Any]) -> float:
    """A choice is right where it has a `=`, and else gives its weight."""
    if choice["weight"] is not None:
        return float(choice["weight"])
    return 100.0 if choice["isCorrect"] else 0.0


@pytest.mark.parametrize(
    ("text", "is_gift"),
    [
        ("::Q1::What? {=a ~b}", True),
        ("// a remark\n\nWhich?", True),
        ("\n$CATEGORY: top/x\n", True),
        ("Which is it? {\n  =a\n  ~b\n}\n", True),
        ("An introduction.\n\nThe sun is hot. {TRUE#yes}\n", True),
        ("number,stem,answer\n1,{=a ~b},1\n", False),
        ("2024 exam\n번호;문제;정답\n1;집합 {=1}는?;2\n", False),
        ("number\tanswer\texplanation\n1\t2\t{=x}\n", False),
        ("Let A^{T} be the transpose of A.\n", False),
        ("An escaped \\{=brace\\}\n", False),
        ("plain words\n", False),
        ("", False),
    ],
)
def test_a_text_is_known_for_gift_by_how_it_begins(text: str, is_gift: bool) -> None:
    assert make("gift").recognises(text) is is_gift
