"""A query is cut into the words that the bank holds, its particles left over, without an analyser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cgq.bank.searching.cutting import MOST_TERMS, cut, forms, substrings
from cgq.lookalikes import alike
from cgq.plain_words import plain_words

KNOWN = {
    *("가격", "탄력", "성", "수요", "의", "부적", "강화", "명령", "형", "량", "라운드", "로빈", "동학", "농민운동"),
    *("컵", "정규화", "데이터베이스", "정규", "화", "tcp", "ip", "e-mail", "hosts", "policy", "양"),
}


def words(text: str) -> list[tuple[str, tuple[str, ...], bool]]:
    return [(term.text, term.words, term.is_light) for term in cut(alike(text), KNOWN)]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("수요의 가격탄력성", [("수요", ("수요",), False), ("가격탄력성", ("가격", "탄력", "성"), False)]),
        ("부적강화에서는", [("부적강화", ("부적", "강화"), False)]),
        ("정규화", [("정규화", ("정규화",), False)]),  # the longest words win
        ("형량명령", [("형량명령", ("형량명령",), False)]),  # two single syllables explain nothing
        ("사구체를", [("사구체를", ("사구체",), False)]),
        ("매슬로", [("매슬로", ("매슬",), False)]),  # 로 may be a particle: the text keeps it
        ("컵", [("컵", ("컵",), False)]),
        ("양이", [("양이", ("양이",), False)]),  # a noun that the bank lacks, in a query that is no sentence
        ("컵 컵 컵 양이", [*[("컵", ("컵",), False)] * 3, ("양", ("양",), True)]),
        ("양적", [("양", ("양",), False)]),
        (
            "어떻게 올리면 되나요",
            [("어떻게", ("어떻게",), True), ("올리면", ("올리면",), True), ("되나요", ("되나요",), True)],
        ),
        ("도덕적해이", [("도덕적해이", ("도덕적",), False)]),  # no form of 도덕
        ("병인양요 신미양요", [("병인양요", ("병인양",), False), ("신미양요", ("신미양",), False)]),
        ("SQL에서 정규화", [("sql", ("sql",), False), ("정규화", ("정규화",), False)]),
        ("TCP/IP", [("tcp/ip", ("tcp", "ip"), False)]),
        ("E-mail", [("e-mail", ("e-mail",), False)]),
        ("Which host", [("which", ("which",), True), ("host", ("host",), False)]),
        ("3ㆍ15", [("3·15", ("3·15",), False)]),
        ("___ % ?", []),
    ],
)
def test_a_query_is_cut(text: str, terms: list[tuple[str, tuple[str, ...], bool]]) -> None:
    assert words(text) == terms


def test_a_long_number_and_a_latin_word_among_korean_ones_are_names() -> None:
    assert [term.is_name for term in cut("sql 정규화 443 80", KNOWN)] == [True, False, True, False]
    assert [term.is_name for term in cut("sql join 0x1f", KNOWN)] == [False, False, True]


@pytest.mark.parametrize("text", ["수요와 가격", "수요이랑 가격", "SQL과 가격", "SQL and 가격", "수요 및 가격"])
def test_what_is_joined_is_asked_for_together(text: str) -> None:
    assert [(len(term.text) > 1, term.joins) for term in cut(alike(text), KNOWN)] == [(True, True), (True, False)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("산업재해", "산업재해"),
        ("에스프레소를", "에스프레소"),
        ("삼별초의", "삼별초"),
        ("사회정의", "사회정의"),
        ("매슬로", "매슬로"),
        ("별을", "별을"),
        ("존엄성에", "존엄성"),
        ("담벼락에", "담벼락"),
        ("소나무에", "소나무"),
        ("오보에", "오보에"),
        ("누에", "누에"),
    ],
)
def test_a_word_that_is_nowhere_is_named_whole(text: str, shown: str) -> None:
    assert [term.shown for term in cut(text, set[str]())] == [shown]


@pytest.mark.parametrize("asked", ["뭐예요", "뭐에요", "뭐죠", "무엇이에요", "무엇입니까", "뭡니까", "뭔데"])
def test_what_only_asks_is_no_word_that_is_missed(asked: str) -> None:
    name, light = cut(f"정규화가 {asked}", {"정규화"})
    assert (name.text, name.is_light, light.is_light) == ("정규화", False, True)


def test_two_words_are_one_where_the_bank_holds_them_so() -> None:
    assert words("농민 운동의") == [("농민운동", ("농민운동",), False)]
    assert "농민운동" in substrings("농민 운동의")


def test_an_english_word_is_looked_for_in_its_other_number() -> None:
    assert "hosts" in forms("host")
    assert "policy" in forms("policies")
    assert "class" in forms("classes")
    assert {"paired", "pairing", "pair"} <= set(forms("pairs"))
    assert {"cached", "caching", "caches"} <= set(forms("cache"))
    assert forms("13.5") == ("13.5",)
    assert forms("4.19") == ("4.19", "4·19")  # a day may be written with either sign


@pytest.mark.parametrize(
    ("verb", "base"),
    [("pairing", "pair"), ("hosted", "host"), ("caching", "cache"), ("mapping", "map"), ("subnetting", "subnet")],
)
def test_an_english_verb_is_looked_for_in_its_other_forms(verb: str, base: str) -> None:
    assert {verb, base, f"{base}s"} <= set(forms(verb))


@pytest.mark.parametrize("word", ["string", "ring", "need", "speed", "king"])
def test_what_only_ends_as_a_verb_does_has_no_other_base(word: str) -> None:
    assert forms(word)[:2] == (word, f"{word}s")


@pytest.mark.parametrize("text", ["강학상", "강학상의"])
def test_what_makes_an_attribute_is_no_part_of_a_noun(text: str) -> None:
    assert [term.words for term in cut(text, {"강학", "인가"})] == [("강학",)]
    assert [term.words for term in cut("현상", {"현", "현상"})] == [("현상",)]
    assert [term.words for term in cut("가상", {"가"})] == [("가상",)]


def test_a_plain_word_is_whole_and_in_parts() -> None:
    assert list(plain_words("tcp/ip 192.168.0.1 c++ order_id 한글a1")) == [
        *("tcp/ip", "tcp", "ip", "192.168.0.1", "c++", "order_id", "a1")
    ]


@given(st.text(max_size=300))
def test_no_text_raises_and_every_word_is_one_that_was_looked_up_or_the_term(text: str) -> None:
    line = alike(text)
    known = substrings(line)
    terms = cut(line, known)
    assert len(terms) <= MOST_TERMS
    assert all(term.words and all(term.words) for term in terms)
    assert cut(line, set()) == cut(line, frozenset())
