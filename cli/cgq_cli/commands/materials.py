"""`cgq materials`: the papers of the bank, and everything that is known of one."""

from typing import Annotated, Literal

import typer

from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.nothing import no_papers, show_nothing, whole
from cgq_cli.opening import open_workspace
from cgq_cli.paging import Limit, Page, beyond, cut, tell_more
from cgq_cli.render import materials as render
from cgq_cli.render.loose_keys import loose_key_lines

app = new_app()


@command(app)
def materials(
    asked: Invocation,
    number: Annotated[int | None, typer.Argument(metavar="ID", help="One paper.", show_default=False)] = None,
    status: Annotated[
        Literal["pending", "processing", "completed", "failed", "cancelled", "discarded"] | None,
        typer.Option("--status", help="Only papers that stand so.", show_default=False),
    ] = None,
    limit: Limit = None,
    page: Page = 1,
) -> None:
    """List the papers, or tell everything of one: what was found, what is missing, where it lies."""
    from cgq.actions.materials import listing, one
    from cgq.documents.materials import Material, Materials

    screen = asked.screen
    if number is not None:
        with open_workspace(asked, create=False) as workspace:
            paper = one(workspace, number)
        screen.show(Material.of(paper), render.lines(paper, screen.layout))
        return
    with open_workspace(asked, create=False) as workspace:
        found = listing(workspace, status=status, limit=cut(screen, limit, page), page=page)
        held = None if found.papers else whole(workspace)
    document = Materials.of(found)
    if held is not None:
        nothing = no_papers(held, {"--status": status, **beyond(page)})
        show_nothing(asked, document, render.COLUMNS, nothing, held)
        return
    screen.table(document, render.COLUMNS, [render.row(paper) for paper in found.papers])
    tell_more(screen, found.more, page)
    for text in loose_key_lines(found.bank):
        screen.note(text)
