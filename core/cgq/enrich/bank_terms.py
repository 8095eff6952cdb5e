"""The terms of a whole bank by their names: where each question holds them, and how they spread over the bank."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.concept_names import concept_name
from cgq.enrich.aliases import canonical, full_names
from cgq.enrich.concepts import PLACES
from cgq.enrich.fields import fields
from cgq.enrich.homonyms import is_plain_word
from cgq.enrich.weighing import (
    ASKED,
    EXPLANATION,
    ITEM,
    RAREST,
    STEM,
    TOPIC,
    USUAL,
    USUAL_COMPOUND,
    WHOLE_OPTION,
    Form,
    Here,
    Spread,
    last_word,
    loose,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from cgq.enrich.glossary import Corpus
    from cgq.enrich.weighing import Loose, Places

_WHERE = (0, 1, 2, 3, PLACES.index("exhibit"), PLACES.index("explanation"))
"""Places at which every sight of a term counts once: topics, items and whole options are counted there too."""
_TELLING = frozenset({STEM, WHOLE_OPTION, ITEM, EXPLANATION})
_ALONE = (WHOLE_OPTION, TOPIC, ASKED, ITEM)
_ASKED = (STEM, *_ALONE, EXPLANATION)

COMMON = 0.2
"""A term in more than this share of the questions of a field names the subject, not a concept."""
COMMON_FROM = 50
"""Questions of a field from which that share means anything."""

Nesting = tuple[bool, bool]
"""Of a term in a question: whether every sight of it lies in longer terms, whether any does."""


@dataclass(slots=True)
class BankTerms:
    """The corpus by canonical name. `aliases` are by field, for what a name means depends on it, `fields` by question;
    `printed` are by name the questions that print it with its original; `merged_later` are the (alias, name) that
    people merged which may be of one sense of a word alone; the others are among the aliases. `common` are by field the
    names that name the subject, not a concept."""

    forms: dict[str, Form]
    questions: dict[int, dict[str, Places]]
    nesting: dict[int, dict[str, Nesting]]
    spread: dict[str, Spread]
    aliases: dict[str, dict[str, str]]
    printed: dict[str, set[int]]
    merged_later: list[tuple[str, str]]
    common: dict[str, AbstractSet[str]]
    fields: dict[int, str]

    def here(self, question: int) -> dict[str, Here]:
        """What a question knows of each of its terms."""
        terms = self.questions[question]
        ends = {name: last_word(name, self.forms[name].cuts) for name in terms}
        alike = Counter(end for end in ends.values() if end)
        nesting = self.nesting[question]
        return {
            name: Here(places, *nesting[name], alike[ends[name] or ""], self._has_original(name, question))
            for name, places in terms.items()
        }

    def _has_original(self, name: str, question: int) -> bool:
        """Whether a term means there what is printed as its original: an ordinary noun does only where that is printed
        (프로젝트, an operator of relational algebra), and a usual word in that field alone (일관성)."""
        printed = self.printed.get(name, ())
        rarity = self.forms[name].rarity or RAREST
        if rarity < USUAL:
            return question in printed
        if rarity < USUAL_COMPOUND:
            return self.fields[question] in {self.fields[one] for one in printed}
        return bool(printed)


def bank_terms(corpus: Corpus) -> BankTerms:
    """The terms of a corpus, the same in every order of its rows."""
    field_of = fields([*corpus.questions, *(q for q, _ in corpus.named)], corpus.subjects, corpus.papers)
    forms = {term.name: Form(*term) for term in corpus.terms}
    forms |= {name: Form(name, label, "", 0.0) for name, label in _written(corpus) if name not in forms}
    merged_later = [pair for pair in corpus.merged if not all(_has_one_sense(name, forms) for name in pair)]
    aliases, printed = _aliases(corpus, field_of, [pair for pair in corpus.merged if pair not in merged_later])
    _call_by_acronyms(forms, aliases, corpus)
    slack = {name: loose(form.surface) for name, form in forms.items()}
    questions = _questions(corpus, aliases, field_of)
    for terms in questions.values():
        for name in terms:
            if name not in forms:
                forms[name] = Form(name, name, "", 0.0)
                slack[name] = None
    nesting = {question: _nesting(terms, slack) for question, terms in questions.items()}
    spread = _spread(questions, nesting, field_of, printed.keys())
    common = _common(questions, field_of)
    return BankTerms(forms, questions, nesting, spread, aliases, printed, merged_later, common, field_of)


def _written(corpus: Corpus) -> Iterator[tuple[str, str]]:
    """The names that a model gave to concepts, each as it mostly writes it."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for each in corpus.answered:
        written[concept_name(each.name)][each.name] += 1
    for name, labels in written.items():
        yield name, min(labels, key=lambda label: (-labels[label], len(label), label))


def _has_one_sense(name: str, forms: Mapping[str, Form]) -> bool:
    """Whether a name that people merged means the same in every field: a plain word may not, nor does one with a
    subject (homonyms.py)."""
    word = name if name in forms else name.partition("(")[0].rstrip()
    return word not in forms or not is_plain_word(forms[word])


