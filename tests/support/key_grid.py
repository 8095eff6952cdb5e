"""Answer keys made of text, one for each point of a grid: format × numbering × heading × forms × columns × language.

A seed picks the point. `truth` is what the drawn page says, by form: number -> option.
"""

from __future__ import annotations

import importlib.util
import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from tests.support.key_page import HEIGHT, Page, fonts

if TYPE_CHECKING:
    from collections.abc import Callable

Row = list[tuple[float, str]]
"""Texts of one line, each with the x of its left edge."""

LEFT, WIDTH = 60.0, 475.0
FOOT = 780.0


@dataclass(frozen=True)
class Language:
    """Words of keys in one language: `numbers` are forms of a number, `answer` names a column or one answer."""

    font: str
    numbers: tuple[str, ...]
    heads: tuple[str, ...]
    labels: tuple[str, str]
    answer: str
    remark: str
    forms: tuple[tuple[str, str], ...]
    signs: tuple[str, ...]


_PLAIN = ("{}", "{}.", "{})")
LANGUAGES = {
    "ko": Language(
        "NanumGothic",
        (*_PLAIN, "{}번", "문 {}"),
        ("정답 및 해설", "정답", "정답표", "빠른 정답", "정답과 해설"),
        ("문항", "정답"),
        "정답",
        "제{}조",
        (("A형", "B형"), ("홀수형", "짝수형"), ("가책형", "나책형"), ("①책형", "②책형")),
        ("ring", "ring", "digit"),
    ),
    "en": Language(
        "NotoSans",
        (*_PLAIN, "Q{}", "{:02}"),
        ("Answer Key", "Answers", "Solutions", "Answers and Explanations"),
        ("Item", "Key"),
        "Answer",
        "Art. {}",
        (("Form A", "Form B"), ("Booklet A", "Booklet B")),
        ("capital", "capital", "small", "bracketed"),
    ),
    "ja": Language(
        "HeiseiKakuGo-W5",
        (*_PLAIN, "問{}"),
        ("解答", "正解", "解答例"),
        ("問番号", "正解"),
        "正解",
        "第{}条",
        (),
        ("kana", "digit"),
    ),
    "zh": Language(
        "STSong-Light", (*_PLAIN, "第{}题"), ("参考答案", "答案"), ("题号", "答案"), "答案", "第{}条", (), ("capital",)
    ),
    "pt": Language(
        "NotoSans",
        (*_PLAIN, "{:02}"),
        ("GABARITO", "Gabarito definitivo"),
        ("Questão", "Resposta"),
        "Resposta",
        "art. {}",
        (("TIPO 1 - BRANCO", "TIPO 2 - VERDE"), ("Tipo 01 - Branca", "Tipo 02 - Verde")),
        ("capital",),
    ),
    "es": Language(
        "NotoSans",
        _PLAIN,
        ("Respuestas", "Plantilla de respuestas"),
        ("Pregunta", "Respuesta"),
        "Respuesta",
        "art. {}",
        (("TIPO 1", "TIPO 2"),),
        ("capital", "small"),
    ),
    "de": Language(
        "NotoSans", _PLAIN, ("Lösungen", "Antworten"), ("Frage", "Lösung"), "Lösung", "§ {}", (), ("capital", "small")
    ),
    "pl": Language(
        "NotoSans", _PLAIN, ("Klucz odpowiedzi",), ("Zadanie", "Odpowiedź"), "Odp.", "art. {}", (), ("capital",)
    ),
    "vi": Language("NotoSans", _PLAIN, ("ĐÁP ÁN", "Đáp án"), ("Câu", "Đáp án"), "Đáp án", "Điều {}", (), ("capital",)),
    "ru": Language(
        "NotoSans", _PLAIN, ("Ответы", "Ключ"), ("Вопрос", "Ответ"), "Ответ", "ст. {}", (), ("digit", "capital")
    ),
}
SIGNS = {
    "ring": "①②③④",
    "digit": "1234",
    "capital": "ABCD",
    "small": "abcd",
    "kana": "アイウエ",
    "bracketed": ("(A)", "(B)", "(C)", "(D)"),
}
HEADINGS = ("none", "title", "above", "repeated", "middle", "beside")
FORMATS = ("across", "pairs", "halves", "dotted", "down", "runs", "list", "line", "worded", "remarked", "extra")
FORMED = ("none", "none", "none", "below")


