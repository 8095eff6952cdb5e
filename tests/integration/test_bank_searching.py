"""What a search shows of a small bank: enough of the words, above the floor, and nothing else."""

from __future__ import annotations

import hashlib
import math
import random
import struct
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from cgq.bank import materials, questions, search, vectors
from cgq.bank.files import SourceFile
from cgq.bank.search import Beyond, Hits, QueryVector
from cgq.bank.searching import floor, index
from cgq.bank.searching.words import read_query
from cgq.bank.selection import Selection
from cgq.bank.vectors import Vector
from cgq.db.connection import Database, Transaction
from cgq.db.migrations import migrate
from cgq.exam.model import Document, Option, Question
from cgq.stages.chain import stored_text_hash

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MODEL = "test/1"
DIMENSION = 32
WORDS = {
    "수요의 가격탄력성이 1보다 큰 재화는?": "수요 가격 탄력 성 1 재화",
    "가격 상한제로 나타나는 현상은?": "가격 상한 제 현상",
    "수요곡선을 따라 가격이 오를 때의 변화는?": "수요 곡선 가격 때 변화",
    "교착상태의 발생 조건이 아닌 것은?": "교착 상태 발생 조건",
    "수열이 수렴하는 조건은?": "수열 수렴 조건",
    "응집도가 가장 높은 것은?": "응집도",
    "What does ARP find for a host?": "what does arp find for a host",
    "Which sharp tool cuts?": "which sharp tool cuts",
    "구축효과가 나타나는 조건은?": "구축 효과 조건",
}
STEMS = tuple(WORDS)


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Transaction]:
    database = Database(tmp_path / "cgq.db", durability="NORMAL")
    migrate(database)
    with database.write() as tx:
        for number, stem in enumerate(STEMS):
            take(tx, stem, year=2021 + number % 3, section=f"제{number % 2 + 1}과목 경제")
        for question, stem in tx.all("SELECT id, stem FROM question"):
            index.keep_words(tx, question, WORDS[stem].split(), ["동화"])
        yield tx
    database.close()


def take(tx: Transaction, stem: str, *, year: int, section: str) -> None:
    sha256 = hashlib.sha256(stem.encode()).hexdigest()
    material = materials.adopt(tx, SourceFile(f"/{year}년 {sha256[:6]}.pdf", sha256, 1), 1).id
    options = (Option(n=1, text="동화"), Option(n=2, text="조절"))
    asked = Question(number=1, stem=stem, options=options, section=section)
    questions.store(tx, material, Document(sha256=sha256, pages=1, questions=(asked,)), stored_text_hash, 1)


def look(tx: Transaction, text: str, vector: QueryVector | None = None, within: Selection | None = None) -> Hits:
    return search.search(tx, read_query(tx, text), vector, within=within)


def stems(hits: Hits) -> list[str]:
    return [hit.snippet for hit in hits.hits]


def of(seed: int, towards: int | None = None) -> bytes:
    """A vector drawn at random, or one near another."""
    rng = random.Random(seed)
    numbers = [rng.gauss(0, 1) for _ in range(DIMENSION)]
    if towards is not None:
        other = random.Random(towards)
        numbers = [0.2 * number + other.gauss(0, 1) for number in numbers]
    length = math.hypot(*numbers)
    return struct.pack(f"<{DIMENSION}f", *(number / length for number in numbers))


def embed_all(tx: Transaction) -> None:
    rows = tx.all("SELECT id, text_hash FROM question")
    vectors.put(tx, [Vector(text_hash, MODEL, of(number)) for number, text_hash in rows], 1)


def test_a_rare_word_says_more_than_common_ones(tx: Transaction) -> None:
    assert stems(look(tx, "교착상태 조건")) == [STEMS[3]]
    assert stems(look(tx, "수요의 가격탄력성")) == [STEMS[0]]


def test_a_word_that_is_nowhere_keeps_its_neighbours_out(tx: Transaction) -> None:
    assert look(tx, "삼별초의 조건") == Hits((), 0, ("삼별초",))
    assert look(tx, "glorptonic host") == Hits((), 0, ("glorptonic",))
    assert look(tx, "삼별초의 수열 조건") == Hits((), 0, ("삼별초",))


