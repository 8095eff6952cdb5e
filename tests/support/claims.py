"""What a command reported of each job, and whether the rows can have come about so.

Each report of a command is a claim about one job: in which states it was found, and in which it was left. A job's
claims are true when they can be put in an order that leads from its state before to its state after; between them it
may move only as the commands do without naming it.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any, NamedTuple

from cgq.queue.states import ENDED, LIVING, UNSUCCESSFUL, WAITING, WITH_ITEMS_TO_RETRY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ABSENT = "absent"
"""The state of a job that is not there: not yet, or no longer."""

ANEW = ("ready", "blocked")
"""In which states a job starts again."""

Moves = frozenset[tuple[str, str]]
"""Moves from one state to another."""


class Claim(NamedTuple):
    """A command found a job in one of the states `found`, and left it in one of `left`."""

    found: tuple[str, ...]
    left: tuple[str, ...]


_DEEDS = {
    "cancel": Claim(LIVING, ("cancelled",)),
    "discard": Claim(("failed",), ("discarded",)),
    "retry": Claim(UNSUCCESSFUL, ANEW),
    "retry_items": Claim(WITH_ITEMS_TO_RETRY, ANEW),
}
"""What an order did to each job that it names as changed."""

_OUTCOMES = {
    "new": Claim((ABSENT,), WAITING),
    "again": Claim((ABSENT,), WAITING),
    "revived": Claim(("failed",), ANEW),
}
"""What enqueuing did; a `known` job stays as it is."""

_ENDS = {
    "done": Claim(("running",), ("done",)),
    "failed": Claim(("running",), ("failed",)),
    "scheduled": Claim(("running",), ("scheduled",)),
    "discarded": Claim(("ready", "running"), ("discarded",)),
}
"""How a start ended, as `cgq run` reports it."""


def claims_of(documents: Iterable[Mapping[str, Any]]) -> dict[int, list[Claim]]:
    """The claims about each job in what one command printed, in their order."""
    claims: dict[int, list[Claim]] = {}
    for document in documents:
        for job, claim in _claims(document):
            claims.setdefault(job, []).append(claim)
    return claims


def _claims(document: Mapping[str, Any]) -> list[tuple[int, Claim]]:
    match document:
        case {"type": "changed", "action": action, "jobs": jobs, "unchanged": unchanged, "items": items, "gone": gone}:
            deed = _DEEDS[action if items is None else f"{action}_items"]
            kept = [(one["id"], _stayed(one["state"])) for one in unchanged]
            return [*((job, deed) for job in jobs), *kept, *((job, _stayed(ABSENT)) for job in gone)]
        case {"type": "enqueued", "jobs": jobs}:
            return [(one["id"], _OUTCOMES.get(one["outcome"], _stayed(one["state"]))) for one in jobs]
        case {"type": "removed", "jobs_cancelled": cancelled, "jobs_enqueued": enqueued}:
            new = [(job, _OUTCOMES["new"]) for job in enqueued]
            return [*((job, _DEEDS["cancel"]) for job in cancelled), *new]
        case {"type": "schedule_tick", "slots": slots}:
            return [(slot["job"], _OUTCOMES["new"]) for slot in slots if slot["outcome"] == "fired"]
        case {"type": "started", "jobs": jobs}:
            return [(job, Claim(("ready",), ("running",))) for job in jobs]
        case {"type": "ended", "jobs": jobs, "state": state}:
            return [(job, _ENDS[state]) for job in jobs]
        case _:
            return []


def _stayed(state: str) -> Claim:
    return Claim((state,), (state,))


def are_true(before: str, after: str, claims: Iterable[list[Claim]], free: Moves) -> bool:
    """Is there an order of what several commands claim of one job that leads from one state to the other?

    What one command claims keeps its order; where one of them claims much, it is a run, whose starts and ends follow
    each other.
    """
    return any(after in _reached(before, order, free) for order in _orders([list(each) for each in claims]))


def _orders(claims: list[list[Claim]]) -> Iterable[list[Claim]]:
    """Every order of the claims in which those of one command keep theirs."""
    owners = [number for number, each in enumerate(claims) for _ in each]
    for order in set(permutations(owners)):
        left = [iter(each) for each in claims]
        yield [next(left[owner]) for owner in order]


def _reached(before: str, order: list[Claim], free: Moves) -> set[str]:
    states = _with_free_moves({before}, free)
    for claim in order:
        if not states & set(claim.found):
            return set()
        states = _with_free_moves(set(claim.left), free)
    return states


def _with_free_moves(states: set[str], free: Moves) -> set[str]:
    """These states, and those that free moves lead to from them."""
    found = set(states)
    while True:
        further = {after for before, after in free if before in found} - found
        if not further:
            return found
        found |= further


PRUNED: Moves = frozenset((state, ABSENT) for state in ENDED)
"""What pruning does, which names no jobs."""
