"""Which of its terms a question tests: those that are likely enough, without what lies inside others."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from cgq.enrich.english import QUESTION_WORDS
from cgq.enrich.lexicon import BARE_SUFFIXES, EXTREMES, GENERIC, MEASURES, STOP, STOP_LATIN
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
    """Whether a term may be a concept of a question at all. Endings and generic words name none, nor does what is there
    in passing; but what is printed with its original does: 결합도(Coupling)."""
    if here.original:
        return form.name not in GENERIC or spread.fields == 1
    return not _names_nothing(form, spread) and not _is_in_passing(form, spread, here)


def _names_nothing(form: Form, spread: Spread) -> bool:
    words = form.surface.split()
    if form.name in _NOTHING or _VARIABLE.fullmatch(form.name) or all(word in GENERIC for word in words):
        return True
    if form.name[-1] in GENERIC and (form.surface[-2:-1] == " " or form.name[:-1].isascii()):
        return True  # SQL 문
    parts = _parts(form)
    if parts[0] in EXTREMES and parts[-1] in MEASURES:
        return True  # 최소 대수
    return not spread.alone and all(word in _NOTHING for word in words)  # 내부 구조


def _parts(form: Form) -> list[str]:
    """A name in the parts that the analyser found in it."""
    cuts = [0, *(int(cut) for cut in form.cuts.split(",") if cut), len(form.name)]
    return [form.name[start:end].strip() for start, end in pairwise(cuts)]


def _is_in_passing(form: Form, spread: Spread, here: Here) -> bool:
    places = here.places
    stands_out = places[WHOLE_OPTION] or places[ITEM] or places[TOPIC]
    if _GENITIVE in form.surface and not (
        stands_out or spread.questions > 1 or form.surface.split()[-1] in BARE_SUFFIXES
    ):
        return True
    if places[EXHIBIT] and not places[STEM] and not places[BOX] and (seen(places) > places[EXHIBIT]):
        return True  # a value of a table, as an option has it
    if places[PASSAGE] and not (stands_out or places[STEM] or (spread.asked and (places[BOX] or places[OPTION]))):
        return True  # what a passage is about is no concept of each question that follows it
    if not spread.asked and form.cuts and 0 < form.rarity < USUAL_COMPOUND:
        return True  # a usual word that is only used: 안정성이 높다
    if spread.questions == 1 and not (stands_out or places[STEM] or places[ASKED] or places[EXPLANATION]):
        return True
    return here.nested and not spread.free and not places[WHOLE_OPTION]
