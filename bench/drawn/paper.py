"""Draws one paper of some choices, and keeps what every question of it truly is."""

from __future__ import annotations

import io
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from bench.drawn.fonts import bold_of, register, stretches, width_of
from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from bench.drawn.choices import Choices

_WIDTH, _HEIGHT = 595.0, 842.0
_MARGIN, _TOP, _LOW = 55.0, 70.0, 780.0
_GUTTER = 26.0


@dataclass(frozen=True)
class Gold:
    """A question as it is printed. `answer` is the option from 1, None where none is printed."""

    number: int
    section: str | None
    stem: str
    options: tuple[str, ...]
    answer: int | None


@dataclass(frozen=True)
class Drawn:
    """A paper: its bytes and the truth."""

    choices: Choices
    data: bytes
    gold: tuple[Gold, ...]


@dataclass(frozen=True)
class Line:
    """A line of text at `x` from its column's left edge. `frame` draws a box round it."""

    x: float
    text: str
    size: float
    bold: bool = False
    frame: bool = False


def draw(choices: Choices) -> Drawn:
    """The paper of some choices."""
    register()
    random = Random(f"texts {choices.seed}")
    gold = tuple(_questions(choices, random))
    page = Pages(choices)
    page.title(choices.words.title)
    if choices.directions and not choices.subjects:
        page.block([Line(0, choices.directions, choices.size)], choices.size)
    section: str | None = None
    for question in gold:
        if question.section != section:
            section = question.section
            page.head(section or "")
        page.block(_set(choices, question, page.width), choices.gap * choices.size)
    if choices.place in ("grid", "rows", "list"):
        _draw_key(page, choices, gold)
    return Drawn(choices, page.finish(), gold)


def _questions(choices: Choices, random: Random) -> list[Gold]:
    found: list[Gold] = []
    sections = len(choices.subjects) or 1
    for part in range(sections):
        section = choices.head_of(part) if choices.subjects else None
        for n in range(choices.questions):
            number = n + 1 if choices.restart else part * choices.questions + n + 1
            answer = random.randint(1, choices.count) if choices.place else None
            stem, options = _stem(choices, random), _options(choices, random)
            found.append(Gold(number, section, stem, options, answer))
    return found


def _stem(choices: Choices, random: Random) -> str:
    asks = choices.stems == "ask" or (choices.stems == "mixed" and random.random() < 0.5)
    x, y = random.sample(choices.words.nouns, 2)
    return random.choice(choices.words.asks if asks else choices.words.completes).format(x=x, y=y)


def _options(choices: Choices, random: Random) -> tuple[str, ...]:
    """Options of one kind: one or more nouns, or now and then whole sentences; all different."""
    nouns = choices.words.nouns
    if choices.arrangement == "lines" and random.random() < 0.25:
        firsts = random.sample(nouns, choices.count)
        return tuple(random.choice(choices.words.claims).format(x=x, y=random.choice(nouns)) for x in firsts)
    most = 1 if choices.arrangement == "row" else 3
    glue = " " if choices.words.spaced else ""
    firsts = random.sample(nouns, choices.count)
    return tuple(glue.join([x, *random.sample(nouns, random.randint(0, most - 1))]) for x in firsts)


def _set(choices: Choices, question: Gold, width: float) -> list[list[Line]]:
    """The rows of a question: lines next to one another form a row."""
    size, language = choices.size, choices.language
    number = choices.number.format(n=question.number)
    hang = width_of(number + " ", language, size)
    stem = question.stem
    label = _label(choices, question)
    if choices.place == "stem" and label:
        stem = f"{stem}  {label}"
    rows = [[Line(hang, text, size)] for text in wrapped(stem, width - hang, choices)]
    rows[0].insert(0, Line(0, number, size, bold=choices.seed % 3 == 0))
    rows += _set_options(choices, question, width)
    if choices.place == "behind" and label:
        last = rows[-1][-1]
        end = last.x + width_of(last.text, language, size) + (1.2 if choices.seed % 2 else 2.5) * size
        if end + width_of(label, language, size) <= width:
            rows[-1].append(Line(end, label, size))
        else:
            rows.append([Line(choices.indent, label, size)])
    if choices.place == "below" and label:
        rows.append([Line(choices.indent if choices.seed % 2 else 0.0, label, size, bold=choices.seed % 5 == 0)])
    return rows


def _label(choices: Choices, question: Gold) -> str:
    """The answer as it stands next to the question."""
    if question.answer is None:
        return ""
    sign = choices.sign(question.answer)
    if sign in "abcde" and choices.seed % 4 == 0:
        sign = sign.upper()
    label = choices.label.format(a=sign)
    return label if sign.isdigit() else label.replace("번", "")


def _set_options(choices: Choices, question: Gold, width: float) -> list[list[Line]]:
    size, language, indent = choices.size, choices.language, choices.indent
    cells = [f"{choices.marker(n)} {text}" for n, text in enumerate(question.options, 1)]
    across = {"lines": 1, "pairs": 2, "row": len(cells)}[choices.arrangement]
    pitch = (width - indent) / across
    if across > 1 and max(width_of(c, language, size) for c in cells) + 1.5 * size < pitch:
        rows = [cells[n : n + across] for n in range(0, len(cells), across)]
        return [[Line(indent + n * pitch, cell, size) for n, cell in enumerate(row)] for row in rows]
    found: list[list[Line]] = []
    for n, text in enumerate(question.options, 1):
        marker = choices.marker(n) + " "
        lead = indent + width_of(marker, language, size)
        first, *rest = wrapped(text, width - lead, choices)
        found.append([Line(indent, marker + first, size)])
        found += [[Line(lead, line, size)] for line in rest]
    return found


