"""The nearest known name to one that nobody knows."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, NoReturn

from cgq.errors import Refused
from cgq.hints import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


def nearest(name: str, known: Collection[str]) -> str | None:
    """The name that was probably meant: the only one that begins so, else the most alike, else None."""
    begin = [other for other in known if other.startswith(name)] if len(name) > 1 else []
    if len(begin) == 1:
        return begin[0]
    return next(iter(get_close_matches(name, known, n=1)), None)


def refuse_unknown(
    message: str,
    name: str,
    known: Collection[str],
    *,
    code: str = "unknown_setting",
    listed: str = "",
    shown: Sequence[str] = (),
) -> NoReturn:
    """Refuse a name that nobody knows, with the nearest that somebody does, or all of them.

    `listed` is the command that lists them, where they are many; `shown` is how they are written else, in this order.
    """
    near = nearest(name, known)
    every = f"They are listed: `{listed}`" if listed else f"Known: {plain(', '.join(shown or sorted(known)))}."
    hint = f"Did you mean {plain(repr(near))}?" if near else every
    raise Refused(message, code=code, hint=hint)
