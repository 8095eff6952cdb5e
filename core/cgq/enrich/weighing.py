"""How likely a question is about a term: a logistic function of a few features of the term, there and in the bank.

The coefficients were fitted by `python bench/concepts.py --fit` (L2 = 2) on the `tune` half of concepts.jsonl and on
terms.jsonl in bench/labelled/knowledge, without the terms that the labels list as neither right nor wrong; what they
are worth, cross-validated by question on that half, is in bench/README.md. Each feature is a number near 0..3; a
coefficient is its worth in the logit.
"""

from __future__ import annotations

import re
from math import exp, log2
from typing import TYPE_CHECKING, NamedTuple

from cgq.enrich.concepts import PLACES
from cgq.enrich.latin import is_name
from cgq.enrich.lexicon import GENERIC, domain_suffix
from cgq.enrich.marks import SQL_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

THRESHOLD = 0.50
"""The probability from which a question tests a term: on the tuning half, cross-validated, F1 is the same within
0.015 from 0.44 to 0.50, and from here on the precision is at least 0.78."""

BIAS = -0.76
COEFFICIENTS = {
    "stands_alone": 1.0,
    "genitive": -1.85,
    "name": 0.08,
    "original": 1.96,
    "two_syllables": -1.14,
    "whole_option": 0.99,
    "keyword": 1.24,
    "scattered": -0.46,
    "generic_end": -0.42,
    "compound": 1.53,
    "rare_word": 2.08,
    "english_word": -1.72,
    "spaces": -1.05,
    "options": 0.69,
    "in_longer": -0.67,
    "box": -0.29,
    "suffix": 0.96,
    "stem": 0.83,
    "siblings": 0.2,
    "topic": 0.5,
    "number": -1.23,
    "recurs": 0.3,
    "explained": 0.39,
    "usual_compound": -0.5,
}
"""What each feature is worth; see `features` for what they mean."""

STEM, BOX, PASSAGE, OPTION, WHOLE_OPTION, TOPIC, ASKED, ITEM, EXHIBIT, EXPLANATION = range(len(PLACES) - 1)
"""Indices of places in `Places`, which has no `original`."""

USUAL = 12.0  # rarity, a logarithm; median of nouns in stems
"""The rarity of an ordinary noun (text.rarity): of the nouns in stems, half are rarer."""
RAREST = 16.0  # rarity from which all nouns count alike; chosen
USUAL_COMPOUND = 13.5
"""Below it a Korean noun of several parts is a word of any text: 안정성, 상호작용."""
_SCALE = 5.0
"""Rarity is cut off where the analyser does not know a word, and scaled to about -1..1."""

_HANGUL = re.compile(r"[가-힣]")
_KEYWORDS = frozenset(word.lower() for word in SQL_WORDS)
GENITIVE = "의 "
"""Joins two nouns to one term: 신뢰보호의 원칙."""

Places = tuple[int, ...]
"""How often a term was seen at each place, in the order of PLACES, without `original`."""


class Form(NamedTuple):
    """What a term looks like: its name, how it is mostly printed, its cuts and its rarity."""

    name: str
    surface: str
    cuts: str
    rarity: float


class Spread(NamedTuple):
    """What the bank knows of a term: the questions that hold it, those where it stands alone (a whole option, an item,
    a topic), those where it stands outside longer terms, those that ask about it (alone, in the stem or in what
    explains the answer), the fields, the most questions of one field, and whether it
    was printed with its original."""

    questions: int
    alone: int
    free: int
    asked: int
    fields: int
    in_field: int
    original: bool


class Here(NamedTuple):
    """What one question knows of a term: its places, whether every sight of it lies in longer terms, whether any does,
    how many terms of the question end in the same word, and whether it means what the bank prints as its original."""

    places: Places
    nested: bool
    in_longer: bool
    siblings: int
    original: bool


def probability(form: Form, spread: Spread, here: Here) -> float:
    """How likely it is that a teacher would name the term for the question."""
    found = features(form, spread, here)
    logit = BIAS + sum(weight * value for weight, value in zip(COEFFICIENTS.values(), found, strict=True))
    return 1.0 / (1.0 + exp(-logit))


def features(form: Form, spread: Spread, here: Here) -> tuple[float, ...]:
    """The features in the order of COEFFICIENTS."""
    name, surface = form.name, form.surface
    korean = bool(_HANGUL.search(name))
    cuts = bool(form.cuts)
    named = not korean and is_name(surface)
    places = here.places
    return (
        min(log2(1 + spread.alone), 2.0),
        GENITIVE in surface,
        named,
        here.original,
        korean and len(name) == 2,
        places[WHOLE_OPTION] > 0,
        name in _KEYWORDS,
        _scattered(spread),
        korean and ends_generic(name),
        korean and cuts,
        (min(form.rarity or USUAL, RAREST) - USUAL) / _SCALE if korean and not cuts else 0.0,
        not korean and not named and " " not in surface,
        surface.count(" ") if korean else 0,
        places[OPTION] > 1,
        here.in_longer,
        places[BOX] + places[PASSAGE] > 0,
        domain_suffix(name),
        places[STEM] > 0,
        min(log2(max(here.siblings, 1)), 2.0),
        places[TOPIC] > 0,
        surface[0].isdigit(),
        min(log2(max(spread.free, 1)), 3.0) if cuts or " " in surface else 0.0,
        places[EXPLANATION] > 0,
        korean and cuts and 0 < form.rarity < USUAL_COMPOUND,
    )


def _scattered(spread: Spread) -> float:
    """How evenly a term is spread over fields, 0 for one of a single field: general words are found in many."""
    return min(spread.fields - 1, 3) * (1 - spread.in_field / spread.questions)


_GENERIC_ENDINGS = tuple(sorted(word for word in GENERIC if len(word) > 1))


def ends_generic(name: str) -> bool:
    """Whether a name ends in a generic word without being one."""
    return name.endswith(_GENERIC_ENDINGS) and name not in GENERIC


class Loose(NamedTuple):
    """A term that others may stand in without being part of it: A의 B, with a number in front, or with a generic word
    at either end (인지발달 시기). `first` and `last` are that number and these words."""

    first: str
    last: str

    def holds(self, name: str) -> bool:
        """Whether a term inside is a part all the same: it has the generic word too (발달 시기), or is a short word
        that needs it (제약 조건)."""
        has = bool(self.first and name.startswith(self.first)) or bool(self.last and name.endswith(self.last))
        return has or (len(name) <= _SHORT and bool(self.last))


_SHORT = 2
"""Syllables of a word that a generic word behind it makes a term: 제약 조건, 화재 분류."""


def loose(surface: str) -> Loose | None:
    """How a term is loose, None where what stands in it is part of it."""
    if GENITIVE in surface:
        return Loose("", "")
    words = surface.split(" ")
    first = words[0] if len(words) > 1 and (words[0] in GENERIC or surface[0].isdigit()) else ""
    last = words[-1] if len(words) > 1 and words[-1] in GENERIC else ""
    return Loose(first, last) if first or last or surface[0].isdigit() else None


def last_word(name: str, cuts: str) -> str | None:
    """The last word of a compound, of two letters or more."""
    if not cuts:
        return None
    end = name[int(cuts[cuts.rfind(",") + 1 :]) :].strip()
    return end if len(end) > 1 else None


def seen(places: Sequence[int]) -> int:
    """How often a term was seen at all: whole options, items, topics are counted where they stand."""
    return places[STEM] + places[BOX] + places[PASSAGE] + places[OPTION] + places[EXHIBIT] + places[EXPLANATION]
