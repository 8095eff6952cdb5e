"""Jobs in a list, and one job with everything that is known of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from cgq.documents.jobs import PRIORITIES, Children, about_text
from cgq.errors import NotReady
from cgq.queue.listing import most_starts
from cgq.queue.states import STATES
from cgq.stages.registry import stage_type
from cgq_cli.render.cost import total_line
from cgq_cli.render.hints import inline
from cgq_cli.render.items import counts_text, failed_text
from cgq_cli.render.names import short_names
from cgq_cli.render.outcome import outcome_text
from cgq_cli.render.prose import pairs, wrapped
from cgq_cli.render.table import Column, knowing
from cgq_cli.render.text import counted, escape, one_line
from cgq_cli.render.times import moment, relative

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.actions.jobs import Jobs
    from cgq.queue.listing import FullJob, JobRow, Paper
    from cgq.queue.policy import Policies
    from cgq.queue.totals import Totals
    from cgq_cli.render.table import Layout

OUTCOME = 24
"""Columns of a terminal that what came of a job is worth: `20 questions, 20 answers`."""

PAPER_OUTCOME = 41
"""Columns of a terminal that what came of a paper is worth: `20 questions, 20 answers by civil-key.pdf`, or a cause."""

BRANCH = 26
"""Columns of a terminal that a kind in a tree is worth: `update_knowledge_graph`, two steps in."""

View = Literal["first", "tree", "all"]
"""What a list of jobs holds: those that follow from no other, the same with all that follows, or each by itself."""

_HEAD = (
    Column("id", "number"),
    Column("state"),
    Column("kind", gives=True),
    Column("queue", varies=True, spare=9),
    Column("tries", varies=True, spare=8),
    Column("created", "time", varies=True, spare=6),
    Column("parent", "number", known=True),
)
FIRST = (
    *knowing(_HEAD, ("kind",)),
    Column("file", "path", main=True),
    Column("about", gives=True, varies=True, spare=4),
    Column("children", title="follows", gives=True, varies=True),
    Column("result", gives=True, varies=True, spare=1, least=PAPER_OUTCOME),
)
"""The columns of a paper a line. At a terminal the kind has none: nearly all of them are papers that are read."""

EVERY = (
    *_HEAD,
    Column("file", "path", gives=True, varies=True, spare=2),
    Column("about", main=True, varies=True),
    Column("children", title="follows", gives=True, varies=True, spare=4),
    Column("result", gives=True, varies=True, spare=3, least=OUTCOME),
)
TREE = tuple(replace(column, least=BRANCH) if column.key == "kind" else column for column in knowing(EVERY, ("file",)))
CAUSES = (
    *_HEAD,
    Column("file", "path", gives=True, varies=True),
    Column("about", gives=True, varies=True),
    Column("children", title="follows", gives=True, varies=True, spare=4),
    Column("result", title="cause", main=True),
)
"""The columns of jobs that were looked for by a state that an error leads to."""

WITH_CAUSE = ("failed", "discarded", "scheduled")
"""The states that an error leads to."""


def columns(view: View, state: str | None) -> tuple[Column, ...]:
    """The columns of a list: what it is for has the room that is left."""
    if state in WITH_CAUSE:
        return CAUSES
    return {"first": FIRST, "tree": TREE, "all": EVERY}[view]


def rows(found: Jobs, policies: Policies, now: int) -> list[dict[str, Any]]:
    """Jobs as rows of the list."""
    return [_row(found, job, policies, now) for job in found.jobs]


def shown_rows(found: Jobs, policies: Policies, now: int, view: View) -> list[dict[str, Any]]:
    """The same for a person: a first job that reads no paper is called by its kind, and what follows in a tree is set
    in."""
    named = short_names({paper.path for paper in found.papers.values() if paper.path})
    shown = rows(found, policies, now)
    for job, row in zip(found.jobs, shown, strict=True):
        if view == "first" and not row["file"]:
            row["file"] = f"({job.kind})"
        elif view == "first" and job.kind != "process_pdf":
            row["about"] = ": ".join(filter(None, (job.kind, row["about"])))
        elif view == "tree":
            row["kind"] = "  " * found.depth[job.id] + job.kind
            row["about"] = row["about"] or named.get(row["file"], row["file"])
    return shown


def _row(found: Jobs, job: JobRow, policies: Policies, now: int) -> dict[str, Any]:
    paper = found.papers.get(job.id)
    return {
        "id": job.id,
        "state": job.state,
        "kind": job.kind,
        "queue": job.queue,
        "tries": tries(job.attempts, most_starts(policies, job.kind, job.error_code, job.max_attempts)),
        "created": job.created_at,
        "parent": job.parent_id,
        "file": _path(paper),
        "about": about_text(job.args, found.questions.get(job.id)),
        "children": children_text(Children.of(found.followers.get(job.id, {}))),
        "result": "; ".join(filter(None, (_failed_items(found, job), _result(job, paper, now)))) or None,
    }


def _failed_items(found: Jobs, job: JobRow) -> str | None:
    return failed_text(found.items.get(job.id)) if job.state == "done" else None


def totals_line(totals: Totals) -> str:
    """`43 jobs in all: 40 done, 2 failed, 1 running.`"""
    states = ", ".join(f"{totals.states[state]} {state}" for state in STATES if totals.states.get(state))
    more = "" if totals.is_exact else "More than "
    rest = "" if totals.is_exact else ", of the newest"
    return f"{more}{counted(totals.jobs, 'job')} in all{rest}: {states}."


def children_text(children: Children) -> str | None:
    """`12 done, 1 failed, 3 waiting`; None where nothing follows."""
    counts = (
        (children.done, "done"),
        (children.failed, "failed"),
        (children.running, "running"),
        (children.waiting, "waiting"),
        (children.discarded, "discarded"),
        (children.cancelled, "cancelled"),
    )
    return ", ".join(f"{count} {state}" for count, state in counts if count) or None


def lines(job: FullJob, policies: Policies, layout: Layout, *, verbose: bool) -> Iterator[str]:
    """One job for a person: a line a fact, then its attempts, then what follows from it."""
    humane = layout.columns is not None
    yield from pairs(_facts(job, policies, layout.now, humane=humane), layout.columns)
    for attempt in job.attempts:
        at = moment(attempt.ended_at, humane=humane)
        text = f"{attempt.outcome} {at}: {_cause(attempt.message, attempt.code)}"
        yield from wrapped(text, layout.columns, first=f"attempt {attempt.number}: ", indent="  ")
        if verbose and attempt.traceback:
            for line in attempt.traceback.splitlines():
                yield from wrapped(escape(line), layout.columns, first="  ", indent="      ")
    for (kind, state), count in sorted(job.descendants.items()):
        yield f"follows: {count} {kind} {state}"


def tries(attempts: int, most: int | None) -> str:
    """`2 of 3`."""
    return f"{attempts} of {most}" if most else str(attempts)


def _facts(job: FullJob, policies: Policies, now: int, *, humane: bool) -> Iterator[tuple[str, Any]]:
    row = job.row
    yield "job", row.id
    failed = failed_text(job.items) if row.state == "done" else None
    yield "state", f"{row.state}, {failed}" if failed else row.state
    yield "kind", row.kind
    yield "queue", row.queue
    risen = f", risen to {PRIORITIES[row.risen_to]}" if row.risen_to != row.priority else ""
    yield "priority", PRIORITIES[row.priority] + risen
    most = most_starts(policies, row.kind, row.error_code, row.max_attempts)
    yield "tries", tries(row.attempts, most)
    yield "file", job.paper.path if job.paper else None
    yield "material", row.document
    yield "question", job.question.question if job.question else None
    yield "about", about_text(row.args, job.question)
    yield "asked by", row.requested_by
    for name, at in (("created", row.created_at), ("started", row.started_at), ("finished", row.finished_at)):
        if at is not None:
            yield name, moment(at, humane=humane)
    if row.state == "scheduled":
        yield "starts", relative(row.due_at, now) if humane else moment(row.due_at, humane=False)
    if row.state != "done":
        yield "progress", _progress(row.kind, row.progress_done, row.progress_total)
    if row.state == "done":
        yield "came of it", outcome_text(row.result, _read(job))
    yield "items", counts_text(job.items) if job.items else None
    yield "paid", total_line(job.paid) if job.paid else None
    yield "parent", row.parent_id
    yield "waits for", row.after_id
    yield "batch", row.batch
    yield "args", row.args
    yield "result", row.result
    if row.error_code:
        yield "error", _cause(row.error, row.error_code)
    yield "hint", inline(job.hint) if job.hint else None


def _result(job: JobRow, paper: Paper | None, now: int) -> str | None:
    """What came of a job, or how it stands where nothing did yet."""
    if job.error_code:
        again = f"again {relative(job.due_at, now)}: " if job.state == "scheduled" else ""
        return again + _cause(job.error, job.error_code)
    if job.state == "scheduled":
        verb = "starts" if job.due_at > now else "was due"
        return f"{verb} {relative(job.due_at, now)}"
    if job.state == "running":
        return _progress(job.kind, job.progress_done, job.progress_total)
    return outcome_text(job.result, paper if job.parent_id is None else None)


def _progress(kind: str, done: int, total: int | None) -> str | None:
    """`3 of 8 pages`; None for a job that does not report it."""
    if not total:
        return None
    try:
        return f"{done} of {total} {stage_type(kind).counts}"
    except NotReady:  # a kind whose package cannot be loaded
        return f"{done} of {total}"


def _cause(message: str | None, code: str | None) -> str:
    return f"{one_line(message or '')} [{code}]"


def _read(job: FullJob) -> Paper | None:
    """The paper that a job has read itself, if it has."""
    return job.paper if job.row.parent_id is None else None


def _path(paper: Paper | None) -> str | None:
    return None if paper is None else paper.path or paper.title
