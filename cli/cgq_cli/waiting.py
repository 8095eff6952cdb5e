"""Waiting for jobs from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.hints import Hint
from cgq_cli.render import jobs as drawn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.workspace import Workspace
    from cgq_cli.output import Screen

SOME_FAILED = 3


def wait_for(screen: Screen, workspace: Workspace, ids: Sequence[int], timeout: float | None = None) -> int:
    """Wait until jobs are over and say how they ended: 0 when all are done, else 3."""
    from cgq.actions.jobs import several
    from cgq.actions.wait import anybody_works, wait
    from cgq.documents.jobs import Waited

    if ids and not anybody_works(workspace):
        screen.note(Hint("Nobody works on the queue. Start: `cgq run`"))
    lost = wait(workspace, ids, timeout)
    found = several(workspace, ids)
    screen.account_table(
        Waited.of(found, lost, workspace.policies), drawn.ENDED_COLUMNS, [drawn.ended_row(job) for job in found]
    )
    return SOME_FAILED if lost else 0
