"""Answer keys that hold no text: drawn as pictures of any quality, or as the outlines of their characters.

A seed decides everything: layout, numbers, fonts, rules, grounds, resolution, JPEG quality, tilt.
"""

from __future__ import annotations

import importlib.util
import math
import random
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import reportlab
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 595.0, 842.0
FINENESS = 4
CIRCLED = "⓪①②③④⑤"
VOID = "전항정답"

Answer = tuple[int, ...]
"""The accepted options; all of them when the question is void."""


def _shipped(package: str) -> Path:
    found = importlib.util.find_spec(package)
    assert found is not None
    assert found.submodule_search_locations
    return Path(found.submodule_search_locations[0]) / "fonts"


KOREAN = sorted(_shipped("koreanize_matplotlib").glob("NanumGothic*.ttf"))
LATIN = sorted((Path(reportlab.__file__).parent / "fonts").glob("Vera*.ttf"))
SYSTEM = sorted(
    path
    for folder in ("dejavu", "liberation", "nanum")
    for path in Path("/usr/share/fonts/truetype", folder).glob("*.ttf")
    if "MathTeX" not in path.name
)


@dataclass(frozen=True)
class Text:
    x: float
    y: float
    text: str
    font: Path
    size: float
    grey: int = 0


@dataclass(frozen=True)
class Box:
    x0: float
    y0: float
    x1: float
    y1: float
    fill: int | None
    line: int | None
    thick: float


@dataclass
class Style:
    """How a key looks; the defaults are the plainest key there is."""

    layout: str = "pairs"
    questions: int = 20
    lanes: int = 5
    options: int = 4
    across: bool = True
    forms: int = 1
    tables: int = 1
    numbers: Path = KOREAN[0]
    answers: Path = KOREAN[0]
    size: float = 10.0
    cell: tuple[float, float] = (46.0, 20.0)
    circled: bool = False
    shade: int | None = 200
    ink: int = 0
    ruled: int | None = 60
    thick: float = 0.7
    header: bool = False
    inverted: bool = False
    dotted: bool = False
    several: bool = False
    void: bool = False
    heading: bool = True
    outlines: bool = False
    dpi: int = 200
    quality: int = 85
    tilt: float = 0.0
    named_in: Path = KOREAN[0]


@dataclass
class DrawnKey:
    """The file, and what it says: answers[table][form][number]."""

    data: bytes
    answers: list[list[dict[int, Answer]]]
    style: Style


@dataclass
class _Page:
    marks: list[Text | Box] = field(default_factory=list)
    y: float = 50.0
    left: float = 60.0


def drawn(seed: int, **wanted: Any) -> DrawnKey:
    """The key of a seed; `wanted` sets what the seed would decide."""
    chance = random.Random(seed)
    style = _style(chance)
    for name, value in wanted.items():
        setattr(style, name, value)
    _fit(style)
    page, answers = _Page(), list[list[dict[int, Answer]]]()
    for table in range(style.tables):
        printed = [{n: _answer(chance, style) for n in range(1, style.questions + 1)} for _ in range(style.forms)]
        answers.append(printed)
        if style.heading:
            page.marks.append(Text(60, page.y + 12, f"제{table + 1}교시 정답", KOREAN[0], style.size + 1))
            page.y += 20
        _table(page, style, printed)
        page.y += 26
    return DrawnKey(_pdf([page.marks], style), answers, style)


def named(seed: int, tables: Sequence[tuple[str, dict[int, Answer]]], **wanted: Any) -> bytes:
    """A key of plain tables (pairs of a number and an answer), each under its name, as many on a page as there is room
    for; a name may have several lines."""
    chance = random.Random(seed)
    style = _style(chance)
    for name, value in ({"layout": "pairs", "forms": 1, "tables": 2} | wanted).items():
        setattr(style, name, value)
    style.questions = max(max(answers) for _, answers in tables)
    _fit(style)
    pages = [_Page()]
    for name, answers in tables:
        lines = name.splitlines()
        high = 1.9 * style.size * len(lines) + (math.ceil(len(answers) / style.lanes) + 1) * style.cell[1]
        if pages[-1].y + high > HEIGHT - 30:
            pages.append(_Page())
        page = pages[-1]
        for line in lines:
            middle = page.left + ImageFont.truetype(str(style.named_in), 100).getlength(line) / 200 * style.size
            page.marks.append(Text(middle, page.y + 8, line, style.named_in, style.size))
            page.y += 1.9 * style.size
        _table(page, style, [answers])
        page.y += 20
    return _pdf([page.marks for page in pages], style)


