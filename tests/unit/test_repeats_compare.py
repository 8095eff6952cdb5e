"""Whether two questions are one, a variant of one, or two (bank/repeats)."""

from __future__ import annotations

import random
import time
from itertools import permutations

import pytest

from cgq.bank.repeats.bands import bands
from cgq.bank.repeats.compare import compare
from cgq.bank.repeats.differences import why
from cgq.bank.repeats.grouping import clusters, numbered
from cgq.bank.repeats.shape import shape_of
from cgq.exam.model import Option, QuestionText

HEAT = ("금속은 열을 잘 전한다.", "진공에서는 대류가 일어난다.", "복사는 매질이 필요 없다.", "물은 비열이 크다.")

TURNS = ("30분", "2시간", "6시간", "12시간")
ORGANELLES = ("Nucleus", "Chloroplast", "Ribosome", "Vacuole")
COURTS = ("도병마사", "비변사", "의정부", "집현전")
PORTS = ("80", "443", "8080", "22")

TRUE, FALSE = "열의 이동에 관한 설명으로 옳은 것은?", "열의 이동에 관한 설명으로 옳지 않은 것은?"
OWNED = "ㄱ. 프로그램 카운터\nㄴ. 힙 영역\nㄷ. 스택"


def text(stem: str, *options: str, box: str = "", passage: str | None = None) -> QuestionText:
    given = tuple(Option(n=n, text=option) for n, option in enumerate(options, 1))
    return QuestionText(stem, passage, (box,) if box else (), given)


def kind(one: QuestionText, other: QuestionText) -> tuple[str, str] | None:
    found = compare(shape_of(one), shape_of(other))
    assert found == compare(shape_of(other), shape_of(one)) or found is not None
    return (found.kind, found.way) if found else None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (text(TRUE, *HEAT), text("열의  이동에 관한 설명으로 옳은것은 ?", *HEAT[::-1]),
         ("verbatim", "spacing")),
        (text("전압이 ‘일정’할 때 맞는 것은?", "1∼2 V", "3·4"), text("전압이 '일정'할 때 맞는 것은?", "1~2V", "3ㆍ4"),
         ("verbatim", "spacing")),
        (text("Which cross gives AaBb from Aa × Bb parents?", "yes", "no"),
         text("Which cross gives AaBb from aa × Bb parents?", "yes", "no"), ("variant", "case")),
        (text("길이 20 m인 도선의 저항이 5 Ω일 때 1 m의 저항은?", "0.25 Ω", "4 Ω"),
         text("길이 30 m인 도선의 저항이 6 Ω일 때 1 m의 저항은?", "0.2 Ω", "5 Ω"), ("variant", "numbers")),
        (text(TRUE, *HEAT),
         text(FALSE, *HEAT[:2], "얼음은 뜬다.", "쇠는 가라앉는다."), ("variant", "turned")),
        (text(TRUE, *HEAT),
         text(TRUE, *HEAT[:3], "얼음은 물에 뜬다."), ("variant", "options")),
        (text("두 스레드가 저마다 갖는 것을 모두 고른 것은?", "ㄱ", "ㄱ, ㄴ", box=OWNED),
         text("두 스레드가 함께 쓰는 것을 모두 고른 것은?", "ㄱ", "ㄱ, ㄴ", box=OWNED),
         ("variant", "asked")),
        (text("김 과장의 연봉 4,000만 원이 10 % 오를 때 새 연봉은?", "4,400만 원", "4,040만 원"),
         text("박 대리의 연봉 3,000만 원이 20 % 오를 때 새 연봉은?", "3,600만 원", "3,020만 원"),
         ("variant", "numbers")),
        (text("甲이 乙에게 판 집을 丙에게 다시 팔아 등기를 넘긴 때 집의 소유자는?", "甲", "乙", "丙"),
         text("A가 B에게 판 집을 C에게 다시 팔아 등기를 넘긴 때 집의 소유자는?", "A", "B", "C"),
         ("variant", "numbers")),
        (text("누운 환자의 욕창을 예방하려고 자세를 바꾸는 간격은?", *TURNS),
         text("욕창 예방을 위해 누운 환자의 자세를 바꾸어야 하는 간격으로 알맞은 것은?", *TURNS),
         ("variant", "reworded")),
        (text("In which organelle of a plant cell does photosynthesis take place?", *ORGANELLES),
         text("Photosynthesis in a plant cell takes place in which organelle?", *ORGANELLES), ("variant", "reworded")),
        # The same options, and siblings: another noun, whether the sentence is the same or not.
        (text("직류 직권전동기의 특성으로 옳은 것은?", *HEAT), text("직류 분권전동기의 특성은 무엇인가?", *HEAT), None),
        (text("고려 시대에 국왕을 보좌한 기구는?", *COURTS),
         text("조선 시대에 국왕을 보좌하던 기구로 옳은 것은?", *COURTS), None),
        (text("Which port does HTTP use by default?", *PORTS),
         text("By default, HTTPS uses which port?", *PORTS), None),
        (text("비타민 C가 모자랄 때 생기는 병은?", *COURTS), text("비타민 D가 모자랄 때 생기는 병은?", *COURTS), None),
        # Another noun in the same sentence, other boxes under the same stem, a stock stem, an ordinal: other questions.
        (text("두 콘덴서를 직렬로 이었을 때 합성 용량은?", "2 μF", "9 μF"),
         text("두 콘덴서를 병렬로 이었을 때 합성 용량은?", "2 μF", "9 μF"), None),
        (text("다음 설명에 해당하는 것은?", "허가", "특허", box="금지를 풀어 자유를 되찾아 주는 행위이다."),
         text("다음 설명에 해당하는 것은?", "허가", "특허", box="새로운 권리를 만들어 주는 설권 행위이다."), None),
        (text("다음 중 옳은 것은?", *HEAT), text("다음 중 옳은 것은?", "가", "나", "다", "라"), None),
        (text("제1정규형의 조건으로 옳은 것은?", "원자값", "종속", "결정자", "조인"),
         text("제2정규형의 조건으로 옳은 것은?", "원자값", "종속", "결정자", "조인"), None),
    ],
)  # fmt: skip
def test_two_questions_are_one_a_variant_or_two(
    one: QuestionText, other: QuestionText, expected: tuple[str, str] | None
) -> None:
    assert kind(one, other) == expected
    mine, theirs = bands([shape_of(one), shape_of(other)])
    assert expected is None or set(mine.all) & set(theirs.all), "what repeats is never missed by its bands"


