"""The bank as lines that other programs read, and its figures as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cgq.exchange.assets import Figures
    from cgq.workspace import Workspace


def export_jsonl(workspace: Workspace, write: Callable[[bytes], object], figures: Figures | None = None) -> int:
    """Every question as one line of JSON, sorted, the same bytes for the same bank; how many there were.

    With `figures` (of `export_figures`) drawings are called by their files. Raises Missing where there is no
    database, so that a misspelt name does not export nothing over something.
    """
    from cgq.exchange.jsonl import lines

    workspace.database.refuse_absent()
    count = 0
    with workspace.database.read() as tx:
        for line in lines(tx, figures):
            write(line)
            count += 1
    return count


def export_figures(workspace: Workspace, folder: Path, *, password: str | None = None) -> Figures:
    """Every figure and drawn option as a PNG in a folder, named by its hash, and why some are missing.

    `password` opens encrypted papers. A paper that is gone costs its own figures, and only those that no other
    paper prints. Raises Missing where there is no database, NotReady when no worker can be started, and OSError.
    """
    from cgq.actions.draw import Drawer
    from cgq.actions.figures import draw_figures, sights

    workspace.database.refuse_absent()
    with workspace.database.read() as tx:
        wanted = sights(tx)
    with Drawer() as drawer:
        return draw_figures(wanted, folder, drawer, password=password)
