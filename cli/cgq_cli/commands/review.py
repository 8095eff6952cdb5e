"""`cgq review`: look at what the audit flagged, and accept, correct or reject it."""

from itertools import islice
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cgq.hints import Hint
from cgq_cli import completing, queue_options
from cgq_cli.deciding import Wish, decide
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.naming import note_moved
from cgq_cli.nothing import no_decisions, no_questions, show_nothing, whole
from cgq_cli.opening import me, open_workspace
from cgq_cli.paging import MOST
from cgq_cli.picturing import Image, Pictures, settled
from cgq_cli.render import edits
from cgq_cli.render import review as render
from cgq_cli.render.questions import OF_PAPER
from cgq_cli.render.table import knowing, table
from cgq_cli.render.text import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cgq.actions.review import Which
    from cgq.bank.record import QuestionRecord
    from cgq.bank.spots import Item
    from cgq.documents.review import Review
    from cgq.workspace import Workspace
    from cgq_cli.output import Screen

app = new_app()


def _flag(text: str) -> str:
    from cgq.config import refuse_unknown
    from cgq.exam.findings import CODES

    if text in CODES:
        return text
    listed = "cgq help findings"
    return refuse_unknown(f"There is no flag {text!r}", text, CODES, code="unknown_flag", listed=listed)


