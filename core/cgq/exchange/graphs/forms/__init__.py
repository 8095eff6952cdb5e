"""The formats of the concept graph, a module each; its name is what `--format` takes."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from cgq.exchange.graphs.form import GraphForm

DEFAULT = "csv"
"""The format where nothing names another one: what most people open."""


@cache
def names() -> tuple[str, ...]:
    """What the formats are called; none is imported."""
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def make(name: str) -> GraphForm:
    """The format of this name, which is one of `names`."""
    module = import_module(f"{__name__}.{name}")
    classes = [one for one in vars(module).values() if isinstance(one, type)]
    wanted: type[GraphForm] = next(one for one in classes if one.__module__ == module.__name__)
    return wanted()


def name_for(path: Path) -> str | None:
    """The format of a file by the end of its name: DEFAULT where that has none, None for an unknown one."""
    suffix = path.suffix.casefold()
    return next((name for name in names() if suffix in make(name).suffixes), None) if suffix else DEFAULT