def _aliases(
    corpus: Corpus, field_of: Mapping[int, str], merged: Sequence[tuple[str, str]]
) -> tuple[dict[str, dict[str, str]], dict[str, set[int]]]:
    """Alias -> name by field, and by name the questions that print it with an original."""
    spread: dict[int, set[int]] = defaultdict(set)
    for question, term, _, _ in corpus.seen:
        spread[term].add(question)
    counts = {corpus.terms[term].name: len(found) for term, found in spread.items()}
    printed: dict[str, Counter[tuple[str, str]]] = {field: Counter() for field in set(field_of.values())}
    for term, text, question in corpus.originals:
        printed[field_of[corpus.questions[question]]][corpus.terms[term].name, text] += 1
    for each in corpus.answered:
        if each.other and each.question in field_of:
            other = each.other if each.other.isascii() else concept_name(each.other)
            printed[field_of[each.question]][concept_name(each.name), other] += 1
    fuller = full_names({row for rows in printed.values() for row in rows}, counts)
    found = {
        field: canonical([(term, text, n) for (term, text), n in sorted(rows.items())], counts, merged, fuller)
        for field, rows in printed.items()
    }
    questions: dict[str, set[int]] = defaultdict(set)
    for term, _, index in corpus.originals:
        question = corpus.questions[index]
        name = corpus.terms[term].name
        questions[found[field_of[question]].get(name, name)].add(question)
    return found, dict(questions)


def _call_by_acronyms(forms: dict[str, Form], aliases: Mapping[str, Mapping[str, str]], corpus: Corpus) -> None:
    """English words are called by their acronym where that is printed in more questions: TCP."""
    seen = Counter(corpus.terms[term].name for _, term in {(question, term) for question, term, _, _ in corpus.seen})
    for found in aliases.values():
        for alias, name in found.items():
            if name.isascii() and name in forms and alias in forms and seen[alias] > seen[name]:
                forms[name] = forms[name]._replace(surface=forms[alias].surface)


def _questions(
    corpus: Corpus, aliases: Mapping[str, Mapping[str, str]], field_of: Mapping[int, str]
) -> dict[int, dict[str, Places]]:
    counted: dict[int, dict[str, list[int]]] = defaultdict(dict)
    passing = _passing(corpus, aliases)
    for index, term, where, count in corpus.seen:
        if term in passing:
            continue
        question = corpus.questions[index]
        name = corpus.terms[term].name
        name = aliases[field_of[question]].get(name, name)
        counted[question].setdefault(name, [0] * (len(PLACES) - 1))[where] += count
    same: dict[Places, Places] = {}  # a bank has few distinct counts: each is kept once
    found: dict[int, dict[str, Places]] = {}
    for question in sorted(counted):
        terms = counted.pop(question)
        found[question] = {name: same.setdefault(tuple(places), tuple(places)) for name, places in terms.items()}
    return found


def _passing(corpus: Corpus, aliases: Mapping[str, Mapping[str, str]]) -> set[int]:
    """Terms (by index) of one question that were seen there only in passing: they can be no concept, and a database
    leaves them where they are (queries/graph.sql)."""
    questions: dict[int, int] = {}
    kept = {term for term, _, _ in corpus.originals}
    for question, term, where, _ in corpus.seen:
        if where in _TELLING or questions.setdefault(term, question) != question:
            kept.add(term)
    known = {name for found in aliases.values() for name in found}
    return {
        index
        for index, term in enumerate(corpus.terms)
        if index not in kept and not term.name.isascii() and term.name not in known
    }


def _nesting(terms: Mapping[str, Places], slack: Mapping[str, Loose | None]) -> dict[str, Nesting]:
    found: dict[str, Nesting] = {}
    for name, places in terms.items():
        longer = [
            where
            for other, where in terms.items()
            if len(other) > len(name)
            and name in other
            and ((how := slack[other]) is None or how.holds(name) or where[WHOLE_OPTION] or where[ITEM])
        ]
        found[name] = (bool(longer) and _covered(places, longer), bool(longer))
    return found


def _covered(places: Places, longer: Sequence[Places]) -> bool:
    return all(places[where] <= sum(each[where] for each in longer) for where in _WHERE)


def _common(questions: Mapping[int, Mapping[str, Places]], field_of: Mapping[int, str]) -> dict[str, AbstractSet[str]]:
    sizes = Counter(field_of[question] for question in questions)
    counted: dict[str, Counter[str]] = {field: Counter() for field in sizes}
    for question, terms in questions.items():
        counted[field_of[question]].update(terms.keys())
    return {
        field: {name for name, n in counts.items() if sizes[field] >= COMMON_FROM and n > COMMON * sizes[field]}
        for field, counts in counted.items()
    }


def _spread(
    questions: Mapping[int, Mapping[str, Places]],
    nesting: Mapping[int, Mapping[str, Nesting]],
    field_of: Mapping[int, str],
    originals: AbstractSet[str],
) -> dict[str, Spread]:
    whole: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    free: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    in_fields: dict[str, Counter[str]] = defaultdict(Counter)
    for question, terms in questions.items():
        field = field_of[question]
        for name, places in terms.items():
            whole[name] += 1
            in_fields[name][field] += 1
            alone[name] += any(places[where] for where in _ALONE)
            asked[name] += any(places[where] for where in _ASKED)
            free[name] += not nesting[question][name][0]
    return {
        name: Spread(
            questions,
            alone[name],
            free[name],
            asked[name],
            len(in_fields[name]),
            max(in_fields[name].values()),
            name in originals,
        )
        for name, questions in whole.items()
    }
