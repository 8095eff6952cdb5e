"""How a command, a script and a server come by a workspace: the settings as they hold in a folder, and what they name.

Every other action is given the open workspace.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from cgq.config import load
from cgq.stages.registry import own_settings
from cgq.stages.table import Kinds
from cgq.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cgq.config import Resolution


def resolve(
    settings: Mapping[str, object] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> Resolution:
    """The settings that hold in a folder, each with its source.

    `settings` are laid over what the environment and the files say, by dotted name: {"embedding.provider": "local"}.
    By default it is this process's environment and its current folder. Raises Refused for what cannot be meant.
    """
    return load(
        environ=os.environ if environ is None else environ,
        cwd=Path.cwd() if cwd is None else cwd,
        flags=settings,
        kinds=Kinds(),
        own=own_settings,
    )


def open_workspace(
    db: str | os.PathLike[str] | None = None,
    settings: Mapping[str, object] | None = None,
    *,
    create: bool = True,
) -> Workspace:
    """The workspace that `cgq` would work on here; use it in a `with`.

    `db` is the database file, by default the one that the settings name; it is made when it is not there. With
    `create` False nothing is made: a database that is not there is looked at as an empty one.
    """
    named = {} if db is None else {"db": os.fspath(db)}
    return Workspace(resolve({**(settings or {}), **named}).settings, create=create)
