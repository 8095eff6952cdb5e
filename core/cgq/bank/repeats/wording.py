"""The words that turn a question round, and those that say nothing of what it is about.

Korean and English, of the language of exams alone. Korean is compared without white space, which papers set as they
like; English words are matched whole, before the white space goes.
"""

from __future__ import annotations

import re
from functools import cache

# Korean words stand without the white space within them.
_NEGATIVE_KO = """
    옳지않은 옳지못한 맞지않는 맞지않은 바르지않은 바르지못한 올바르지않은 올바르지못한 적절하지않은
    적절하지못한 적합하지않은 적합하지못한 적당하지않은 알맞지않은 타당하지않은 해당하지않는 해당되지않는
    해당하지아니하는 볼수없는 속하지않는 포함되지않는 관계가없는 관계없는 관련이없는 관련없는 거리가먼
    거리가가장먼 일치하지않는 부합하지않는 틀린 잘못된 잘못설명한 잘못짝지은 잘못짝지어진 잘못연결한
    잘못연결된 부적절한 부적합한 이아닌 가아닌 아닌 그른 지않은 지않는 지못하는 지못한 지아니한 지아니하는
"""
_POSITIVE_KO = """
    옳은 맞는 맞은 바른 올바른 바르게설명한 옳게설명한 바르게짝지은 바르게짝지어진 바르게연결한 바르게연결된
    옳게짝지은 옳게짝지어진 옳게연결된 적절한 적합한 적당한 알맞은 타당한 해당하는 해당되는 볼수있는 속하는
    포함되는 관계있는 관계가있는 관련이있는 관련있는 관계가깊은 가까운 일치하는 부합하는 인
"""
_NEGATIVE_EN = """
    not except incorrect incorrectly false untrue wrong least isn't aren't doesn't don't cannot can't never
    inappropriate invalid
"""
_POSITIVE_EN = """
    correct correctly true right most best appropriate valid
"""
_STOCK_KO = """
    다음중 다음의 다음은 다음에서 다음에 다음과같은 다음과같을때 다음 아래의 아래 위의 보기중 보기에서
    보기의 보기 제시된 모두고르면 모두고르시오 모두고른 모두 고른 가장 고르시오 고르면 것만을 것만 것끼리
    것으로 것은 것을 것이 경우는 무엇인가 무엇인지 무엇 얼마인가 얼마인지 얼마 몇인가 어느것 어느 어떤
    에관한 에대한 에대하여 에대해 와관련된 와관련하여 관련하여 관련된 설명하고있는 설명하는 설명으로 설명에
    설명한 설명 내용으로 내용 사항으로 진술로 진술 서술로 나타난 나타내는 들어갈 들어가는 빈칸에 빈칸
    괄호안에 괄호 밑줄친 말로 다툼이있는경우판례에의함 다툼이있는경우판례에따름 옳은 바르게
    이론이있는경우판례에의함 연결한 연결된 짝지은 짝지어진 것
"""
_STOCK_EN = """
    which what who how why when where of the following these those this that is are was were be been being
    does do did a an and or to in on for with by as at from statement statements option options answer
    choose select below above shown given described fits description term about regarding concerning
    describes it its would should can will has have one
"""

_ALONE_KO = """
    가운데 중 때 시 경우 경우에 대하여 대한 대해 관한 관하여 위한 위해 위하여 통해 통하여 따라 따른 따를 의해 의한
    의하여 있는 있을 있어 없는 하는 하는가 하여야 할 한 해야 한다 한다는 되는 된 될 되는가 주는 주어야 나타내는 나타낸
    뜻하는 뜻한 의미하는 의미 말하는 말 가리키는 일컫는 부르는 부른 이르는 일컬어 무엇인가 무엇이라 무엇이라고 그 이 수
    등 및 또는 각각 가장 주된 주로 보통 일반 일반적 일반적인 일반적으로 내용 사항 설명
    것 것은 것이 것을 것으로 것의 것인가 것인지 개념 용어 이름 명칭 어떻게 어느 어떤 몇 얼마 누구 누구인가 인물 사람
    해당 해당하는 알맞은 알맞게 바르게 옳게 모두 고르면 고른 고르시오 쓰시오 구하시오 구하면 다음 다음은 다음에서 다음의
    다음과 같은 같이 같을 단 아래 위 보기 보기에서 제시된 지문 자료 사례 괄호 빈칸 당시 동안
    속하지 포함되는 포함되지 않아야 하지 되지 아니 적절한 적당한
"""
"""Korean words that say nothing of what a stem is about, where they stand by themselves."""


