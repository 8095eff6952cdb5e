"""Checks as lines: how it stands, what was looked at, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq_cli.render.hints import advice, inline, said
from cgq_cli.render.prose import LEAST
from cgq_cli.render.text import Style, as_sentence, counted, escape, pad, paint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.actions.doctor import Check, State
    from cgq_cli.render.table import Layout

STYLES: dict[State, Style] = {"ok": "green", "warn": "yellow", "fail": "red"}
STATE, NAME = 6, 16
"""Columns for how it stands and for what was looked at."""


def lines(check: Check, layout: Layout, *, color: bool) -> Iterator[str]:
    """One check: one line off a terminal, wrapped at one."""
    state = "fixed" if check.fixed else check.state
    if layout.columns is None:
        yield "\t".join((state, check.name, _on_one_line(check)))
        return
    text = advice(check.message, check.hint) if check.hint else check.message
    room = layout.columns - STATE
    indent = " " * (NAME if room >= 2 * NAME + LEAST else 2)
    folded = said(text, room, first=pad(check.name, NAME), indent=indent)
    for number, line in enumerate(folded):
        yield (paint(pad(state, STATE), STYLES[check.state], on=color) if number == 0 else " " * STATE) + line


def _on_one_line(check: Check) -> str:
    return f"{as_sentence(check.message)} {inline(check.hint)}" if check.hint else escape(check.message)


def verdict(checks: list[Check]) -> str:
    """What it all comes to."""
    fails = sum(check.state == "fail" for check in checks)
    warnings = sum(check.state == "warn" for check in checks)
    mended = sum(check.fixed for check in checks)
    parts = [f"{fails} to mend" if fails else "", f"{warnings} to know of" if warnings else ""]
    comes_to = ", ".join(filter(None, parts)) or "everything is in place"
    return f"{counted(len(checks), 'check')}: {comes_to}" + (f", {mended} mended" if mended else "")
