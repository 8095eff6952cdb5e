"""`cgq retry`: start jobs again that ended without being done, or their failed items: named, by filter, or all."""

from typing import Annotated, Literal

import typer

from cgq.errors import Refused
from cgq.queue.states import UNSUCCESSFUL
from cgq_cli import options, queue_options
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.nothing import account_for_nothing, no_jobs_in, whole
from cgq_cli.opening import open_workspace
from cgq_cli.render import changes

app = new_app()


@command(app)
def retry(
    asked: Invocation,
    ids: queue_options.SomeJobIds = None,
    queue: options.Queue = None,
    kind: queue_options.Kind = None,
    state: Annotated[
        Literal["failed", "cancelled", "discarded"] | None,
        typer.Option("--state", help="Only jobs that ended so.", show_default=False),
    ] = None,
    code: queue_options.Code = None,
    match: queue_options.Match = None,
    since: queue_options.Since = None,
    fingerprint: queue_options.Fingerprint = None,
    items: Annotated[
        bool, typer.Option("--items", help="Only the failed items of jobs that have many, also of jobs that are done.")
    ] = False,
    every: Annotated[bool, typer.Option("--all", help="Every failed, cancelled or discarded job.")] = False,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
) -> None:
    """Start failed, cancelled or discarded jobs again, with a fresh budget; their history stays.

    Those named, those that the filters leave, or all. With --items, jobs for their failed items alone.
    """
    from cgq.actions import operate
    from cgq.documents.changed import Changed
    from cgq.queue.failures import Which
    from cgq_cli.failing import filters_of
    from cgq_cli.failing_items import retry_failed_items

    which = Which(queue=queue, kind=kind, code=code, text=match, since=since, fingerprint=fingerprint)
    filters = {"--state": state, **filters_of(which)}
    _check(ids, filtered=any(filters.values()), every=every, items=items, state=state)
    with open_workspace(asked, create=False) as workspace:
        if items:
            retry_failed_items(asked, workspace, which, ids or (), dry_run=dry_run, yes=yes)
            return
        wanted = ids or operate.unsuccessful(workspace, which, state)
        if dry_run:
            changed = operate.would_retry(workspace, wanted)
        else:
            if wanted and not ids:
                asked.confirm(f"Retry {changes.jobs(len(wanted))}?", yes=yes)
            changed = operate.retry(workspace, wanted, listed=not ids, state=state)
        held = None if wanted else whole(workspace)
    document = Changed.of("retry", changed, dry_run=dry_run)
    if held is not None:
        nothing = no_jobs_in(held, UNSUCCESSFUL, filters, what="unsuccessful job", none="Nothing to retry.")
        account_for_nothing(asked, document, nothing, held)
        return
    asked.screen.account(document, changes.lines("retry", changed, dry_run=dry_run))


def _check(ids: list[int] | None, *, filtered: bool, every: bool, items: bool, state: str | None) -> None:
    """Raise Refused where it is not clear which jobs are meant; failed items may be narrowed by ids and filters."""
    if items and state:
        raise Refused("--state chooses jobs, and --items failed items", code="usage", hint="Leave one of them out.")
    if not items and bool(ids) + filtered + every != 1:
        hint = "Name ids, or give filters such as --queue, --code or --since, or --all."
        raise Refused("Which jobs are to start again is not clear", code="usage", hint=hint)
