"""Which terms of a question may be concepts at all, and where an original counts."""

from __future__ import annotations

import pytest

from cgq.enrich.bank_terms import bank_terms
from cgq.enrich.choosing import is_eligible
from cgq.enrich.concepts import PLACES
from cgq.enrich.glossary import Corpus, Term
from cgq.enrich.weighing import Form, Here, Spread

STEM = PLACES.index("stem")
IN_A_STEM = Here(tuple(int(where == STEM) for where in range(len(PLACES) - 1)), False, False, 1, False)


def form(surface: str, cuts: str = "", rarity: float = 16.0) -> Form:
    return Form(surface.replace(" ", ""), surface, cuts, rarity)


def spread(alone: int = 0) -> Spread:
    return Spread(questions=2, alone=alone, free=2, asked=2, fields=1, in_field=2, original=False)


@pytest.mark.parametrize(
    ("surface", "cuts", "alone", "may_be"),
    [
        ("최소 대수", "2", 1, False),
        ("최소두께", "2", 1, False),
        ("최소 조경 면적", "2,4", 1, False),
        ("최대수요전력", "2,4", 0, True),
        ("최소 신장 트리", "2,4", 0, True),
        ("내부 구조", "2", 0, False),
        ("내부 구조", "2", 1, True),
        ("개발 환경", "2", 1, False),
        ("측정도구", "2", 0, True),
        ("한계비용", "2", 0, True),
    ],
)
def test_measures_and_pairs_of_generic_words_name_no_concept(surface: str, cuts: str, alone: int, may_be: bool) -> None:
    assert is_eligible(form(surface, cuts), spread(alone), IN_A_STEM) is may_be


ORDINARY, USUAL, RARE = 11.4, 12.5, 14.6


@pytest.mark.parametrize(
    ("rarity", "meant"),
    [(ORDINARY, {1}), (USUAL, {1, 2}), (RARE, {1, 2, 3})],
    ids=["an ordinary noun", "a usual word", "a term"],
)
def test_an_original_counts_the_wider_the_rarer_its_word_is(rarity: float, meant: set[int]) -> None:
    """Question 1 prints the original, 2 is of the same field, 3 of another."""
    terms = [Term("사영", "사영", "", rarity)]
    seen = [(question, 0, STEM, 1) for question in range(3)]
    subjects: dict[int, tuple[str, ...]] = {1: ("관계대수",), 2: ("관계대수",), 3: ("기하학",)}
    given = Corpus(questions=[1, 2, 3], terms=terms, seen=seen, originals=[(0, "project", 0)], subjects=subjects)
    found = bank_terms(given)
    assert {question for question in (1, 2, 3) if found.here(question)["사영"].original} == meant
