"""Errors that do not end the command, printed as the one that does."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from cgq_cli.render.problem import problem_json, problem_lines
from cgq_cli.streams import columns_of

if TYPE_CHECKING:
    from cgq.errors import CgqError
    from cgq_cli.output import Screen


def report(screen: Screen, error: CgqError) -> None:
    """What happened, what to do and the code, on standard error; one object with --json. It never fails."""
    lines = [problem_json(error)] if screen.json else problem_lines(error, columns_of(screen.stderr))
    with contextlib.suppress(OSError, ValueError):
        screen.stderr.writelines(f"{text}\n" for text in lines)
        screen.stderr.flush()
