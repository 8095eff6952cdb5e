"""What is believed of a chat model that orders concepts, and which concepts it is asked about together."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from cgq.enrich.edges import Edge, with_steps
from cgq.enrich.ordering import MOST_CONCEPTS, MOST_PAIRS, Neighbour, Order, checked, clusters, key
from cgq.errors import ProviderFailed


def neighbours(count: int, subject: str = "", first: int = 0) -> list[Neighbour]:
    return [Neighbour(f"name{n}", f"Name {n}", subject) for n in range(first, first + count)]


def pair(
    before: int = 1, after: int = 2, confidence: float = 0.8, reason: str = "One needs the other."
) -> dict[str, Any]:
    return {"before": before, "after": after, "confidence": confidence, "reason": reason}


def answer(*pairs: dict[str, Any]) -> bytes:
    return json.dumps({"prerequisites": pairs}).encode()


def test_steps_are_kept_by_the_names_of_their_concepts() -> None:
    piece = checked(answer(pair(3, 1, 0.81234, "a\n b")), tuple(neighbours(3)))
    assert msgspec.json.decode(piece, type=Order).steps == (("name2", "name0", 0.812, "a b"),)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        answer(pair(0, 1)),
        answer(pair(1, 4)),
        answer(pair(2, 2)),
        answer(pair(), pair()),
        answer(pair(1, 2), pair(2, 1)),
        answer(pair(confidence=1.5)),
        answer(pair(reason="")),
        answer(pair(reason="x" * 201)),
        answer(pair(reason="\x1b[2J")),
        answer({**pair(), "accepted": True}),
        answer(*[pair()] * (MOST_PAIRS + 1)),
    ],
)
def test_an_answer_that_cannot_be_right_is_refused(content: bytes) -> None:
    with pytest.raises(ProviderFailed) as caught:
        checked(content, tuple(neighbours(3)))
    assert caught.value.code == "provider_content"


def test_clusters_are_of_one_subject_and_new_concepts_change_the_last_alone() -> None:
    found = [*neighbours(MOST_CONCEPTS + 5, "networks"), *neighbours(3, "law", 100), *neighbours(1, "music", 200)]
    before = list(clusters(found))
    assert [len(cluster) for cluster in before] == [MOST_CONCEPTS, 5, 3]
    after = list(clusters([*found, *neighbours(2, "networks", 300)]))
    assert [key(one) == key(other) for one, other in zip(before, after, strict=True)] == [True, False, True]


def test_what_papers_and_a_model_suggest_is_one_edge_with_both_for_evidence() -> None:
    found = [Edge(0, 1, 0.6, ("“a”",)), Edge(1, 2, 0.9, ("“b”",))]
    assert with_steps(found, {(0, 1): (0.7, "said"), (2, 0): (0.4, "too")}) == [
        Edge(0, 1, 0.7, ("“a”", "said")),
        Edge(1, 2, 0.9, ("“b”",)),
        Edge(2, 0, 0.4, ("too",), "model"),
    ]
