"""The queues that there are. A new one is a line here; a kind's policy, or `[kinds.NAME]`, puts jobs into it."""

from __future__ import annotations

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


_ALL = (
    Queue("high_priority", 10, 1),
    Queue("default", 5, 2),
    Queue("pdf_processing", 2, 2),
    Queue("embedding_generation", 4, 2),
    Queue("graph_update", 3, 2),
    Queue("low_priority", 3, 3),
)
QUEUES: Mapping[str, Queue] = MappingProxyType({queue.name: queue for queue in _ALL})
"""Each queue by its name; a limit is changed under `[queues.NAME]` in cgq.toml."""
