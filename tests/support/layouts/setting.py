"""Sets questions in one manner: numbers, stems, boxes, options, passages, and what stands around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.layouts.fonts import BOLD, CODE, font_of
from tests.support.layouts.page import WIDTH, Cell, Flow, Row, Stroke, Text, width_of, wrapped
from tests.support.layouts.signs import CIRCLED, OPTIONS
from tests.support.layouts.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from tests.support.layouts.manner import Manner
    from tests.support.layouts.material import Item, Passage

_GAP = 0.6
_PICTURE = 48.0
_RULES = {
    "ko": (
        "수험자 유의 사항",
        "답안지에 이름과 번호를 바르게 적는다.",
        "시험 시간은 모두 60분이다.",
        "문제지는 가지고 나갈 수 없다.",
    ),
    "en": (
        "Instructions",
        "Write your name on the answer sheet.",
        "You have 60 minutes.",
        "Do not take this paper with you.",
    ),
    "ja": ("注意事項", "解答用紙に氏名を書くこと。", "試験時間は60分である。", "問題用紙は持ち帰らないこと。"),
    "zh": ("注意事项", "请在答题纸上写好姓名。", "考试时间为60分钟。", "试卷不得带走。"),
}
_TITLES = {
    "ko": "2024년도 자료 해석 모의시험",
    "en": "Practice Examination 2024",
    "ja": "資料解析 模擬試験",
    "zh": "资料分析模拟考试",
}
_KEYS = {
    "ko": ("정답표", "정답 및 해설"),
    "en": ("Answer Key", "Answers"),
    "ja": ("正解", "解答"),
    "zh": ("参考答案", "答案"),
}


class Setter:
    """Lays out one paper."""

    def __init__(self, manner: Manner, random: Random) -> None:
        self.manner, self.random = manner, random
        self.flow = Flow(manner.columns, manner.gutter, manner.ruled)
        self.font = font_of(manner.language)
        self.bold = BOLD if manner.language in ("ko", "en") else self.font
        self.height = manner.size * manner.leading
        self.spaced = WORDS[manner.language].spaced

    def paper(self, items: Sequence[Item]) -> Flow:
        if self.manner.cover:
            self.rules()
        for _ in range(self.manner.papers):
            self.title()
            self.questions(items)
            if self.manner.papers > 1:
                self.flow.next_page()
        self.ending(items)
        self.flow.close_columns()
        self.furniture()
        return self.flow

    def title(self) -> None:
        text = _TITLES[self.manner.language]
        size = 1.5 * self.manner.size
        left = (WIDTH - width_of(text, self.bold, size)) / 2
        wide = self.flow.across()
        wide.draw(Text(left, wide.y + size, text, self.bold, size))
        wide.y += 2.4 * size
        self.flow.resume(wide)

    def rules(self) -> None:
        """A page of numbered rules before question 1."""
        head, *rules = _RULES[self.manner.language]
        self.flow.row([Cell(0, head, self.bold, self.manner.size)], 2 * self.height)
        for n, rule in enumerate(rules, 1):
            self.flow.row([self.cell(0, f"{n}. {rule}")], self.height)
        self.flow.next_page()

    def questions(self, items: Sequence[Item]) -> None:
        section: str | None = None
        passage: Passage | None = None
        for position, item in enumerate(items):
            if item.section != section:
                section = item.section
                self.section(section or "")
            if item.passage is not passage and item.passage is not None:
                self.passage(item.passage)
            passage = item.passage
            self.question(item, printed=not self.manner.numberless and position not in self.manner.lost)

    def cell(self, dx: float, text: str, font: str = "", stretch: float = 0.0) -> Cell:
        return Cell(dx, text, font or self.font, self.manner.size, stretch)

    def lines(self, text: str, width: float, first: float = 0.0, font: str = "") -> list[str]:
        return wrapped(text, width, font or self.font, self.manner.size, first=first, spaced=self.spaced)

    def paragraph(self, text: str, dx: float, width: float, first: float = 0.0) -> list[Row]:
        """Rows of a text; justified, all but the last are stretched to the width."""
        lines = self.lines(text, width, first)
        rows: list[Row] = []
        for n, line in enumerate(lines):
            indent = first if n == 0 else 0.0
            blanks = line.count(" ")
            spare = width - indent - width_of(line, self.font, self.manner.size)
            even = self.manner.spacing == "justified" and n < len(lines) - 1 and 0 < spare < blanks * self.manner.size
            rows.append([self.cell(dx + indent, line, stretch=spare / blanks if even else 0.0)])
        return rows

    def section(self, name: str) -> None:
        self.flow.need(8 * self.height)
        self.flow.y += self.height
        self.flow.row([self.cell(0, name, self.bold)], self.height)
        self.flow.y += 0.5 * self.height

    def passage(self, passage: Passage) -> None:
        flow = self.flow
        if self.manner.passages == "wide":
            count = sum(len(self.lines(p, WIDTH - 100)) for p in passage.paragraphs) + 4
            if self.flow.column or self.flow.y + count * self.height > self.flow.low:
                self.flow.next_page()
            flow = self.flow.across()
        flow.need(7 * self.height)
        flow.y += 0.5 * self.height
        head = self.manner.passage_head.format(a=passage.first, b=passage.last, h=passage.head)
        for line in self.lines(head, flow.width, font=self.bold):
            flow.row([self.cell(0, line, self.bold)], self.height)
        inset = 8.0 if self.manner.passages == "framed" else 0.0
        rows = [
            row
            for text in passage.paragraphs
            for row in self.paragraph(text, inset, flow.width - 2 * inset, self.manner.size)
        ]
        if self.manner.passages == "framed":
            flow.framed(rows, self.height)
        else:
            for row in rows:
                flow.row(row, self.height)
        flow.y += self.height
        if flow is not self.flow:
            self.flow.resume(flow)

    def question(self, item: Item, *, printed: bool) -> None:
        if self.manner.keep:
            self.flow.need(self._tall(item))
        else:
            self.flow.need(2.2 * self.height)
        self.stem(item, printed=printed)
        if item.kind == "picture":
            values = tuple((item.number + n) % 7 + n for n in (0, 3, 1, 2))
            self.flow.picture(_PICTURE, values, raster=item.number % 2 == 0)
        elif item.boxes:
            self.boxes(item)
        self.options(item)
        self.flow.y += _GAP * self.height + 4

    def _tall(self, item: Item) -> float:
        """About how high a question is; enough to keep most in one column."""
        texts = [item.stem, *item.boxes, *item.options]
        rows = sum(len(self.lines(text, 0.85 * self.flow.width)) for text in texts) + 2
        pictured = _PICTURE + 12 if item.kind == "picture" else 0.0
        return min(rows * self.height + 20 + pictured, self.flow.low - self.flow.top)

    def stem(self, item: Item, *, printed: bool) -> None:
        """The number in its place, and the stem beside, behind or below it."""
        size, width = self.manner.size, self.flow.width
        if not printed:
            for row in self.paragraph(item.stem, 0, width):
                self.flow.row(row, self.height)
            return
        number = self.manner.number.format(n=item.number, c=CIRCLED[(item.number - 1) % 20])
        place = self.manner.place
        if place == "own line":
            self.flow.row([self.cell(0, number, self.bold)], self.height)
            for row in self.paragraph(item.stem, 0, width):
                self.flow.row(row, self.height)
            return
        if place == "run in":
            lead = width_of(number + " ", self.bold, size)
            rows = self.paragraph(item.stem, 0, width, lead)
            rows[0].insert(0, self.cell(0, number, self.bold))
        else:
            large = 1.6 if place == "large" else 1.0
            hang = max(2.4 * size, width_of(number, self.bold, large * size) + 0.6 * size)
            rows = self.paragraph(item.stem, hang, width - hang)
            end = hang - 0.5 * size - width_of(number, self.bold, size)
            dx = end if place == "flush right" else 3.0 if place == "framed" else 0.0
            rows[0].insert(0, Cell(dx, number, self.bold, large * size))
        top = self.flow.y
        for row in rows:
            self.flow.row(row, self.height)
        if place == "framed":
            self._ring(top if self.flow.y > top else self.flow.top, number)

    def _ring(self, y: float, number: str) -> None:
        """A small box round the number."""
        x0, y0, y1 = self.flow.x, y + 0.02 * self.height, y + 0.95 * self.height
        x1 = x0 + 6 + width_of(number, self.bold, self.manner.size)
        for stroke in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
            self.flow.draw(Stroke(*stroke))

    def boxes(self, item: Item) -> None:
        width = self.flow.width
        if item.kind == "table":
            columns = (0.0, width / 3, 2 * width / 3)
            rows = [self._spread(text, columns) for text in item.boxes]
            self.flow.framed(rows, self.height, columns[1:])
            return
        framed = self.manner.framed or item.kind == "code" or (item.kind == "named" and self.manner.language != "ko")
        inset = 8.0 if framed else self.manner.size
        rows = []
        for n, text in enumerate(item.boxes):
            if item.kind == "code":
                rows.append([self.cell(inset + 10 * (len(text) - len(text.lstrip())) / 4, text.strip(), CODE)])
            elif item.kind == "named" and n == 0:
                left = (width - width_of(text, self.font, self.manner.size)) / 2
                rows.append([self.cell(left, text)])
            else:
                rows += self.paragraph(text, inset, width - 2 * inset)
        if framed:
            self.flow.framed(rows, self.height)
        else:
            for row in rows:
                self.flow.row(row, self.height)
        self.flow.y += 0.3 * self.height

    def _spread(self, text: str, columns: Sequence[float]) -> Row:
        """The words of a text, terms kept whole, over the cells of a table row."""
        cells = split_terms(text, WORDS[self.manner.language].terms)
        return [self.cell(dx + 5, cell) for dx, cell in zip(columns, cells, strict=True)]

    def options(self, item: Item) -> None:
        marks = OPTIONS[self.manner.marker][: len(item.options)]
        arrangement = self.manner.arrangement
        if arrangement == "table":
            self._table(item, marks)
        elif arrangement == "running":
            self._running(item, marks)
        elif arrangement == "lines" or not (grid := self._grid(item, marks)):
            self._lines(item, marks)
        else:
            if arrangement == "2x2 down":  # a column of options that a break cuts belongs to nothing
                self.flow.need(len(grid) * self.height)
            for row in grid:
                self.flow.row(row, self.height)

    def _lead(self, mark: str) -> float:
        """From a marker's left edge to its text."""
        space = 0.1 if self.manner.tight else 0.45
        return width_of(mark, self.font, self.manner.size) + space * self.manner.size

    def _lines(self, item: Item, marks: Sequence[str]) -> None:
        dx = self.manner.indent
        for mark, text in zip(marks, item.options, strict=True):
            lead = dx + self._lead(mark)
            rows = self.paragraph(text, lead, self.flow.width - lead)
            rows[0].insert(0, self.cell(dx, mark))
            for row in rows:
                self.flow.row(row, self.height)

    def _running(self, item: Item, marks: Sequence[str]) -> None:
        glue = "" if self.manner.tight else " "
        text = " ".join(f"{mark}{glue}{option}" for mark, option in zip(marks, item.options, strict=True))
        dx = self.manner.indent
        for row in self.paragraph(text, dx, self.flow.width - dx):
            self.flow.row(row, self.height)

    def _grid(self, item: Item, marks: Sequence[str]) -> list[Row]:
        """Rows of cells, or nothing where an option is too wide for its cell."""
        count = len(marks)
        across = {"row": count, "3+2": 3, "2x2": 2, "2x2 down": 2}[self.manner.arrangement]
        pitch = (self.flow.width - self.manner.indent) / across
        widest = max(
            self._lead(m) + width_of(t, self.font, self.manner.size) for m, t in zip(marks, item.options, strict=True)
        )
        if widest + 1.5 * self.manner.size > pitch:
            return []
        down = -(-count // across)
        rows: list[Row] = [[] for _ in range(down)]
        for n, (mark, text) in enumerate(zip(marks, item.options, strict=True)):
            row, at = (n % down, n // down) if self.manner.arrangement == "2x2 down" else (n // across, n % across)
            dx = self.manner.indent + at * pitch
            rows[row] += [self.cell(dx, mark), self.cell(dx + self._lead(mark), text)]
        return rows

    def _table(self, item: Item, marks: Sequence[str]) -> None:
        """Each option a row of a ruled table, its marker in a narrow first column."""
        lead = 2.5 * self.manner.size
        pitch = (self.flow.width - lead) / 3
        columns = tuple(lead + n * pitch for n in range(3))
        rows = [[self.cell(4, m), *self._spread(t, columns)] for m, t in zip(marks, item.options, strict=True)]
        self.flow.framed(rows, self.height, columns)

    def ending(self, items: Sequence[Item]) -> None:
        if not self.manner.ending:
            return
        table, explained = _KEYS[self.manner.language]
        self.flow.next_page()
        if self.manner.ending == "explained":
            self.flow.row([self.cell(0, explained, self.bold)], 2 * self.height)
            for item in items:
                text = (
                    f"{item.number}. {CIRCLED[item.number % 3]} {WORDS[self.manner.language].claims[item.number % 8]}"
                )
                for row in self.paragraph(text, 0, self.flow.width):
                    self.flow.row(row, self.height)
            return
        self.flow.row([self.cell(0, table, self.bold)], 2 * self.height)
        for start in range(0, len(items), 5):
            some = items[start : start + 5]
            pitch = self.flow.width / 5
            self.flow.row([self.cell(n * pitch, str(i.number)) for n, i in enumerate(some)], self.height)
            self.flow.row([self.cell(n * pitch, CIRCLED[i.number % 3]) for n, i in enumerate(some)], self.height)

    def furniture(self) -> None:
        """Heads and feet on every page, and a watermark."""
        pages = len(self.flow.pages)
        lines = {
            "title": (50.0, 46.0, _TITLES[self.manner.language]),
            "form": (470.0, 46.0, "A형" if self.manner.language == "ko" else "Form A"),
            "folio": (WIDTH / 2 - 8, 800.0, "- {n} -"),
            "count": (470.0, 812.0, "{n} / {of}"),
            "address": (50.0, 812.0, "https://example.org/papers"),
        }
        for n, page in enumerate(self.flow.pages, 1):
            for name in self.manner.heads:
                x, y, text = lines[name]
                page.append(Text(x, y, text.format(n=n, of=pages), self.font, 9.0))
            if self.manner.watermark:
                page.append(Text(210.0, 420.0, "SAMPLE", self.font, 44.0, grey=0.85))


def split_terms(text: str, terms: Sequence[str]) -> list[str]:
    """The terms that a text was joined from."""
    found: list[str] = []
    while text:
        term = max((t for t in terms if text == t or text.startswith(t + " ")), key=len)
        found.append(term)
        text = text[len(term) + 1 :]
    return found
