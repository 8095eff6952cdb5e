"""The first pass to concepts: which terms one question holds, where, how often (no corpus needed).

Terms are runs of Korean nouns (`형식적 조작기`), two of them joined by 의 (`신뢰보호의 원칙`), English phrases of
nouns and Latin names (`TCP/IP`), whole options, and what stands in parentheses behind a term as its original:
`피아제(J. Piaget)`. Code and tables give none, but words of the language itself. The second pass, over the whole bank,
is `glossary.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from cgq.concept_names import normal
from cgq.enrich.asking import asks
from cgq.enrich.index_terms import IndexTerms, index_terms
from cgq.enrich.latin import is_phrase, latin_terms
from cgq.enrich.latin import term as latin_term
from cgq.enrich.lexicon import GENERIC, STOP
from cgq.enrich.marks import Parted, parted
from cgq.enrich.originals import MAX_GROUPS, PARENTHESES, is_noun_phrase, originals
from cgq.enrich.runs import MEASURE, Group, phrase, runs, whole_nouns
from cgq.enrich.statements import Statement, statements
from cgq.enrich.text import rarity, version
from cgq.exam.model import QuestionText  # noqa: TC001 - decoded by type
from cgq.lookalikes import alike
from cgq.plain_words import plain_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.enrich.text import Analyser, Morpheme

Place = Literal[
    "stem", "box", "passage", "option", "whole_option", "topic", "asked", "item", "exhibit", "explanation", "original"
]
PLACES: tuple[Place, ...] = (
    *("stem", "box", "passage", "option", "whole_option"),
    *("topic", "asked", "item", "exhibit", "explanation", "original"),
)

RECIPE = 8  # version
"""Which rules made a question's candidates: raised whenever these change, so that all questions are looked at again."""

MAX_NAME = 40
"""Characters of a name at most."""

MAX_WHOLE_OPTION = 30
"""Characters of an option, or of an item of a list, that may be a term as a whole."""

_HANGUL = re.compile(r"[가-힣]")
_BARE = re.compile(r"[가-힣A-Za-z0-9 ]{1,23}[가-힣](?<![다요까음함임것])")
_ASIDE = r" ?(?:\([^()]*\))?"
_TOPIC = re.compile(
    rf"{_ASIDE}(?:[와과] (?:\S+ ){{0,3}}?\S+)?(?:에|과|와) ?(?:관한|대한|관하여|대하여|관련)"
    rf"|{_ASIDE}(?:의|에서의) (?:특징|특성|종류|개념|정의|단점|장점|목적|순서|설명)"
)
_ASKED = re.compile(
    rf"{_ASIDE}(?:[와과] (?:\S+ ){{0,2}}?\S+)?(?:은|는|란|이란) ?(?:\([^()]*\))? ?(?:\?|약 |몇 |얼마|무엇|어느 |어떤 )"
    rf"|{_ASIDE}[을를] (?:구하|무엇이라|뜻하는|의미하는|나타내는|가리키는)"
)
"""What stands behind the term that a stem is about, and behind the one that it asks for."""

_ASKS: tuple[tuple[Place, re.Pattern[str]], ...] = (("topic", _TOPIC), ("asked", _ASKED))
_ITEMS = re.compile(r" ?[,→↔;] ?| / | [-–—] ")
_NUMBER = re.compile(r"(?<!\S)\d[\d.,]*(?!\S)")
_LETTER = re.compile(r"(?<![A-Za-z0-9])[A-Za-z] $")
"""A lone letter before a run, to which its first word belongs: (C) 언어 프로그램, (B) 트리 색인."""
_GENITIVE = "의 "
_PART = 2
"""Groups on either side of 의 at most."""


class Candidate(NamedTuple):
    """A term of one question at one kind of place.

    `term` is the name by which equal terms meet, `surface` how it is printed. A `topic` is what a stem is about
    (`델파이기법에 관한 설명으로 옳은 것은?`), `asked` what it asks for (`무효 전력은?`); a `whole_option` or an `item`
    of a list is nothing but the term; all these are also counted where they stand. At the place `exhibit` a term
    stands in a table, at `explanation` in why the answer is right. At the place `original` the surface is the foreign
    original of the term instead. `cuts` are the offsets in `term` at which a further morpheme begins, as "2,4".
    `rarity` is how unusual the term is in Korean texts of any kind (`text.rarity`), 0 for one in Latin letters.
    """

    term: str
    surface: str
    place: Place
    times: int
    cuts: str
    rarity: float = 0.0