@dataclass(frozen=True)
class Point:
    """One point of the grid."""

    format: str
    language: str
    heading: str
    number: str
    sign: str
    forms: tuple[str, ...]
    count: int
    columns: int
    seed: int

    @property
    def name(self) -> str:
        """For a test's name."""
        formed = f"{len(self.forms)}forms" if self.forms else "plain"
        return (
            f"{self.format}-{self.language}-{self.heading}-{self.number}-{self.sign}-{formed}-{self.count}-{self.seed}"
        )


@dataclass(frozen=True)
class DrawnKey:
    """A key as a PDF, and what it says: for each table its form as printed (None without one), number -> option."""

    point: Point
    data: bytes
    truth: tuple[tuple[str | None, dict[int, int]], ...]


def point_of(seed: int) -> Point:
    """The point that a seed picks."""
    rng = random.Random(seed)
    name = rng.choice(list(LANGUAGES))
    language = LANGUAGES[name]
    formed = bool(language.forms) and rng.choice(FORMED) == "below"
    format_ = FORMATS[seed % len(FORMATS)]
    sign = rng.choice(language.signs)
    number = rng.choice(language.numbers)
    if format_ in ("dotted", "down", "list", "line", "worded", "remarked") and number == "{}":
        number = "{}."
    if format_ in ("dotted", "down") and sign == "digit":
        number = "{}."
    if format_ in ("across", "pairs", "halves", "extra") and number in ("{}.", "{})"):
        number = "{}"
    return Point(
        format=format_,
        language=name,
        heading=rng.choice(HEADINGS),
        number=number,
        sign=sign,
        forms=rng.choice(language.forms) if formed else (),
        count=rng.choice((10, 20, 25, 40, 50)),
        columns=rng.choice((1, 1, 2)) if format_ in ("worded", "remarked", "list") else 1,
        seed=seed,
    )


def drawn(point: Point, *, behind_questions: bool = False) -> DrawnKey:
    """The key of a point: a file of its own, or behind the questions in their file."""
    _fonts()
    rng = random.Random(point.seed)
    language = LANGUAGES[point.language]
    page = Page(language.font, 10)
    if behind_questions:
        _ask(page, point)
        page.canvas.showPage()
        page.y = 60.0
    sheet = _Sheet(language, point, page)
    truth: list[tuple[str | None, dict[int, int]]] = []
    for form in point.forms or (None,):
        right = {n: rng.randint(1, 4) for n in range(1, point.count + 1)}
        truth.append((form, right))
        if form is not None:
            sheet.text(form)
        _FORMATS[point.format](sheet, right, rng)
        sheet.gap()
    return DrawnKey(point, sheet.bytes(), tuple(truth))


def paper_of(point: Point) -> bytes:
    """The questions of a point: as many as its key answers, four options each in the key's own signs."""
    _fonts()
    page = Page(LANGUAGES[point.language].font, 10)
    _ask(page, point)
    return page.bytes()


def _ask(page: Page, point: Point) -> None:
    form = point.forms[0] if point.forms else ""
    page.line(f"{form} 2024".strip(), size=14, leading=30)
    rng = random.Random(point.seed + 2)
    for n in range(1, point.count + 1):
        page.need(16 + 4 * 14)
        page.line(f"{n}. Which of these words names thing {n} of {rng.choice(_WORDS)} lists?", leading=15)
        for sign in SIGNS[point.sign]:
            mark = sign if point.sign in ("ring", "bracketed") else f"{sign}."
            page.line(f"{mark} {rng.choice(_WORDS)} {rng.choice(_WORDS)}", x=80, leading=13)
        page.y += 8


_WORDS = ("amber", "basil", "cedar", "delta", "ember", "fjord", "grove", "haven", "inlet", "jewel", "knoll", "lunar")


