"""Answer tables made of text: a number row over an answer row, `1.②` grids, number/answer column pairs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.exam.forms import form_in
from cgq.exam.marks import ANSWER, ONE, VOID, read_answer
from cgq.exam.model import Key, KeyAnswer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.lines import Line

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
_KEY_WORD = re.compile(r"정\s*답|답\s*안|[Aa]nswer|ANSWER|[Kk]ey|答案|正解|正答|解答")
_SESSION = re.compile(r"(?:제\s*)?(\d)\s*교시")
_HANGUL = re.compile(r"[가-힣]")
_SENTENCE = re.compile(r"[.?!。]$|[①-⑩❶-❿]|\d{1,3}[.)]\s|시오|세요")
_CLEAN = re.compile(
    r"문\s?[항제]\s?(?:번\s?호)?|번\s?호|배\s?점|(?:최종|확정|가)?\s*(?:정\s*답|답\s*안)\s*(?:표|지)?|[\[\]<>()（）【】]|(?:제\s*)?\d\s*교시|(?:홀수|짝수|[ABab가나])\s*(?:책\s*)?형|정\s*답"
)
_FEWEST = 5
_FEWEST_BARE = 10
_PATIENCE = 4
_HEADING_LINES = 8


@dataclass(slots=True)
class _Table:
    """A key as it is being read: answers by number, the lines they took, what stood above."""

    heading: list[str]
    answers: dict[int, KeyAnswer] = field(default_factory=dict[int, KeyAnswer])
    lines: list[int] = field(default_factory=list[int])
    bare: bool = True


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    x: float


@dataclass(frozen=True, slots=True)
class _Given:
    number: int
    text: str


def read_tables(lines: Sequence[Line], skipped: frozenset[int] = frozenset()) -> tuple[list[Key], frozenset[int]]:
    """The answer tables among the lines, and the indexes of the lines that they take up.
    Lines in `skipped` are not looked at."""
    tables: list[_Table] = []
    table: _Table | None = None
    quiet, headings = 0, list[str]()
    index = 0
    while index < len(lines):
        given, used = _row(lines, index, skipped)
        if not given:
            quiet += 1
            headings.append(lines[index].text)
            if quiet > _PATIENCE:
                table = None
            index += 1
            continue
        heading = headings[-_HEADING_LINES:]
        if table is None or any(g.number in table.answers for g in given) or _other_subject(table, heading):
            table = _Table(heading)
            tables.append(table)
        _take(table, given, lines, range(index, index + used))
        quiet, headings = 0, []
        index += used
    sound = [t for n, t in enumerate(tables) if _is_sound(t, tables[n - 1] if n else None)]
    return [_key(t) for t in sound], frozenset(i for t in sound for i in t.lines)


def _take(table: _Table, given: Sequence[_Given], lines: Sequence[Line], used: range) -> None:
    line = lines[used[0]]
    for g in given:
        read = read_answer(g.text)
        if read is not None:
            accepted, mode = read
            table.answers[g.number] = KeyAnswer(
                number=g.number, accepted=accepted, mode=mode, page=line.page, bbox=_rounded(line)
            )
            table.bare = table.bare and g.text.strip().isascii()
    table.lines.extend(used)


def _rounded(line: Line) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = line.box
    return (round(x0, 1), round(y0, 1), round(x1, 1), round(y1, 1))


def _row(lines: Sequence[Line], index: int, skipped: frozenset[int]) -> tuple[list[_Given], int]:
    """What a line, perhaps with the next one, says of answers; and how many lines that took."""
    line = lines[index]
    cells = _cells(line)
    if len(cells) < 2 or index in skipped:
        return [], 0
    numbers = _number_row(cells)
    if numbers and index + 1 < len(lines):
        given = _under(numbers, _cells(lines[index + 1]))
        return (given, 2) if given else ([], 0)
    return _pairs(cells), 1


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


def _under(numbers: Sequence[tuple[int, float]], cells: Sequence[_Cell]) -> list[_Given]:
    """Each number with the answer printed below it; nothing when the row below holds anything else."""
    if not cells or len(cells) > len(numbers) or not all(_ANSWER.match(c.text) for c in cells):
        return []
    if len(cells) == len(numbers):
        return [_Given(n, c.text) for (n, _), c in zip(numbers, cells, strict=True)]
    pitch = (numbers[-1][1] - numbers[0][1]) / (len(numbers) - 1)
    given: list[_Given] = []
    for cell in cells:
        number, x = min(numbers, key=lambda pair: abs(pair[1] - cell.x))
        if abs(x - cell.x) <= 0.5 * pitch:
            given.append(_Given(number, cell.text))
    return given


def _pairs(cells: Sequence[_Cell]) -> list[_Given]:
    if len(cells) % 2:
        return []
    given: list[_Given] = []
    for first, second in zip(cells[::2], cells[1::2], strict=True):
        number = _NUMBER.match(first.text)
        if not number or not _ANSWER.match(second.text):
            return []
        given.append(_Given(int(number[1]), second.text))
    return given


def _other_subject(table: _Table, heading: Sequence[str]) -> bool:
    """Whether what stands between two rows starts the table of another subject."""
    subject = _subject(heading)
    return subject is not None and subject != _subject(table.heading)


def _is_sound(table: _Table, before: _Table | None) -> bool:
    """Enough answers without holes; a table of bare digits must announce itself or be long."""
    numbers = table.answers
    if not numbers:
        return False
    goes_on = before is not None and before.answers and min(numbers) == max(before.answers) + 1
    if min(numbers) < 1 or (len(numbers) < _FEWEST and not goes_on):
        return False
    if max(numbers) - min(numbers) + 1 > 1.15 * len(numbers):
        return False
    announced = any(_KEY_WORD.search(text) for text in table.heading)
    return not table.bare or announced or len(numbers) >= _FEWEST_BARE


def _key(table: _Table) -> Key:
    most = max((a for k in table.answers.values() for a in k.accepted), default=0)
    answers = tuple(
        KeyAnswer(number=k.number, accepted=tuple(range(1, most + 1)), mode="void", page=k.page, bbox=k.bbox)
        if k.mode == "void"
        else k
        for _, k in sorted(table.answers.items())
    )
    heading = [text for text in table.heading if text.strip()]
    session = next((m[1] for text in reversed(heading) if (m := _SESSION.search(text))), None)
    form = next((f for text in reversed(heading) if (f := form_in(text))), None)
    return Key(answers=answers, form=form, session=session, subject=_subject(heading))


def _subject(heading: Sequence[str]) -> str | None:
    """The nearest short line above a table that is neither a label nor a sentence."""
    for text in reversed(heading):
        if _SENTENCE.search(text):
            continue
        left = " ".join(_CLEAN.sub(" ", text).split()).strip(" :·-*※◆■")
        if 2 <= len(left) <= 30 and _HANGUL.search(left):
            return left
    return None