CURE = ("수분 증발을 막으려고", "색을 곱게 하려고", "무게를 늘리려고", "거푸집을 빨리 떼려고")
LEG = ("무릎보다 낮게 둔다.", "무릎보다 높게 둔다.", "심장보다 높게 둔다.", "바닥에 늘어뜨린다.")
BINS = ("일반 의료폐기물 통", "손상성 폐기물 통", "세탁물 수거함", "종이 재활용함")
DOCTORS = ("알렌", "아펜젤러", "스크랜턴", "언더우드")
SCOUTS = ("Henry Dunant", "Robert Baden-Powell", "Clara Barton", "Florence Nightingale")
METALS = ("Na", "K", "Ca", "Mg")
LOSSES = ("철손", "동손", "기계손", "유전체손")
LOCKED = ("기다린다.", "이어서 한다.", "앞의 것이 취소된다.", "뒤의 것이 취소된다.")
MARKET = ("가격은 오른다.", "가격은 내린다.", "거래량은 는다.", "거래량은 준다.")
RAILWAYS = ("경부선", "경인선", "호남선", "경의선")


@pytest.mark.parametrize(
    ("one", "other", "options"),
    [
        ("콘크리트를 굳히는 동안 표면을 젖은 거적으로 덮는 이유는?",
         "콘크리트를 굳힐 때 젖은 거적으로 표면을 덮는 목적으로 옳은 것은?", CURE),
        ("발목을 다쳐 누운 환자의 다리는 어떻게 두어야 하는가?",
         "발목을 다쳐 누운 환자에게 알맞은 다리의 위치는?", LEG),
        ("피 묻은 거즈를 갈아 준 뒤 버리는 곳은?", "갈아 준 피 묻은 거즈는 어디에 버려야 하는가?", BINS),
        ("1885년에 광혜원을 세운 사람은?", "1885년 광혜원을 설립한 인물은 누구인가?", DOCTORS),
        ("Who founded the scout movement for boys?",
         "Which person established the scout movement for boys?", SCOUTS),
        ("불꽃이 노란색을 띠는 원소는?", "불꽃 반응에서 노란색 불꽃을 보이는 원소의 기호는?", METALS),
        ("서울과 부산 사이에 놓인 첫 철도는?", "부산과 서울 사이에 놓인 첫 철도는?", RAILWAYS),
    ],
)  # fmt: skip
def test_words_that_any_subject_has_may_be_others(one: str, other: str, options: tuple[str, ...]) -> None:
    asked, again = text(one, *options), text(other, *options)
    assert kind(asked, again) == ("variant", "reworded")
    mine, theirs = bands([shape_of(asked), shape_of(again)])
    assert set(mine.sure) & set(theirs.sure) or set(mine.options) & set(theirs.options)


