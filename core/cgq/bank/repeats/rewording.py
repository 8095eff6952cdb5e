"""Whether two stems ask the same thing in other words: how much of what each names is named by the other as well.

A writer who words a question anew changes order, endings and turns of phrase. One who makes another question of it puts
another noun into the same sentence: so two stems that differ in nothing but some words, each in the place of another,
are a template and ask two things, and so are two that name opposites.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from cgq.bank.repeats.wording import is_stock

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

LEAST_LETTERS = 4  # letters; chosen
"""Letters of its own words that a stem has, so that it names something: two Korean nouns."""

CONTAINED = 2  # letters; chosen
"""Letters of a Korean word from which it may stand within another: white space within compounds is set either way."""

GERUND = "기"
"""Makes a noun of a verb: 씻는, 씻기."""

LEAST_SENTENCE = 4  # words; chosen
"""Own words of a stem of which two may change places and with that their roles: of fewer the order is all one."""

MOST_OF_VERB = 3  # syllables; chosen
"""Syllables of a verb with its ending that may be one of a pair of opposites: 올리면."""

LATIN_STEM = 3  # letters; chosen
"""Letters that are left at least of a Latin word without its ending."""

_WORD = re.compile(r"[a-z][a-z\d'-]*|[가-힣一-鿿a-z\d]*[가-힣一-鿿][가-힣一-鿿a-z\d]*")
"""Words; a quantity is none."""

_PREDICATE = re.compile(
    r"^([가-힣]{2,}?)(?:(?:하|되|시키)[가-힣]{1,4}|(?:한|된|할|될|함|됨|해|돼|시킨|시킬|시켜)[가-힣]{0,4})$"
)
"""A noun with the verb that it makes: 예방하려고, 반영되거나; 무부하 is none."""

_ENDINGS = re.compile(
    r"(?:(?<=적)(?:일|인|이)|으로서|으로써|에서는|에서의|에서|에게서|에게|까지|부터|보다|처럼|이라는|라는|이라|으로는|으로|로서|로써|에는"
    r"|이나|이며|이고|려고|어야|아야|려면|도록|면서|면|라도|거나|든지|으며|과의|와의|과|와|의|을|를|은|는|이|가|에|로"
    r"|도|만|나|며|고|서|야|기|던|ㄴ|지|게)$"
)
_PARTICLES = frozenset(["을", "를", "은", "는", "이", "가", "의", "에", "과", "와", "으로", "에서"])
"""Endings that may follow a noun of one syllable: 판을, 판으로; not 통로."""

_VERB = re.compile(
    r"(?:려고|[켜려겨혀워와어아여해져쳐춰꿔줘둬]야|하여|도록|면서|거나|든지|으며|지만|는데|던|게|고|며|면|지|여|어|지도|하다가)$"
    r"|(?:세우|세운|세울|만든|만들|만드는|물리친|이끈|지은|쓰는|쓰인|쓴|생긴|생기는|생길|일으킨|일으키는|얻는|얻은|갖춘|줄이는"
    r"|늘리는|막는|돕는|정하는|정한|정할|나눈|나누는|보는|보이는|이루는|이룬|맡은|맡는|다루는|펼친|펴낸|그린|낳은|옮긴|받는|받은"
    r"|띠는|버리는|덮는|굳히는|쥔|쥐는|묻은|짓는|푸는|따르는|이르는|지키는|고르는|누르는|띤|놓는|놓인|높이는"
    r"|낮추는|갈리는|걸리는|흐르는|바꾸는|끄는|켜는|있고|없이|위해서|따라서|통해서|크게|처음|직접|스스로|여러|모든|각)$"
)
"""Endings of verbs, forms of common ones, and words that go with them."""

_NEGATIVE_PREFIXES = "비무불미반탈"
"""Behind these a word is its opposite."""

_ONE_MEANING = """
    이유/까닭/목적/왜 위치/장소/곳/어디 설립/창설/창립/건립 순서/차례 국가/나라 특징/특성 방법/방식 기호/부호
    purpose/reason place/location found/establish role/function
"""
_SYNONYMS = {word: words.partition("/")[0] for words in _ONE_MEANING.split() for word in words.split("/")}
"""Words of a stem that may stand for one another whatever it is about, each by the first of them."""

_ASKED_NOUNS = frozenset(["위치", "방법", "기호", "이유", "순서", "purpose", "place", "role"])
"""What may be asked for by name or by a question word: 손끝의 위치는, 손끝은 어떻게 두어야."""

_ENGLISH_ENDINGS = re.compile(r"(?:'s|ing|ed|es|e|s)$")
_JOINS = re.compile("[과와]$")
"""What a word ends with that is joined to the next one: 서울과 부산."""

_VOWEL = re.compile("[aeiouy]")
"""A word without any is an acronym, whose s is no ending: HTTPS is no HTTP."""

_PAIRS = """
    직렬/병렬 증가/감소 최대/최소 최고/최저 상승/하락 상승/하강 장점/단점 먼저/나중 첫/마지막 전/후 이상/이하 초과/미만
    수입/수출 산화/환원 양극/음극 입력/출력 송신/수신 능동/수동 상향식/하향식 직접/간접 내부/외부 공급/수요 정적/동적
    선점/비선점 강화/약화 크/작 높/낮 많/적 길/짧 넓/좁 올리/내리 올릴/내릴 오르/내리 늘/줄 빠르/느리 유리/불리
    first/last increase/decrease maximum/minimum largest/smallest highest/lowest most/least more/less before/after
    series/parallel input/output advantage/disadvantage internal/external direct/indirect upper/lower public/private
    symmetric/asymmetric static/dynamic read/write call/put buyer/seller lender/borrower debit/credit asset/liability
    import/export shared/exclusive open/closed
    단락/무부하 단락/개방 읽기/쓰기 공유/배타 매수/매도 자산/부채 차변/대변 단리/복리 주간/야간 임대인/임차인 유상/무상
