"""`cgq schedule`: work at recurring times, kept in the database."""

from typing import TYPE_CHECKING, Annotated

import typer

from cgq.errors import Refused
from cgq.hints import Hint
from cgq_cli import queue_options
from cgq_cli.exit_codes import SOME_FAILED
from cgq_cli.invocation import Invocation, bare, command, new_app
from cgq_cli.opening import open_workspace
from cgq_cli.render import schedule as drawn
from cgq_cli.which_bank import bank_lines, chosen_bank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.actions.enqueue import Wishes
    from cgq.queue.schedule import NewEntry
    from cgq.workspace import Workspace

app = new_app()


@bare(app)
def schedule(asked: Invocation) -> None:
    """Do work at recurring times: take in the papers of a folder, start a kind of job, keep the queue tidy.

    Without a command: list the entries. They are fired by whoever works on the queue, and from cron by
    `cgq schedule tick`; each slot is fired once, and missed ones come as one.
    """
    _show_list(asked)


@command(app)
def add(
    asked: Invocation,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="What it is called.", show_default=False)] = None,
    cron: Annotated[
        str | None,
        typer.Argument(metavar="CRON", help="When: five fields in quotes, as in crontab.", show_default=False),
    ] = None,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH…", help="Papers to take in: files, folders, patterns.", show_default=False),
    ] = None,
    zone: Annotated[
        str | None,
        typer.Option("--zone", metavar="ZONE", help="The time zone: Asia/Seoul; by default yours.", show_default=False),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind", "-k", parser=queue_options.kind_name, metavar="KIND", help="A kind of job, instead of papers."
        ),
    ] = None,
    args: queue_options.Args = None,
    queue: queue_options.Queue = None,
    priority: queue_options.Priority = None,
    max_attempts: queue_options.MaxAttempts = None,
    as_: queue_options.As = None,
    defaults: Annotated[bool, typer.Option("--defaults", help="The entries that keep every queue tidy.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="In place of another entry of the name.")] = False,
) -> None:
    """Add an entry: papers of a folder, or a job of a kind, at the times of a cron expression.

    The same entry again changes nothing; another one under its name is refused without --replace. A time of day that a
    clock change leaves out comes once, right after it; one that it repeats comes once.
    """
    from cgq.actions import schedule as acting
    from cgq.documents.schedule import ScheduleChange
    from cgq.queue.cron import local_zone
    from cgq_cli.intake import wishes

    wanted = wishes((), queue=queue, priority=priority, max_attempts=max_attempts, as_=as_)
    where = zone or local_zone()
    with open_workspace(asked) as workspace:
        if defaults:
            _refuse_words_beside_defaults(name, cron, paths, kind, args)
            entries = acting.of_upkeep(where, wanted)
        else:
            entries = [_entry(workspace, name, cron, where, paths, kind, args, wanted)]
        kept = acting.keep(workspace, entries, replace=replace)
    asked.screen.account(ScheduleChange.kept(kept), drawn.kept_lines(kept, humane=asked.screen.terminal))


@command(app, name="list")
def list_entries(asked: Invocation) -> None:
    """List the entries: what each does, when it is due, and what became of its last slot."""
    _show_list(asked)


@command(app)
def remove(
    asked: Invocation,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The entry.", show_default=False)],
) -> None:
    """Forget an entry. Its jobs stay."""
    from cgq.actions import schedule as acting
    from cgq.documents.schedule import ScheduleChange

    with open_workspace(asked, must_exist=True) as workspace:
        entry = acting.remove(workspace, name)
    asked.screen.account(ScheduleChange.removed(entry), [drawn.removed_line(entry)])


@command(app)
def tick(asked: Invocation) -> int:
    """Enqueue what is due now, for cron where nobody works all the time; end jobs that waited too long.

    With --quiet it prints errors alone. Exits 3 when an entry could not be enqueued.
    """
    from cgq.actions import schedule as acting
    from cgq.documents.schedule import Ticked
    from cgq_cli.render.events import slot_line

    screen = asked.screen
    with open_workspace(asked, must_exist=True) as workspace:
        ticked = acting.tick(workspace)
        now = workspace.ledger.clock.now()
    bank = () if ticked.following else bank_lines(chosen_bank(asked))
    screen.account(Ticked.of(ticked, now), (*drawn.tick_lines(ticked, humane=screen.terminal), *bank))
    refused = [passed for passed in ticked.passed if passed.outcome == "refused"]
    for passed in refused:
        screen.complain(slot_line(passed, humane=screen.terminal))
    return SOME_FAILED if refused else 0


def _entry(
    workspace: "Workspace",
    name: str | None,
    cron: str | None,
    zone: str,
    paths: "Sequence[str] | None",
    kind: str | None,
    args: str | None,
    wanted: "Wishes",
) -> "NewEntry":
    """The entry that is asked for. Raises Refused for what cannot be meant."""
    from cgq.actions import schedule as acting
    from cgq.queue.cron import parse

    if name is None or cron is None:
        raise Refused("An entry needs a name and a cron expression", code="usage", hint=Hint(drawn.add_one()))
    when = parse(cron, zone)
    if kind is not None and not paths:
        return acting.of_kind(workspace, name, when, kind, args, wanted)
    if paths and kind is None and args is None:
        return acting.of_papers(name, when, paths, wanted)
    raise Refused("What it should do is not clear", code="usage", hint="Name either papers, or --kind KIND.")


def _refuse_words_beside_defaults(*words: object) -> None:
    if any(words):
        raise Refused("--defaults names entries of its own", code="usage", hint="Give no name, times or work with it.")


def _show_list(asked: Invocation) -> None:
    from cgq.actions import schedule as acting
    from cgq.documents.schedule import Schedule

    with open_workspace(asked, create=False) as workspace:
        found = acting.listing(workspace)
    document = Schedule.of(found, asked.screen.now)
    if not found:
        below = (Hint(drawn.add_one()), *bank_lines(chosen_bank(asked)))
        asked.screen.nothing(document, drawn.COLUMNS, "No recurring entries yet.", below)
        return
    rows = [drawn.row(entry, last) for entry, last in found]
    late = drawn.overdue_lines((entry for entry, _ in found), asked.screen.now)
    asked.screen.table(document, drawn.COLUMNS, rows, late)
