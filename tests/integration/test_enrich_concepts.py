"""The first pass: which terms one question holds."""

from __future__ import annotations

import pytest

from cgq.enrich.concepts import Candidate, Explained, candidates
from cgq.enrich.text import Analyser
from cgq.exam.model import Option, QuestionText


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return Analyser()


def options(*texts: str) -> tuple[Option, ...]:
    return tuple(Option(n=n, text=text) for n, text in enumerate(texts, start=1))


def found(analyser: Analyser, **texts: object) -> list[Candidate]:
    given = {"stem": "", **texts, "options": options(*texts.get("options", ()))}  # type: ignore[misc]
    ((rows, *_),) = candidates([Explained(QuestionText(**given))], analyser)  # type: ignore[arg-type]
    return rows


def terms(rows: list[Candidate], place: str) -> set[str]:
    return {row.term for row in rows if row.place == place}


def test_nouns_side_by_side_are_one_term_however_they_are_spaced(analyser: Analyser) -> None:
    apart = found(analyser, stem="피아제의 인지 발달 이론에 관한 설명으로 옳은 것은?")
    joined = found(analyser, stem="피아제의 인지발달이론에 관한 설명으로 옳은 것은?")
    assert "인지발달이론" in terms(apart, "stem") & terms(joined, "stem")
    assert {row.cuts for row in joined if row.term == "인지발달이론"} == {"2,4"}


def test_a_term_that_is_one_morpheme_with_a_space_in_it_meets_the_same_without(analyser: Analyser) -> None:
    rows = found(analyser, stem="실수해도 안전한 풀프루프 설계는?", options=("풀 프루프", "페일 세이프"))
    assert terms(rows, "whole_option") == {"풀프루프", "페일세이프"}
    assert "풀프루프" in terms(rows, "stem")


def test_an_adjective_belongs_to_its_noun_but_is_no_term(analyser: Analyser) -> None:
    rows = found(analyser, options=("구체적 조작기에 나타난다.",))
    assert "구체적조작기" in terms(rows, "option")
    assert "구체적" not in terms(rows, "option")


def test_words_of_every_exam_are_no_terms(analyser: Analyser) -> None:
    assert found(analyser, stem="다음 중 옳은 것은?", options=("ㄱ, ㄴ", "ㄱ, ㄷ", "10", "300mA", "①", "A")) == []


def test_a_verb_is_no_term(analyser: Analyser) -> None:
    assert "추론" not in terms(found(analyser, stem="가설을 세워 연역적으로 추론한다."), "stem")


@pytest.mark.parametrize(
    ("text", "term", "original"),
    [
        ("피아제(J. Piaget)의 이론", "피아제", "J. Piaget"),
        ("매슬로우(A. Maslow)의 욕구위계", "매슬로우", "A. Maslow"),
        ("가장 강한 결합도(Coupling)는?", "결합도", "Coupling"),
        ("팩토리 메서드(Factory Method)", "팩토리메서드", "Factory Method"),
        ("다음 최소 신장 트리(MST)를", "최소신장트리", "MST"),
        ("이진 트리를 전위 순회(Preorder)한", "전위순회", "Preorder"),
        ("점유와 대기(Hold and wait)", "점유와대기", "Hold and wait"),
        ("엽관제(spoils system)와 실적제(merit system)에", "실적제", "merit system"),
        ("OCP(개방-폐쇄 원칙)에 따르면", "개방-폐쇄원칙", "OCP"),
    ],
)
def test_what_stands_in_parentheses_is_the_original(analyser: Analyser, text: str, term: str, original: str) -> None:
    rows = found(analyser, stem=text)
    assert (term, original) in {(row.term, row.surface) for row in rows if row.place == "original"}


def test_an_original_of_a_longer_phrase_is_not_given_to_its_last_word(analyser: Analyser) -> None:
    rows = found(analyser, options=("제한된 합리성(bounded rationality)",))
    assert terms(rows, "original") == set()


def test_a_list_marker_in_parentheses_is_no_original(analyser: Analyser) -> None:
    assert terms(found(analyser, stem="빈칸 (A)와 괄호 (B)에 들어갈 함수(1)"), "original") == set()


def test_a_whole_option_is_marked(analyser: Analyser) -> None:
    rows = found(analyser, options=("스탬프 결합도", "안전의 욕구", "버블 정렬을 쓴다.", "DHCP", "어댑터(Adapter)"))
    assert terms(rows, "whole_option") == {"스탬프결합도", "안전의욕구", "dhcp", "어댑터"}