def _fit(style: Style) -> None:
    """Make the rows lower, and the characters smaller, until the tables fit on one page."""
    rows = style.questions if style.layout == "columns" else math.ceil(style.questions / style.lanes)
    rows = rows * (1 + style.forms) if style.layout == "rows" else rows + 1
    high = min(style.cell[1], (HEIGHT - 80) / style.tables / (rows + 2.6))
    columns = {"pairs": 2 * style.lanes, "rows": style.lanes + 1, "columns": style.forms + 1}[style.layout]
    style.cell = (min(style.cell[0], (WIDTH - 80) / columns), high)
    style.size = min(style.size, high / 1.6, style.cell[0] / 2.6)


def _style(chance: random.Random) -> Style:
    layout = chance.choice(["pairs", "pairs", "rows", "columns"])
    korean = [f for f in (*KOREAN, *SYSTEM) if "Nanum" in f.name]
    circled = chance.random() < 0.3
    numbers = chance.choice([*KOREAN, *LATIN, *SYSTEM])
    answers = numbers if chance.random() < 0.8 else chance.choice([*KOREAN, *LATIN, *SYSTEM])
    if circled:
        answers = chance.choice(korean)
        numbers = answers if chance.random() < 0.7 else numbers
    size = chance.choice([8.0, 9.0, 10.0, 11.0, 12.0])
    wide = size * chance.uniform(3.2, 4.6)
    lanes = chance.choice([2, 3, 4, 5]) if layout == "pairs" else chance.choice([5, 10])
    return Style(
        layout=layout,
        questions=chance.choice([20, 25, 30, 40] if layout != "columns" else [20, 25]),
        lanes=lanes,
        options=chance.choice([4, 5]),
        across=chance.random() < 0.5,
        forms=chance.choice([1, 2]) if layout == "rows" else chance.choice([2, 4]) if layout == "columns" else 1,
        tables=chance.choice([1, 1, 2]),
        numbers=numbers,
        answers=answers,
        size=size,
        cell=(wide, size * chance.uniform(1.7, 2.3)),
        circled=circled,
        shade=chance.choice([None, 230, 200, 170]),
        ruled=chance.choice([None, 0, 60, 120, 190]),
        thick=chance.choice([0.4, 0.7, 1.2]),
        header=chance.random() < 0.4,
        inverted=chance.random() < 0.1,
        dotted=chance.random() < 0.15,
        several=chance.random() < 0.4,
        void=chance.random() < 0.2,
        heading=chance.random() < 0.7,
        outlines=chance.random() < 0.25,
        dpi=chance.choice([90, 110, 130, 150, 200, 300]),
        quality=chance.choice([95, 75, 50, 30]),
        tilt=chance.choice([0.0, 0.0, chance.uniform(-1.5, 1.5)]),
    )


def _answer(chance: random.Random, style: Style) -> Answer:
    if style.void and chance.random() < 0.05:
        return tuple(range(1, style.options + 1))
    if style.several and chance.random() < 0.08:
        return tuple(sorted(chance.sample(range(1, style.options + 1), 2)))
    return (chance.randint(1, style.options),)


def printed(answer: Answer, style: Style) -> str:
    """An answer as its cell shows it."""
    if len(answer) == style.options and _has(style.answers, VOID):
        return VOID
    return ",".join(CIRCLED[a] if style.circled else str(a) for a in answer)


def _has(font: Path, text: str) -> bool:
    return all(ord(c) in _outlines_of(font)[1] for c in text)


@cache
def _outlines_of(font: Path) -> tuple[TTFont, dict[int, str], Any]:
    """A font, the names of its glyphs by character, and their outlines; opened once, for that takes long."""
    opened = TTFont(font)
    return opened, opened.getBestCmap(), opened.getGlyphSet()


def _table(page: _Page, style: Style, forms: Sequence[dict[int, Answer]]) -> None:
    wide, high = style.cell
    labels = style.header and _has(style.numbers, "번답")
    left = page.left
    for row in _rows(style, forms, labels):
        for column, (text, kind) in enumerate(row):
            x = left + column * wide
            dark = style.inverted and kind == "number"
            fill = 40 if dark else style.shade if kind in ("number", "label") else None
            page.marks.append(Box(x, page.y, x + wide, page.y + high, fill, style.ruled, style.thick))
            font = style.answers if kind == "answer" else style.numbers
            ink = 255 if dark else style.ink
            page.marks.append(Text(x + wide / 2, page.y + high / 2, text, font, style.size, ink))
        page.y += high


