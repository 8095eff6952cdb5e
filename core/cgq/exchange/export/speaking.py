"""Does a text speak of the options of its question: of the others, or of one by its sign?

The rule is the careful one: whatever could name an option is taken to name it. One name too many costs only that a
question stays in its order; one too few makes an explanation wrong, and nobody is warned.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SIGNS = re.compile("[①-⑳❶-❿➀-➓⑴-⒇㉠-㉻ⓐ-ⓩⒶ-Ⓩ]")
"""Signs that name an option wherever they stand; a text that marks its own words by them means its options as well."""

_ARTICLES = frozenset("AI")
"""Capital letters that are words of English as well, so that they need more to be names."""

_OTHERS = re.compile(
    r"\b(?:all|none|any|both|neither|each|every one|some|two|three|most) (?:\w{1,20} ){0,2}?(?:of )?(?:the )?"
    r"(?:above|below|these|those|them|options|choices|answers|others|preceding|following)\b"
    r"|\b(?:above|preceding|previous|other|remaining) (?:options?|choices?|answers?|statements?|alternatives?)\b"
    r"|^(?:all|none|both|neither|either|any)(?:\W*$| (?:of|are|is|the|two|three|four|five|a|an|apply|true|false|correct"
    r"|incorrect|wrong|right|statements?|answers?)\b)"
    r"|(?:위|아래|앞|다음|보기|상기|이상)(?:의|에서)? ?(?:것|내용|보기|항목|선택지|답|항)?(?:이|은|는|들)? ?"
    r"(?:모두|전부|다\b|중|어느|아무)"
    r"|모두 ?(?:옳|맞|틀|아니|해당|정답|그르|포함|적절|적합|참|거짓|같|다르)|(?:전부|다) ?(?:옳|맞|틀|아니|해당)"
    r"|^(?:모두|전부|다|없음|없다)\W*$"
    r"|(?:정답|답|해당 ?(?:사항|항목)?|옳은 ?것|맞는 ?것) ?(?:이|은|는)? ?없"
    r"|나머지|선택지|둘 ?다|셋 ?다|상기|전항|앞의 |위의 "
    r"|上記|以上|すべて|いずれ|どれも|全て|該当なし|以上都|均(?:正确|错误|不)|都(?:对|错|不|是)",
    re.IGNORECASE,
)
"""What an option says of the others, in the languages of the papers: English, Korean, Japanese, Chinese."""

_BEFORE = r"(?<![^\W가-힣぀-ヿ一-鿿])(?<![.^/⁄×*+=<>−$#-])"
"""What stands before a name: no letter or digit of another word, no operator. Korean, Japanese and Chinese need no
space there."""

_APART = r"(?![^\W가-힣぀-ヿ一-鿿]|\.\d)"
"""What ends a name: anything but more of a word or a number; Korean sets its particles right behind."""

_PARTICLE = (
    r"(?:[은는을를의와]|(?:과|가|이|도|만|로|으로|에|에서|뿐)(?![가-힣])|이(?:다|므로|며|고|라|기|었|란|나|지)|입니다"
    r"|번|항|처럼|보다|[はがをのともで番是为為对對错項项和与或及])"
)
"""What follows a name in Korean, Japanese and Chinese, and no unit: `3이 정답`, but `3이상`, `3가지`."""

_ENDED = rf"(?=[)\]}}]|[.:,;?!\"'」』]{{1,3}}(?:\s|$)|$| ?\(|[.:]?{_PARTICLE})"
"""What follows a letter or number that is no quantity: the end, a bracket, a particle."""

_VERB = (
    r"(?= (?:is|are|was|were|and|or|nor|because|since|as|does|has|can|cannot|would|will|wrong|right|correct|incorrect"
    r"|true|false)\b)"
)
"""What follows one that is no quantity and no article: a verb, or what an option can be."""

_CALLED = (
    r"(?:\b(?:options?|choices?|answers?|ans|keys?|alternatives?|items?|statements?|numbers?|no\.|nos\.)"
    r"|선택지|선지|보기|정답|답|번호|選択肢|正解|正答|答え|答案|选项|選項|选|選)"
    r"[.:=]? ?(?:은|는|이|가|は|是|is|are|was|:|=)?[:=]? ?[(\[\"']?"
)
"""The words behind which any letter or number is an option's."""

