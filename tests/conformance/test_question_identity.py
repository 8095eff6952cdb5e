"""Two printed questions are one exactly when they print the same signs; options are known again in any order."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from cgq.bank.agreement import in_text_numbers
from cgq.bank.change import decode, over
from cgq.bank.text import order_against, text_of
from cgq.exam.identity import normalise, option_identity, option_order, question_hash
from cgq.exam.model import Answer, Option, Question
from cgq.exchange.decisions import form

LOOKS_LIKE_A_MARKER = ("①", "❷", "㉠", "(1)", "(2)", "(A)", "A.", "3)", "K")
LOOKS_LIKE_STRUCTURE = ("\x1f", "\x00", '"', ",", "[", "]", "\\", ":", "passage:", "options:", "figure:")
SIGNS = st.sampled_from(("가", "a", "A", "Ａ", "e", "é", "\u0301", "´", "-", "2", "²", *LOOKS_LIKE_A_MARKER))
SPACE = st.sampled_from((" ", "\n", "\t", "\u3000", "\u00a0"))
TEXT = st.lists(SIGNS | st.sampled_from(LOOKS_LIKE_STRUCTURE) | SPACE, max_size=8).map("".join)


def question(stem: str, *texts: str) -> Question:
    options = tuple(Option(n=n, text=text) for n, text in enumerate(texts, start=1))
    return Question(number=1, stem=stem, options=options)


Part = tuple[str, str]
KINDS = st.sampled_from(("stem", "box", "passage", "option", "asset", "figure"))
SHORT = st.text(st.sampled_from("가1:"), max_size=3) | st.sampled_from(LOOKS_LIKE_STRUCTURE)
PARTS = st.lists(st.tuples(KINDS, SHORT), min_size=1, max_size=4)


def built(parts: list[Part]) -> Question:
    """A question of these parts in their order; an asset belongs to the option before it, else to one without text."""
    options: list[Option] = []
    for kind, text in parts:
        if kind == "asset" and options and options[-1].asset is None:
            options[-1] = replace(options[-1], asset=text)
        elif kind == "asset":
            options.append(Option(n=len(options) + 1, text="", asset=text))
        elif kind == "option":
            options.append(Option(n=len(options) + 1, text=text))
    texts = {kind: [text for found, text in parts if found == kind] for kind, _ in parts}
    return Question(
        number=1,
        stem="".join(texts.get("stem", ())),
        boxes=tuple(texts.get("box", ())),
        passage="".join(texts.get("passage", ())),
        options=tuple(options),
        figures=tuple(texts.get("figure", ())),
    )


@st.composite
def changed(draw: st.DrawFn, parts: list[Part]) -> list[Part]:
    """The same text in the same order, but one part ends elsewhere, is parted in two, or is another kind of part."""
    at = draw(st.integers(0, len(parts) - 1))
    kind, text = parts[at]
    fellow, following = parts[at + 1] if at + 1 < len(parts) else (draw(KINDS), "")
    end = draw(st.integers(0, len(text + following)))
    moved = [(kind, (text + following)[:end]), (fellow, (text + following)[end:])]
    return [
        *parts[:at],
        *draw(st.sampled_from((moved, [(draw(KINDS), text), *parts[at + 1 : at + 2]]))),
        *parts[at + 2 :],
    ]


def signs(text: str) -> str:
    """The printed signs of a text of `SIGNS`, in which only "Ａ" and a composed "é" are written in two ways."""
    printed = "".join(char for char in text if not char.isspace())
    return unicodedata.normalize("NFC", printed.replace("Ａ", "A"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ａ１", "A1"),
        ("ﬁnal", "final"),
        ("ㄱ", "\u1100"),
        ("가", "\u1100\u1161"),
        ("3㎞", "3km"),
        ("㎡", "m²"),
        ("⼀", "一"),
        ("𝑥", "x"),
        ("10 ㎏", "10kg"),
    ],
)
def test_one_sign_in_two_encodings_is_one_sign(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2¹⁰", "210"),
        ("H₂O", "H2O"),
        ("①", "1"),
        ("㉠", "ㄱ"),
        ("½", "12"),
        ("e´", "é"),
        ("x", "X"),
        ("-2", "2"),
        ("−2", "2"),
        ("3.5", "35"),
        ("A", "Α"),
    ],
)
def test_what_differs_in_print_is_another_sign(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)
    assert question_hash(question("얼마인가?", one, "0")) != question_hash(question("얼마인가?", other, "0"))


def test_powers_among_the_options_keep_their_order_and_their_answer() -> None:
    form_a = text_of(question("값은?", "2¹⁰", "210", "2₁₀"))
    form_b = text_of(question("값은?", "210", "2₁₀", "2¹⁰"))
    assert order_against(form_b, form_a) == (2, 3, 1)
    assert in_text_numbers(Answer(accepted=(3,)), order_against(form_b, form_a)) == ("any", frozenset({1}))


def printed_content(one: Question) -> object:
    """Everything that a question prints, part by part; the order of its options is no part of it."""
    options = Counter((signs(option.text), option.asset or "") for option in one.options)
    return signs(one.stem), [*map(signs, one.boxes)], signs(one.passage or ""), options, one.figures


@settings(max_examples=600)
@given(st.data(), PARTS)
def test_two_questions_have_one_hash_exactly_when_they_print_the_same_signs_in_the_same_parts(
    data: st.DataObject, parts: list[Part]
) -> None:
    one, other = built(parts), built(data.draw(changed(parts)))
    assert (question_hash(one) == question_hash(other)) == (printed_content(one) == printed_content(other))


@given(st.data(), st.sampled_from(("stem", "box", "passage", "option")), TEXT, TEXT)
@example(None, "option", "(2)", "(3)")
@example(None, "option", "A. only", "B. only")
@example(None, "stem", "-2", "2")
def test_one_sign_more_less_or_other_is_another_question(
    data: st.DataObject | None, part: str, text: str, other: str
) -> None:
    if data is not None and text and data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(text) - 1))
        other = text[:at] + data.draw(SIGNS | st.just("")) + text[at + 1 :]
    with_text, with_other = (
        Question(
            number=1,
            stem=said if part == "stem" else "옳은 것은?",
            boxes=("ㄱ", said) if part == "box" else (),
            passage=said if part == "passage" else None,
            options=tuple(Option(n=n, text=t) for n, t in enumerate((said if part == "option" else "나", "다"), 1)),
        )
        for said in (text, other)
    )
    assert (question_hash(with_text) == question_hash(with_other)) == (signs(text) == signs(other))


@given(st.data(), TEXT, st.lists(TEXT, max_size=4))
def test_white_space_and_the_order_of_options_make_no_other_question(
    data: st.DataObject, stem: str, texts: list[str]
) -> None:
    def spaced(text: str) -> str:
        at = data.draw(st.integers(0, len(text)))
        return text[:at] + data.draw(SPACE) + text[at:]

    turned = data.draw(st.permutations(texts))
    assert question_hash(question(spaced(stem), *map(spaced, turned))) == question_hash(question(stem, *texts))


@st.composite
def forms(draw: st.DrawFn) -> tuple[Question, Question, tuple[int, ...]]:
    """Form A, form B of the same question, and for each option of form B the one of form A that is printed there."""
    texts = draw(st.lists(TEXT | st.sampled_from(("(A) only", "(B) only", "(2)", "(3)")), min_size=1, max_size=6))
    drawn = [draw(st.none() | st.sampled_from(("a" * 64, "b" * 64))) for _ in texts]
    options = tuple(
        Option(n=n, text=text, asset=asset) for n, (text, asset) in enumerate(zip(texts, drawn, strict=True), 1)
    )
    order = tuple(draw(st.permutations(range(1, len(options) + 1))))
    turned = tuple(replace(options[from_a - 1], n=n) for n, from_a in enumerate(order, 1))
    form_a = Question(number=1, stem="옳은 것은?", options=options)
    return form_a, replace(form_a, stem="옳은  것은?", options=turned), order


@given(forms())
def test_option_order_is_the_order_that_the_form_prints_also_with_equal_options(
    drawn: tuple[Question, Question, tuple[int, ...]],
) -> None:
    form_a, form_b, printed = drawn
    found = option_order(form_b, form_a)
    kinds = [option_identity(option) for option in form_a.options]
    assert sorted(found) == [option.n for option in form_a.options]
    assert [kinds[n - 1] for n in found] == [kinds[n - 1] for n in printed]
    texts = [(option.text, option.asset) for option in form_a.options]
    assert [texts[n - 1] for n in found] == [(option.text, option.asset) for option in form_b.options]
    for text in texts:
        same = [n for n in found if texts[n - 1] == text]
        assert same == sorted(same)
    if len(set(kinds)) == len(kinds):
        assert found == printed


@given(st.data(), forms())
def test_an_answer_goes_through_the_order_of_options_and_comes_back(
    data: st.DataObject, drawn: tuple[Question, Question, tuple[int, ...]]
) -> None:
    form_a, form_b, _ = drawn
    there = order_against(text_of(form_b), text_of(form_a))
    back = order_against(text_of(form_a), text_of(form_b))
    accepted = data.draw(st.sets(st.sampled_from([option.n for option in form_b.options]), min_size=1))
    mode, meant = in_text_numbers(Answer(accepted=tuple(sorted(accepted)), mode="all"), there)
    said_in_b = Counter(option_identity(form_b.options[n - 1]) for n in accepted)
    assert Counter(option_identity(form_a.options[n - 1]) for n in meant) == said_in_b
    assert in_text_numbers(Answer(accepted=tuple(sorted(meant)), mode=mode), back) == ("all", accepted)


def test_an_answer_follows_the_text_where_only_white_space_tells_two_options_apart() -> None:
    one = question("Where is God?", "God is now here", "God is nowhere", "x")
    other = question("Where is God?", "God is nowhere", "God is  now\nhere", "x")
    assert question_hash(one) == question_hash(other)
    assert order_against(text_of(other), text_of(one)) == (2, 1, 3)
    lost = question("Where is God?", "Godis nowhere", "God is now here", "x")
    assert order_against(text_of(lost), text_of(one)) == (2, 1, 3)
    wide = question("Which is wide?", "Ａ", "A")
    assert order_against(text_of(question("Which is wide?", "A", "Ａ")), text_of(wide)) == (2, 1)


def test_options_that_are_numbers_in_brackets_make_two_questions() -> None:
    low = question("빈칸에 들어갈 것은?", "(2)", "(3)", "(4)", "(5)")
    high = question("빈칸에 들어갈 것은?", "(6)", "(7)", "(8)", "(9)")
    assert question_hash(low) != question_hash(high)


def test_options_a_only_and_b_only_are_two_options_and_form_b_verifies_nothing_by_their_places() -> None:
    form_a = question("Which is true?", "(A) only", "(B) only", "both", "neither")
    form_b = question("Which is true?", "(B) only", "(A) only", "both", "neither")
    order = order_against(text_of(form_b), text_of(form_a))
    assert order == (2, 1, 3, 4)
    first = Answer(accepted=(1,))
    assert in_text_numbers(first, order) != in_text_numbers(first, (1, 2, 3, 4))


@pytest.mark.parametrize("text", ["(2)", "(A) only", "① 가", "2) 가", "A. only"])
def test_a_person_writes_options_without_their_markers_and_they_stay_as_written(text: str) -> None:
    before = question("옳은 것은?", "가", "나")
    wanted = question("옳은 것은?", text, "나")
    written = over(before, form.read(form.write(wanted), before))
    assert [option.text for option in written.options] == [text, "나"]
    given_as_json = over(before, decode(f'{{"options": [{{"n": 1, "text": "{text}"}}, {{"n": 2, "text": "나"}}]}}'))
    assert question_hash(given_as_json) == question_hash(written) == question_hash(wanted)


@given(TEXT, TEXT)
def test_a_text_and_a_drawing_in_its_place_are_two_options(text: str, asset: str) -> None:
    assume(signs(text) and asset)
    written, drawn = Option(n=1, text=text), Option(n=1, text="", asset=asset)
    assert option_identity(written) != option_identity(drawn)
