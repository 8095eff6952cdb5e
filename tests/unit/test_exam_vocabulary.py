"""The words by which papers announce things: every file whole, every pattern what it says."""

from __future__ import annotations

import re
import unicodedata

import pytest

from cgq.exam.vocabulary import LANGUAGES, SPACED, USES, any_of, vocabulary, words
from cgq.exam.vocabulary.alternatives import NO_LETTER, one_of, signs_of_word


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_use_and_each_word_once(language: str) -> None:
    for use in USES:
        listed = getattr(vocabulary(language), use)
        assert len(set(listed)) == len(listed), (use, listed)
        assert all(word == word.lower() == unicodedata.normalize("NFC", word).strip() for word in listed), use


@pytest.mark.parametrize("use", USES)
def test_each_word_of_a_use_is_found_by_its_pattern(use: str) -> None:
    pattern = re.compile(any_of(use))
    assert words(use)
    assert all(pattern.fullmatch(word) for word in words(use))


@pytest.mark.parametrize("use", USES)
def test_a_pattern_matches_what_the_words_one_after_another_match(use: str) -> None:
    written = [
        signs_of_word(word, spaced=lang in SPACED) for lang in LANGUAGES for word in getattr(vocabulary(lang), use)
    ]
    lengths = {signs: len(signs) - (signs[-1] == NO_LETTER) for signs in written}
    longest_first = sorted(lengths, key=lambda signs: -lengths[signs])
    plain = re.compile("|".join("".join(signs) for signs in longest_first), re.IGNORECASE)
    made = re.compile(any_of(use), re.IGNORECASE)
    printed = [*words(use), *(word.replace(" ", "") for word in words(use))]
    texts = [begun + rest for begun in printed for rest in ("", "a", ". ", " 1", *printed)]
    matches = [(plain.match(text), made.match(text)) for text in texts]
    assert [text for text, (one, other) in zip(texts, matches, strict=True) if _span(one) != _span(other)] == []


def test_the_longest_word_is_taken_and_none_inside_another() -> None:
    pattern = re.compile(any_of("answer_words", "explanation_words"), re.IGNORECASE)
    assert [found[0] for text in ("정답: 2", "ANSWER KEY: B", "Đáp án: C") if (found := pattern.match(text))] == [
        "정답",
        "ANSWER KEY",
        "Đáp án",
    ]
    assert pattern.match("Keyboard") is None


def test_a_space_may_be_missing_where_the_language_has_none_that_counts() -> None:
    heads = re.compile(any_of("answer_table_heads"), re.IGNORECASE)
    assert heads.fullmatch("정답및해설")
    assert heads.fullmatch("정  답 및 해설")
    assert heads.fullmatch("answer  key")
    assert heads.fullmatch("answerkey") is None


def test_of_words_that_begin_alike_the_first_is_taken_where_a_gap_may_be_missing() -> None:
    given = ("가나다라", "가 나", "가나다")
    made = re.compile(one_of([signs_of_word(word, spaced=False) for word in given]))
    assert [found[0] for text in ("가나다", "가 나다", "가나다라") if (found := made.match(text))] == [
        "가나",
        "가 나",
        "가나다라",
    ]


def _span(match: re.Match[str] | None) -> tuple[int, int] | None:
    return match.span() if match else None
