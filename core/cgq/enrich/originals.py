"""What stands in parentheses behind a term as its original or its acronym: `피아제(J. Piaget)`, `earned value (EV)`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cgq.enrich.english import CONJUNCTIONS, DETERMINERS, PREPOSITIONS, breaks
from cgq.enrich.latin import is_name, term
from cgq.enrich.lexicon import SUFFIXES
from cgq.enrich.runs import Group, denies, phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.enrich.text import Morpheme

MAX_GROUPS = 4
"""Groups of nouns in a Korean term at most."""

PARENTHESES = re.compile(r" ?\(([^()]{2,60})\)")
_HANGUL = re.compile(r"[가-힣]")
_QUALIFIES = frozenset({"ETM", "JKG", "NNB", "MM", "NNG", "NNP"})
_JOINTS = frozenset({"JKG", "JC"})
PHRASE = frozenset({"NNG", "NNP", "XR", "SH", "SL", "SN", "XPN", "XSN"}) | _JOINTS
_INITIAL = re.compile(r"(?:^|[ .])[A-Z]\.")
_WORD = re.compile(r"[가-힣]+$")
_LETTERS = re.compile(r"[A-Za-z]{2}")
_ENGLISH = re.compile(r"(?:[A-Za-z][A-Za-z-]*[ -]){1,6}[A-Za-z][A-Za-z-]*$")
_SMALL = PREPOSITIONS | DETERMINERS | CONJUNCTIONS
_ACRONYM = re.compile(r"[A-Z][A-Z0-9/&-]{1,7}s?")


class Original(NamedTuple):
    """A term (name, surface, cuts), its original as printed, and the place in the text that this explains."""

    term: tuple[str, str, str]
    original: str
    taken: tuple[int, int] | None


def originals(text: str, chains: Sequence[Sequence[Group]], pieces: Sequence[Morpheme]) -> Iterator[Original]:
    """Every term of a text with an original in parentheses."""
    ends = {chain[-1].end: chain for chain in chains}
    starts = {chain[0].start: chain for chain in chains}
    for match in PARENTHESES.finditer(text):
        chain, inner = ends.get(match.start()), match.group(1).strip()
        if (english := _acronym(text[: match.start()], inner)) is not None:
            yield Original(english, inner, None)
        elif chain and len(chain) == 1 and denies(chain[0]) and match.end() + 1 in starts:
            continue  # 비우량(subprime) 대출: it only names which
        elif chain and _LETTERS.search(inner) and not _HANGUL.search(inner):
            meant = _meant(text, chain, inner, pieces)
            if meant and _HANGUL.search(meant[0]):
                yield Original(meant, inner, match.span())
        elif chain and (inside := starts.get(match.start(1))) and inside[-1].end == match.end(1):
            acronym = chain[-1].text
            if is_name(acronym) and not _HANGUL.search(acronym) and _HANGUL.search(inner):
                yield Original(phrase(text, inside), acronym, None)


def _acronym(before: str, inner: str) -> tuple[str, str, str] | None:
    """The English words in front of an acronym whose letters they begin with: `cost performance index (CPI)`."""
    found = _ENGLISH.search(before)
    if not _ACRONYM.fullmatch(inner) or found is None:
        return None
    letters = inner.rstrip("s").lower()
    words = re.split(r"[ -]", found.group())
    for width in range(min(len(words), len(letters) + 2), 1, -1):
        chosen = [word.lower() for word in words[-width:]]
        initials = "".join(word[0] for word in chosen if word not in PREPOSITIONS and word != "and")
        if letters in (initials, "".join(word[0] for word in chosen)) and not breaks(chosen[0]):
            return term(found.group()[-sum(map(len, words[-width:])) - width + 1 :])
    return None


def _meant(text: str, chain: Sequence[Group], original: str, pieces: Sequence[Morpheme]) -> tuple[str, str, str] | None:
    """The term that an original translates, or None when it translates more than a noun phrase.

    As many groups as the original has words, or letters when it is an acronym; an initial means a
    person, who has one. `제한된 합리성(bounded rationality)` must not make the one mean the other.
    """
    words = [word for word in re.split(r"[ -]", original) if word and word.lower() not in _SMALL]
    acronym = len(words) == 1 and original.isupper()
    width = 1 if _INITIAL.search(original) else len(original) if acronym else max(len(words), 1)
    groups = _last(chain, width)
    before = [piece for piece in pieces if piece.end <= groups[0].start]
    apart = not before or before[-1].end < groups[0].start
    if not apart and len(groups) == 1 and (word := _WORD.search(text, 0, groups[-1].end)):
        return word.group().casefold(), word.group(), ""  # the analyser split a name: 매+슬로우
    nouns = sum(piece.tag in {"NNG", "NNP", "XR"} for group in groups for piece in group.pieces)
    if nouns < (2 if acronym else width) and _qualified(before):
        whole = [piece for piece in pieces if piece.end <= groups[-1].end]
        return phrase(text, [Group.of(text, whole)]) if is_noun_phrase(whole) else None
    return phrase(text, groups)


def _qualified(before: Sequence[Morpheme]) -> bool:
    """Whether what stands before a term still belongs to it: 제한된 …, 점유와 …, but not …(A)와 …(B)."""
    if not before:
        return False
    if before[-1].tag == "JC":
        return len(before) > 1 and before[-2].form != ")"
    return before[-1].tag in _QUALIFIES


def _last(chain: Sequence[Group], width: int) -> Sequence[Group]:
    """The last groups of a chain, one more than asked where an ending such as 순회 stands first."""
    width = min(width, MAX_GROUPS, len(chain))
    while width < min(len(chain), MAX_GROUPS) and chain[-width].text in SUFFIXES:
        width += 1
    return chain[-width:]


def is_noun_phrase(pieces: Sequence[Morpheme]) -> bool:
    """Whether morphemes are nouns and what joins nouns; the last may be a verb made a noun: 유령 읽기."""
    tags = [piece.tag for piece in pieces]
    if len(tags) > 2 and tags[-2:] == ["VV", "ETN"]:
        tags = tags[:-2]
    return bool(tags) and set(tags) <= PHRASE and tags[0] not in _JOINTS and tags[-1] not in _JOINTS
