"""What a shell completes after an option or for an argument: names that are fixed or in the settings, and ids and
names from the database.

Silent whatever happens, and quick: a look that cannot be taken completes nothing.
"""

import contextlib
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cgq.queue.states import ENDED, LIVING, STATES, UNSUCCESSFUL

if TYPE_CHECKING:
    from cgq.config import Settings

Names = list[tuple[str, str]]
"""Names, each with a few words about it."""

MOST = 50
"""Names that are offered: a screenful."""


def queues(context: typer.Context, incomplete: str) -> list[str]:
    """The queues of the settings that begin so, those of the user's own among them."""
    with contextlib.suppress(Exception):
        return _beginning(_settings(context).queues, incomplete)
    return []


def catalogues(context: typer.Context, incomplete: str) -> list[str]:
    """The catalogues of the settings that begin so."""
    with contextlib.suppress(Exception):
        return _beginning(_settings(context).catalogues, incomplete)
    return []


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


def batches(context: typer.Context, incomplete: str) -> Names:
    """The batches whose names begin so."""
    from cgq.actions.complete import batch_names

    return _looked_up(context, lambda path: batch_names(path, _settings(context).prefix, incomplete))


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
    """The database that the command would use."""
    from cgq.db.location import locate

    return locate(_settings(context).db)


def _settings(context: typer.Context) -> "Settings":
    """The settings that the command would use, with a --db that is typed already."""
    from cgq.actions.opening import resolve

    typed = context.params.get("db") or (context.parent and context.parent.params.get("db"))
    flags = {"db": typed} if typed else {}
    return resolve(flags, environ=os.environ, cwd=Path.cwd()).settings
