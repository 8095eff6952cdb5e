"""Cases that are told again of other persons, firms and things (bank/repeats): variants, where nothing else differs."""

from __future__ import annotations

import pytest

from cgq.bank.repeats.bands import bands, share_enough
from cgq.bank.repeats.compare import Repeat, compare
from cgq.bank.repeats.shape import Shape, shape_of
from cgq.exam.model import Option, QuestionText

AMOUNTS = ("10", "20", "30", "40")
DUTIES = ("Ask the sponsor", "Stop the work", "Write a claim", "Change the plan")


def asked(stem: str, options: tuple[str, ...], right: int = 0) -> Shape:
    given = tuple(Option(n=n, text=option) for n, option in enumerate(options, 1))
    return shape_of(QuestionText(stem, None, (), given), right=right)


def compared(one: str, other: str, options: tuple[str, ...] = AMOUNTS) -> Repeat | None:
    mine, its = asked(one, options), asked(other, options)
    assert compare(mine, its) == compare(its, mine)
    return compare(mine, its)


def may_meet(one: Shape, other: Shape) -> bool:
    """Do they share what brings two questions together?"""
    mine, its = bands([one, other])
    if set(mine.sure) & set(its.sure):
        return True
    return bool(set(mine.likely) & set(its.likely)) and share_enough(mine.signature, [its.signature]) == [True]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ingrid, a site engineer at Blackthorn Rail, finds that no one approved the plans. What should she do first?",
         "Sven, a site engineer at Goldfinch Paving, finds that no one approved the plans. What should he do first?"),
        ("Hollowell Dairy buys a line for $90,000, which saves $18,000 a year. How long is its payback period?",
         "Fenwick Stone Works buys a line for $60,000, which saves $20,000 a year. How long is its payback period?"),
        ("건우는 시간당 9,000원을 버는 일을 3시간 쉬고 표값이 20,000원인 연극을 보았다. 건우의 기회비용은?",
         "예린은 시간당 9,000원을 버는 일을 3시간 쉬고 표값이 20,000원인 연극을 보았다. 예린의 기회비용은?"),
    ],
)  # fmt: skip
def test_a_case_of_other_names_is_a_variant(one: str, other: str) -> None:
    found = compared(one, other, DUTIES)
    assert found is not None
    assert (found.kind, found.way) == ("variant", "numbers")
    assert asked(one, DUTIES).names != asked(other, DUTIES).names
    assert may_meet(asked(one, DUTIES), asked(other, DUTIES))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("In Scrum, a product owner orders the backlog. Who removes what blocks the team?",
         "In Kanban, a product owner orders the backlog. Who removes what blocks the team?"),
        ("Seller pays the freight of 20 crates and the ship sinks. Who bears the loss?",
         "Buyer pays the freight of 20 crates and the ship sinks. Who bears the loss?"),
        ("Darwin, who sailed on a survey ship, explained how species change. What is his theory called?",
         "Lamarck, who taught at a museum, explained how species change. What is his theory called?"),
    ],
)  # fmt: skip
def test_who_is_known_for_something_is_no_name_of_a_case(one: str, other: str) -> None:
    assert compared(one, other, DUTIES) is None
    assert asked(one, DUTIES).names == ()


def test_milliseconds_are_nobody() -> None:
    assert asked("A process waits 20 ms and then asks again. How long does it wait?", AMOUNTS).names == ()
    assert asked("Ms Ortega waits for a reply. How long does she wait?", AMOUNTS).names == ("ms ortega",)


THINGS = [
    ("다해는 시간당 9,000원을 버는 일을 3시간 쉬고 표값이 20,000원인 연극을 보았다. 이때 연극의 기회비용은?",
     "다해는 시간당 8,000원을 버는 일을 2시간 쉬고 표값이 15,000원인 영화를 보았다. 이때 영화의 기회비용은?"),
    ("소금 12 g을 녹인 증류수 300 g이 있다. 여기에 물을 더 부어 농도를 2%로 맞추려면 물을 몇 g 더 부어야 하는가?",
     "소금 10 g을 녹인 빗물 200 g이 있다. 여기에 물을 더 부어 농도를 4%로 맞추려면 물을 몇 g 더 부어야 하는가?"),
    ("A baker pays $45,000 for a used truck that brings in $9,000 of cash every year. How long is the payback period?",
     "A baker pays $84,000 for a used boat that brings in $12,000 of cash every year. How long is the payback period?"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), THINGS)
def test_a_case_of_another_thing_is_a_variant(one: str, other: str) -> None:
    found = compared(one, other)
    assert found is not None
    assert (found.kind, found.way) == ("variant", "numbers")
    assert may_meet(asked(one, AMOUNTS), asked(other, AMOUNTS))


def test_another_thing_with_another_answer_is_another_question() -> None:
    one = "건우는 시간당 9,000원을 버는 일을 3시간 쉬고 연극을 보았다. 다른 비용이 없을 때 연극의 기회비용은?"
    other = "예린은 시간당 9,000원을 버는 일을 3시간 쉬고 영화를 보았다. 다른 비용이 없을 때 영화의 기회비용은?"
    assert compare(asked(one, AMOUNTS, 1), asked(other, AMOUNTS, 1)) is not None
    assert compare(asked(one, AMOUNTS, 1), asked(other, AMOUNTS, 2)) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("두 축전기 6 μF과 3 μF을 직렬로 이었다. 여기에 90 V를 걸 때 합성 용량은 얼마인가?",
         "두 축전기 4 μF과 2 μF을 병렬로 이었다. 여기에 60 V를 걸 때 합성 용량은 얼마인가?"),
        ("정격 220 V인 분권 전동기의 전기자 저항이 0.5 Ω이다. 입력 전류가 32 A일 때 역기전력은 몇 V인가?",
         "정격 200 V인 직권 전동기의 전기자 저항이 0.2 Ω이다. 입력 전류가 22 A일 때 역기전력은 몇 V인가?"),
        ("변압기의 단락 시험에서 입력이 80 W이고 전류가 5 A였다. 이 값으로 구한 저항은 몇 Ω인가?",
         "변압기의 무부하 시험에서 입력이 60 W이고 전류가 2 A였다. 이 값으로 구한 저항은 몇 Ω인가?"),
        ("밑면의 반지름이 3 cm이고 높이가 4 cm인 원뿔이 있다. 이 입체의 부피는 몇 cm³인가?",
         "밑면의 반지름이 2 cm이고 높이가 6 cm인 원기둥이 있다. 이 입체의 부피는 몇 cm³인가?"),
        ("시급 10,000원을 받는 근로자가 평일 야간에 3시간을 더 일하였다. 가산 수당을 더한 임금은 모두 얼마인가?",
         "시급 12,000원을 받는 근로자가 평일 휴일에 2시간을 더 일하였다. 가산 수당을 더한 임금은 모두 얼마인가?"),
        ("A process holds a read lock for 20 ms and asks 3 times for the page. How long does another reader wait?",
         "A process holds a write lock for 30 ms and asks 2 times for the page. How long does another reader wait?"),
        ("A trader pays $3 for a call and the share stands at $50 with 2 days to go. What can the trader lose at most?",
         "A trader pays $4 for a put and the share stands at $60 with 3 days to go. What can the trader lose at most?"),
    ],
)  # fmt: skip
def test_another_kind_of_thing_is_reckoned_otherwise(one: str, other: str) -> None:
    assert compared(one, other) is None