_BESIDE = r"(?: ?,? ?(?:and|or|nor|및|또는|혹은|그리고|と|和|与|或) ?| ?[,&·~–-] ?|(?:과|와|이나|나|랑|하고) ?)"
"""What stands between two names."""

_ORDINALS = re.compile(
    r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|final|[1-9](?:st|nd|rd|th))"
    r" (?:(?:\w{1,20} )?(?:options?|choices?|answers?|alternatives?|statements?|items?|ones?|responses?|sentences?)\b"
    r"|(?:is|are|was|and|or)\b)"
    r"|(?:첫|두|둘|세|셋|네|넷|다섯|여섯|일곱|여덟|아홉|열|[1-9]) ?번? ?째"
    r"|마지막 ?(?:보기|선지|선택지|항|답|것|문장|은|이)"
    r"|[一二三四五六七八九十]番目|第[一二三四五六七八九十\d](?:个|個|项|項)|最[后後](?:の|一)",
    re.IGNORECASE,
)
"""An option by its place."""


def speaks_of_others(option: str) -> bool:
    """Does the text of an option speak of the others?"""
    return bool(_OTHERS.search(_flat(option)))


def names_an_option(texts: Iterable[str], options: Iterable[str], labels: Sequence[str]) -> bool:
    """Does a text call one of the options by its label, its number, its letter or its place?

    `options` are their own texts, `labels` what they are called. An option that is nothing but a letter or a number
    names none.
    """
    names = _naming(tuple(map(_folded, labels)))
    alone = _alone(tuple(map(_folded, labels)))
    said = [_flat(option) for option in options]
    wanted = [*map(_flat, texts), *(text for text in said if not alone.fullmatch(text))]
    return any(_SIGNS.search(text) for text in (*texts, *options)) or any(
        names.search(text) or _ORDINALS.search(text) for text in wanted
    )


def _flat(text: str) -> str:
    """A text in usual width, one space for all white space in a line: so every pattern is linear, however long a run
    of it is."""
    return "\n".join(" ".join(line.split()) for line in unicodedata.normalize("NFKC", text).splitlines())


def _folded(label: str) -> str:
    return unicodedata.normalize("NFKC", label).strip()


def _one_of(names: Iterable[str]) -> str:
    """A pattern of one of the names, the longest first; of none where there is none."""
    ordered = sorted({*names} - {""}, key=lambda name: (-len(name), name))
    return f"(?:{'|'.join(map(re.escape, ordered))})" if ordered else r"(?!)"


def _names(labels: tuple[str, ...]) -> tuple[set[str], set[str]]:
    """What can name one of the options: names wherever they stand alone, and those that must be meant."""
    count = len(labels)
    certain = {*ascii_uppercase[:count], *labels} - _ARTICLES
    certain = {name for name in certain if not name.isdecimal() and name != "a"}
    meant = {*map(str, range(1, count + 1)), *ascii_uppercase[:count], *ascii_lowercase[:count], *labels}
    return certain, meant


@lru_cache(maxsize=256)
def _naming(labels: tuple[str, ...]) -> re.Pattern[str]:
    """What calls an option by its label, number or letter."""
    certain, meant = map(_one_of, _names(labels))
    numbers = _one_of(map(str, range(1, len(labels) + 1)))
    letters = _one_of({*ascii_uppercase[: len(labels)]})
    patterns = (
        rf"{_BEFORE}{certain}{_APART}(?![+#'’]|-\w)(?=[^가-힣]|$|{_PARTICLE})",
        rf"{_BEFORE}{meant}{_APART}{_ENDED}",
        rf"{_BEFORE}(?!a ){meant}{_APART}{_VERB}",
        rf"(?i:{_CALLED}){meant}{_APART}",
        rf"{_BEFORE}{meant}{_BESIDE}{meant}{_APART}",
        rf"{_BEFORE}{letters}/{letters}{_APART}",
        rf"^{numbers} ?[-–—:=]",
    )
    return re.compile("|".join(patterns), re.MULTILINE)


@lru_cache(maxsize=256)
def _alone(labels: tuple[str, ...]) -> re.Pattern[str]:
    """An option that is a letter or number, and nothing besides."""
    _, meant = _names(labels)
    return re.compile(rf"[(\[]?{_one_of(meant)}[)\].]?")
