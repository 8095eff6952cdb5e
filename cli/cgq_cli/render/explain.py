"""Why a job waits, in lines: what holds it, each with since when, until when and who, then what it waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.documents.explained import chain_of
from cgq.hints import Hint, plain
from cgq.queue.states import WAITING
from cgq_cli.render.hints import advice
from cgq_cli.render.text import one_line
from cgq_cli.render.times import moment, relative

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.queue.explain import Explanation
    from cgq.queue.reasons import Reason
    from cgq.queue.timeline import Moment
    from cgq_cli.render.table import Layout

SINCE = {"running": "started", "ended": "ended"}
"""What the moment is called from which a reason holds, by its code."""

UNTIL = {
    "behind": ("about its turn", "its turn was about"),
    "circuit_open": ("its next probe", "its next probe was due"),
    "due_later": ("due", "was due"),
    "awaits": ("at the latest", "was due"),
    "rate": ("the next may start", "the next could start"),
    "retry": ("to be tried again", "was to be tried again"),
    "running": ("will be ended for taking too long", "was to be ended for taking too long"),
}
"""What the moment is called at which a reason ends, by its code: one to come, and one that has passed."""

UNTIL_ANY = ("until", "until")
"""The same of every other reason."""


def lines(found: Explanation, at: Moment, layout: Layout) -> Iterator[str]:
    """A job and why it stands where it stands, then the jobs that it waits for."""
    yield _head(found)
    yield from _reasons(found, at, layout)
    if found.starts_now:
        yield Hint("Nothing holds it: it starts as soon as a supervisor has a free worker.")
    elif found.expected is not None:
        yield Hint(f"It starts about {_when(found.expected, at, layout)}.")
    if found.expires is not None:
        yield Hint(f"It fails as expired unless it starts by its deadline: {_when(found.expires, at, layout)}.")
    for one in chain_of(found):
        yield _head(one)
        yield from _reasons(one, at, layout)


def held_line(found: Explanation, *, is_served: bool) -> str | None:
    """What keeps a waiting job from starting until somebody does something; None where nothing does.

    That nobody serves it is left out unless `is_served`: somebody works on the database.
    """
    held = [reason for reason in found.reasons if reason.hint and (is_served or reason.code != "unserved")]
    if found.state not in WAITING or not held:
        return None
    causes = "; ".join(one_line(reason.message) for reason in held)
    hints = " ".join(dict.fromkeys(reason.hint for reason in held))
    return advice(f"Job {found.job} waits: {causes}", hints)


def waiting_line(queue: str, reasons: Sequence[Reason]) -> str:
    """Why ready jobs of a queue do not start, in one line; commands of its hints stand at the end."""
    causes = "; ".join(_with_holders(reason) for reason in reasons)
    hints = " ".join(dict.fromkeys(reason.hint for reason in reasons if reason.hint))
    return advice(f"{queue} waits: {causes}", hints)


def _head(found: Explanation) -> Hint:
    return Hint(plain(f"Job {found.job} ({found.kind} in {found.queue}) is {found.state}."))


def _reasons(found: Explanation, at: Moment, layout: Layout) -> Iterator[str]:
    for reason in found.reasons:
        times = [
            _time(SINCE.get(reason.code, "since"), reason.since, at, layout),
            _until(reason, at, layout),
        ]
        sentence = "; ".join(filter(None, [_with_holders(reason), *times]))
        yield advice(f"- {sentence}", reason.hint)


def _with_holders(reason: Reason) -> str:
    """`queue default is at its limit of 2 calls at once: jobs 4, 7`."""
    if reason.code not in ("limit", "requester_limit") or not reason.jobs:
        return one_line(reason.message)
    jobs = ", ".join(map(str, reason.jobs))
    return f"{one_line(reason.message)}: {'job' if len(reason.jobs) == 1 else 'jobs'} {jobs}"


def _until(reason: Reason, at: Moment, layout: Layout) -> str:
    """`due in 5m` for a person, `due at 2026-…` for a program; `was due 5m ago` where nobody started it since."""
    if reason.until is None:
        return ""
    to_come, passed = UNTIL.get(reason.code, UNTIL_ANY)
    name = to_come if reason.until > at.now else passed
    return _time(name if layout.columns or name == "until" else f"{name} at", reason.until, at, layout)


def _time(name: str, on_the_line: int | None, at: Moment, layout: Layout) -> str:
    return "" if on_the_line is None else f"{name} {_when(on_the_line, at, layout)}"


def _when(on_the_line: int, at: Moment, layout: Layout) -> str:
    """`in 5m` for a person, RFC 3339 for a program."""
    if layout.columns is None:
        return moment(at.on_the_wall(on_the_line), humane=False)
    return relative(on_the_line, at.now)
