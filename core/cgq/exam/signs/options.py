"""Option markers, and the runs ①…k that they form."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import count, pairwise
from typing import TYPE_CHECKING, NamedTuple

from cgq.exam.signs.alphabets import IN_TURN, MOST_OPTIONS, PREFIXES, STYLES, label_of, narrow, styles_in, value_of
from cgq.exam.signs.rows import matches_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.geometry import Line

_FARTHEST = 90
_FEWEST = 3
_FEWEST_PAIRS = 4
_FIFTH = max(IN_TURN)
_IN_TURN = {*IN_TURN} - {_FIFTH}
_REFERENCE = re.compile(
    r"\s?(?:[,·~∼～]\s?[①-⑩]|[과와은는의을를]\s|[과와]\s?[①-⑩]|(?:,|and\b|or\b|to\b)\s?(?:and\s|or\s)?\(\s?[A-Ja-j1-9]\s?\))"
)
_BOX_TO_TICK = re.compile(rf"(?:^|(?<=\t))[{PREFIXES}] ?$")
_NUMBER_ONLY = re.compile(r"\s*\d{1,3}\s?[.)번:]?\s*$")

_BARE_FIRST = {
    **{style: re.compile(r"A(?=\s)") for style in ("A.", "A)", "A:")},
    **{style: re.compile(r"a(?=\s)") for style in ("a.", "a)")},
    **{style: re.compile(r"1(?=\s)") for style in ("1)", "1.")},
    **{style: re.compile(r"가(?=\s)") for style in ("가.",)},
}
"""The first sign of a style without what follows it in print."""
_SECOND = 2
"""Which option stands right below a first one that lost the stop of its marker."""
_TALLEST_OPTION = 3
"""Lines that an option takes whose marker lost its stop."""
_SAME_EDGE = 0.4
"""Ems by which the left edges of two options of a column may differ."""


class Token(NamedTuple):
    """One option marker: where it stands, which option it names and how, whether options start at such a place.

    `leads` tells that nothing stands before it in its line or its cell, or only a number (`numbered`), as before the
    answers in a list of them.
    """

    line: int
    start: int
    end: int
    value: int
    strong: bool
    leads: bool
    numbered: bool
    x: float
    label: str


@dataclass(frozen=True, slots=True)
class OptionRun:
    """Tokens 1…k in order; `style` is the way they are marked."""

    style: str
    tokens: tuple[Token, ...]

    @property
    def first_line(self) -> int:
        return min([t.line for t in self.tokens])

    @property
    def last_line(self) -> int:
        return max([t.line for t in self.tokens])


def are_alone(tokens: Sequence[Token], line: Line) -> bool:
    """Whether several markers stand on a line and nothing behind any of them: the texts are in the row below."""
    ends = [*(token.start for token in tokens[1:]), len(line.text)]
    return len(tokens) > 1 and not any(line.text[t.end : end].strip() for t, end in zip(tokens, ends, strict=True))


def tokens_of(lines: Sequence[Line], style: str, skipped: frozenset[int]) -> list[Token]:
    """Every marker of a style, in reading order; grids printed column by column are put in order."""
    held = [n for n, line in enumerate(lines) if n not in skipped and style in styles_in(narrow(line.text))]
    return _tokens_on(lines, style, held)


def _tokens_on(lines: Sequence[Line], style: str, held: Sequence[int]) -> list[Token]:
    """The markers on the lines that may hold one."""
    rows: list[list[Token]] = []
    for index in held:
        line = lines[index]
        found = matches_of(narrow(line.text), line.xs, line.em, style)
        row = [_token(index, line, match, style) for match in found]
        if row and not _is_answer_sheet(row, line):
            rows.append(_without_texts(row, line))
    rows = _with_bare_first(_read_in_turn(rows), lines, style)
    return [token for row in _reordered(rows, lines) for token in row]


def _token(index: int, line: Line, match: re.Match[str], style: str) -> Token:
    text = line.text
    box = _BOX_TO_TICK.search(text, 0, match.start())
    start = box.start() if box else match.start()
    sign = next(g for g in match.groups() if g)
    before = text[:start].rstrip(" ")
    strong = not before or before.endswith("\t") or text[start - 1] == " "
    if _REFERENCE.match(text, match.end()):
        strong = strong and not before
    numbered = bool(_NUMBER_ONLY.match(before))
    leads = numbered or not before or before.endswith("\t")
    value, x = value_of(sign, style), line.xs[start]
    return Token(index, start, match.end(), value, strong, leads, numbered, x, label_of(sign))


def _without_texts(row: Sequence[Token], line: Line) -> list[Token]:
    """The markers of a line without those that begin an option's text, as in "① ① and ②": right behind a marker, and
    not the one that follows it."""
    kept = [row[0]]
    for before, token in pairwise(row):
        text = line.text[before.end : token.start].strip(" ")
        if text or token.value == before.value + 1:
            kept.append(token)
    return kept


def _with_bare_first(rows: list[list[Token]], lines: Sequence[Line], style: str) -> list[list[Token]]:
    """Rows with the first option whose marker lost its stop: "a one", "b. two", "c. three" at one left edge."""
    bare = _BARE_FIRST.get(style)
    if bare is None:
        return rows
    found: list[list[Token]] = []
    for n, row in enumerate(rows):
        last = found[-1][-1] if found else None
        if row[0].value == _SECOND and row[0].leads and len({t.value for r in rows[n : n + 2] for t in r}) > 1:
            first = _bare_above(row[0], last, lines, bare)
            found += [[first]] if first is not None else []
        found.append(row)
    return found


def _bare_above(second: Token, last: Token | None, lines: Sequence[Line], bare: re.Pattern[str]) -> Token | None:
    """The bare letter right above an option that is the second, at its left edge; none below another marker."""
    page, column, em = lines[second.line].page, lines[second.line].column, lines[second.line].em
    for index in range(second.line - 1, max(-1, second.line - 1 - _TALLEST_OPTION), -1):
        line = lines[index]
        if (line.page, line.column) != (page, column) or (last is not None and last.line >= index and last.value == 1):
            return None
        match = bare.match(narrow(line.text))
        if match is not None and abs(line.xs[0] - second.x) <= _SAME_EDGE * em:
            label = label_of(match[0])
            return Token(index, 0, match.end(), 1, strong=True, leads=True, numbered=False, x=line.xs[0], label=label)
    return None


def _is_answer_sheet(row: Sequence[Token], line: Line) -> bool:
    """Whether a row is a number and marks to fill in: "7 ① ② ③ ④", once or more."""
    if len(row) < _FEWEST or not row[0].numbered:
        return False
    ends = [*(t.start for t in row[1:]), len(line.text)]
    between = [line.text[t.end : end].strip() for t, end in zip(row, ends, strict=True)]
    return all(not text or text.isdecimal() for text in between)


def _read_in_turn(rows: list[list[Token]]) -> list[list[Token]]:
    """Rows in which F G H J (K) count as A B C D (E): papers letter every other question so, and leave out I."""
    values = [token.value for row in rows for token in row]
    if not _IN_TURN.issubset(values):
        return rows
    turned = {
        n for start in range(len(values)) if set(values[start : start + 4]) == _IN_TURN for n in range(start, start + 4)
    }
    turned |= {n + 1 for n in turned if n + 1 < len(values) and values[n + 1] == _FIFTH}
    if not turned:
        return rows
    at = count()
    return [[t._replace(value=IN_TURN[t.value]) if next(at) in turned else t for t in row] for row in rows]


def _reordered(rows: list[list[Token]], lines: Sequence[Line]) -> Iterator[list[Token]]:
    """Rows of tokens; a block such as ① ③ / ② ④ is turned into ① ② / ③ ④."""
    index = 0
    while index < len(rows):
        row = rows[index]
        height = max(1, row[1].value - 1) if len(row) > 1 and row[0].value == 1 and row[0].strong else 1
        if height == 1:
            yield row
            index += 1
            continue
        block = rows[index : index + height]
        flat = [t for position in range(len(row)) for r in block if position < len(r) for t in [r[position]]]
        near = lines[block[-1][0].line].page == lines[row[0].line].page
        if near and [t.value for t in flat] == list(range(1, len(flat) + 1)):
            yield flat
            index += height
            continue
        yield row
        index += 1


def runs_in(tokens: Sequence[Token], style: str) -> list[OptionRun]:
    """Maximal runs that start at 1 and rise by one; markers out of turn are references, not options. Of two with one
    value the one counts that begins its line or its cell, whatever the text of another option begins with."""
    runs: list[OptionRun] = []
    current: list[Token] = []
    for token in tokens:
        if token.value == 1 and (not current or (token.strong and not _is_named(token, current))):
            _close(runs, current, style)
            current = [token]
        elif current and token.value == current[-1].value + 1 and token.line - current[-1].line <= _FARTHEST:
            current.append(token)
        elif current and token.value == current[-1].value and _rank(token) > _rank(current[-1]):
            current[-1] = token
    _close(runs, current, style)
    return runs


def _is_named(token: Token, run: Sequence[Token]) -> bool:
    """Whether a marker stands in the text of an option of the run so far: "(D) neither (A) nor (B)"."""
    return not token.leads and any(t.leads and t.line == token.line for t in run)


def _rank(token: Token) -> int:
    """How surely a marker is an option's, by where it stands: 2 leading, 1 behind a space, 0 inside a word."""
    return 2 if token.leads and token.strong else int(token.strong)