Ids = Annotated[
    list[str] | None, typer.Argument(metavar="ID", help="Questions: their numbers or hashes.", show_default=False)
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
Number = Annotated[
    int | None,
    typer.Option("--number", "-n", min=1, max=MOST, metavar="N", help="Only this number.", show_default=False),
]
Section = Annotated[
    str | None, typer.Option("--section", metavar="TEXT", help="Only of this section.", show_default=False)
]
Flag = Annotated[
    str | None, typer.Option("--flag", parser=_flag, metavar="CODE", help="Only with this flag.", show_default=False)
]
Everything = Annotated[bool, typer.Option("--all", help="Also what nothing speaks against.")]
Rejected = Annotated[bool, typer.Option("--rejected", help="What was rejected.")]
Limit = Annotated[
    int | None, typer.Option("--limit", min=1, max=MOST, metavar="N", help="At most so many.", show_default=False)
]
Picture = Annotated[
    Image,
    typer.Option(
        "--image",
        help="How to show the page: auto asks the terminal, png writes a file. With --json nothing but png draws.",
    ),
]
Accept = Annotated[
    bool,
    typer.Option(
        "--accept",
        help="They are right as they are; with --material and --flag: all that only this flag speaks against.",
    ),
]
Reject = Annotated[
    str | None,
    typer.Option("--reject", metavar="REASON", help="They are no questions, or not to be used.", show_default=False),
]
Answer = Annotated[
    str | None,
    typer.Option(
        "--answer",
        metavar="N,…",
        help="Their answer, by the options' printed labels or numbers; void: all are right; unknown.",
        show_default=False,
    ),
]
Mode = Annotated[
    Literal["any", "all", "void"] | None,
    typer.Option("--mode", help="With --answer: any one of them is right, or all must be chosen."),
]
Edit = Annotated[
    str | None,
    typer.Option(
        "--edit",
        metavar="FILE",
        help="Set the fields that a JSON file, or a form as the editor shows it, holds; - for standard input.",
        show_default=False,
    ),
]
Undo = Annotated[bool, typer.Option("--undo", help="Take the last decision about them back.")]
History = Annotated[bool, typer.Option("--history", help="What was decided, by whom, when.")]


@command(app)
def review(
    asked: Invocation,
    ids: Ids = None,
    material: Material = None,
    number: Number = None,
    section: Section = None,
    flag: Flag = None,
    all_: Everything = False,
    rejected: Rejected = False,
    limit: Limit = None,
    image: Picture = "auto",
    accept: Accept = False,
    reject: Reject = None,
    answer: Answer = None,
    mode: Mode = None,
    edit: Edit = None,
    undo: Undo = False,
    history: History = False,
    as_: queue_options.As = None,
) -> None:
    """Walk through the questions that ask for a person, each beside its picture; every decision is saved at once.

    Off a terminal, list them. With --accept, --reject, --answer, --edit or --undo, decide about those named
    by ID, by --material and --number, or, to accept, by --material and --flag. Decisions are kept apart from
    what is read, and hold when a paper is read again.
    """
    from cgq.actions.review import Which

    which = Which(
        questions=tuple(ids or ()),
        material=material,
        section=section,
        number=number,
        flag=flag,
        everything=all_,
        rejected=rejected,
    )
    wish = Wish(accept=accept, undo=undo, reject=reject, answer=answer, mode=mode, edit=edit)
    with open_workspace(asked, create=False) as workspace:
        note_moved(asked.screen, workspace, ids or ())
        if wish.given:
            decide(asked, workspace, which, wish, as_ or me())
        elif history:
            _history(asked, workspace, which)
        else:
            _look(asked, workspace, which, limit, image, as_ or me())


def _look(asked: Invocation, workspace: "Workspace", which: "Which", limit: int | None, image: Image, by: str) -> None:
    """The walk at a terminal, else the list."""
    from cgq.actions.review import wanted
    from cgq.documents.review import Reviews
    from cgq_cli import terminal

    screen = asked.screen
    with workspace.database.read() as tx:
        items = list(islice(wanted(tx, which), limit))
    if screen.json:
        _document(screen, workspace, items, image, asked.environ)
    elif not items:
        held = whole(workspace)
        nothing = no_questions(held, _filters(which), _none_asks(held.unanswered), countable=False)
        show_nothing(asked, Reviews(places=[]), render.COLUMNS, nothing, held)
    elif terminal.present():
        from cgq_cli.reviewing import ReviewWalk

        with Pictures(settled(image), asked.environ) as pictures:
            ReviewWalk(asked, workspace, pictures, by).through(items)
    else:
        columns = knowing(render.COLUMNS, OF_PAPER if which.material is not None else ())
        screen.write(table(columns, [render.row(item) for item in items], screen.layout))


def _none_asks(unanswered: int) -> str:
    """That nothing asks for review, which does not mean that every question has its answer; and the next step then."""
    if not unanswered:
        return "Nothing asks for review."
    return Hint(
        f"Nothing asks for review; without an answer: {counted(unanswered, 'question')}. Name the key: "
        "`cgq run --key FILE PAPER` Or see them: `cgq review --all` Then answer one: `cgq review ID --answer N`"
    )


def _document(
    screen: "Screen", workspace: "Workspace", items: "list[Item]", image: Image, environ: "Mapping[str, str]"
) -> None:
    """Every place in one document, each with the path of its picture where files are asked for."""
    from cgq.documents.review import Reviews

    with Pictures(image, environ) as pictures:
        places = [_place(workspace, item, pictures) for item in items]
    screen.show(Reviews(places=places), ())


def _place(workspace: "Workspace", item: "Item", pictures: Pictures) -> "Review":
    from cgq.documents.review import Review

    path, problem = pictures.file(item) if pictures.image == "png" else (None, None)
    crop = None if path is None else str(path)
    return Review.of(item, _question(workspace, item), crop=crop, crop_problem=problem)


def _question(workspace: "Workspace", item: "Item") -> "QuestionRecord | None":
    """The question record of a spot, with all its appearances."""
    from cgq.bank.browse import records
    from cgq.exchange.records.concepts import tested

    with workspace.database.read() as tx:
        found = records(tx, [item.question], tested) if item.question else []
    return found[0] if found else None


def _filters(which: "Which") -> dict[str, object]:
    """Which places were asked for, as it is typed."""
    return {
        "--material": which.material,
        "--number": which.number,
        "--section": which.section,
        "--flag": which.flag,
        "--all": which.everything,
        "--rejected": which.rejected,
        **{str(name): True for name in which.questions},
    }


def _history(asked: Invocation, workspace: "Workspace", which: "Which") -> None:
    from cgq.actions.review import history
    from cgq.documents.edit import History

    with workspace.database.read() as tx:
        found = list(history(tx, which))
    document = History.of(found)
    if not found:
        held = whole(workspace)
        nothing = no_decisions(held, _filters(which))
        show_nothing(asked, document, edits.COLUMNS, nothing, held)
        return
    asked.screen.table(document, edits.COLUMNS, [edits.row(kept) for kept in found])
