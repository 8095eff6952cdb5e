"""Names that a question may change and stay the same: of persons, and of firms, in a made-up case.

What makes a name is narrow, for a word that is none would make two questions one: letters that stand for persons (갑,
乙, A) where at least two of them act, common given names, a family name with a title, a firm by its legal form, and in
English who begins a sentence as one who does business or has a trade (Ida, a nurse at Elm Ward, …).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME = "@"
"""Stands for a name, whoever it is."""

_LATIN = re.compile("[a-z]")

_FREE = r"(?<![a-z\d가-힣'(·.-].)"
"""Behind one sign: in front of it is nothing that it belongs to. A pattern that begins with the sign is quick."""

_LETTER = re.compile(
    r"[갑을병정甲乙丙丁a-d](?=이?(?:가|이|는|은|를|을|의|에게|에게서|와|과|도|로부터|씨|국|사)(?![가-힣])|\s*(?:[,.?)\0]|$))"
    + _FREE
)
_ACTS = re.compile(
    r"[갑을병정甲乙丙丁a-d](?=가|는|에게|이(?![가-힣])|은(?![가-힣])|씨|국(?:[은이의])|사(?:[는가의]))" + _FREE
)
"""What a letter does that stands for somebody: as a subject, or as one to whom something is given."""

_SCRIPTS = (frozenset("갑을병정"), frozenset("甲乙丙丁"), frozenset("abcd"))
"""Letters that stand for persons together: 병은 by itself is an illness, and `C가` a vitamin."""

_KOREAN = """
    철수 영희 민준 서연 지훈 현우 민지 지영 수진 영호 미영 은지 준호 지민 서준 하준 예진 수빈 길동 홍길동 순희 민수
    민호 민재 민서 수민 수연 서윤 서현 서영 하윤 하은 윤서 지아 지유 지환 다은 은서 예은 예린 예준 도윤 시우 주원 건우
    우진 선우 연우 정우 승현 승우 승민 준서 준혁 유준 유진 유나 은우 은영 은정 현준 성민 성훈 정훈 동현 동수 상우 상민
    태현 태호 태민 진우 진호 창민 경희 경수 혜진 혜원 나영 나연 가영 소영 희진 채원 세라 영수 영숙 정숙
"""
"""Given names that are no other word with a particle: 지원, 유리, 미라 and 지우 are left out."""

_ENGLISH = """
    alice anna bob carol carlos daniel david diego elena emma eric fatima hannah helen ines james jane jason john jorge
    julia karen kevin laura linda lisa lucas maria mary michael miguel nadia omar paul peter priya rachel robert samuel
    sarah sofia sophie susan thomas yuki ahmed
"""
_FAMILY = "김이박최정강조윤장임한오서신권황안송류홍문양손배백허남심노"
_TITLES = "씨 군 양 대리 과장 부장 차장 팀장 사원 주임 선생님"

_SAME = {"이": "가", "은": "는", "을": "를", "과": "와"}
"""Particles behind a closed syllable, and the same behind an open one."""

_TRADES = """
    manager engineer nurse doctor physician student teacher analyst developer programmer administrator technician
    director owner consultant accountant architect auditor baker farmer carpenter electrician plumber builder buyer
    seller trader designer tester operator supervisor officer lawyer chemist biologist planner
"""
_BUSINESS = "pays buys sells owns hires borrows lends invests earns wants plans notices leads manages decides works"
_ROLES = """
    seller buyer lessee lessor tenant landlord lender borrower insurer insured employer employee importer exporter
    producer consumer monopolist competitor government state bank firm company agent principal
"""
"""Who is called by a role has no name: that the seller pays is not that the buyer pays."""

_NO_NAME = """
    a an the this that these those each every some any no one its his her their our if when in on at for by as who which
    what how why under
