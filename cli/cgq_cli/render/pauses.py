"""Paused queues: who paused them and why, and the commands that let them go on, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.hints import Hint, argument, plain
from cgq.queue.pauses import EVERY
from cgq.queue.reasons import ITSELF, resume_hint
from cgq_cli.render.text import counted, one_line
from cgq_cli.render.times import moment, relative

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.actions.pause import Paused, Resumed
    from cgq.queue.pauses import Pause


def pause_line(what: str, queue: str, pause: Pause, *, failed: int = 0, since: str = "") -> Hint:
    """`3 jobs held in default, paused by me: upgrade. Let it go on: cgq resume default`.

    `what` is the beginning of the sentence; `failed` is how many jobs of the queue failed for good, `since` when it was
    paused, in words. The moment of a pause by a fault is always named: the fault may be mended since.
    """
    if pause.by == ITSELF:
        since = since or moment(pause.at, humane=True)
    when = f" ({since})" if since else ""
    return Hint(f"{plain(what)} paused by {plain(_whose(pause, when))}. {go_on(queue, pause, failed)}")


def go_on(queue: str, pause: Pause, failed: int = 0) -> str:
    """The commands for a hint: what failed starts again only after the queue goes on."""
    return resume_hint(queue, of_all=pause.of_all, by=pause.by) + (f" {again(queue)}" if failed else "")


def again(queue: str) -> str:
    """How what failed in a queue starts again, for a hint."""
    return f"Then start again what failed: `cgq failed --retry --queue {argument(queue)}`"


def paused_line(one: Paused, now: int) -> str:
    """What `cgq pause` did to a queue, or who had paused it before."""
    name = one.queue or EVERY
    if one.is_new:
        what = f"Paused {one.queue or 'every queue'}."
        return Hint(f"{plain(what)} {resume_hint(name, of_all=one.queue is None)}")
    what = f"{one.queue} is" if one.queue else "Every queue is"
    return f"{what} paused already, {relative(one.pause.at, now)} by {_whose(one.pause)}."


def resumed_lines(one: Resumed) -> Iterator[str]:
    """What `cgq resume` did to a queue, and what holds it still."""
    if one.queue is None:
        yield "Resumed every queue." if one.was_paused else "There is no pause of every queue."
        for queue, pause in one.others.items():
            yield pause_line(f"{queue} stays", queue, pause)
    elif one.pause:
        done = "Its own pause has ended, but e" if one.was_paused else "E"
        yield pause_line(f"{one.queue} stays held. {done}very queue is", one.queue, one.pause)
    else:
        yield f"Resumed {one.queue}." if one.was_paused else f"{one.queue} is not paused."


def failed_line(queue: str | None, failed: int) -> Hint:
    """How what failed before a queue went on starts again."""
    if queue is None:
        return Hint(f"{counted(failed, 'job')} failed. Start again: `cgq failed --retry`")
    return Hint(f"{counted(failed, 'job')} of it failed. Start again: `cgq failed --retry --queue {argument(queue)}`")


def _whose(pause: Pause, when: str = "") -> str:
    """`me (5 minutes ago): upgrade`."""
    why = f": {one_line(pause.reason).rstrip('.')}" if pause.reason else ""
    return f"{one_line(pause.by)}{when}{why}"
