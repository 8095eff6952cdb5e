"""One stage by hand, from the command line: into the queue, or here and now."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING

from cgq.errors import Refused
from cgq.hints import Hint
from cgq.queue.states import LIVING
from cgq_cli.exit_codes import SOME_FAILED
from cgq_cli.intake import batch_line
from cgq_cli.naming import note_moved
from cgq_cli.render import stage as drawn
from cgq_cli.render.cost import forecast_lines
from cgq_cli.render.text import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.actions.enqueue import Wishes
    from cgq.actions.stage_jobs import Subject
    from cgq.workspace import Workspace
    from cgq_cli.output import Screen


def refuse_papers_options(*, key: str | None, ocr: bool | None, one_paper: bool) -> None:
    """Raise Refused for an option that a stage by hand has no use for."""
    if key or ocr or one_paper:
        option = "--key" if key else "--ocr" if ocr else "--one-paper"
        raise Refused(f"{option} belongs to papers, not to --kind", code="usage", hint="Leave one of them out.")


def subject(
    questions: Sequence[str] | None,
    materials: Sequence[int] | None,
    args: str | None,
    rest: Sequence[str],
    *,
    missing: bool,
    learner: str | None = None,
) -> Subject:
    """What the stage should work on. Ids that follow belong to the option before them: --question 4 5 6."""
    from cgq.actions.stage_jobs import Subject

    if questions and not missing:
        return Subject(questions=[*questions, *rest], materials=materials or (), learner=learner)
    numbers = [_number(text) for text in rest]
    if missing:
        if len(numbers) > 1:
            raise Refused("--missing takes one number", code="usage", hint="Or none, for all.")
        return Subject(missing=numbers[0] if numbers else -1, learner=learner)
    return Subject(materials=[*materials, *numbers] if materials else (), args=args, learner=learner)


def enqueue_stage(
    screen: Screen,
    workspace: Workspace,
    kind: str,
    about: Subject,
    wishes: Wishes,
    *,
    now: bool,
    dry_run: bool,
    wait: bool,
) -> int:
    """Put jobs of a kind into the queue, or do their work at once. The exit code."""
    from cgq.actions.forecast import forecast_planned
    from cgq.actions.stage_jobs import plan, put_in_batch
    from cgq.documents.enqueued import Enqueued

    planned = plan(workspace, kind, about, wishes)
    note_moved(screen, workspace, map(str, about.questions))
    if dry_run:
        text = f"Would enqueue {counted(len(planned), 'job')} of {kind}."
        screen.show(Enqueued.planned(kind, planned), [text])
        for line in forecast_lines(forecast_planned(workspace, kind, planned)):
            screen.note(line)
        return 0
    if now:
        from cgq.actions.run_stage import run_stage
        from cgq.documents.computed import Computed

        with redirect_stdout(sys.stderr):  # what a stage prints is none of the answer
            made, following = run_stage(workspace, kind, planned)
        screen.table(Computed.of(kind, made, following), drawn.COLUMNS, drawn.made_rows(made))
        for hint in drawn.hints(made):
            screen.note(hint)
        if following:
            screen.note(Hint(f"{counted(following, 'more job')} to start: `cgq run`"))
        return SOME_FAILED if any(one.failure for one in made) else 0
    done, batch = put_in_batch(workspace, planned, wishes)
    screen.account(Enqueued.of_stage(kind, done, batch), drawn.lines(kind, done))
    if wishes.batch is not None:
        screen.note(batch_line(wishes.batch, batch))
    jobs = [one.id for one in done if one.state is not None]
    waiting = [one.id for one in done if one.state in LIVING]
    if workspace.settings.immediate:
        from cgq_cli.immediately import do_now

        return do_now(screen, workspace, jobs)
    if wait:
        from cgq_cli.waiting import wait_for

        return wait_for(screen, workspace, jobs)
    if waiting:
        from cgq_cli.waiting import note_who_works

        note_who_works(screen, workspace, waiting)
    return 0


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise Refused(f"{text!r} is no id", code="usage", hint="With --kind, give ids: --material 4 5 6.")
    return int(text)