def _any(words: str) -> str:
    """Any of the words of a list, the longest first."""
    return "|".join(sorted(words.split(), key=len, reverse=True))


def _whole(words: str) -> str:
    return rf"(?<![a-z'])(?:{_any(words)})(?![a-z'])"


_ASKED = r"(?=것|사항|설명|내용|진술|서술|경우|보기|예|짝|연결|항목|요인|특징|방법|요건|원칙|기법)"
"""What stands behind a Korean word that turns a question: what is asked for."""
_TURNS_KO = re.compile(rf"(?:가장)?(?:(?P<no>{_any(_NEGATIVE_KO)})|(?P<yes>{_any(_POSITIVE_KO)})){_ASKED}")
_TURNS_EN = re.compile(rf"(?P<no>{_whole(_NEGATIVE_EN)})|(?P<yes>{_whole(_POSITIVE_EN)})")
_STOCK = re.compile(_any(_STOCK_KO))
_STOCK_WORDS = re.compile(_whole(_STOCK_EN))
_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=\S)")
_LATIN = re.compile("[a-z]")
_STOCK_ALONE = frozenset(
    f"{_ALONE_KO} {_STOCK_KO} {_STOCK_EN} used use uses using basis based their default person".split()
)
_TURNS_ALONE = re.compile(
    f"{_any(_NEGATIVE_KO)}|{_any(_POSITIVE_KO)}|{_any(_NEGATIVE_EN)}|{_any(_POSITIVE_EN)}|옳지|않은|않는|아니한"
)


def turned(stem: str) -> tuple[str, bool]:
    """A folded stem without white space and without the words that turn it, and whether it asks for what is wrong.

    Only its last sentence that asks is looked at: before it a stem may deny what it likes.
    """
    *before, asking = _SENTENCE.split(stem.strip()) or [""]
    if asking.startswith("(") and before:
        asking = f"{before.pop()} {asking}"
    found: list[bool] = []
    if _LATIN.search(asking):
        found = [match.lastgroup == "no" for match in _TURNS_EN.finditer(asking)]
        asking = _TURNS_EN.sub("", asking)
    dense = "".join(asking.split())
    found += [match.lastgroup == "no" for match in _TURNS_KO.finditer(dense)]
    return "".join("".join(before).split()) + _TURNS_KO.sub("", dense), sum(found) % 2 == 1


def own_letters(stem: str) -> int:
    """How many letters a folded stem, as it is printed, has besides what any stem may say."""
    korean = _STOCK_WORDS.sub("", stem) if _LATIN.search(stem) else stem
    return sum(map(str.isalnum, _STOCK.sub("", "".join(korean.split()))))


def is_stock(word: str) -> bool:
    """May any stem have this folded word, by itself?"""
    return word in _STOCK_ALONE or _TURNS_ALONE.fullmatch(word) is not None


def turning_word(stem: str, *, negative: bool) -> str | None:
    """The words of a printed stem that turn it, as they are printed: `옳지 않은`; None where there are none."""
    found = [match for match in _printed_turns().finditer(stem) if (match.lastgroup == "no") == negative]
    return " ".join(found[-1][0].split()) if found else None


@cache
def _printed_turns() -> re.Pattern[str]:
    """The words that turn a printed text, with white space anywhere in Korean ones."""
    asked = _ASKED.replace("(?=", r"(?=\s*(?:") + ")"
    no, yes = (
        "|".join((rf"(?:{_spaced(korean)}){asked}", rf"\b(?:{_any(english)})\b"))
        for korean, english in ((_NEGATIVE_KO, _NEGATIVE_EN), (_POSITIVE_KO, _POSITIVE_EN))
    )
    return re.compile(f"(?P<no>{no})|(?P<yes>{yes})", re.IGNORECASE)


def _spaced(words: str) -> str:
    return "|".join(r"\s*".join(word) for word in sorted(words.split(), key=len, reverse=True))
