"""`cgq restore FILE`: a backup takes the place of the database."""

from pathlib import Path
from typing import Annotated

import typer

from cgq_cli import options
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.render import backups as render

app = new_app()


@command(app)
def restore(
    asked: Invocation,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup.", show_default=False)],
    yes: options.Yes = False,
) -> None:
    """Put a backup where the database is, once it is found whole; the database that was there is kept beside it.

    Shows what both hold, and asks. Refused while somebody works on the database. What ran when the backup was made
    starts again with the next run.
    """
    from cgq.actions import restore as action
    from cgq.documents.backup import Restored

    settings = asked.resolve().settings
    source = asked.cwd / file
    replaced = action.look_at_database(settings)
    if replaced is not None and not yes:
        asked.confirm(render.question(replaced, action.look_at_backup(source)), yes=False)
    done = action.restore(settings, source)
    asked.screen.account(Restored.of(done), render.restored(done))
