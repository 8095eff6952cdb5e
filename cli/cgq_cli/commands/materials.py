"""`cgq materials`: the papers of the bank, everything that is known of one, and what a person changes of them."""

from typing import Annotated, Literal

import typer

from cgq.errors import Refused
from cgq.hints import Hint
from cgq_cli import completing, options, queue_options
from cgq_cli.default_command import DefaultGroup
from cgq_cli.invocation import Invocation, bare, command, new_app
from cgq_cli.nothing import no_papers, show_nothing, whole
from cgq_cli.opening import me, open_workspace
from cgq_cli.paging import Limit, Page, beyond, cut, note_more
from cgq_cli.render import materials as render
from cgq_cli.render import removal as removed
from cgq_cli.render import replacement
from cgq_cli.render.loose_keys import loose_key_lines
from cgq_cli.render.text import counted

app = new_app()

Id = Annotated[
    int, typer.Argument(autocompletion=completing.papers, metavar="ID", min=1, help="The paper.", show_default=False)
]


@bare(app, cls=DefaultGroup)
def materials(
    asked: Invocation,
    number: Annotated[
        int | None,
        typer.Argument(autocompletion=completing.papers, metavar="ID", help="One paper.", show_default=False),
    ] = None,
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
        for hint in render.call_off(paper):
            screen.note(hint)
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
    note_more(screen, found.more, page)
    for text in loose_key_lines(found.bank):
        screen.note(text)


@command(app)
def edit(
    asked: Invocation, number: Id, title: queue_options.Title = None, description: queue_options.Description = None
) -> None:
    """Correct a paper's title or description; they stay however often it is read again."""
    from cgq.actions import change_papers
    from cgq.documents.materials import Material

    if title is None and description is None:
        raise Refused("What is to be changed is not said", code="usage", hint="Give --title or --description.")
    with open_workspace(asked, create=False) as workspace:
        paper = change_papers.edit(workspace, number, title=title, description=description)
    lines = render.lines(paper, asked.screen.layout)
    asked.screen.account(Material.of(paper), lines)


@command(app)
def replace(
    asked: Invocation,
    number: Id,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The right file.", show_default=False)],
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
) -> None:
    """Give a paper another file, where the one that it has was wrong: it keeps its number, and the title and
    description that a person gave it.

    The paper stays as it was until the new file is read. Then the questions that neither this nor another paper
    prints leave the bank; decisions that fit what is read stay. The old file stays where it lies: a run over its
    folder would take it in again, as another paper.
    """
    from cgq.actions import replace_paper
    from cgq.documents.replaced import Replaced

    screen = asked.screen
    with open_workspace(asked, create=False) as workspace:
        found = replace_paper.would_replace(workspace, number, file)
        if not dry_run:
            asked.confirm(replacement.question(found), yes=yes)
            found = replace_paper.replace(workspace, number, file, me())
    screen.account(Replaced.of(found, dry_run=dry_run), replacement.lines(found, dry_run=dry_run))
    if not dry_run:
        screen.note(Hint("To read it: `cgq run`"))


@command(app)
def remove(
    asked: Invocation,
    numbers: Annotated[
        list[int],
        typer.Argument(autocompletion=completing.papers, metavar="ID", min=1, help="The papers.", show_default=False),
    ],
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
) -> None:
    """Take papers out of the bank, with the questions that no other paper prints.

    Their files stay where they lie: a run over their folder would take them in again.

    Shows what goes with them, and asks. Papers that they answered as a key lose these answers. What people decided is
    kept for the day on which a paper is taken in again.
    """
    from cgq.actions import change_papers
    from cgq.documents.removed import Removed

    screen = asked.screen
    with open_workspace(asked, create=False) as workspace:
        removal = change_papers.would_remove(workspace, numbers)
        if not dry_run:
            if not yes:
                for text in removed.going(removal):
                    screen.note(text)
            asked.confirm(removed.question(removal), yes=yes)
            removal = change_papers.remove(workspace, numbers, me())
    screen.account(Removed.of(removal, dry_run=dry_run), removed.lines(removal, dry_run=dry_run))
    if removal.following:
        screen.note(
            Hint(f"{counted(len(removal.following), 'job')} to bring search and concepts up to date: `cgq run`")
        )
