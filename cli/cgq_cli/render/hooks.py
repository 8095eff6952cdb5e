"""Hooks, and the runs of their commands, as tables and sentences."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

from cgq.hints import Hint, argument, plain
from cgq.queue.hook_runs import removed_hook_cure
from cgq_cli.render.table import Column
from cgq_cli.render.text import as_sentence, counted, escape, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cgq.actions.hooks import Retried
    from cgq.documents.hooks import Hook
    from cgq.queue.hook_runs import Run
    from cgq.workers.hook_process import Ending

COLUMNS = (
    Column("hook"),
    Column("on"),
    Column("for", gives=True, varies=True, spare=1),
    Column("waiting", "number"),
    Column("failed", "number"),
    Column("command", main=True),
)
RUNS = (
    Column("run", "number"),
    Column("hook"),
    Column("state"),
    Column("tries", "number", spare=2),
    Column("created", "time"),
    Column("count", "number", varies=True, spare=1),
    Column("about", gives=True),
    Column("error", main=True),
)


def row(hook: Hook) -> dict[str, Any]:
    """A hook as a row of the list."""
    wanted = (*hook.queues, *hook.kinds, *(f"asked by {name}" for name in hook.requested_by))
    return {
        "hook": hook.hook,
        "on": hook.on,
        "for": ", ".join(wanted) or "all",
        "waiting": hook.waiting,
        "failed": hook.failed,
        "command": shlex.join(hook.command) or "(not in the settings any more)",
    }


def run_row(run: Run) -> dict[str, Any]:
    """A run as a row of the list."""
    return {
        "run": run.id,
        "hook": run.hook,
        "state": run.state,
        "tries": run.tries,
        "created": run.created_at,
        "count": run.failures,
        "about": _about(run),
        "error": run.error,
    }


def _about(run: Run) -> str:
    report = json.loads(run.payload)
    if run.job is not None:
        return f"job {run.job}: {report['code']}"
    return f"batch {report['batch']}" if run.occasion == "batch" else "no job is left"


def failed_hooks(failed: Mapping[str, int]) -> Hint:
    """That reports did not arrive, and how to see why."""
    names = ", ".join(sorted(failed))
    runs = counted(sum(failed.values()), "run")
    return Hint(f"{runs} of hooks failed ({plain(names)}). See why: `cgq hooks runs --state failed`")


def retried_lines(retried: Retried) -> Iterator[str]:
    """`2 runs wait again: 3, 4.`, and why others stay as they are."""
    if retried.runs:
        numbers = plain(", ".join(map(str, retried.runs)))
        yield Hint(f"{counted(len(retried.runs), 'run')} to start again: {numbers}. By whoever works next: `cgq work`")
    for hook in retried.removed:
        yield f"Of {one_line(hook)} nobody can start any. {removed_hook_cure(hook)}"
    for run, state in sorted(retried.unchanged.items()):
        yield f"Run {run} is {state}: only a failed one is started again."
    if not retried.runs and not retried.unchanged:
        yield "No run of a hook has failed."


def printed_lines(ending: Ending) -> Iterator[str]:
    """What a command printed that was tried out."""
    for line in ending.output.splitlines():
        yield f"  {escape(line)}"


def test_sentence(hook: str, ending: Ending) -> str:
    """How a command ended that was tried out."""
    if ending.error is None:
        return f"The hook {hook} works: its command read a sample report and ended with exit status 0."
    failed = f"The hook {hook} failed: {as_sentence(ending.error)}"
    return Hint(f"{plain(failed)} Its settings: `cgq config show`")


def no_runs(filters: Mapping[str, str | None]) -> str:
    """Why there is nothing to list."""
    given = " ".join(f"{option} {argument(value)}" for option, value in filters.items() if value)
    return f"No runs of hooks match {given}." if given else "No runs of hooks."
