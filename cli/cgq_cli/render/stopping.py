"""Who was asked to stop, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq_cli.render.text import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.actions.stop import How
    from cgq.queue.stats import SupervisorStatus


def asked_lines(how: How, asked: Sequence[SupervisorStatus]) -> Iterator[str]:
    """`Supervisor 3 (pid 4711 on host) is to finish 2 jobs and stop.`"""
    for one in asked:
        who = f"Supervisor {one.id} (pid {one.pid} on {one_line(one.host)})"
        jobs = counted(one.running, "job")
        what = f"{'finish' if how == 'drain' else 'give back'} {jobs} and " if one.running else ""
        stalled = " It has not moved for a minute." if one.stalled else ""
        yield f"{who} is to {what}stop.{stalled}"
