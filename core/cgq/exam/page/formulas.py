"""Formulas set in two directions, as text that reads in one: fractions, roots, raised and lowered small print.

π over 2 becomes "π/2", a+b over 2 "(a+b)/2", a root over x+1 "√(x+1)", 10 with a raised 3 "10³": read along the line
alone, they would be "π2", "a+b2" and "103", which say something else.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.exam.geometry import Glyph
from cgq.exam.page.runs import Run, joined_runs
from cgq.exam.signs.values import RING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Rule, Sheet

_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_TURNABLE = re.compile(r"[\d+\-−=()n]+")
_LARGE_SIGNS = frozenset("∫∑∏⋃⋂∮")
_SMALL = 0.85
_HIGH, _HIGHEST = 0.2, 0.75
_LOW, _LOWEST = 0.08, 0.5
_LIMIT = 1.2
_ADJACENT = 0.35
_LONGEST_BAR = 220.0
_SHORTEST_BAR = 3.0
_MOST_BARS = 400
"""More short level rules on one page are a drawing's."""
_MOST_ROOTS = 400
_NUMERATOR = (-0.75, 0.05)
_DENOMINATOR = (0.45, 1.05)
_OUTSIDE = 1.5
_OPTION = re.compile(rf"{RING}.")
_LONGEST_SCRIPT = 20
"""Characters of small print that is raised or lowered: with a name or two below a sign it has hardly more."""
_CENTRED = 0.35
_FILLED = 0.6
_AXIS = 0.28
_UNDERLINE = 0.18
_BESIDE = 2.0
_APART = 0.6
_ONE_TERM = re.compile(r"\d+(?:[.,]\d+)?|.|[가-힣 ]+")


def with_formulas(sheets: Sequence[Sheet], pages: Sequence[list[Run]]) -> list[list[Run]]:
    """The runs of each page, those of formulas brought to the baseline of the text that they stand in."""
    return [_read(runs, sheet) for sheet, runs in zip(sheets, pages, strict=True)]


def _read(runs: list[Run], sheet: Sheet) -> list[Run]:
    found = _scripts(_fractions(_roots(runs, sheet), sheet))
    return joined_runs(found) if found != runs else runs


def _roots(runs: list[Run], sheet: Sheet) -> list[Run]:
    """The runs with each root sign at the baseline of what stands under it, in brackets where that is more than one
    character."""
    signs = [run for run in runs if run.text == "√"]
    if len(signs) > _MOST_ROOTS:
        return runs
    found = list(runs)
    for sign in signs:
        covered = [run for run in runs if run is not sign and _is_under(run, sign)]
        if not covered:
            continue
        host = max(covered, key=lambda run: run.em)
        bar = next((rule for rule in sheet.rules if _is_vinculum(rule, sign)), None)
        inside = [g for run in covered for g in run.glyphs if bar and bar.x0 <= (g.x0 + g.x1) / 2 <= bar.x1]
        pieces = [_signed("√", sign.x0, sign.x1, host)]
        if bar is not None and len(inside) > 1:
            first, last = min(g.x0 for g in inside), max(g.x1 for g in inside)
            pieces += [_signed("(", first - 0.02, first - 0.01, host), _signed(")", last + 0.01, last + 0.02, host)]
        found[found.index(sign) : found.index(sign) + 1] = pieces
    return found


def _is_under(run: Run, sign: Run) -> bool:
    return -0.3 * run.em <= run.x0 - sign.x1 <= _ADJACENT * run.em and sign.y0 <= run.base <= sign.y1


def _is_vinculum(rule: Rule, sign: Run) -> bool:
    return rule.is_horizontal and abs(rule.x0 - sign.x1) <= _OUTSIDE and sign.y0 - _OUTSIDE <= rule.y0 <= sign.y1


def _signed(char: str, x0: float, x1: float, host: Run) -> Run:
    """A sign of our own at the baseline and of the size of a run."""
    glyph = Glyph(char, x0, host.y0, x1, host.y1, host.base, spaced=False)
    return Run.of([glyph])


def _fractions(runs: list[Run], sheet: Sheet) -> list[Run]:
    """The runs with each fraction as one, its parts before and behind a stroke; the inner ones of others first."""
    upright = [rule for rule in sheet.rules if not rule.is_horizontal]
    level = [rule for rule in sheet.rules if rule.is_horizontal and _SHORTEST_BAR <= rule.x1 - rule.x0 <= _LONGEST_BAR]
    if not level or len(level) > _MOST_BARS:
        return runs
    for bar in sorted(level, key=lambda rule: rule.x1 - rule.x0):
        near = [run for run in runs if run.y0 - run.em < bar.y0 < run.y1 + run.em]
        above, below = _part(bar, near, _NUMERATOR), _part(bar, near, _DENOMINATOR)
        if not above or not below or not _fill(bar, above, below) or _is_edge(bar, upright):
            continue
        parts = {*above, *below}
        host = _host(bar, [run for run in near if run not in parts])
        if host is None and _is_underline(bar, above):
            continue
        fraction = _fraction(bar, above, below, host)
        runs = [*(run for run in runs if run not in parts), fraction]
    return runs


def _is_underline(bar: Rule, above: Sequence[Run]) -> bool:
    """Whether a bar is as near to what stands above it as the line under a word is; the bar of a fraction leaves more
    white."""
    return min(bar.y0 - run.base for run in above) < _UNDERLINE * max(run.em for run in above)