@pytest.mark.parametrize(
    ("one", "other", "options"),
    [
        ("물이 얼 때 부피가 늘어나는 이유는?", "물이 얼 때 부피가 늘어나는 정도는?", CURE),
        ("1885년에 광혜원을 세운 사람은?", "1886년에 이화 학당을 세운 인물은?", DOCTORS),
        ("불꽃이 노란색을 띠는 원소는?", "불꽃이 보라색을 띠는 원소의 기호는?", METALS),
        ("단락 시험으로 구하는 변압기의 손실은 무엇인가?", "변압기의 손실 중 무부하 시험으로 구하는 것은?", LOSSES),
        ("변압기의 무부하시험에서 구하는 손실은?", "변압기의 단락시험에서 구할 수 있는 손실은?", LOSSES),
        ("한 거래가 공유 잠금을 쥔 행에 다른 거래가 배타 잠금을 요청하면 어떻게 되는가?",
         "한 거래가 배타 잠금을 쥔 행에 다른 거래가 공유 잠금을 요청하면 어떻게 되는가?", LOCKED),
        ("If one transaction holds a read lock on a row and another asks for a write lock, what happens?",
         "If one transaction holds a write lock on a row and another asks for a read lock, what happens?", LOCKED),
        ("수요가 늘고 공급이 줄 때 균형 가격과 거래량은?", "공급이 늘고 수요가 줄 때 균형 가격과 거래량은?", MARKET),
    ],
)  # fmt: skip
def test_siblings_and_exchanged_roles_are_two_questions(one: str, other: str, options: tuple[str, ...]) -> None:
    assert kind(text(one, *options), text(other, *options)) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("f'(2)", "f(2)"), ("A'", "A"), ("5!", "5"), ("2³", "23"), ("x²", "x₂"), ("i != n", "i = n"),
        ("a.b", "a,b"), ("A, B", "AB"), ("1, 2", "12"), ("①", "1"), ("½", "1⁄2"), ("x = 'a'", "x = a"), (".", ","),
    ],
)  # fmt: skip
def test_signs_that_carry_meaning_are_never_folded_away(one: str, other: str) -> None:
    stem = "함수의 값을 구하여 얻은 결과로 {} 다음에 올 것은?"
    assert kind(text(stem.format(one), *HEAT), text(stem.format(other), *HEAT)) in (("variant", "options"), None)
    found = kind(
        text("함수의 값을 구하여 얻은 결과로 옳은 것은?", one, *HEAT),
        text("함수의 값을 구하여 얻은 결과로 옳은 것은?", other, *HEAT),
    )
    assert found == ("variant", "options")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("'열'의 이동, 곧 전달로 옳은 것은?", "열의 이동 곧 전달로 옳은 것은"),
        ("「열」의 이동 – 그 1·2로 옳은 것은?", "『열』의 이동 - 그 1ㆍ2로 옳은 것은 ?"),
        ("(열)의 이동: “전도”로 옳은 것은?", "(열)의 이동 : \"전도\"로 옳은 것은."),
        ("f′(2)의 값으로 옳은 것은?", "f'(2)의 값으로 옳은 것은?"),
        ("열의 이동으로 옳은 것은? (단, 복사는 뺀다.)", "열의 이동으로 옳은 것은 ? (단,복사는 뺀다)"),
        ("A, B 중 옳은 것은?", "A,B중 옳은 것은"),
        ("연산 ⨝와 ∆U로 옳은 것은?", "연산 ⋈와 ΔU로 옳은 것은?"),
        ("<보기>의 1,000원짜리 ( )은 H₂O≦5, 2∶1", "[보기]의 1000원짜리 ____은 H2O≤5, 2:1"),
    ],
)  # fmt: skip
def test_a_matter_of_typesetting_is_verbatim(one: str, other: str) -> None:
    assert kind(text(one, *HEAT), text(other, *HEAT)) == ("verbatim", "spacing")


