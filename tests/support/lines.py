"""Lines of a page as text, for what reads lines: no PDF, no glyphs."""

from __future__ import annotations

from cgq.exam.geometry import Line

EM = 10.0


def line(text: str, *, x: float = 50.0, y: float = 100.0) -> Line:
    """Ten-point text; every character is half an em wide, a tab three ems."""
    xs: list[float] = []
    at = x
    for char in text:
        xs.append(at)
        at += 3 * EM if char == "\t" else EM / 2
    return Line(1, 0, text, tuple(xs), (x, y - EM, at, y), y, EM, 50.0, (*xs[1:], at))


def lines_of(text: str) -> list[Line]:
    """One line each; two leading spaces move a line 15 points to the right, ` | ` is a wide gap."""
    made: list[Line] = []
    for n, row in enumerate(text.strip("\n").split("\n")):
        stripped = row.lstrip(" ")
        depth = (len(row) - len(stripped)) // 2
        made.append(line(stripped.replace(" | ", "\t"), x=50.0 + 15 * depth, y=100.0 + 15 * n))
    return made
