"""The second pass to concepts: what the whole bank makes of its questions' candidates.

A pure function of what is stored: the order in which questions or candidates come changes nothing
(semantics B3). For each term of each question a probability is computed from where it stands, what it looks like and
how it spreads over the bank (`weighing`); the likely ones are what the question tests (`choosing`), and those that any
question tests are the concepts. What rows and people named comes on top.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from math import exp, log
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from cgq.concept_names import concept_name, normal
from cgq.enrich.aliases import ends, is_person
from cgq.enrich.bank_terms import bank_terms
from cgq.enrich.choosing import choose
from cgq.enrich.concepts import PLACES
from cgq.enrich.edges import Definition, Edge, Node, Nodes, broader, prerequisites, with_steps
from cgq.enrich.homonyms import may_have_senses, senses
from cgq.enrich.originals import PARENTHESES
from cgq.enrich.weighing import ITEM, OPTION, STEM, WHOLE_OPTION, Form

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cgq.enrich.bank_terms import BankTerms
    from cgq.enrich.weighing import Places

NAMED = "named"
"""The method, and the beginning of the evidence, of an edge that a row or a person named."""

MODEL = "model"
"""The method of an edge that a chat model named."""

PLACE_WEIGHT = (1.0, 0.5, 0.15, 0.3, 0.5, 0.5, 0.5, 0.2, 0.1, 0.3)
"""What one sight is worth for importance, in the order of PLACES; an original is no sight."""


class Term(NamedTuple):
    """A candidate term of the bank: its name, its most frequent surface, its cuts, and its rarity."""

    name: str
    surface: str
    cuts: str
    rarity: float = 0.0


class Answered(NamedTuple):
    """A concept that a chat model named for a question (id), with another name of it ("" for none), the question's
    words that show it, and an importance from 0 to 1."""

    question: int
    name: str
    other: str
    importance: float
    quote: str


class Step(NamedTuple):
    """A concept (by name) that by a chat model is learned before another one, its confidence and its reason."""

    before: str
    after: str
    confidence: float
    reason: str


class Told(NamedTuple):
    """A statement of a question, which is named by the beginning of its hash; see `statements.Statement`."""

    question: str
    term: str
    relation: str
    other: str
    quote: str


class Described(NamedTuple):
    """A question whose stem describes what it asks for, named by the beginning of its `hash`: what that is a kind of,
    as the stem has it ("" where it has none), the stem's words, and the text of an option that is right."""

    question: int
    hash: str
    genus: str
    quote: str
    option: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """All that is stored of the candidates, compact: rows refer to `questions` and `terms` by index.

    `seen` holds (question, term, place, count) for every place but `original`; `originals` holds (term, original,
    question); `merged` holds (alias, name) as people decided; `named` holds (question id, concept) as rows and people
    say it; `answered` and `steps` what the chat model `asked` named, which is called by its name and task. By
    question id, `papers` holds the papers that print it and `subjects` the folded names of what it belongs to: of
    sections and exams, none where they name no subject (`1과목`).
    """

    questions: list[int]
    terms: list[Term]
    seen: list[tuple[int, int, int, int]]
    originals: list[tuple[int, str, int]]
    merged: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    named: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    answered: list[Answered] = field(default_factory=list[Answered])
    steps: list[Step] = field(default_factory=list[Step])
    asked: str = ""
    statements: list[Told] = field(default_factory=list[Told])
    described: list[Described] = field(default_factory=list[Described])
    papers: dict[int, tuple[int, ...]] = field(default_factory=dict[int, tuple[int, ...]])
    subjects: dict[int, tuple[str, ...]] = field(default_factory=dict[int, tuple[str, ...]])


class Concept(NamedTuple):
    """A concept: `name` identifies it, `label` is how it is mostly printed; `weight` is the sum of its importances.

    `sense_of` is the plain name of a word in several senses, where a subject in this one's name tells it from others.
    """

    name: str
    label: str
    questions: int
    weight: float
    sense_of: str = ""


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


RANKS = ("glossary", MODEL, NAMED)


class _Sight(NamedTuple):
    """Why a question tests a concept."""

    importance: float
    evidence: str
    method: str = "glossary"

    def rank(self) -> tuple[int, float]:
        """What rows and people named goes before what a model named, and that before what was found."""
        return RANKS.index(self.method), self.importance


