"""`cgq repeats`: which questions come again, in which exams and years, and how they differ."""

from typing import Annotated, Literal

import typer

from cgq.db import LARGEST_INTEGER
from cgq_cli import filters
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.nothing import no_repeats, show_nothing, whole
from cgq_cli.opening import open_workspace
from cgq_cli.paging import MOST, Limit, Page, beyond, cut, note_more
from cgq_cli.render import repeats as render
from cgq_cli.render.table import knowing

app = new_app()

AGAIN = 2
"""Exams that ask what is listed, unless more or fewer are asked for, as in `questions --repeats` (bank/repeats)."""

Group = Annotated[
    int | None,
    typer.Argument(metavar="GROUP", min=1, max=LARGEST_INTEGER, help="One group, by its number.", show_default=False),
]
Kind = Annotated[
    Literal["verbatim", "variant", "concept"] | None,
    typer.Option("--kind", help="Only groups with repeats of this kind.", show_default=False),
]
Least = Annotated[
    int,
    typer.Option(
        "--min",
        min=1,
        max=MOST,
        metavar="N",
        help="Only what so many exams ask, or more; 1: also what one exam asks twice.",
    ),
]


@command(app)
def repeats(
    asked: Invocation,
    group: Group = None,
    kind: Kind = None,
    least: Least = AGAIN,
    year: filters.Years = None,
    material: filters.Materials = None,
    limit: Limit = None,
    page: Page = 1,
) -> None:
    """List what exams ask again, or show one group of questions with their places, answers and differences.

    verbatim is the same but for white space, signs that look alike and the order of options. variant has other
    numbers, asks for the wrong one instead of the right one, or has some other options. Forms A and B of one exam
    count as one. concept is what asks for the same answer in other words: it is listed by itself, and a group shows
    what asks for its concepts. One such group is shown by the number of its concept and --kind concept.
    """
    from cgq.actions.repeats import by_concept, listing, one
    from cgq.bank.repeats.reading import GroupFilter
    from cgq.documents.repeats import RepeatGroup, RepeatGroups

    screen = asked.screen
    if group is not None:
        with open_workspace(asked, create=False) as workspace:
            shown = by_concept(workspace, group) if kind == "concept" else one(workspace, group)
        screen.show(RepeatGroup.of_one(shown), render.group_lines(shown, screen.layout))
        return
    wanted = GroupFilter(kind=kind, least=least, years=tuple(year or ()), materials=tuple(material or ()))
    with open_workspace(asked, create=False) as workspace:
        found = listing(workspace, wanted, limit=cut(screen, limit, page), page=page)
        held = None if found.rows else whole(workspace)
    document = RepeatGroups.of(found)
    columns = knowing(render.columns_of(kind), ("kinds",) if kind is not None else ())
    if held is not None:
        filters = {
            "--kind": kind,
            "--min": least if least != AGAIN or found.within_one else None,
            "--year": ", ".join(map(str, year)) if year else None,
            "--material": ", ".join(map(str, material)) if material else None,
            **beyond(page),
        }
        show_nothing(asked, document, columns, no_repeats(held, filters, found.left), held)
    else:
        screen.table(document, columns, [render.row(row) for row in found.rows])
        screen.note(render.count_line(found, kind))
        note_more(screen, found.more, page)
    for hint in render.left_lines(found):
        screen.note(hint)
