"""What one line, perhaps with those below it, says of answers."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cgq.exam.signs.answers import ANSWER, ONE, VOID
from cgq.exam.signs.forms import form_in, forms_named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line

_NUMBER = re.compile(r"^(\d{1,3})[.)번:]?$")
_ANSWER = re.compile(rf"^{ANSWER}$")
_CELL = re.compile(
    rf"(?<!\S)\d{{1,3}}\s?[.)번:]?(?=\s?(?:{ONE}|{VOID}))"
    rf"|(?<!\S)\d{{1,3}}[.)](?=[A-H](?:\s|$))"
    rf"|{VOID}|{ONE}(?:\s?[,/·、]\s?{ONE})*|\S+"
)
_LABEL = re.compile(
    r"^(?:문\s?[항제번]\s?(?:번호)?|번\s?호|정\s?답|답안?|가답안|최종답|No\.?|Answer|Key|Q\.?)$",
    re.IGNORECASE,
)
_FORM_WORDS = frozenset({"책형", "형", "A", "B", "가", "나", "홀수", "짝수"})
_MOST_FORMS = 4
_POINTS = re.compile(r"배\s*점|[Pp]oints?|[Mm]arks?")
_POINT = re.compile(r"^[1-9](?:\.\d)?점?$")


@dataclass(frozen=True, slots=True)
class Given:
    """The answer printed for a number, and the form that the row or the column names.

    Tables of several subjects side by side repeat a number in one row; `lane` counts them from 0.
    """

    number: int
    text: str
    form: str | None = None
    lane: int = 0


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    x: float


def read_row(lines: Sequence[Line], index: int, header: str) -> tuple[list[Given], int]:
    """The answers that start at a line and how many lines they take up; `header` is what stands above."""
    cells = _cells(lines[index])
    if len(cells) < 2:
        return [], 0
    numbers = _number_row(cells)
    if numbers:
        return _below(numbers, lines[index + 1 : index + 1 + _MOST_FORMS])
    forms = forms_named(header)
    if len(forms) > 1 and (given := _columns(cells, forms)):
        return given, 1
    return in_lanes(_pairs(_without_points(cells) if _POINTS.search(header) else cells)), 1


def in_lanes(given: Sequence[Given]) -> list[Given]:
    """The answers, those whose number came before in the same row in a lane of their own."""
    seen: Counter[int] = Counter()
    lanes: list[Given] = []
    for g in given:
        lanes.append(replace(g, lane=seen[g.number]))
        seen[g.number] += 1
    return lanes


def _without_points(cells: Sequence[_Cell]) -> Sequence[_Cell]:
    """Rows of number, answer, points become rows of number, answer."""
    if len(cells) % 3 or not all(_POINT.match(c.text) for c in cells[2::3]):
        return cells
    return [c for n, c in enumerate(cells) if n % 3 < 2]


def _below(numbers: Sequence[tuple[int, float]], rows: Sequence[Line]) -> tuple[list[Given], int]:
    """A row of answers below a row of numbers, or one a form when each row names its form."""
    given: list[Given] = []
    used = 0
    for row in rows:
        form = form_in(row.text)
        answers = _under(numbers, [c for c in _cells(row) if not form_in(c.text) and c.text not in _FORM_WORDS])
        if not answers or (used and (form is None or form in {g.form for g in given})):
            break
        given += [replace(g, form=form) for g in answers]
        used += 1
    return given, 1 + used if given else 0


def _columns(cells: Sequence[_Cell], forms: Sequence[str]) -> list[Given]:
    """Rows of a number and an answer for each form, perhaps several such groups side by side."""
    width = 1 + len(forms)
    if len(cells) % width:
        return []
    given: list[Given] = []
    for start in range(0, len(cells), width):
        number = _NUMBER.match(cells[start].text)
        answers = cells[start + 1 : start + width]
        if not number or not all(_ANSWER.match(c.text) for c in answers):
            return []
        given += [Given(int(number[1]), c.text, form) for c, form in zip(answers, forms, strict=True)]
    return given


def _cells(line: Line) -> list[_Cell]:
    """A line cut into numbers, answers and other words; row labels are left out."""
    cells = [_Cell(m[0].strip(), line.xs[m.start()]) for m in _CELL.finditer(line.text)]
    while cells and _LABEL.match(cells[0].text):
        cells.pop(0)
    return cells


def _number_row(cells: Sequence[_Cell]) -> list[tuple[int, float]]:
    """The numbers of a row that counts on by one, at least three of them; else nothing."""
    numbers: list[tuple[int, float]] = []
    for cell in cells:
        match = _NUMBER.match(cell.text)
        if not match or (numbers and int(match[1]) != numbers[-1][0] + 1):
            return []
        numbers.append((int(match[1]), cell.x))
    return numbers if len(numbers) >= 3 else []


def _under(numbers: Sequence[tuple[int, float]], cells: Sequence[_Cell]) -> list[Given]:
    """Each number with the answer printed below it; nothing when the row below holds anything else."""
    if not cells or len(cells) > len(numbers) or not all(_ANSWER.match(c.text) for c in cells):
        return []
    if len(cells) == len(numbers):
        return [Given(n, c.text) for (n, _), c in zip(numbers, cells, strict=True)]
    pitch = (numbers[-1][1] - numbers[0][1]) / (len(numbers) - 1)
    given: list[Given] = []
    for cell in cells:
        number, x = min(numbers, key=lambda pair: abs(pair[1] - cell.x))
        if abs(x - cell.x) <= 0.5 * pitch:
            given.append(Given(number, cell.text))
    return given


def _pairs(cells: Sequence[_Cell]) -> list[Given]:
    if len(cells) % 2:
        return []
    given: list[Given] = []
    for first, second in zip(cells[::2], cells[1::2], strict=True):
        number = _NUMBER.match(first.text)
        if not number or not _ANSWER.match(second.text):
            return []
        given.append(Given(int(number[1]), second.text))
    return given