def test_the_same_text_with_another_picture_is_a_variant_at_most() -> None:
    one = text("그림의 회로에 흐르는 전류는?", "1 A", "2 A")
    found = compare(shape_of(one, ("a",)), shape_of(one, ("b",)))
    assert found is not None
    assert (found.kind, found.way) == ("variant", "figure")


def test_the_difference_is_told_in_words() -> None:
    one = text("길이 20 m인 도선의 저항이 5 Ω일 때 1 m의 저항은?", "4 Ω")
    other = text("길이 30 m인 도선의 저항이 6 Ω일 때 1 m의 저항은?", "5 Ω")
    assert why(one, other, "numbers") == "numbers differ: 20 → 30, 5 → 6"
    asked = text(TRUE, *HEAT)
    turned = text(FALSE, *HEAT[:3], "얼음은 뜬다.")
    assert why(asked, turned, "turned") == "옳은 → 옳지 않은; option 4 replaced"


STATED = "{} 금속은 열을 잘 전한다.\n{} 진공에서는 대류가 없다.\n{} 얼음은 물에 뜬다."


@pytest.mark.parametrize(
    "labels",
    [
        *(
            "㉠ ㉡ ㉢",
            "(가) (나) (다)",
            "가. 나. 다.",
            "㈎ ㈏ ㈐",
            "ⓐ ⓑ ⓒ",
            "a. b. c.",
            "1) 2) 3)",
            "(A) (B) (C)",
            "❶ ❷ ❸",
        ),
        *("I. II. III.", "Ⅰ) Ⅱ) Ⅲ)", "ⅰ. ⅱ. ⅲ.", "(i) (ii) (iii)"),
    ],
)
def test_what_statements_are_called_is_a_matter_of_typesetting(labels: str) -> None:
    def asked(first: str, second: str, third: str) -> QuestionText:
        both = f"{first}, {third}".translate(str.maketrans("", "", ".)(")) if "(" not in first else f"{first}, {third}"
        chosen = [label.strip(".)") if "(" not in label else label for label in (first, second)]
        return text("열에 관한 설명을 모두 고른 것은?", *chosen, both, box=STATED.format(first, second, third))

    first = asked("ㄱ.", "ㄴ.", "ㄷ.")
    assert kind(first, asked(*labels.split())) == ("verbatim", "spacing")
    assert why(first, asked(*labels.split()), "spacing") == "the same but for labels of statements"
    third, second = labels.split()[2], labels.split()[1]
    assert kind(first, asked(labels.split()[0], third, second)) != ("verbatim", "spacing"), "out of order they are none"


STEPS = "{} 씨를 뿌린다.\n{} 싹이 튼다.\n{} 꽃이 핀다.\n{} 열매가 익는다."
GROWN = "한해살이풀이 자라는 차례를 바르게 늘어놓은 것은?"


@pytest.mark.parametrize("between", [", ", " → ", "→", "-", " – ", " -> "])
def test_what_joins_statements_in_their_order_is_a_matter_of_typesetting(between: str) -> None:
    def asked(between: str, *labels: str) -> QuestionText:
        first, second, third, last = labels
        orders = ((first, second, third, last), (second, first, last, third), (last, third, second, first))
        return text(GROWN, *map(between.join, orders), box=STEPS.format(*labels))

    assert kind(asked(" - ", *"㉠㉡㉢㉣"), asked(between, *"㈎㈏㈐㈑")) == ("verbatim", "spacing")
    pairs = text(GROWN, "ㄱ-ㄴ, ㄷ-ㄹ", box=STEPS.format("ㄱ.", "ㄴ.", "ㄷ.", "ㄹ."))
    chain = text(GROWN, "ㄱ-ㄴ-ㄷ-ㄹ", box=STEPS.format("ㄱ.", "ㄴ.", "ㄷ.", "ㄹ."))
    assert kind(pairs, chain) != ("verbatim", "spacing"), "pairs are no chain"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (text(TRUE, *HEAT), text(TRUE, *HEAT), "the same text"),
        (text(TRUE, *HEAT), text(TRUE.replace("에 ", "에"), *HEAT[::-1]),
         "the same but for white space, the order of options"),
        (text("‘열’의 이동은?", "a", "b"), text("'열'의 이동은？", "a", "b"),
         "the same but for signs (‘ → ', ’ → ', ? → ？)"),
    ],
)  # fmt: skip
def test_what_is_printed_otherwise_is_named(one: QuestionText, other: QuestionText, expected: str) -> None:
    assert why(one, other, "spacing") == expected


