"""The acyclic view: what is set aside, and that the order of the edges changes nothing."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cgq.graph.order import Edge, acyclic, closed_circles, cycles

if TYPE_CHECKING:
    import random

edges = st.lists(
    st.builds(Edge, st.integers(1, 6), st.integers(1, 6), st.sampled_from([0.2, 0.5, 0.9]), st.booleans()).filter(
        lambda edge: edge.source != edge.target
    ),
    max_size=16,
    unique_by=lambda edge: (edge.source, edge.target),
)


def has_cycle(found: tuple[Edge, ...]) -> bool:
    sorter: TopologicalSorter[int] = TopologicalSorter()
    for edge in found:
        sorter.add(edge.target, edge.source)
    try:
        sorter.prepare()
    except CycleError:
        return True
    return False


def test_without_a_cycle_everything_stays() -> None:
    given_edges = (Edge(1, 2, 0.5), Edge(1, 3, 0.5), Edge(2, 3, 0.5))
    assert acyclic(given_edges).edges == given_edges
    assert acyclic(given_edges).aside == ()


def test_the_weakest_edge_of_a_cycle_is_set_aside() -> None:
    view = acyclic([Edge(1, 2, 0.9), Edge(2, 3, 0.2), Edge(3, 1, 0.5)])
    assert view.aside == (Edge(2, 3, 0.2),)
    assert view.contradictions == ()


def test_an_accepted_edge_stays_even_when_it_is_weaker() -> None:
    view = acyclic([Edge(1, 2, 0.1, accepted=True), Edge(2, 1, 0.9)])
    assert view.aside == (Edge(2, 1, 0.9),)


def test_a_cycle_of_accepted_edges_alone_is_told_as_a_contradiction() -> None:
    view = acyclic([Edge(1, 2, 0.4, accepted=True), Edge(2, 1, 0.9, accepted=True)])
    assert view.contradictions == view.aside == (Edge(1, 2, 0.4, accepted=True),)


def test_two_cycles_lose_one_edge_each() -> None:
    view = acyclic([Edge(1, 2, 0.5), Edge(2, 1, 0.4), Edge(3, 4, 0.5), Edge(4, 3, 0.6), Edge(2, 3, 0.1)])
    assert view.aside == (Edge(2, 1, 0.4), Edge(3, 4, 0.5))


def test_a_concept_before_itself_is_a_cycle() -> None:
    assert acyclic([Edge(1, 1, 0.5)]).edges == ()


def test_a_long_chain_needs_no_recursion() -> None:
    chain = [Edge(i, i + 1, 0.5) for i in range(20_000)]
    assert cycles(chain) == []
    assert len(acyclic([*chain, Edge(20_000, 0, 0.1)]).aside) == 1


@given(edges)
def test_the_view_never_holds_a_cycle_and_loses_nothing_silently(given_edges: list[Edge]) -> None:
    view = acyclic(given_edges)
    assert not has_cycle(view.edges)
    assert sorted(view.edges + view.aside) == sorted(given_edges)


@given(edges)
def test_nothing_is_set_aside_in_vain(given_edges: list[Edge]) -> None:
    view = acyclic(given_edges)
    if not has_cycle(tuple(given_edges)):
        assert view.aside == ()
    accepted = tuple(edge for edge in given_edges if edge.accepted)
    if not has_cycle(accepted):
        assert view.contradictions == ()


@given(edges)
def test_no_edge_that_was_set_aside_could_be_put_back(given_edges: list[Edge]) -> None:
    view = acyclic(given_edges)
    assert all(has_cycle((*view.edges, edge)) for edge in view.aside)


@given(edges)
def test_each_edge_set_aside_is_the_weakest_of_a_circle_with_kept_ones(given_edges: list[Edge]) -> None:
    view = acyclic(given_edges)
    kept = {(edge.source, edge.target): edge for edge in view.edges}
    for aside, circle in zip(view.aside, closed_circles(view, view.aside), strict=True):
        assert circle[0] == circle[-1] == aside.source
        others = [kept[pair] for pair in pairwise(circle[1:])]
        assert all((edge.accepted, edge.strength) >= (aside.accepted, aside.strength) for edge in others)
        assert not aside.accepted or all(edge.accepted for edge in others)


def test_an_edge_stays_whose_circle_another_edge_breaks() -> None:
    """1 → 3 is the weakest of 1 → 3 → 2 → 1, which has no other circle once 2 → 1 gave way to 1 → 2."""
    view = acyclic([Edge(1, 3, 0.1), Edge(3, 2, 0.9), Edge(2, 1, 0.5), Edge(1, 2, 0.9)])
    assert view.aside == (Edge(2, 1, 0.5),)


@given(edges, st.randoms(use_true_random=False))
def test_the_order_of_the_edges_changes_nothing(given_edges: list[Edge], chance: random.Random) -> None:
    expected = acyclic(given_edges)
    chance.shuffle(given_edges)
    assert acyclic(given_edges) == expected


@pytest.mark.parametrize("given_edges", [[], [Edge(1, 2, 0.0)]])
def test_small_graphs(given_edges: list[Edge]) -> None:
    assert acyclic(given_edges).edges == tuple(given_edges)
