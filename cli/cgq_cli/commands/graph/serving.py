"""Sends the concept graph to a Neo4j server, and compares both."""

from typing import Annotated

import typer

from cgq_cli.exit_codes import KEPT_BY_PAUSE, SOME_FAILED
from cgq_cli.invocation import Invocation, command
from cgq_cli.opening import open_workspace
from cgq_cli.options import DryRun
from cgq_cli.paging import MOST
from cgq_cli.render import graph_server as render
from cgq_cli.signals import listening

NAMED = 20
"""Rows that differ which are named unless more or fewer are asked for: a screenful."""


def register(app: typer.Typer) -> None:
    """Add the commands to those of `cgq graph`."""
    command(app)(push)
    command(app)(diff)
    command(app)(pull)


def push(
    asked: Invocation,
    full: Annotated[
        bool, typer.Option("--full", help="Compare everything with the server, and send what differs.")
    ] = False,
    dry_run: DryRun = False,
) -> int:
    """Send what changed to the Neo4j server of the settings, and delete there what left the bank.

    `cgq run` and `cgq work` do the same by themselves. The bank is the truth: Neo4j can be made anew from it at any
    time. What other programs keep on that server, and other banks, is not touched.
    """
    from cgq.actions.graph_server import plan_push, push_now
    from cgq.documents.graph_server import GraphPush, GraphPushPlan

    screen = asked.screen
    with open_workspace(asked, create=False) as workspace:
        workspace.database.refuse_absent()
        if dry_run:
            plan = plan_push(workspace, full=full)
            screen.show(GraphPushPlan.of(plan), render.planned(plan))
            return 0
        done = push_now(workspace, full=full, emit=lambda _: None, listening=listening)
    screen.account(GraphPush.of(done), render.pushed(done))
    if done.failed is None and not done.is_waiting:
        return 0
    screen.complain(render.left(done))
    return KEPT_BY_PAUSE if done.failed is None else SOME_FAILED


def diff(
    asked: Invocation,
    limit: Annotated[
        int, typer.Option("--limit", min=0, max=MOST, metavar="N", help="Name at most so many that differ.")
    ] = NAMED,
) -> int:
    """Compare the concept graph with what the Neo4j server holds of it; change nothing.

    Exits 0 when both are equal, 3 when they differ.
    """
    from cgq.actions.graph_server import compare
    from cgq.documents.graph_server import GraphDiff

    screen = asked.screen
    with open_workspace(asked, create=False) as workspace:
        workspace.database.refuse_absent()
        found = compare(workspace, limit)
    rows = [render.row(one) for one in found.comparison.kinds]
    screen.table(GraphDiff.of(found), render.COLUMNS, rows, render.differences(found))
    return SOME_FAILED if found.comparison.differing else 0


def pull(asked: Invocation) -> None:  # noqa: ARG001 - it only reports why not
    """Take nothing over from Neo4j: the bank is the truth, and decisions are taken here."""
    from cgq.errors import Refused

    raise Refused(
        "Nothing is taken over from Neo4j: the bank is the truth.",
        code="no_pull",
        hint="Decide here: `cgq graph review`. Or many at once, from a file: `cgq graph import FILE`",
    )
