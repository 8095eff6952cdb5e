"""`cgq work`: serve the queue until told to stop."""

from typing import Annotated, Any

import typer

from cgq_cli import options, queue_options
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import open_workspace

app = new_app()


@command(app)
def work(
    asked: Invocation,
    queue: queue_options.Queues = None,
    jobs: options.Jobs = None,
    until_empty: Annotated[bool, typer.Option("--until-empty", help="Stop when nothing is left to run.")] = False,
    if_running: queue_options.IfRunningOption = "join",
    max_jobs: queue_options.MaxJobs = None,
    max_time: queue_options.MaxTime = None,
    max_rss: queue_options.MaxRss = None,
    max_cost: queue_options.MaxCost = None,
    drain: options.Drain = None,
    log_format: options.LogFormat = None,
) -> int:
    """Serve the queue until told to stop.

    Ctrl-C or SIGTERM: nothing more is started, what runs may finish; a second one ends at once, and what was
    running starts again with the next run.
    """
    from cgq.actions.queues import served_queues
    from cgq.actions.run import Wishes, stand_back
    from cgq_cli.render.serving import opening
    from cgq_cli.running import report_standing_back, run_and_report

    log: dict[str, Any] = {"log.format": log_format}
    with open_workspace(asked, must_exist=until_empty, jobs=jobs, drain=drain, **log) as workspace:
        other = stand_back(workspace, if_running)
        if other is not None:
            return report_standing_back(asked.screen, other)
        wishes = Wishes(
            queues=served_queues(workspace, queue),
            until_empty=until_empty,
            max_time=max_time,
            max_jobs=max_jobs,
            max_rss=max_rss,
            max_cost=max_cost,
            drain=workspace.settings.drain,
            if_running=if_running,
        )
        for line in opening(workspace.policies.queues, wishes.queues if queue else None, workspace.settings):
            asked.screen.note(line)
        return run_and_report(asked, workspace, wishes)
