"""`cgq enqueue PATH…`: papers become jobs, each exactly once."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cgq.errors import Refused
from cgq_cli import paper_options, queue_options
from cgq_cli.intake import answer, batch_line, batch_wish, complain_of_key, exit_code, note_past, wishes
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import names_from, open_workspace
from cgq_cli.options import DryRun

if TYPE_CHECKING:
    from cgq.actions.enqueue import Wishes

app = new_app()


@command(app)
def enqueue(
    asked: Invocation,
    paths: paper_options.Paths = None,
    queue: queue_options.Queue = None,
    priority: queue_options.Priority = None,
    at: queue_options.At = None,
    in_: queue_options.In = None,
    after: queue_options.After = None,
    deadline: queue_options.Deadline = None,
    mutex: queue_options.Mutex = None,
    batch: queue_options.Batch = None,
    then: queue_options.Then = None,
    then_args: queue_options.ThenArgs = None,
    max_attempts: queue_options.MaxAttempts = None,
    again: queue_options.Again = False,
    keep_going: queue_options.KeepGoing = False,
    key: paper_options.KeyFile = None,
    ocr: paper_options.Ocr = None,
    one_paper: paper_options.OnePaper = False,
    password_file: paper_options.NoPasswordFile = None,
    title: queue_options.Title = None,
    description: queue_options.Description = None,
    as_: queue_options.As = None,
    kind: queue_options.Stage = None,
    question: queue_options.Questions = None,
    material: queue_options.Materials = None,
    missing: queue_options.MissingResult = False,
    args: queue_options.Args = None,
    learner: Annotated[
        str | None,
        typer.Option("--learner", metavar="ID", help="With a stage: bring this learner's attempts up to date as well."),
    ] = None,
    now: queue_options.Now = False,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until the jobs, and what follows, are over.")] = False,
    dry_run: DryRun = False,
) -> int | None:
    """Take papers in: each becomes a job, exactly once; says what is known already and what is refused.

    --ocr is kept with the papers, whoever reads them. Exits 3 when a named key was refused, or a file of a folder for
    the first time, 2 when a file that you named was refused and 4 when it does not exist, the others taken, unless
    --keep-going is given. One stage by hand: --kind with --question, --material, --missing or --args.
    """
    names = list(names_from(paths or ()))
    paper_options.refuse_password(password_file)
    asked_for = wishes(
        names, queue=queue, priority=priority, max_attempts=max_attempts, mutex=mutex, as_=as_, again=again,
        at=at, in_=in_, after=after, deadline=deadline, batch=batch_wish(batch, then, then_args),
        title=title, description=description, key=key, ocr=ocr, one_paper=one_paper,
    )  # fmt: skip
    note_past(asked.screen, at)
    if kind is not None:
        from cgq_cli.staging import enqueue_stage, refuse_papers_options, subject

        refuse_papers_options(key=key, ocr=ocr, one_paper=one_paper)
        about = subject(question, material, args, names, missing=missing, learner=learner)
        with open_workspace(asked, must_exist=missing) as workspace:
            return enqueue_stage(asked.screen, workspace, kind, about, asked_for, now=now, dry_run=dry_run, wait=wait)
    is_for_stage = bool(question or material or missing or args or learner or now)
    _refuse_unclear(paths, key, one_paper=one_paper, is_for_stage=is_for_stage)
    return _papers(asked, names, asked_for, keep_going=keep_going, dry_run=dry_run, wait=wait)


def _refuse_unclear(paths: list[str] | None, key: str | None, *, one_paper: bool, is_for_stage: bool) -> None:
    """Raise Refused for options of a stage that is not named, and where no paper is."""
    if is_for_stage:
        raise Refused("Which stage is meant is not said", code="usage", hint="Add --kind KIND.")
    paper_options.refuse_without_papers(paths, key=key, one_paper=one_paper)
    if not paths:
        raise Refused("Nothing was named to enqueue", code="usage", hint="Name files or folders: `cgq enqueue papers/`")


def _papers(
    asked: Invocation, names: Sequence[str], asked_for: "Wishes", *, keep_going: bool, dry_run: bool, wait: bool
) -> int | None:
    """Take papers in, and wait for them where that is asked for."""
    from cgq.actions.enqueue import enqueue_papers, not_over, refused_keys, would_take
    from cgq_cli.immediately import do_now
    from cgq_cli.waiting import note_who_works, wait_for

    screen = asked.screen
    with open_workspace(asked) as workspace:
        if dry_run:
            intake = would_take(workspace, names, asked_for)
            answer(screen, intake, dry_run=True, keep_going=keep_going)
            return exit_code(intake, keep_going=keep_going)
        intake = enqueue_papers(workspace, names, asked_for)
        answer(screen, intake, keep_going=keep_going)
        code = exit_code(intake, keep_going=keep_going)
        if asked_for.batch is not None:
            screen.note(batch_line(asked_for.batch, intake.batch))
        waiting = not_over(workspace, intake)
        if workspace.settings.immediate:
            code = do_now(screen, workspace, waiting) or code
        elif wait:
            code = wait_for(screen, workspace, waiting) or code
        elif waiting:
            note_who_works(screen, workspace, waiting)
        return complain_of_key(screen, refused_keys(workspace, intake)) or code