def _close(runs: list[OptionRun], current: list[Token], style: str) -> None:
    listed = sum(1 for t in current if t.numbered) > 1
    if len(current) >= 2 and not listed and (current[0].strong or current[0].numbered):
        runs.append(OptionRun(style, tuple(current)))


def document_styles(lines: Sequence[Line], skipped: frozenset[int]) -> list[tuple[float, list[OptionRun]]]:
    """The option runs of a document by their style, with the weight of each style, the heaviest first.

    Styles in which most runs have one length are real; stray letters rarely agree. Options come in pairs only
    where hardly anything comes in threes: ① O ② X.
    """
    held: dict[str, list[int]] = {style: [] for style in STYLES}
    for index, line in enumerate(lines):
        for style in styles_in(narrow(line.text)) if index not in skipped else ():
            held[style].append(index)
    found: list[tuple[float, list[OptionRun]]] = []
    pairs: list[tuple[float, list[OptionRun]]] = []
    for rank, style in enumerate(STYLES):
        runs = [r for r in runs_in(_tokens_on(lines, style, held[style]), style) if len(r.tokens) <= MOST_OPTIONS]
        whole = [r for r in runs if len(r.tokens) >= _FEWEST]
        if whole:
            found.append((_weight(whole) * (1.0 - 0.02 * rank), runs))
        elif len(runs) >= _FEWEST_PAIRS:
            pairs.append((_weight(runs) * (1.0 - 0.02 * rank), runs))
    most = max((len(runs) for _, runs in found), default=0)
    found += [(weight, runs) for weight, runs in pairs if len(runs) > 2 * most]
    return sorted(found, key=lambda pair: -pair[0])


def _weight(runs: Sequence[OptionRun]) -> float:
    counts = Counter(len(r.tokens) for r in runs)
    agreeing = counts.most_common(1)[0][1] / len(runs)
    return len(runs) * (0.5 + agreeing / 2)


def usual_count(runs: Sequence[OptionRun]) -> int:
    """The paper's own number of options: the most frequent length of its runs, two only where none has more."""
    counts = Counter(len(r.tokens) for r in runs if len(r.tokens) >= _FEWEST) or Counter(len(r.tokens) for r in runs)
    return max(counts, key=lambda k: (counts[k], k)) if counts else 0
