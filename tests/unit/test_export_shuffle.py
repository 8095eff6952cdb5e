"""Options in another order: the same for the same seed, and never where they speak of each other."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.hostile_records import LABELS, record, with_drawn_option

from cgq.exchange.export.shuffle import NAMES_AN_OPTION, SPEAKS_OF_OTHERS, shuffled, why_fixed

FOUR = ("alpha", "beta", "gamma", "delta")
SEEDS = st.integers(0, 2**63 - 1)


@given(SEEDS, st.sets(st.integers(1, 4), min_size=1), st.sampled_from(LABELS))
def test_the_right_options_stay_right_and_labels_stay_in_their_places(
    seed: int, accepted: set[int], labels: tuple[str, ...]
) -> None:
    before = record(stem="s", options=FOUR, labels=labels, accepted=sorted(accepted), mode="any")
    after = shuffled(before, seed)
    assert before.answer is not None
    assert after.answer is not None
    right = {option.text for option in before.options if option.n in before.answer.accepted}
    assert {option.text for option in after.options if option.n in after.answer.accepted} == right
    assert after.answer.accepted == tuple(sorted(after.answer.accepted))
    assert [option.n for option in after.options] == [1, 2, 3, 4]
    assert [option.label for option in after.options] == list(labels[:4])
    assert after.id == before.id


@given(SEEDS)
def test_what_is_printed_somewhere_still_leads_to_the_same_option(seed: int) -> None:
    before = record(stem="s", options=FOUR, accepted=(2,), mode="any")
    after = shuffled(with_drawn_option(before, 3, "f" * 64), seed)
    (place,) = after.appearances
    texts = {option.n: option.text for option in after.options}
    assert [texts[n] for n in place.option_order] == list(FOUR)
    assert place.option_labels == before.appearances[0].option_labels
    assert place.answer == before.appearances[0].answer
    assert [option.text for option in after.options if option.asset] == ["gamma"]


def test_the_order_is_that_of_the_seed_and_the_question_on_every_machine() -> None:
    one = record(stem="What?", options=FOUR)
    assert [option.text for option in shuffled(one, 42).options] == ["alpha", "delta", "beta", "gamma"]
    orders = {tuple(option.text for option in shuffled(one, seed).options) for seed in range(200)}
    assert len(orders) == 24, "every order comes about"


@pytest.mark.parametrize(
    "text",
    [
        "All of the above",
        "None of these",
        "Both of the above",
        "위의 모두",
        "모두 옳다",
        "정답 없음",
        "답이 없다",
        "위 내용 모두 해당",
        "나머지와 같다",
        "上記のすべて",
        "以上都对",
        "All the other options are wrong",
    ],
)
def test_an_option_that_speaks_of_others_stays_where_it_is(text: str) -> None:
    assert why_fixed(record(stem="s", options=("a", "b", text))) == SPEAKS_OF_OTHERS


@pytest.mark.parametrize(
    ("labels", "parts"),
    [
        (LABELS[0], {"options": ("하나", "둘", "①과 ②")}),
        (LABELS[2], {"options": ("one", "two", "A and B")}),
        (LABELS[2], {"options": ("one", "two", "(A), (B)")}),
        (LABELS[3], {"options": ("하나", "둘", "가와 나")}),
        (LABELS[0], {"options": ("가", "나"), "explanation": "②는 틀리다."}),
        (LABELS[1], {"options": ("가", "나"), "explanation": "2번은 틀리다."}),
        (LABELS[2], {"options": ("x", "y"), "explanation": "Option B is wrong."}),
        (LABELS[0], {"options": ("가", "나"), "passage": "밑줄 친 ① 문장은"}),
        (LABELS[0], {"options": ("가", "나"), "stem": "보기 2와 같은 것은?"}),
    ],
)
def test_a_question_that_calls_an_option_by_its_sign_stays_as_it_is(
    labels: tuple[str, ...], parts: dict[str, object]
) -> None:
    assert why_fixed(record(labels=labels, **parts)) == NAMES_AN_OPTION  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("labels", "options"),
    [
        (LABELS[0], ("ㄱ, ㄴ", "ㄷ, ㄹ", "ㄱ, ㄴ, ㄷ")),
        (LABELS[1], ("10 MPa", "20 MPa", "1,5")),
        (LABELS[2], ("A large number", "Beta", "a and the")),
        (LABELS[0], ("모두가 아는 사실", "전부 개정", "위험물")),
    ],
)
def test_what_only_looks_like_it_is_moved(labels: tuple[str, ...], options: tuple[str, ...]) -> None:
    assert why_fixed(record(stem="다음 중 옳은 것은?", labels=labels, options=options)) is None


NAMING = (
    "1) wrong, because\n2) right, because",
    "The correct answer is C.",
    "The answer is B because",
    "B is correct because",
    "Why not A: because",
    "A. wrong\nB. right",
    "A) wrong",
    "A: wrong",
    "A - wrong\nB - right",
    "2 - wrong",
    "C is right; A, B and D are wrong",
    "Ans: C",
    "Ans. C",
    "Key: B",
    "key=2",
    "See c.",
    "[C] is right",
    "Choice (C)",
    "Option 3",
    "Options B and D",
    "the answer was option C",
    "B wrong",
    "1, 2 are wrong",
    "1-3 are wrong",
    "A/B",
    "The third option is right",
    "The first statement is false",
    "the last choice",
    "The 2nd is right",
    "정답은 3이다",
    "정답: 3",
    "정답은 B",
    "3이 정답이다",
    "(3)이 옳다",
    "3) 옳다",
    "2.는 옳다",
    "A는 틀리다",
    "B가 옳다",
    "선지 2",
    "보기 2와 같다",
    "1, 2는 틀리다",
    "세 번째 보기가 옳다",
    "두 번째가 옳다",
    "마지막 선지가 옳다",
    "Ｂ는 틀리다",
    "③",
    "3が正しい",
    "选B",
)
"""How explanations name an option, whatever the options are called."""


@pytest.mark.parametrize("labels", [LABELS[0], LABELS[1], LABELS[2], ("",) * 5], ids=["rings", "1", "A", "none"])
@pytest.mark.parametrize("text", NAMING)
def test_whatever_could_name_an_option_keeps_the_order_whatever_its_options_are_called(
    text: str, labels: tuple[str, ...]
) -> None:
    for part in ("stem", "passage", "explanation"):
        found = why_fixed(record(**{"stem": "s", part: text}, options=FOUR, labels=labels))  # type: ignore[arg-type]
        assert found == NAMES_AN_OPTION, part
    assert why_fixed(record(stem="s", boxes=(text,), options=FOUR, labels=labels)) == NAMES_AN_OPTION


@pytest.mark.parametrize("labels", [LABELS[1], LABELS[2], ("",) * 5], ids=["1", "A", "none"])
@pytest.mark.parametrize(
    "option",
    [
        *("Both A and B", "A and C", "A, B", "1 and 3", "Both 1 and 2", "1, 3", "a and b only", "Only A", "A or B"),
        *("Neither A nor B", "A와 B", "Both 1 and 2 are right", "A & C only", "either a or b", "1번과 3번"),
        *("All are correct", "Both are correct", "Both", "Neither", "All", "None", "All three", "None of them"),
        *("모두", "둘 다 맞다", "해당 없음", "없음"),
    ],
)
def test_an_option_that_means_others_keeps_the_order(option: str, labels: tuple[str, ...]) -> None:
    assert why_fixed(record(stem="s", options=("x", "y", "z", option), labels=labels)) is not None


def test_an_explanation_that_was_imported_option_by_option_keeps_the_order() -> None:
    from cgq.exchange.quiz.given import GivenOption, GivenQuestion, GivenText, Notes, row_of
    from cgq.exchange.rows import Row

    options = tuple(
        GivenOption(text=GivenText(text), fraction=100.0 * (n == 0), feedback=GivenText(f"so {text}"))
        for n, text in enumerate(FOUR)
    )
    row = row_of(
        GivenQuestion(row=1, kind="multichoice", text=GivenText("What?"), options=options), Notes(lambda _: None)
    )
    assert isinstance(row, Row)
    assert row.explanation is not None
    assert why_fixed(record(stem="What?", options=FOUR, explanation=row.explanation)) == NAMES_AN_OPTION


@pytest.mark.parametrize(
    "explanation",
    [
        "TCP has 3 phases and 2 ends.",
        "It takes 3가지 steps, 2 MPa, 5% and 3이상.",
        "A router joins networks; I would say so.",
        "x = 2 * 3 + y",
        "Version 1.2.3 of it, and 1,000 users.",
        "a router and a switch",
        "C++ and C# are languages.",
    ],
)
def test_quantities_articles_and_names_of_other_things_keep_no_order(explanation: str) -> None:
    assert why_fixed(record(stem="What?", options=FOUR, labels=LABELS[2], explanation=explanation)) is None


@pytest.mark.parametrize("options", [("1", "2", "3", "4"), ("A", "B", "C", "D"), ("(1)", "(2)", "3.", "D")])
def test_options_that_are_letters_or_numbers_are_moved(options: tuple[str, ...]) -> None:
    assert why_fixed(record(stem="How many are there?", options=options, labels=LABELS[1])) is None


@pytest.mark.parametrize("unit", ["보기" + " " * 99_998, "위 ", "정답 =", "all x ", "1, ", "A ", "first x", "½", "\n"])
def test_a_text_of_100_000_signs_takes_as_much_time_for_each_as_a_short_one(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * (length // len(unit) + 1))[: length - 1] + "x"
        return min(_spent(text) for _ in range(2))

    assert seconds(100_000) < 3 * 4 * seconds(25_000) + 0.01, "a quadratic pattern takes 16 times as long"


def _spent(text: str) -> float:
    """Seconds of the processor for one question of this text."""
    one = record(stem="s", options=("a", text), explanation=text)
    begun = time.process_time()
    why_fixed(one)
    return time.process_time() - begun
