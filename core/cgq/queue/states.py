"""The states of a job and the moves between them.

The states are disjoint and their counts add up to the number of jobs. The CHECK constraints of the
schema hold what a row of each state must have; `MOVES` holds who may follow whom.
"""

from __future__ import annotations

from typing import Literal, get_args

State = Literal["scheduled", "ready", "blocked", "running", "done", "failed", "discarded", "cancelled"]
STATES: tuple[State, ...] = get_args(State)
WAITING = ("scheduled", "ready", "blocked")
LIVING = (*WAITING, "running")
ENDED = ("done", "failed", "discarded", "cancelled")
UNSUCCESSFUL = ("failed", "discarded", "cancelled")
GIVEN_UP = ("discarded", "cancelled")
"""The states of a job with which those that wait for it are cancelled (B3)."""
WITH_ITEMS_TO_RETRY = ("done", "failed")
"""The states in which a job starts again for its failed items alone; nobody wants those of one that was called off."""

ItemState = Literal["done", "duplicate", "skipped", "failed", "waiting"]
"""How an item of a job stands: a `duplicate` was there already, one that was `skipped` is not wanted; `waiting` failed,
and a person asked for it again."""

MOVES: dict[str, dict[str, str]] = {
    "scheduled": {
        "ready": "it is due",
        "blocked": "it is due, and its key is taken",
        "failed": "nobody started it in time (expired)",
        "cancelled": "a person cancelled it",
    },
    "ready": {
        "running": "a supervisor claimed it",
        "failed": "nobody started it in time (expired)",
        "discarded": "its record is gone",
        "cancelled": "a person cancelled it",
    },
    "blocked": {
        "ready": "its parent is done, or its key is free",
        "scheduled": "its parent is done, and it is due later",
        "failed": "nobody started it in time (expired)",
        "cancelled": "a person cancelled it, or its parent will never be done",
    },
    "running": {
        "done": "its result is stored",
        "scheduled": "it failed, and another try may help; or it waits for something else",
        "ready": "it was given back",
        "failed": "its tries are spent, or trying again cannot help",
        "discarded": "its record is gone",
        "cancelled": "a person cancelled it",
    },
    "done": {
        "ready": "a person retried its failed items",
        "blocked": "a person retried its failed items; its key is taken",
    },
    "failed": {
        "ready": "a person retried it",
        "blocked": "a person retried it; its key is taken, or its parent is not done",
        "discarded": "a person gave it up",
    },
    "discarded": {
        "ready": "a person retried it",
        "blocked": "a person retried it; its key is taken, or its parent is not done",
    },
    "cancelled": {
        "ready": "a person retried it",
        "blocked": "a person retried it; its key is taken, or its parent is not done",
    },
}
"""From state -> to state -> why."""


def diagram() -> str:
    """The moves as a Mermaid state diagram, for the documents."""
    lines = ["stateDiagram-v2", "    [*] --> ready", "    [*] --> scheduled", "    [*] --> blocked"]
    for before, moves in MOVES.items():
        lines += [f"    {before} --> {after}: {why}" for after, why in moves.items()]
    return "\n".join(lines) + "\n"