def _rows(style: Style, forms: Sequence[dict[int, Answer]], labels: bool) -> list[list[tuple[str, str]]]:
    """The table's cells: text and kind."""
    numbers = list(forms[0])
    dot = "." if style.dotted else ""

    def index(n: int) -> tuple[str, str]:
        return (f"{n}{dot}", "number")

    if style.layout == "rows":
        rows: list[list[tuple[str, str]]] = []
        for at in range(0, len(numbers), style.lanes):
            part = numbers[at : at + style.lanes]
            rows.append([*([("번호", "label")] if labels else []), *(index(n) for n in part)])
            rows += [
                [*([("정답", "label")] if labels else []), *((printed(f[n], style), "answer") for n in part)]
                for f in forms
            ]
        return rows
    if style.layout == "columns":
        head = [[("번호", "label"), *[(f"{'가나다라'[i]}형", "label") for i in range(len(forms))]]] if labels else []
        return [*head, *([index(n), *((printed(f[n], style), "answer") for f in forms)] for n in numbers)]
    deep = math.ceil(len(numbers) / style.lanes)
    head = [[("번호", "label"), ("정답", "label")] * style.lanes] if labels else []
    body: list[list[tuple[str, str]]] = []
    for row in range(deep):
        cells: list[tuple[str, str]] = []
        for lane in range(style.lanes):
            at = row * style.lanes + lane if style.across else lane * deep + row
            cells += (
                [index(numbers[at]), (printed(forms[0][numbers[at]], style), "answer")] if at < len(numbers) else []
            )
        body.append(cells)
    return [*head, *body]


def _pdf(pages: Sequence[Sequence[Text | Box]], style: Style) -> bytes:
    target = BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT), invariant=1)
    for marks in pages:
        if style.outlines:
            for mark in marks:
                _outline(canvas, mark)
        else:
            file = BytesIO()
            _picture(marks, style).save(file, "JPEG", quality=style.quality)
            canvas.drawImage(ImageReader(file), 0, 0, WIDTH, HEIGHT)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _picture(marks: Sequence[Text | Box], style: Style) -> Image.Image:
    scale = style.dpi * FINENESS / 72
    size = (int(WIDTH * scale), int(HEIGHT * scale))
    bottom = min(size[1], int((max(m.y1 for m in marks if isinstance(m, Box)) + 20) * scale))
    image = Image.new("L", (size[0], bottom), 255)
    draw = ImageDraw.Draw(image)
    for mark in marks:
        if isinstance(mark, Text):
            font = ImageFont.truetype(str(mark.font), mark.size * scale)
            draw.text((mark.x * scale, mark.y * scale), mark.text, fill=mark.grey, font=font, anchor="mm")
        else:
            box = (mark.x0 * scale, mark.y0 * scale, mark.x1 * scale, mark.y1 * scale)
            draw.rectangle(box, mark.fill, mark.line, max(1, round(mark.thick * scale)) if mark.line is not None else 0)
    image = image.resize((size[0] // FINENESS, bottom // FINENESS), Image.Resampling.LANCZOS)
    whole = Image.new("L", (size[0] // FINENESS, size[1] // FINENESS), 255)
    whole.paste(image, (0, 0))
    return whole.rotate(style.tilt, Image.Resampling.BICUBIC, fillcolor=255)


def _outline(canvas: Canvas, mark: Text | Box) -> None:
    if isinstance(mark, Box):
        canvas.setLineWidth(mark.thick)
        canvas.setStrokeGray((mark.line or 0) / 255)
        canvas.setFillGray((255 if mark.fill is None else mark.fill) / 255)
        box = (mark.x0, HEIGHT - mark.y1, mark.x1 - mark.x0, mark.y1 - mark.y0)
        canvas.rect(*box, stroke=int(mark.line is not None), fill=int(mark.fill is not None))
        return
    font, names, glyphs = _outlines_of(mark.font)
    scale = mark.size / font["head"].unitsPerEm
    widths = [glyphs[names.get(ord(c), ".notdef")].width * scale for c in mark.text]
    x = mark.x - sum(widths) / 2
    canvas.setFillGray(mark.grey / 255)
    path = canvas.beginPath()
    for char, width in zip(mark.text, widths, strict=True):
        glyphs[names.get(ord(char), ".notdef")].draw(_Pen(glyphs, path, x, HEIGHT - mark.y - 0.36 * mark.size, scale))
        x += width
    canvas.drawPath(path, stroke=0, fill=1, fillMode=1)


class _Pen(BasePen):
    """Puts a character's outline into a path on the page."""

    def __init__(self, glyphs: Any, path: Any, x: float, y: float, scale: float) -> None:
        super().__init__(glyphs)
        self._path, self._x, self._y, self._scale = path, x, y, scale

    def _at(self, point: tuple[float, float]) -> tuple[float, float]:
        return (self._x + point[0] * self._scale, self._y + point[1] * self._scale)

    def _moveTo(self, pt: tuple[float, float]) -> None:
        self._path.moveTo(*self._at(pt))

    def _lineTo(self, pt: tuple[float, float]) -> None:
        self._path.lineTo(*self._at(pt))

    def _curveToOne(self, pt1: tuple[float, float], pt2: tuple[float, float], pt3: tuple[float, float]) -> None:
        self._path.curveTo(*self._at(pt1), *self._at(pt2), *self._at(pt3))

    def _closePath(self) -> None:
        self._path.close()