def test_words_in_a_row_are_one_name(tx: Transaction) -> None:
    take(tx, "형식적 조작기에 나타나는 것은?", year=2024, section="심리")
    take(tx, "형식적 요건에 해당하는 것은?", year=2024, section="법")
    assert stems(look(tx, "형식적 조작기")) == ["형식적 조작기에 나타나는 것은?"]


def test_half_of_a_compound_is_no_hit(tx: Transaction) -> None:
    assert look(tx, "교착성") == Hits((), 0, ("교착성",))


def test_one_of_two_words_that_is_only_mentioned_is_no_hit(tx: Transaction) -> None:
    take(tx, "다음 설명에 해당하는 것은?", year=2024, section="심리")
    late = tx.value("SELECT max(id) FROM question")
    index.keep_words(tx, late, ["다음", "설명"], ["고사리"])
    assert stems(look(tx, "고사리 수열")) == [STEMS[4]]
    assert stems(look(tx, "고사리")) == ["다음 설명에 해당하는 것은?"]


def test_either_of_two_that_are_compared_is_found(tx: Transaction) -> None:
    take(tx, "수열의 합은?", year=2024, section="수학")
    index.keep_words(tx, tx.value("SELECT max(id) FROM question"), ["수열", "합"], [])
    expected = {STEMS[4], STEMS[5], "수열의 합은?"}
    assert set(stems(look(tx, "수열과 응집도"))) == expected
    assert set(stems(look(tx, "수열 응집도 차이"))) == expected
    assert stems(look(tx, "수열 응집도")) == [STEMS[5]]


def test_the_last_words_of_an_english_name_say_what_is_meant(tx: Transaction) -> None:
    found = look(tx, "magnetic sharp tools")
    assert ([hit.snippet for hit in found.hits], found.nowhere) == ([STEMS[7]], ("magnetic",))


def test_what_a_question_is_about_comes_before_what_it_mentions(tx: Transaction) -> None:
    take(tx, "다음 설명에 해당하는 것은?", year=2024, section="심리")
    late = tx.value("SELECT max(id) FROM question")
    index.keep_words(tx, late, ["다음", "설명"], ["동화", "조절"])
    tx.run("INSERT INTO concept (id, name, label, questions, weight) VALUES (1, '동화', '동화', 1, 1)")
    assert look(tx, "동화").hits[0].question != late
    tx.run("INSERT INTO tests VALUES (?, 1, 0.9, 'glossary', 'topic')", (late,))
    assert look(tx, "동화").hits[0].question == late


def test_a_generic_word_finds_every_question_that_holds_it(tx: Transaction) -> None:
    assert look(tx, "조건").found == 3
    assert look(tx, "조건", None, Selection(years=(2021,))).found == 1


def test_what_holds_the_query_as_it_is_written_comes_first(tx: Transaction) -> None:
    assert stems(look(tx, "가격이 오를 때"))[0] == STEMS[2]
    assert stems(look(tx, "수요 곡선을"))[0] == STEMS[2]


def test_a_latin_word_is_no_part_of_another(tx: Transaction) -> None:
    assert stems(look(tx, "ARP")) == [STEMS[6]]
    assert stems(look(tx, "hosts")) == [STEMS[6]]
    assert look(tx, "harp").hits == ()


def test_a_beginning_is_found_in_a_longer_word(tx: Transaction) -> None:
    assert stems(look(tx, "응집")) == [STEMS[5]]


def test_marks_are_of_what_was_asked_for(tx: Transaction) -> None:
    (hit,) = look(tx, "교착상태").hits
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["교착상태"]
    assert (hit.why, hit.score, hit.similarity) == ("words", 1.0, None)


