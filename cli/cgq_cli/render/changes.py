"""What a person's order did to jobs, in one line."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cgq.hints import Hint, argument, plain
from cgq.queue.states import ENDED, STATES, WITH_ITEMS_TO_RETRY
from cgq_cli.render.text import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cgq.actions.operate import Changed
    from cgq.documents.changed import Action
    from cgq.queue.states import State

WHY_NOT: dict[Action, str] = {
    "retry": "only a failed, cancelled or discarded job starts again",
    "cancel": "it is over",
    "discard": "only a failed job can be given up",
}
CHANGEABLE: dict[Action, tuple[State, ...]] = {
    "retry": ("failed", "cancelled", "discarded"),
    "cancel": ("scheduled", "ready", "blocked", "running"),
    "discard": ("failed",),
}
"""By action, the states from which it moves a job; one of them stays where only jobs of another state are meant."""

DOING: dict[Action, str] = {"retry": "Retrying", "cancel": "Cancelled", "discard": "Discarded"}


def elsewhere_lines(queues: Mapping[int, str]) -> Iterator[str]:
    """Which of the jobs that were named belong to other environments; `queues` are their queues by job."""
    for job, queue in sorted(queues.items()):
        yield f"Job {job} belongs to another environment: its queue is {one_line(queue)}."


def lines(action: Action, changed: Changed, *, dry_run: bool = False) -> Iterator[str]:
    """`Retrying 12 jobs`, and why the others stay as they are."""
    if changed.ids:
        would = f"Would {action}" if dry_run else DOING[action]
        failed = "" if changed.items is None else f"{counted(changed.items, 'failed item')} of "
        yield f"{would} {failed}{jobs(len(changed.ids))}: {ids(changed.ids)}."
    for id_, state in sorted(changed.unchanged.items()):
        if id_ in changed.failed_items:
            failed = counted(changed.failed_items[id_], "item")
            again = f"Do them again: `cgq retry --items {argument(id_)}`"
            yield Hint(f"Job {argument(id_)} is done, {plain(failed)} of it failed. {again}")
        else:
            yield f"Job {id_} is {state}: {_why_not(action, state) if changed.items is None else _why_no_items(state)}."
    if changed.gone:
        yield f"Pruned meanwhile by somebody else: {jobs(len(changed.gone))}: {ids(changed.gone)}."


def _why_not(action: Action, state: State) -> str:
    """Why a job in this state stays as it is."""
    return "it has moved on since it was listed" if state in CHANGEABLE[action] else WHY_NOT[action]


def _why_no_items(state: State) -> str:
    """Why the failed items of a job in this state are not done again."""
    if state in WITH_ITEMS_TO_RETRY:
        return "none of its items failed so"
    return "it starts again as a whole, without --items" if state in ENDED else "its items wait until it is over"


def jobs(count: int) -> str:
    """`1 job`, `12 jobs`."""
    return counted(count, "job")


def jobs_by_state(states: Iterable[str]) -> str:
    """`12 jobs (10 ready, 2 running)`."""
    found = Counter(states)
    parts = ", ".join(f"{found[state]} {state}" for state in STATES if found[state])
    return f"{jobs(found.total())} ({parts})"


def ids(numbers: list[int], most: int = 10) -> str:
    """The first of them, with dots for the rest."""
    more = ", …" if len(numbers) > most else ""
    return ", ".join(map(str, numbers[:most])) + more
