"""A supervisor as a process: `python -m tests.support.supervise DB [--until-empty] [--drain SECONDS] [--per-day USD]`.

Tells each event's name and jobs on standard output, one a line.
"""

from __future__ import annotations

import argparse
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.pool import settings_for

from cgq.config import BudgetSettings
from cgq.errors import CgqError
from cgq.workers.options import Options
from cgq.workspace import Workspace

if TYPE_CHECKING:
    from cgq.events import Event


def tell(event: Event) -> None:
    """One line an event."""
    sys.stdout.write(f"{type(event).__name__} {getattr(event, 'jobs', '')}\n")
    sys.stdout.flush()


def main() -> int:
    """Work until told to stop; the exit code of a command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("db", type=Path)
    parser.add_argument("--until-empty", action="store_true")
    parser.add_argument("--drain", type=float, default=30.0)
    parser.add_argument("--per-day")
    given = parser.parse_args()
    settings = replace(settings_for(given.db), budget=BudgetSettings(per_day=given.per_day))
    options = Options(until_empty=given.until_empty, max_time=60.0, drain=given.drain)
    try:
        with Workspace(settings) as workspace, workspace.supervisor(options, tell) as supervisor:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda n, _: supervisor.stop(signal.Signals(n).name))
            sys.stdout.write(f"Registered {supervisor.identity}\n")
            sys.stdout.flush()
            report = supervisor.run()
    except CgqError as error:
        sys.stdout.write(f"{error.code}\n")
        return error.exit_code
    sys.stdout.write(f"Left {report.reason} {report.counts} {report.returned}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
