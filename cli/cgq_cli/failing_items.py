"""Showing the failed items of jobs from the command line, and doing them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq_cli.failing import filters_of
from cgq_cli.nothing import Nothing, account_for_nothing, lines, sentence, whole
from cgq_cli.render import changes
from cgq_cli.render import items as drawn
from cgq_cli.render.text import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.actions.whole import Whole
    from cgq.queue.failures import Which
    from cgq.workspace import Workspace
    from cgq_cli.invocation import Invocation


def show_items(
    asked: Invocation, workspace: Workspace, which: Which, ids: Sequence[int], *, silent: bool = False
) -> int:
    """Show the failed items by their cause; how many there are. `silent`: only that number is wanted."""
    from cgq.actions.retry_items import find_failed_items
    from cgq.documents.items import FailedItems
    from cgq.queue.item_failures import by_cause

    found, screen = find_failed_items(workspace, which, ids), asked.screen
    if silent:
        return len(found)
    groups = by_cause(found)
    document = FailedItems.of(found, groups)
    if groups:
        screen.show(document, drawn.lines(groups, screen.layout))
        for text in drawn.remarks(groups):
            screen.note(text)
    else:
        held = whole(workspace)
        nothing = _nothing(held, which, ids, "No item failed.")
        screen.nothing(document, drawn.COLUMNS, sentence(nothing), lines(asked, nothing, held))
    return len(found)


def retry_failed_items(
    asked: Invocation, workspace: Workspace, which: Which, ids: Sequence[int], *, dry_run: bool, yes: bool
) -> None:
    """Start jobs again for their failed items that are meant, and report it; it asks unless jobs are named or `yes`."""
    from cgq.actions.retry_items import find_failed_items, retry_items, would_retry_items
    from cgq.documents.changed import Changed

    found = find_failed_items(workspace, which, ids)
    if dry_run:
        changed = would_retry_items(workspace, found, ids)
    else:
        if found and not ids:
            jobs = changes.jobs(len({item.job for item in found}))
            asked.confirm(f"Retry {counted(len(found), 'failed item')} of {jobs}?", yes=yes)
        changed = retry_items(workspace, found, which, ids)
    document = Changed.of("retry", changed, dry_run=dry_run)
    if found or ids:
        asked.screen.account(document, changes.lines("retry", changed, dry_run=dry_run))
        return
    held = whole(workspace)
    account_for_nothing(asked, document, _nothing(held, which, ids, "Nothing to retry: no item failed."), held)


def _nothing(held: Whole, which: Which, ids: Sequence[int], none: str) -> Nothing:
    filters = {**{str(id_): True for id_ in ids}, **filters_of(which)}
    return Nothing(what="failed item", is_empty=not any(held.jobs.values()), none=none, filters=filters)