@dataclass(slots=True)
class _Draft:
    """A glossary in the making: by concept its term and label, and the questions that test it."""

    terms: dict[str, str] = field(default_factory=dict[str, str])
    labels: dict[str, str] = field(default_factory=dict[str, str])
    tests: dict[str, dict[int, _Sight]] = field(default_factory=dict[str, dict[int, _Sight]])
    senses: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])

    def add(self, name: str, term: str, label: str, question: int, sight: _Sight) -> None:
        self.terms.setdefault(name, term)
        self.labels.setdefault(name, label)
        self.tests.setdefault(name, {})[question] = sight

    def find(self, term: str, terms: BankTerms, question: int, sight: _Sight) -> None:
        """Count a term of a question as the concept that it is in the question's field."""
        name, label = self.concept(term, terms.fields[question]), terms.forms[term].surface
        if name != term:
            label = f"{label} ({self.senses[term][terms.fields[question]]})"
        self.add(name, term, label, question, sight)

    def concept(self, term: str, field_name: str) -> str:
        """The concept that a term is in a field."""
        subject = self.senses.get(term, {}).get(field_name)
        return concept_name(f"{term} ({subject})") if subject else term

    def merge(self, alias: str, name: str, label: str) -> None:
        """Count what tests one concept for another."""
        for question, sight in self.tests.pop(alias, {}).items():
            before = self.tests.get(name, {}).get(question)
            if before is None or sight.rank() > before.rank():
                self.add(name, name, label, question, sight)


def glossary(corpus: Corpus) -> Glossary:
    """The concepts of a bank and their edges; rows come sorted, importance is rounded to 0.001.

    A question for which a model named concepts tests those, any other what the statistics make of its terms. What a row
    or a person names for a question is a concept that it tests in any case.
    """
    terms = bank_terms(corpus)
    draft = _found(corpus, terms)
    _add_named(draft, corpus, terms)
    merged = ends(dict(terms.merged_later))
    for alias, name in sorted(merged.items()):
        draft.merge(alias, name, terms.forms[name].surface if name in terms.forms else name)
    names = sorted(draft.tests)
    index = {name: i for i, name in enumerate(names)}
    aliases = {alias: merged.get(name, name) for alias, name in _aliases(draft, terms).items()} | merged
    kept = {draft.terms[name] for name in names}
    known = {alias: name for alias, name in aliases.items() if alias not in merged or alias not in kept}
    nodes = Nodes([_node(draft, name, terms, corpus) for name in names], known)
    return Glossary(
        concepts=[_concept(draft, name) for name in names],
        aliases=sorted((alias, name) for alias, name in aliases.items() if name in index and alias not in index),
        tests=sorted(
            Tests(question, index[name], *sight) for name in names for question, sight in draft.tests[name].items()
        ),
        broader=broader(nodes, corpus.statements),
        prerequisites=with_steps(
            prerequisites(nodes, corpus.statements, _definitions(corpus, draft, terms, index)),
            _steps(corpus, aliases, index),
        ),
    )


def _found(corpus: Corpus, terms: BankTerms) -> _Draft:
    """What the model's answers make, and where there are none the questions' candidates."""
    answered = _answered(corpus, terms)
    chosen = {question: choose(terms, question) for question in sorted(terms.questions.keys() - answered.keys())}
    names = {question: [choice.name for choice in choices] for question, choices in chosen.items()}
    names |= {question: list(found) for question, found in answered.items()}
    draft = _Draft(senses=_senses(names, corpus, terms))
    total = len(corpus.questions)
    for question, choices in chosen.items():
        for choice in choices:
            importance = _importance(choice.here.places, terms.spread[choice.name].questions, total)
            draft.find(choice.name, terms, question, _Sight(importance, evidence(choice.here.places)))
    for question, found in answered.items():
        for term, sight in found.items():
            draft.find(term, terms, question, sight)
    return draft


def _answered(corpus: Corpus, terms: BankTerms) -> dict[int, dict[str, _Sight]]:
    """By question and term what the model named; of two names of one concept the more important counts."""
    found: dict[int, dict[str, _Sight]] = defaultdict(dict)
    for each in corpus.answered:
        field_name = terms.fields.get(each.question)
        if field_name is None:
            continue  # its terms are not looked for yet: the refresh after that counts it
        own = concept_name(each.name)
        term = terms.aliases[field_name].get(own, own)
        sight = _Sight(each.importance, f"“{each.quote}” ({corpus.asked})", MODEL)
        before = found[each.question].get(term)
        if before is None or sight.rank() > before.rank():
            found[each.question][term] = sight
    return found


def _senses(names: Mapping[int, Sequence[str]], corpus: Corpus, terms: BankTerms) -> dict[str, dict[str, str]]:
    """By term and field the subject that tells homonyms apart. Only words of one part have any."""
    tested: dict[str, list[int]] = defaultdict(list)
    for question, found in names.items():
        for name in found:
            tested[name].append(question)
    split: dict[str, dict[str, str]] = {}
    for name, questions in tested.items():
        several = len({terms.fields[question] for question in questions}) > 1
        if several and may_have_senses(terms.forms[name], terms.spread.get(name)):
            subjects = senses(name, names, questions, terms.fields, corpus.subjects, corpus.papers)
            if subjects:
                split[name] = subjects
    return split


