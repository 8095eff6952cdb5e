"""What a run would do, told without doing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq_cli.intake import exit_code, raise_only_refusal, report_others, report_papers
from cgq_cli.render.cost import forecast_lines
from cgq_cli.render.intake import coming_lines, sentence
from cgq_cli.render.stages import COLUMNS, counts, planned_sentence, rows

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cgq.actions.enqueue import Wishes
    from cgq.workspace import Workspace
    from cgq_cli.output import Screen


def plan_run(
    screen: Screen,
    workspace: Workspace,
    names: Sequence[str],
    wishes: Wishes,
    queues: Collection[str] | None,
    *,
    keep_going: bool,
) -> int:
    """The papers that would be taken, and the jobs that wait already; the exit code of what was named and refused."""
    from cgq.actions.enqueue import would_take
    from cgq.actions.forecast import forecast
    from cgq.actions.run import tally
    from cgq.documents.enqueued import Plan

    intake = would_take(workspace, names, wishes)
    if not keep_going:
        raise_only_refusal(intake)
    shown_name = workspace.policies.names.shown
    shown = {shown_name(queue) for queue in queues or ()}
    waiting = {key: n for key, n in tally(workspace).items() if not shown or key[0] in shown}
    fresh = sum(taken.outcome in ("new", "again") for taken in intake.taken)
    if fresh:
        lane = (shown_name(workspace.policies.kind("process_pdf").queue), "process_pdf", "ready")
        waiting[lane] = waiting.get(lane, 0) + fresh
    ahead = [one for one in counts(waiting, waiting) if one.left]
    requests = forecast(workspace, {one.kind for one in ahead})
    screen.table(Plan.of(intake, ahead, requests), COLUMNS, rows(ahead))
    report_papers(screen, intake)
    for line in coming_lines(intake):
        screen.note(line)
    for line in forecast_lines(requests):
        screen.note(line)
    if names or not ahead:
        screen.note(sentence(intake, dry_run=True))
    if ahead:
        screen.note(planned_sentence(ahead))
    report_others(screen, intake)
    return exit_code(intake, keep_going=keep_going)
