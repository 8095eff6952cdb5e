"""Sets questions, passages and answer keys on a sheet in the manner of one kind of paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sheet import BODY, BOLD, CODE, HEIGHT, WIDTH, Block, Cell, Mark, Sheet, Text, text_width, wrap

if TYPE_CHECKING:
    from material import Passage, Question

CIRCLED = ["①", "②", "③", "④", "⑤"]
LETTERS = ["A.", "B.", "C.", "D.", "E."]
PARENS = ["1)", "2)", "3)", "4)"]


@dataclass(frozen=True)
class Style:
    """How a paper looks. `head` and `foot` may name {page} and {pages}."""

    title: str
    head: str
    foot: str
    subtitle: str = ""
    columns: int = 1
    size: float = 10.0
    leading: float = 17.0
    markers: list[str] = field(default_factory=lambda: CIRCLED)
    number: str = "{}."
    stem_font: str = BOLD
    grid: bool = True  # short options share a row
    keep: bool = True  # a question is never split over columns
    divider: bool = False
    answers: str | None = None  # None, "inline", "rows", "line" or "pairs"
    passage_frames: bool = True


class Setter:
    """Lays out one paper and remembers on which page each question starts."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.sheet = Sheet(style.columns, style.size, style.leading, divider=style.divider)
        self.page_of: dict[int, int] = {}

    def paper(self, questions: list[Question]) -> list[list[Mark]]:
        self.title()
        section: str | None = None
        passage: Passage | None = None
        for question in questions:
            if question.section and question.section != section:
                section = question.section
                self.section(section)
            if question.passage and question.passage is not passage:
                passage = question.passage
                self.passage(passage)
            self.question(question)
        self.key(questions)
        return self.finish()

    def title(self) -> None:
        """The title stands over all columns, so the columns of page 1 start lower."""
        sheet = self.sheet
        for text, size in ((self.style.title, 16.0), (self.style.subtitle, 10.0)):
            if text:
                left = (WIDTH - text_width(text, BOLD, size)) / 2
                sheet.mark(Text(left, sheet.y + size, text, BOLD, size))
                sheet.y += size + 12
        sheet.y = sheet.start = sheet.y + 8

    def section(self, name: str) -> None:
        """A framed heading, never left alone at the foot of a column."""
        self.sheet.need(8 * self.sheet.leading)
        self.sheet.place(Block([[Cell(8, name, BOLD)]], framed=True, after=8))

    def passage(self, passage: Passage) -> None:
        sheet = self.sheet
        head = f"[{passage.first}~{passage.last}] {passage.head}"
        sheet.need(6 * sheet.leading)
        sheet.place(Block([[Cell(0, line, BOLD)] for line in self.wrap(head, 0, BOLD)], after=4))
        inset = 10 if self.style.passage_frames else 0
        rows = [
            [Cell(inset + (10 if at == 0 else 0), line)]
            for paragraph in passage.paragraphs
            for at, line in enumerate(self.wrap(paragraph, 2 * inset + 10))
        ]
        sheet.place(Block(rows, self.style.passage_frames, after=12))

    def question(self, question: Question) -> None:
        blocks = [self.stem(question), *self.boxes(question), self.options(question)]
        if self.style.answers == "inline":
            blocks.append(self.solution(question))
        heights = [self.sheet.height(block) for block in blocks]
        wanted = sum(heights) if self.style.keep else heights[0] + 2 * self.sheet.leading
        self.sheet.need(wanted)
        self.page_of[question.number] = self.sheet.page
        for block in blocks:
            self.sheet.place(block)
        self.sheet.y += 12

    def stem(self, question: Question) -> Block:
        """The number hangs to the left of the stem, or stands on a line of its own when it is a word."""
        font, number = self.style.stem_font, self.style.number.format(question.number)
        if len(number) > 4:
            lines = self.wrap(question.stem, 0, font)
            return Block([[Cell(0, number, BOLD)], *([Cell(0, line, font)] for line in lines)], after=4)
        indent = 2.2 * self.style.size
        rows = [[Cell(indent, line, font)] for line in self.wrap(question.stem, indent, font)]
        rows[0].insert(0, Cell(0, number, font))
        return Block(rows)

    def boxes(self, question: Question) -> list[Block]:
        blocks: list[Block] = []
        if question.boxes:
            blocks.append(Block(self.statements(question.boxes), framed=True, after=4))
        if question.code:
            blocks.append(Block([[Cell(10, line, CODE)] for line in question.code], framed=True, after=4))
        return blocks

    def statements(self, boxes: list[str]) -> list[list[Cell]]:
        """Two short statements share a row; long ones are wrapped."""
        half = self.sheet.width / 2
        if len(boxes) > 1 and all(text_width(text, BODY, self.style.size) < half - 20 for text in boxes):
            return [
                [Cell(10 + half * at, text) for at, text in enumerate(boxes[row : row + 2])]
                for row in range(0, len(boxes), 2)
            ]
        hang = 24 if len(boxes) > 1 else 10
        return [[Cell(10 if at == 0 else hang, line)] for text in boxes for at, line in enumerate(self.wrap(text, 38))]

    def options(self, question: Question) -> Block:
        size, width = self.style.size, self.sheet.width
        hang = size * 1.6
        room = width - hang
        widest = max(text_width(text, BODY, size) for text in question.options) + hang + 8
        shapes = (len(question.options), 3 if len(question.options) == 5 else 2, 2)
        across = next((n for n in shapes if n * widest <= room), 1) if self.style.grid else 1
        marked = list(zip(self.style.markers, question.options, strict=False))
        rows: list[list[Cell]] = []
        for start in range(0, len(marked), across):
            cells: list[Cell] = []
            for at, (marker, text) in enumerate(marked[start : start + across]):
                left = hang * 0.4 + at * room / across
                first, *rest = [text] if across > 1 else self.wrap(text, left + hang)
                cells += [Cell(left, marker), Cell(left + hang, first)]
            rows += [cells, *([Cell(hang * 1.4, line)] for line in rest)]
        return Block(rows)

    def solution(self, question: Question) -> Block:
        """Answer and explanation below the question, as English question dumps print them."""
        letters = "".join(LETTERS[n - 1][0] for n in question.accepted)
        rows = [[Cell(0, f"Correct Answer: {letters}", BOLD)]]
        rows += [[Cell(0, line)] for line in self.wrap(f"Explanation: {question.explanation}", 0)]
        return Block(rows, after=6)

    def key(self, questions: list[Question]) -> None:
        if self.style.answers in ("rows", "pairs"):
            self.open_key_page()
            self.heading("정답표" if self.style.answers == "rows" else "정답")
            (self.key_rows if self.style.answers == "rows" else self.key_pairs)(questions)
        elif self.style.answers == "line":
            self.sheet.need(8 * self.sheet.leading)
            self.heading("정답")
            self.key_line(questions)

    def open_key_page(self) -> None:
        self.sheet.new_page()
        self.sheet.columns, self.sheet.divider = 1, False

    def heading(self, text: str) -> None:
        self.sheet.place(Block([[Cell(0, text, BOLD)]], after=6))

    def key_rows(self, questions: list[Question]) -> None:
        """A row of numbers over a row of answers, ten at a time."""
        for start in range(0, len(questions), 10):
            part = questions[start : start + 10]
            rows = [[str(q.number) for q in part], [printed(q) for q in part]]
            self.sheet.table(rows, [40.0] * len(part), head=1)
            self.sheet.y += 10

    def key_line(self, questions: list[Question]) -> None:
        """1.② 2.③ …, five in a row, four in a narrow column."""
        across = 5 if self.style.columns == 1 else 4
        step = self.sheet.width / across
        rows = [
            [Cell(at * step, f"{q.number}.{printed(q)}") for at, q in enumerate(questions[row : row + across])]
            for row in range(0, len(questions), across)
        ]
        self.sheet.place(Block(rows))

    def key_pairs(self, questions: list[Question], pairs: int = 3) -> None:
        """Columns of number and answer with a header; the last pair may be shorter."""
        depth = -(-len(questions) // pairs)
        rows = [["번호", "정답"] * pairs]
        for row in range(depth):
            cells: list[str] = []
            for at in range(row, depth * pairs, depth):
                known = at < len(questions)
                cells += [str(questions[at].number), printed(questions[at])] if known else ["", ""]
            rows.append(cells)
        self.sheet.table(rows, [52.0, 72.0] * pairs, head=1)

    def wrap(self, text: str, less: float, font: str = BODY) -> list[str]:
        return wrap(text, self.sheet.width - less, font, self.style.size)

    def finish(self) -> list[list[Mark]]:
        """Heads and feet come last: only now is the number of pages known."""
        self.sheet.rule_columns()
        pages = self.sheet.pages
        for number, page in enumerate(pages, start=1):
            for line, y in ((self.style.head, 48.0), (self.style.foot, HEIGHT - 34.0)):
                text = line.format(page=number, pages=len(pages))
                page.append(Text((WIDTH - text_width(text, BODY, 9)) / 2, y, text, BODY, 9))
        return pages


def printed(question: Question) -> str:
    """The answer as a key prints it."""
    if question.mode == "void":
        return "전항정답"
    return ",".join(CIRCLED[n - 1] for n in question.accepted)
