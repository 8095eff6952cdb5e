"""What happened becomes runs of hooks, in the transaction in which it happens (docs/hooks.md).

A run is a row that waits for a supervisor (hook_runs.py). More than `MOST_ALIKE` failures of one cause in a minute
become one run with their number.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from msgspec import json, to_builtins

from cgq.clock import rfc3339
from cgq.config.hooks import BATCH, DRAINED, FAILED, first_attempt
from cgq.db.queries import load
from cgq.hints import unmarked
from cgq.queue.fingerprint import fingerprint
from cgq.queue.hook_reports import ID_BITS, BatchReport, DrainedReport, FailureReport
from cgq.queue.names import QueueNames

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from cgq.config import HookSettings
    from cgq.errors import Failure
    from cgq.queue.books import Books
    from cgq.queue.hook_reports import Report
    from cgq.queue.job import Job
    from cgq.queue.unblock import Brief

SQL = load("hooks")

MOST_ALIKE = 20
"""Failures of one cause (and one asker) in a minute that are reported one by one (semantics B8)."""

ALIKE_MS = 60_000
"""Milliseconds of that minute."""

MOST_NAMED = 100
"""Jobs that a run which stands for many failures names: chosen so that what a command reads stays a few kilobytes."""

KEEP_MS = 7 * 86_400_000
"""Milliseconds for which a run is kept: a week, chosen so that Monday's operator sees the weekend."""

PRUNED_AT_ONCE = 20
"""Runs that are forgotten, at most, for each that is written: chosen above 1, so that what is too old shrinks."""


@dataclass(frozen=True, slots=True)
class Hook:
    """A hook of the settings. It hears of the queues of its own environment alone; the settings name them short."""

    name: str
    settings: HookSettings
    names: QueueNames = field(default_factory=QueueNames)

    @property
    def stored_name(self) -> str:
        """What its runs are stored under, so that no other environment starts them with a command of its own."""
        return self.names.stored(self.name)

    def serves(self, queue: str, kind: str) -> bool:
        """Is it one for the jobs of this lane (the stored name of a queue, and a kind)?"""
        queues, kinds = self.settings.queues, self.settings.kinds
        is_meant = self.names.is_own(queue) and (not queues or self.names.shown(queue) in queues)
        return is_meant and (not kinds or kind in kinds)

    def serves_asker(self, asker: str | None) -> bool:
        """Is it one for the jobs that somebody asked for?"""
        return not self.settings.requested_by or asker in self.settings.requested_by

    def hears_attempt(self, number: int, *, is_last: bool) -> bool:
        """Is it started for this failed attempt? Number 0 is the end of a job that nobody started in time."""
        on = self.settings.on
        if on == FAILED or (number == 0 and on == "attempt"):
            return is_last
        first = first_attempt(on)
        return first is not None and number >= first


def hooks_of(settings: Mapping[str, HookSettings], names: QueueNames | None = None) -> tuple[Hook, ...]:
    """The hooks of the settings, by name; `names` are those of their environment, by default one without a prefix."""
    names = names or QueueNames()
    return tuple(Hook(name, settings[name], names) for name in sorted(settings))


def attempt_failed(books: Books, job: Job[Any], failure: Failure, retry_at: int | None) -> None:
    """An attempt failed; `retry_at` is when the next one is due, on the time line, None where none follows."""
    _report_failure(books, job, job.attempt, failure, retry_at)


def ended_unstarted(books: Books, job: Brief, failure: Failure) -> None:
    """A job failed that nobody had started in time."""
    _report_failure(books, job, None, failure, None)


def _report_failure(
    books: Books, job: Job[Any] | Brief, attempt: int | None, failure: Failure, retry_at: int | None
) -> None:
    """`attempt` None: as many as the job has had, for this is none."""
    hooks = [hook for hook in books.hooks if hook.serves(job.queue, job.kind)]
    if not hooks:
        return
    from cgq.queue.retry import most_starts  # tenacity, which a command that only looks need not load

    asker, attempts, own_maximum, material, path = books.tx.one(SQL["subject"], (job.id,)) or (
        None,
        0,
        None,
        None,
        None,
    )
    number = attempts if attempt is None else attempt
    heard = 0 if attempt is None else number
    for hook in hooks:
        if not hook.serves_asker(asker) or not hook.hears_attempt(heard, is_last=retry_at is None):
            continue
        report = FailureReport(
            **_head(books, hook),
            job=job.id,
            kind=job.kind,
            queue=hook.names.shown(job.queue),
            attempt=number,
            of=most_starts(books.policies.kind(job.kind), failure.code, own_maximum),
            state="failed" if retry_at is None else "scheduled",
            retry_at=None if retry_at is None else rfc3339(books.moment.on_the_wall(retry_at)),
            requested_by=asker,
            material=material,
            file=path,
            code=failure.code,
            message=failure.message,
            hint=unmarked(failure.hint),
        )
        _write_failure(books, hook, report)