@dataclass(frozen=True, slots=True)
class Candidates:
    """The terms of one question as this version of the analyser finds them; no rows are an explicit none (R7).

    `analyser` is the `recipe` by which they were made; `text` names the text in which they were looked for
    (stages/chain.py), `explained` the explanations: the question may have others by now.
    `words` are those by which a search finds it.
    """

    analyser: str
    text: str
    explained: str | None
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
    statements: set[Statement] = field(default_factory=set[Statement])
    identifiers: set[str] = field(default_factory=set[str])
    stem: list[str] = field(default_factory=list[str])
    rest: list[str] = field(default_factory=list[str])
    explanation: list[str] = field(default_factory=list[str])

    def looked(self) -> Looked:
        words = IndexTerms(tuple(self.stem), tuple(self.rest), tuple(self.explanation))
        return Looked(self.candidates(), sorted(self.statements), words)

    def words_of(self, place: Place) -> list[str]:
        """Where the words are gathered that a search finds at a place."""
        return {"stem": self.stem, "explanation": self.explanation}.get(place, self.rest)

    def add(self, term: tuple[str, str, str], place: Place, times: int = 1) -> None:
        name, surface, cuts = term
        named = not self.identifiers.isdisjoint((name, surface.casefold().split()[0])) or self._is_column(name)
        if 2 <= len(name) <= MAX_NAME and not named:
            self.counts[name, place] += times
            self.forms.setdefault(name, (surface, cuts))

    def _is_column(self, name: str) -> bool:
        """Whether several words are a name of this question's code: income level of cust_income_level."""
        return " " in name and any(f"_{name.replace(' ', '_')}_" in f"_{word}_" for word in self.identifiers)

    def candidates(self) -> list[Candidate]:
        found = [self._row(name, self.forms[name][0], place, n) for (name, place), n in self.counts.items()]
        found += [
            self._row(name, original, "original", n)
            for (name, original), n in self.originals.items()
            if name in self.forms
        ]
        return sorted(found)

    def _row(self, name: str, surface: str, place: Place, times: int) -> Candidate:
        unusual = rarity(self.forms[name][0]) if _HANGUL.search(name) else 0.0
        return Candidate(name, surface, place, times, self.forms[name][1], unusual)


class Explained(NamedTuple):
    """A question's text, and why its answer is right, as the papers that print it say: sorted, each once.

    `named` is what names the explanations in the bank, None where there are none.
    """

    text: QuestionText
    explanations: tuple[str, ...] = ()
    named: str | None = None


class _Text(NamedTuple):
    """A normalised text of a question (by index) at a place."""

    question: int
    place: Place
    text: str


def candidates(questions: Sequence[Explained], analyser: Analyser) -> list[Looked]:
    """The terms of each question; no candidates where a question holds none.

    The analyser sees all texts in one go, so give it many questions.
    """
    found = [_Found() for _ in questions]
    texts = [text for index, question in enumerate(questions) for text in _parts(index, question, found[index])]
    analysed = analyser.morphemes([_asked(text.place, text.text) for text in texts])
    for text, pieces in zip(texts, analysed, strict=True):
        within = [piece for piece in pieces if piece.end <= len(text.text)]
        _look(found[text.question], text.place, text.text, whole_nouns(within))
        words = found[text.question].words_of(text.place)
        words += index_terms(text.text, within)
    return [each.looked() for each in found]


def _parts(index: int, given: Explained, found: _Found) -> Iterator[_Text]:
    """The texts of a question, its exhibits taken out; what these name is remembered first."""
    question = given.text
    texts: list[tuple[Place, str]] = [("stem", question.stem)]
    texts.extend(("box", box) for box in question.boxes)
    texts.append(("passage", question.passage or ""))
    texts.extend(("option", option.text) for option in question.options)
    texts.extend(("explanation", explanation) for explanation in given.explanations)
    parts: list[tuple[Place, str, Parted]] = [(place, text, parted(text)) for place, text in texts if text]
    for _, _, part in parts:
        found.identifiers |= part.identifiers
    for place, text, part in parts:
        for keyword in part.keywords:
            found.identifiers.discard(keyword.casefold())
            found.add(latin_term(keyword), place)
        if part.prose != text:
            words = found.explanation if place == "explanation" else found.rest
            words += _only_in_code(text, f"{part.prose} {' '.join(part.cells)}")
        yield _Text(index, place, normal(part.prose))
        if part.cells:
            yield _Text(index, "exhibit", normal(" / ".join(part.cells)))


def _only_in_code(text: str, prose: str) -> list[str]:
    """The plain words of what gives no concepts, which may be what a search asks for: `count`, `fork`."""
    known = set(plain_words(alike(normal(prose))))
    return [word for word in plain_words(alike(normal(text))) if word not in known]


