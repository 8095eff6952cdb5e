"""`cgq run [PATH…]`: take papers in, work until all is done, say what came of it."""

from typing import TYPE_CHECKING, Any

from cgq_cli import options, paper_options, queue_options
from cgq_cli.intake import answer, exit_code, report_before_run, wishes
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import names_from, open_workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.actions.enqueue import Wishes as PaperWishes
    from cgq.actions.run import Wishes
    from cgq.workspace import Workspace

app = new_app()


@command(app)
def run(
    asked: Invocation,
    paths: paper_options.Paths = None,
    key: paper_options.KeyFile = None,
    ocr: paper_options.Ocr = None,
    one_paper: paper_options.OnePaper = False,
    password_file: paper_options.PasswordFile = None,
    title: queue_options.Title = None,
    description: queue_options.Description = None,
    priority: queue_options.Priority = None,
    again: queue_options.Again = False,
    queue: queue_options.Queues = None,
    jobs: options.Jobs = None,
    max_time: queue_options.MaxTime = None,
    max_cost: queue_options.MaxCost = None,
    drain: options.Drain = None,
    if_running: queue_options.IfRunningOption = "join",
    keep_going: queue_options.KeepGoing = False,
    dry_run: options.DryRun = False,
    log_format: options.LogFormat = None,
) -> int:
    """Take papers in, work with a bar per stage until all is done, and say what came of it.

    With papers it ends when these, and all that follows from them, are over; without, when nothing is left
    that it may run. --ocr is kept with the papers; --password-file holds for the workers of this run alone.
    Exits 3 when jobs, or items of them such as rows, failed for good, a named key was refused or a file of a folder is
    no paper, which is reported once, and 6 when a paused queue, or the want of money, kept it from finishing.
    Where nothing that was named can be taken in, it does not work, and exits as `cgq enqueue` does.
    """
    from cgq.actions.queues import served_queues
    from cgq.actions.run import Wishes, stand_back
    from cgq_cli.planning import plan_run
    from cgq_cli.running import report_standing_back

    paper_options.refuse_without_papers(
        paths, key=key, title=title, description=description, priority=priority, again=again, one_paper=one_paper
    )
    names = list(names_from(paths)) if paths else None
    secrets = paper_options.secrets_for_workers(password_file)
    asked_for = wishes(
        names or (),
        priority=priority,
        again=again,
        title=title,
        description=description,
        key=key,
        ocr=ocr,
        one_paper=one_paper,
        has_password=bool(secrets),
    )
    settings: dict[str, Any] = {"reading.ocr": ocr, "log.format": log_format}
    with open_workspace(
        asked, must_exist=names is None, secrets=secrets, jobs=jobs, drain=drain, **settings
    ) as workspace:
        queues = served_queues(workspace, queue)
        if dry_run:
            return plan_run(asked.screen, workspace, names or (), asked_for, queues, keep_going=keep_going)
        other = stand_back(workspace, if_running)
        if other is not None:
            return report_standing_back(asked.screen, other)
        drain_time = workspace.settings.drain
        to_run = Wishes(queues=queues, max_time=max_time, max_cost=max_cost, drain=drain_time, if_running=if_running)
        return _take_and_run(asked, workspace, names, asked_for, to_run, keep_going=keep_going)


def _take_and_run(
    asked: Invocation,
    workspace: "Workspace",
    names: "Sequence[str] | None",
    asked_for: "PaperWishes",
    wishes_to_run: "Wishes",
    *,
    keep_going: bool,
) -> int:
    """Take in what was named, None for nothing, and work; where all of it was refused, that alone is the answer."""
    from cgq.actions.enqueue import enqueue_papers
    from cgq_cli.running import run_and_report

    intake = enqueue_papers(workspace, names or (), asked_for)
    refused = exit_code(intake, keep_going=keep_going)
    if refused and not intake.taken:
        answer(asked.screen, intake)
        return refused
    if names is None:
        return run_and_report(asked, workspace, wishes_to_run)
    report_before_run(asked.screen, intake)
    return run_and_report(asked, workspace, wishes_to_run, intake, names, refused=refused)
