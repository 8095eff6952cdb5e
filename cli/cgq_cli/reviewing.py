"""The walk through what asks for review, one key a decision; each is saved at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.errors import Refused
from cgq.exam.findings import GAP
from cgq_cli import terminal
from cgq_cli.picturing import Pictures, write_prompt
from cgq_cli.render import review as drawn
from cgq_cli.render.prose import wrapped
from cgq_cli.render.text import counted, escape
from cgq_cli.walking import Done, Walk

if TYPE_CHECKING:
    from pathlib import Path

    from cgq.actions.review import Decided
    from cgq.bank.spots import Item
    from cgq.workspace import Workspace
    from cgq_cli.invocation import Invocation

KEYS = {
    "question": "a accept  e edit  s set the answer  r reject  u undo  n next  b back  q quit",
    "gap": "e write it down  r there is none  u undo  n next  b back  q quit",
    "rejected": "u undo  n next  b back  q quit",
}


class ReviewWalk(Walk["Item"]):
    """A person's way through some spots of papers."""

    letters = "aesru"
    help = (
        "a  The question is right as it is shown; its flags ask no more.",
        "e  Correct it in your editor (EDITOR).",
        "s  Set the answer: 3, B, 1 or 4 (any one is right), B and D (both), void, unknown. The rest is accepted.",
        "r  It is no question, or not to be used. It leaves lists, exports and search; u brings it back.",
        "u  Take the last decision about this one back.",
    )

    def __init__(self, asked: Invocation, workspace: Workspace, pictures: Pictures, by: str) -> None:
        super().__init__(asked.screen)
        self._asked, self._workspace, self._pictures, self._by = asked, workspace, pictures, by

    def again(self, known: Item) -> Item | None:
        """The spot as it is now."""
        from cgq.actions.review import again

        with self._workspace.database.read() as tx:
            return again(tx, known)

    def keys(self, item: Item) -> str:
        """The keys for a question, for a gap or for what was rejected."""
        return KEYS[item.kind]

    def show(self, item: Item, name: str) -> None:
        """The picture of a spot, and what was read there."""
        spot = f"Question {item.question}" if item.question else "A gap" if item.kind == "gap" else "Rejected"
        head = f"{name}. {spot}: {drawn.place(item)}"
        head_lines = wrapped(head, self.screen.columns, indent="  ")
        write_prompt("\n" + "\n".join(self.screen.paint(text, "bold") for text in head_lines) + "\n\n")
        if sentence := self._pictures.show([item], self.screen).sentence:
            # Not folded: a path that is cut cannot be copied.
            write_prompt(self.screen.paint(escape(sentence), "dim") + "\n")
        for text in drawn.lines(item, self.screen.layout):
            write_prompt(text + "\n")
        write_prompt("\n")

    def act(self, item: Item, key: str) -> Done | None:
        """Do what a key stands for."""
        done = self._do(item, key)
        return None if done is None else Done(done.action, drawn.decided(done), done.jobs, done.action == "undone")

    def summary(self, total: int, decisions: str) -> str:
        """How many places there were, and what was decided."""
        return f"{counted(total, 'place')} to review: {decisions}."

    def _do(self, item: Item, key: str) -> Decided | None:
        from cgq.actions import review
        from cgq.bank.change import Change
        from cgq.exchange.decisions.answer_text import read_answer

        if key == "u":
            return review.undo(self._workspace, item, self._by)
        if key == "e":
            return self._edit(item)
        if key == "r":
            reason = terminal.line("Why (empty: leave it): ")
            return review.reject(self._workspace, item, self._by, reason) if reason else None
        if item.kind == "gap":
            raise Refused("There is nothing to accept yet", code=GAP, hint="Write the question down: e")
        if key == "a":
            return review.accept(self._workspace, item, self._by)
        typed = terminal.line("Answer: ")
        if not typed:
            return None
        answer = read_answer(typed, item.shown.options)
        return review.accept(self._workspace, item, self._by, Change(answer=answer))

    def _edit(self, item: Item) -> Decided | None:
        from cgq.actions import review
        from cgq.exchange.decisions import form
        from cgq_cli.editing import edited

        done: list[Decided] = []

        def take(text: str) -> None:
            change = form.read(text, item.shown)
            if change.fields:
                done.append(review.accept(self._workspace, item, self._by, change))

        edited(form.write(item.shown, remarks(item)), self._asked.environ, take, self._once_more)
        return done[0] if done else None

    def _once_more(self, reason: str, file: Path) -> bool:
        self.screen.note(reason, "yellow")
        write_prompt("Open the editor again? [Y/n] ")
        key = terminal.key()
        write_prompt(escape(key.strip()) + "\n")
        if key in ("n", "q"):
            write_prompt(f"What you typed stays in {escape(str(file))}\n")
            return False
        return True


def remarks(item: Item) -> list[str]:
    """What stands above a question in the editor: where it is from, what asks for a person, how to write."""
    from cgq.exchange.decisions.form import HELP as FORM_HELP

    return [
        drawn.place(item),
        *(f"? {escape(text)}" for text in drawn.asks(item)),
        "",
        *FORM_HELP,
    ]