def _is_edge(rule: Rule, upright: Sequence[Rule]) -> bool:
    """Whether an upright rule meets a level one: an edge of a table is no bar of a fraction."""
    return any(
        rule.x0 - _OUTSIDE <= u.x0 <= rule.x1 + _OUTSIDE and u.y0 - _OUTSIDE <= rule.y0 <= u.y1 + _OUTSIDE
        for u in upright
    )


def _part(bar: Rule, runs: Sequence[Run], heights: tuple[float, float]) -> list[Run]:
    """The runs right above or below a bar, from left to right; none where any of their row stands beside it."""
    low, high = heights
    row = [r for r in runs if low * r.em <= r.base - bar.y0 <= high * r.em and r.x1 > bar.x0 and r.x0 < bar.x1]
    if not row or any(r.x0 < bar.x0 - _OUTSIDE or r.x1 > bar.x1 + _OUTSIDE for r in row):
        return []
    em, base = max(r.em for r in row), row[0].base
    beside = (r for r in runs if r not in row and abs(r.base - base) <= _HIGH * em)
    if any(r.x1 > bar.x0 - _APART * em and r.x0 < bar.x1 + _APART * em for r in beside):
        return []
    return sorted(row, key=lambda r: r.x0)


def _fill(bar: Rule, above: Sequence[Run], below: Sequence[Run]) -> bool:
    """Whether a bar is as long as the longer of its parts and both stand in the middle of it."""
    em = max(r.em for r in (*above, *below))
    spans = [(part[0].x0, max(r.x1 for r in part)) for part in (above, below)]
    centred = all(abs((x0 + x1) - (bar.x0 + bar.x1)) / 2 <= _CENTRED * em for x0, x1 in spans)
    return centred and bar.x1 - bar.x0 - max(x1 - x0 for x0, x1 in spans) <= _FILLED * em


def _host(bar: Rule, runs: Sequence[Run]) -> Run | None:
    """The run of the text that a fraction stands in: at its height, the nearest beside it."""
    level = [r for r in runs if 0.05 * r.em <= r.base - bar.y0 <= 0.5 * r.em]
    near = [r for r in level if max(r.x0 - bar.x1, bar.x0 - r.x1) <= _BESIDE * r.em]
    return min(near, key=lambda r: max(r.x0 - bar.x1, bar.x0 - r.x1), default=None)


def _fraction(bar: Rule, above: Sequence[Run], below: Sequence[Run], host: Run | None) -> Run:
    """A fraction as one run: what was above in the left half of the bar, what was below in its right half."""
    em = host.em if host else max(r.em for r in (*above, *below))
    base = host.base if host else bar.y0 + _AXIS * em
    mixed = host is not None and host.x1 <= bar.x0 + 1 and host.glyphs[-1].char.isdigit()
    texts = [" " if mixed else "", _term(above), "/", _term(below)]
    chars = "".join(texts)
    width = (bar.x1 - bar.x0) / len(chars)
    top = base - 0.8 * em
    glyphs = [
        Glyph(char, bar.x0 + n * width, top, bar.x0 + (n + 1) * width, top + em, base, spaced=False)
        for n, char in enumerate(chars)
    ]
    return Run.of(glyphs)


def _term(part: Sequence[Run]) -> str:
    text = "".join((" " if g.spaced else "") + g.char for run in _scripts(list(part)) for g in run.glyphs).strip()
    return text if _ONE_TERM.fullmatch(text) else f"({text})"


def _scripts(runs: list[Run]) -> list[Run]:
    """The runs with raised and lowered small print at the baseline of the character that it stands at."""
    if len({round(run.em) for run in runs}) < 2:
        return runs
    order = sorted(runs, key=lambda run: run.base)
    bases = [run.base for run in order]
    tallest = max(run.em for run in runs)
    found: list[Run] = []
    for run in runs:
        if run.em >= _SMALL * tallest:
            found.append(run)
            continue
        reach = _LIMIT * min(tallest, 4 * run.em)
        level = order[bisect_left(bases, run.base - reach) : bisect_right(bases, run.base + reach)]
        x, ended = run.x0, run.x0 - _ADJACENT * tallest
        near = [host for host in level if host.x0 <= x and ended <= host.x1]
        hosts = [(abs(run.base - host.base), n) for n, host in enumerate(near) if _is_script(run, host)]
        found.append(_at(run, near[min(hosts)[1]]) if hosts else run)
    return found


def _is_script(run: Run, host: Run) -> bool:
    """Whether a smaller run stands at the upper or lower right of a character of another. A whole line that a title was
    laid over is none."""
    if run.em >= _SMALL * host.em or len(run.text) > _LONGEST_SCRIPT or _OPTION.match(run.text):
        return False
    raised = (host.base - run.base) / host.em
    if not (_HIGH <= raised <= _LIMIT or _LOW <= -raised <= _LIMIT):
        return False
    reach = _ADJACENT * host.em
    if run.x0 > host.x1 + reach or run.x0 < host.x0:
        return False
    at = max((g for g in host.glyphs if g.x0 <= run.x0 + 0.01), key=lambda g: g.x1, default=None)
    if at is None or abs(run.x0 - at.x1) > reach:
        return False
    return -_LOWEST <= raised <= _HIGHEST or at.char in _LARGE_SIGNS


def _at(run: Run, host: Run) -> Run:
    """Small print at the baseline of its host, with the characters for raised and lowered ones where all have one."""
    table = (_RAISED if run.base < host.base else _LOWERED) if _TURNABLE.fullmatch(run.text) else {}
    glyphs = tuple(g._replace(char=g.char.translate(table), base=host.base) for g in run.glyphs)
    return replace(run, base=host.base, em=host.em, glyphs=glyphs)
