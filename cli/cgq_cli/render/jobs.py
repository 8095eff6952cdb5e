"""Jobs in a list, and one job with everything that is known of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from cgq.documents.jobs import PRIORITIES
from cgq.queue.listing import most_starts
from cgq_cli.render.hints import inline
from cgq_cli.render.table import Column
from cgq_cli.render.text import escape, one_line
from cgq_cli.render.times import moment, relative

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.queue.listing import FullJob, JobRow, Paper
    from cgq.queue.policy import Policies

COLUMNS = (
    Column("id", "number"),
    Column("state"),
    Column("kind"),
    Column("queue"),
    Column("tries"),
    Column("created", "time"),
    Column("file", gives=True),
    Column("about", gives=True),
)
ENDED_COLUMNS = (Column("id", "number"), Column("state"), Column("kind"), Column("about", gives=True))


def row(job: JobRow, paper: Paper | None, policies: Policies, now: int) -> dict[str, Any]:
    """A job as a row of the list."""
    return {
        "id": job.id,
        "state": job.state,
        "kind": job.kind,
        "queue": job.queue,
        "tries": tries(job.attempts, most_starts(policies, job.kind, job.error_code, job.max_attempts)),
        "created": job.created_at,
        "file": _name(paper),
        "about": _about(job, now),
    }


def ended_row(job: FullJob) -> dict[str, Any]:
    """A job that was waited for, in one row."""
    row = job.row
    about = f"{one_line(row.error or '')} [{row.error_code}]" if row.error_code else row.result
    return {"id": row.id, "state": row.state, "kind": row.kind, "about": about}


def lines(job: FullJob, policies: Policies, now: int, *, humane: bool, verbose: bool) -> Iterator[str]:
    """One job for a person: a line a fact, then its attempts, then what follows from it."""
    for name, value in _facts(job, policies, now, humane=humane):
        if value not in (None, ""):
            yield f"{name:<12} {escape(str(value))}"
    for attempt in job.attempts:
        at = moment(attempt.ended_at, humane=humane)
        yield f"attempt {attempt.number}: {attempt.outcome} {at}: {one_line(attempt.message)} [{attempt.code}]"
        if verbose and attempt.traceback:
            yield from (f"  {escape(text)}" for text in attempt.traceback.splitlines())
    for (kind, state), count in sorted(job.descendants.items()):
        yield f"follows: {count} {kind} {state}"


def tries(attempts: int, most: int | None) -> str:
    """`2 of 3`."""
    return f"{attempts} of {most}" if most else str(attempts)


def _facts(job: FullJob, policies: Policies, now: int, *, humane: bool) -> Iterator[tuple[str, Any]]:
    row = job.row
    yield "job", row.id
    yield "state", row.state
    yield "kind", row.kind
    yield "queue", row.queue
    risen = f", risen to {PRIORITIES[row.risen_to]}" if row.risen_to != row.priority else ""
    yield "priority", PRIORITIES[row.priority] + risen
    most = most_starts(policies, row.kind, row.error_code, row.max_attempts)
    yield "tries", tries(row.attempts, most)
    yield "file", job.paper.path if job.paper else None
    yield "material", row.document
    yield "asked by", row.requested_by
    for name, at in (("created", row.created_at), ("started", row.started_at), ("finished", row.finished_at)):
        if at is not None:
            yield name, moment(at, humane=humane)
    if row.state == "scheduled":
        yield "starts", relative(row.due_at, now) if humane else moment(row.due_at, humane=False)
    if row.progress_total:
        yield "progress", f"{row.progress_done} of {row.progress_total}"
    yield "parent", row.parent_id
    yield "waits for", row.after_id
    yield "args", row.args
    yield "result", row.result
    if row.error_code:
        yield "error", f"{one_line(row.error or '')} [{row.error_code}]"
    yield "hint", inline(job.hint) if job.hint else None


def _about(job: JobRow, now: int) -> str | None:
    if job.error_code:
        again = f"again {relative(job.due_at, now)}: " if job.state == "scheduled" else ""
        return f"{again}{one_line(job.error or '')} [{job.error_code}]"
    if job.state == "scheduled":
        return f"starts {relative(job.due_at, now)}"
    return f"{job.progress_done} of {job.progress_total}" if job.state == "running" and job.progress_total else None


def _name(paper: Paper | None) -> str | None:
    return None if paper is None else os.path.basename(paper.path or "") or paper.title