def test_another_name_is_found_where_the_bank_gives_it(tx: Transaction) -> None:
    assert look(tx, "crowding-out effect").hits == ()
    tx.run("INSERT INTO concept (id, name, label, questions, weight) VALUES (1, '구축효과', '구축효과', 1, 1)")
    tx.run("INSERT INTO concept_alias (alias, concept_id) VALUES ('crowding-out effect', 1)")
    assert stems(look(tx, "crowding-out effect")) == [STEMS[8]]


def test_a_question_without_words_is_found_by_its_text(tx: Transaction) -> None:
    take(tx, "새로 들어온 접지저항의 기준은?", year=2024, section="전기")
    assert stems(look(tx, "접지저항")) == ["새로 들어온 접지저항의 기준은?"]


def test_the_filters_leave_questions_out(tx: Transaction) -> None:
    number = tx.value("SELECT id FROM question WHERE stem = ?", (STEMS[3],))
    material = tx.value("SELECT material_id FROM appearance WHERE question_id = ?", (number,))
    for within, found in (
        (Selection(materials=(material,)), 1),
        (Selection(materials=(material + 1,)), 0),
        (Selection(years=(2021,)), 1),
        (Selection(years=(2022,)), 0),
        (Selection(sections=("2 과목",)), 1),
        (Selection(sections=("1과목",)), 0),
        (Selection(concepts=(9,)), 0),
        (Selection(status=("unanswered",)), 1),
        (Selection(status=("answered",)), 0),
    ):
        assert look(tx, "교착상태", within=within).found == found, within


def test_what_is_near_only_in_meaning_comes_behind_and_above_the_floor_alone(tx: Transaction) -> None:
    embed_all(tx)
    meant = tx.value("SELECT id FROM question WHERE stem = ?", (STEMS[8],))
    vector = QueryVector(MODEL, of(1000, towards=meant))
    hits = look(tx, "교착상태", vector).hits
    assert [(hit.snippet, hit.why) for hit in hits] == [(STEMS[3], "words"), (STEMS[8], "meaning")]
    assert look(tx, "교착상태", QueryVector(MODEL, of(1001))).found == 1
    assert [hit.why for hit in look(tx, "구축효과", vector).hits] == ["both"]


def test_a_model_that_knows_words_alone_adds_none_that_share_no_word(tx: Transaction) -> None:
    embed_all(tx)
    meant = tx.value("SELECT id FROM question WHERE stem = ?", (STEMS[8],))
    vector = QueryVector(MODEL, of(1000, towards=meant), is_lexical=True)
    assert stems(look(tx, "교착상태", vector)) == [STEMS[3]]
    assert [hit.why for hit in look(tx, "구축효과", vector).hits] == ["both"]


def test_similar_shows_what_is_near_and_fills_nothing_up(tx: Transaction) -> None:
    embed_all(tx)
    second = tx.value("SELECT text_hash FROM question WHERE id = 2")
    tx.run("DELETE FROM vector WHERE text_hash = ?", (second,))
    vectors.put(tx, [Vector(second, MODEL, of(1000, towards=1))], 1)
    found = search.similar(tx, 1, MODEL)
    assert ([hit.question for hit in found.hits], found.found) == ([2], 1)
    assert search.similar(tx, 1, MODEL, within=Selection(years=(2021,))).found == 0
    assert search.similar(tx, 3, MODEL).hits == ()


