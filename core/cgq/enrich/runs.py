"""Runs of nouns in an analysed text: the raw material of Korean terms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.enrich.lexicon import STOP
from cgq.enrich.text import concept_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.enrich.text import Morpheme

_NOUN = frozenset({"NNG", "NNP", "XR", "SH", "SL"})
_INSIDE = _NOUN | {"XPN", "XSN", "SN", "NR", "MM"}
_VERBAL = frozenset({"XSV", "XSA"})
_COUNTING = frozenset({"들", "별", "당", "씩", "째", "쯤", "님", "끼리"})


_MEASURE = re.compile(r"[A-Za-z]\.?|[A-Za-z][가-힣]|[\d.,]+(?:[A-Za-z]|[A-Za-z]*[a-z][A-Za-z]*)")
"""A lone letter, an initial, a mark such as `B급`, or a number with its unit: 300mA, 75dB."""


@dataclass(frozen=True, slots=True)
class Group:
    """Noun morphemes written together. `ends_term` is false for `형식적`, which only qualifies."""

    pieces: tuple[Morpheme, ...]
    text: str
    ends_term: bool = True

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
        qualifies = last.tag == "XSN" and last.form == "적"
        return Group(tuple(pieces), text[pieces[0].start : last.end], not qualifies)


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
    return [kept for kept in chains if kept]


def _groups(text: str, pieces: Sequence[Morpheme]) -> Iterator[Group]:
    pending: list[Morpheme] = []
    for piece in pieces:
        if pending and piece.form == "-" and piece.start == pending[-1].end:
            pending.append(piece)  # 보이스-코드 정규형
            continue
        if pending and (piece.start != pending[-1].end or piece.tag not in _INSIDE):
            verbal = piece.tag in _VERBAL and piece.start == pending[-1].end
            yield from _group(text, pending, verbal=verbal)
            pending = []
        if piece.tag in _INSIDE and piece.end > piece.start:
            pending.append(piece)
    if pending:
        yield from _group(text, pending, verbal=False)


def _group(text: str, pieces: list[Morpheme], *, verbal: bool) -> Iterator[Group]:
    while pieces and (pieces[-1].form == "-" or (pieces[-1].tag == "XSN" and pieces[-1].form in _COUNTING)):
        pieces = pieces[:-1]
    nouns = [piece for piece in pieces if piece.tag in _NOUN]
    if not nouns or (verbal and len(nouns) == 1):
        return
    group = Group.of(text, pieces)
    glued = len(group.text) == 1 and group.start > 0 and text[group.start - 1].isalnum()
    if not glued and not _MEASURE.fullmatch(group.text):
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
