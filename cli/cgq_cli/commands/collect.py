"""`cgq collect`: papers from addresses, from a page, from a catalogue."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cgq.errors import Missing, Refused
from cgq.exam.findings import TOO_LARGE
from cgq_cli import completing, queue_options
from cgq_cli.invocation import Invocation, bare, command, new_app
from cgq_cli.opening import STDIN, lines_in, open_workspace
from cgq_cli.options import DryRun

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgq.actions.collect import Collection
    from cgq.actions.enqueue import Wishes
    from cgq.workspace import Workspace
    from cgq_cli.output import Screen

app = new_app()

NoProcess = Annotated[bool, typer.Option("--no-process", help="Only keep the papers; do not read them.")]
Wait = Annotated[bool, typer.Option("--wait", help="Wait until the jobs, and what follows, are over.")]

MAX_LIST = 64 * 1024 * 1024
"""Bytes of a list: about 800,000 addresses."""

_LIST = "Name a text file of at most 64 MB, one address a line."


@bare(app)
def collect(asked: Invocation) -> None:
    """Fetch many papers: those of a list, every one that a page links to, or what a catalogue finds.

    A job has at most 100 addresses, and each is an item of its own. One host is asked every two seconds, its robots.txt
    is obeyed, and nothing is asked for in private networks, unless allowed_hosts under [collect] names the host.
    """
    from cgq.documents.help import Topic

    text = asked.context.get_help()
    asked.screen.show(Topic(topic="collect", text=text), [text])


@command(app, name="list")
def collect_list(
    asked: Invocation,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A list, one address or path a line; - reads it from standard input.")
    ],
    no_process: NoProcess = False,
    queue: queue_options.Queue = None,
    priority: queue_options.Priority = None,
    at: queue_options.At = None,
    in_: queue_options.In = None,
    max_attempts: queue_options.MaxAttempts = None,
    keep_going: queue_options.KeepGoing = False,
    as_: queue_options.As = None,
    wait: Wait = False,
    dry_run: DryRun = False,
) -> int:
    """Fetch the addresses of a list, one a line; paths of files are taken in as well.

    Empty lines and those that begin with # are for people. Where a list has NUL bytes, they end its lines, as of
    `find -print0`. A line that stands there twice is collected once. Exits 2
    when a line was refused, the others taken, unless --keep-going is given.
    """
    from cgq.actions.collect import from_list

    wanted = _wishes(asked, queue=queue, priority=priority, at=at, in_=in_, max_attempts=max_attempts, as_=as_)
    lines = lines_in(_read(asked.cwd, file))
    with open_workspace(asked) as workspace:
        collection = from_list(workspace, lines, asked.cwd, wanted, process=not no_process)
        code = _do(asked.screen, workspace, collection, wait=wait, dry_run=dry_run)
    return code if keep_going or not collection.refused else Refused.exit_code


@command(app)
def url(
    asked: Invocation,
    page: Annotated[str, typer.Argument(metavar="PAGE", help="The address of a page.", show_default=False)],
    no_process: NoProcess = False,
    queue: queue_options.Queue = None,
    priority: queue_options.Priority = None,
    at: queue_options.At = None,
    in_: queue_options.In = None,
    max_attempts: queue_options.MaxAttempts = None,
    as_: queue_options.As = None,
    wait: Wait = False,
    dry_run: DryRun = False,
) -> int:
    """Fetch every paper that a page links to."""
    from cgq.actions.collect import from_page

    wanted = _wishes(asked, queue=queue, priority=priority, at=at, in_=in_, max_attempts=max_attempts, as_=as_)
    return _collect(
        asked, lambda bank: from_page(bank, page, wanted, process=not no_process), wait=wait, dry_run=dry_run
    )


@command(app)
def keyword(
    asked: Invocation,
    words: Annotated[str, typer.Argument(metavar="WORDS", help="What to search for.", show_default=False)],
    from_: Annotated[
        str,
        typer.Option(
            "--from",
            parser=queue_options.clean,
            autocompletion=completing.catalogues,
            metavar="CATALOGUE",
            help="The catalogue, as [catalogues.NAME] in cgq.toml names it.",
            show_default=False,
        ),
    ],
    no_process: NoProcess = False,
    queue: queue_options.Queue = None,
    priority: queue_options.Priority = None,
    at: queue_options.At = None,
    in_: queue_options.In = None,
    max_attempts: queue_options.MaxAttempts = None,
    as_: queue_options.As = None,
    wait: Wait = False,
    dry_run: DryRun = False,
) -> int:
    """Fetch every paper that a catalogue finds."""
    from cgq.actions.collect import from_search

    wanted = _wishes(asked, queue=queue, priority=priority, at=at, in_=in_, max_attempts=max_attempts, as_=as_)
    return _collect(
        asked, lambda bank: from_search(bank, from_, words, wanted, process=not no_process), wait=wait, dry_run=dry_run
    )


def _wishes(
    asked: Invocation,
    *,
    queue: str | None,
    priority: str | None,
    at: int | None,
    in_: float | None,
    max_attempts: int | None,
    as_: str | None,
) -> "Wishes":
    from cgq_cli.intake import note_past, wishes

    note_past(asked.screen, at)
    return wishes((), queue=queue, priority=priority, at=at, in_=in_, max_attempts=max_attempts, as_=as_)


def _collect(asked: Invocation, plan: "Callable[[Workspace], Collection]", *, wait: bool, dry_run: bool) -> int:
    with open_workspace(asked) as workspace:
        return _do(asked.screen, workspace, plan(workspace), wait=wait, dry_run=dry_run)


def _do(screen: "Screen", workspace: "Workspace", collection: "Collection", *, wait: bool, dry_run: bool) -> int:
    """Enqueue what was asked for, say so, and wait for it where that is asked for. The exit code of that."""
    from cgq.actions.collect import collect
    from cgq.documents.collect import Collected
    from cgq.queue.states import LIVING
    from cgq_cli.render import collect as drawn

    if not dry_run:
        collect(workspace, collection)
    document, lines = Collected.of(collection, dry_run=dry_run), list(drawn.lines(collection, dry_run=dry_run))
    if dry_run:
        screen.account_table(document, drawn.COLUMNS, drawn.rows(collection), lines)
    else:
        screen.account(document, lines)
    for refused in collection.refused:
        screen.complain(drawn.refused_line(refused))
    jobs = [one.id for one in collection.put]
    if not jobs:
        return 0
    if workspace.settings.immediate:
        from cgq_cli.immediately import do_now

        return do_now(screen, workspace, jobs)
    from cgq_cli.waiting import note_who_works, wait_for

    if wait:
        return wait_for(screen, workspace, jobs)
    if any(one.state in LIVING for one in collection.put):
        note_who_works(screen, workspace, jobs)
    return 0


def _read(folder: Path, file: str) -> bytes:
    """The bytes of a list, of a file or standard input. Raises Missing or Refused for what is none."""
    from cgq.bank.files import path_text
    from cgq.convert.form import WITHIN, content_of

    data = _read_stdin() if file == STDIN else _read_file(folder, file)
    if content_of(data[:WITHIN]) != "unknown":
        hint = "A paper is taken in so: `cgq enqueue PATH`"
        name = "Standard input" if file == STDIN else path_text(file)
        raise Refused(f"{name} is a paper, not a list of addresses", code="bad_list", hint=hint)
    return data


def _read_stdin() -> bytes:
    data = sys.stdin.buffer.read(MAX_LIST + 1)
    if len(data) > MAX_LIST:
        message = f"Standard input is larger than {MAX_LIST // 1024 // 1024} MB."
        raise Refused(message, code=TOO_LARGE, hint=_LIST)
    return data


def _read_file(folder: Path, file: str) -> bytes:
    from cgq.bank.files import path_text, read
    from cgq.errors import InputFailed

    try:
        return read(folder / Path(file).expanduser(), limit=MAX_LIST)
    except InputFailed as error:
        if error.code == "input_missing":
            message = f"There is no list {path_text(file)}"
            raise Missing(message, code=error.code, hint="Check the path.") from error
        raise Refused(error.message, code=error.code, hint=_LIST) from error
