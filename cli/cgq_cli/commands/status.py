"""`cgq status`: the queues, who works on them, and what the bank holds."""

from typing import Annotated, Literal

import typer

from cgq.errors import Refused
from cgq_cli import options
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
        bool,
        typer.Option("--check", help="Exit 3 when somebody has to look, and say why; with --quiet print nothing."),
    ] = False,
    max_waiting: Annotated[
        int | None,
        typer.Option("--max-waiting", min=0, metavar="N", help="With --check: also when more jobs are ready."),
    ] = None,
    max_age: Annotated[
        float | None,
        typer.Option(
            "--max-age", parser=options.seconds, metavar="TIME", help="With --check: also when one is ready for longer."
        ),
    ] = None,
    format: Annotated[  # noqa: A002
        Literal["text", "json", "prom"],
        typer.Option("--format", help="json is --json; prom is OpenMetrics, for Prometheus."),
    ] = "text",
) -> int:
    """Show the queues, who works on them, and what the bank holds."""
    from cgq.actions import jobs
    from cgq.documents.status import Status
    from cgq.queue.concerns import Bounds, concerns

    if not check and (max_waiting is not None or max_age is not None):
        raise Refused("--max-waiting and --max-age are for --check", code="usage", hint="Add --check.")
    screen = asked.wanting_json(format == "json").screen
    with open_workspace(asked, create=False) as workspace:
        found = jobs.status(workspace)
    bank = chosen_bank(asked, is_empty=not found.bank.materials)
    wrong = concerns(found, Bounds(max_waiting, max_age))
    named = list(drawn.concern_lines(wrong)) if check else []
    if check and screen.exit_code_answers:
        return SOME_FAILED if wrong else 0
    if format == "prom" and not screen.json:
        from cgq_cli.render import openmetrics

        screen.write(openmetrics.lines(found))
        for concern in named:
            screen.note(concern)
    else:
        below = (*drawn.remarks(found, checked=check), *bank_lines(bank), *named)
        screen.table(Status.of(found, bank, wrong), drawn.COLUMNS, drawn.rows(found), below)
    return SOME_FAILED if check and wrong else 0
