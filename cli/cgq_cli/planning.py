"""What a run would do, told without doing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq_cli.intake import tell
from cgq_cli.render.intake import sentence
from cgq_cli.render.stages import COLUMNS, counts, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.actions.enqueue import Intake
    from cgq.workspace import Workspace
    from cgq_cli.output import Screen


def plan_run(screen: Screen, workspace: Workspace, intake: Intake, queues: Sequence[str] | None) -> int:
    """The papers that would be taken, and the jobs that wait already."""
    from cgq.actions.run import tally
    from cgq.documents.enqueued import Plan

    waiting = {key: n for key, n in tally(workspace).items() if not queues or key[0] in queues}
    fresh = sum(taken.outcome in ("new", "again") for taken in intake.taken)
    if fresh:
        lane = (workspace.policies.kind("process_pdf").queue, "process_pdf", "ready")
        waiting[lane] = waiting.get(lane, 0) + fresh
    ahead = [one for one in counts(waiting, waiting) if one.left]
    screen.table(Plan.of(intake, ahead), COLUMNS, rows(ahead))
    tell(screen, intake)
    screen.note(sentence(intake, dry_run=True))
    return 0
