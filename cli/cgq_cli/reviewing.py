"""The walk through what asks for review, one key a decision; each is saved at once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cgq.errors import CgqError, Refused
from cgq.exam.findings import GAP
from cgq.hints import Hint
from cgq_cli import terminal
from cgq_cli.picturing import Pictures, write_prompt
from cgq_cli.render import review as drawn
from cgq_cli.render.hints import advice
from cgq_cli.render.prose import wrapped
from cgq_cli.render.text import counted, escape

if TYPE_CHECKING:
    from collections.abc import Sequence
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
HELP = (
    "a  The question is right as it is shown; its flags ask no more.",
    "e  Correct it in your editor (EDITOR).",
    "s  Set the answer: 3, B, 1 or 4 (any one is right), B and D (both), void, unknown. The rest is accepted.",
    "r  It is no question, or not to be used. It leaves lists, exports and search; u brings it back.",
    "u  Take the last decision about this one back.",
    "n  Go on without deciding (also Enter or Space).",
    "b  Go back.",
    "q  Stop. What was decided is saved.",
)


class Walk:
    """A person's way through some spots. What was decided is in the database before the next is shown."""

    def __init__(self, asked: Invocation, workspace: Workspace, pictures: Pictures, by: str) -> None:
        self._asked, self._workspace, self._pictures, self._by = asked, workspace, pictures, by
        self._screen = asked.screen
        self._done: Counter[str] = Counter()
        self._jobs = 0

    def through(self, items: Sequence[Item]) -> None:
        """Show one after the other until the last, or until the person stops."""
        place = 0
        try:
            while 0 <= place < len(items):
                step = self._one(items[place], place + 1, len(items))
                if step is None:
                    break
                place = max(0, place + step)
        finally:
            self._sum_up(len(items))

    def _one(self, known: Item, n: int, total: int) -> int | None:
        """Show a spot and do what is asked; by how many to go on, None to stop."""
        from cgq.actions.review import again

        while True:
            with self._workspace.database.read() as tx:
                item = again(tx, known)
            if item is None:
                self._screen.note(f"{n} of {total}: it is no more there", "dim")
                return 1
            self._show(item, n, total)
            step = self._asked_for(item)
            if step != 0:
                return step

    def _show(self, item: Item, n: int, total: int) -> None:
        name = f"Question {item.question}" if item.question else "A gap" if item.kind == "gap" else "Rejected"
        head = f"{n} of {total}. {name}: {drawn.place(item)}"
        head_lines = wrapped(head, self._screen.columns, indent="  ")
        write_prompt("\n" + "\n".join(self._screen.paint(text, "bold") for text in head_lines) + "\n\n")
        if sentence := self._pictures.show([item], self._screen).sentence:
            # Not folded: a path that is cut cannot be copied.
            write_prompt(self._screen.paint(escape(sentence), "dim") + "\n")
        for text in drawn.lines(item, self._screen.layout):
            write_prompt(text + "\n")
        write_prompt("\n")

    def _asked_for(self, item: Item) -> int | None:
        """One key that means something; 0 shows the same spot again."""
        while True:
            write_prompt(f"{KEYS[item.kind]}  ? help > ")
            key = terminal.key()
            write_prompt(("" if key in "\r\n " else escape(key)) + "\n")
            if key in ("q", "\x04"):
                return None
            if key in ("n", "\n", "\r", " "):
                self._done["skipped"] += 1
                return 1
            if key == "b":
                return -1
            if key == "?":
                for text in HELP:
                    write_prompt(
                        "\n".join(wrapped(text[3:], self._screen.columns, first=text[:3], indent="   ")) + "\n"
                    )
            elif key in "aesru" and key:
                step = self._try(item, key)
                if step is not None:
                    return step

    def _try(self, item: Item, key: str) -> int | None:
        """Do what a key stands for; None when nothing came of it, so that another key is asked for."""
        try:
            done = self._do(item, key)
        except CgqError as error:
            self._screen.note(advice(error.message, error.hint, code=error.code), "yellow")
            return 0 if error.code == "changed_meanwhile" else None
        if done is None:
            self._screen.note("Nothing was changed.", "dim")
            return None
        self._done[done.action] += 1
        self._jobs += done.jobs
        self._screen.note(drawn.decided(done), "green")
        return 0 if done.action == "undone" else 1

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
        self._screen.note(reason, "yellow")
        write_prompt("Open the editor again? [Y/n] ")
        key = terminal.key()
        write_prompt(escape(key.strip()) + "\n")
        if key in ("n", "q"):
            write_prompt(f"What you typed stays in {escape(str(file))}\n")
            return False
        return True

    def _sum_up(self, total: int) -> None:
        decisions = ", ".join(f"{count} {what}" for what, count in self._done.items()) or "nothing decided"
        write_prompt(f"\n{counted(total, 'place')} to review: {decisions}.\n")
        if self._jobs:
            self._screen.note(Hint(f"{counted(self._jobs, 'job')} to bring search and concepts up to date: `cgq run`"))


def remarks(item: Item) -> list[str]:
    """What stands above a question in the editor: where it is from, what asks for a person, how to write."""
    from cgq.exchange.decisions.form import HELP as FORM_HELP

    return [
        drawn.place(item),
        *(f"? {escape(text)}" for text in drawn.asks(item)),
        "",
        *FORM_HELP,
    ]
