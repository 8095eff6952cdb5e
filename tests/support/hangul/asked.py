"""Short questions of our own, for documents that are about their layout."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Shared:
    """A text for the questions from `first` to `last`."""

    head: str
    first: int
    last: int
    paragraphs: list[str]


@dataclass(frozen=True)
class Asked:
    """One question; `right` counts options from 1."""

    number: int
    stem: str
    options: list[str]
    right: list[int]
    boxes: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    explanation: str | None = None
    section: str | None = None
    passage: Shared | None = None


QUESTIONS = [
    Asked(
        1,
        "우리나라의 수도는?",
        ["부산", "서울", "대전", "광주", "인천"],
        [2],
        explanation="서울은 1394년부터 수도였다.",
    ),
    Asked(
        2,
        "물이 끓는 온도로 옳은 것은?",
        ["0도", "25도", "50도", "100도", "200도"],
        [4],
        explanation="1기압에서다.",
    ),
    Asked(
        3,
        "식물의 잎이 하는 일을 모두 고른 것은?",
        ["ㄱ", "ㄴ", "ㄱ, ㄴ", "ㄴ, ㄷ", "ㄱ, ㄴ, ㄷ"],
        [3],
        boxes=["ㄱ. 빛을 받아 양분을 만든다.", "ㄴ. 물을 수증기로 내보낸다.", "ㄷ. 땅속의 물을 빨아들인다."],
        explanation="물을 빨아들이는 것은 뿌리이다.",
    ),
    Asked(
        4,
        "지도를 읽는 방법에 관한 설명으로 옳지 않은 것은?",
        [
            "등고선의 간격이 좁으면 경사가 급하다.",
            "축척은 실제 거리를 줄인 비율이다.",
            "방위표가 없으면 위쪽이 북쪽이다.",
            "등고선은 서로 만나 엇갈린다.",
            "범례는 기호의 뜻을 알려 준다.",
        ],
        [4],
        explanation="등고선은 같은 높이를 이은 선이다.",
    ),
    Asked(5, "삼각형의 세 각의 합은?", ["90도", "120도", "180도", "270도", "360도"], [3], explanation="평각이다."),
    Asked(
        6,
        "다음 가운데 재생할 수 있는 에너지만 짝지은 것은?",
        ["석탄, 석유", "바람, 햇빛", "석유, 바람", "햇빛, 석탄", "천연가스, 석유"],
        [2],
        explanation="바람과 햇빛은 줄지 않는다.",
    ),
    Asked(
        7,
        "글을 요약하는 순서로 옳은 것은?",
        ["ㄱ - ㄴ - ㄷ", "ㄱ - ㄷ - ㄴ", "ㄴ - ㄱ - ㄷ", "ㄴ - ㄷ - ㄱ", "ㄷ - ㄱ - ㄴ"],
        [3],
        boxes=["ㄱ. 중심 문장을 찾는다.", "ㄴ. 글을 끝까지 읽는다.", "ㄷ. 찾은 문장을 이어 쓴다."],
        explanation="먼저 읽고 찾은 다음 쓴다.",
    ),
    Asked(8, "일 년이 열두 달인 달력에서 여덟째 달의 날수는?", ["28일", "29일", "30일", "31일", "32일"], [4]),
    Asked(
        9,
        "민주 국가에서 법을 만드는 곳은?",
        ["국회", "법원", "정부", "헌법재판소", "선거관리위원회"],
        [1],
        explanation="입법은 국회의 일이다.",
    ),
    Asked(
        10,
        "소리의 성질에 관한 설명으로 옳은 것은?",
        [
            "진공에서 가장 빠르다.",
            "물체가 떨려서 생긴다.",
            "빛보다 빠르게 퍼진다.",
            "높은 소리는 느리게 떨린다.",
            "고체는 소리를 전하지 않는다.",
        ],
        [2],
    ),
    Asked(11, "한 시간은 몇 초인가?", ["60초", "360초", "600초", "3,600초", "86,400초"], [4]),
    Asked(
        12,
        "바닷물이 짠 까닭은?",
        ["소금이 있어서", "물이 차가워서", "물결이 쳐서", "소가 울어서", "달 때문에"],
        [1],
    ),
]
