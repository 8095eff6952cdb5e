"""Hooks: those of the settings, and the runs of their commands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from cgq.clock import rfc3339
from cgq.documents import Document, Json
from cgq.secrets.masking import mask

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cgq.actions.hooks import Retried
    from cgq.config import HookSettings
    from cgq.queue import hook_runs
    from cgq.workers.hook_process import Ending

RunState = Literal["waiting", "running", "done", "failed"]


class Hook(Struct, frozen=True, kw_only=True):
    """One hook."""

    hook: str
    """Its name in cgq.toml."""
    on: str
    """When its command is started: `attempt`, `nth:3`, `final`, `batch` or `drained`."""
    command: list[str]
    """The command and its arguments; empty for a hook that the settings do not name any more."""
    kinds: list[str]
    """The kinds of job that it is for; empty for all."""
    queues: list[str]
    """The queues that it is for; empty for all."""
    requested_by: list[str]
    """Whose jobs it is for; empty for everybody's."""
    timeout: float | None
    """How long its command may take; null for a hook that the settings do not name any more."""
    waiting: int
    """How many runs wait to be started, or for another try."""
    failed: int
    """How many runs failed for good."""


class Hooks(Document, frozen=True, kw_only=True, tag="hooks"):
    """The hooks of the settings, and those of which runs are left: `cgq hooks list`."""

    hooks: list[Hook]
    """The hooks by name."""

    @staticmethod
    def of(settings: Mapping[str, HookSettings], counts: hook_runs.Counts) -> Hooks:
        """The hooks with what waits of each."""
        names = sorted({*settings, *counts.waiting, *counts.failed})
        return Hooks(hooks=[_hook(name, settings.get(name), counts) for name in names])


class HookRun(Struct, frozen=True, kw_only=True):
    """One run of a hook's command."""

    run: int
    """Its number, for `cgq hooks retry`."""
    hook: str
    """The hook."""
    on: str
    """When the hook's command is started."""
    job: int | None
    """The job that failed; null where it is about none."""
    state: RunState
    """`waiting` to be started, or for another try; `running`; `done`; `failed` for good."""
    tries: int
    """How many tries have ended."""
    due: str
    """When it is, or was, to be started."""
    created: str
    """When it happened."""
    ended: str | None
    """When the command had done its work, or failed for good; null before."""
    count: int
    """How many failures it stands for."""
    error: str | None
    """What went wrong in the last try; null when nothing did."""
    output: str
    """The end of what the command printed in its last try, secrets masked."""
    report: Json
    """What the command reads, without the number of the try."""

    @staticmethod
    def of(run: hook_runs.Run) -> HookRun:
        """One run."""
        return HookRun(
            run=run.id,
            hook=run.hook,
            on=run.occasion,
            job=run.job,
            state=run.state,
            tries=run.tries,
            due=rfc3339(run.due_at),
            created=rfc3339(run.created_at),
            ended=rfc3339(run.ended_at),
            count=run.failures,
            error=run.error,
            output=run.output,
            report=json.loads(run.payload),
        )


class HookRuns(Document, frozen=True, kw_only=True, tag="hook_runs"):
    """The runs of hooks, the newest first: `cgq hooks runs`."""

    runs: list[HookRun]
    """The runs."""
    more: bool
    """Whether there is another page."""

    @staticmethod
    def of(runs: Sequence[hook_runs.Run], *, more: bool) -> HookRuns:
        """A page of runs."""
        return HookRuns(runs=[HookRun.of(run) for run in runs], more=more)


class UnchangedRun(Struct, frozen=True, kw_only=True):
    """A run that stays as it is."""

    run: int
    """Its number."""
    state: RunState
    """The state that it is in."""


class HookRetry(Document, frozen=True, kw_only=True, tag="hook_retry"):
    """Failed runs that are started again: `cgq hooks retry`."""

    runs: list[int]
    """The runs that wait again."""
    unchanged: list[UnchangedRun]
    """The runs that had not failed."""

    @staticmethod
    def of(retried: Retried) -> HookRetry:
        """What became of the runs."""
        unchanged = [UnchangedRun(run=run, state=state) for run, state in sorted(retried.unchanged.items())]
        return HookRetry(runs=list(retried.runs), unchanged=unchanged)


class HookTest(Document, frozen=True, kw_only=True, tag="hook_test"):
    """What a hook's command came to that was tried out: `cgq hooks test`."""

    hook: str
    """The hook."""
    error: str | None
    """What went wrong; null when nothing did."""
    output: str
    """The end of what the command printed, secrets masked."""

    @staticmethod
    def of(hook: str, ending: Ending) -> HookTest:
        """How it ended."""
        return HookTest(hook=hook, error=ending.error, output=ending.output)


def _hook(name: str, settings: HookSettings | None, counts: hook_runs.Counts) -> Hook:
    return Hook(
        hook=name,
        on=settings.on if settings else "",
        command=[mask(text) for text in settings.command] if settings else [],
        kinds=list(settings.kinds) if settings else [],
        queues=list(settings.queues) if settings else [],
        requested_by=list(settings.requested_by) if settings else [],
        timeout=settings.timeout if settings else None,
        waiting=counts.waiting.get(name, 0),
        failed=counts.failed.get(name, 0),
    )
