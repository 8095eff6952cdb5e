"""Can the command of each hook be started, and were its reports delivered?"""

from __future__ import annotations

import os
from shutil import which
from typing import TYPE_CHECKING

from cgq.actions.doctor.check import Check, fail, ok, warn
from cgq.config.secrets import read_secret
from cgq.db.location import locate
from cgq.errors import CgqError
from cgq.hints import plain
from cgq.queue import hook_runs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from cgq.config import HookSettings, Settings
    from cgq.db.connection import Transaction
    from cgq.queue.names import QueueNames

NAME = "hook"


def hooks(settings: Settings, environ: Mapping[str, str]) -> Iterator[Check]:
    """A check for each hook."""
    folder = locate(settings.db).parent
    for name, hook in sorted(settings.hooks.items()):
        yield _started(name, hook, folder, environ)


def _started(name: str, hook: HookSettings, folder: Path, environ: Mapping[str, str]) -> Check:
    program = hook.command[0]
    path = str(folder / program) if os.sep in program else program
    if which(path, path=environ.get("PATH")) is None:
        where = f"in {folder}" if os.sep in program else "on PATH"
        hint = f"Name a program by its full path in [hooks.{name}], and make it executable."
        return fail(NAME, f"{name}: there is no program {program!r} {where} that may be started", hint)
    for variable in hook.env:
        try:
            if read_secret(variable, environ) is None:
                return warn(NAME, f"{name}: {variable} is not set here", "Set it where cgq works, or its _FILE.")
        except CgqError as error:
            return fail(NAME, f"{name}: {error.message}", error.hint)
    return ok(NAME, f"{name} can be started")


def deliveries(tx: Transaction, settings: Collection[str], names: QueueNames) -> Iterator[Check]:
    """A warning for each hook of an environment whose reports could not be delivered, or wait for nobody.

    `settings` are the names of the hooks that there are.
    """
    counts = hook_runs.counts(tx, names)
    for name, count in sorted(counts.waiting.items()):
        if name not in settings:
            message = f"{name}: {count} of its reports wait, and the settings have no such hook any more"
            yield warn(NAME, message, plain(hook_runs.removed_hook_cure(name)))
    for name, count in sorted(counts.failed.items()):
        hint = "See why: `cgq hooks runs --state failed` Then start them again: `cgq hooks retry`"
        if name not in settings:
            hint = plain(f"The settings have no such hook any more. {hook_runs.removed_hook_cure(name)}")
        yield warn(NAME, f"{name}: {count} of its reports could not be delivered", hint)