def wrapped(text: str, width: float, choices: Choices) -> list[str]:
    """The lines of a text: broken at spaces, or between any characters where the language has none."""
    glue = " " if choices.words.spaced else ""
    parts = text.split(" ") if glue else list(text)
    lines = [parts[0]]
    for part in parts[1:]:
        longer = lines[-1] + glue + part
        stays = part in "，。、？）」" and not glue
        if stays or width_of(longer, choices.language, choices.size) <= width:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines


class Pages:
    """Sets rows down the columns of as many pages as it takes."""

    def __init__(self, choices: Choices) -> None:
        self._choices = choices
        self._target = io.BytesIO()
        self._canvas = Canvas(self._target, pagesize=(_WIDTH, _HEIGHT), invariant=1)
        self._column, self._top = 0, _TOP
        self.y = _TOP
        self.width = (_WIDTH - 2 * _MARGIN - (choices.columns - 1) * _GUTTER) / choices.columns
        self.height = choices.size * choices.leading

    def title(self, text: str) -> None:
        size = 1.5 * self._choices.size
        left = (_WIDTH - width_of(text, self._choices.language, size)) / 2
        self._write(left, _TOP, text, size, bold=True)
        self.y = self._top = _TOP + 3 * size

    def head(self, text: str) -> None:
        """The head of a section with its gaps, and its directions below it."""
        choices = self._choices
        size = choices.head_size * choices.size
        gap = choices.head_gap * self.height
        self._need(gap + 9 * self.height)
        if self.y > self._top:
            self.y += gap
        x = (self.width - width_of(text, choices.language, size)) / 2 if choices.head_centred else 0.0
        if choices.head_framed and not choices.head_centred:
            x += 6
        self._row([Line(x, text, size, choices.head_bold, choices.head_framed)])
        self.y += 0.6 * self.height
        if choices.directions:
            self.block([Line(0, choices.directions, choices.size)], 0.5 * self.height)

    def block(self, rows: list[list[Line]] | list[Line], gap: float) -> None:
        """Rows that stay together, and the gap below them."""
        listed = [row if isinstance(row, list) else [row] for row in rows]
        kept = len(listed) if self._choices.seed % 3 else 2
        self._need(min(kept, 20) * self.height)
        for row in listed:
            self._need(self.height)
            self._row(row)
        self.y += gap

    def break_page(self) -> None:
        self._canvas.showPage()
        self._column, self._top, self.y = 0, _TOP, _TOP

    def finish(self) -> bytes:
        self._canvas.showPage()
        self._canvas.save()
        return self._target.getvalue()

    def _need(self, height: float) -> None:
        if self.y + height <= _LOW:
            return
        if self._column + 1 < self._choices.columns:
            self._column += 1
            self.y = self._top
        else:
            self.break_page()

    def _row(self, row: list[Line]) -> None:
        left = _MARGIN + self._column * (self.width + _GUTTER)
        tallest = max(line.size for line in row)
        base = self.y + tallest
        for line in row:
            self._write(left + line.x, base, line.text, line.size, line.bold)
            if line.frame:
                width = width_of(line.text, self._choices.language, line.size)
                self._canvas.rect(left + line.x - 5, _HEIGHT - base - 4, width + 10, line.size + 7)
        self.y += max(self.height, tallest * self._choices.leading)

    def _write(self, x: float, y: float, text: str, size: float, bold: bool = False) -> None:
        for font, part in stretches(text, self._choices.language):
            face = bold_of(font) if bold else font
            mode = 2 if bold and face == font else 0
            self._canvas.setLineWidth(0.025 * size if mode else 0.7)
            self._canvas.setFont(face, size)
            self._canvas.drawString(x, _HEIGHT - y, part, mode=mode)
            x += width_of(part, self._choices.language, size)
        self._canvas.setLineWidth(0.7)


def _draw_key(page: Pages, choices: Choices, gold: tuple[Gold, ...]) -> None:
    """The answers on a page of their own."""
    page.break_page()
    size = choices.size
    page.block([Line(0, choices.key_title, 1.2 * size, bold=True)], size)
    signs = [(str(q.number), choices.sign(q.answer)) for q in gold if q.answer is not None]
    pitch = page.width / 5
    for start in range(0, len(signs), 5):
        some = signs[start : start + 5]
        if choices.place == "list":
            page.block([Line(0, f"{number}. {sign}", size) for number, sign in some], 0.0)
        elif choices.place == "grid":
            page.block([[Line(n * pitch, f"{a}. {b}", size) for n, (a, b) in enumerate(some)]], 0.3 * size)
        else:
            rows = [[Line(n * pitch, pair[i], size) for n, pair in enumerate(some)] for i in (0, 1)]
            page.block(rows, 0.5 * size)
