"""Korean sentences as exams have them, to be broken at the ends of lines: technical terms, particles, counters.

Nothing of it is taken from a paper. A term is told with its particle as speech has it (을 or 를, 이 or 가), and a paper
says the same term several times, as papers do.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

TERMS = (
    "정규화 과정",
    "트랜잭션",
    "데이터베이스 관리 시스템",
    "형상 관리",
    "의존관계",
    "엔지니어링 도구",
    "소프트웨어 생명주기",
    "인터페이스 명세서",
    "요구사항 분석",
    "객체지향 설계",
    "응집도",
    "결합도",
    "가상기억장치",
    "페이지 교체 알고리즘",
    "교착상태",
    "세마포어",
    "라우팅 프로토콜",
    "서브넷 마스크",
    "암호화 알고리즘",
    "전자서명",
    "방화벽",
    "침입탐지시스템",
    "클라우드 컴퓨팅",
    "미들웨어",
    "통합 테스트",
    "블랙박스 검사",
    "회귀 시험",
    "유지보수 비용",
    "프로젝트 일정표",
    "위험관리 계획",
    "철근콘크리트",
    "휨모멘트",
    "전단응력",
    "지반 침하",
    "배수 설비",
    "급수 펌프",
    "공기조화기",
    "환기 횟수",
    "열관류율",
    "일사량",
    "엘리베이터 운행 속도",
    "건폐율",
    "용적률",
    "방화구획",
    "피난계단",
    "사회보장급여",
    "국민연금 가입자",
    "사례관리",
    "집단 역동성",
    "방어기제",
    "자아정체감",
    "표본 추출",
    "종속변수",
    "내적 타당도",
    "신뢰도 계수",
    "욕구 조사",
    "지역사회 조직화",
    "행정처분",
    "손해배상 책임",
    "채권자 대위권",
    "소멸시효",
    "취득세 납세의무자",
    "부가가치세 과세표준",
    "재무상태표",
    "감가상각비",
    "손익분기점",
    "기회비용",
    "수요의 가격탄력성",
    "총생산물",
    "환율 변동",
    "통화정책",
    "광합성",
    "세포호흡",
    "염기서열",
    "항상성 조절",
    "신경전달물질",
    "산화환원 반응",
    "끓는점 오름",
    "몰 농도",
    "전기음성도",
    "등가속도 운동",
    "열역학 제2법칙",
    "전자기 유도",
    "굴절률",
    "판구조론",
    "대기 대순환",
    "퇴적암",
    "해수면 온도",
    "안전보건관리책임자",
    "위험성평가",
    "비계 발판",
    "추락방지망",
    "보호구 착용",
    "누전차단기",
    "접지 저항",
    "정전용량",
    "변압기 권선",
    "유도전동기",
    "베어링 수명",
    "표면 거칠기",
    "절삭 가공",
    "용접 이음",
)
"""Terms with the spaces that they are printed with here."""

LATIN = ("DBMS", "TCP/IP", "UML", "SQL", "HTTP", "API", "RAID", "ERP", "CPU", "UI", "XML", "GDP", "DNA", "IPv6")
GLOSSED = (
    ("응집도", "Cohesion"),
    ("결합도", "Coupling"),
    ("정규화", "Normalization"),
    ("교착상태", "Deadlock"),
    ("가상기억장치", "Virtual Memory"),
    ("자아정체감", "identity"),
    ("항상성", "homeostasis"),
    ("기회비용", "opportunity cost"),
    ("전단응력", "shear stress"),
    ("미들웨어", "Middleware"),
)
COUNTED = (
    "3개",
    "5명",
    "12개월",
    "2019년",
    "8비트",
    "24시간",
    "7일",
    "100회",
    "4단계",
    "30분",
    "6층",
    "15세",
    "1,200원",
    "제3조",
    "40퍼센트",
)

# {0}, {1}: terms; a pair such as {0:을} gives the term with the particle that fits its sound. {L}: a Latin name,
# {G}: a term with its English in brackets, {N}: a number with its counter.
FRAMES = (
    "다음 중 {0:에} 관한 설명으로 옳지 않은 것은?",
    "{0:와} {1:를} 비교한 설명으로 가장 적절한 것을 모두 고른 것은?",
    "{0:은} 실제 업무에서 발생할 수 있는 오류를 미리 찾아내기 위하여 사용한다.",
    "{0:이} 제대로 이루어지지 않으면 {1:의} 결과를 그대로 믿기 어렵다.",
    "{0:을} 적용할 때에는 먼저 {1:을} 충분히 검토하여야 한다.",
    "담당자는 {N} 이내에 {0:의} 결과를 서면으로 알려야 한다.",
    "{0:에서} 가장 중요한 요소는 {1:이라고} 볼 수 있다.",
    "{L:은} {0:을} 처리하기 위한 표준으로 널리 쓰이고 있다.",
    "{L:을} 이용하면 {0:와} 관련된 작업을 한꺼번에 끝낼 수 있어 편리하다.",
    "{G:은} 서로 다른 구성 요소 사이의 관계를 나타내는 개념이다.",
    "{G:을} 높이면 {0:이} 쉬워지는 반면 초기 비용이 늘어난다.",
    "조사 대상 가운데 {N} 이상이 {0:에} 대하여 부정적으로 응답하였다.",
    "{0:으로} 인하여 손해가 생긴 경우에는 {N} 안에 이의를 제기할 수 있다.",
    "위의 그림에서 {0:이} 차지하는 비율은 해마다 조금씩 줄어드는 것으로 나타났다.",
    "{0:보다} {1:이} 먼저 이루어지는 것이 바람직하다.",
    "{0:까지} 모두 마친 뒤에야 비로소 {1:을} 시작할 수 있게 된다.",
    "{0:이며} {1:에} 해당하는 것만을 있는 대로 고르시오.",
    "{0:만} 고려하고 {1:은} 고려하지 않는 방법은 바람직하지 않다.",
    "{0:의} 특성상 {1:에} 따라 그 값이 달라지므로 여러 번 되풀이하여 재어야 한다.",
    "어떤 회사에서 {0:을} 새로 도입하였더니 {1:이} 눈에 띄게 좋아졌다.",
    "{0:은} {L:에서} 제공하는 기능 가운데 하나로, 사용자가 직접 값을 정할 수 있다.",
    "국가나 지방자치단체는 {0:에} 필요한 비용의 전부 또는 일부를 지원할 수 있다.",
    "{0:와} 같은 방식은 구조가 단순해서 이해하기 쉽지만 확장하기는 어렵다.",
    "{0:을} 나타내는 값이 클수록 {1:은} 작아지는 경향이 있다.",
    "관리자의 승인을 받지 아니하고 {0:을} 변경해서는 안 된다.",
    "{0:부터} 살펴보면, {1:과} 달리 외부의 영향을 거의 받지 않음을 알 수 있다.",
    "이 단계에서는 {0:을} 수집하고 분류하며, 그 결과를 {1:에} 반영한다.",
    "다음 글을 읽고 {0:에} 대한 글쓴이의 생각으로 알맞은 것을 고르시오.",
    "{N} 동안 관찰한 결과를 바탕으로 {0:을} 추정하는 방법이다.",
    "{0:이라는} 용어는 {1:을} 강조하던 시기에 처음으로 등장하였다.",
    "만약 {0:이} 없다면 {1:도} 제대로 작동하지 않을 것이다.",
    "{0:처럼} 눈에 보이지 않는 요소들이 {1:을} 결정하기도 한다.",
    "그러므로 {0:마다} 적용되는 기준이 서로 다르다는 점에 유의하여야 한다.",
    "{0:에게} 미치는 영향을 줄이려면 {1:을} 정기적으로 점검해야 한다.",
    "{0:조차} 알려지지 않았던 때에는 {1:이나} 그와 비슷한 방법에 의존하였다.",
    "보기에서 {0:이} 아닌 것은 무엇인가?",
)
SENTENCES = (
    "사용자의 요구가 자주 바뀌는 경우에는 짧은 주기로 결과물을 만들어 보여 주는 방식이 알맞다.",
    "시험에 응시하려는 사람은 신분증을 지니고 시작하기 전까지 지정된 자리에 앉아 있어야 한다.",
    "두 물체가 부딪친 뒤에도 운동량의 합은 부딪치기 전과 똑같이 유지된다.",
    "가뭄이 이어지면 땅속의 물길이 끊어져 오래된 우물까지 말라붙기 쉽다.",
    "온도가 높아질수록 분자들의 움직임이 활발해져 반응이 빨라진다.",
    "계약을 맺은 날부터 열흘이 지나도록 돈을 치르지 못하면 계약은 없었던 것으로 본다.",
    "바닷물이 얼면 소금기가 빠져나가 둘레의 물이 더욱 무거워진다.",
    "한번 굳어진 습관을 고치는 데에는 생각보다 오랜 시간이 걸린다.",
    "재료의 겉면에 생긴 작은 흠집이 나중에 커다란 사고로 번질 수 있다.",
    "기록을 남기지 않으면 나중에 누가 무엇을 바꾸었는지 밝혀낼 길이 없다.",
    "어린이가 스스로 규칙을 만들어 놀이를 이끌어 가는 모습을 볼 수 있다.",
    "햇빛이 들지 않는 곳에 두었던 화분의 잎이 누렇게 시들어 버렸다.",
    "값이 싸다고 해서 반드시 품질이 떨어지는 것은 아니다.",
    "전류가 흐르는 도선 가까이에 나침반을 놓으면 바늘이 움직인다.",
    "이 법은 공포한 날부터 여섯 달이 지난 뒤에 시행하되 이미 낸 신청에는 적용하지 아니한다.",
    "물건을 살 사람이 늘어나면 값이 오르고, 만드는 쪽에서는 더 많이 내놓으려 한다.",
    "옛사람들은 별자리의 움직임을 살펴 씨를 뿌릴 때와 거두어들일 때를 정하였다.",
    "검사에서 이상이 발견되었을 때에는 즉시 사용을 멈추고 책임자에게 알린다.",
    "서로 다른 부서에서 같은 자료를 따로따로 고치다 보면 내용이 어긋나게 마련이다.",
    "글의 앞부분에서 던진 물음에 대한 답이 마지막 문단에 이르러서야 드러난다.",
    "압력이 일정할 때 기체의 부피는 절대온도에 비례하여 커진다.",
    "아무리 훌륭한 설계라도 현장에서 지켜지지 않으면 쓸모가 없다.",
    "다만, 천재지변이나 그 밖의 부득이한 사유가 있는 때에는 그러하지 아니하다.",
    "먹이가 모자라면 개체 수가 줄어들고, 그에 따라 천적의 수도 함께 줄어든다.",
    "한쪽 끝을 붙박은 막대의 다른 쪽 끝에 무게를 걸면 막대가 아래로 휘어진다.",
    "손을 깨끗이 씻는 것만으로도 여러 가지 병을 막을 수 있다고 알려져 있다.",
    "물음에 답한 사람들 가운데 절반이 넘는 이들이 지금의 제도에 만족한다고 하였다.",
    "빛이 공기에서 물로 들어갈 때에는 나아가는 방향이 꺾인다.",
    "아래의 표는 지난 다섯 해 동안의 생산량을 달마다 적어 놓은 것이다.",
    "새로 들어온 사람에게는 먼저 안전 수칙을 가르치고 나서 일을 맡겨야 한다.",
)
_FINALS = {
    "은": ("은", "는"),
    "이": ("이", "가"),
    "을": ("을", "를"),
    "를": ("을", "를"),
    "와": ("과", "와"),
    "과": ("과", "와"),
    "으로": ("으로", "로"),
    "이라고": ("이라고", "라고"),
    "이며": ("이며", "며"),
    "이라는": ("이라는", "라는"),
    "이나": ("이나", "나"),
}
_LATIN_SOUNDS = {"L": True, "M": True, "N": True, "R": True, "6": True}
_RIEUL = 8


def sentences(seed: int = 1, fewest: int = 600) -> list[str]:
    """At least so many sentences, the same for the same seed; each frame and each sentence occurs."""
    dice = random.Random(seed)
    made = list(SENTENCES)
    while len(made) < fewest:
        made.extend(_filled(frame, dice) for frame in FRAMES)
    dice.shuffle(made)
    return made


def _filled(frame: str, dice: random.Random) -> str:
    first, second = dice.sample(TERMS, 2)
    term, english = dice.choice(GLOSSED)
    values = {"0": first, "1": second, "L": dice.choice(LATIN), "G": f"{term}({english})", "N": dice.choice(COUNTED)}
    for name, value in values.items():
        frame = _with_particles(frame, name, value)
    return frame.replace("{N}", values["N"])


def _with_particles(frame: str, name: str, value: str) -> str:
    opening = "{" + name + ":"
    while opening in frame:
        start = frame.index(opening)
        end = frame.index("}", start)
        frame = frame[:start] + with_particle(value, frame[start + len(opening) : end]) + frame[end + 1 :]
    return frame


def with_particle(word: str, particle: str) -> str:
    """A word with the form of a particle that fits its last sound; a bracket behind it has none."""
    sound = word.split("(")[0][-1]
    final = (ord(sound) - 0xAC00) % 28 if "가" <= sound <= "힣" else 1 if sound in _LATIN_SOUNDS else 0
    forms = _FINALS.get(particle, (particle, particle))
    if particle == "으로" and final == _RIEUL:
        return word + "로"
    return word + forms[0 if final else 1]


def broken(text: str, width: float, *, at_words: bool) -> list[tuple[str, bool]]:
    """A text in lines at most `width` ems wide, each with whether it ends inside a word.

    At any character, a Latin word or a number stays whole, and no closing sign begins a line, as word processors
    have it; a space at a line's end is gone.
    """
    lines: list[tuple[str, bool]] = []
    line = ""
    for piece in _pieces(text, at_words=at_words):
        if line and _wide(line + piece.rstrip(" ")) > width:
            lines.append((line.rstrip(" "), not line.endswith(" ")))
            line = ""
        line += piece
    return [*lines, (line.rstrip(" "), False)]


def _pieces(text: str, *, at_words: bool) -> list[str]:
    """What is never broken: words, or syllables with the signs that cling to them, each with its space."""
    if at_words:
        words = text.split(" ")
        return [word + " " for word in words[:-1]] + words[-1:]
    pieces: list[str] = []
    for char in text:
        clings = pieces and (char in " ,.)?%:" or pieces[-1][-1] == "(" or _are_latin(pieces[-1][-1], char))
        if clings and not (pieces[-1].endswith(" ") and char != " "):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _are_latin(char: str, following: str) -> bool:
    return char.isascii() and following.isascii() and char not in " )" and following not in " ("


def _wide(text: str) -> float:
    return sum(advance(char) for char in text)


def advance(char: str) -> float:
    """How wide a character is, in ems."""
    return 1.0 if "가" <= char <= "힣" else 0.3 if char in " .,()" else 0.55


def paragraphs(texts: Sequence[str], seed: int = 1) -> list[str]:
    """The sentences as paragraphs of one or two, as stems and options are."""
    dice = random.Random(seed)
    rest = list(texts)
    made: list[str] = []
    while rest:
        count = dice.choice((1, 1, 2))
        made.append(" ".join(rest[:count]))
        rest = rest[count:]
    return made
