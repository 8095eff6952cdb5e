"""What a shell completes after an option or for an argument: names that are fixed, and ids from the database.

Silent whatever happens, and quick: a look that cannot be taken completes nothing.
"""

import contextlib
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import typer

from cgq.queue.states import ENDED, LIVING, STATES, UNSUCCESSFUL

Names = list[tuple[str, str]]
"""Names, each with a few words about it."""

MOST = 50
"""Names that are offered: a screenful."""


def queues(incomplete: str) -> list[str]:
    """The queues that begin so."""
    from cgq.config import QUEUES

    return _beginning(QUEUES, incomplete)


def kinds(incomplete: str) -> list[str]:
    """The kinds of jobs that begin so; none is imported."""
    from cgq.stages.registry import names

    return _beginning(names(), incomplete)


def states(incomplete: str) -> list[str]:
    """The states that begin so."""
    return _beginning(STATES, incomplete)


def jobs(context: typer.Context, incomplete: str) -> Names:
    """The ids of jobs that the verb could mean: those that are over for `retry`, those that are not for `cancel`."""
    from cgq.actions.complete import job_names

    meant = _STATES.get(context.info_name or "", (*LIVING, *ENDED))
    return _looked_up(context, lambda path: job_names(path, meant, incomplete))


def papers(context: typer.Context, incomplete: str) -> Names:
    """The ids of papers that begin so."""
    from cgq.actions.complete import paper_names

    return _looked_up(context, lambda path: paper_names(path, incomplete))


_STATES: dict[str, Sequence[str]] = {
    "cancel": LIVING,
    "wait": LIVING,
    "failed": ("failed",),
    "retry": UNSUCCESSFUL,
}
"""The states of the jobs that a verb could mean; others take any."""


def _beginning(names: Iterable[str], incomplete: str) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]


def _looked_up(context: typer.Context, look: Callable[[Path], Names]) -> Names:
    with contextlib.suppress(Exception):  # whatever is wrong, the command itself says so
        path = _database(context)
        if path.exists():
            return look(path)[:MOST]
    return []


def _database(context: typer.Context) -> Path:
    """The database that the command would use: a --db that is typed already, else as the settings say."""
    from cgq.actions.opening import resolve
    from cgq.db.location import locate

    typed = context.params.get("db") or (context.parent and context.parent.params.get("db"))
    flags = {"db": typed} if typed else {}
    return locate(resolve(flags, environ=os.environ, cwd=Path.cwd()).settings.db)
