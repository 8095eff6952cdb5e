"""`cgq status`: the queues, who works on them, and what the bank holds."""

from typing import Annotated, Literal

import typer

from cgq_cli.exit_codes import SOME_FAILED
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import open_workspace
from cgq_cli.render import status as drawn
from cgq_cli.which_bank import bank_lines, chosen_bank

app = new_app()


@command(app)
def status(
    asked: Invocation,
    check: Annotated[
        bool, typer.Option("--check", help="Exit 3 when something failed or stalled; with --quiet print nothing.")
    ] = False,
    format: Annotated[  # noqa: A002
        Literal["text", "json", "prom"], typer.Option("--format", help="json is --json; prom is for Prometheus.")
    ] = "text",
) -> int:
    """Show the queues, who works on them, and what the bank holds."""
    from cgq.actions import jobs
    from cgq.documents.status import Status

    screen = asked.wanting_json(format == "json").screen
    with open_workspace(asked, create=False) as workspace:
        found = jobs.status(workspace)
    bank = chosen_bank(asked, is_empty=not found.bank.materials)
    if format == "prom" and not screen.json:
        screen.write(drawn.prometheus(found))
    elif not (check and screen.exit_code_answers):
        below = (*drawn.remarks(found), *bank_lines(bank))
        screen.table(Status.of(found, bank), drawn.COLUMNS, drawn.rows(found), below)
    return SOME_FAILED if check and (found.failed or found.stalled) else 0
