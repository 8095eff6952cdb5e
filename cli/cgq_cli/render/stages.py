"""The stages of a run, counted: what the bars show and what the summary says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.events import Ended, Started
from cgq.stages.table import in_order
from cgq_cli.render.table import Column
from cgq_cli.render.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cgq.documents.stage_counts import StageCounts

    Tally = Mapping[tuple[str, str, str], int]

LIVING = ("scheduled", "ready", "blocked", "running")
COLUMNS = (
    Column("kind"),
    Column("queue", varies=True, spare=1),
    Column("done", "number"),
    Column("failed", "number"),
    Column("left", "number"),
)


@dataclass(frozen=True, slots=True)
class StageCount:
    """One kind in one queue: what ended since the start, and what is not over yet."""

    queue: str
    kind: str
    done: int
    failed: int
    left: int
    running: int = 0
    discarded: int = 0
    cancelled: int = 0

    @property
    def ended(self) -> int:
        """How many are over, one way or another."""
        return self.done + self.failed + self.discarded + self.cancelled

    @property
    def total(self) -> int:
        """How many there are, as far as is known now."""
        return self.ended + self.left


def moved(tally: Tally, event: Started | Ended) -> dict[tuple[str, str, str], int]:
    """The counters after an event: between two looks at the database, which come twice a second at most.

    What a look has seen already is told once more by its event: no more is moved than is there.
    """
    before, after = ("ready", "running") if isinstance(event, Started) else ("running", event.state)
    leaving, coming = (event.queue, event.kind, before), (event.queue, event.kind, after)
    changed = dict(tally)
    count = min(len(event.jobs), changed.get(leaving, 0))
    changed[leaving] = changed.get(leaving, 0) - count
    changed[coming] = changed.get(coming, 0) + count
    return changed


def stages(before: Tally, after: Tally) -> list[StageCount]:
    """What moved between two looks at the counters, in the order of a paper's way. Others' work counts, too."""
    lanes = {(queue, kind) for queue, kind, _ in (*before, *after)}
    found = [_stage(queue, kind, before, after) for queue, kind in lanes]
    order = {kind: place for place, kind in enumerate(in_order())}
    return sorted(
        (stage for stage in found if stage.total),
        key=lambda stage: (order.get(stage.kind, len(order)), stage.kind, stage.queue),
    )


def counts(before: Tally, after: Tally) -> list[StageCounts]:
    """The same as it is printed."""
    from cgq.documents.stage_counts import StageCounts

    return [
        StageCounts(
            kind=one.kind,
            queue=one.queue,
            done=one.done,
            failed=one.failed,
            discarded=one.discarded,
            cancelled=one.cancelled,
            left=one.left,
        )
        for one in stages(before, after)
    ]


def planned_sentence(ahead: Sequence[StageCounts]) -> str:
    """`140 jobs would be done; papers that are not read yet are not in the cost.`, the latter where there are some."""
    is_unread = any(one.kind == "process_pdf" for one in ahead)
    unread = "; papers that are not read yet are not in the cost" if is_unread else ""
    return f"{counted(sum(one.left for one in ahead), 'job')} would be done{unread}."


def rows(counts: Iterable[StageCounts]) -> list[dict[str, object]]:
    """One row a stage."""
    return [
        {"kind": one.kind, "queue": one.queue, "done": one.done, "failed": one.failed, "left": one.left}
        for one in counts
    ]


def _stage(queue: str, kind: str, before: Tally, after: Tally) -> StageCount:
    def grown(state: str) -> int:
        return max(0, after.get((queue, kind, state), 0) - before.get((queue, kind, state), 0))

    return StageCount(
        queue,
        kind,
        done=grown("done"),
        failed=grown("failed"),
        left=sum(after.get((queue, kind, state), 0) for state in LIVING),
        running=after.get((queue, kind, "running"), 0),
        discarded=grown("discarded"),
        cancelled=grown("cancelled"),
    )
