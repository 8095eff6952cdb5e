"""local-hash-1024: what a vector without a model can and cannot tell."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys

import numpy
import pytest

from cgq.config import PRESETS, EmbeddingSettings, VectorSettings
from cgq.enrich.embedders import embedder
from cgq.enrich.embedding import EmbeddingText, text_hash
from cgq.enrich.local_hash import LocalHashEmbedder, features
from cgq.enrich.text import Terms

PIAGET = EmbeddingText(
    "피아제의 인지발달이론에서 형식적 조작기의 특징으로 옳은 것은?",
    "가설을 세워 연역적으로 추론한다 대상영속성을 획득한다 보존개념을 획득하지 못한다 자아중심성이 강하다",
)
SORTING = EmbeddingText(
    "시간 복잡도가 최악의 경우에도 O(n log n)인 정렬 알고리즘은?", "버블 정렬 삽입 정렬 힙 정렬 퀵 정렬"
)
LAYERS = EmbeddingText(
    "Which layer of the OSI model is responsible for routing packets between networks?",
    "Data link layer Network layer Transport layer Session layer",
)


@pytest.fixture(scope="module")
def local() -> LocalHashEmbedder:
    return LocalHashEmbedder()


def cosine(left: bytes, right: bytes) -> float:
    return float(numpy.frombuffer(left, "<f4") @ numpy.frombuffer(right, "<f4"))


def noisy(text: str, share: float, seed: int) -> str:
    """The text with a share of its words lost or torn, as a bad text layer would have it."""
    chance = random.Random(seed)
    words = [word for word in text.split() if chance.random() >= share / 2]
    torn = [word[:1] + " " + word[1:] if chance.random() < share / 2 else word for word in words]
    return " ".join(torn)


def test_a_vector_has_length_one_and_the_promised_bytes(local: LocalHashEmbedder) -> None:
    vectors = local.embed([PIAGET, SORTING, LAYERS])
    assert [len(vector) for vector in vectors] == [4 * local.dimension] * 3
    assert all(cosine(vector, vector) == pytest.approx(1.0, abs=1e-5) for vector in vectors)


@pytest.mark.parametrize("text", [PIAGET, SORTING, LAYERS])
def test_a_duplicate_with_a_tenth_of_noise_is_near_and_another_question_far(
    local: LocalHashEmbedder, text: EmbeddingText
) -> None:
    copies = [EmbeddingText(noisy(text.stem, 0.1, seed), noisy(text.rest, 0.1, seed)) for seed in range(8)]
    original, *found = local.embed([text, *copies])
    others = local.embed([other for other in (PIAGET, SORTING, LAYERS) if other != text])
    near = sorted(cosine(original, vector) for vector in found)
    assert near[0] > 0.6
    assert near[len(near) // 2] > 0.85
    assert max(cosine(original, vector) for vector in others) < 0.2


def test_the_stem_weighs_more_than_the_rest(local: LocalHashEmbedder) -> None:
    same_stem = EmbeddingText(PIAGET.stem, SORTING.rest)
    same_rest = EmbeddingText(SORTING.stem, PIAGET.rest)
    vector, by_stem, by_rest = local.embed([PIAGET, same_stem, same_rest])
    assert cosine(vector, by_stem) > cosine(vector, by_rest)


def test_a_latin_word_in_another_form_is_still_near(local: LocalHashEmbedder) -> None:
    one, other, strange = local.embed(
        [EmbeddingText("normalization", ""), EmbeddingText("normalisation", ""), EmbeddingText("handshake", "")]
    )
    assert cosine(one, other) > cosine(one, strange) + 0.1


@pytest.mark.parametrize("stem", ["", "?", "ㄱ, ㄴ", "①", "\ud800"])
def test_a_text_without_words_still_has_a_vector_of_length_one(local: LocalHashEmbedder, stem: str) -> None:
    (vector,) = local.embed([EmbeddingText(stem, "")])
    assert cosine(vector, vector) == pytest.approx(1.0, abs=1e-5)


def test_two_features_that_cancel_each_other_do_not_make_a_zero_vector() -> None:
    from cgq.enrich import local_hash

    places: dict[int, tuple[str, float]] = {}
    for number in range(10_000):
        feature = f"ko:{number}"
        place, sign = local_hash._place(feature)
        if place in places and places[place][1] != sign:
            vector = local_hash._hashed({feature: 1.0, places[place][0]: 1.0})
            assert cosine(vector, vector) == pytest.approx(1.0)
            return
        places.setdefault(place, (feature, sign))
    pytest.fail("no two features share a place")


def test_the_same_text_has_the_same_vector_in_another_process(local: LocalHashEmbedder) -> None:
    code = (
        "from cgq.enrich.embedding import *; from cgq.enrich.local_hash import *; import hashlib;"
        "(vector,) = LocalHashEmbedder().embed([EmbeddingText('정렬 알고리즘 TCP 3.5', '힙')]);"
        "print(hashlib.sha256(vector).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    (vector,) = local.embed([EmbeddingText("정렬 알고리즘 TCP 3.5", "힙")])
    assert done.stdout.strip() == hashlib.sha256(vector).hexdigest()


def test_a_hash_names_the_text_not_its_spacing() -> None:
    assert text_hash(EmbeddingText("정렬  알고리즘\n", "힙")) == text_hash(EmbeddingText("정렬 알고리즘", " 힙 "))
    assert text_hash(EmbeddingText("정렬", "힙")) != text_hash(EmbeddingText("정렬 힙", ""))
    assert len(text_hash(PIAGET)) == 64


def test_the_model_names_the_analyser_and_the_recipe() -> None:
    assert LocalHashEmbedder().model.startswith("local-hash-1024/1-kiwi0.")


def test_features_count_the_stem_three_times() -> None:
    empty = Terms((), (), ())
    assert features(Terms(("정렬",), (), ()), empty) == {"ko:정렬": pytest.approx(3**0.5)}
    assert features(empty, Terms(("정렬",), (), ())) == {"ko:정렬": 1.0}


def test_choosing_an_embedder_loads_nothing_heavy() -> None:
    code = (
        "import sys; from cgq.config import PRESETS, VectorSettings; from cgq.enrich.embedders import embedder;"
        "embedder(VectorSettings()); embedder(VectorSettings(service=PRESETS['openai']));"
        "sys.exit(', '.join({'openai', 'kiwipiepy', 'numpy', 'tenacity', 'httpx2'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""
    assert done.returncode == 0


def test_the_settings_choose_the_embedder() -> None:
    assert embedder(VectorSettings()).host == "analyser"
    settings = EmbeddingSettings(provider="openai", model="text-embedding-3-large", dimension=3072)
    paid = embedder(VectorSettings(embedding=settings, service=PRESETS["openai"]))
    assert (paid.model, paid.dimension, paid.host, paid.batch) == ("text-embedding-3-large", 3072, "threads", 2048)