def test_the_floor_lies_above_unrelated_pairs_and_is_the_same_in_every_order(tmp_path: Path) -> None:
    floors: list[floor.Floor] = []
    for order in (1, -1):
        database = Database(tmp_path / f"{order}.db", durability="NORMAL")
        migrate(database)
        with database.write() as tx:
            for number in list(range(60))[::order]:
                take(tx, f"문항 {number}", year=2020, section=f"과목 {number}")
            rows = tx.all("SELECT text_hash, stem FROM question")
            made = [Vector(text_hash, MODEL, of(int(stem.split()[1]))) for text_hash, stem in rows]
            vectors.put(tx, made, 1)
            floors.append(floor.measure(tx, MODEL, DIMENSION))
            assert floor.is_outdated(tx, MODEL)
            floor.keep(tx, MODEL, floors[-1], 1)
            assert not floor.is_outdated(tx, MODEL)
            assert floor.all_stored(tx) == {MODEL: floors[-1]}
            vectors.put(tx, [Vector(f"{number:064}", MODEL, of(number)) for number in range(100, 160)], 1)
            assert not floor.is_outdated(tx, MODEL)  # the texts of no question
            for vectors_then in (40, 90):
                floor.keep(tx, MODEL, replace(floors[-1], vectors=vectors_then), 1)
                assert floor.is_outdated(tx, MODEL)
        database.close()
    assert floors[0] == floors[1]
    assert (floors[0].pairs, floors[0].vectors) == (60 * 59 // 2, 60)
    assert 0.5 < floors[0].floor < 0.9


def test_pairs_of_one_concept_measure_nothing_and_few_pairs_no_floor(tx: Transaction) -> None:
    embed_all(tx)
    tx.run("INSERT INTO concept (id, name, label, questions, weight) VALUES (1, '수요', '수요', 3, 1)")
    tx.many("INSERT INTO tests VALUES (?, 1, 1, 'glossary', 'stem')", [(number,) for number in (1, 2, 3)])
    measured = floor.measure(tx, MODEL, DIMENSION)
    assert measured.pairs == len(STEMS) * (len(STEMS) - 1) // 2 - 3
    assert measured.floor == floor.UNMEASURED


def test_words_leave_with_their_question_and_wait_for_those_of_a_new_text(tx: Transaction) -> None:
    number = tx.value("SELECT id FROM question WHERE stem = ?", (STEMS[3],))
    index.clear(tx, [number])
    assert look(tx, "교착상태").hits == ()
    assert tx.value("SELECT count(*) FROM question_word WHERE rowid = ?", (number,)) == 0


def test_the_index_of_words_is_mended_with_what_can_be_read(tx: Transaction) -> None:
    index.keep_words(tx, 999, ["nothing"], [])
    assert index.mend_words(tx) == len(STEMS)
    assert stems(look(tx, "교착상태")) == [STEMS[3]]


def test_a_word_in_front_of_a_sign_or_inside_of_a_longer_token_is_found(tx: Transaction) -> None:
    stem = "주소 192.168.10.70 과 비율 1:29:300 은?"
    take(tx, stem, year=2024, section="망")
    (question,) = tx.one("SELECT id FROM question WHERE stem = ?", (stem,)) or (0,)
    index.keep_words(tx, question, ["주소", "192.168.10.70", "비율", "1:29:300"], [])
    for text in ("192.168", "29", "192.168.10.70"):
        assert stems(look(tx, text)) == [stem], text
    for text in ("192.16", "2.16", "9:30"):
        assert look(tx, text) == Hits((), 0, (text,))


def test_every_longer_word_is_found_however_many_there_are(tx: Transaction) -> None:
    made = [f"{chr(ord('가') + 28 * number)}나습관은 무엇인가?" for number in range(60)]
    for stem in made:
        take(tx, stem, year=2024, section="습관")
    for question, stem in tx.all("SELECT id, stem FROM question WHERE stem LIKE '%습관은%'"):
        index.keep_words(tx, question, [stem[:4]], [])
    assert look(tx, "습관").found == 60


def test_a_syllable_behind_a_latin_word_finds_and_hinders_nothing(tx: Transaction) -> None:
    take(tx, "절을 나누는 것은?", year=2024, section="글")
    (question,) = tx.one("SELECT id FROM question WHERE stem LIKE '절을%'") or (0,)
    index.keep_words(tx, question, ["절"], [])
    for text in ("ARP 절", "ARP절"):
        assert stems(look(tx, text)) == [STEMS[6]], text


@pytest.mark.parametrize("ending", ["고르시오", "구하시오", "설명하시오", "서술하라", "찾아보세요"])
def test_what_the_question_tells_to_do_is_no_rare_name(tx: Transaction, ending: str) -> None:
    found = look(tx, f"교착상태 조건을 {ending}")
    assert (stems(found), found.nowhere) == ([STEMS[3]], ())


@pytest.mark.parametrize("text", ["*", "-- -", "---", "가", "?"])
def test_signs_and_a_single_syllable_find_nothing(tx: Transaction, text: str) -> None:
    assert look(tx, text).found == 0


def test_a_name_finds_what_it_names_and_a_generic_word_with_it_nothing_else(tx: Transaction) -> None:
    """Even where the generic word is the rarer one."""
    made = {"하인리히의 재해 비율은?": "하인리히 재해 비율", "하인리히가 말한 다섯 요인은?": "하인리히 다섯 요인"}
    made |= {"보일의 법칙이 말하는 것은?": "보일 법칙"}
    for stem in made:
        take(tx, stem, year=2024, section="안전")
    for stem, line in made.items():
        (question,) = tx.one("SELECT id FROM question WHERE stem = ?", (stem,)) or (0,)
        index.keep_words(tx, question, line.split(), [])
    assert sorted(stems(look(tx, "하인리히 법칙"))) == sorted(list(made)[:2])


def test_repeats_are_no_unrelated_pairs(tx: Transaction) -> None:
    embed_all(tx)
    before = floor.measure(tx, MODEL, DIMENSION).pairs
    tx.run("INSERT INTO repeat_pair VALUES (1, 2, 'variant', 'numbers', 0.9)")
    assert floor.measure(tx, MODEL, DIMENSION).pairs == before - 1


def test_a_query_like_nothing_is_near_nothing(tx: Transaction) -> None:
    rows = tx.all("SELECT id, text_hash FROM question")
    vectors.put(tx, [Vector(text_hash, MODEL, axis(0)) for _, text_hash in rows], 1)
    hits = look(tx, "교착상태", QueryVector(MODEL, axis(1), is_lexical=True)).hits
    assert [(hit.why, hit.similarity) for hit in hits] == [("words", None)]


def axis(place: int) -> bytes:
    return struct.pack(f"<{DIMENSION}f", *(float(number == place) for number in range(DIMENSION)))


def test_a_floor_beyond_the_sample_lies_above_all_of_it() -> None:
    import numpy

    apart = numpy.random.default_rng(1).normal(0, 0.1, 130_000)
    floors = [floor.exceeded_by(apart, share) for share in (1e-4, 1e-5, 1e-6, 1e-7)]
    assert floors == sorted(floors)
    assert 0.36 < floors[0] < 0.38  # 3.72 deviations
    assert 0.47 < floors[2] < 0.56  # 4.75 deviations; an exponential tail falls off more slowly than this one


def test_what_is_near_within_a_filter_is_found_behind_any_number_outside(
    tx: Transaction, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "DEPTH", 1)
    embed_all(tx)
    for question in (2, 3):
        text_hash = tx.value("SELECT text_hash FROM question WHERE id = ?", (question,))
        tx.run("DELETE FROM vector WHERE text_hash = ?", (text_hash,))
        vectors.put(tx, [Vector(text_hash, MODEL, of(1000 + question, towards=1))], 1)
    for question, year in ((2, 2022), (3, 2023)):
        found = search.similar(tx, 1, MODEL, within=Selection(years=(year,)), is_lexical=True)
        assert [(hit.question, hit.why) for hit in found.hits] == [(question, "words")]


def test_what_the_filters_leave_nothing_of_is_counted_without_them(tx: Transaction) -> None:
    assert look(tx, "교착상태", within=Selection(years=(2022,))) == Hits((), 0, (), Beyond(3, 1))
    assert look(tx, "교착상태", within=Selection(years=(1999,))) == Hits((), 0, (), Beyond(0, 1))


def test_what_is_typed_in_capitals_comes_first_where_it_stands_so(tx: Transaction) -> None:
    made = ("Which tools must you select for a natural join?", "What does SELECT or NATURAL JOIN give?")
    for stem in made:
        take(tx, stem, year=2024, section="SQL")
    for text in ("SELECT", "NATURAL JOIN"):
        assert stems(look(tx, text)) == list(reversed(made)), text
