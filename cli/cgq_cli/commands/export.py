"""`cgq export`: the bank for other programs."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cgq.config import PDF_PASSWORD, read_secret
from cgq_cli.exit_codes import SOME_FAILED
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.nothing import empty_lines, whole
from cgq_cli.opening import open_workspace
from cgq_cli.render.text import counted, escape

if TYPE_CHECKING:
    from cgq.exchange.assets import Figures
    from cgq.workspace import Workspace

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
    assets: Annotated[
        Path | None,
        typer.Option(
            "--assets",
            metavar="FOLDER",
            help="Put a PNG of every figure and drawn option there; the records name the files.",
            show_default=False,
        ),
    ] = None,
) -> int:
    """Write the bank for other programs: each question with its answers, places and concepts.

    The same bank gives the same bytes, with --assets as long as its papers lie where they were taken in. A figure
    whose paper is gone or cannot be read is null in its record, which says why, and the exit code is 3.
    """
    from cgq.actions.export import export_jsonl

    screen = asked.screen
    if output is None or str(output) == "-":
        lines = screen.as_json()
        with open_workspace(asked, create=False) as workspace:
            figures = _put_figures(asked, workspace, assets)
            count = export_jsonl(workspace, lambda line: lines.stdout.write(line.decode()), figures)
            below = [] if count else list(empty_lines(asked, whole(workspace)))
        lines.stdout.flush()
        for text in (f"{counted(count, 'question')}{_named(figures, assets)}", *below):
            screen.note(text)
    else:
        figures = _to_file(asked, format, output, assets)
    return _report(asked, figures)


def _to_file(asked: Invocation, form: Literal["jsonl"], output: Path, assets: Path | None) -> "Figures | None":
    """The records in a file, which takes its place when everything is written."""
    from cgq.actions.export import export_jsonl
    from cgq.bank.files import path_text
    from cgq.documents.export import Export
    from cgq.replaced import replaced

    screen = asked.screen
    with open_workspace(asked, create=False) as workspace, replaced(output) as write:
        figures = _put_figures(asked, workspace, assets)
        count = export_jsonl(workspace, write, figures)
        below = [] if count else list(empty_lines(asked, whole(workspace)))
    said = f"{counted(count, 'question')} in {escape(str(output))}{_named(figures, assets)}"
    document = Export(
        format=form,
        file=path_text(output),
        questions=count,
        assets=None if assets is None else path_text(assets),
        figures=len(figures.names) if figures else 0,
        undrawn=len(figures.undrawn) if figures else 0,
    )
    screen.account(document, [said, *below] if screen.terminal else [])
    if not screen.terminal:
        for text in (said, *below):
            screen.note(text)
    return figures


def _put_figures(asked: Invocation, workspace: "Workspace", folder: Path | None) -> "Figures | None":
    """The figures in their folder, all at once, before any record names them; None where no folder was named."""
    if folder is None:
        return None
    from cgq.actions.export import export_figures
    from cgq.replaced import filled

    secret = read_secret(PDF_PASSWORD, asked.environ)
    with filled(folder) as made:
        return export_figures(workspace, made, password=secret.value if secret else None)


def _named(figures: "Figures | None", folder: Path | None) -> str:
    return f", {counted(len(figures.names), 'figure')} in {escape(str(folder))}" if figures else ""


def _report(asked: Invocation, figures: "Figures | None") -> int:
    """Say why figures are missing, each reason once."""
    reasons = Counter(figures.undrawn.values() if figures else ())
    for reason, count in sorted(reasons.items()):
        asked.screen.complain(f"{counted(count, 'figure')} not drawn: {reason}")
    return SOME_FAILED if reasons else 0
