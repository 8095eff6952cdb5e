"""A list of names in one cell: concepts and tags.

A cell that is a JSON array of strings is that list. Else, if it has a semicolon, a bar or a line break, those separate
the names, and a comma is part of a name; else commas do.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_STRONG = re.compile("[;；|｜\n\r\x0b\x0c\x85\u2028\u2029]")
_WEAK = re.compile(r"[,，、]")


def split_names(cell: str) -> tuple[str, ...]:
    """The names of a cell in order, each once, without space around them."""
    array = _array(cell)
    if array is not None:
        return _each_once(array)
    separator = _STRONG if _STRONG.search(cell) else _WEAK
    return _each_once(separator.split(cell))


def join_names(names: Sequence[str]) -> str:
    """A cell that `split_names` takes apart into these names again: `a; b`, or JSON where a name needs it."""
    plain = "; ".join(names)
    return plain if split_names(plain) == tuple(names) else json.dumps(list(names), ensure_ascii=False)


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


def _array(cell: str) -> list[str] | None:
    """The strings of a cell that is a JSON array of nothing else."""
    if not cell.lstrip().startswith("["):
        return None
    try:
        found: object = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, list):
        return None
    items = cast("list[object]", found)
    return [item for item in items if isinstance(item, str)] if all(isinstance(i, str) for i in items) else None
