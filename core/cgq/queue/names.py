"""What queues are called: short by people, and with the prefix of their environment where they are stored.

Environments that share a database are told apart by their prefixes: `production:default` and `default` are two queues,
each with its own limit, pause and supervisors. Hooks, whose runs are stored, are named in the same form. Here alone a
name is put together or taken apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.config import SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class QueueNames:
    """The names of one environment; without a prefix its stored names are the short ones."""

    prefix: str = ""

    @property
    def start(self) -> str:
        """What every stored name of this environment begins with; as a filter, it stands for all of them."""
        return f"{self.prefix}{SEPARATOR}" if self.prefix else ""

    def stored(self, name: str) -> str:
        """The stored name of a queue that is named short, or in full; `:default` is one without a prefix."""
        return name.removeprefix(SEPARATOR) if SEPARATOR in name else self.start + name

    def shown(self, stored: str) -> str:
        """What people of this environment call a queue: their own short, any other in full."""
        if start_of(stored) == self.start:
            return stored.removeprefix(self.start)
        return stored if SEPARATOR in stored else SEPARATOR + stored

    def own_key(self, coalesce: str) -> str:
        """The key under which one job of this environment waits: none of another does its work in its place."""
        return self.start + coalesce

    def own_keys(self, kinds: Iterable[str]) -> dict[str, str]:
        """By kind of work for the whole bank, its key: such jobs wait under the names of their kinds."""
        return {kind: self.own_key(kind) for kind in kinds}

    def is_own(self, stored: str) -> bool:
        """Is it a queue of this environment?"""
        return start_of(stored) == self.start


def start_of(stored: str) -> str:
    """What a stored name has before its short one: a prefix with the separator, or nothing."""
    return stored[: stored.find(SEPARATOR) + 1]


def prefix_of(stored: str) -> str:
    """The prefix of a stored name; empty where it has none."""
    return start_of(stored).removesuffix(SEPARATOR)


def is_meant(wanted: str | None, stored: str) -> bool:
    """Does a filter leave a queue: a stored name, the start of all of an environment, or None for any?

    The queries say the same of their parameter `:queue`.
    """
    return wanted is None or wanted in (stored, start_of(stored))
