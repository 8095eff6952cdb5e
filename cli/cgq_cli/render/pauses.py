"""Paused queues: who paused them and why, and the commands that let them go on, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.hints import Hint, argument, plain
from cgq_cli.render.text import one_line

if TYPE_CHECKING:
    from cgq.queue.stats import Pause


def pause_line(what: str, queue: str, pause: Pause, *, failed: int = 0, since: str = "") -> Hint:
    """`3 jobs held in default, paused by me: upgrade. Let it go on: cgq resume default`.

    `what` is the beginning of the sentence; `failed` is how many jobs of the queue failed for good, `since` when it was
    paused, in words.
    """
    when = f" ({since})" if since else ""
    why = f": {one_line(pause.reason).rstrip('.')}" if pause.reason else ""
    return Hint(f"{plain(what)} paused by {plain(one_line(pause.by))}{when}{plain(why)}. {go_on(queue, failed)}")


def go_on(queue: str, failed: int = 0) -> str:
    """The commands for a hint: what failed starts again only after the queue goes on."""
    return f"Let it go on: `cgq resume {argument(queue)}`" + (f" {again(queue)}" if failed else "")


def again(queue: str) -> str:
    """How what failed in a queue starts again, for a hint."""
    return f"Then start again what failed: `cgq failed --retry --queue {argument(queue)}`"