class _Sheet:
    """A key that is being drawn. It puts the heading where the point has it: once, or at each page's top, or between
    rows, or on the line of the first row."""

    def __init__(self, language: Language, point: Point, page: Page) -> None:
        self.language, self.point, self.page = language, point, page
        self.head = random.Random(point.seed + 1).choice(language.heads)
        self.rows, self.column = 0, 0
        self.top = self.page.y
        if point.heading == "title":
            self.page.line(f"{self.head} 2024", size=14, leading=28)
        elif point.heading in ("above", "repeated"):
            self.page.line(self.head)
        self.top = self.page.y

    def text(self, text: str) -> None:
        self.row([(LEFT, text)])

    def gap(self) -> None:
        self.page.y += 14

    def sign(self, option: int) -> str:
        return SIGNS[self.point.sign][option - 1]

    def number(self, number: int) -> str:
        return self.point.number.format(number)

    def row(self, cells: Row, leading: float = 16.0) -> None:
        if self.page.y > FOOT:
            self._turn()
        if self.point.heading == "middle" and self.rows == 4:
            self._write([(LEFT, self.head)])
        if self.point.heading == "beside" and self.rows == 0:
            self._write([(LEFT, self.head)], leading=0)
        indent = 130.0 if self.point.heading == "beside" else 0.0
        self.rows += 1
        self._write([(x + indent * (1 - (x - LEFT) / WIDTH), text) for x, text in cells], leading)

    def _write(self, cells: Row, leading: float = 16.0) -> None:
        shift = self.column * (WIDTH / 2 + 10)
        for x, text in cells:
            self.page.canvas.setFont(self.page.font, self.page.size)
            self.page.canvas.drawString(x + shift, HEIGHT - self.page.y, text)
        self.page.y += leading

    def _turn(self) -> None:
        """The next column, or the next page."""
        self.column = (self.column + 1) % self.point.columns
        if self.column == 0:
            self.page.canvas.showPage()
            self.top = self.page.y = 60.0
            if self.point.heading == "repeated":
                self.page.line(self.head)
                self.top = self.page.y
        self.page.y = self.top

    def bytes(self) -> bytes:
        return self.page.bytes()


Right = dict[int, int]


def _across(sheet: _Sheet, right: Right, rng: random.Random) -> None:
    """A row of numbers over a row of answers."""
    per = rng.choice((5, 10))
    pitch = 42.0
    labels = rng.choice((("", ""), sheet.language.labels))
    numbers = list(right)
    for at in range(0, len(numbers), per):
        part = numbers[at : at + per]
        xs = [LEFT + 90 + pitch * k * (10 / per if per == 5 else 0.85) for k in range(len(part))]
        first = [(LEFT, labels[0])] if labels[0] else []
        second = [(LEFT, labels[1])] if labels[1] else []
        sheet.row([*first, *((x, sheet.number(n)) for x, n in zip(xs, part, strict=True))])
        sheet.row([*second, *((x, sheet.sign(right[n])) for x, n in zip(xs, part, strict=True))], leading=22)