def _asked(place: Place, text: str) -> str:
    """A bare noun phrase gets a predicate, or its last syllable is taken for a particle (결합+도)."""
    return f"{text}이다" if place == "option" and _BARE.fullmatch(text) else text


def _look(found: _Found, place: Place, text: str, pieces: Sequence[Morpheme]) -> None:
    chains = runs(text, pieces)
    for chain in chains:
        for term in _phrases(text, chain):
            found.add(term, place)
        if place == "stem" and chain[-1].ends_term:
            for kind, pattern in _ASKS:
                if pattern.match(text, chain[-1].end):
                    found.add(phrase(text, _topic(chain)), kind)
    for term in _genitives(text, chains, pieces):
        found.add(term, place)
    taken: list[tuple[int, int]] = []
    for each in originals(text, chains, pieces):
        found.add(each.term, place)
        found.originals[each.term[0], each.original] += 1
        taken += [each.taken] if each.taken else []
    for term in latin_terms(text, taken):
        found.add(term, place)
    _look_for_items(found, place, text, pieces)
    if place != "exhibit":
        found.statements.update(statements(text, chains))
    if place == "stem":
        found.statements.update(asks(text, chains))


def _topic(chain: Sequence[Group]) -> Sequence[Group]:
    """The groups of a run that name what a stem asks about, without a generic word behind them: 인지발달 시기."""
    groups = chain[-MAX_GROUPS:]
    while len(groups) > 1 and not groups[0].begins_term:
        groups = groups[1:]
    if len(groups) > 1 and groups[-1].text in GENERIC and groups[-2].ends_term:
        groups = groups[:-1]
    return groups


def _phrases(text: str, chain: Sequence[Group]) -> Iterator[tuple[str, str, str]]:
    headless = _LETTER.search(text, 0, chain[0].start) is not None
    for first in range(len(chain)):
        for last in range(first, min(first + MAX_GROUPS, len(chain))):
            groups = chain[first : last + 1]
            if any(group.is_number for group in groups[1:]) or (headless and len(groups) > 1 and first == 0):
                break
            if groups[0].begins_term and groups[-1].ends_term and _HANGUL.search(text, groups[0].start, groups[-1].end):
                yield phrase(text, groups)


def _genitives(
    text: str, chains: Sequence[Sequence[Group]], pieces: Sequence[Morpheme]
) -> Iterator[tuple[str, str, str]]:
    """Two runs that 의 joins, as one term: 신뢰보호의 원칙."""
    for before, behind in pairwise(chains):
        if text[before[-1].end : behind[0].start] != _GENITIVE or not behind[0].ends_term:
            continue
        for first in before[-_PART:]:
            for last in behind[:_PART]:
                if last.ends_term:
                    whole = [piece for piece in pieces if first.start <= piece.start and piece.end <= last.end]
                    yield phrase(text, [Group.of(text, whole)])


def _look_for_items(found: _Found, place: Place, text: str, pieces: Sequence[Morpheme]) -> None:
    """An option that is nothing but a term, the items of a list, the cells of a table."""
    if place == "option" and (whole := _whole(text, 0, len(text), pieces)):
        found.add(whole, "whole_option")
        if not found.counts[whole[0], place]:
            found.add(whole, place)
        return
    ends = [*((match.start(), match.end()) for match in _ITEMS.finditer(text)), (len(text), 0)]
    starts = [0, *(following for _, following in ends)]
    parts = [(start, end) for start, (end, _) in zip(starts, ends, strict=False) if text[start:end].strip()]
    items = [whole for start, end in parts if (whole := _whole(text, start, end, pieces))]
    if len(parts) > 1 and (place == "exhibit" or len(items) >= len(parts) / 2):
        for whole in items:
            found.add(whole, place)
            if place != "exhibit":
                found.add(whole, "item")


def _whole(text: str, start: int, end: int, pieces: Sequence[Morpheme]) -> tuple[str, str, str] | None:
    """A part of a text as one term, when it is nothing but a noun phrase, its original left off."""
    part = text[start:end]
    bare = PARENTHESES.sub("", part).strip(" .")
    if not 2 <= len(bare) <= MAX_WHOLE_OPTION or bare in STOP or _NUMBER.search(bare):
        return None
    if not _HANGUL.search(bare):
        return latin_term(bare) if is_phrase(bare) else None
    first = text.index(bare, start) if bare in part else -1
    kept = [piece for piece in pieces if first <= piece.start and piece.end <= first + len(bare)]
    if first < 0 or MEASURE.fullmatch(bare) or not is_noun_phrase(kept) or not Group.of(text, kept).ends_term:
        return None
    return phrase(text, [Group.of(text, kept)])
