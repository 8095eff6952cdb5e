"""Which queues `cgq pause` and `cgq resume` are about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cgq.errors import Refused
from cgq_cli import completing, options

if TYPE_CHECKING:
    from collections.abc import Sequence

SomeQueues = Annotated[
    list[str] | None,
    typer.Argument(help="The queues.", metavar="QUEUE", autocompletion=completing.queues, parser=options.queue_name),
]
Every = Annotated[bool, typer.Option("--all", help="Every queue of all environments, those to come included.")]


def chosen(queues: Sequence[str] | None, *, every: bool) -> Sequence[str] | None:
    """The queues that were named, None for every queue. Raises Refused where that is not clear."""
    if bool(queues) == every:
        hint = "Name queues, or give --all."
        raise Refused("Which queues are meant is not clear", code="usage", hint=hint)
    return queues or None
