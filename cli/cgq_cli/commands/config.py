"""`cgq config`: every setting, its value and who said it."""

import math
from typing import Any

from cgq.config import SECRETS, Resolution, mask_url, read_secret
from cgq.errors import NotReady
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.render.table import Column

app = new_app("Show the settings and where each comes from.")

COLUMNS = (Column("setting"), Column("value"), Column("source"))


@command(app)
def show(asked: Invocation) -> None:
    """Print each setting, its value and where it was said: flag, variable, file or default."""
    found = asked.resolve()
    rows = [*_settings(found), *_secrets(asked)]
    document = {
        "type": "config",
        "environment": found.settings.environment,
        "files": [str(file) for file in _files(found)],
        "settings": [{key: _plain(value) for key, value in row.items()} for row in rows],
    }
    asked.screen.table(document, COLUMNS, [row | {"value": _text(row["value"])} for row in rows])


@command(app)
def path(asked: Invocation) -> None:
    """Print which files are read, the winning one first, and where the database lies."""
    found = asked.resolve()
    rows: list[dict[str, Any]] = [
        {"what": "project", "path": _path(found.project_file), "exists": found.project_file is not None},
        {"what": "user", "path": str(found.user_file), "exists": found.user_file_exists},
        {"what": "database", "path": str(found.settings.db), "exists": found.settings.db.exists()},
    ]
    columns = (Column("what"), Column("exists"), Column("path"))
    asked.screen.table({"type": "config_paths", "paths": rows}, columns, rows)


def _settings(found: Resolution) -> list[dict[str, Any]]:
    return [
        {"setting": name, "value": _masked(name, resolved.value), "source": resolved.source}
        for name, resolved in sorted(found.values.items())
    ]


def _secrets(asked: Invocation) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for name in SECRETS:
        try:
            secret = read_secret(name, asked.environ)
        except NotReady as error:
            rows.append({"setting": name, "value": None, "source": error.message})
        else:
            value, source = (secret.masked(), secret.source) if secret else (None, "not set")
            rows.append({"setting": name, "value": value, "source": source})
    return rows


def _files(found: Resolution) -> list[object]:
    return [file for file in (found.project_file, found.user_file if found.user_file_exists else None) if file]


def _path(file: object) -> str | None:
    return None if file is None else str(file)


def _masked(name: str, value: Any) -> Any:
    return mask_url(value) if name.endswith("base_url") and value else value


def _plain(value: Any) -> Any:
    return "forever" if value == math.inf else value


def _text(value: Any) -> str | None:
    return (
        None
        if value is None
        else f"{_plain(value):g}"
        if isinstance(value, float) and value < math.inf
        else str(_plain(value))
    )
