"""`cgq graph export` and `import`: the graph as a file for other programs, as a picture, and decisions taken back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cgq.errors import Refused
from cgq.hints import Hint
from cgq_cli import edge_options, graph_file_options, queue_options
from cgq_cli.exit_codes import SOME_FAILED
from cgq_cli.invocation import Invocation, command
from cgq_cli.nothing import no_concepts, show_nothing, whole
from cgq_cli.opening import me, open_workspace
from cgq_cli.options import DryRun
from cgq_cli.paging import MOST
from cgq_cli.render import edges as render
from cgq_cli.render import graph as graph_lines
from cgq_cli.render.text import counted

if TYPE_CHECKING:
    from cgq.actions.graph_export import ExportedGraph
    from cgq.graph.part import WantedPart

Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Written whole or not at all.", show_default=False),
]
Around = Annotated[
    str | None,
    typer.Option("--concept", metavar="NAME", help="Only this concept and what lies around it.", show_default=False),
]
Depth = Annotated[
    int | None,
    typer.Option("--depth", min=0, max=MOST, metavar="N", help="With --concept: how many edges away, by default 1."),
]
Most = Annotated[
    int | None,
    typer.Option(
        "--limit",
        min=1,
        max=MOST,
        metavar="N",
        help="At most so many concepts, the nearest or heaviest first; by default 60 in a picture.",
        show_default=False,
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands to those of `cgq graph`."""
    command(app)(export)
    command(app, name="import")(import_)


def export(
    asked: Invocation,
    concept: Around = None,
    depth: Depth = None,
    kind: edge_options.OfKind = None,
    status: edge_options.Standing = None,
    limit: Most = None,
    output: Output = None,
    form: graph_file_options.Form = None,
) -> None:
    """Write the graph, or what lies around a concept: for other programs, for a spreadsheet, or as a picture.

    What csv, jsonl, json and graphml hold can be changed and taken back with `cgq graph import`. What a format cannot
    hold is counted. With questions and papers in it: `cgq export --format graphml`, or `--format cypher`.
    """
    from cgq.actions.graph_export import export_graph
    from cgq.documents.concept import Concepts
    from cgq.documents.graph_file import GraphExported

    screen = asked.screen
    wanted = _wanted(concept, depth, kind, status, limit)
    target = None if output is None or str(output) == "-" else output
    with open_workspace(asked, create=False) as workspace:
        held = whole(workspace)
        if not held.concepts:
            nothing = no_concepts(held, {})
            show_nothing(asked, Concepts(concepts=[], more=False), graph_lines.COLUMNS, nothing, held)
            return
        done = export_graph(workspace, wanted, _chosen(asked, form, target), target)
    if target is None:
        screen.write([done.text.removesuffix("\n")])
    else:
        screen.account(GraphExported.of(done), [graph_lines.exported_line(done)])
    for note in _notes(done):
        screen.note(note)


def _wanted(
    concept: str | None,
    depth: int | None,
    kind: edge_options.OfKind,
    status: edge_options.Standing,
    limit: int | None,
) -> "WantedPart":
    from cgq.graph.part import WantedPart

    if depth is not None and concept is None:
        raise Refused("--depth counts from a concept", code="no_concept", hint="Name it with --concept NAME.")
    return WantedPart(kind=kind, status=status, concept=concept, depth=1 if depth is None else depth, most=limit)


def _chosen(asked: Invocation, named: str | None, target: Path | None) -> str:
    """The format that is named, else that of the output's name. Raises Refused for an ending that no format has."""
    from cgq.exchange.export.target import is_special
    from cgq.exchange.graphs import forms

    if named is not None:
        return named
    if target is None or is_special(target):
        return "json" if asked.screen.json else forms.DEFAULT
    found = forms.name_for(target)
    if found is None:
        message = f"{target} ends as the file of no format does: {target.suffix}"
        hint = f"Name the format with --format: {', '.join(forms.names())}."
        raise Refused(message, code="unknown_format", hint=hint)
    return found


def _notes(done: "ExportedGraph") -> list[str]:
    """What is not in the file, and the next step."""
    notes = [f"{counted(count, 'time')}: {reason}" for reason, count in done.losses.items()]
    if done.left_out:
        notes.append(f"{counted(done.left_out, 'more concept')} left out: --limit {done.concepts + done.left_out}")
    if done.format in ("csv", "jsonl") and done.file is not None:
        notes.append(Hint("Change the column status, then: `cgq graph import FILE`"))
    return notes


def import_(
    asked: Invocation,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, JSON Lines, JSON or GraphML.", show_default=False)],
    kind: Annotated[
        Literal["prerequisite", "broader"] | None,
        typer.Option("--kind", help="What edges say that do not say it in the file.", show_default=False),
    ] = None,
    status: Annotated[
        Literal["accepted", "rejected"] | None,
        typer.Option(
            "--status", help="What is decided about edges that do not say it in the file.", show_default=False
        ),
    ] = None,
    dry_run: DryRun = False,
    as_: queue_options.As = None,
) -> int:
    """Decide about edges as each row of a file states: accepted, rejected, or suggested to take a decision back.

    `from` is learned before `to` (kind prerequisite), or `to` is a kind of it (kind broader). A row that cannot be
    taken is named with its line and why, and keeps none of the others back. An empty strength or note clears it. Of a
    graph of ours (json, graphml) what people decided is taken, and no suggestion.
    """
    from cgq.actions.graph_import import import_edges
    from cgq.documents.edges import EdgesImported

    screen = asked.screen
    unsaid = {name: value for name, value in (("kind", kind), ("status", status)) if value is not None}
    with open_workspace(asked, create=False) as workspace:
        workspace.database.refuse_absent()
        done = import_edges(workspace, file, as_ or me(), unsaid, dry_run=dry_run)
    screen.account(EdgesImported.of(str(file), done), render.imported_lines(str(file), done))
    for fault in render.refused_lines(done):
        screen.complain(fault, "yellow")
    if done.jobs:
        screen.note(Hint(f"{counted(done.jobs, 'job')} to bring the graph up to date: `cgq run`"))
    return SOME_FAILED if done.counts()["refused"] else 0
