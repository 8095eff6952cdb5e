"""Words of a text: what the Korean analyser gives us, and what it costs to ask for its version."""

from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest

from cgq.concept_names import normal
from cgq.enrich.text import Analyser, latin, version


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return Analyser()


def test_nouns_come_in_order_and_with_repeats(analyser: Analyser) -> None:
    assert analyser.nouns(["스택과 큐의 차이를 스택의 연산으로"]) == [("스택", "큐", "차이", "스택", "연산")]


def test_a_final_consonant_is_not_taken_for_slang(analyser: Analyser) -> None:
    assert analyser.nouns(["경계값 분석"]) == [("경계", "값", "분석")]


def test_hangul_as_separate_letters_gives_the_same_words(analyser: Analyser) -> None:
    composed = "인지발달이론의 형식적 조작기"
    apart = unicodedata.normalize("NFD", composed)
    assert apart != composed
    assert analyser.terms([apart]) == analyser.terms([composed])


def test_full_width_latin_is_the_same_word(analyser: Analyser) -> None:
    assert analyser.terms(["ＴＣＰ 연결"]) == analyser.terms(["TCP 연결"])


def test_many_texts_at_once_equal_one_by_one(analyser: Analyser) -> None:
    texts = ["정렬 알고리즘", "", "3.5 % of UDP", "관료제(bureaucracy)"]
    assert analyser.terms(texts) == [analyser.terms([text])[0] for text in texts]


@pytest.mark.parametrize("text", ["", " ", "\ud800", "①②③", "😀 정렬", "\x00", "(((", "ᄀ"])
def test_no_text_is_too_strange(analyser: Analyser, text: str) -> None:
    assert len(analyser.terms([text])) == 1


def test_latin_words_keep_their_signs_and_numbers_their_points() -> None:
    assert list(latin("E-mail in C++, 3.5 and 1,000")) == ["e-mail", "in", "c++", "3.5", "and", "1,000"]


def test_white_space_and_width_do_not_count() -> None:
    assert normal(" ａ \n\t b\u3000c ") == "a b c"


def test_a_split_surrogate_pair_is_one_character_again() -> None:
    assert normal("\ud83d\ude00") == "😀"


def test_the_version_is_told_without_loading_the_analyser() -> None:
    code = "import sys; from cgq.enrich.text import version; print(version()); sys.exit('kiwipiepy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, version())
    assert version().startswith("kiwi0.")
