"""What `cgq work` serves, before it does."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cgq_cli.render.text import counted, one_line
from cgq_cli.render.times import span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from cgq.config import Settings
    from cgq.config.queues import Queue


def opening(queues: Mapping[str, Queue], served: Collection[str] | None, settings: Settings) -> Iterator[str]:
    """Which queues with their limits, how many workers, which database, and how to stop; `served` None: all queues."""
    limits = [f"{queue.name} {queue.limit}" for name, queue in queues.items() if served is None or name in served]
    which = "every queue" if served is None else "the queue" if len(limits) == 1 else "the queues"
    yield f"Serving {which}, with so many jobs at once: {', '.join(limits)}."
    yield f"{counted(settings.jobs, 'worker')}, database {one_line(str(settings.db))}."
    drain = "for as long as that takes" if math.isinf(settings.drain) else f"within {span(settings.drain)}"
    yield f"Stop it with Ctrl-C: what runs may finish {drain}; a second Ctrl-C ends it at once."