def _pairs(sheet: _Sheet, right: Right, rng: random.Random) -> None:
    """Columns of numbers beside columns of answers, the numbers counting down each."""
    groups = rng.choice((1, 2, 3))
    rows = -(-len(right) // groups)
    width = WIDTH / groups
    if rng.random() < 0.7:
        sheet.row([(LEFT + width * g + k * width / 2, sheet.language.labels[k]) for g in range(groups) for k in (0, 1)])
    for r in range(rows):
        numbers = [(g, r + g * rows + 1) for g in range(groups) if r + g * rows + 1 <= len(right)]
        cells: Row = []
        for g, n in numbers:
            cells += [(LEFT + width * g, sheet.number(n)), (LEFT + width * g + width / 2, sheet.sign(right[n]))]
        sheet.row(cells)


def _halves(sheet: _Sheet, right: Right, rng: random.Random) -> None:
    """Two tables side by side, the left one with the first half of the numbers; each has a row of heads."""
    half = rng.choice((len(right) // 2, len(right) // 4))
    labels = sheet.language.labels
    lefts = (LEFT, LEFT + 260)
    sheet.row([(x + 80 * k, labels[k]) for x in lefts for k in (0, 1)])
    for r in range(max(half, len(right) - half)):
        cells: Row = []
        for x, n, last in ((lefts[0], r + 1, half), (lefts[1], half + r + 1, len(right))):
            if n <= last:
                cells += [(x, sheet.number(n)), (x + 80, sheet.sign(right[n]))]
        sheet.row(cells)


def _dotted(sheet: _Sheet, right: Right, rng: random.Random) -> None:
    """ "1.② 2.③ …", five to a line."""
    per = rng.choice((4, 5))
    numbers = list(right)
    space = rng.choice(("", " "))
    for at in range(0, len(numbers), per):
        part = numbers[at : at + per]
        sheet.row([(LEFT + 95 * k, f"{sheet.number(n)}{space}{sheet.sign(right[n])}") for k, n in enumerate(part)])


def _down(sheet: _Sheet, right: Right, rng: random.Random) -> None:
    """ "1.②" with the numbers counting down the columns."""
    per = rng.choice((2, 4, 5))
    rows = -(-len(right) // per)
    for r in range(rows):
        numbers = [(k, r + k * rows + 1) for k in range(per) if r + k * rows + 1 <= len(right)]
        sheet.row([(LEFT + WIDTH / per * k, f"{sheet.number(n)} {sheet.sign(right[n])}") for k, n in numbers])


def _runs(sheet: _Sheet, right: Right, rng: random.Random) -> None:
    """ "1-5 ABCDA 6-10 …"."""
    dash = rng.choice(("-", "--", "~", "–"))
    colon = rng.choice((" ", ": ", "  "))
    between = rng.choice(("", " ")) if sheet.point.sign != "bracketed" else " "
    per = rng.choice((1, 2, 3))
    numbers = list(right)
    runs = [numbers[at : at + 5] for at in range(0, len(numbers), 5)]
    for at in range(0, len(runs), per):
        texts = [
            f"{run[0]}{dash}{run[-1]}{colon}{between.join(sheet.sign(right[n]) for n in run)}"
            for run in runs[at : at + per]
        ]
        sheet.row([(LEFT + 160 * k, text) for k, text in enumerate(texts)])


def _list(sheet: _Sheet, right: Right, rng: random.Random) -> None:
    """One number and its answer a line."""
    for n, option in right.items():
        sheet.text(f"{sheet.number(n)} {sheet.sign(option)}")


def _line(sheet: _Sheet, right: Right, rng: random.Random) -> None:
    """Running text of numbers and answers."""
    between = rng.choice(("  ", ", ", "; "))
    numbers = list(right)
    for at in range(0, len(numbers), 8):
        sheet.text(between.join(f"{sheet.number(n)} {sheet.sign(right[n])}" for n in numbers[at : at + 8]))


def _worded(sheet: _Sheet, right: Right, rng: random.Random) -> None:
    """ "12. Solution: D", each perhaps with a sentence below."""
    explained = rng.random() < 0.5
    colon = rng.choice((": ", " "))
    for n, option in right.items():
        sheet.text(f"{sheet.number(n)} {sheet.language.answer}{colon}{sheet.sign(option)}")
        if explained:
            sheet.text(sheet.language.remark.format(n + 3))


def _remarked(sheet: _Sheet, right: Right, rng: random.Random) -> None:
    """ "12. D (Art. 5)": a legal basis behind the answer."""
    pattern = rng.choice(("{} ({})", "{} {}", "{} - {}"))
    for n, option in right.items():
        remark = sheet.language.remark.format(7 * n % 90 + 1)
        sheet.text(f"{sheet.number(n)} {pattern.format(sheet.sign(option), remark)}")


def _extra(sheet: _Sheet, right: Right, rng: random.Random) -> None:
    """A table with a column of points, of domains, or of levels behind the answers."""
    words = ("Amber", "Basil", "Cedar") if sheet.language.font == "NotoSans" else ("가온", "나루", "다솜")
    if sheet.language.font in ("HeiseiKakuGo-W5", "STSong-Light"):
        words = ("甲乙", "丙丁", "戊己")
    extras: dict[str, Callable[[int], str]] = {
        "points": lambda n: str(2 + n % 2),
        "domain": lambda n: words[n % 3],
        "both": lambda n: words[n % 3],
    }
    kind = rng.choice(list(extras))
    heads = [*sheet.language.labels, _POINTS[sheet.point.language] if kind == "points" else "Domain"]
    heads += ["Level"] if kind == "both" else []
    sheet.row([(LEFT + 110 * k, head) for k, head in enumerate(heads)])
    for n, option in right.items():
        cells = [(LEFT, sheet.number(n)), (LEFT + 110, sheet.sign(option)), (LEFT + 220, extras[kind](n))]
        sheet.row([*cells, (LEFT + 330, words[n % 2])] if kind == "both" else cells)


_POINTS = {
    "ko": "배점", "en": "Points", "ja": "配点", "zh": "分值", "pt": "Pontos", "es": "Puntos", "de": "Punkte",
    "pl": "Punkty", "vi": "Điểm", "ru": "Баллы",
}  # fmt: skip
_FORMATS: dict[str, Callable[[_Sheet, Right, random.Random], None]] = {
    "across": _across,
    "pairs": _pairs,
    "halves": _halves,
    "dotted": _dotted,
    "down": _down,
    "runs": _runs,
    "list": _list,
    "line": _line,
    "worded": _worded,
    "remarked": _remarked,
    "extra": _extra,
}


def _fonts() -> None:
    fonts()
    if "NotoSans" in pdfmetrics.getRegisteredFontNames():
        return
    spec = importlib.util.find_spec("ocrmypdf")
    assert spec is not None
    assert spec.submodule_search_locations
    folder = Path(spec.submodule_search_locations[0]) / "data"
    pdfmetrics.registerFont(TTFont("NotoSans", str(folder / "NotoSans-Regular.ttf")))


__all__ = ["DrawnKey", "Point", "drawn", "point_of", "replace"]
