"""`cgq backup FILE`: a copy of everything, while others work."""

from pathlib import Path
from typing import Annotated

import typer

from cgq.hints import Hint, argument
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import open_workspace
from cgq_cli.render import backups as render

app = new_app()


@command(app)
def backup(
    asked: Invocation,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup to be made.", show_default=False)],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")] = False,
) -> None:
    """Copy the whole database into a file, as it is at one moment; others may work meanwhile.

    The backup is a database as any other, without its free pages: `--db` opens it. It appears once all of it is on the
    disk, and only you may read it. Files that jobs of your own kinds made lie beside it, in a folder of its name and
    -files. Papers of your own folders are not in it.
    """
    from cgq.actions.backup import back_up
    from cgq.documents.backup import Backup

    with open_workspace(asked, create=False) as workspace:
        made = back_up(workspace, asked.cwd / file, force=force)
    asked.screen.account(Backup.of(made), render.made(made))
    asked.screen.note(Hint(f"Put it back: `cgq restore {argument(file)}`"))
