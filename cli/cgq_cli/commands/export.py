"""`cgq export`: the bank for other programs."""

from pathlib import Path
from typing import Annotated

import typer

from cgq_cli import export_options, filters, queue_options
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.options import DryRun

app = new_app()


@command(app)
def export(
    asked: Invocation,
    format: export_options.Form = None,  # noqa: A002
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE|FOLDER", help="Written whole or not at all.", show_default=False),
    ] = None,
    material: filters.Materials = None,
    concept: filters.Concepts = None,
    year: filters.Years = None,
    status: filters.Statuses = None,
    repeats: filters.Repeats = False,
    shuffle_options: Annotated[
        bool, typer.Option("--shuffle-options", help="Put the options of each question in another order.")
    ] = False,
    seed: export_options.Seed = None,
    assets: Annotated[
        Path | None,
        typer.Option(
            "--assets",
            metavar="FOLDER",
            help="With jsonl: put a PNG of every figure and drawn option there; the records name the files.",
            show_default=False,
        ),
    ] = None,
    at: queue_options.At = None,
    in_: queue_options.In = None,
    priority: queue_options.Priority = None,
    as_: queue_options.As = None,
    wait: Annotated[bool, typer.Option("--wait", help="Where it becomes a job: wait until that is over.")] = False,
    dry_run: DryRun = False,
) -> int:
    """Write the bank for other programs and people: each question with its answer, its source and its concepts.

    A file gets a manifest beside it, FILE.manifest.json, with its sha256 and what the format could not hold, question
    by question; a folder has it inside. A large export, or one with --at or --in, becomes a job of the kind
    export_questions; --priority and --as are for that. What a format cannot hold is no failure; a picture that cannot
    be drawn, because its paper is gone or cannot be read, makes the exit code 3.
    """
    from cgq_cli.exporting import Options, choose_format, run_export

    options = Options(
        format=choose_format(asked, format, output),
        output=output,
        material=tuple(material or ()),
        concept=tuple(concept or ()),
        year=tuple(year or ()),
        status=tuple(status or ()),
        repeats=repeats,
        shuffle_options=shuffle_options,
        seed=seed,
        assets=assets,
        at=at,
        in_=in_,
        priority=priority,
        as_=as_,
        wait=wait,
        dry_run=dry_run,
    )
    return run_export(asked, options)
