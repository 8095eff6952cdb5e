"""A look at a workspace that changes nothing and makes nothing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from cgq.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Generator

    from cgq.config import Settings
    from cgq.db.connection import Transaction


@contextmanager
def reading(settings: Settings) -> Generator[Transaction | None]:
    """One consistent moment of the database, or None where none has been made yet."""
    if not settings.db.exists():
        yield None
        return
    with Workspace(settings) as workspace, workspace.database.read() as tx:
        yield tx
