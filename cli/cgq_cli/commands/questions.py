"""`cgq questions`: the question bank, and one question in full."""

from typing import Annotated

import typer

from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.naming import note_moved
from cgq_cli.nothing import no_questions, show_nothing, whole
from cgq_cli.opening import open_workspace
from cgq_cli.paging import MOST, Limit, Page, beyond, cut, tell_more
from cgq_cli.render import questions as render
from cgq_cli.render.table import knowing

app = new_app()


@command(app)
def questions(
    asked: Invocation,
    question: Annotated[
        str | None, typer.Argument(metavar="ID", help="One question: its number or hash.", show_default=False)
    ] = None,
    material: Annotated[
        int | None, typer.Option("--material", "-m", metavar="ID", help="Only this paper's.", show_default=False)
    ] = None,
    text: Annotated[
        str | None, typer.Option("--text", help="Only those that hold this text.", show_default=False)
    ] = None,
    number: Annotated[
        int | None,
        typer.Option(
            "--number",
            "-n",
            min=1,
            max=MOST,
            metavar="N",
            help="Only those with this printed number.",
            show_default=False,
        ),
    ] = None,
    flagged: Annotated[
        bool | None, typer.Option("--flagged/--not-flagged", help="Only what the audit flagged, or not.")
    ] = None,
    limit: Limit = None,
    page: Page = 1,
) -> None:
    """List the questions, or show one with its options, its answer and everywhere it appears."""
    from cgq.actions.questions import listing, one
    from cgq.documents.questions import FullQuestion, Questions

    screen = asked.screen
    if question is not None:
        with open_workspace(asked, create=False) as workspace:
            found = one(workspace, question)
            note_moved(screen, workspace, [question])
        screen.show(FullQuestion.of(found), render.lines(found, screen.layout))
        return
    shown = cut(screen, limit, page)
    with open_workspace(asked, create=False) as workspace:
        rows = listing(workspace, material=material, text=text, number=number, flagged=flagged, limit=shown, page=page)
        held = None if rows.rows else whole(workspace)
    document = Questions.of(rows)
    columns = knowing(render.COLUMNS, render.OF_PAPER if material is not None else ())
    if held is not None:
        filters = {
            "--material": material,
            "--text": text,
            "--number": number,
            "--flagged": flagged is True,
            "--not-flagged": flagged is False,
            **beyond(page),
        }
        show_nothing(asked, document, columns, no_questions(held, filters), held)
        return
    screen.table(document, columns, [render.row(row) for row in rows.rows])
    tell_more(screen, rows.more, page)