"""
"""Words that no name begins with."""

_PARTICLES = re.compile(f"{NAME}([{''.join(_SAME)}])(?![가-힣])")


_ARE_ROLES = frozenset(f"{_ROLES} {_TRADES}".split())


def _any(words: str) -> str:
    return _any_of(words.split())


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


_NAMED = re.compile(
    rf"(?<![가-힣])[{_FAMILY}](?:[가-힣]{{2}})?\s?(?:{_any(_TITLES)})(?=[은는이가을를의에와과도]|\s|[,.?])"
    rf"|(?<![가-힣])[{_FAMILY}]?(?:{_any(_KOREAN)})(?=이?(?:는|은|가|이|를|을|의|네|도|와|과|에게)(?![가-힣])|\s?씨|\s|[,.?])"
    r"|\(주\)\s?[가-힣a-z]+?(?=[은는이가의에]|\s)|(?<![가-힣])주식회사\s[가-힣a-z]+?(?=[은는이가의에]\s|\s)"
    rf"|(?<![a-z])(?:(?:mr|ms|mrs|dr)\.?\s)?(?:{_any(_ENGLISH)})(?![a-z])|(?<![a-z])(?<!\d\s)(?:mr|ms|mrs)\.?\s[a-z]+"
    r"|(?<![a-z])[a-z]+\s(?:inc|corp|ltd|llc)(?![a-z])"
)

_BEGINS = r"(?:^|(?<=\0)|(?<=[.?!]\s))"
_ROLE = rf"an?\s(?:[a-z]+\s){{0,3}}?(?:{_any(_TRADES)})"
_SUBJECT = re.compile(
    rf"{_BEGINS}(?!(?:{_any(_NO_NAME)})\s)(?:"
    rf"([a-z]+(?:\s[a-z]+)?),\s{_ROLE}(?:\sat\s(?!an?\s|the\s)([a-z]+(?:\s[a-z]+){{0,2}}))?,"
    rf"|([a-z]+(?:\s[a-z]+){{0,2}})\s(?:{_any(_BUSINESS)})\s)"
)
"""Who begins a sentence, by name: `Ida, a nurse at Elm Ward, …`, `Elm Foods pays …`."""

_MAY_BEGIN = re.compile(rf",\san?\s|\s(?:{_any(_BUSINESS)})\s")
_PRONOUN = re.compile(r"(?<![a-z])(?:she|he)(?![a-z])|(?<![a-z])(?:his|her)(?=\s[a-z])")
_PRONOUNS = {"she": "he", "her": "his"}

_MAY_NAME = (
    re.compile(rf"{_any(_KOREAN)}|\(주\)|주식회사"),
    re.compile(rf"[{_FAMILY}](?:[가-힣]{{2}})?\s?(?:{_any(_TITLES)})"),
    re.compile(f"{_any(_ENGLISH)}|mr|ms|dr|inc|corp|ltd|llc"),
)
"""What every name begins with or has: few texts have any, and to look for words by themselves is quick."""


def names_of(folded: str) -> tuple[str, ...]:
    """The names in a folded text, in their order."""
    subjects = _subjects(folded)
    found = [match[0] for match in _NAMED.finditer(subjects.sub("", folded) if subjects else folded)]
    found += [match[0] for match in subjects.finditer(folded)] if subjects else []
    return (*found, *(match[0] for match in _LETTER.finditer(folded))) if _persons_act(folded) else tuple(found)


def without_names(folded: str) -> str:
    """The text with one sign for each name, and one pronoun for him and for her who is named."""
    subjects = _subjects(folded)
    named = subjects.sub(NAME, folded) if subjects else folded
    named = _NAMED.sub(NAME, named) if any(may.search(named) for may in _MAY_NAME) else named
    if NAME in named and _LATIN.search(named):
        named = _PRONOUN.sub(lambda found: _PRONOUNS.get(found[0], found[0]), named)
    if _persons_act(folded):
        named = _LETTER.sub(NAME, named)
    return _PARTICLES.sub(lambda found: NAME + _SAME[found[1]], named) if NAME in named else named


def _subjects(folded: str) -> re.Pattern[str] | None:
    """Those who begin a sentence by name, wherever they are named; None where nobody does."""
    if _MAY_BEGIN.search(folded) is None:
        return None
    found = {name for match in _SUBJECT.finditer(folded) for name in match.groups() if name}
    found = {name for name in found if name.rpartition(" ")[2] not in _ARE_ROLES}
    return re.compile(rf"(?<![a-z])(?:{_any_of(found)})(?![a-z])") if found else None


def _persons_act(folded: str) -> bool:
    """Do two letters at least stand for somebody who does something?"""
    acting = {match[0] for match in _ACTS.finditer(folded)}
    return len(acting) > 1 and any(len(acting & script) > 1 for script in _SCRIPTS)
