"""A job as data: what a stage sees of it, and what it takes to ask for a new one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

A = TypeVar("A")
B = TypeVar("B")

CRITICAL, HIGH, NORMAL, LOW = 1, 2, 3, 4
PRIORITIES = {"critical": CRITICAL, "high": HIGH, "normal": NORMAL, "low": LOW}
MAX_ARGS = 1024 * 1024
MAX_RESULT = 64 * 1024
MAX_DEPTH = 100
"""Levels of JSON that arguments may have: whatever is written and read by recursion is far from its end there."""


class Job(NamedTuple, Generic[A]):
    """A claimed job. `attempt` counts this start; `root` leads its chain.

    `args` is JSON text as the ledger has it, and of the kind's own type once it was decoded (`with_args`). The first
    three fields are its place in the lane; `started_at` is in milliseconds.
    """

    class_: int
    turn: int
    due_at: int
    id: int
    kind: str
    queue: str
    args: A
    attempt: int
    crashes: int
    max_attempts: int | None
    document: int | None
    root: int | None
    mutex: str | None
    fence: int
    started_at: int

    @property
    def lease(self) -> tuple[int, int]:
        """What names this start of the job: its id and its fence."""
        return (self.id, self.fence)

    def with_args(self, args: B) -> Job[B]:
        """The same job with its arguments decoded."""
        return cast("Job[B]", Job._make((*self[:_ARGS], args, *self[_ARGS + 1 :])))


def is_deep(value: Any) -> bool:
    """Has a JSON value more than MAX_DEPTH levels?"""
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH):
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return False
    return True


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return cast("dict[str, Any]", value).values()
    return cast("Iterable[Any]", value) if isinstance(value, list | tuple) else ()


_ARGS = Job._fields.index("args")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """A job to enqueue. Only `kind` is needed; the policy of its kind fills in the rest.

    `key` names the work so that asking twice gives the same job (S2). `document` takes turns with
    others (C3). `root` and `parent` tie it into a chain (B3). `after` is a job that must be done
    first; then `delay` counts from its end. Only one job of a `mutex` can run; only one of a `coalesce` key
    can wait. `delay` and `ttl` are seconds from now, counted as they pass, the latter from when it is due; `due_at` is
    a moment of the wall clock in milliseconds, and follows that clock when it is set. `deadline` are seconds from now
    after which it is not started any more, whenever it is due.
    """

    kind: str
    args: Any = field(default_factory=dict[str, Any])
    queue: str | None = None
    priority: str | None = None
    key: str | None = None
    document: int | None = None
    root: int | None = None
    parent: int | None = None
    after: int | None = None
    mutex: str | None = None
    coalesce: str | None = None
    delay: float = 0.0
    due_at: int | None = None
    ttl: float | None = None
    deadline: float | None = None
    max_attempts: int | None = None
    requested_by: str | None = None