def test_latin_names_are_terms_and_common_words_are_not(analyser: Analyser) -> None:
    rows = found(analyser, stem="Which layer of the OSI model does TCP/IP use for IPv6 routing?")
    assert {"osi", "tcp/ip", "ipv6", "osi model"} <= terms(rows, "stem")
    assert not {"which", "the", "does", "of the", "use"} & terms(rows, "stem")


def test_each_place_is_counted_apart(analyser: Analyser) -> None:
    rows = found(
        analyser, stem="스택과 스택", passage="스택", boxes=("스택의 연산", "큐와 스택"), options=("스택", "큐")
    )
    counts = {row.place: row.times for row in rows if row.term == "스택"}
    assert counts == {"stem": 2, "passage": 1, "box": 2, "option": 1, "whole_option": 1}


def test_what_explains_an_answer_names_terms_and_is_searched_by_its_own_words(analyser: Analyser) -> None:
    text = QuestionText(stem="기다리다 못해 끝나지 않는 일을 막는 것은?", options=options("에이징"))
    ((rows, _, words),) = candidates([Explained(text, ("기아 상태는 에이징으로 푼다.",))], analyser)
    assert terms(rows, "explanation") >= {"기아상태", "에이징"}
    assert words == candidates([Explained(text)], analyser)[0].words._replace(explanation=("기아", "상태", "에이징"))


def test_many_questions_at_once_equal_one_by_one(analyser: Analyser) -> None:
    questions = [
        Explained(QuestionText(stem="힙 정렬(heap sort)은?", options=options("O(n log n)"))),
        Explained(QuestionText(stem=""), ("큐와 스택",)),
        Explained(QuestionText(stem="제2정규형(2NF)", boxes=("부분 함수 종속",))),
    ]
    assert candidates(questions, analyser) == [candidates([question], analyser)[0] for question in questions]


@pytest.mark.parametrize("text", ["\ud800(A)", "((((", ")(", "가(", "a" * 5_000, "(Piaget)", "\x00", "정렬" * 500])
def test_no_text_is_too_strange(analyser: Analyser, text: str) -> None:
    for row in found(analyser, stem=text, options=(text,)):
        assert 2 <= len(row.term) <= 40


@pytest.mark.parametrize(
    ("stem", "topics"),
    [
        ("델파이기법에 관한 설명으로 옳은 것은?", {"델파이기법"}),
        ("뷰 테이블(View)에 대한 설명으로 틀린 것은?", {"뷰테이블"}),
        ("응집도와 결합도에 대한 설명으로 옳은 것은?", {"응집도", "결합도"}),
        ("다음 설명에 해당하는 것은?", set[str]()),
        ("가장 강한 결합도는?", set[str]()),
    ],
)
def test_what_a_stem_asks_about_is_its_topic(analyser: Analyser, stem: str, topics: set[str]) -> None:
    assert terms(found(analyser, stem=stem), "topic") == topics


def test_a_unit_is_no_name(analyser: Analyser) -> None:
    rows = found(analyser, stem="비열은 4.2kJ/kg, 넓이는 5 m2, 압력은 3 MPa이고 무게는 27배인 K-means")
    assert terms(rows, "stem") == {"비열", "넓이", "압력", "무게", "k-means"}


def test_what_denies_a_quality_is_no_term_before_a_noun_or_as_an_adverb(analyser: Analyser) -> None:
    adverb = terms(found(analyser, stem="구슬을 무작위로 꺼내어 무작위 추출을 되풀이한다."), "stem")
    assert "무작위" not in adverb
    assert "무작위추출" in adverb
    noun = terms(found(analyser, stem="자료의 개체 무결성 제약조건은 무결성을 지킨다."), "stem")
    assert {"무결성", "개체무결성"} <= noun


def test_an_original_that_only_says_which_is_given_to_no_term(analyser: Analyser) -> None:
    rows = found(analyser, stem="비우량(subprime) 대출과 우량(prime) 대출을 함께 묶었다.")
    assert "비우량" not in {row.term for row in rows if row.place == "original"}


def test_a_run_behind_a_lone_letter_has_lost_its_head(analyser: Analyser) -> None:
    lost = terms(found(analyser, stem="다음 C 언어 프로그램의 출력은?"), "stem")
    assert "언어프로그램" not in lost
    assert "프로그램" in lost


def test_words_that_are_a_column_of_the_code_are_no_term(analyser: Analyser) -> None:
    given = {"stem": "Show each income level once. Which index type helps?"}
    code = "SELECT DISTINCT cust_income_level FROM shops WHERE cust_id > 4;"
    assert "income level" in terms(found(analyser, **given), "stem")
    named = terms(found(analyser, **given, options=(code,)), "stem")
    assert "income level" not in named
    assert "index type" in named
