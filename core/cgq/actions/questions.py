"""The questions: a page of them, or one with its record, its concepts and its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.actions.materials import known_paper
from cgq.actions.review import Kept, Which, wanted
from cgq.actions.search import neighbours
from cgq.bank import browse
from cgq.bank.question_name import question_number
from cgq.bank.repeats.reading import grouped_questions, repeats_of
from cgq.exchange.records.concepts import tested

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.bank.browse import QuestionRow
    from cgq.bank.question_name import QuestionName
    from cgq.bank.record import QuestionRecord
    from cgq.bank.repeats.reading import Repeats
    from cgq.bank.search import Hit
    from cgq.bank.spots import Item
    from cgq.workspace import Workspace

NEIGHBOURS = 5


@dataclass(frozen=True, slots=True)
class Questions:
    """A page of questions; `more` tells whether there is another page."""

    rows: tuple[QuestionRow, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class OneQuestion:
    """A question by its number in this bank, with the questions nearest to it; none before it has a vector.

    `places` are those where it is printed, `edits` the decisions that hold for them, `repeats` what repeats it.
    """

    question: int
    record: QuestionRecord
    near: tuple[Hit, ...]
    edits: tuple[Kept, ...] = ()
    places: tuple[Item, ...] = ()
    repeats: Repeats | None = None


def listing(
    workspace: Workspace,
    *,
    material: int | None = None,
    text: str | None = None,
    number: int | None = None,
    flagged: bool | None = None,
    repeats: bool = False,
    limit: int | None = None,
    page: int = 1,
) -> Questions:
    """Questions by paper and place; `limit` None means all, `repeats` only those that come again.

    Raises Missing for a paper that is not there.
    """
    with workspace.database.read() as tx:
        if material is not None:
            known_paper(tx, material)

        among = grouped_questions(tx) if repeats else None

        def cut(limit: int, page: int) -> list[QuestionRow]:
            return browse.listing(
                tx,
                material=material,
                text=text,
                number=number,
                flagged=flagged,
                among=among,
                limit=limit,
                page=page,
            )

        found = cut(limit or -1, page)
        more = limit is not None and bool(cut(1, limit * page + 1))
        return Questions(tuple(found), more)


def one(workspace: Workspace, name: QuestionName) -> OneQuestion:
    """A question by its number or hash. Raises as `question_number` does."""
    with workspace.database.read() as tx:
        number = question_number(tx, name)
        record = browse.record(tx, number, tested)
        places = tuple(wanted(tx, Which(questions=[number])))
        near = neighbours(tx, number, workspace.settings, NEIGHBOURS).hits
        return OneQuestion(number, record, near, _edits(places), places, repeats_of(tx, number))


def _edits(items: Iterable[Item]) -> tuple[Kept, ...]:
    return tuple(Kept(item.material.id, item.material.sha256, item.edit) for item in items if item.edit is not None)
