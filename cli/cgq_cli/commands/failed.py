"""`cgq failed`: what failed for good, grouped by what went wrong; retry it, or give it up."""

from typing import Annotated

import typer

from cgq.db import LARGEST_INTEGER
from cgq.errors import Refused
from cgq.hints import argument
from cgq_cli import options, queue_options
from cgq_cli.exit_codes import SOME_FAILED
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import open_workspace

app = new_app()


@command(app)
def failed(
    asked: Invocation,
    ids: Annotated[
        list[int] | None,
        typer.Argument(help="Only these jobs, for --retry and --discard.", metavar="ID", min=1, max=LARGEST_INTEGER),
    ] = None,
    retry: Annotated[bool, typer.Option("--retry", help="Start them again, with a fresh budget.")] = False,
    discard: Annotated[bool, typer.Option("--discard", help="Give them up.")] = False,
    queue: options.Queue = None,
    kind: queue_options.Kind = None,
    code: Annotated[
        str | None,
        typer.Option("--code", parser=queue_options.clean, metavar="CODE", help="Only with this error code."),
    ] = None,
    match: Annotated[
        str | None,
        typer.Option("--match", parser=queue_options.clean, metavar="TEXT", help="Only whose message holds this."),
    ] = None,
    since: queue_options.Since = None,
    dry_run: options.DryRun = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 3 when there are any; with --quiet print nothing.")
    ] = False,
    yes: options.Yes = False,
) -> int:
    """Show what failed for good, by its cause; never what still waits for another try."""
    from cgq.queue.failures import Which
    from cgq_cli.failing import change, show_groups

    if retry and discard:
        raise Refused("--retry and --discard are opposites", code="usage", hint="Give one of them.")
    if ids and not (retry or discard):
        hint = f"To see one: `cgq show {argument(ids[0])}`"
        raise Refused("Ids are for --retry and --discard", code="usage", hint=hint)
    which = Which(queue=queue, kind=kind, code=code, text=match, since=since)
    with open_workspace(asked, create=False) as workspace:
        if retry or discard:
            change(asked, workspace, "retry" if retry else "discard", which, ids or (), dry_run=dry_run, yes=yes)
            return 0
        count = show_groups(asked, workspace, which, silent=exit_code and asked.screen.exit_code_answers)
    return SOME_FAILED if exit_code and count else 0
