"""A person's way through some items, one key a decision; each is saved before the next is shown."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from cgq.errors import CgqError
from cgq.hints import Hint
from cgq_cli import terminal
from cgq_cli.picturing import write_prompt
from cgq_cli.render.hints import advice
from cgq_cli.render.prose import wrapped
from cgq_cli.render.text import counted, escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq_cli.output import Screen

Item = TypeVar("Item")

ON = (
    "n  Go on without deciding (also Enter or Space).",
    "b  Go back.",
    "q  Stop. What was decided is saved.",
)
"""Help for the keys that every walk has."""

STAYS = 0
"""A step to the same item, shown again."""


class Done(NamedTuple):
    """What a key came to: `what` is counted ("accepted"; "" counts nothing), `sentence` is shown; `jobs` bring the rest
    up to date; where it `stays`, the item is shown once more."""

    what: str
    sentence: str
    jobs: int
    stays: bool = False


class Walk(ABC, Generic[Item]):
    """Shows items and asks for keys. What a key does and how an item looks is up to the kind of item."""

    letters: str
    """The keys that decide."""
    help: tuple[str, ...]
    """What each of these does, a line each that begins with the key."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self._done: Counter[str] = Counter()
        self._jobs = 0

    @abstractmethod
    def again(self, known: Item) -> Item | None:
        """The item as it is now, None when it is no more there."""

    @abstractmethod
    def show(self, item: Item, name: str) -> None:
        """Show an item; `name` is its place among all: 2 of 7."""

    @abstractmethod
    def keys(self, item: Item) -> str:
        """The keys that mean something for an item, for the prompt."""

    @abstractmethod
    def act(self, item: Item, key: str) -> Done | None:
        """Do what a key stands for; None when nothing came of it. Raises CgqError."""

    @abstractmethod
    def summary(self, total: int, decisions: str) -> str:
        """The last line; `decisions` are counted, or "nothing decided"."""

    def through(self, items: Sequence[Item], *, more: bool = False) -> None:
        """Show one after the other until the last, or until the person stops; `more` follow in the next walk."""
        place, way = 0, 1
        try:
            while place < len(items):
                step = self._one(items[place], f"{place + 1} of {len(items)}{' and more' if more else ''}")
                if step is None:
                    break
                way = step or way  # over one that is gone in the direction of before
                place, way = (place + way, way) if place + way >= 0 else (0, 1)
        finally:
            self._sum_up(len(items))

    def _one(self, known: Item, name: str) -> int | None:
        """Show an item and do what is asked; by how many to go on, 0 for one that is gone, None to stop."""
        while True:
            item = self.again(known)
            if item is None:
                self.screen.note(f"{name}: it is no more there", "dim")
                return 0
            self.show(item, name)
            step = self._asked_for(item)
            if step != STAYS:
                return step

    def _asked_for(self, item: Item) -> int | None:
        """One key that means something."""
        while True:
            write_prompt(f"{self.keys(item)}  ? help > ")
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
                for text in (*self.help, *ON):
                    lines = wrapped(text[3:], self.screen.columns, first=text[:3], indent="   ")
                    write_prompt("\n".join(lines) + "\n")
            elif key and key in self.letters:
                step = self._try(item, key)
                if step is not None:
                    return step

    def _try(self, item: Item, key: str) -> int | None:
        """Do what a key stands for; None when nothing came of it, so that another key is asked for."""
        try:
            done = self.act(item, key)
        except CgqError as error:
            self.screen.note(advice(error.message, error.hint, code=error.code), "yellow")
            return STAYS if error.code == "changed_meanwhile" else None
        if done is None:
            self.screen.note("Nothing was changed.", "dim")
            return None
        self._done[done.what] += bool(done.what)
        self._jobs += done.jobs
        self.screen.note(done.sentence, "green")
        return STAYS if done.stays else 1

    def _sum_up(self, total: int) -> None:
        decisions = ", ".join(f"{count} {what}" for what, count in self._done.items() if count) or "nothing decided"
        write_prompt(f"\n{self.summary(total, decisions)}\n")
        if self._jobs:
            self.screen.note(Hint(f"{counted(self._jobs, 'job')} to bring search and concepts up to date: `cgq run`"))
