"""Jobs that were waited for: who works on them, and what came of each with all that followed from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq.hints import Hint
from cgq.stages.table import in_order, reading_kinds
from cgq_cli.render import events
from cgq_cli.render.items import failed_text
from cgq_cli.render.names import paper_name
from cgq_cli.render.table import Column
from cgq_cli.render.text import as_sentence, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cgq.actions.wait import Waited
    from cgq.queue.listing import FullJob, Paper
    from cgq.queue.stats import SupervisorStatus

COLUMNS = (Column("id", "number"), Column("state"), Column("kind"), Column("about", main=True))
DONE = {
    "recognise_pdf": "recognised",
    "generate_embedding": "embedded",
    "update_knowledge_graph": "searched for concepts",
}
"""What is said of jobs that are done, by their kind; of another it is its name."""


def who_line(supervisors: Sequence[SupervisorStatus]) -> str:
    """Who works on the queue, or how somebody would."""
    if not supervisors:
        return Hint("Nobody works on the queue. Start the work: `cgq run`")
    return f"At work: {', '.join(f'pid {one.pid} on {one_line(one.host)}' for one in supervisors)}."


def rows(waited: Waited, papers: Mapping[int, Paper]) -> list[dict[str, Any]]:
    """One row a job; `papers` are those behind the jobs, by job."""
    return [
        {
            "id": job.row.id,
            "state": job.row.state,
            "kind": job.row.kind,
            "about": about(job, papers.get(job.row.id)),
        }
        for job in waited.jobs
    ]


def about(job: FullJob, paper: Paper | None) -> str | None:
    """`civil-a.pdf: 20 questions, 20 answers; 20 embedded, 20 searched for concepts`; None where nothing is known."""
    name = paper_name(paper.path, paper.title) if paper else ""
    failed = failed_text(job.items) or ""
    parts = [_end(job, paper), failed, ", ".join(_followed(job))]
    outcome = "; ".join(filter(None, parts))
    return ": ".join(filter(None, (name, outcome))) or None


def lost_lines(waited: Waited) -> Iterator[str]:
    """A line for each job that was not done, or left a failure behind."""
    for job in waited.jobs:
        if job.row.id in waited.lost:
            ended = "; ".join(filter(None, (_error(job), ", ".join(_followed(job)))))
            yield f"Job {job.row.id} ({job.row.kind}) is {job.row.state}: {ended}"


def closing_lines(waited: Waited) -> Iterator[str]:
    """A line for each job for the whole bank that came to no good end."""
    for job in waited.closing:
        if job.row.state != "done":
            yield f"{job.row.kind} is {job.row.state}: {_error(job)}"


def _end(job: FullJob, paper: Paper | None) -> str:
    if job.row.state == "done" and paper is not None and job.row.kind in reading_kinds():
        return events.found_text(paper)
    return _error(job)


def _error(job: FullJob) -> str:
    return f"{as_sentence(job.row.error or '')} [{job.row.error_code}]" if job.row.error_code else ""


def _followed(job: FullJob) -> Iterator[str]:
    """What became of the jobs that follow, in the order of a paper's way."""
    order = {kind: place for place, kind in enumerate(in_order())}
    for (kind, state), count in sorted(
        job.descendants.items(), key=lambda one: (order.get(one[0][0], len(order)), one[0])
    ):
        yield f"{count} {DONE.get(kind, kind)}" if state == "done" else f"{count} {kind} {state}"
