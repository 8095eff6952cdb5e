"""Which of its terms a question tests: those that are likely enough, without what lies inside others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cgq.enrich.english import QUESTION_WORDS
from cgq.enrich.lexicon import BARE_SUFFIXES, GENERIC, STOP, STOP_LATIN
from cgq.enrich.weighing import (
    ASKED,
    BOX,
    EXHIBIT,
    EXPLANATION,
    ITEM,
    OPTION,
    PASSAGE,
    STEM,
    THRESHOLD,
    TOPIC,
    USUAL_COMPOUND,
    WHOLE_OPTION,
    probability,
    seen,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cgq.enrich.bank_terms import BankTerms
    from cgq.enrich.weighing import Form, Here, Spread

MAX_TESTS = 8
"""Concepts of a question at most: labelled ones have 7 at most."""

_VARIABLE = re.compile(r"[a-z]\d{1,2}")
_GENITIVE = "의 "
_NOTHING = STOP | GENERIC | STOP_LATIN | BARE_SUFFIXES | QUESTION_WORDS


class Choice(NamedTuple):
    """A term that a question tests, how likely that is, and where it was seen."""

    name: str
    probability: float
    here: Here


def choose(terms: BankTerms, question: int) -> list[Choice]:
    """The terms that a question tests, the likeliest first."""
    common = terms.common[terms.fields[question]]
    likely: list[Choice] = []
    for name, here in terms.here(question).items():
        form, spread = terms.forms[name], terms.spread[name]
        if name not in common and is_eligible(form, spread, here):
            chance = probability(form, spread, here)
            if chance >= THRESHOLD:
                likely.append(Choice(name, chance, here))
    likely.sort(key=lambda choice: (-choice.probability, choice.name))
    chosen: list[Choice] = []
    for choice in likely:
        if not any(_excludes(taken, choice, terms.spread) for taken in chosen):
            chosen.append(choice)
    return chosen[:MAX_TESTS]


def _excludes(taken: Choice, choice: Choice, spread: Mapping[str, Spread]) -> bool:
    """Whether a likelier term leaves no room for another: one inside it, or around it and seen nowhere else."""
    if choice.name in taken.name:
        return choice.here.nested and spread[choice.name].free < 2
    if taken.name in choice.name:
        stands_out = any(choice.here.places[where] for where in (WHOLE_OPTION, ITEM, TOPIC, ASKED))
        return not stands_out and spread[choice.name].questions == 1
    return False


def is_eligible(form: Form, spread: Spread, here: Here) -> bool:
    """Whether a term may be a concept at all. Endings and generic words are none by themselves; one that is printed
    with its original is: 결합도(Coupling)."""
    places = here.places
    if spread.original and not (form.name in GENERIC and spread.fields > 1):
        return True
    if form.name in _NOTHING or _VARIABLE.fullmatch(form.name) or all(word in GENERIC for word in form.surface.split()):
        return False
    if form.name[-1] in GENERIC and (form.surface[-2:-1] == " " or form.name[:-1].isascii()):
        return False  # SQL 문
    stands_out = places[WHOLE_OPTION] or places[ITEM] or places[TOPIC]
    if _GENITIVE in form.surface and not (
        stands_out or spread.questions > 1 or form.surface.split()[-1] in BARE_SUFFIXES
    ):
        return False
    if places[EXHIBIT] and not places[STEM] and not places[BOX] and (seen(places) > places[EXHIBIT]):
        return False  # a value of a table, as an option has it
    if places[PASSAGE] and not (stands_out or places[STEM] or (spread.asked and (places[BOX] or places[OPTION]))):
        return False  # what a passage is about is no concept of each question that follows it
    if not spread.asked and form.cuts and 0 < form.rarity < USUAL_COMPOUND:
        return False  # a usual word that is only used: 안정성이 높다
    if spread.questions == 1 and not (stands_out or places[STEM] or places[ASKED] or places[EXPLANATION]):
        return False  # once, and only in passing
    return not (here.nested and not spread.free and not places[WHOLE_OPTION])
