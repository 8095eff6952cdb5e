"""The bank as lines that other programs read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgq.workspace import Workspace


def export_jsonl(workspace: Workspace, write: Callable[[bytes], object]) -> int:
    """Every question as one line of JSON, sorted, the same bytes for the same bank; how many there were.

    Raises Missing where there is no database, so that a misspelt name does not export nothing over something.
    """
    from cgq.exchange.jsonl import lines

    workspace.database.refuse_absent()
    count = 0
    with workspace.database.read() as tx:
        for line in lines(tx):
            write(line)
            count += 1
    return count
