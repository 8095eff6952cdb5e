"""Option markers, and the runs ①…k that they form."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.geometry import Line

MOST_OPTIONS = 10
_EDGE = r"(?:(?<=^)|(?<=\t)|(?<=\s))"
_CELL = r"(?:(?<=^)|(?<=\t))"
_AFTER = r"(?=\s|[^\s\d.,)])"
_STYLES: dict[str, re.Pattern[str]] = {
    "circled": re.compile(r"([①-⑩])|([❶-❿])|([➀-➉])|([➊-➓])|([⑴-⑽])|([㉮-㉱])"),
    "(A)": re.compile(_EDGE + r"[(（]([A-Ja-j])[)）]"),
    "A.": re.compile(_EDGE + r"([A-J])\s?[.．、](?![A-Za-z]\.)"),
    "A)": re.compile(_EDGE + r"([A-J])\s?[)）]"),
    "a.": re.compile(_CELL + r"([a-j])\s?[.．](?![a-z]\.)"),
    "a)": re.compile(_EDGE + r"([a-j])\s?[)）]"),
    "(1)": re.compile(_EDGE + r"[(（]([1-9])[)）]"),
    "1)": re.compile(_EDGE + r"([1-9])\s?[)）]" + _AFTER),
    "가.": re.compile(_CELL + r"([가나다라마바])\s?[.)]"),
    "ア": re.compile(_CELL + r"([アイウエオカ])[\s.．)]"),
    "1.": re.compile(_CELL + r"([1-9])\s?[.．](?!\d)"),
    "A": re.compile(_CELL + r"([A-J])(?=[\s\t]\S)"),
    "1": re.compile(_CELL + r"([1-9])(?=[\s\t]\S)"),
}
LOOK_ALIKES = {"1.": frozenset({"point", "bare"}), "1": frozenset({"bare"}), "1)": frozenset({"paren"})}
"""The styles of numbers that a style of options can be taken for."""

_FIRST = {"①": 0x2460, "❶": 0x2776, "➀": 0x2780, "➊": 0x278A, "⑴": 0x2474, "㉮": 0x326E}
_HANGUL = "가나다라마바"
_KANA = "アイウエオカ"
_LEADING = re.compile(r"([①-⑩❶-❿➀-➉➊-➓⑴-⑽㉮-㉱])|[(（]?([A-Ja-j1-5])[.)．）]|([アイウエオカ])(?![ァ-ヶー])")
_FARTHEST = 90
_FEWEST = 3
_REFERENCE = re.compile(r"^\s?(?:[,·~∼～]\s?[①-⑩]|[과와은는의을를]\s|[과와]\s?[①-⑩])")


@dataclass(frozen=True, slots=True)
class Token:
    """One option marker: where it stands, which option it names, whether options start at such a place."""

    line: int
    start: int
    end: int
    value: int
    strong: bool
    filled: bool
    x: float


@dataclass(frozen=True, slots=True)
class OptionRun:
    """Tokens 1…k in order; `style` is the way they are marked."""

    style: str
    tokens: tuple[Token, ...]

    @property
    def first_line(self) -> int:
        return min(t.line for t in self.tokens)

    @property
    def last_line(self) -> int:
        return max(t.line for t in self.tokens)


def tokens_of(lines: Sequence[Line], style: str, skipped: frozenset[int]) -> list[Token]:
    """Every marker of a style, in reading order; grids printed column by column are put in order."""
    pattern = _STYLES[style]
    rows: list[list[Token]] = []
    for index, line in enumerate(lines):
        if index in skipped:
            continue
        row = [_token(index, line, match) for match in pattern.finditer(line.text)]
        if row:
            rows.append(row)
    return [token for row in _reordered(rows, lines) for token in row]


def _token(index: int, line: Line, match: re.Match[str]) -> Token:
    text, start = line.text, match.start()
    char = next(g for g in match.groups() if g)
    before = text[:start].rstrip(" ")
    strong = not before or before.endswith("\t") or text[start - 1] == " "
    if _REFERENCE.match(text[match.end() :]):
        strong = strong and not before
    return Token(index, start, match.end(), _value(char), strong, char in "❶❷❸❹❺❻❼❽❾❿➊➋➌➍➎➏➐➑➒➓", line.xs[start])


def _value(char: str) -> int:
    if char.isascii():
        return int(char) if char.isdigit() else ord(char.upper()) - 64
    for alphabet in (_HANGUL, _KANA):
        if char in alphabet:
            return alphabet.index(char) + 1
    return next(ord(char) - first + 1 for first in _FIRST.values() if first <= ord(char) < first + 10)


def marker_value(text: str) -> int:
    """Which option a text that begins with an option marker is; 0 for any other text."""
    match = _LEADING.match(text)
    return _value(next(g for g in match.groups() if g)) if match else 0


def _reordered(rows: list[list[Token]], lines: Sequence[Line]) -> Iterator[list[Token]]:
    """Rows of tokens; a block such as ① ③ / ② ④ is turned into ① ② / ③ ④."""
    index = 0
    while index < len(rows):
        row = rows[index]
        height = max(1, row[1].value - 1) if len(row) > 1 and row[0].value == 1 and row[0].strong else 1
        block = rows[index : index + height]
        flat = [t for position in range(len(row)) for r in block if position < len(r) for t in [r[position]]]
        near = lines[block[-1][0].line].page == lines[row[0].line].page
        if height > 1 and near and [t.value for t in flat] == list(range(1, len(flat) + 1)):
            yield flat
            index += height
            continue
        yield row
        index += 1


def runs_in(tokens: Sequence[Token], style: str) -> list[OptionRun]:
    """Maximal runs that start at 1 and rise by one; markers out of turn are references, not options."""
    runs: list[OptionRun] = []
    current: list[Token] = []
    for token in tokens:
        if token.value == 1 and (token.strong or not current):
            _close(runs, current, style)
            current = [token]
        elif current and token.value == current[-1].value + 1 and token.line - current[-1].line <= _FARTHEST:
            current.append(token)
        elif current and token.value == current[-1].value and token.strong and not current[-1].strong:
            current[-1] = token
    _close(runs, current, style)
    return runs


def _close(runs: list[OptionRun], current: list[Token], style: str) -> None:
    if len(current) >= 2 and current[0].strong:
        runs.append(OptionRun(style, tuple(current)))


def document_runs(lines: Sequence[Line], skipped: frozenset[int]) -> tuple[list[OptionRun], list[OptionRun]]:
    """The option runs of the document's main style, and those of every other style it also uses.

    Styles in which most runs have one length are real; stray letters rarely agree.
    """
    found: list[tuple[float, list[OptionRun]]] = []
    for rank, style in enumerate(_STYLES):
        runs = [r for r in runs_in(tokens_of(lines, style, skipped), style) if len(r.tokens) <= MOST_OPTIONS]
        whole = [r for r in runs if len(r.tokens) >= _FEWEST]
        if whole:
            found.append((_weight(whole) * (1.0 - 0.04 * rank), runs))
    if not found:
        return [], []
    found.sort(key=lambda pair: -pair[0])
    return found[0][1], [r for weight, runs in found[1:] if weight >= 2 for r in runs if len(r.tokens) >= _FEWEST]


def _weight(runs: Sequence[OptionRun]) -> float:
    counts = Counter(len(r.tokens) for r in runs)
    agreeing = counts.most_common(1)[0][1] / len(runs)
    return len(runs) * (0.5 + agreeing / 2)


def usual_count(runs: Sequence[OptionRun]) -> int:
    """The paper's own number of options: the most frequent length of its runs, at least three."""
    counts = Counter(len(r.tokens) for r in runs if len(r.tokens) >= _FEWEST)
    return max(counts, key=lambda k: (counts[k], k)) if counts else 0


def rows_of(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens of a run grouped by the line they stand on, top to bottom, left to right."""
    ordered = sorted(tokens, key=lambda t: (t.line, t.start))
    return [list(row) for _, row in groupby(ordered, key=lambda t: t.line)]
