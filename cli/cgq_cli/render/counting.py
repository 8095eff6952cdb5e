"""A line that counts up at a terminal while a command works, and is gone afterwards."""

from __future__ import annotations

import contextlib
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cgq_cli.streams import columns_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from cgq_cli.output import Screen

SIGNS = 24
"""Signs that the bar has."""

EVERY = 0.2
"""Seconds between two drawings of the line."""

_CLEAR = "\r\x1b[2K"
"""Back to the line's beginning, and the line is empty (ECMA-48: CR, EL)."""


@contextmanager
def counting(screen: Screen, name: str) -> Generator[Callable[[int, int], None]]:
    """What takes how many of how many are done: `drawing [######....] 12/40`. Nothing where no bars are wanted.

    The line goes as soon as all are done, so that an answer at the same terminal begins in an empty one.
    """
    drawn_at = 0.0

    def draw(done: int, total: int) -> None:
        nonlocal drawn_at
        if done >= total:
            _write(screen, _CLEAR)
        elif time.monotonic() - drawn_at >= EVERY:
            drawn_at = time.monotonic()
            full = SIGNS * done // total
            text = f"{name} [{'#' * full}{'.' * (SIGNS - full)}] {done}/{total}"
            _write(screen, _CLEAR + text[: (columns_of(screen.stderr) or len(text) + 1) - 1])

    if screen.progress != "bars":
        yield _draw_nothing
        return
    try:
        yield draw
    finally:
        if drawn_at:
            _write(screen, _CLEAR)


def _draw_nothing(_done: int, _total: int) -> None:
    """Nobody watches."""


def _write(screen: Screen, text: str) -> None:
    """On standard error; nobody may be reading."""
    with contextlib.suppress(OSError, ValueError):
        screen.stderr.write(text)
        screen.stderr.flush()
