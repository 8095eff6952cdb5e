"""`cgq prune`: remove jobs that have been over for long enough."""

from typing import Annotated, Literal

import typer

from cgq.queue.states import ENDED
from cgq_cli import options, queue_options
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.nothing import account_for_nothing, no_jobs_in, whole
from cgq_cli.opening import open_workspace
from cgq_cli.render import pruning as render

app = new_app()


@command(app)
def prune(
    asked: Invocation,
    queue: options.Queue = None,
    kind: queue_options.Kind = None,
    state: Annotated[
        Literal["done", "failed", "discarded", "cancelled"] | None,
        typer.Option("--state", help="Only jobs that ended so.", show_default=False),
    ] = None,
    older_than: Annotated[
        float | None,
        typer.Option(
            "--older-than",
            parser=options.seconds,
            metavar="TIME",
            help="Instead of the times of their kinds, this one: 24h, 7d.",
            show_default=False,
        ),
    ] = None,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
) -> None:
    """Remove jobs that have been over for long enough, with their attempts, and give the room back to the disk.

    How long a job stays is a setting of its kind: 24 hours once it is done, 7 days otherwise, where nothing else is
    set. The newest 100 done jobs of a kind stay, and whatever a job that is not over belongs to. Papers, questions,
    vectors, concepts and decisions are never removed, nor the memory of which work was done.

    Files that jobs made go a week after they were made, once no job and no paper needs them. Jobs that nobody started
    within their time to live are ended, unless --kind, --queue or --state choose some.

    Shows how much goes, and asks. Others may work meanwhile.
    """
    from cgq.actions import prune as action
    from cgq.documents.pruned import Pruned
    from cgq.queue.retention import Which

    screen = asked.screen
    which = Which(kind=kind, queue=queue, state=state, older_than=older_than)
    with open_workspace(asked, create=False) as workspace:
        found = action.would_prune(workspace, which)
        if not dry_run and not found.is_nothing:
            if not yes:
                for text in render.going(found):
                    screen.note(text)
            asked.confirm(render.question(found), yes=yes)
        if not dry_run and not workspace.database.is_absent:
            found = action.prune(workspace, which)
        held = whole(workspace) if found.is_nothing else None
    document = Pruned.of(found, dry_run=dry_run)
    if held is not None:
        filters = {"--queue": queue, "--kind": kind, "--state": state}
        nothing = no_jobs_in(held, ENDED, filters, what="ended job", none="Nothing to prune.")
        account_for_nothing(asked, document, nothing, held)
        return
    screen.account_table(document, render.COLUMNS, render.rows(found), render.sentences(found, dry_run=dry_run))
