"""Options in another order: the same for the same seed, and never where they speak of each other."""

from __future__ import annotations

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
