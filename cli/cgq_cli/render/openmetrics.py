"""How everything stands in the OpenMetrics text format, which Prometheus reads: docs/metrics.md lists the names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cgq.queue.stats import Status

    Sample = tuple[tuple[str, ...], float]
    """The values of the labels, and the value."""

STATES = ("ready", "scheduled", "blocked", "running", "failed")
"""States of which jobs are counted as they stand; those that are over without a failure are counted as they end."""

_ESCAPED = {"\\": r"\\", "\n": r"\n", '"': r"\""}
_SPECIAL = re.compile(r'[\\\n"]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A family of samples. `name` is without the `_total` of a counter, and ends in its unit where it has one."""

    name: str
    type: Literal["gauge", "counter"]
    help: str
    samples: Callable[[Status], Iterable[Sample]]
    labels: tuple[str, ...] = ()
    unit: str = ""


def _jobs(status: Status) -> Iterator[Sample]:
    for queue in status.queues:
        for state in STATES:
            yield (queue.name, state), queue.count(state)


METRICS = (
    Metric(
        name="cgq_jobs",
        type="gauge",
        labels=("queue", "state"),
        help="Jobs that are not over, and jobs that have failed.",
        samples=_jobs,
    ),
    Metric(
        name="cgq_jobs_retrying",
        type="gauge",
        labels=("queue",),
        help="Scheduled jobs that wait for another try.",
        samples=lambda status: (((queue.name,), queue.retries) for queue in status.queues),
    ),
    Metric(
        name="cgq_jobs_overdue",
        type="gauge",
        labels=("queue",),
        help="Scheduled jobs that are due, and that nobody has made ready.",
        samples=lambda status: (((queue.name,), queue.overdue) for queue in status.queues),
    ),
    Metric(
        name="cgq_oldest_ready_seconds",
        type="gauge",
        unit="seconds",
        labels=("queue",),
        help="For how long the longest waiting job has been ready; 0 when none waits.",
        samples=lambda status: (((queue.name,), queue.waited(status.at) or 0.0) for queue in status.queues),
    ),
    Metric(
        name="cgq_jobs_ended",
        type="counter",
        labels=("queue", "kind", "state"),
        help="Jobs that ended since the database was made; one that is retried ends again.",
        samples=lambda status: (((one.queue, one.kind, one.state), one.jobs) for one in status.ended),
    ),
    Metric(
        name="cgq_jobs_run_seconds",
        type="counter",
        unit="seconds",
        labels=("queue", "kind", "state"),
        help="For how long these jobs ran, together.",
        samples=lambda status: (((one.queue, one.kind, one.state), one.ms / 1000) for one in status.ended),
    ),
    Metric(
        name="cgq_queue_limit",
        type="gauge",
        labels=("queue",),
        help="Calls that the queue makes at once.",
        samples=lambda status: (((queue.name,), queue.limit) for queue in status.queues),
    ),
    Metric(
        name="cgq_queue_paused",
        type="gauge",
        labels=("queue",),
        help="1 when the queue is paused, else 0.",
        samples=lambda status: (((queue.name,), int(queue.pause is not None)) for queue in status.queues),
    ),
    Metric(
        name="cgq_circuit_open",
        type="gauge",
        labels=("kind",),
        help="1 for a kind that rests because its provider failed.",
        samples=lambda status: (((kind,), 1) for kind, _, _ in status.circuits),
    ),
    Metric(
        name="cgq_supervisors",
        type="gauge",
        help="Supervisors that live.",
        samples=lambda status: [((), sum(one.alive for one in status.supervisors))],
    ),
    Metric(
        name="cgq_supervisors_stalled",
        type="gauge",
        help="Supervisors that hold jobs and do not move, or are gone with jobs in their name.",
        samples=lambda status: [((), len(status.stalled))],
    ),
    Metric(
        name="cgq_schedule_next_seconds",
        type="gauge",
        unit="seconds",
        labels=("entry",),
        help="Seconds until the next slot of a recurring entry; negative once it has passed.",
        samples=lambda status: (
            ((one.entry,), (one.slot - status.at) / 1000) for one in status.schedule if one.slot is not None
        ),
    ),
    Metric(
        name="cgq_hook_runs_failed",
        type="gauge",
        labels=("hook",),
        help="Reports of a hook that could not be delivered.",
        samples=lambda status: (((name,), count) for name, count in sorted(status.hooks.failed.items())),
    ),
    Metric(
        name="cgq_bank_materials",
        type="gauge",
        labels=("status",),
        help="Papers by how they stand.",
        samples=lambda status: (((name,), count) for name, count in sorted(status.bank.materials.items())),
    ),
    Metric(
        name="cgq_bank_questions",
        type="gauge",
        help="Questions in the bank.",
        samples=lambda status: [((), status.bank.questions)],
    ),
    Metric(
        name="cgq_bank_appearances",
        type="gauge",
        help="Printed questions: each in each paper.",
        samples=lambda status: [((), status.bank.appearances)],
    ),
    Metric(
        name="cgq_bank_answers",
        type="gauge",
        help="Printed questions that have an answer.",
        samples=lambda status: [((), status.bank.answered)],
    ),
    Metric(
        name="cgq_bank_to_review",
        type="gauge",
        help="Printed questions that wait for a person.",
        samples=lambda status: [((), status.bank.to_review)],
    ),
    Metric(
        name="cgq_bank_vectors",
        type="gauge",
        help="Vectors in the bank.",
        samples=lambda status: [((), status.bank.vectors)],
    ),
    Metric(
        name="cgq_bank_concepts",
        type="gauge",
        help="Concepts in the bank.",
        samples=lambda status: [((), status.bank.concepts)],
    ),
)


def lines(status: Status) -> Iterator[str]:
    """Every metric with its metadata, and the mark of the end without which the text counts as cut off."""
    for metric in METRICS:
        yield f"# TYPE {metric.name} {metric.type}"
        if metric.unit:
            yield f"# UNIT {metric.name} {metric.unit}"
        yield f"# HELP {metric.name} {_escape(metric.help)}"
        suffix = "_total" if metric.type == "counter" else ""
        for values, value in metric.samples(status):
            yield f"{metric.name}{suffix}{_labels(metric.labels, values)} {value}"
    yield "# EOF"


def _labels(names: tuple[str, ...], values: tuple[str, ...]) -> str:
    pairs = [f'{name}="{_escape(value)}"' for name, value in zip(names, values, strict=True)]
    return f"{{{','.join(pairs)}}}" if pairs else ""


def _escape(text: str) -> str:
    return _SPECIAL.sub(lambda found: _ESCAPED[found[0]], text)
