"""The policy of every kind of job: one table, a row a kind (semantics T3).

A cell is changed under `[kinds.NAME]` in cgq.toml, a queue's limit under `[queues.NAME]`. `source`
says where a row's numbers come from.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

from cgq.config import Rate, rate
from cgq.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cgq.config import KindSettings, QueueSettings

T = TypeVar("T")

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue: how many calls may be in flight on the whole database, and its rank (1 goes first)."""

    name: str
    limit: int
    rank: int


@dataclass(frozen=True, slots=True)
class Tries:
    """How often a job starts in all, and the seconds to wait before each further start.

    The n-th wait is `wait`·2^(n-1) when `doubling`, else `wait`; never above the cap (T2).
    """

    starts: int
    wait: float
    doubling: bool = False


OTHER = "*"
LOCKED = Tries(3, 5.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How jobs of one kind are run. Durations in seconds.

    `tries` maps an error code to its class of tries; the exact code wins over `*`. `timeout` grows
    by `timeout_per_item` for each item that the running call has announced, up to `timeout_most`.
    `memory` (bytes) is what a process may take beyond what its libraries took before the call.
    """

    kind: str
    queue: str
    source: str
    timeout: float = 300.0
    timeout_per_item: float = 0.0
    timeout_most: float = 1800.0
    tries: Mapping[str, Tries] = field(default_factory=dict[str, Tries])
    limit: int | None = None
    rate: Rate | None = None
    batch: int = 1
    priority: str = "normal"
    ttl: float | None = None
    keep_done: float = 24 * HOUR
    keep_failed: float = 168 * HOUR
    memory: int | None = None

    def tries_for(self, code: str) -> Tries:
        """The most specific class of tries for an error code."""
        return self.tries.get(code) or self.tries[OTHER]


QUEUES = (
    Queue("high_priority", 10, 1),
    Queue("default", 5, 2),
    Queue("pdf_processing", 2, 2),
    Queue("embedding_generation", 4, 2),
    Queue("graph_update", 3, 2),
    Queue("low_priority", 3, 3),
)


def _graph(kind: str, *, priority: str = "normal", limit: int | None = None) -> Policy:
    return Policy(
        kind=kind,
        queue="graph_update",
        source="semantics T3: graph work waits 15 s after a timeout, four starts",
        timeout=120.0,
        tries={"timeout": Tries(4, 15.0), "database_locked": LOCKED, OTHER: Tries(5, 5.0, doubling=True)},
        batch=64 if limit is None else 1,
        priority=priority,
        limit=limit,
    )


KINDS = (
    Policy(
        kind="process_pdf",
        queue="pdf_processing",
        source="semantics T3: a page a second; most papers need less than a tenth of it",
        timeout=30.0,
        timeout_per_item=1.0,
        tries={"timeout": Tries(3, 30.0), "database_locked": LOCKED, OTHER: Tries(5, 5.0, doubling=True)},
        memory=512 * 1024 * 1024,
    ),
    Policy(
        kind="recognise_pdf",
        queue="pdf_processing",
        source="semantics T3; Tesseract was measured at 3 s a page at 400 dpi, in less than 1 GB",
        timeout=60.0,
        timeout_per_item=30.0,
        timeout_most=4 * HOUR,
        tries={"timeout": Tries(2, 30.0), "database_locked": LOCKED, OTHER: Tries(2, 5.0)},
        memory=1024 * 1024 * 1024,
    ),
    Policy(
        kind="label_lines",
        queue="default",
        source="semantics T3: a page a call; the provider's own patience is thirty seconds",
        timeout=60.0,
        tries={"timeout": Tries(3, 10.0), "database_locked": LOCKED, OTHER: Tries(5, 5.0, doubling=True)},
    ),
    Policy(
        kind="generate_embedding",
        queue="embedding_generation",
        source="semantics T3, C5: the common limit of a request is 2,048 texts; the local embedder takes 64",
        timeout=60.0,
        tries={"timeout": Tries(3, 10.0), "database_locked": LOCKED, OTHER: Tries(5, 5.0, doubling=True)},
        batch=2048,
    ),
    _graph("update_knowledge_graph"),
    _graph("refresh_concepts", priority="low", limit=1),
)

OWN = Policy(
    kind="*",
    queue="default",
    source="semantics T3: a user's own kind",
    tries={"timeout": Tries(5, 5.0), "database_locked": LOCKED, OTHER: Tries(5, 5.0)},
)


class Policies:
    """The table as it holds for one workspace: defaults, the user's own kinds, and the settings."""

    def __init__(
        self,
        own_kinds: Iterable[str] = (),
        queues: Mapping[str, QueueSettings] | None = None,
        kinds: Mapping[str, KindSettings] | None = None,
    ) -> None:
        self.queues = {queue.name: queue for queue in QUEUES}
        self.kinds = {policy.kind: policy for policy in KINDS}
        for kind in own_kinds:
            self.kinds.setdefault(kind, replace(OWN, kind=kind))
        for name, queue in (queues or {}).items():
            if queue.limit is not None:
                self.queues[name] = replace(self.queue(name), limit=queue.limit)
        for name, setting in (kinds or {}).items():
            self.kinds[name] = _changed(self.kind(name), setting)
            self.queue(self.kinds[name].queue)

    def kind(self, name: str) -> Policy:
        """The policy of a kind; raises Refused with the nearest known name (S5)."""
        return _named(name, self.kinds, "kind")

    def queue(self, name: str) -> Queue:
        """A queue; raises Refused with the nearest known name (S5)."""
        return _named(name, self.queues, "queue")


def _named(name: str, known: Mapping[str, T], what: str) -> T:
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(known)}."
    raise Refused(f"There is no {what} {name!r}.", code=f"unknown_{what}", hint=hint)


def _changed(policy: Policy, setting: KindSettings) -> Policy:
    cells = {
        name: value
        for name in ("queue", "limit", "timeout", "priority", "batch", "ttl", "keep_done", "keep_failed")
        if (value := getattr(setting, name)) is not None
    }
    if setting.rate is not None:
        cells["rate"] = rate(setting.rate)
    if setting.max_attempts is not None or setting.wait is not None:
        cells["tries"] = {
            code: replace(
                tries,
                starts=setting.max_attempts or tries.starts,
                wait=tries.wait if setting.wait is None else setting.wait,
            )
            for code, tries in policy.tries.items()
        }
    return replace(policy, **cells)
