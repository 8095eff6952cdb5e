"""The live view of the queue, as lines that fit a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq.hints import unmarked
from cgq.queue.pauses import EVERY
from cgq_cli.render.names import paper_name
from cgq_cli.render.pauses import pause_line
from cgq_cli.render.table import Column, aligned
from cgq_cli.render.text import counted, fit, one_line
from cgq_cli.render.times import moment, relative, span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.actions.watch import View
    from cgq.queue.listing import JobRow
    from cgq.queue.stats import SupervisorStatus
    from cgq_cli.render.table import Layout

QUEUES = (
    Column("queue", "name", gives=True),
    Column("waiting", "number"),
    Column("scheduled", "number", spare=3),
    Column("running", "number"),
    Column("failed", "number"),
    Column("rate", "number", title="done a minute", spare=2),
    Column("oldest", "span", spare=4),
    Column("paused", gives=True, varies=True, spare=5),
)
RUNNING = (
    Column("job", "number"),
    Column("kind", gives=True),
    Column("progress", spare=2),
    Column("since", "span", title="for", spare=1),
    Column("file", "name", title="at work on", main=True),
)
FAILED = (
    Column("job", "number"),
    Column("when", "time", title="failed", spare=2),
    Column("code"),
    Column("message", main=True),
)

BAR = 10
"""Signs of a progress bar: a tenth is as fine as an eye sees in passing."""


LEAST_RUNNING = 3
"""Lines that what runs gets at least, with its head and how many are left out: one job is seen on any terminal."""


def lines(view: View, layout: Layout, height: int) -> list[str]:
    """At most `height` lines of at most the terminal's width: the queues, who works and what is paused, what runs, what
    failed last.

    Of what runs as many jobs are shown as leave room for the rest.
    """
    columns = layout.columns or 0
    above = [
        [fit(f"cgq watch (q ends), {moment(view.at, humane=True)}", columns)],
        list(aligned(QUEUES, _queues(view), layout)),
        [
            *([fit(_supervisor(one, view.at), columns) for one in view.supervisors] or ["Nobody works."]),
            *(fit(line, columns) for line in _pauses(view)),
        ],
    ]
    failed = list(aligned(FAILED, _failed(view), layout)) if view.failed else []
    taken = sum(len(part) + 1 for part in (*above, failed) if part)
    running = _running_lines(view, layout, max(LEAST_RUNNING, height - taken))
    shown: list[str] = []
    for part in filter(None, (*above, running, failed)):
        shown += [*part, ""]
    return shown[: min(height, len(shown) - 1)]


def _running_lines(view: View, layout: Layout, room: int) -> list[str]:
    """What runs, in so many lines; what is left out is counted."""
    count = sum(queue.count("running") for queue in view.queues)
    if not count:
        return []
    is_whole = count == len(view.running) < room
    rows = _running(view)[: room - 1 if is_whole else room - 2]
    table = list(aligned(RUNNING, rows, layout))
    return table if is_whole else [*table, f"and {count - len(rows)} more"]


def _queues(view: View) -> list[dict[str, Any]]:
    return [
        {
            "queue": queue.name,
            "waiting": queue.count("ready"),
            "scheduled": queue.count("scheduled"),
            "running": queue.count("running"),
            "failed": queue.count("failed"),
            "rate": view.rates.get(queue.name, 0),
            "oldest": queue.waited(view.at),
            "paused": f"{queue.pause.by}: {queue.pause.reason}" if queue.pause else None,
        }
        for queue in view.queues
    ]


def _pauses(view: View) -> Iterator[str]:
    """A line for each paused queue, and one for the pause of every queue."""
    held = {EVERY if queue.pause.of_all else queue.name: queue.pause for queue in view.queues if queue.pause}
    for name, pause in held.items():
        what = "Every queue was" if pause.of_all else f"{name} was"
        yield unmarked(pause_line(what, name, pause, since=relative(pause.at, view.at)))


def _supervisor(one: SupervisorStatus, now: int) -> str:
    who = f"supervisor {one.id}: pid {one.pid} on {one_line(one.host)}"
    if not one.alive:
        return f"{who} is gone"
    state = "has not moved" if one.stalled else one.state
    return f"{who}, {state}, {counted(one.running, 'job')}, for {span((now - one.started_at) / 1000)}"


def _running(view: View) -> list[dict[str, Any]]:
    return [
        {
            "job": job.id,
            "kind": job.kind,
            "progress": _progress(job),
            "since": None if job.started_at is None else max(0.0, (view.at - job.started_at) / 1000),
            "file": _name(view, job),
        }
        for job in view.running
    ]


def _progress(job: JobRow) -> str:
    if not job.progress_total:
        return ""
    full = min(BAR, BAR * job.progress_done // job.progress_total)
    return f"[{'#' * full}{'.' * (BAR - full)}] {job.progress_done}/{job.progress_total}"


def _failed(view: View) -> list[dict[str, Any]]:
    return [
        {
            "job": job.id,
            "when": job.finished_at,
            "code": job.error_code,
            "message": ": ".join(filter(None, (_name(view, job), one_line(job.error or "")))),
        }
        for job in view.failed
    ]


def _name(view: View, job: JobRow) -> str:
    paper = view.papers.get(job.id)
    return paper_name(paper.path, paper.title) if paper else ""
