"""`cgq hooks`: the commands that hear of failures, batches and empty queues, and what became of their runs."""

from typing import Annotated, Literal

import typer

from cgq.db import LARGEST_INTEGER
from cgq.hints import Hint
from cgq_cli import queue_options
from cgq_cli.exit_codes import SOME_FAILED
from cgq_cli.invocation import Invocation, bare, command, new_app
from cgq_cli.opening import me, open_workspace
from cgq_cli.paging import Limit, Page, cut, note_more
from cgq_cli.render import hooks as render
from cgq_cli.which_bank import bank_lines, chosen_bank

app = new_app()

Name = Annotated[str, typer.Argument(metavar="NAME", help="The hook, by its name in cgq.toml.", show_default=False)]


@bare(app)
def hooks(asked: Invocation) -> None:
    """Show the commands that hear of failures, and what became of them; try one out.

    Such a hook is started when jobs fail, a batch ends or the queues run empty. Without a command: list.
    """
    _list(asked)


@command(app, name="list")
def list_hooks(asked: Invocation) -> None:
    """List the hooks of the settings, with what waits and what failed of each."""
    _list(asked)


@command(app)
def runs(
    asked: Invocation,
    hook: Annotated[
        str | None,
        typer.Option("--hook", parser=queue_options.clean, metavar="NAME", help="Only this hook.", show_default=False),
    ] = None,
    state: Annotated[
        Literal["waiting", "running", "done", "failed"] | None,
        typer.Option("--state", help="Only runs that stand so.", show_default=False),
    ] = None,
    limit: Limit = None,
    page: Page = 1,
) -> None:
    """List the runs of hooks of the last seven days, the newest first."""
    from cgq.actions import hooks as actions
    from cgq.documents.hooks import HookRuns

    screen = asked.screen
    with open_workspace(asked, create=False) as workspace:
        most = cut(screen, limit, page)
        found, more = actions.runs(workspace, hook=hook, state=state, limit=most, page=page)
    document = HookRuns.of(found, more=more)
    if not found:
        sentence = render.no_runs({"--hook": hook, "--state": state})
        screen.nothing(document, render.RUNS, sentence, bank_lines(chosen_bank(asked)))
        return
    screen.table(document, render.RUNS, [render.run_row(run) for run in found])
    note_more(screen, more, page)


@command(app)
def retry(
    asked: Invocation,
    ids: Annotated[
        list[int] | None,
        typer.Argument(metavar="RUN", help="These runs; without any, all that failed.", min=1, max=LARGEST_INTEGER),
    ] = None,
) -> None:
    """Start failed runs again, with three tries each: those named, or all."""
    from cgq.actions import hooks as actions
    from cgq.documents.hooks import HookRetry

    with open_workspace(asked, create=False) as workspace:
        retried = actions.retry(workspace, ids or ())
    lines = list(render.retried_lines(retried))
    if not retried.runs and not retried.unchanged:
        lines += bank_lines(chosen_bank(asked))
    asked.screen.account(HookRetry.of(retried), lines)


@command(app)
def test(asked: Invocation, name: Name) -> int:
    """Start a hook's command here with a sample report, and show what it prints."""
    from cgq.actions import hooks as actions
    from cgq.documents.hooks import HookTest

    with open_workspace(asked, create=False) as workspace:
        ending = actions.try_out(workspace, name, me())
    document, sentence = HookTest.of(name, ending), render.test_sentence(name, ending)
    if asked.screen.quiet and not asked.screen.json:
        if ending.error:
            asked.screen.complain(sentence)
    else:
        asked.screen.show(document, render.printed_lines(ending), [sentence])
    return SOME_FAILED if ending.error else 0


def _list(asked: Invocation) -> None:
    """The hooks, or how to have one."""
    from cgq.actions import hooks as actions
    from cgq.documents.hooks import Hooks

    with open_workspace(asked, create=False) as workspace:
        document = Hooks.of(workspace.settings.hooks, actions.counts(workspace))
    if not document.hooks:
        sentence = Hint("There are no hooks. They are made in cgq.toml, under [hooks.NAME]: `cgq help hooks`")
        asked.screen.nothing(document, render.COLUMNS, sentence, bank_lines(chosen_bank(asked)))
        return
    asked.screen.table(document, render.COLUMNS, [render.row(hook) for hook in document.hooks])
