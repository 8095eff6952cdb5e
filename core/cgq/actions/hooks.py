"""Hooks as somebody looks at them: those of the settings, their runs; failed ones started again, and one tried out."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.config import refuse_unknown
from cgq.queue import hook_runs
from cgq.queue.hook_reports import sample

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from cgq.queue.hook_runs import Counts, Run, State
    from cgq.workers.hook_process import Ending
    from cgq.workspace import Workspace

ALL = -1
"""The limit of a list that has none, as SQLite takes it."""

LOOK_SECONDS = 0.02
"""Seconds between looks at a command that somebody tries out: a person does not notice them."""


@dataclass(frozen=True, slots=True)
class Retried:
    """The runs that wait again, and the states of those that do not.

    `removed` are the hooks that the settings have no more, and of which runs wait: nobody can start these.
    """

    runs: Sequence[int]
    unchanged: Mapping[int, State] = field(default_factory=dict[int, "State"])
    removed: Sequence[str] = ()


def counts(workspace: Workspace) -> Counts:
    """How many runs of this environment wait, and how many failed, by hook."""
    with workspace.database.read() as tx:
        return hook_runs.counts(tx, workspace.policies.names)


def runs(
    workspace: Workspace, *, hook: str | None, state: State | None, limit: int | None, page: int
) -> tuple[list[Run], bool]:
    """A page of the runs of this environment, the newest first, and whether there is another.

    Raises Refused for a hook that nobody knows.
    """
    names, found = workspace.policies.names, counts(workspace)
    if hook is not None:
        _check(hook, {*workspace.settings.hooks, *found.waiting, *found.failed})
    most = ALL if limit is None else limit + 1
    skip = (page - 1) * (limit or 0)
    with workspace.ledger.read() as (tx, at):
        meant = names.start if hook is None else names.stored(hook)
        rows = hook_runs.listing(tx, at, hook=meant, state=state, limit=most, skip=skip)
    shown = [run._replace(hook=names.shown(run.hook)) for run in rows[:limit]]
    return shown, limit is not None and len(rows) > limit


def retry(workspace: Workspace, ids: Sequence[int]) -> Retried:
    """Let failed runs wait again, all of this environment where none is named.

    Raises Missing for one that is not there.
    """
    with workspace.ledger.write() as books:
        wanted = list(dict.fromkeys(ids)) or hook_runs.failed_ids(books.tx, workspace.policies.names)
        states = hook_runs.states(books.tx, wanted)
        again = hook_runs.revive(books, wanted)
    unchanged: dict[int, State] = {id_: state for id_, state in states.items() if id_ not in set(again)}
    return Retried(again, unchanged, sorted(counts(workspace).waiting.keys() - workspace.settings.hooks.keys()))


def try_out(workspace: Workspace, name: str, by: str) -> Ending:
    """Start a hook's command here and now with a sample report, and wait for its end. Raises Refused for an unknown.

    `by` is who tries it out.
    """
    from cgq.workers.hook_process import Ending, start

    settings = workspace.settings.hooks
    _check(name, settings)
    given = sample(name, settings[name], workspace.ledger.clock.now(), by)
    process = start(settings[name], given, workspace.database.path, os.environ)
    if isinstance(process, Ending):
        return process
    try:
        while (ending := process.poll()) is None:
            time.sleep(LOOK_SECONDS)
    except BaseException:
        process.reap()
        raise
    return ending


def _check(hook: str, known: Collection[str]) -> None:
    if hook not in known:
        refuse_unknown(f"There is no hook {hook!r}", hook, known, code="unknown_hook", listed="cgq hooks")
