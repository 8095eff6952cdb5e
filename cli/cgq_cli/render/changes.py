"""What a person's order did to jobs, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq_cli.render.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.actions.operate import Changed
    from cgq.documents.changed import Action

WHY_NOT: dict[Action, str] = {
    "retry": "only a failed, cancelled or discarded job starts again",
    "cancel": "it is over",
    "discard": "only a failed job can be given up",
}
DOING: dict[Action, str] = {"retry": "Retrying", "cancel": "Cancelled", "discard": "Discarded"}


def lines(action: Action, changed: Changed, *, dry_run: bool = False) -> Iterator[str]:
    """`Retrying 12 jobs`, and why the others stay as they are."""
    if changed.ids:
        would = f"Would {action}" if dry_run else DOING[action]
        yield f"{would} {jobs(len(changed.ids))}: {ids(changed.ids)}."
    for id_, state in sorted(changed.unchanged.items()):
        yield f"Job {id_} is {state}: {WHY_NOT[action]}."


def jobs(count: int) -> str:
    """`1 job`, `12 jobs`."""
    return counted(count, "job")


def ids(numbers: list[int], most: int = 10) -> str:
    """The first of them, with dots for the rest."""
    more = ", …" if len(numbers) > most else ""
    return ", ".join(map(str, numbers[:most])) + more
