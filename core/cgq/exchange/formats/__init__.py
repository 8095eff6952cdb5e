"""The formats of an export, a module each; its name is what `--format` takes."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from cgq.exchange.format import Format


DEFAULT = "jsonl"
"""The format where nothing names another one: it holds everything."""


@cache
def names() -> tuple[str, ...]:
    """What the formats are called; none is imported."""
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def make(name: str) -> Format:
    """The format of this name, which is one of `names`."""
    found = vars(import_module(f"{__name__}.{name}")).values()
    wanted: type[Format] = next(one for one in found if isinstance(one, type) and vars(one).get("name") == name)
    return wanted()


def name_for(path: Path) -> str | None:
    """The format of a file by the end of its name: DEFAULT where that has none, None for an unknown one."""
    suffix = path.suffix.lower()
    return next((name for name in names() if make(name).suffix == suffix), None) if suffix else DEFAULT
