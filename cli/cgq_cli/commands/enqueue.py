"""`cgq enqueue PATH…`: papers become jobs, each exactly once."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from cgq.errors import Refused
from cgq_cli import queue_options
from cgq_cli.intake import answer, exit_code, wishes
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import names_from, open_workspace
from cgq_cli.options import DryRun

if TYPE_CHECKING:
    from cgq.actions.enqueue import Wishes

app = new_app()


@command(app)
def enqueue(
    asked: Invocation,
    paths: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders, patterns, or - for a list on standard input.", metavar="PATH"),
    ] = None,
    queue: queue_options.Queue = None,
    priority: queue_options.Priority = None,
    at: queue_options.At = None,
    in_: queue_options.In = None,
    max_attempts: queue_options.MaxAttempts = None,
    again: queue_options.Again = False,
    keep_going: queue_options.KeepGoing = False,
    key: queue_options.KeyFile = None,
    title: queue_options.Title = None,
    description: queue_options.Description = None,
    as_: queue_options.As = None,
    kind: queue_options.Stage = None,
    question: queue_options.Questions = None,
    material: queue_options.Materials = None,
    missing: queue_options.MissingResult = False,
    args: queue_options.Args = None,
    now: queue_options.Now = False,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until the jobs, and what follows, are over.")] = False,
    dry_run: DryRun = False,
) -> int | None:
    """Take papers in: each becomes a job, exactly once; says what is known already and what is refused.

    Exits 2 when a file that you named was refused and 4 when it does not exist, the others taken, unless
    --keep-going is given. One stage by hand: --kind with --question, --material, --missing or --args.
    """
    names = list(names_from(paths or ()))
    asked_for = wishes(
        queue,
        priority,
        at,
        in_,
        max_attempts,
        as_,
        again=again,
        title=title,
        description=description,
        names=names,
        key=key,
    )
    if kind is not None:
        from cgq_cli.staging import enqueue_stage, subject

        if key:
            raise Refused("--key belongs to papers, not to --kind", code="usage", hint="Leave one of them out.")
        about = subject(question, material, args, names, missing=missing)
        with open_workspace(asked) as workspace:
            return enqueue_stage(asked.screen, workspace, kind, about, asked_for, now=now, dry_run=dry_run, wait=wait)
    if question or material or missing or args or now:
        raise Refused("Which stage is meant is not said", code="usage", hint="Add --kind KIND.")
    _check(paths or (), key)
    return _papers(asked, names, key, asked_for, again=again, keep_going=keep_going, dry_run=dry_run, wait=wait)


def _check(names: Sequence[str], key: str | None) -> None:
    if not names:
        if key:
            raise Refused("A key was named, but no paper", code="usage", hint="Name the papers: --key FILE PAPER…")
        raise Refused("Nothing was named to enqueue", code="usage", hint="Name files or folders: `cgq enqueue papers/`")


def _papers(
    asked: Invocation,
    names: Sequence[str],
    key: str | None,
    asked_for: "Wishes",
    *,
    again: bool,
    keep_going: bool,
    dry_run: bool,
    wait: bool,
) -> int | None:
    """Take papers in, and wait for them where that is asked for."""
    from cgq.actions.enqueue import enqueue_papers, not_over, would_take

    take = partial(would_take, again=again, key=key) if dry_run else partial(enqueue_papers, wishes=asked_for)
    with open_workspace(asked) as workspace:
        intake = take(workspace, names)
        answer(asked.screen, intake, dry_run=dry_run, keep_going=keep_going)
        code = exit_code(intake, keep_going=keep_going)
        if wait and not dry_run:
            from cgq_cli.waiting import wait_for

            code = wait_for(asked.screen, workspace, not_over(workspace, intake)) or code
    return code
