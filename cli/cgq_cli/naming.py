"""Questions as people name them: where a name led elsewhere, that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.workspace import Workspace
    from cgq_cli.output import Screen


def note_moved(screen: Screen, workspace: Workspace, names: Iterable[str]) -> None:
    """`Question 172 is 504 now.`, for each name that a question had before."""
    from cgq.bank.question_name import moved

    if screen.json:
        return
    with workspace.database.read() as tx:
        found = moved(tx, names)
    for name, question in found:
        screen.note(f"Question {name} is {question} now.")
