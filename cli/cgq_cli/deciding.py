"""Decisions about questions from the command line, without a terminal: one option says what, ids say where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from cgq.errors import Missing, Refused
from cgq.exam.findings import GAP, NO_ANSWER
from cgq.hints import Hint, argument, plain
from cgq_cli.render import review as drawn
from cgq_cli.render.text import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.actions.review import Decided, Which
    from cgq.bank.change import Change
    from cgq.bank.spots import Item
    from cgq.workspace import Workspace
    from cgq_cli.invocation import Invocation


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be decided; exactly one of these is given."""

    accept: bool = False
    undo: bool = False
    reject: str | None = None
    answer: str | None = None
    mode: Literal["any", "all", "void"] | None = None
    edit: str | None = None

    @property
    def given(self) -> bool:
        """Is anything asked for?"""
        options = (self.accept, self.undo, self.reject is not None, self.answer is not None, self.edit is not None)
        if sum(options) > 1:
            raise Refused("Only one of --accept, --reject, --answer, --edit, --undo can be meant", code="usage")
        if self.mode and self.answer is None and self.mode != "void":
            raise Refused("--mode is for --answer", code="usage")
        return any(options) or self.mode == "void"


def decide(asked: Invocation, workspace: Workspace, which: Which, wish: Wish, by: str) -> None:
    """Do it at every place that is meant, and tell each."""
    from cgq.documents.review import Decision, Decisions

    alike = _share_one_doubt(which, wish)
    if not alike and not which.questions and (which.material is None or which.number is None):
        hint = "Give ids, or --material ID with --number N; they are in the list: `cgq review`"
        raise Refused("It is not said which question is meant", code="usage", hint=hint)
    items = _meant(workspace, which, adding=wish.edit is not None)
    if alike:
        items = [item for item in items if set(item.why) <= {which.flag, NO_ANSWER}]
        if not items:
            material, flag = argument(which.material), argument(which.flag)
            hint = f"See what else is asked: `cgq review --material {material} --flag {flag}`"
            raise Missing("More than this flag speaks against each of these questions", hint=hint)
    _one_meaning(items, wish)
    changes = [_change(wish, item) for item in items]
    done = [_do(workspace, item, wish, change, by) for item, change in zip(items, changes, strict=True)]
    together = _together(done)
    document = Decisions(decisions=[Decision.of(one) for one in together])
    asked.screen.account(document, [drawn.decided(one) for one in together])
    if gone := [one.item for one in done if one.action == "rejected"]:
        asked.screen.note(_how_to_undo(gone))
    if jobs := sum(one.jobs for one in done):
        asked.screen.note(Hint(f"{counted(jobs, 'job')} to bring search and concepts up to date: `cgq run`"))


def _how_to_undo(rejected: Sequence[Item]) -> Hint:
    """How to take the rejection of the first of them back."""
    number, material = argument(rejected[0].shown.number), argument(rejected[0].material.id)
    which_one = "it" if len(rejected) == 1 else "one"
    return Hint(f"To take {plain(which_one)} back: `cgq review --material {material} --number {number} --undo`")


def _share_one_doubt(which: Which, wish: Wish) -> bool:
    """Whether all questions of a paper are meant that only one flag speaks against: they may be accepted together."""
    return wish.accept and which.material is not None and which.flag is not None and which.number is None


def _together(done: Sequence[Decided]) -> list[Decided]:
    """Decisions of one command: a place that is decided about later in it does not keep the question as it was."""
    later = (sum(other.was == one.was is not None for other in done[n:]) for n, one in enumerate(done, 1))
    return [replace(one, elsewhere=max(0, one.elsewhere - others)) for one, others in zip(done, later, strict=True)]


def _meant(workspace: Workspace, which: Which, *, adding: bool) -> list[Item]:
    from cgq.actions.review import absent, wanted

    with workspace.database.read() as tx:
        items = list(wanted(tx, which))
        if not items and adding and which.material is not None and which.number is not None:
            return [absent(tx, which.material, which.number, which.section)]
    if not items:
        raise Missing(
            "There is no such question in that paper",
            hint="To add a question that was not found: --edit FILE. List what is there: `cgq questions --material ID`",
        )
    return items


def _one_meaning(items: Sequence[Item], wish: Wish) -> None:
    """Refuse an answer or an edit that would mean something else at another place."""
    if wish.accept or wish.undo or wish.reject is not None:
        return
    said = {tuple(option.text for option in item.shown.options) for item in items}
    if len(items) > 1 and (wish.edit is not None or len(said) > 1):
        places = "; ".join(f"--material {item.material.id} --number {item.shown.number}" for item in items)
        raise Refused(
            f"It is printed at {counted(len(items), 'place')}, and each has its own text and order of options",
            code="several_places",
            hint=f"Say which one is meant: {places}",
        )


def _change(wish: Wish, item: Item) -> Change:
    from cgq.bank.change import NOTHING, Change, decode
    from cgq.exam.model import RightOptions
    from cgq.exchange.decisions import form
    from cgq.exchange.decisions.answer_text import read_answer
    from cgq_cli.editing import opened

    if wish.edit is not None:
        data = opened(wish.edit)
        if data.lstrip()[:1] == b"{":
            return decode(data)
        try:
            return form.read(data.decode("utf-8"), item.shown)
        except UnicodeDecodeError as error:
            raise Refused(f"{wish.edit} is no UTF-8 text", code="bad_edit") from error
    if wish.mode == "void":
        return Change(answer=RightOptions(mode="void"))
    if wish.answer is None:
        return NOTHING
    said = read_answer(wish.answer, item.shown.options)
    if said is None or wish.mode is None:
        return Change(answer=said)
    return Change(answer=RightOptions(accepted=said.accepted, mode=wish.mode))


def _do(workspace: Workspace, item: Item, wish: Wish, change: Change, by: str) -> Decided:
    from cgq.actions import review

    if wish.undo:
        return review.undo(workspace, item, by)
    if wish.reject is not None:
        return review.reject(workspace, item, by, wish.reject)
    if item.kind == "gap" and not change.fields:
        raise Refused("There is nothing to accept yet", code=GAP, hint="Write the question down: --edit FILE")
    return review.accept(workspace, item, by, change)
