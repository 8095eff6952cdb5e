"""Waiting for jobs from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq_cli.exit_codes import SOME_FAILED
from cgq_cli.render import waited as drawn
from cgq_cli.render.items import failed_items_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.workspace import Workspace
    from cgq_cli.output import Screen


def note_who_works(screen: Screen, workspace: Workspace, ids: Sequence[int]) -> None:
    """Say who works on the queue, or what keeps the first of some jobs from starting whoever does."""
    from cgq.actions.explain import explain
    from cgq.actions.wait import who_works
    from cgq_cli.render.explain import held_line

    supervisors = who_works(workspace)
    found, _ = explain(workspace, ids[0])
    held = held_line(found, is_served=bool(supervisors))
    if held is not None:
        screen.note(held)
    if held is None or not supervisors:
        screen.note(drawn.who_line(supervisors))


def wait_for_batch(screen: Screen, workspace: Workspace, name: str, timeout: float | None = None) -> int:
    """Wait until the newest batch of a name is closed, and for the job that its end enqueues; the same exit codes."""
    from cgq.actions.wait import wait_for_close

    return wait_for(screen, workspace, wait_for_close(workspace, name, timeout), timeout)


def wait_for(screen: Screen, workspace: Workspace, ids: Sequence[int], timeout: float | None = None) -> int:
    """Wait until jobs, with all that follows from them, are over and say what came of it: 0 when all are done, and no
    item of them failed, else 3."""
    from cgq.actions.jobs import papers_behind
    from cgq.actions.wait import is_over, wait
    from cgq.documents.jobs import Waited

    if not is_over(workspace, ids):
        note_who_works(screen, workspace, ids)
    found = wait(workspace, ids, timeout)
    rows = drawn.rows(found, papers_behind(workspace, [job.row.id for job in found.jobs]))
    screen.account_table(Waited.of(found, workspace.policies), drawn.COLUMNS, rows, drawn.closing_lines(found))
    if screen.quiet:
        for text in (*drawn.lost_lines(found), *drawn.closing_lines(found), *failed_items_lines(found.failed_items)):
            screen.complain(text)
    return 0 if found.all_done else SOME_FAILED
