"""How a module is started in a process of its own by the interpreter that runs this one."""

from __future__ import annotations

import os
import sys

_SELF = "/proc/self/exe"
"""The running interpreter's file, whatever leads to it (proc(5))."""


def command_of(module: str, *arguments: str) -> list[str]:
    """The command line of a module. -P: a file called json.py in the current folder must not become part of it."""
    return [sys.executable, "-P", "-m", module, *arguments]


def executable() -> str:
    """The file to start for it: the interpreter by its path, or this very process's where that path leads through a
    folder that the user may not enter, as in a container that is started with `-u`."""
    return sys.executable if os.access(sys.executable, os.X_OK) else _SELF
