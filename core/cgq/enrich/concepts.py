"""The first pass to concepts: which terms one question holds, where, how often (no corpus needed).

Terms are runs of Korean nouns (`형식적 조작기`), Latin names (`TCP/IP`), whole options, and what
stands in parentheses behind a term as its original: `피아제(J. Piaget)`. The second pass, over the
whole bank, is `glossary.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from cgq.enrich.index_terms import IndexTerms, index_terms
from cgq.enrich.lexicon import STOP, STOP_LATIN, SUFFIXES
from cgq.enrich.runs import Group, phrase, runs
from cgq.enrich.text import normal, version

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.enrich.text import Analyser, Morpheme
    from cgq.exam.model import QuestionText

Place = Literal["stem", "box", "passage", "option", "whole_option", "topic", "original"]
PLACES: tuple[Place, ...] = ("stem", "box", "passage", "option", "whole_option", "topic", "original")

Relation = Literal["kind", "needs"]

RECIPE = 2
"""Which rules made a question's candidates: raised whenever these change, so that all questions are looked at again."""

MAX_GROUPS = 4
MAX_NAME = 40
MAX_WHOLE_OPTION = 24

_PARENTHESES = re.compile(r" ?\(([^()]{2,60})\)")
_LATIN_TERM = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-/&_][A-Za-z0-9]+)*(?:\+\+|#)?")
_HANGUL = re.compile(r"[가-힣]")
_JOINTS = frozenset({"JKG", "JC"})
_PHRASE = frozenset({"NNG", "NNP", "XR", "SH", "SL", "SN", "XPN", "XSN"}) | _JOINTS
_BARE = re.compile(r"[가-힣A-Za-z0-9 ]{1,23}[가-힣](?<![다요까음함임것])")
_QUALIFIES = frozenset({"ETM", "JKG", "NNB", "MM", "NNG", "NNP"})
_INITIAL = re.compile(r"(?:^|[ .])[A-Z]\.")
_WORD = re.compile(r"[가-힣]+$")
_TOPIC = re.compile(r" ?(?:\([^()]*\))?(?:[와과] (?:\S+ ){0,3}?\S+)?(?:에|과|와) ?(?:관한|대한|관하여|대하여|관련)")
_LETTERS = re.compile(r"[A-Za-z]{2}")


class Candidate(NamedTuple):
    """A term of one question at one kind of place.

    `term` is the name by which equal terms meet, `surface` how it is printed. A `topic` is what a
    stem asks about (`델파이기법에 관한 설명으로 옳은 것은?`), also counted as stem. At the place
    `original` the surface is the foreign original of the term instead. `cuts` are the offsets in
    `term` at which a further morpheme begins, as "2,4".
    """

    term: str
    surface: str
    place: Place
    times: int
    cuts: str


class Statement(NamedTuple):
    """What a sentence tells of two terms: `term` is a kind of `other`, or `needs` it to be understood.

    `quote` is what was read, of at most 100 characters.
    """

    term: str
    relation: Relation
    other: str
    quote: str


@dataclass(frozen=True, slots=True)
class Candidates:
    """The terms of one question as this version of the analyser finds them; no rows are an explicit none (R7).

    `analyser` is the `recipe` by which they were made; `text` names the text in which they were looked for
    (stages/chain.py): the question may have another one by now.
    `words` are those by which a search finds it.
    """

    analyser: str
    text: str
    rows: list[Candidate]
    statements: list[Statement]
    words: IndexTerms


class Looked(NamedTuple):
    """What one look at a question finds: its candidates and statements, sorted, and the words that a search knows."""

    rows: list[Candidate]
    statements: list[Statement]
    words: IndexTerms


def recipe() -> str:
    """Names what candidates are made by: the analyser's version and these rules."""
    return f"{version()}-r{RECIPE}"


@dataclass(slots=True)
class _Found:
    """What has been seen of one question's terms."""

    counts: Counter[tuple[str, Place]] = field(default_factory=Counter[tuple[str, Place]])
    forms: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    originals: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    stem: list[str] = field(default_factory=list[str])
    rest: list[str] = field(default_factory=list[str])

    def looked(self) -> Looked:
        return Looked(self.candidates(), [], IndexTerms(tuple(self.stem), tuple(self.rest)))

    def add(self, term: tuple[str, str, str], place: Place) -> None:
        name, surface, cuts = term
        if 2 <= len(name) <= MAX_NAME:
            self.counts[name, place] += 1
            self.forms.setdefault(name, (surface, cuts))

    def candidates(self) -> list[Candidate]:
        found = [Candidate(t, self.forms[t][0], p, n, self.forms[t][1]) for (t, p), n in self.counts.items()]
        found += [
            Candidate(t, original, "original", n, self.forms[t][1])
            for (t, original), n in self.originals.items()
            if t in self.forms
        ]
        return sorted(found)


def candidates(questions: Sequence[QuestionText], analyser: Analyser) -> list[Looked]:
    """The terms of each question; no candidates where a question holds none.

    The analyser sees all texts in one go, so give it many questions.
    """
    texts: list[tuple[int, Place, str]] = []
    for index, question in enumerate(questions):
        texts.extend((index, place, normal(text)) for place, text in _parts(question))
    found = [_Found() for _ in questions]
    analysed = analyser.morphemes([_asked(place, text) for _, place, text in texts])
    for (index, place, text), pieces in zip(texts, analysed, strict=True):
        _look(found[index], place, text, pieces)
        words = found[index].stem if place == "stem" else found[index].rest
        words += index_terms(text, [piece for piece in pieces if piece.end <= len(text)])
    return [each.looked() for each in found]


def _parts(question: QuestionText) -> Iterator[tuple[Place, str]]:
    yield "stem", question.stem
    for box in question.boxes:
        yield "box", box
    if question.passage:
        yield "passage", question.passage
    for option in question.options:
        yield "option", option.text


def _asked(place: Place, text: str) -> str:
    """A bare noun phrase gets a predicate, or its last syllable is taken for a particle (결합+도)."""
    return f"{text}이다" if place == "option" and _BARE.fullmatch(text) else text


def _look(found: _Found, place: Place, text: str, pieces: Sequence[Morpheme]) -> None:
    pieces = [piece for piece in pieces if piece.end <= len(text)]
    chains = runs(text, pieces)
    for chain in chains:
        for term in _phrases(text, chain):
            found.add(term, place)
        if place == "stem" and _TOPIC.match(text, chain[-1].end):
            found.add(phrase(text, chain[-MAX_GROUPS:]), "topic")
    taken = _originals(found, place, text, chains, pieces)
    for term in _latin_terms(text, taken):
        found.add(term, place)
    if place == "option" and (whole := _whole(text, pieces)):
        found.add(whole, "whole_option")


def _phrases(text: str, chain: Sequence[Group]) -> Iterator[tuple[str, str, str]]:
    for first in range(len(chain)):
        for last in range(first, min(first + MAX_GROUPS, len(chain))):
            groups = chain[first : last + 1]
            if groups[-1].ends_term and _HANGUL.search(text, groups[0].start, groups[-1].end):
                yield phrase(text, groups)


def _originals(
    found: _Found, place: Place, text: str, chains: Sequence[Sequence[Group]], pieces: Sequence[Morpheme]
) -> list[tuple[int, int]]:
    """Remember what stands in parentheses behind a term; the places in the text that this explains."""
    ends = {chain[-1].end: chain for chain in chains}
    starts = {chain[0].start: chain for chain in chains}
    taken: list[tuple[int, int]] = []
    for match in _PARENTHESES.finditer(text):
        chain, inner = ends.get(match.start()), match.group(1).strip()
        if chain and _LETTERS.search(inner) and not _HANGUL.search(inner):
            term = _meant(text, chain, inner, pieces)
            if term and _HANGUL.search(term[0]):
                found.add(term, place)
                found.originals[term[0], inner] += 1
                taken.append(match.span())
        elif chain and (inside := starts.get(match.start(1))) and inside[-1].end == match.end(1):
            acronym = chain[-1].text
            if is_name(acronym) and not _HANGUL.search(acronym) and _HANGUL.search(inner):
                term = phrase(text, inside)
                found.add(term, place)
                found.originals[term[0], acronym] += 1
    return taken


def _meant(text: str, chain: Sequence[Group], original: str, pieces: Sequence[Morpheme]) -> tuple[str, str, str] | None:
    """The term that an original translates, or None when it translates more than a noun phrase.

    As many groups as the original has words, or letters when it is an acronym; an initial means a
    person, who has one. `제한된 합리성(bounded rationality)` must not make the one mean the other.
    """
    words = [word for word in re.split(r"[ -]", original) if word.lower() not in STOP_LATIN]
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
        return phrase(text, [Group.of(text, whole)]) if _noun_phrase(whole) else None
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


def _latin_terms(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[str, str, str]]:
    """Latin words that are names, and pairs and triples of words without stop words between them.

    In a Korean text every Latin word may be one: Piaget의 이론.
    """
    korean = _HANGUL.search(text) is not None
    previous: list[re.Match[str]] = []
    for match in _LATIN_TERM.finditer(text):
        if any(start <= match.start() < end for start, end in taken):
            continue
        if len(match.group()) < 2 or match.group().lower() in STOP_LATIN:
            previous = []
            continue
        if previous and text[previous[-1].end() : match.start()] != " ":
            previous = []
        previous = [*previous[-2:], match]
        if is_name(match.group()) or (korean and match.group().isalpha()):
            yield match.group().lower(), match.group(), ""
        for width in range(2, len(previous) + 1):
            words = [word.group() for word in previous[-width:]]
            surface = " ".join(words)
            yield surface.lower(), surface, _word_cuts(surface)


def is_name(word: str) -> bool:
    """Whether a Latin word looks like a name: two capitals, or a digit or a sign inside (no `m2`, `kJ/kg`)."""
    if not word.isascii() or word.isalpha() or "/" in word:
        return word.isascii() and sum(char.isupper() for char in word) >= 2
    return len(word) > 2


def _word_cuts(surface: str) -> str:
    return ",".join(str(i + 1) for i, char in enumerate(surface) if char == " ")


def _whole(text: str, pieces: Sequence[Morpheme]) -> tuple[str, str, str] | None:
    """The option as one term, when it is nothing but a noun phrase, its original left off."""
    bare = _PARENTHESES.sub("", text).strip(" .")
    if not 2 <= len(bare) <= MAX_WHOLE_OPTION or bare in STOP or bare.casefold() in STOP_LATIN:
        return None
    if not _HANGUL.search(bare):
        plain = bool(_LATIN_TERM.fullmatch(bare.replace(" ", "-"))) and bool(_LETTERS.search(bare))
        return (bare.lower(), bare, _word_cuts(bare)) if plain and len(bare.split()) <= 3 else None
    kept = [piece for piece in pieces if piece.end <= len(bare)] if text.startswith(bare) else []
    return phrase(text, [Group.of(text, kept)]) if _noun_phrase(kept) else None


def _noun_phrase(pieces: Sequence[Morpheme]) -> bool:
    tags = [piece.tag for piece in pieces]
    return bool(tags) and set(tags) <= _PHRASE and tags[0] not in _JOINTS and tags[-1] not in _JOINTS
