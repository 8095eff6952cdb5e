"""Runs of nouns in an analysed text: the raw material of Korean terms."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cgq.concept_names import concept_name
from cgq.enrich.latin import is_unit
from cgq.enrich.lexicon import STOP

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.enrich.text import Morpheme

_NOUN = frozenset({"NNG", "NNP", "XR", "SH", "SL"})
_NUMBER = frozenset({"SN", "NR"})
_INSIDE = _NOUN | _NUMBER | {"XPN", "XSN", "MM"}
_VERBAL = frozenset({"XSV", "XSA"})
_COUNTING = frozenset({"들", "별", "당", "상", "씩", "째", "쯤", "님", "끼리"})
_CODAS = frozenset("\u11ab\u11af")  # the final consonants ㄴ and ㄹ as separate letters
_PARTICLES = frozenset({"JKO", "JX"})
DENIALS = frozenset("비무불부미몰")
"""Prefixes of a noun that deny a quality, as the analyser gives them."""
_HYPHENS = frozenset({"-", "/"})
_ORDINAL = "제"

MEASURE = re.compile(r"[A-Za-z]\.?|[A-Za-z][가-힣]|0x\w+|[\d.,]+(?:[A-Za-z]|[A-Za-z]*[a-z][A-Za-z]*)")
"""A lone letter, an initial, a mark such as `B급`, a number with its unit: 300mA, 75dB, or in base 16."""


@dataclass(frozen=True, slots=True)
class Group:
    """Noun morphemes written together. `ends_term` is false for `형식적`, for `6월` and for `무작위` in `무작위 표집`,
    which only qualify."""

    pieces: tuple[Morpheme, ...]
    text: str
    ends_term: bool = True

    @property
    def is_number(self) -> bool:
        """Whether it is a number and no more: it may begin a term, but not stand inside."""
        return all(piece.tag == "SN" for piece in self.pieces)

    @property
    def begins_term(self) -> bool:
        """Whether a term may begin with it: not with 두 or 세, nor with a number and a noun (`10개`)."""
        return self.pieces[0].tag not in {"MM", "NR"}

    @property
    def start(self) -> int:
        """Where it begins, in characters of its text."""
        return self.pieces[0].start

    @property
    def end(self) -> int:
        """Where it ends, exclusive."""
        return self.pieces[-1].end

    @staticmethod
    def of(text: str, pieces: Sequence[Morpheme]) -> Group:
        """The group of these morphemes of `text`."""
        last = pieces[-1]
        qualifies = (last.tag == "XSN" and last.form == "적") or _counts(pieces)
        return Group(tuple(pieces), text[pieces[0].start : last.end], not qualifies)


def _counts(pieces: Sequence[Morpheme]) -> bool:
    """Whether morphemes are a number with what it counts: 21방울, 6월, 제1형; but 제1정규형 is a name."""
    first = 1 if pieces[0].form == _ORDINAL and len(pieces) > 1 else 0
    if pieces[first].tag not in _NUMBER | {"MM"}:
        return False
    behind = pieces[first + 1 :]
    return len(behind) < 2 and (first == 0 or all(len(piece.form) < 2 for piece in behind))


def whole_nouns(pieces: Sequence[Morpheme]) -> list[Morpheme]:
    """Morphemes with the nouns put together that were cut at a final consonant: 페이+ㄹ is 페일.

    Only speech shortens 를 to ㄹ, which no exam prints.
    """
    found: list[Morpheme] = []
    for piece in pieces:
        if found and piece.form in _CODAS and piece.tag in _PARTICLES and found[-1].tag in _NOUN:
            form = unicodedata.normalize("NFC", found[-1].form + piece.form)
            found[-1] = found[-1]._replace(form=form, end=piece.end)
        else:
            found.append(piece)
    return found


def runs(text: str, pieces: Sequence[Morpheme]) -> list[list[Group]]:
    """Groups of nouns that follow each other with one space between, broken at stop words."""
    chains: list[list[Group]] = []
    chain: list[Group] = []
    for group in _groups(text, pieces):
        if group.text in STOP or (chain and text[chain[-1].end : group.start] != " "):
            chains.append(chain)
            chain = []
        if group.text not in STOP:
            chain.append(group)
    chains.append(chain)
    return [_qualified(text, kept) for kept in chains if kept]


def _qualified(text: str, chain: list[Group]) -> list[Group]:
    """A run in which what only denies a quality (비우량, 무작위) ends no term before another noun or 로."""
    first, *rest = chain
    qualifies = denies(first) and (rest or text.startswith("로", first.end))
    return [replace(first, ends_term=False), *rest] if qualifies else chain


def denies(group: Group) -> bool:
    """Whether a group is one noun with a prefix such as 비-, 무- or 불-."""
    tags = [piece.tag for piece in group.pieces]
    return tags == ["XPN", "NNG"] and group.pieces[0].form in DENIALS


def _groups(text: str, pieces: Sequence[Morpheme]) -> Iterator[Group]:
    pending: list[Morpheme] = []
    for piece in pieces:
        touches = bool(pending) and piece.start == pending[-1].end
        if touches and piece.form in _HYPHENS:
            pending.append(piece)  # 보이스-코드 정규형
            continue
        counted = touches and piece.tag == "NNB" and pending[-1].tag in _NUMBER
        if pending and not counted and (not touches or piece.tag not in _INSIDE):
            yield from _group(text, pending, verbal=touches and piece.tag in _VERBAL)
            pending = []
        if (counted or piece.tag in _INSIDE) and piece.end > piece.start:
            pending.append(piece)
    if pending:
        yield from _group(text, pending, verbal=False)


def _group(text: str, pieces: list[Morpheme], *, verbal: bool) -> Iterator[Group]:
    while pieces and (pieces[-1].form in _HYPHENS or (pieces[-1].tag == "XSN" and pieces[-1].form in _COUNTING)):
        pieces = pieces[:-1]
    if not pieces:
        return
    nouns = [piece for piece in pieces if piece.tag in _NOUN]
    if (not nouns and not _counts(pieces)) or (verbal and len(nouns) == 1):
        return
    group = Group.of(text, pieces)
    glued = len(group.text) == 1 and group.start > 0 and text[group.start - 1].isalnum()
    if not glued and not MEASURE.fullmatch(group.text) and not is_unit(text, group.start, group.end):
        yield group


def phrase(text: str, groups: Sequence[Group]) -> tuple[str, str, str]:
    """(name, surface, cuts) of groups that stand side by side.

    In the name Korean is written together, Latin words keep one space, and all is lower case.
    """
    name = ""
    cuts: list[str] = []
    end = groups[0].start
    for piece in (piece for group in groups for piece in group.pieces):
        if piece.start < end:
            continue
        part = concept_name(text[piece.start : piece.end])  # one morpheme may have a space in it: 풀 프루프
        if name:
            spaced = piece.start > end and name[-1].isascii() and part[0].isascii()
            name += " " if spaced else ""
            cuts.append(str(len(name)))
        name += part
        end = piece.end
    return name, text[groups[0].start : groups[-1].end], ",".join(cuts)
