"""`cgq export`: the bank for other programs."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.nothing import empty_lines, whole
from cgq_cli.opening import open_workspace
from cgq_cli.render.text import counted, escape

app = new_app()


@command(app)
def export(
    asked: Invocation,
    format: Annotated[  # noqa: A002
        Literal["jsonl"], typer.Option("--format", help="jsonl: one question record a line.")
    ] = "jsonl",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Written whole or not at all.", show_default=False),
    ] = None,
) -> None:
    """Write the bank for other programs: each question with its answers, places and concepts.

    The same bank gives the same bytes.
    """
    from cgq.actions.export import export_jsonl
    from cgq.actions.replaced import replaced
    from cgq.bank.files import path_text
    from cgq.documents.export import Export

    screen = asked.screen
    if output is None or str(output) == "-":
        lines = screen.as_json()
        with open_workspace(asked, create=False) as workspace:
            count = export_jsonl(workspace, lambda line: lines.stdout.write(line.decode()))
            below = [] if count else list(empty_lines(asked, whole(workspace)))
        lines.stdout.flush()
        for text in (counted(count, "question"), *below):
            screen.note(text)
        return
    with open_workspace(asked, create=False) as workspace, replaced(output) as write:
        count = export_jsonl(workspace, write)
        below = [] if count else list(empty_lines(asked, whole(workspace)))
    said = f"{counted(count, 'question')} in {escape(str(output))}"
    document = Export(format=format, file=path_text(output), questions=count)
    screen.account(document, [said, *below] if screen.terminal else [])
    if not screen.terminal:
        for text in (said, *below):
            screen.note(text)
