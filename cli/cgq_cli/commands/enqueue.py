"""`cgq enqueue PATH…`: papers become jobs, each exactly once."""

from typing import Annotated

import typer

from cgq.errors import Refused
from cgq_cli import options, queue_options
from cgq_cli.intake import answer, exit_code, wishes
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import names_from, open_workspace

app = new_app()


@command(app)
def enqueue(
    asked: Invocation,
    paths: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders, patterns, or - for a list on standard input.", metavar="PATH"),
    ] = None,
    queue: options.Queue = None,
    priority: queue_options.Priority = None,
    at: queue_options.At = None,
    in_: queue_options.In = None,
    max_attempts: queue_options.MaxAttempts = None,
    again: queue_options.Again = False,
    keep_going: queue_options.KeepGoing = False,
    title: queue_options.Title = None,
    description: queue_options.Description = None,
    as_: queue_options.As = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until the jobs, and what follows, are over.")] = False,
    dry_run: options.DryRun = False,
) -> int | None:
    """Take papers in: each becomes a job, exactly once; says what is known already and what is refused.

    Exits 2 when a file that you named was refused and 4 when it does not exist, the others taken, unless
    --keep-going is given.
    """
    from cgq.actions.enqueue import enqueue_papers, would_take

    names = list(names_from(paths or ()))
    if not names:
        raise Refused("Nothing was named to enqueue", code="usage", hint="Name files or folders: cgq enqueue papers/")
    asked_for = wishes(
        queue, priority, at, in_, max_attempts, as_, again=again, title=title, description=description, names=names
    )
    with open_workspace(asked) as workspace:
        if dry_run:
            intake = would_take(workspace, names, again=again)
        else:
            intake = enqueue_papers(workspace, names, asked_for)
        answer(asked.screen, intake, dry_run=dry_run, keep_going=keep_going)
        code = exit_code(intake, keep_going=keep_going)
        if wait and not dry_run:
            from cgq_cli.waiting import wait_for

            code = wait_for(asked, workspace, [taken.job for taken in intake.taken if taken.waits]) or code
    return code
