"""Checks as lines: how it stands, what was looked at, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq_cli.render.prose import wrapped
from cgq_cli.render.text import Style, escape, pad, paint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.actions.doctor import Check, State
    from cgq_cli.render.table import Layout

STYLES: dict[State, Style] = {"ok": "green", "warn": "yellow", "fail": "red"}
NAME = 16


def lines(check: Check, layout: Layout, *, color: bool) -> Iterator[str]:
    """One check: one line off a terminal, wrapped at one."""
    told = f"{check.message.rstrip('.')}. {check.hint}" if check.hint else check.message
    said = "fixed" if check.fixed else check.state
    if layout.columns is None:
        yield "\t".join((said, check.name, escape(told)))
        return
    state = paint(pad(said, 6), STYLES[check.state], on=color)
    room = layout.columns - 6
    for place, line in enumerate(wrapped(told, room, first=pad(check.name, NAME), indent=" " * NAME)):
        yield (state if place == 0 else " " * 6) + line


def verdict(checks: list[Check]) -> str:
    """What it all comes to."""
    fails = sum(check.state == "fail" for check in checks)
    warnings = sum(check.state == "warn" for check in checks)
    mended = sum(check.fixed for check in checks)
    parts = [f"{fails} to mend" if fails else "", f"{warnings} to know of" if warnings else ""]
    said = ", ".join(filter(None, parts)) or "everything is in place"
    return f"{len(checks)} checks: {said}" + (f", {mended} mended" if mended else "")
