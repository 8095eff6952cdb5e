"""`cgq failed`: what failed for good, grouped by what went wrong; retry it, or give it up."""

from typing import Annotated

import typer

from cgq.db import LARGEST_INTEGER
from cgq.errors import Refused
from cgq.hints import argument
from cgq_cli import completing, options, queue_options
from cgq_cli.exit_codes import SOME_FAILED
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import open_workspace

app = new_app()


@command(app)
def failed(
    asked: Invocation,
    ids: Annotated[
        list[int] | None,
        typer.Argument(
            help="Only these jobs; not for a list of groups.",
            autocompletion=completing.jobs,
            metavar="ID",
            min=1,
            max=LARGEST_INTEGER,
        ),
    ] = None,
    retry: Annotated[bool, typer.Option("--retry", help="Start them again, with a fresh budget.")] = False,
    discard: Annotated[bool, typer.Option("--discard", help="Give them up.")] = False,
    queue: options.Queue = None,
    kind: queue_options.Kind = None,
    code: queue_options.Code = None,
    match: queue_options.Match = None,
    since: queue_options.Since = None,
    fingerprint: queue_options.Fingerprint = None,
    items: Annotated[
        bool, typer.Option("--items", help="The failed items of jobs that have many, also of jobs that are done.")
    ] = False,
    dry_run: options.DryRun = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 3 when there are any; with --quiet print nothing.")
    ] = False,
    yes: options.Yes = False,
) -> int:
    """Show what failed for good, by its cause; never what still waits for another try."""
    from cgq.queue.failures import Which
    from cgq_cli.failing import change, show_groups
    from cgq_cli.failing_items import retry_failed_items, show_items

    if retry and discard:
        raise Refused("--retry and --discard are opposites", code="usage", hint="Give one of them.")
    if items and discard:
        hint = "Leave --items out: a job that is given up takes its items along."
        raise Refused("--discard gives up whole jobs, and --items shows parts of them", code="usage", hint=hint)
    if ids and not (retry or discard or items):
        hint = f"To see one: `cgq show {argument(ids[0])}`"
        raise Refused("Ids are for --retry, --discard and --items", code="usage", hint=hint)
    which = Which(queue=queue, kind=kind, code=code, text=match, since=since, fingerprint=fingerprint)
    silent = exit_code and asked.screen.exit_code_answers
    with open_workspace(asked, create=False) as workspace:
        if items and retry:
            retry_failed_items(asked, workspace, which, ids or (), dry_run=dry_run, yes=True)
            return 0
        if retry or discard:
            change(asked, workspace, "retry" if retry else "discard", which, ids or (), dry_run=dry_run, yes=yes)
            return 0
        if items:
            count = show_items(asked, workspace, which, ids or (), silent=silent)
        else:
            count = show_groups(asked, workspace, which, silent=silent)
    return SOME_FAILED if exit_code and count else 0
