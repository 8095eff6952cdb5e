"""Watching the queue: live at a terminal, as a stream of JSON elsewhere."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cgq.clock import SystemClock
from cgq_cli import terminal
from cgq_cli.render.json import line
from cgq_cli.streams import is_reader_gone

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from cgq.actions.watch import Watch
    from cgq_cli.output import Screen

KEYS_EVERY = 0.1
"""Seconds after which a pressed key is noticed at the latest: shorter than a person notices."""

AGES_EVERY = 1.0
"""Seconds after which the ages are drawn anew while anything waits or runs."""

IDLE_EVERY = 10.0
"""Seconds after which they are where nothing does: only the time of day changes."""


def stream(screen: Screen, watch: Watch, interval: float) -> None:
    """Print each change as a line of JSON, looking every `interval` seconds, for as long as somebody reads."""
    from cgq.documents.changes import change_document

    while not is_reader_gone():
        for change in watch.changes():
            screen.stdout.write(line(change_document(change, SystemClock().now())) + "\n")
        screen.stdout.flush()
        time.sleep(interval)


def show_live(screen: Screen, watch: Watch, interval: float) -> None:
    """Draw the view when something changed, at most every `interval` seconds, until q is pressed."""
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    from cgq_cli.render.table import Layout
    from cgq_cli.render.watch import lines

    console = Console(file=screen.stdout, force_terminal=True, no_color=not screen.color, highlight=False)
    with _keys() as pressed, Live(console=console, screen=True, auto_refresh=False) as live:
        drawn_at, every = -IDLE_EVERY, 0.0
        while pressed(min(interval, KEYS_EVERY)) != "q":
            since = time.monotonic() - drawn_at
            if since < interval or not (watch.changes() or since >= every):
                continue
            view = watch.view()
            layout = Layout(columns=console.width, now=view.at, ascii_only=screen.ascii_only)
            live.update(Text("\n".join(lines(view, layout, console.height)), no_wrap=True), refresh=True)
            drawn_at = time.monotonic()
            every = AGES_EVERY if view.is_moving else IDLE_EVERY


@contextmanager
def _keys() -> Generator[Callable[[float], str | None]]:
    """The next key within some seconds; where nobody can press one, only the time passes."""
    if sys.stdin.isatty() and os.environ.get("TERM") != "dumb":
        with terminal.keys() as pressed:
            yield pressed
    else:
        yield time.sleep
