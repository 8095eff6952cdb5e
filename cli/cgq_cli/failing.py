"""Showing, retrying and giving up failed jobs from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from cgq_cli.nothing import account_for_nothing, lines, no_failures, no_jobs_in, sentence, whole
from cgq_cli.opening import me
from cgq_cli.render import changes
from cgq_cli.render import failures as drawn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.queue.failures import Which
    from cgq.workspace import Workspace
    from cgq_cli.invocation import Invocation


def change(
    asked: Invocation,
    workspace: Workspace,
    action: Literal["retry", "discard"],
    which: Which,
    ids: Sequence[int],
    *,
    dry_run: bool,
    yes: bool,
) -> None:
    """Retry or give up the failed jobs that are meant, and say so; giving up asks first."""
    from cgq.actions import operate
    from cgq.documents.changed import Changed

    wanted = operate.failed(workspace, which, ids)
    if dry_run:
        changed = operate.Changed(ids=wanted)
    elif action == "retry":
        changed = operate.retry(workspace, wanted, listed=True, state="failed")
    else:
        if wanted:
            asked.confirm(f"Give up {changes.jobs(len(wanted))} for ever?", yes=yes)
        changed = operate.give_up(workspace, wanted, me(), listed=True)
    document = Changed.of(action, changed, dry_run=dry_run)
    if not wanted:
        held = whole(workspace)
        filters = {**{str(id_): True for id_ in ids}, **filters_of(which)}
        nothing = no_jobs_in(held, ("failed",), filters, what="failed job", none=f"Nothing to {action}.")
        account_for_nothing(asked, document, nothing, held)
        return
    asked.screen.account(document, changes.lines(action, changed, dry_run=dry_run))


def show_groups(asked: Invocation, workspace: Workspace, which: Which, *, silent: bool = False) -> int:
    """Show the groups, and how many jobs failed but wait for another try; how many have failed for good.

    `silent`: only that number is wanted.
    """
    from cgq.actions.jobs import failures
    from cgq.documents.failed import Failed

    found, screen = failures(workspace, which), asked.screen
    if silent:
        return found.count
    document = Failed.of(found)
    if found.groups:
        screen.show(document, drawn.lines(found.groups, screen.layout))
        for text in drawn.remarks(found):
            screen.note(text)
    else:
        held = whole(workspace)
        nothing = no_failures(held, filters_of(which))
        below = (*drawn.remarks(found), *lines(asked, nothing, held))
        screen.nothing(document, drawn.COLUMNS, sentence(nothing), below)
    return found.count


def filters_of(which: Which) -> dict[str, object]:
    """The filters as they are typed, with their values (see nothing.Nothing)."""
    return {
        "--queue": which.queue,
        "--kind": which.kind,
        "--code": which.code,
        "--match": which.text,
        "--since": which.since,
        "--fingerprint": which.fingerprint,
    }
