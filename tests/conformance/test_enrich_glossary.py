"""The second pass: what a whole bank makes of its candidates (semantics B3)."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cgq.concept_names import concept_name
from cgq.enrich.aliases import canonical, variants
from cgq.enrich.concepts import PLACES, Candidate, Place
from cgq.enrich.edges import Node, Nodes, broader
from cgq.enrich.glossary import Corpus, Glossary, Term, Told, glossary

if TYPE_CHECKING:
    import random
    from collections.abc import Set as AbstractSet

Bank = dict[int, list[Candidate]]


def row(
    surface: str, place: Place = "stem", times: int = 1, cuts: str = "", term: str = "", rarity: float = 0.0
) -> Candidate:
    return Candidate(term or surface.replace(" ", "").lower(), surface, place, times, cuts, rarity)


def corpus(
    bank: Bank, order: list[int] | None = None, merged: list[tuple[str, str]] | None = None, **more: Any
) -> Corpus:
    questions = list(bank) if order is None else order
    forms: dict[str, Counter[tuple[str, str, float]]] = defaultdict(Counter)
    originals: list[tuple[str, str, int]] = []
    for i, question in enumerate(questions):
        for found in bank[question]:
            if found.place == "original":
                originals.append((found.term, found.surface, i))
            else:
                forms[found.term][found.surface, found.cuts, found.rarity] += 1
    names = list(forms)
    index = {name: i for i, name in enumerate(names)}
    return Corpus(
        questions=questions,
        terms=[Term(name, *min(forms[name], key=lambda key: (-forms[name][key], key))) for name in names],
        seen=[
            (i, index[found.term], PLACES.index(found.place), found.times)
            for i, question in enumerate(questions)
            for found in bank[question]
            if found.place != "original"
        ],
        originals=[(index[term], text, i) for term, text, i in originals if term in index],
        merged=merged or [],
        **more,
    )


def names(found: Glossary) -> set[str]:
    return {concept.name for concept in found.concepts}


def concepts_by_question(found: Glossary) -> dict[int, set[str]]:
    by_question: dict[int, set[str]] = defaultdict(set)
    for test in found.tests:
        by_question[test.question].add(found.concepts[test.concept].name)
    return by_question


def node(
    label: str,
    cuts: str = "",
    fields: AbstractSet[str] = frozenset(),
    papers: AbstractSet[int] = frozenset(),
    *,
    alone: bool = False,
) -> Node:
    return Node(concept_name(label), label, cuts, 1, alone, fields or {"one"}, papers)


def kinds(*nodes: Node) -> list[tuple[int, int]]:
    """The broader edges between some concepts."""
    return [(edge.source, edge.target) for edge in broader(Nodes(nodes, {}), [])]


PIAGET: Bank = {
    1: [row("피아제"), row("J. Piaget", "original", term="피아제"), row("인지발달이론", cuts="2,4")],
    2: [
        row("Piaget", term="piaget"),
        row("구체적 조작기", "whole_option", cuts="2,3"),
        row("구체적 조작기", "option", cuts="2,3"),
    ],
    3: [row("행동", "option"), row("환경", "passage")],
}  # fmt: skip


def test_an_original_makes_a_concept_and_its_alias_brings_its_questions() -> None:
    found = glossary(corpus(PIAGET))
    assert {"피아제", "인지발달이론", "구체적조작기"} == names(found)
    assert ("piaget", "피아제") in found.aliases
    assert ("j. piaget", "피아제") in found.aliases
    assert "피아제" in concepts_by_question(found)[2]


def test_a_plain_word_in_passing_is_no_concept() -> None:
    assert 3 not in concepts_by_question(glossary(corpus(PIAGET)))


def test_a_compound_of_several_questions_is_a_concept() -> None:
    bank: Bank = {i: [row("단기 기억", "option", cuts="2")] for i in range(3)}
    assert names(glossary(corpus(bank))) == {"단기기억"}
    assert names(glossary(corpus({0: bank[0]}))) == set()


def test_a_usual_compound_that_nothing_asks_about_is_only_used() -> None:
    used: Bank = {i: [row("안정성", "option", cuts="2", rarity=12.8)] for i in range(3)}
    assert names(glossary(corpus(used))) == set()
    used[3] = [row("안정성", "whole_option", cuts="2", rarity=12.8), row("안정성", "option", cuts="2", rarity=12.8)]
    assert names(glossary(corpus(used))) == {"안정성"}


def test_a_passage_gives_what_its_questions_ask_about() -> None:
    read: Bank = {i: [row("과냉각 상태", "passage", 4, "3", rarity=20.0)] for i in range(3)}
    assert names(glossary(corpus(read))) == set()
    read[0].append(row("과냉각 상태", cuts="3", rarity=20.0))
    assert concepts_by_question(glossary(corpus(read))) == {0: {"과냉각상태"}}


def test_what_explains_an_answer_names_concepts() -> None:
    explained: Bank = {1: [row("기회비용", "explanation", cuts="2", rarity=16.0), row("옷감")]}
    assert "기회비용" in names(glossary(corpus(explained)))


def test_english_words_are_called_by_the_acronym_that_is_printed_more() -> None:
    long = row("transmission control protocol", "whole_option", cuts="13,21")
    bank: Bank = {
        1: [long, row("TCP", "original", term=long.term)],
        2: [row("TCP", "topic"), row("TCP")],
        3: [row("TCP")],
    }
    found = glossary(corpus(bank))
    assert [(concept.label, concept.questions) for concept in found.concepts] == [("TCP", 3)]


def test_what_a_longer_term_covers_is_not_counted_for_the_shorter() -> None:
    bank: Bank = {i: [row("내적 타당도", cuts="2"), row("내적"), row("타당도")] for i in range(4)}
    assert names(glossary(corpus(bank))) == {"내적타당도"}


def test_a_term_of_most_questions_names_the_subject() -> None:
    bank: Bank = {i: [row("행정 이론", cuts="2")] for i in range(60)}
    bank[0].append(row("만족모형", cuts="2"))
    assert names(glossary(corpus(bank))) == {"만족모형"}


def test_importance_lies_between_0_and_1_and_the_stem_weighs_most() -> None:
    bank: Bank = {
        1: [
            row("만족 모형", cuts="2", times=9),
            row("합리 모형", "option", cuts="2"),
            row("합리 모형", "whole_option", cuts="2"),
        ]
    }  # fmt: skip
    found = glossary(corpus(bank))
    by_name = {found.concepts[test.concept].name: test for test in found.tests}
    assert 0 < by_name["합리모형"].importance < by_name["만족모형"].importance <= 1
    assert by_name["만족모형"].evidence == "stem ×9"


def test_the_head_of_a_compound_is_broader() -> None:
    bank: Bank = {
        1: [row("학습이론", cuts="2"), row("사회학습이론", cuts="2,4"), row("이론")],
        2: [row("학습이론", cuts="2")],
    }
    found = glossary(corpus(bank))
    (head,) = found.broader
    assert found.prerequisites == []
    assert (found.concepts[head.source].name, found.concepts[head.target].name) == ("학습이론", "사회학습이론")
    assert 0 < head.strength <= 1


def test_a_name_that_only_ends_alike_is_no_head() -> None:
    assert kinds(node("주의"), node("자본주의")) == []


def test_the_longest_head_wins() -> None:
    assert kinds(node("정렬"), node("힙 정렬", "1"), node("이진 힙 정렬", "2,3")) == [(0, 1), (1, 2)]


@pytest.mark.parametrize(
    ("broad", "narrow", "cuts"),
    [
        ("경제활동인구", "비경제활동인구", "1"),
        ("repeatable", "non repeatable", "4"),
        ("이론", "학습 이론", "2"),
        ("조건", "제약 조건", "2"),
        ("원칙", "신뢰보호의 원칙", "4,5"),
        ("NULL", "NOT NULL", "4"),
    ],
)
def test_what_ends_alike_but_is_no_kind(broad: str, narrow: str, cuts: str) -> None:
    assert kinds(node(broad), node(narrow, cuts)) == []


def test_an_edge_joins_only_concepts_of_one_field_or_paper() -> None:
    assert kinds(node("강화"), node("왕권 강화", "2", fields={"history"})) == []
    assert kinds(node("강화", papers={1}), node("왕권 강화", "2", fields={"history"}, papers={1})) == [(0, 1)]


def test_the_head_of_an_english_name() -> None:
    assert kinds(node("topology"), node("mesh topology", "5")) == [(0, 1)]
    assert kinds(node("DEPARTMENT"), node("supplies department", "9")) == []


def test_two_concepts_side_by_side_are_a_list() -> None:
    assert kinds(node("습도"), node("기류"), node("습도 기류", "2")) == []
    assert kinds(node("클래스"), node("다이어그램"), node("클래스 다이어그램", "3", alone=True)) == [(1, 2)]


def test_the_evidence_of_a_kind_has_the_names_that_were_compared() -> None:
    nodes = Nodes([node("정규화"), node("데이터 정규화", "3")._replace(label="Data normalization")], {})
    (edge,) = broader(nodes, [])
    assert edge.evidence == ("Data normalization, also called 데이터정규화, ends in 정규화",)


def test_what_a_sentence_tells_of_two_concepts_is_an_edge_with_its_words() -> None:
    bank: Bank = {1: [row("억압", "whole_option"), row("방어기제", "topic"), row("방어기제")]}
    told = [
        Told("ab12", "억압", "kind", "방어기제", "억압은 방어기제의 일종"),
        Told("ab12", "억압", "needs", "불안", ""),
    ]
    found = glossary(corpus(bank, statements=told))
    (edge,) = found.broader
    assert [found.concepts[i].name for i in (edge.source, edge.target)] == ["방어기제", "억압"]
    assert edge.evidence == ("“억압은 방어기제의 일종” (question ab12)",)
    assert found.prerequisites == []


def test_what_a_sentence_rests_on_is_learned_before() -> None:
    bank: Bank = {1: [row("제3정규형", "whole_option"), row("제2정규형", "whole_option")]}
    told = [Told("ab12", "제3정규형", "needs", "제2정규형", "제3정규형은 제2정규형을 만족하고")]
    found = glossary(corpus(bank, statements=told))
    (edge,) = found.prerequisites
    assert [found.concepts[i].name for i in (edge.source, edge.target)] == ["제2정규형", "제3정규형"]


def options(*surfaces: str) -> list[Candidate]:
    return [row(surface, "whole_option") for surface in surfaces]


ACCIDENTS: Bank = {
    1: [row("사고", "topic"), row("사고"), *options("재해율", "도수율", "건수율")],
    2: [row("사고", "topic"), row("사고"), *options("재해율", "강도율", "건수율")],
}
THOUGHTS: Bank = {3: [row("사고", "topic"), row("사고"), *options("가역성", "자기중심성", "보존개념")]}
TWO_SUBJECTS = {1: ("산업안전관리",), 2: ("산업안전관리",), 3: ("심리학",)}


def test_one_word_in_two_subjects_is_two_concepts() -> None:
    found = glossary(corpus(ACCIDENTS | THOUGHTS, subjects=TWO_SUBJECTS))
    assert {"사고", "사고(심리학)"} <= names(found)
    assert {concept.label for concept in found.concepts} >= {"사고", "사고 (심리학)"}
    assert "사고(심리학)" in concepts_by_question(found)[3]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"subjects": TWO_SUBJECTS, "papers": {1: (7,), 2: (8,), 3: (8,)}},
        {"subjects": {1: ("산업안전관리",), 2: ("산업안전관리",), 3: ("산업안전관리", "심리학")}},
        {"subjects": TWO_SUBJECTS, "merged": [("사고(심리학)", "사고")]},
    ],
    ids=["no subject", "a paper in common", "a subject in common", "people decided"],
)
def test_a_word_stays_one_concept(more: dict[str, Any]) -> None:
    assert "사고(심리학)" not in names(glossary(corpus(ACCIDENTS | THOUGHTS, **more)))


@pytest.mark.parametrize(
    ("merged", "tested"),
    [
        (("사고(심리학)", "가역성"), {1: "사고", 2: "사고", 3: "가역성"}),
        (("사고", "재해율"), {1: "재해율", 2: "재해율", 3: "사고(심리학)"}),
        (("가역성", "사고(심리학)"), {1: "사고", 2: "사고", 3: "사고(심리학)"}),
        (("사고력", "사고"), {1: "사고", 2: "사고", 3: "사고(심리학)"}),
    ],
)
def test_people_merge_one_sense_of_a_word(merged: tuple[str, str], tested: dict[int, str]) -> None:
    found = glossary(corpus(ACCIDENTS | THOUGHTS, subjects=TWO_SUBJECTS, merged=[merged]))
    by_question = concepts_by_question(found)
    assert {question: tested[question] in by_question[question] for question in tested} == dict.fromkeys(tested, True)
    assert merged[0] not in names(found)
    senses = {} if merged[0] == "사고(심리학)" else {"사고(심리학)": "사고"}
    assert {concept.name: concept.sense_of for concept in found.concepts if concept.sense_of} == senses


def test_concepts_in_common_keep_a_word_together() -> None:
    bank = ACCIDENTS | {3: [*THOUGHTS[3], row("재해율", "whole_option")]}
    assert "사고(심리학)" not in names(glossary(corpus(bank, subjects=TWO_SUBJECTS)))


def test_an_original_of_one_subject_is_no_alias_in_another() -> None:
    bank: Bank = {
        1: [row("원초아", "whole_option"), row("id", "original", term="원초아")],
        2: [row("ID", "whole_option", term="id")],
    }
    apart = glossary(corpus(bank, subjects={1: ("심리학",), 2: ("데이터베이스",)}))
    assert concepts_by_question(apart) == {1: {"원초아"}, 2: {"id"}}
    assert concepts_by_question(glossary(corpus(bank))) == {1: {"원초아"}, 2: {"원초아"}}


def test_what_people_merged_is_one_concept() -> None:
    bank: Bank = {1: [row("점증주의", cuts="2")], 2: [row("점증모형", cuts="2")]}
    assert names(glossary(corpus(bank))) == {"점증주의", "점증모형"}
    found = glossary(corpus(bank, merged=[("점증주의", "점증모형")]))
    assert names(found) == {"점증모형"}
    assert found.concepts[0].questions == 2


@pytest.mark.parametrize("merged", [[("a1", "b1"), ("b1", "a1")], [("a1", "a1")], [("b1", "a1"), ("c1", "b1")]])
def test_merges_in_a_ring_end(merged: list[tuple[str, str]]) -> None:
    found = canonical([], {}, merged, {})
    assert set(found.values()) <= {"a1"}


def test_two_spellings_of_one_person_are_one() -> None:
    originals = [("매슬로우", "A. Maslow", 3), ("매슬로", "A. H. Maslow", 1), ("마슬로", "Maslow", 1)]
    found = canonical(originals, {"매슬로우": 3, "매슬로": 1, "마슬로": 1}, [], {})
    assert found["매슬로"] == found["마슬로"] == found["maslow"] == "매슬로우"


def test_the_full_name_of_a_person_is_that_person() -> None:
    bank: Bank = {1: [row("베버"), row("M. Weber", "original", term="베버")], 2: [row("막스 베버", "topic", cuts="2")]}
    assert ("막스베버", "베버") in glossary(corpus(bank)).aliases


def test_one_original_of_two_trades_stays_two_concepts() -> None:
    found = canonical([("투사", "projection", 2), ("사영", "projection", 1)], {"투사": 2, "사영": 1}, [], {})
    assert found == {"projection": "투사"}


def test_the_variants_of_a_person() -> None:
    assert variants("B. F. Skinner") == ["b. f. skinner", "skinner"]
    assert variants("Factory  Method") == ["factory method"]


def test_an_empty_bank_has_an_empty_glossary() -> None:
    assert glossary(corpus({})) == Glossary(concepts=[], aliases=[], tests=[], broader=[], prerequisites=[])


WORDS = "정렬,힙 정렬,이진 힙 정렬,트리,이진 트리,tcp,TCP/IP,학습이론,사회 학습이론,피아제,매슬로우"
words = st.sampled_from(WORDS.split(","))
places: st.SearchStrategy[Place] = st.sampled_from(PLACES[:-1])


@st.composite
def banks(draw: st.DrawFn) -> Bank:
    bank: Bank = {}
    for question in draw(st.lists(st.integers(1, 99), max_size=12, unique=True)):
        rows = {
            (word, place): row(word, place, times, cuts=_cuts(word))
            for word, place, times in draw(st.lists(st.tuples(words, places, st.integers(1, 3)), max_size=8))
        }
        found = list(rows.values())
        if found and draw(st.booleans()):
            found.append(
                Candidate(found[0].term, draw(st.sampled_from(["J. Piaget", "Tree", "TCP"])), "original", 1, "")
            )
        bank[question] = found
    return bank


def _cuts(word: str) -> str:
    offsets: list[int] = []
    for part in word.split(" ")[:-1]:
        offsets.append(len(part) + (offsets[-1] if offsets else 0))
    return ",".join(map(str, offsets))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(banks(), st.randoms(use_true_random=False))
def test_B3_the_glossary_does_not_depend_on_the_order_of_arrival(bank: Bank, chance: random.Random) -> None:
    expected = glossary(corpus(bank))
    order = list(bank)
    chance.shuffle(order)
    shuffled = {question: chance.sample(bank[question], len(bank[question])) for question in order}
    again = corpus(shuffled, order)
    chance.shuffle(again.seen)
    chance.shuffle(again.originals)
    assert glossary(again) == expected


@settings(max_examples=60, deadline=None)
@given(banks())
def test_the_glossary_is_well_formed(bank: Bank) -> None:
    found = glossary(corpus(bank))
    known = [concept.name for concept in found.concepts]
    assert known == sorted(set(known))
    assert {test.concept for test in found.tests} == set(range(len(known)))
    assert all(test.question in bank and 0 <= test.importance <= 1 for test in found.tests)
    assert all(0 <= head.strength <= 1 and head.source != head.target for head in found.broader)
    assert all(name in known and alias not in known for alias, name in found.aliases)
    assert msgspec.json.decode(msgspec.json.encode(found), type=Glossary) == found
