"""`cgq graph edges`: the edges in a list, and as a file that a spreadsheet opens and an import takes back."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from cgq.hints import Hint
from cgq_cli import edge_options, queue_options
from cgq_cli.exit_codes import SOME_FAILED
from cgq_cli.invocation import Invocation, bare, command, new_app
from cgq_cli.nothing import no_edges, show_nothing, whole
from cgq_cli.opening import me, open_workspace
from cgq_cli.options import DryRun
from cgq_cli.paging import Limit, Page, beyond, cut, note_more
from cgq_cli.render import edges as render
from cgq_cli.render.text import counted, escape

app = new_app()

Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Written whole or not at all.", show_default=False),
]
Form = Annotated[
    Literal["csv", "jsonl"] | None,
    typer.Option("--format", help="By default as the name of the file ends, else csv.", show_default=False),
]


@bare(app)
def edges(
    asked: Invocation,
    kind: edge_options.OfKind = None,
    status: edge_options.Standing = None,
    concept: edge_options.Concept = None,
    limit: Limit = None,
    page: Page = 1,
) -> None:
    """List the edges between concepts, or exchange them with a spreadsheet.

    What waits for a decision comes first, then the edges between the concepts that most questions test.
    """
    from cgq.actions.graph_edges import Which, list_edges
    from cgq.documents.edges import Edges

    screen = asked.screen
    with open_workspace(asked, create=False) as workspace:
        which = Which(kind=kind, status=status, concept=concept)
        found = list_edges(workspace, which, limit=cut(screen, limit, page), page=page)
        held = None if found.edges else whole(workspace)
    document = Edges.of(found)
    if held is not None:
        filters = {"--kind": kind, "--status": status, "--concept": concept, **beyond(page)}
        show_nothing(asked, document, render.COLUMNS, no_edges(held, filters), held)
        return
    screen.table(document, render.COLUMNS, [render.row(edge) for edge in found.edges])
    note_more(screen, found.more, page)


@command(app)
def export(
    asked: Invocation,
    kind: edge_options.OfKind = None,
    status: edge_options.Standing = None,
    concept: edge_options.Concept = None,
    output: Output = None,
    form: Form = None,
) -> None:
    """Write the edges to a file: for a spreadsheet, and to be imported again with what was decided in it.

    Each row has kind, from, to and status; strength, note, evidence and decided_by stand beside them.
    """
    from cgq.actions.graph_edges import Which
    from cgq.actions.graph_file import export_edges
    from cgq.documents.edges import Edges, EdgesExported
    from cgq.replaced import replaced

    which = Which(kind=kind, status=status, concept=concept)
    ends_as_lines = output is not None and output.suffix.casefold() in (".jsonl", ".ndjson")
    chosen = form or ("jsonl" if ends_as_lines or (output is None and asked.screen.json) else "csv")
    with open_workspace(asked, create=False) as workspace:
        lines = list(export_edges(workspace, which, chosen))
        held = whole(workspace)
    if not held.concepts:
        show_nothing(asked, Edges(edges=[], more=False), render.COLUMNS, no_edges(held, {}), held)
        return
    if output is None or str(output) == "-":
        asked.screen.write(line.rstrip("\r\n") for line in lines)
        return
    with replaced(output) as write:
        for line in lines:
            write(line.encode())
    count = len(lines) - (chosen == "csv")
    name = escape(str(output))
    asked.screen.account(EdgesExported(file=str(output), edges=count), [f"Wrote {counted(count, 'edge')} to {name}."])
    asked.screen.note(Hint("Change the column status, then: `cgq graph edges import FILE`"))


@command(app, name="import")
def import_(
    asked: Invocation,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV or JSON Lines, with kind, from, to, status.", show_default=False)
    ],
    dry_run: DryRun = False,
    as_: queue_options.As = None,
) -> int:
    """Decide about edges as each row of a file says: accepted, rejected, or suggested to take a decision back.

    `from` is learned before `to` (kind prerequisite), or `to` is a kind of it (kind broader). A row that cannot be
    taken is named with its line and why, and keeps none of the others back. An empty strength or note clears it.
    """
    from cgq.actions.graph_file import import_edges
    from cgq.documents.edges import EdgesImported

    screen = asked.screen
    with open_workspace(asked, create=False) as workspace:
        workspace.database.refuse_absent()
        done = import_edges(workspace, file, as_ or me(), dry_run=dry_run)
    screen.account(EdgesImported.of(str(file), done), render.imported_lines(str(file), done))
    for fault in render.refused_lines(done):
        screen.complain(fault, "yellow")
    if done.jobs:
        screen.note(Hint(f"{counted(done.jobs, 'job')} to bring the graph up to date: `cgq run`"))
    return SOME_FAILED if done.counts()["refused"] else 0
