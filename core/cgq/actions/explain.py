"""Why a job waits, and what it waits for (B7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.queue import explain as waiting
from cgq.queue import stats
from cgq.queue.outlook import Outlook

if TYPE_CHECKING:
    from cgq.queue.explain import Explanation
    from cgq.queue.timeline import Moment
    from cgq.workspace import Workspace


def explain(workspace: Workspace, job: int) -> tuple[Explanation, Moment]:
    """Why a job stands where it stands, and the moment at which it was looked at. Raises Missing."""
    with workspace.ledger.look() as books:
        supervisors = stats.supervisors(books.tx, workspace.database.path, books.moment)
        return waiting.explain(books, Outlook(books, supervisors), job), books.moment
