"""Vectors and search in a real database: the index and the plain look agree; no text raises."""

from __future__ import annotations

import hashlib
import math
import random
import struct
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cgq.bank import materials, nearest, questions, search, signs, vectors
from cgq.bank.files import SourceFile
from cgq.bank.search import QueryVector
from cgq.bank.searching.words import read_query
from cgq.bank.vectors import Vector
from cgq.db.connection import Database, Transaction
from cgq.db.migrations import migrate
from cgq.errors import Missing, NotReady
from cgq.exam.model import Document, Option, Question
from cgq.stages.chain import stored_text_hash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

MODEL = "test/1"
DIMENSION = 64
STEMS = (
    "피아제의 인지 발달 단계 중 구체적 조작기의 특징은?",
    "교육 과정의 유형에 대한 설명으로 옳은 것은?",
    "다음 Python 코드의 실행 결과는?",
    'OR NEAR("a", 3) * 100%_의 값은?',
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    yield from _opened(tmp_path_factory.mktemp("bank"))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    yield from _opened(tmp_path)


def _opened(folder: Path) -> Iterator[Database]:
    opened = Database(folder / "cgq.db", durability="NORMAL")
    migrate(opened)
    with opened.write() as tx:
        take(tx, STEMS)
    yield opened
    opened.close()


def take(tx: Transaction, stems: Sequence[str], form: str = "A") -> questions.Stored:
    sha256 = hashlib.sha256(form.encode()).hexdigest()
    options = (Option(n=1, text="동화"), Option(n=2, text="print(1)"))
    asked = tuple(Question(number=n, stem=stem, options=options) for n, stem in enumerate(stems, start=1))
    material = materials.adopt(tx, SourceFile(f"/{form}.pdf", sha256, 1), 1).id
    document = Document(sha256=sha256, pages=1, questions=asked)
    return questions.store(tx, material, document, stored_text_hash, 1)


def look(tx: Transaction, text: str, vector: QueryVector | None = None, k: int = 10) -> tuple[search.Hit, ...]:
    return search.search(tx, read_query(tx, text), vector, k).hits


def unit(numbers: Sequence[float]) -> bytes:
    length = math.hypot(*numbers)
    return struct.pack(f"<{len(numbers)}f", *(number / length for number in numbers))


def some_vector(seed: int, dimension: int = DIMENSION) -> bytes:
    rng = random.Random(seed)
    return unit([rng.gauss(0, 1) for _ in range(dimension)])


def embed_all(tx: Transaction) -> None:
    rows = tx.all("SELECT id, text_hash FROM question")
    vectors.put(tx, [Vector(text_hash, MODEL, some_vector(number)) for number, text_hash in rows], 1)


def test_vectors_are_kept_once_a_text_and_model(database: Database) -> None:
    with database.write() as tx:
        first = vectors.missing(tx, MODEL)
        assert len(first) == vectors.missing_count(tx, MODEL) == 4
        assert vectors.missing(tx, MODEL, 2) == first[:2]
        embed_all(tx)
        assert vectors.missing(tx, MODEL) == []
        assert vectors.missing_count(tx, "other") == 4
        text_hash = tx.value("SELECT text_hash FROM question WHERE id = 1")
        vectors.put(tx, [Vector(text_hash, MODEL, some_vector(77))], 2)
        assert vectors.get(tx, MODEL, [text_hash, "0" * 64]) == {text_hash: some_vector(1)}


def test_R7_a_vector_that_is_none_is_told() -> None:
    assert vectors.fault(some_vector(1), DIMENSION) is None
    assert "numbers" in (vectors.fault(some_vector(1), 32) or "")
    assert "length" in (vectors.fault(struct.pack("<2f", 3, 4), 2) or "")
    assert "length" in (vectors.fault(bytes(8), 2) or "")
    for bad in (math.nan, math.inf):
        assert "none" in (vectors.fault(struct.pack("<2f", bad, 1), 2) or "")


@pytest.mark.parametrize("nonzero", [8, 96, 512])
def test_the_index_and_the_plain_look_give_the_same_answer(database: Database, nonzero: int) -> None:
    """Dense vectors and sparse ones, whose bare signs would say little; more texts than candidates."""
    rng = random.Random(nonzero)
    dimension, count, k = 512, 1500, 10
    centres = [sparse(rng, dimension, nonzero) for _ in range(count // 15)]
    with database.write() as tx:
        take(tx, [f"문항 {n}" for n in range(count)])
        rows = tx.all("SELECT text_hash FROM question")
        made = [
            Vector(row[0], MODEL, unit([x * rng.uniform(0.2, 1.8) for x in centres[n % len(centres)]]))
            for n, row in enumerate(rows)
        ]
        vectors.put(tx, made, 1)
        vectors.put(tx, [Vector("e" * 64, MODEL, unit(centres[0]))], 1)  # the text of no question
        queries = [unit(centre) for centre in centres[:8]]
        by_looking = [nearest.nearest(tx, MODEL, query, k) for query in queries]
        if not nearest.refresh(tx, MODEL, dimension):
            pytest.skip("this SQLite loads no extensions")
        by_index = [nearest.nearest(tx, MODEL, query, k) for query in queries]
    assert by_index == by_looking
    assert all(len(found) == k for found in by_index)


def sparse(rng: random.Random, dimension: int, nonzero: int) -> list[float]:
    numbers = [0.0] * dimension
    for place in rng.sample(range(dimension), nonzero):
        numbers[place] = rng.gauss(0, 1)
    return numbers


@given(st.integers(1, 40), st.integers(1, 5))
def test_a_vector_has_the_same_bits_in_any_company(dimension: int, count: int) -> None:
    made = [some_vector(n, dimension) for n in range(count)]
    bits = signs.signs(made)
    assert {len(found) * 8 for found in bits} == {signs.bits_for(dimension)}
    assert [signs.signs([vector])[0] for vector in made] == bits


def test_near_vectors_differ_in_few_bits_far_ones_in_half(database: Database) -> None:
    one = sparse(random.Random(1), 256, 20)
    near, far = [x * (1 + n % 3 / 10) for n, x in enumerate(one)], sparse(random.Random(2), 256, 20)
    bits = [int.from_bytes(found) for found in signs.signs([unit(one), unit(near), unit(far)])]
    assert (bits[0] ^ bits[1]).bit_count() < 30
    assert 96 < (bits[0] ^ bits[2]).bit_count() < 160


def test_an_index_that_is_out_of_date_is_not_used(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "WORTH_AN_INDEX", 1)
    with database.write() as tx:
        embed_all(tx)
        if not nearest.refresh(tx, MODEL, DIMENSION):
            pytest.skip("this SQLite loads no extensions")
        take(tx, ["새 문항"])
        assert nearest.wants_refresh(tx, MODEL)
        embed_all(tx)
        assert len(nearest.nearest(tx, MODEL, some_vector(1), 10)) == 1
        assert nearest.refresh(tx, MODEL, DIMENSION)
        assert tx.value("SELECT count(*) FROM near_1") == 1
        assert len(nearest.nearest(tx, MODEL, some_vector(1), 10)) == 1
        nearest.drop(tx, MODEL)
        assert nearest.refresh(tx, MODEL, DIMENSION)
        assert len(nearest.nearest(tx, MODEL, some_vector(1), 10)) == 1


def test_a_model_of_another_dimension_gets_another_index(database: Database) -> None:
    with database.write() as tx:
        embed_all(tx)
        if not nearest.refresh(tx, MODEL, 8):
            pytest.skip("this SQLite loads no extensions")
        assert nearest.nearest(tx, MODEL, some_vector(1, 8), 10) == []
        assert nearest.refresh(tx, MODEL, DIMENSION)
        assert len(nearest.nearest(tx, MODEL, some_vector(1), 10)) == 4
        assert nearest.refresh(tx, "odd", 7)


def test_a_small_bank_needs_no_index(database: Database) -> None:
    with database.write() as tx:
        embed_all(tx)
        assert not nearest.wants_refresh(tx, MODEL)


def test_without_extensions_every_vector_is_looked_at(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.write() as tx:
        embed_all(tx)
        nearest.refresh(tx, MODEL, DIMENSION)
        expected = nearest.nearest(tx, MODEL, some_vector(2), 3)
    monkeypatch.setattr(nearest, "load_vec0", lambda tx: False)
    with database.write() as tx:
        assert nearest.nearest(tx, MODEL, some_vector(2), 3) == expected
        assert not nearest.refresh(tx, MODEL, DIMENSION)
        assert nearest.nearest(tx, MODEL, bytes(4 * DIMENSION), 3) == []
        assert nearest.nearest(tx, MODEL, some_vector(2), 0) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("피아제", 0),
        ("인지발달", 0),  # printed with a space
        ("교육과정 유형", 1),
        ("python", 2),
        ("ＰＹＴＨＯＮ　코드", 2),  # full width
        ('NEAR("a",', 3),
        ("100%_의", 3),
        ("단계", 0),  # two characters: no trigram
        ("과정", 1),
    ],
)
def test_words_find_their_question_first(database: Database, text: str, found: int) -> None:
    with database.read() as tx:
        hits = look(tx, text)
    assert hits[0].snippet == STEMS[found]
    assert (hits[0].why, hits[0].score, hits[0].similarity) == ("words", 1.0, None)


def test_a_question_with_too_few_of_the_words_is_not_shown(database: Database) -> None:
    with database.read() as tx:
        assert [hit.snippet for hit in look(tx, "교육 과정 피아제의 유형에")] == [STEMS[1]]
        assert [hit.snippet for hit in look(tx, "설명 피아제의 단계")] == [STEMS[0]]
        assert look(tx, "없는낱말") == ()
        assert look(tx, "   ") == ()


def test_words_and_meaning_are_fused(database: Database) -> None:
    with database.write() as tx:
        embed_all(tx)
        query = QueryVector(MODEL, some_vector(1))
        hits = look(tx, "피아제 코드", query, 2)
        assert (hits[0].question, hits[0].why, hits[0].similarity) == (1, "both", 1.0)
        assert hits[0].score == max(hit.score for hit in hits) <= 1.0
        assert len(hits) == 2
        only_meant = look(tx, "없는낱말", query, 1)
        assert [(hit.question, hit.why) for hit in only_meant] == [(1, "meaning")]


def test_neighbours_of_a_question_leave_itself_out(database: Database) -> None:
    with database.write() as tx:
        with pytest.raises(NotReady, match="no vector"):
            search.similar(tx, 1, MODEL)
        with pytest.raises(Missing):
            search.similar(tx, 99, MODEL)
        text_hash = [row[0] for row in tx.all("SELECT text_hash FROM question ORDER BY id")]
        made = [unit([1.0] + [0.1 * n] * 63) for n in range(4)]
        vectors.put(tx, [Vector(name, MODEL, data) for name, data in zip(text_hash, made, strict=True)], 1)
        assert [hit.question for hit in search.similar(tx, 1, MODEL, 2).hits] == [2, 3]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.text(st.characters()),  # lone surrogates too
        st.text(st.sampled_from("\"*()^:+-{}[]%_\\'\0 \n\tANDORNEAR가나ㄱ①")),
        st.lists(st.sampled_from(["AND", "OR", "NOT", "NEAR(", '"', "body:", "*", "^a", "교육", "교육과정"])).map(
            " ".join
        ),
    )
)
def test_no_query_raises(shared: Database, text: str) -> None:
    with shared.read() as tx:
        look(tx, text)
        materials.listing(tx, text=text)


def test_a_very_long_query_is_cut(database: Database) -> None:
    with database.read() as tx:
        for text in ("가나다 " * 100_000, "가" * 1_000_000, "%_" * 100_000, " ".join(f"w{n:04}" for n in range(5000))):
            assert look(tx, text) == ()
            assert materials.listing(tx, text=text) == []
