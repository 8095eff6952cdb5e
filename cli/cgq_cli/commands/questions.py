"""`cgq questions`: the question bank, and one question in full."""

from typing import Annotated

import typer

from cgq.errors import Refused
from cgq_cli import completing, filters, terminal
from cgq_cli.exit_codes import SOME_FAILED
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.naming import note_moved
from cgq_cli.nothing import no_questions, show_nothing, whole
from cgq_cli.opening import open_workspace
from cgq_cli.paging import MOST, Limit, Page, beyond, cut, note_more
from cgq_cli.picturing import Pictures, settled
from cgq_cli.render import questions as render
from cgq_cli.render.table import knowing
from cgq_cli.render.text import escape

app = new_app()


Question = Annotated[
    str | None, typer.Argument(metavar="ID", help="One question: its number or hash.", show_default=False)
]
Material = Annotated[
    int | None,
    typer.Option(
        "--material",
        "-m",
        autocompletion=completing.papers,
        metavar="ID",
        help="Only this paper's.",
        show_default=False,
    ),
]
Text = Annotated[str | None, typer.Option("--text", help="Only those that hold this text.", show_default=False)]
Number = Annotated[
    int | None,
    typer.Option(
        "--number", "-n", min=1, max=MOST, metavar="N", help="Only those with this printed number.", show_default=False
    ),
]
Flagged = Annotated[bool | None, typer.Option("--flagged/--not-flagged", help="Only what the audit flagged, or not.")]
Picture = Annotated[
    bool, typer.Option("--image", help="With ID: its picture, in the terminal if that can draw, else as a PNG.")
]


@command(app)
def questions(
    asked: Invocation,
    question: Question = None,
    material: Material = None,
    text: Text = None,
    number: Number = None,
    flagged: Flagged = None,
    repeats: filters.Repeats = False,
    limit: Limit = None,
    page: Page = 1,
    image: Picture = False,
) -> int:
    """List the questions, or show one with its options, its answer and everywhere it appears.

    Exits 3 when a picture was asked for and its papers cannot be drawn.
    """
    from cgq.actions.questions import listing
    from cgq.documents.questions import Questions

    screen = asked.screen
    if question is not None:
        return _one(asked, question, image=image)
    if image:
        raise Refused("--image shows one question", code="usage", hint="Name it by its id: `cgq questions ID --image`")
    shown = cut(screen, limit, page)
    with open_workspace(asked, create=False) as workspace:
        rows = listing(
            workspace,
            material=material,
            text=text,
            number=number,
            flagged=flagged,
            repeats=repeats,
            limit=shown,
            page=page,
        )
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
            "--repeats": repeats,
            **beyond(page),
        }
        show_nothing(asked, document, columns, no_questions(held, filters), held)
        return 0
    screen.table(document, columns, [render.row(row) for row in rows.rows])
    note_more(screen, rows.more, page)
    return 0


def _one(asked: Invocation, name: str, *, image: bool) -> int:
    """One question in full, with its picture where that is asked for."""
    from cgq.actions.questions import one
    from cgq.documents.questions import FullQuestion

    screen = asked.screen
    with open_workspace(asked, create=False) as workspace:
        found = one(workspace, name)
        note_moved(screen, workspace, [name])
    if not image:
        screen.show(FullQuestion.of(found), render.lines(found, screen.layout))
        return 0
    in_terminal = not screen.json and terminal.present()
    with Pictures(settled("auto") if in_terminal else "png", asked.environ) as pictures:
        if screen.json:
            path, problem = pictures.first_file(found.places)
            crop = None if path is None else str(path)
            screen.show(FullQuestion.of(found, crop=crop, crop_problem=problem), ())
            return SOME_FAILED if problem else 0
        screen.write(render.lines(found, screen.layout, to_look=False))
        shown = pictures.show(found.places, screen)
    if shown.problem:
        screen.complain(shown.sentence)
        return SOME_FAILED
    screen.write([escape(shown.sentence)] if shown.path else [])
    return 0
