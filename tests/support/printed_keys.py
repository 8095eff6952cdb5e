"""Answer keys as PDFs in every arrangement that offices print them in, with the truth beside them.

A key is drawn as a grid of short texts at places; what varies is where numbers, answers, forms, sessions and
subjects stand, how answers are written, how wide columns are, and where they break.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from tests.support.key_page import Page, fonts

SUBJECTS = ("국어", "영어", "한국사", "행정법총론", "행정학개론", "교육학", "형법", "회계학", "민법")
CIRCLED, FILLED, KANA = "①②③④⑤", "❶❷❸❹❺", "アイウエオ"
FORMS = {
    "A형": "A",
    "B형": "B",
    "가형": "A",
    "나형": "B",
    "홀수형": "A",
    "짝수형": "B",
    "가책형": "A",
    "나책형": "B",
    "①책형": "A",
    "②책형": "B",
    "1책형": "A",
    "2책형": "B",
}
PAIRS = (
    ("A형", "B형"),
    ("가형", "나형"),
    ("홀수형", "짝수형"),
    ("가책형", "나책형"),
    ("①책형", "②책형"),
    ("1책형", "2책형"),
)
VOIDS = ("전항정답", "모두정답", "전원정답", "모두 정답 처리")
BROKEN = ("?", "※", "확인")
Truth = tuple[tuple[int, tuple[int, ...], str], ...]


@dataclass
class Column:
    """One table's answers in order, as (accepted, mode); a refused cell accepts nothing."""

    form: str | None = None
    session: str | None = None
    subject: str | None = None
    answers: list[tuple[tuple[int, ...], str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def truth(self) -> Truth:
        return tuple((n, accepted, mode) for n, (accepted, mode) in enumerate(self.answers, 1))

    @property
    def form_letter(self) -> str | None:
        return FORMS.get(self.form or "")


@dataclass
class Printed:
    """A key: its bytes, the arrangement, and its tables as they should be read."""

    data: bytes
    kind: str
    tables: list[Column]


def make(seed: int) -> Printed:
    """The key of a seed."""
    fonts()
    rng = random.Random(seed)
    kind = rng.choice(sorted(KINDS))
    size = rng.choice((9.0, 10.0, 11.0, 12.0))
    return KINDS[kind](rng, size)


def column(rng: random.Random, count: int, options: int, style: str, *, odd: bool = True) -> Column:
    """Answers and how they are printed; now and then several, void, or something that nobody can read."""
    made = Column()
    for _ in range(count):
        roll = rng.random() if odd else 1.0
        right = rng.randint(1, options)
        if roll < 0.02:
            made.answers.append((tuple(range(1, options + 1)), "void"))
            made.texts.append(rng.choice(VOIDS))
        elif roll < 0.05 and style in ("circled", "digit"):
            pair = tuple(sorted(rng.sample(range(1, options + 1), 2)))
            made.answers.append((pair, "any"))
            joiner = rng.choice((",", "·", "/") if style == "digit" else (",", ", ", "", " 또는 "))
            made.texts.append(joiner.join(sign(n, style) for n in pair))
        elif roll < 0.06:
            made.answers.append(((), "any"))
            made.texts.append(rng.choice(BROKEN))
        else:
            made.answers.append(((right,), "any"))
            made.texts.append(sign(right, style))
    while made.answers and not made.answers[-1][0]:  # a hole at the very end is no hole
        made.answers[-1], made.texts[-1] = ((1,), "any"), sign(1, style)
    present = {n for accepted, mode in made.answers if mode == "any" for n in accepted}
    if options not in present:  # so that the table tells how many options there are
        made.answers[0], made.texts[0] = ((options,), "any"), sign(options, style)
    return made


def sign(n: int, style: str) -> str:
    return {"circled": CIRCLED[n - 1], "filled": FILLED[n - 1], "digit": str(n), "letter": "ABCDE"[n - 1]}.get(
        style, KANA[n - 1]
    )


def title(page: Page, rng: random.Random, *, word: str = "정답") -> None:
    page.line(f"20{rng.randint(15, 26)}년도 제{rng.randint(1, 60)}회 모의 자격시험 {word}", size=15, leading=30)


def across(rng: random.Random, size: float) -> Printed:
    """A row of numbers over a row of answers, again and again."""
    page, style = Page("NanumGothic", size), rng.choice(("circled", "digit", "filled"))
    made = column(rng, rng.choice((20, 25, 40, 50)), rng.choice((4, 5)), style)
    title(page, rng)
    per, label = rng.choice((5, 10)), rng.choice((("문번", "정답"), ("번호", "답"), ("", "")))
    pitch = rng.choice((38, 44))
    for at in range(0, len(made.texts), per):
        cells = [(110 + pitch * k, k + at) for k in range(min(per, len(made.texts) - at))]
        page.row([*([(70, label[0])] if label[0] else []), *((x, str(n + 1)) for x, n in cells)])
        page.row([*([(70, label[1])] if label[1] else []), *((x, made.texts[n]) for x, n in cells)], leading=22)
    return Printed(page.bytes(), "across", [made])


def forms_across(rng: random.Random, size: float) -> Printed:
    """A row of numbers over one row of answers a form."""
    page, style = Page("NanumGothic", size), rng.choice(("circled", "digit"))
    count, options = rng.choice((20, 25, 40)), rng.choice((4, 5))
    made = [column(rng, count, options, style) for _ in range(2)]
    for table, form in zip(made, rng.choice(PAIRS), strict=True):
        table.form = form
    title(page, rng)
    for at in range(0, count, 10):
        xs = [(110 + 44 * k, k + at) for k in range(min(10, count - at))]
        page.row([(70, "문번"), *((x, str(n + 1)) for x, n in xs)])
        for table in made:
            page.row([(70, table.form or ""), *((x, table.texts[n]) for x, n in xs)], leading=20)
    return Printed(page.bytes(), "forms_across", made)


def subjects_across(rng: random.Random, size: float) -> Printed:
    """Rows of subjects and columns 1 to 20; perhaps a row for each form, the subject spanning both."""
    page, style = Page("NanumGothic", 8.0), rng.choice(("circled", "digit"))
    subjects = rng.sample(SUBJECTS, rng.randint(2, 5))
    forms = rng.choice((None, ("가", "나"), ("A", "B")))
    title(page, rng)
    count, made = 20, list[Column]()
    xs = [150 + 21 * k for k in range(count)]
    page.row([(70, "과목"), *([(115, "책형")] if forms else []), *((x, str(k + 1)) for k, x in enumerate(xs))])
    where = rng.choice(("first", "each", "middle")) if forms else "first"
    for subject in subjects:
        top = page.y
        for at, form in enumerate(forms or (None,)):
            table = column(rng, count, 4, style, odd=False)
            table.subject, table.form = subject, (f"{form}형" if form else None)
            labelled = where == "each" or (where == "first" and at == 0)
            page.row(
                [
                    *([(70, subject)] if labelled else []),
                    *([(115, form)] if form else []),
                    *((x, table.texts[k]) for k, x in enumerate(xs)),
                ],
                leading=18,
            )
            made.append(table)
        if where == "middle":
            page.at(70, top + 9, subject)
    return Printed(page.bytes(), "subjects_across", made)


def dotted(rng: random.Random, size: float) -> Printed:
    """ "1.②  2.③ …", some to a line, along the rows or down the columns."""
    page, style = Page("NanumGothic", size), rng.choice(("circled", "circled", "letter", "digit"))
    made = column(rng, rng.choice((20, 40, 50)), 4, style, odd=style == "circled")
    mark = rng.choice((".", ")", "번 ", "-", " ") if style == "circled" else (".", ")"))
    title(page, rng)
    per = rng.choice((4, 5))
    rows = -(-len(made.texts) // per)
    down = rng.random() < 0.5
    for r in range(rows):
        cells = [(r + c * rows) if down else r * per + c for c in range(per)]
        page.row([(110 + 95 * c, f"{n + 1}{mark}{made.texts[n]}") for c, n in enumerate(cells) if n < len(made.texts)])
    return Printed(page.bytes(), "dotted", [made])


def pairs(rng: random.Random, size: float) -> Printed:
    """Two to five pairs of columns, number and answer, with heads and perhaps points; the last column may be short."""
    page, style = Page("NanumGothic", size), rng.choice(("circled", "digit", "letter"))
    made = column(rng, rng.choice((20, 25, 33, 40, 47, 75)), 5, style, odd=style != "letter")
    title(page, rng)
    groups, points = rng.randint(2, 5), rng.random() < 0.25
    rows = -(-len(made.texts) // groups)
    width = 480 / groups
    head = rng.choice((("문항", "정답"), ("번호", "정답"), ("문번", "답"), ("문항번호", "정답"), None))
    places = [(g, 70 + width * g, width / (3 if points else 2)) for g in range(groups)]
    if head or points:
        names = (*(head or ("번호", "정답")), *(("배점",) if points else ()))
        page.row([(x + step * k, name) for _, x, step in places for k, name in enumerate(names)])
    for r in range(rows):
        cells: list[tuple[float, str]] = []
        for g, x, step in places:
            n = g * rows + r
            if n < len(made.texts):
                cells += [(x, str(n + 1)), (x + step, made.texts[n])]
                cells += [(x + 2 * step, rng.choice("23"))] if points else []
        page.row(cells)
    return Printed(page.bytes(), "pairs", [made])


def forms_down(rng: random.Random, size: float) -> Printed:
    """A column of numbers beside one column of answers a form, in groups."""
    page, style = Page("NanumGothic", size), rng.choice(("circled", "digit"))
    count = rng.choice((20, 25, 40))
    made = [column(rng, count, 4, style) for _ in range(2)]
    for table, form in zip(made, rng.choice(PAIRS), strict=True):
        table.form = form
    title(page, rng)
    groups = rng.choice((1, 2, 3))
    rows = -(-count // groups)
    xs = [[70 + 480 / groups * g + 50 * k for k in range(3)] for g in range(groups)]
    page.row([(x, name) for g in xs for x, name in zip(g, ("문번", *(t.form or "" for t in made)), strict=True)])
    for r in range(rows):
        numbers = [(g, r + n * rows) for n, g in enumerate(xs) if r + n * rows < count]
        page.row(
            [
                (x, text)
                for g, n in numbers
                for x, text in zip(g, (str(n + 1), *(t.texts[n] for t in made)), strict=True)
            ]
        )
    return Printed(page.bytes(), "forms_down", made)


def subjects_down(rng: random.Random, size: float) -> Printed:
    """A column of numbers beside one column of answers a subject."""
    page, style = Page("NanumGothic", size), rng.choice(("circled", "digit"))
    subjects = rng.sample(SUBJECTS, rng.randint(2, 5))
    made = [column(rng, rng.choice((20, 25)) if False else 20, 4, style) for _ in subjects]
    for table, subject in zip(made, subjects, strict=True):
        table.subject = subject
    title(page, rng)
    xs = [70 + 85 * k for k in range(len(made) + 1)]
    page.row(list(zip(xs, (rng.choice(("문번", "번호", "문항")), *subjects), strict=True)))
    for n in range(20):
        page.row(list(zip(xs, (str(n + 1), *(t.texts[n] for t in made)), strict=True)))
    return Printed(page.bytes(), "subjects_down", made)


def beside(rng: random.Random, size: float) -> Printed:
    """Tables of two or three subjects side by side, each with its own numbers."""
    page, style = Page("NanumGothic", size), rng.choice(("circled", "digit"))
    subjects = rng.sample(SUBJECTS, rng.choice((2, 3)))
    counts = [rng.choice((20, 20, 25)) for _ in subjects]
    made = [column(rng, count, 4, style, odd=False) for count in counts]
    for table, subject in zip(made, subjects, strict=True):
        table.subject = subject
    title(page, rng)
    xs = [80 + 170 * k for k in range(len(made))]
    page.row([(x + 25, subject) for x, subject in zip(xs, subjects, strict=True)], leading=18)
    page.row([cell for x in xs for cell in ((x, "번호"), (x + 50, "정답"))])
    for n in range(max(counts)):
        rows = [(x, t) for x, t in zip(xs, made, strict=True) if n < len(t.texts)]
        page.row([cell for x, t in rows for cell in ((x, str(n + 1)), (x + 50, t.texts[n]))])
    return Printed(page.bytes(), "beside", made)


def below(rng: random.Random, size: float) -> Printed:
    """Tables one under the other: sessions with forms, or subjects, as headings."""
    page, style = Page("NanumGothic", size), rng.choice(("circled", "digit"))
    title(page, rng)
    made: list[Column] = []
    if rng.random() < 0.5:
        forms = rng.choice(PAIRS)
        heads = [(f"{s}교시", str(s), form, None) for s in range(1, rng.choice((2, 3)) + 1) for form in forms]
        heads = [(f"{rng.choice(('', '제'))}{text} {form}", session, form, None) for text, session, form, _ in heads]
    else:
        heads = [
            (rng.choice(("{}", "[{}]", "■ {}", "과목 : {}")).format(s), None, None, s)
            for s in rng.sample(SUBJECTS, rng.choice((2, 3, 4)))
        ]
    for text, session, form, subject in heads:
        table = column(rng, rng.choice((20, 25)), 5, style)
        table.form, table.session, table.subject = form, session, subject
        page.need(170)
        page.line(text)
        for at in range(0, len(table.texts), 10):
            xs = [(90 + 46 * k, k + at) for k in range(min(10, len(table.texts) - at))]
            page.row([(x, str(n + 1)) for x, n in xs])
            page.row([(x, table.texts[n]) for x, n in xs], leading=20)
        page.y += 14
        made.append(table)
    return Printed(page.bytes(), "below", made)


def runs(rng: random.Random, size: float) -> Printed:
    """ "1-5 ABCDA 6-10 …" as Chinese keys have it."""
    page, style = Page("STSong-Light", size), rng.choice(("letter", "circled", "digit"))
    made = column(rng, rng.choice((20, 30, 50)), 4, style, odd=False)
    page.line(rng.choice(("参考答案", "答案", "2023年考试 答案")), size=15)
    per = rng.choice((2, 3, 4))
    dash, colon = rng.choice(("-", "~", "—", "～")), rng.choice((" ", ": ", "："))
    parts = [f"{at + 1}{dash}{at + 5}{colon}{''.join(made.texts[at : at + 5])}" for at in range(0, len(made.texts), 5)]
    for at in range(0, len(parts), per):
        page.line(rng.choice(("  ", "    ")).join(parts[at : at + per]), leading=18)
    return Printed(page.bytes(), "runs", [made])


def japanese(rng: random.Random, size: float) -> Printed:
    """問1 ア, 問2 ウ …: in columns with heads, or a row of numbers over a row of answers."""
    page, style = Page("HeiseiKakuGo-W5", size), rng.choice(("kana", "digit"))
    made = column(rng, rng.choice((20, 25, 40)), 4, style, odd=False)
    page.line(rng.choice(("令和5年度 試験 正解", "解答一覧", "午前 正答")), size=15, leading=28)
    if rng.random() < 0.5:
        rows = -(-len(made.texts) // 2)
        page.row([(100, "問番号"), (170, "正解"), (300, "問番号"), (370, "正解")])
        for r in range(rows):
            cells = [(x, n) for x, n in ((100, r), (300, r + rows)) if n < len(made.texts)]
            word = rng.choice(("問{}",))
            page.row([c for x, n in cells for c in ((x, word.format(n + 1)), (x + 70, made.texts[n]))])
    else:
        for at in range(0, len(made.texts), 10):
            xs = [(110 + 44 * k, k + at) for k in range(min(10, len(made.texts) - at))]
            page.row([(60, "問題番号"), *((x, str(n + 1)) for x, n in xs)])
            page.row([(60, "正解"), *((x, made.texts[n]) for x, n in xs)], leading=22)
    return Printed(page.bytes(), "japanese", [made])


KINDS = {
    made.__name__: made
    for made in (
        across,
        forms_across,
        subjects_across,
        dotted,
        pairs,
        forms_down,
        subjects_down,
        beside,
        below,
        runs,
        japanese,
    )
}
