"""`cgq demo`: the sample exams through every stage."""

import glob
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cgq.hints import argument
from cgq_cli import options
from cgq_cli.exit_codes import SOME_FAILED
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import open_workspace

if TYPE_CHECKING:
    from cgq.workspace import Workspace

app = new_app()


@command(app, database=False)
def demo(
    asked: Invocation,
    folder: Annotated[
        Path, typer.Option("--dir", metavar="FOLDER", help="Where its database goes, made anew each time.")
    ] = Path("demo"),
    yes: options.Yes = False,
) -> int:
    """Run the sample exams in a fresh workspace, without any key, and show what the bank then holds.

    Some samples are broken on purpose. Exits 3 when anything else could not be read.
    """
    from cgq.actions import demo as action
    from cgq.actions.enqueue import Wishes, enqueue_papers
    from cgq.documents.demo import Demo
    from cgq_cli.render import demo as render

    samples = action.samples()
    if action.belongs_to_somebody(folder):
        asked.confirm(f"{folder / action.DATABASE} was not made by a demo. Remove it?", yes=yes)
    own: dict[str, Any] = {"db": str(action.fresh(folder.absolute())), "embedding.provider": "local"}
    with open_workspace(asked, **own) as workspace:
        path = workspace.settings.db
        database = argument(os.path.relpath(path, asked.cwd))
        asked.screen.note(f"The papers of {samples} go into {database}.")
        # What the samples in other forms take need not be installed.
        papers = os.path.join(glob.escape(str(samples)), "*.pdf")
        intake = enqueue_papers(workspace, [papers], Wishes(requested_by="demo"))
        if stopped := _run(asked, workspace, [taken.job for taken in intake.taken]):
            return stopped
        tour = action.tour(workspace, intake)
    code = SOME_FAILED if tour.surprises else 0
    lines = render.lines(tour, database, _program(asked.cwd), asked.screen.layout)
    asked.screen.show(Demo.of(tour, str(path), code), lines)
    return code


def _program(folder: Path) -> str:
    """How this program is called from a folder: by its name when the shell finds it, else by its path."""
    called = Path(sys.argv[0])
    if called.name != "cgq" or shutil.which("cgq"):
        return "cgq"
    path = os.path.abspath(called)
    return argument(os.path.relpath(path, folder) if path.startswith(f"{folder}{os.sep}") else path)


def _run(asked: Invocation, workspace: "Workspace", jobs: list[int]) -> int:
    """Work until these jobs and all that follows from them are over; the exit code of a signal that stopped it."""
    from cgq.actions.run import Wishes, run
    from cgq_cli.following import following
    from cgq_cli.running import exit_code
    from cgq_cli.signals import STOPPING, listening

    if asked.screen.json:
        outcome = run(workspace, Wishes(), lambda _event: None, listening, jobs)
    else:
        with following(asked.screen, workspace) as follow:
            outcome = run(workspace, Wishes(), follow, listening, jobs)
            follow.close(outcome.after)
    return exit_code(outcome) if outcome.reason in STOPPING else 0