def _write_failure(books: Books, hook: Hook, report: FailureReport) -> None:
    cause = fingerprint(report.code, report.message)
    topic = hashlib.sha256(repr((hook.stored_name, cause, report.requested_by)).encode()).hexdigest()[:16]
    names = {"topic": topic, "since": books.now - ALIKE_MS, "most": MOST_ALIKE}
    count, first = books.tx.one(SQL["recent"], names) or (0, books.now)
    if count < MOST_ALIKE:
        _write(books, hook, report, topic=topic, job=report.job)
        return
    again = {"topic": topic, "job": report.job, "named": MOST_NAMED, "now": books.now}
    if not books.tx.run(SQL["summed_up"], again):
        due = first + ALIKE_MS
        _write(books, hook, report, topic=topic, job=report.job, due=due, jobs=f"[{report.job}]")


def batch_ended(
    books: Books, batch: str, counts: Mapping[str, int], lanes: Collection[tuple[str, str]], asker: str | None
) -> None:
    """The last job of a batch has ended. `counts` are its jobs by final state, `lanes` their (queue, kind)."""
    for hook in books.hooks:
        wanted = any(hook.serves(*lane) for lane in lanes) and hook.serves_asker(asker)
        if hook.settings.on == BATCH and wanted:
            report = BatchReport(
                **_head(books, hook),
                batch=batch,
                requested_by=asker,
                done=counts.get("done", 0),
                failed=counts.get("failed", 0),
                discarded=counts.get("discarded", 0),
                cancelled=counts.get("cancelled", 0),
            )
            _write(books, hook, report)


def ran_empty(books: Books, left: Collection[tuple[str, str]]) -> None:
    """Jobs of these lanes (queue, kind) are over: where none is left of all that a hook serves, that has run empty."""
    hooks = [hook for hook in books.hooks if hook.settings.on == DRAINED and any(hook.serves(*lane) for lane in left)]
    if not hooks:
        return
    open_lanes = books.tx.all(SQL["lanes_open"])
    failed = books.tx.all(SQL["lanes_failed"])
    for hook in hooks:
        if any(hook.serves(*lane) for lane in open_lanes):
            continue
        count = sum(n for queue, kind, n in failed if hook.serves(queue, kind))
        queues = list(hook.settings.queues or map(hook.names.shown, books.policies.queues))
        _write(books, hook, DrainedReport(**_head(books, hook), queues=queues, failed=count))


def _head(books: Books, hook: Hook) -> dict[str, Any]:
    """The fields that every report begins with."""
    return {
        "id": f"{books.random.getrandbits(ID_BITS):032x}",
        "hook": hook.name,
        "on": hook.settings.on,
        "at": rfc3339(books.moment.wall),
    }


def _write(
    books: Books,
    hook: Hook,
    report: Report,
    *,
    topic: str | None = None,
    job: int | None = None,
    due: int | None = None,
    jobs: str | None = None,
) -> None:
    from cgq.secrets.masking import mask_json

    row = {
        "hook": hook.stored_name,
        "occasion": hook.settings.on,
        "topic": topic,
        "job": job,
        "due": books.now if due is None else due,
        "now": books.now,
        "jobs": jobs,
        "payload": json.encode(mask_json(to_builtins(report))).decode(),
    }
    books.tx.insert(SQL["add"], row)
    prune(books, PRUNED_AT_ONCE)


def prune(books: Books, most: int) -> int:
    """Forget the runs, of the oldest `most`, that were written more than a week ago; how many."""
    return books.tx.run(SQL["prune"], {"most": most, "before": books.now - KEEP_MS})
