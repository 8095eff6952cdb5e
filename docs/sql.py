"""The part of docs/sql.md that is made of the schema: every view with its columns, from the comments in its SQL."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.db.migrations import steps

if TYPE_CHECKING:
    from collections.abc import Iterable

_VIEW = re.compile(r"((?:^--[^\n]*\n)+)CREATE VIEW (\w+) \(\n((?:  [^\n]*\n)+)\) AS$", re.MULTILINE)
_COLUMN = re.compile(
    r"^  (\w+),? +-- (TEXT|INTEGER|REAL|JSON|TIME): ([^\n]*(?:\n +-- [^\n]*)*)$",
    re.MULTILINE,
)
_COMMENT = re.compile(r"\s*(?:^|\n)\s*-- ?")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a view; `kind` is TEXT, INTEGER, REAL, JSON or TIME."""

    name: str
    kind: str
    meaning: str


@dataclass(frozen=True, slots=True)
class View:
    """A view: what a row of it is, and its columns in order."""

    name: str
    meaning: str
    columns: tuple[Column, ...]


def views() -> dict[str, View]:
    """Every view of the schema by its name, as the newest step makes it."""
    found: dict[str, View] = {}
    for _, script in steps():
        for comment, name, body in _VIEW.findall(script):
            columns = tuple(Column(column, kind, _joined(text)) for column, kind, text in _COLUMN.findall(body))
            found[name] = View(name, _joined(comment), columns)
    return found


def tables() -> str:
    """The views as Markdown."""
    return "\n".join(_section(view) for view in views().values())


def _section(view: View) -> str:
    return "\n".join([f"### {view.name}", "", view.meaning, "", *_rows(view.columns)]) + "\n"


def _rows(columns: Iterable[Column]) -> list[str]:
    rows = [f"| `{column.name}` | {column.kind} | {column.meaning} |" for column in columns]
    return ["| column | type | meaning |", "|---|---|---|", *rows]


def _joined(comment: str) -> str:
    """The text of a comment of one or more lines."""
    return _COMMENT.sub(" ", comment).strip()