def _add_named(draft: _Draft, corpus: Corpus, terms: BankTerms) -> None:
    """What was named for questions, which goes before what was found; a concept is called as most of them write it."""
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for question, said in sorted(corpus.named):
        label, own = normal(said), concept_name(said)
        if not own:
            continue
        field_name = terms.fields[question]
        term = terms.aliases[field_name].get(own, own)
        name = draft.concept(term, field_name)
        labels[name].update([label] if term == own == name else [])
        before = draft.tests.get(name, {}).get(question)
        found = f", {before.evidence}" if before and before.method != NAMED else ""
        if not (before and before.method == NAMED):
            draft.add(name, term, term, question, _Sight(1.0, f"{NAMED}{found}", NAMED))
    for name, written in labels.items():
        if written:
            draft.labels[name] = min(written, key=lambda label: (-written[label], len(label), label))


def _aliases(draft: _Draft, terms: BankTerms) -> dict[str, str]:
    """Alias -> concept. What means two concepts in two fields is an alias of the one that more questions test."""
    claims: dict[str, set[str]] = defaultdict(set)
    for field_name, aliases in terms.aliases.items():
        for alias, term in aliases.items():
            claims[alias].add(draft.concept(term, field_name))
    return {
        alias: min(found, key=lambda name: (-len(draft.tests.get(name, ())), name)) for alias, found in claims.items()
    }


def _definitions(corpus: Corpus, draft: _Draft, terms: BankTerms, index: Mapping[str, int]) -> Iterator[Definition]:
    """By what question which concept is defined, and the concepts that its stem alone names, without persons."""
    tested: dict[int, list[str]] = defaultdict(list)
    for name in index:
        for question in draft.tests[name]:
            tested[question].append(name)
    persons = {corpus.terms[term].name for term, original, _ in corpus.originals if is_person(original)}
    for question, rows in groupby(corpus.described, key=attrgetter("question")):
        described = list(rows)
        options = {each.option for each in described}
        defined = _concept_of(options.pop(), question, draft, terms) if len(options) == 1 else None
        if defined is None or question not in draft.tests.get(defined, ()):
            continue  # papers differ about the answer, or it is no concept
        here = terms.here(question)
        named = [name for name in tested[question] if (term := draft.terms[name]) in here and term not in persons]
        yield Definition(
            index[defined],
            tuple(index[name] for name in named if _is_of_the_stem(here[draft.terms[name]].places)),
            tuple(filter(None, sorted({each.genus for each in described}))),
            f"“{described[0].quote}” (question {described[0].hash})",
        )


def _steps(
    corpus: Corpus, aliases: Mapping[str, str], index: Mapping[str, int]
) -> dict[tuple[int, int], tuple[float, str]]:
    """By pair of concepts what the model answered, where both are there; of several the surest."""
    found: dict[tuple[int, int], tuple[float, str]] = {}
    for step in corpus.steps:
        before, after = (index.get(name if name in index else aliases.get(name, "")) for name in step[:2])
        if before is not None and after is not None and before != after:
            said = (step.confidence, f"{step.reason} ({corpus.asked})")
            found[before, after] = max(found.get((before, after), said), said)
    return found


def _concept_of(option: str, question: int, draft: _Draft, terms: BankTerms) -> str | None:
    """The concept that an option of a question is called as."""
    field_name = terms.fields.get(question)
    if field_name is None:
        return None
    own = concept_name(PARENTHESES.sub("", normal(option)).strip(" ."))
    return draft.concept(terms.aliases[field_name].get(own, own), field_name)


def _is_of_the_stem(places: Places) -> bool:
    """Whether a term stands in the stem, in no list there, and in no option."""
    return places[STEM] > 0 and not any(places[where] for where in (OPTION, WHOLE_OPTION, ITEM))


def _node(draft: _Draft, name: str, terms: BankTerms, corpus: Corpus) -> Node:
    term = draft.terms[name]
    questions = draft.tests[name]
    return Node(
        term,
        draft.labels[name],
        terms.forms.get(term, Form(term, term, "", 0.0)).cuts,
        len(questions),
        term in terms.spread and terms.spread[term].alone > 0,
        {terms.fields[question] for question in questions},
        {paper for question in questions for paper in corpus.papers.get(question, ())},
    )


def _concept(draft: _Draft, name: str) -> Concept:
    sights = draft.tests[name].values()
    weight = round(sum(sorted(sight.importance for sight in sights)), 3)
    term = draft.terms[name]
    return Concept(name, draft.labels[name], len(sights), weight, "" if term == name else term)


def _importance(places: Sequence[int], spread: int, total: int) -> float:
    sights = sum(weight * min(count, 2) for weight, count in zip(PLACE_WEIGHT, places, strict=True))
    rare = 1.0 - 0.5 * log(spread) / log(total) if total > 1 else 1.0
    return round(1.0 - exp(-1.5 * sights * rare), 3)


def evidence(places: Iterable[int]) -> str:
    """Where a term was seen, in words: `stem ×2, whole_option ×1`."""
    return ", ".join(f"{place} ×{count}" for place, count in zip(PLACES[:-1], places, strict=True) if count)
