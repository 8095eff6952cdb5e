"""What a row or a person names for a question is a concept that it tests, whatever the statistics make of it."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from cgq.concept_names import concept_name
from cgq.enrich.concepts import PLACES
from cgq.enrich.glossary import Corpus, Glossary, Term, glossary

STEM = PLACES.index("stem")
CORPUS = Corpus(
    questions=[1, 2, 3],
    terms=[Term("결합도", "결합도", ""), Term("정렬", "정렬", "")],
    seen=[(0, 0, STEM, 2), (1, 0, STEM, 1), (2, 1, STEM, 1)],
    originals=[(0, "Coupling", 2)],
)


def found(made: Glossary) -> dict[str, list[tuple[int, float, str, str]]]:
    """By the label of a concept the questions that test it, with importance, method and evidence."""
    edges: dict[str, list[tuple[int, float, str, str]]] = {concept.label: [] for concept in made.concepts}
    for test in made.tests:
        label = made.concepts[test.concept].label
        edges[label].append((test.question, test.importance, test.method, test.evidence))
    return edges


def named(*pairs: tuple[int, str], corpus: Corpus = CORPUS) -> Glossary:
    return glossary(replace(corpus, named=list(pairs)))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Merge  Sort", "merge sort"),
        ("합병 정렬", "합병정렬"),
        ("합병\u3000정렬", "합병정렬"),
        ("TCP 혼잡 제어", "tcp혼잡제어"),
        ("ＳＱＬ", "sql"),
        (" ", ""),
    ],
)
def test_a_name_is_what_terms_of_a_text_are_called(written: str, name: str) -> None:
    assert concept_name(written) == name


def test_what_is_named_is_a_concept_that_is_tested_with_full_importance() -> None:
    made = named((3, "합병 정렬"), (9, "Merge Sort"))
    edges = found(made)
    assert edges["합병 정렬"] == [(3, 1.0, "named", "named")]
    assert edges["Merge Sort"] == [(9, 1.0, "named", "named")], "a question whose terms were not looked for yet"
    assert [concept.questions for concept in made.concepts if concept.label == "Merge Sort"] == [1]
    assert not {"합병 정렬", "Merge Sort"} & found(named()).keys()


def test_what_is_named_and_seen_has_both_as_evidence() -> None:
    edges = found(named((1, "결합도")))["결합도"]
    assert edges[0] == (1, 1.0, "named", "named, stem ×2")
    assert edges[1][0::2] == (2, "glossary")


def test_a_name_that_is_another_name_of_a_concept_means_that_concept() -> None:
    assert found(named((3, "coupling")))["결합도"][-1] == (3, 1.0, "named", "named")
    merged = replace(CORPUS, merged=[("mergesort", "합병정렬")])
    made = named((3, "MergeSort"), (2, "합병 정렬"), corpus=merged)
    assert [edge[0] for edge in found(made)["합병 정렬"]] == [2, 3]
    assert ("mergesort", "합병정렬") in made.aliases


def test_a_concept_is_called_as_most_of_them_write_it() -> None:
    made = named((1, "merge sort"), (2, "Merge Sort"), (3, "Merge Sort"))
    assert [concept.label for concept in made.concepts if concept.name == "merge sort"] == ["Merge Sort"]


def test_B3_the_order_in_which_names_come_changes_nothing() -> None:
    pairs = [(1, "a b"), (1, "정렬"), (2, "A B"), (3, "coupling"), (3, "합병 정렬"), (3, "합병정렬")]
    whole = named(*pairs)
    for seed in range(10):
        shuffled = random.Random(seed).sample(pairs, len(pairs))
        assert named(*shuffled) == whole
