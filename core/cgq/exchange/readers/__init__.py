"""The formats of an import, a module each; its name is the format of what was imported."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cgq.exchange.rows import Reader


@cache
def names() -> tuple[str, ...]:
    """What the readers are called; none is imported."""
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def make(name: str) -> Reader:
    """The reader of this name, which is one of `names`."""
    found = vars(import_module(f"{__name__}.{name}")).values()
    wanted: type[Reader] = next(one for one in found if isinstance(one, type) and vars(one).get("name") == name)
    return wanted()
