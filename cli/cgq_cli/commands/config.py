"""`cgq config`: every setting, its value and who said it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from cgq.config import written_duration, written_size
from cgq.hints import Hint
from cgq_cli.invocation import Invocation, bare, command, new_app
from cgq_cli.render.table import Column, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.documents.config import ConfigPath, ConfigSummary, Setting
    from cgq_cli.render.table import Layout

app = new_app()

COLUMNS = (Column("setting"), Column("value", main=True), Column("source", "path", gives=True))
PATH_COLUMNS = (Column("what"), Column("exists"), Column("path", main=True))


@bare(app)
def config(asked: Invocation) -> None:
    """Show the settings and where each comes from.

    Without a command: those that differ from their defaults, and where the files lie.
    """
    from cgq.documents.config import ConfigSummary
    from cgq.stages.registry import own_secrets

    document = ConfigSummary.of(asked.resolve(), asked.environ, own_secrets())
    asked.screen.show(document, _summary(document, asked.screen.layout))


def _summary(document: ConfigSummary, layout: Layout) -> Iterator[str]:
    """The changed settings, the files, and what to do next."""
    if document.settings:
        yield from table(COLUMNS, [_row(one) for one in document.settings], layout)
    else:
        yield "All settings have their defaults."
    yield ""
    yield from table(PATH_COLUMNS, [_path_row(one) for one in document.paths], layout)
    yield ""
    yield Hint("Every setting: `cgq config show`")
    yield Hint("What they mean: `cgq help files`")


@command(app)
def show(
    asked: Invocation,
    kinds: Annotated[bool, typer.Option("--kinds", help="How the jobs of each kind are run, instead.")] = False,
) -> None:
    """Print each setting, its value and where it was said: flag, variable, file, environment or default.

    --kinds prints the policy table: queue, limits, timeouts, tries and retention of each kind.
    """
    if kinds:
        _show_kinds(asked)
        return
    from cgq.documents.config import Config
    from cgq.stages.registry import own_secrets

    document = Config.of(asked.resolve(), asked.environ, own_secrets())
    asked.screen.table(document, COLUMNS, [_row(one) for one in document.settings])


def _show_kinds(asked: Invocation) -> None:
    from cgq.actions.policies import policy_table
    from cgq.documents.policies import KindPolicies
    from cgq_cli.render import policies as drawn

    table = policy_table(asked.resolve())
    asked.screen.show(KindPolicies.of(table), drawn.lines(table, asked.screen.layout.columns))


@command(app)
def path(asked: Invocation) -> None:
    """Print which files are read, the winning one first, and where the database lies."""
    from cgq.documents.config import ConfigPaths

    document = ConfigPaths.of(asked.resolve())
    asked.screen.table(document, PATH_COLUMNS, [_path_row(one) for one in document.paths])


def _path_row(one: ConfigPath) -> dict[str, object]:
    return {"what": one.what, "exists": one.exists, "path": one.path}


def _row(one: Setting) -> dict[str, object]:
    return {"setting": one.setting, "value": _value_text(one.value, one.unit), "source": one.source}


def _value_text(value: object, unit: str | None) -> str | None:
    """A value as a cgq.toml takes it, text without its quotes; None for one that is not set."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if unit == "seconds" and isinstance(value, int | float):
        return written_duration(value)
    if unit == "bytes" and isinstance(value, int):
        return written_size(value)
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return f"{value:g}" if isinstance(value, float) else None if value is None else str(value)
