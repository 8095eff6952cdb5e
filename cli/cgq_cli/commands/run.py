"""`cgq run [PATH…]`: take papers in, work until all is done, say what came of it."""

from typing import Annotated

import typer

from cgq.errors import Refused
from cgq_cli import options, queue_options
from cgq_cli.intake import exit_code, tell_stream, wishes
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import names_from, open_workspace

app = new_app()


@command(app)
def run(
    asked: Invocation,
    paths: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders, patterns, or - for a list on standard input.", metavar="PATH"),
    ] = None,
    key: queue_options.KeyFile = None,
    queue: queue_options.Queues = None,
    jobs: options.Jobs = None,
    max_time: queue_options.MaxTime = None,
    drain: options.Drain = None,
    if_running: queue_options.IfRunningOption = "join",
    keep_going: queue_options.KeepGoing = False,
    dry_run: options.DryRun = False,
) -> int:
    """Take papers in, work with a bar per stage until all is done, and say what came of it.

    With papers it ends when these, and all that follows from them, are over; without, when nothing is left
    that it may run. Exits 3 when jobs failed for good and 6 when a paused queue kept it from finishing.
    """
    from cgq.actions.enqueue import enqueue_papers, would_take
    from cgq.actions.run import Wishes, stand_back
    from cgq_cli.running import run_and_tell, tell_standing_back

    names = list(names_from(paths or ()))
    if key and not paths:
        raise Refused("A key was named, but no paper", code="usage", hint="Name the papers: --key FILE PAPER…")
    with open_workspace(asked, jobs=jobs, drain=drain) as workspace:
        if dry_run:
            from cgq_cli.planning import plan_run

            return plan_run(asked.screen, workspace, would_take(workspace, names, key=key), queue)
        other = stand_back(workspace, if_running)
        if other is not None:
            return tell_standing_back(asked.screen, other)
        asked_for = wishes(
            None, None, None, None, None, None, again=False, title=None, description=None, names=(), key=key
        )
        intake = enqueue_papers(workspace, names, asked_for)
        if paths:
            tell_stream(asked.screen, intake)
            if not (intake.taken or intake.refused or asked.screen.json):
                return 0
        wishes_to_run = Wishes(
            queues=frozenset(queue) if queue else None,
            max_time=max_time,
            drain=workspace.settings.drain,
            if_running=if_running,
        )
        # Those of known papers too: what follows from a job that is done may have been interrupted.
        own = [taken.job for taken in intake.taken] if paths else None
        code = run_and_tell(asked, workspace, wishes_to_run, own)
    return code or exit_code(intake, keep_going=keep_going)
