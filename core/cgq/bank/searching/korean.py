"""What a Korean query wraps its words in: particles, endings, and words that only ask.

Of the language, not of any subject: closed classes of its grammar (조사, 어미), as far as they stand behind a noun or
end a question, and the verbs that make a noun a predicate.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_PARTICLES = """
은 는 이 가 을 를 의 에 와 과 도 만 로 으로 에서 에게 한테 께 부터 까지 보다 처럼 같이 마다 밖에 조차 마저 이나 나
이란 란 이라 라 이라는 라는 이라고 라고 이며 며 이고 이면 이다 다 인 인가 인가요 인지 일 이었던 였던 이었다 였다 입니다
이야 야 요 예요 이에요 에요 입니까 이죠 죠 일까요 인데 이랑 랑 들 등 별 씩 간 하고 에는 로서 으로서 로써 으로써
"""
_DOING = """
하 한 할 함 해 하는 하여 해서 하면 하고 하기 하는가 한다 합니다 했다 했던 하려면 하지 하게 하며 되 된 될 됨 돼 되는 되어
되면 되고 되기 된다 됩니다 되었다 되었던 되나 되나요 되는가 시 시키는 시킨 시켜 받는 받은 당한 스러운 로운 롭다
"""
_ENDINGS = """
면 려면 으면 으려면 고 서 며 으며 다 니다 요 까 나 나요 는가 는가요 은가 도록 지만 어도 아도 여도 어야 아야 어서 아서
여서 대고 는데 은데 기만 거나 든지 게 지 던 자 려고 으려고 는지 은지 을지 라도 더라도 으니 니까 으니까 었다 았다 였다
시오 세요 하라 해라 어라 아라 여라 보라 보자 구나 네요 지요 어요 아요 여요 해요 더라 는구나 을까 을까요
"""
_ASKING = """
것 거 걸 게 건 수 때 때문 중 및 등 더 덜 잘 안 못 좀 꼭 참 그 이 저 또는 혹은 그리고 하지만 그러나 가장 매우 아주 모두
무엇 무엇인가 무엇인지 뭐 뭐야 뭐죠 뭡니까 뭔데 뭔가 뭘까 뭔지 무슨 어떤 어떻게 어느 어디 어디서 누구 누가 언제
왜 얼마 몇 얼마나 있는 있다 있을 없는 없다 않는 않은 아닌 아니다 같은 같다 다른 대한 대해 대하여 관한 관해 관하여 위한
위해 따른 따라 의한 의해 옳은 옳지 맞는 맞은 틀린 알맞은 다음 된 되는 하는 한 할 함 해 일 나 나와 나오는 묻는
알려줘 알려주세요 설명해줘 되어 되나 되나요 아는 주는 쓰는 나타나는 나타난 일어나는 이루어지는 가지는 갖는 생기는 생긴
일으키는 만드는 쓰이는 불리는 말하는 걸리는 구하는 고르는 하나 하나요 했나요 뭔가요
고르시오 고르면 고르라 구하시오 구하면 구하라 쓰시오 적으시오 답하시오 설명하시오 서술하시오 기술하시오 논하시오
"""


_ASKED = "설명 문제 정리 요약 기출 기출문제 예제 연습문제"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))


_ATTRIBUTE = "적(?:인|으로|이다|이고|이며|인가)?|(?<=..)상(?:의)?"
"""적 makes an attribute of a noun, and no verb stands behind it: `도덕적해이` is no form of 도덕. So does 상 behind two
syllables: `법률상`."""

TAIL = re.compile(rf"(?:{_any_of(_words(_PARTICLES) | _words(_DOING))}){{1,3}}|{_ATTRIBUTE}")
"""What may stand behind a word up to the next space: at most three of them (`에서` `만` `의`)."""

JOINING = _words("와 과 이랑 랑 하고 및 and or vs versus")
"""What joins two things that are asked for together: a question about either is one that was looked for."""

_EITHER = _words("에서는 에서 에게 에는 까지 부터")
_BEFORE_UI = frozenset("주정회강논합심유동협결건함고창")
"""Syllables that 의 ends a noun behind: 주의, 정의, 회의."""

_CLOSED = _EITHER | _words("을 은 으로 이란")
_OPEN = _EITHER | _words("를 는")


def without_particle(word: str) -> str:
    """A word that nobody knows as it is shown: only a particle that is hardly ever a part of it is taken off.

    을 and 은 stand behind a consonant, 를 and 는 behind a vowel (`산업재해`, `신포도` and `매슬로` stay whole); 에
    stands behind a consonant, or three syllables and more (`오보에` stays whole).
    """
    for length in (3, 2, 1):
        stem, tail = word[:-length], word[-length:]
        if len(stem) > 1 and tail in (_CLOSED if _ends_closed(stem) else _OPEN):
            return stem
    if word.endswith("에") and len(word) > 2 and (len(word) > 3 or _ends_closed(word[:-1])):
        return word[:-1]
    if len(word) > 3 and word.endswith("의") and word[-2] not in _BEFORE_UI:
        return word[:-1]
    return word


def _ends_closed(stem: str) -> bool:
    """Does the last syllable end in a consonant? (Unicode 3.12: a syllable is one of 28 for each pair of letters.)"""
    return "가" <= stem[-1] <= "힣" and (ord(stem[-1]) - ord("가")) % 28 != 0


DOING = re.compile(rf"(?:{_any_of(_words(_DOING) - _words('하고'))})")
"""What makes a noun a verb."""

VERBAL = re.compile(rf".*(?:{_any_of(_words(_ENDINGS))})")
"""What ends as a verb or an adjective does."""

SURELY_VERBAL = re.compile(
    rf".*(?:{_any_of(ending for ending in _words(_ENDINGS) if len(ending) > 1 or ending == '면')})"
)
"""The same where few words stand together, which are nouns more often: `병인양요`, `광고`."""

ASKED = _words(_ASKED)
"""What a person wants of whatever is named."""

ASKING = _words(_ASKING) | ASKED
"""Words that ask or join, and name nothing."""

GENERAL = _words(
    """
    계산 계산식 계산법 방법 사례 예 예시 특징 특성 종류 유형 뜻 의미 정의 개념 차이 차이점 비교 순서 과정 원인 이유 결과
    장점 단점 공식 풀이 내용 이론 요소 구분 분류 역할 기능 목적 등급 단계 절차 업적 단위 기호 구성 성질 원리
    법칙 원칙 현상
    calculation example examples definition meaning type types kind kinds difference differences comparison method
    methods steps role purpose formula concept concepts features summary explanation problem problems question questions
    """
)
"""Words that say what a person wants to know of something: they say less than its name."""

COMPARING = _words("차이 차이점 비교 구분 구별 difference differences comparison")
"""Words that ask what parts two things."""

ENGLISH = _words(
    """
    a an the this that these those it its of to in on at by for from with without as is are was were be been being am
    do does did done has have had can could may might must shall should will would not no nor and or but if then else
    than which what when where who whom whose why how all any both each either few many more most much some such only
    there here you your we our they their he his she her i me my us them so because while need needs mean means using
    between among during before after above below over under through into within across against about upon per via
    """
)
"""English words of the same sort."""
