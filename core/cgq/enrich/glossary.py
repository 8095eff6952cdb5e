"""The second pass to concepts: what the whole bank makes of its questions' candidates.

A pure function of what is stored: the order in which questions or candidates come changes nothing
(semantics B3). A term earns points for being seen in several questions, as a whole option, as the topic of a stem,
with an original in parentheses, with an ending of the trade, and for being a compound; the longest terms
are decided first, and what they cover no longer counts for the shorter ones inside them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from math import exp, log, log2
from typing import TYPE_CHECKING, NamedTuple

from cgq.enrich.aliases import canonical
from cgq.enrich.concepts import PLACES, is_name
from cgq.enrich.heads import Edge, heads
from cgq.enrich.lexicon import STOP, STOP_LATIN, SUFFIXES, domain_suffix
from cgq.enrich.text import concept_name, normal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

THRESHOLD = 2.0
COMMON = 0.2
"""A term in more than this share of the questions names the subject, not a concept (from 50 questions on)."""

MAX_TESTS = 8
MIN_IMPORTANCE = 0.15
NAMED = "named"
"""The method, and the beginning of the evidence, of an edge that a row or a person named."""

PLACE_WEIGHT = (1.0, 0.5, 0.15, 0.3, 0.5, 0.5)
"""What one sight is worth, in the order of PLACES; an original is no sight."""


class Term(NamedTuple):
    """A candidate term of the bank: its name, its most frequent surface, and its cuts."""

    name: str
    surface: str
    cuts: str


class Told(NamedTuple):
    """A statement of a question, which is named by the beginning of its hash; see `concepts.Statement`."""

    question: str
    term: str
    relation: str
    other: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """All that is stored of the candidates, compact: rows refer to `questions` and `terms` by index.

    `seen` holds (question, term, place, count) for every place but `original`; `originals` holds
    (term, original, questions); `merged` holds (alias, name) as people decided; `named` holds (question id, concept) as
    rows and people say it. By question id, `papers` holds the papers that print it and `subjects` the folded names of
    what it belongs to: of sections and exams, none where they name no subject (`1과목`).
    """

    questions: list[int]
    terms: list[Term]
    seen: list[tuple[int, int, int, int]]
    originals: list[tuple[int, str, int]]
    merged: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    named: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    statements: list[Told] = field(default_factory=list[Told])
    papers: dict[int, tuple[int, ...]] = field(default_factory=dict[int, tuple[int, ...]])
    subjects: dict[int, tuple[str, ...]] = field(default_factory=dict[int, tuple[str, ...]])


class Concept(NamedTuple):
    """A concept: `name` identifies it, `label` is how it is mostly printed."""

    name: str
    label: str
    questions: int
    weight: float


class Tests(NamedTuple):
    """Question (by id) tests concept (by index into `concepts`); `method` is what found that."""

    question: int
    concept: int
    importance: float
    evidence: str
    method: str = "glossary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Glossary:
    """Every concept of the bank. `aliases` are (alias, name).

    An edge of `broader` leads from the broader concept to the one that is a kind of it, an edge of `prerequisites` from
    what is learned before to what is learned after.
    """

    concepts: list[Concept]
    aliases: list[tuple[str, str]]
    tests: list[Tests]
    broader: list[Edge]
    prerequisites: list[Edge]


Places = tuple[int, int, int, int, int, int]
_NOWHERE: Places = (0, 0, 0, 0, 0, 0)


@dataclass(slots=True)
class _Merged:
    """The corpus by canonical name."""

    forms: dict[str, Term]
    by_question: dict[int, dict[str, Places]]
    by_term: dict[str, set[int]]
    original: set[str]
    aliases: dict[str, str]


def glossary(corpus: Corpus) -> Glossary:
    """The concepts of a bank and their edges; rows come sorted, importance is rounded to 0.001.

    What a row or a person names for a question is a concept that it tests, whatever the statistics make of it.
    """
    merged = _merge(corpus)
    named = _named(corpus, merged)
    weights = _accepted(merged, len(corpus.questions))
    names = sorted({*weights, *(name for found in named.values() for name in found)})
    place = {name: i for i, name in enumerate(names)}
    tests = _with_named(_tests(merged, {name: place[name] for name in weights}, len(corpus.questions)), named, place)
    seen = {test.concept for test in tests}
    kept = [name for name in names if place[name] in seen]
    index = {name: i for i, name in enumerate(kept)}
    tests = [test._replace(concept=index[names[test.concept]]) for test in tests]
    counts = [0] * len(kept)
    for test in tests:
        counts[test.concept] += 1
    return Glossary(
        concepts=[
            Concept(name, merged.forms[name].surface, counts[i], round(weights.get(name, THRESHOLD), 3))
            for i, name in enumerate(kept)
        ],
        aliases=sorted((a, n) for a, n in merged.aliases.items() if n in index and a not in index),
        tests=tests,
        broader=heads([merged.forms[name] for name in kept], counts, merged.aliases),
        prerequisites=[],
    )


def _named(corpus: Corpus, merged: _Merged) -> dict[int, set[str]]:
    """By question the canonical names of what was named for it; a concept is called as most of them write it."""
    found: dict[int, set[str]] = defaultdict(set)
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for question, said in corpus.named:
        label, own = normal(said), concept_name(said)
        if not own:
            continue
        name = merged.aliases.get(own, own)
        found[question].add(name)
        labels[name].update([label] if name == own else [])
        merged.forms.setdefault(name, Term(name, name, ""))
    for name, written in labels.items():
        if written:
            label = min(written, key=lambda label: (-written[label], len(label), label))
            merged.forms[name] = merged.forms[name]._replace(surface=label)
    return found


def _with_named(tests: Sequence[Tests], named: Mapping[int, AbstractSet[str]], place: Mapping[str, int]) -> list[Tests]:
    """The edges with those that were named, which go before what was found for the same concept."""
    seen = {(test.question, test.concept): test for test in tests}
    for question, names in named.items():
        for name in names:
            edge = (question, place[name])
            found = f", {seen[edge].evidence}" if edge in seen else ""
            seen[edge] = Tests(*edge, importance=1.0, evidence=f"{NAMED}{found}", method=NAMED)
    return sorted(seen.values())


def _merge(corpus: Corpus) -> _Merged:
    spread: dict[int, set[int]] = defaultdict(set)
    for question, term, _, _ in corpus.seen:
        spread[term].add(question)
    counts = {corpus.terms[term].name: len(found) for term, found in spread.items()}
    originals = [(corpus.terms[term].name, text, n) for term, text, n in corpus.originals]
    aliases = canonical(originals, counts, corpus.merged)
    forms = {term.name: term for term in corpus.terms}
    by_question: dict[int, dict[str, Places]] = defaultdict(dict)
    by_term: dict[str, set[int]] = defaultdict(set)
    for question, term, where, count in corpus.seen:
        name = corpus.terms[term].name
        name = aliases.get(name, name)
        found = by_question[corpus.questions[question]]
        places = list(found.get(name, _NOWHERE))
        places[where] += count
        found[name] = (places[0], places[1], places[2], places[3], places[4], places[5])
        by_term[name].add(corpus.questions[question])
    original = {aliases.get(name, name) for name, _, _ in originals}
    for name in by_term:
        forms.setdefault(name, Term(name, name, ""))
    return _Merged(forms, dict(by_question), dict(by_term), original, aliases)


def _accepted(merged: _Merged, total: int) -> dict[str, float]:
    """Name -> weight of the terms that are concepts, decided from the longest to the shortest."""
    weights: dict[str, float] = {}
    covered: dict[tuple[int, str], int] = defaultdict(int)
    for name in sorted(merged.by_term, key=lambda name: (-len(name), name)):
        if not _eligible(name, merged.original) or (total >= 50 and len(merged.by_term[name]) > COMMON * total):
            continue
        free = [
            question
            for question in merged.by_term[name]
            if sum(merged.by_question[question][name][:4]) > covered[question, name]
        ]
        weight = _weight(merged, name, free)
        if weight < THRESHOLD:
            continue
        weights[name] = weight
        if len(free) == 1 and not _strong(merged, name, free):
            continue
        for question in merged.by_term[name]:
            here = merged.by_question[question]
            times = sum(here[name][:4])
            for inner in here:
                if inner != name and inner in name:
                    covered[question, inner] += times
    return weights


def _eligible(name: str, original: AbstractSet[str]) -> bool:
    """Endings such as 이론 are no concepts; one that is printed with its original is: 결합도(Coupling)."""
    if name in SUFFIXES:
        return name in original
    return len(name) >= 2 and name not in STOP and name not in STOP_LATIN


def _weight(merged: _Merged, name: str, free: Sequence[int]) -> float:
    """The points of a term that is seen outside longer concepts in these questions."""
    if not free:
        return 0.0
    form = merged.forms[name]
    whole = sum(merged.by_question[question][name][4] > 0 for question in free)
    strong = _strong(merged, name, free)
    if len(free) == 1 and not strong and not merged.by_question[free[0]][name][0]:
        return 0.0  # once, and only in passing
    compound = bool(form.cuts) or is_name(form.surface)
    spread = log2(1 + len(free))
    points = spread if compound else min(spread, 1.0)
    topic = sum(merged.by_question[question][name][5] > 0 for question in free)
    points += (
        log2(1 + whole) + log2(1 + topic) + 1.0 * (name in merged.original) + 0.7 * domain_suffix(name) + 0.5 * compound
    )
    if len(free) == 1 and not strong:
        points -= 0.2 * form.surface.count(" ")
    return points if compound or strong else points - 1.0


def _strong(merged: _Merged, name: str, free: Sequence[int]) -> bool:
    """Whether a term is printed with its original, is a whole option or what is asked about: then once is enough."""
    return name in merged.original or any(any(merged.by_question[question][name][4:]) for question in free)


def _tests(merged: _Merged, place: Mapping[str, int], total: int) -> list[Tests]:
    found: list[Tests] = []
    for question in sorted(merged.by_question):
        here = merged.by_question[question]
        mine = sorted((name for name in here if name in place), key=lambda name: (-len(name), name))
        rows: list[Tests] = []
        covered: dict[str, int] = defaultdict(int)
        for name in mine:
            times = sum(here[name][:4])
            if times <= covered[name] and not here[name][4]:
                continue
            for inner in mine:
                if inner != name and inner in name and not is_name(merged.forms[inner].surface):
                    covered[inner] += times
            importance = _importance(here[name], len(merged.by_term[name]), total)
            if importance >= MIN_IMPORTANCE:
                rows.append(Tests(question, place[name], importance, evidence(here[name])))
        found += sorted(sorted(rows, key=lambda row: (-row.importance, row.concept))[:MAX_TESTS])
    return found


def _importance(places: Places, spread: int, total: int) -> float:
    sights = sum(weight * min(count, 2) for weight, count in zip(PLACE_WEIGHT, places, strict=True))
    rare = 1.0 - 0.5 * log(spread) / log(total) if total > 1 else 1.0
    return round(1.0 - exp(-1.5 * sights * rare), 3)


def evidence(places: Sequence[int]) -> str:
    """Where a term was seen, in words: `stem ×2, whole_option ×1`."""
    return ", ".join(f"{place} ×{count}" for place, count in zip(PLACES[:-1], places, strict=True) if count)