def test_other_words_are_named() -> None:
    one, other = text("통로를 설치할 때 지켜야 하는 사항은?", *HEAT), text("통로 설치 시 준수하여야 할 사항은?", *HEAT)
    assert why(one, other, "reworded") == "worded otherwise: 지켜야 → 준수하여야"


def test_another_name_is_named_in_the_difference() -> None:
    one = text("Anna leads a project whose sponsor wants more. What should Anna do first?", "Ask", "Refuse")
    other = text("Omar leads a project whose sponsor wants more. What should Omar do first?", "Ask", "Refuse")
    assert kind(one, other) == ("variant", "numbers")
    assert why(one, other, "numbers") == "names differ: anna → omar"


def test_one_comparison_is_the_same_in_either_order() -> None:
    one = shape_of(text("Which organelle produces most of the ATP of a cell?", *ORGANELLES))
    other = shape_of(text("Which organelle produces the proteins of a cell?", *ORGANELLES))
    assert compare(one, other) is compare(other, one) is None


def test_a_stock_stem_makes_no_mark_of_its_own() -> None:
    mine, theirs = bands(
        [shape_of(text("다음 중 옳은 것은?", *HEAT)), shape_of(text("다음 중 옳은 것은?", "가", "나"))]
    )
    assert not set(mine.all) & set(theirs.all)


def test_hostile_texts_are_compared_like_others() -> None:
    strange = text("\x00\ud800" * 3, "'; DROP TABLE", "\n" * 50, box="9" * 10_000)
    assert compare(shape_of(strange), shape_of(strange)) is not None
    assert bands([shape_of(strange), shape_of(text(""))])


def test_long_stems_of_few_signs_cost_little() -> None:
    rng = random.Random(2)
    stems = ["".join(rng.choices("a/b", k=3_000)) for _ in range(2)]
    shapes = [shape_of(text(stem, *HEAT)) for stem in stems]
    started = time.process_time()
    compare(*shapes)
    assert time.process_time() - started < 0.1, "1 s when it was aligned sign by sign"


def test_long_stems_are_told_by_what_differs() -> None:
    story = " ".join(f"{n}번째 문단은 열과 빛을 다룬다" for n in "가나다라마바사아자차카타파하" * 3)
    one, other = (f"{story} 두 축전기를 {word}로 이었다. {story} 합성 용량은?" for word in ("직렬", "병렬"))
    assert kind(text(one, *HEAT), text(other, *HEAT)) is None
    assert kind(text(one, *HEAT), text(one, *HEAT[:3], "얼음은 물에 뜬다.")) == ("variant", "options")


def test_a_chain_is_no_group() -> None:
    chain = [("a", "b", False, 0.9), ("b", "c", False, 0.85)]
    assert clusters(chain) == [("a", "b")]
    assert clusters([*chain, ("a", "c", False, 0.8)]) == [("a", "b", "c")]


def test_groups_are_the_same_in_every_order_of_their_pairs() -> None:
    rng = random.Random(4)
    names = "abcdef"
    pairs = [(one, other, False, rng.random()) for one, other in permutations(names, 2) if one < other][:9]
    expected = clusters(pairs)
    for _ in range(20):
        rng.shuffle(pairs)
        assert clusters(pairs) == expected


def test_the_older_number_stays_and_a_part_keeps_it() -> None:
    assert numbered([(1, 2, 3)], {1: 7, 2: 4, 3: 7}) == [4]
    assert numbered([(1, 2), (3, 4, 5)], dict.fromkeys((1, 2, 3, 4, 5), 9)) == [None, 9]
    assert numbered([(6, 7)], {}) == [None]
