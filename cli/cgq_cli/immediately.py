"""Where `immediate` is set: jobs are done, with all that follows from them, before the command that asked ends."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING

from cgq.hints import Hint, argument, plain
from cgq_cli.render.text import counted
from cgq_cli.running import exit_code
from cgq_cli.signals import listening
from cgq_cli.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.workspace import Workspace
    from cgq_cli.output import Screen


def do_now(screen: Screen, workspace: Workspace, jobs: Sequence[int]) -> int:
    """Serve jobs from this process until they are over, and say what came of them as `wait` does. The exit code.

    What is paused or due later is left in the queue, and named.
    """
    from cgq.actions.run import Wishes, run

    with redirect_stdout(sys.stderr):  # what a stage prints is none of the answer
        outcome = run(workspace, Wishes(drain=workspace.settings.drain), lambda _: None, listening, jobs)
    if not outcome.left:
        return wait_for(screen, workspace, jobs)
    left = plain(counted(len(outcome.left), "job"))
    screen.note(Hint(f"{left} left in the queue. See why: `cgq explain {argument(outcome.left[0])}`"))
    return exit_code(outcome)
