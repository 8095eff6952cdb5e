"""The queues that there always are, and what one of the user's own is: `[queues.NAME]` in cgq.toml makes it.

A kind's policy, `[kinds.NAME]` or `--queue` puts jobs into a queue.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue: how many calls may be in flight on the whole database, and its rank (1 goes first)."""

    name: str
    limit: int
    rank: int


OWN_RANK = 2
"""The rank of a queue of the user's own that names none: the one that most queues have (semantics C3)."""

DEFAULT_QUEUE = "default"
"""The queue of jobs whose kind names no other; one of the user's own has its limit until it names another."""

_ALL = (
    Queue("high_priority", 10, 1),
    Queue(DEFAULT_QUEUE, 5, 2),
    Queue("pdf_processing", 2, 2),
    Queue("embedding_generation", 4, 2),
    Queue("graph_update", 3, 2),
    Queue("low_priority", 3, 3),
)
QUEUES: Mapping[str, Queue] = MappingProxyType({queue.name: queue for queue in _ALL})
"""Each queue by its name, with the limits of semantics C2; both cells are changed under `[queues.NAME]` in cgq.toml."""

NAMING = "a name of at most 64 letters, digits, _ and -"
"""What the name of a queue, or a prefix of names, is."""

SEPARATOR = ":"
"""Between a prefix and a queue's name, where they are stored together; no name holds it."""

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_FULL_NAME = re.compile(rf"([A-Za-z0-9_-]{{0,64}}{SEPARATOR})?[A-Za-z0-9_-]{{1,64}}")


def is_name(text: str) -> bool:
    """May a queue, or a prefix of names, be called so?"""
    return _NAME.fullmatch(text) is not None


def is_full_name(text: str) -> bool:
    """May a queue be called so, with or without a prefix?"""
    return _FULL_NAME.fullmatch(text) is not None
