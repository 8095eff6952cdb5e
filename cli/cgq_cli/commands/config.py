"""`cgq config`: every setting, its value and who said it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.render.table import Column

if TYPE_CHECKING:
    from cgq.documents.config import Setting

app = new_app("Show the settings and where each comes from.")

COLUMNS = (Column("setting"), Column("value", main=True), Column("source", "path", gives=True))
PATH_COLUMNS = (Column("what"), Column("exists"), Column("path", main=True))


@command(app)
def show(asked: Invocation) -> None:
    """Print each setting, its value and where it was said: flag, variable, file or default."""
    from cgq.documents.config import Config
    from cgq.stages.registry import own_secrets

    document = Config.of(asked.resolve(), asked.environ, own_secrets())
    asked.screen.table(document, COLUMNS, [_row(one) for one in document.settings])


@command(app)
def path(asked: Invocation) -> None:
    """Print which files are read, the winning one first, and where the database lies."""
    from cgq.documents.config import ConfigPaths

    document = ConfigPaths.of(asked.resolve())
    rows = [{"what": one.what, "exists": one.exists, "path": one.path} for one in document.paths]
    asked.screen.table(document, PATH_COLUMNS, rows)


def _row(one: Setting) -> dict[str, object]:
    value = one.value
    text = f"{value:g}" if isinstance(value, float) else None if value is None else str(value)
    return {"setting": one.setting, "value": text, "source": one.source}
