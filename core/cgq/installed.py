"""How this cgq was installed, and so how another package gets into the same environment."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

from cgq.hints import argument

PIPX = "pipx_metadata.json"
"""The file that pipx keeps in each environment that it makes."""


def command_to_add(*packages: str) -> str:
    """The command that installs packages (names, with versions as pip takes them) where this cgq finds them.

    It names this very environment, so that it is right whichever of them the shell has active.
    """
    wanted = " ".join(map(argument, packages))
    environment = Path(sys.prefix)
    if (environment / PIPX).is_file():
        return f"pipx inject {argument(environment.name)} {wanted}"
    python = argument(sys.executable or "python3")
    if find_spec("pip") is None:
        return f"uv pip install --python {python} {wanted}"
    return f"{python} -m pip install {wanted}"
