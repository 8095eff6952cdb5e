"""The words by which papers announce things: every file whole, every pattern what it says."""

from __future__ import annotations

import re
import unicodedata

import pytest

from cgq.exam.vocabulary import LANGUAGES, USES, any_of, vocabulary, words


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