"""
"""Words of which one in the place of the other asks for something else."""

_OPPOSITES = {
    word: {other for pair in _PAIRS.split() if word in pair.split("/") for other in pair.split("/") if other != word}
    for word in _PAIRS.replace("/", " ").split()
}


@dataclass(frozen=True, slots=True)
class StemWords:
    """What a stem names: its own words as printed, what each is without its endings, and all its letters in a row."""

    printed: tuple[str, ...]
    keys: tuple[str, ...]
    dense: str

    @property
    def letters(self) -> int:
        """The letters of its own words."""
        return sum(map(len, self.keys))


def stem_words(folded: str, dense: str) -> StemWords:
    """The words of a folded stem but for those that any stem may have; `dense` is all of it without white space."""
    words = [word for word in _WORD.findall(folded) if not is_stock(word)]
    keyed = [(word, without_endings(word)) for word in words]
    kept = [(word, _SYNONYMS.get(key, key)) for word, key in keyed if not is_stock(key)]
    return StemWords(tuple(word for word, _ in kept), tuple(key for _, key in kept), dense)


def shared_words(one: StemWords, other: StemWords) -> float:
    """How much of both is named by the other as well, by letters, from 0 to 1; 0 for a template, for opposites, and
    where two words changed places."""
    if min(one.letters, other.letters) < LEAST_LETTERS:
        return 0.0
    mine, theirs = left_over(one, other), left_over(other, one)
    both_name_more = any(map(_is_noun, mine)) and any(map(_is_noun, theirs))
    keys = [[without_endings(word) for word in left] for left in (mine, theirs)]
    if both_name_more or are_opposite(*keys) or is_template(one, other) or are_exchanged(one, other):
        return 0.0
    left = sum(len(key) for left in keys for key in left)
    return 1 - left / (one.letters + other.letters)


def is_template(one: StemWords, other: StemWords) -> bool:
    """Are the own words of both the same, each as printed, but for some that stand in the place of others?"""
    if one.printed == other.printed or len(one.printed) != len(other.printed):
        return False
    matcher = SequenceMatcher(None, one.printed, other.printed, autojunk=False)
    replaced = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    return all(
        tag == "replace" and end - start == stop - begin and not _shares(one.keys[start:end], other.keys[begin:stop])
        for tag, start, end, begin, stop in replaced
    )


def are_exchanged(one: StemWords, other: StemWords) -> bool:
    """Did two words change places in the same sentence, and so their roles? Two that are joined are one role."""
    if one.keys == other.keys or len(one.keys) != len(other.keys) or len(one.keys) < LEAST_SENTENCE:
        return False
    places = [n for n, (mine, its) in enumerate(zip(one.keys, other.keys, strict=True)) if mine != its]
    first, last = places[0], places[-1]
    is_swap = (one.keys[first], one.keys[last]) == (other.keys[last], other.keys[first])
    are_joined = last == first + 1 and _JOINS.search(one.printed[first]) is not None
    return len(places) == len({first, last}) and is_swap and not are_joined


def without_endings(word: str) -> str:
    """A folded word without particles and endings: 음악회를 is 음악회, doors door."""
    if word.isascii():
        plain = _ENGLISH_ENDINGS.sub("", word)
        return plain if len(plain) >= LATIN_STEM and _VOWEL.search(plain) else word
    noun = _PREDICATE.match(word)
    if noun:
        return noun[1]
    ending = _ENDINGS.search(word)
    if ending is None or (ending.start() < CONTAINED and ending[0] not in _PARTICLES):
        return word
    return word[: ending.start()] or word


def left_over(one: StemWords, other: StemWords) -> list[str]:
    """The words, as they are printed, of what one names and the other does not."""
    return [word for word, key in zip(one.printed, one.keys, strict=True) if not _is_named(key, other)]


def _is_noun(word: str) -> bool:
    """Does a word name something of its own? Verbs, what is made of them, and what every subject may be asked for may
    be others in a stem that asks the same."""
    key = without_endings(word)
    if _SYNONYMS.get(key, key) in _ASKED_NOUNS:
        return False
    return not is_verb(word)


def is_verb(word: str) -> bool:
    """Is it a verb, or made of one?"""
    return _PREDICATE.match(word) is not None or _VERB.search(word) is not None


def _is_named(key: str, other: StemWords) -> bool:
    gerund = key[:-1] if key.endswith(GERUND) else key + GERUND
    if key in other.keys or gerund in other.keys:
        return True
    if key.isascii() or len(key) < CONTAINED or key not in other.dense:
        return False
    return not any(prefix + key in other.dense for prefix in _NEGATIVE_PREFIXES)


def are_opposite(mine: Iterable[str], theirs: Iterable[str]) -> bool:
    """Is one of these words the opposite of one of those?"""
    named = {word for key in theirs for word in _beginnings(key)}
    return any(named & _OPPOSITES.get(word, set()) for key in mine for word in _beginnings(key))


def _beginnings(key: str) -> tuple[str, ...]:
    """A word, and of a short Korean one what its verb may be: 크 of 크면."""
    return (key,) if key.isascii() or len(key) > MOST_OF_VERB else (key, key[:1], key[:2])


def _shares(mine: Iterable[str], theirs: Collection[str]) -> bool:
    return any(key in theirs for key in mine)
