"""How one paper is set: every choice that papers make differently, drawn from a seed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal

from tests.support.layouts.material import BoxKind, Sections
from tests.support.layouts.signs import MARKERS, NUMBERED_ALIKE, NUMBERS

Place = Literal["hang", "run in", "own line", "flush right", "large", "framed"]
Arrangement = Literal["lines", "row", "3+2", "2x2", "2x2 down", "running", "table"]
Spacing = Literal["spaces", "gaps", "glyphs", "justified"]

_PASSAGE_HEADS = {
    "ko": (
        "[{a}~{b}] {h}",
        "【{a}～{b}】 {h}",
        "※ [{a}-{b}] {h}",
        "[{a}∼{b}] {h}",
        "※ {h} ({a}~{b})",
        "[문제 {a}~{b}] {h}",
    ),
    "en": ("Questions {a}-{b} refer to the text below.", "Questions {a} to {b}: {h}", "[{a}-{b}] {h}"),
    "ja": ("[{a}～{b}] {h}", "【{a}～{b}】{h}", "({a}~{b}) {h}"),
    "zh": ("【{a}～{b}】{h}", "[{a}-{b}] {h}", "（{a}～{b}）{h}"),
}
_SECTION_HEADS = {
    "ko": ("제{n}과목 : {t}", "{n}과목: {t}", "제 {n} 교시", "<제{n}과목> {t}"),
    "en": ("SECTION {r}", "PART {n}", "Section {n}: {t}"),
    "ja": ("第{n}部 {t}", "PART {n}"),
    "zh": ("第{n}部分 {t}", "PART {n}"),
}
_TOPICS = {
    "ko": ("일반 상식", "자료 해석"),
    "en": ("General", "Data"),
    "ja": ("一般", "資料"),
    "zh": ("常识", "资料分析"),
}
_BOXES: dict[str, tuple[BoxKind, ...]] = {
    "ko": ("statements", "named", "bullets", "ringed", "code", "table"),
    "en": ("named", "bullets", "code", "table"),
    "ja": ("named", "bullets", "code", "table"),
    "zh": ("named", "bullets", "code", "table"),
}


@dataclass(frozen=True)
class Manner:
    """All choices of one paper. Sizes are points; `leading` is a factor of the size.

    `skips` maps a position to how many numbers are left out before it; `twice` is the position of the question
    that is printed again; `lost` are positions whose number is not printed, `numberless` that none is.
    """

    language: str = "ko"
    columns: int = 1
    ruled: bool = False
    size: float = 10.0
    leading: float = 1.6
    gutter: float = 24.0
    number: str = "{n}."
    place: Place = "hang"
    marker: str = "circled"
    tight: bool = False
    arrangement: Arrangement = "lines"
    counts: tuple[int, ...] = (4,)
    questions: int = 12
    first: int = 1
    passages: Literal["", "plain", "framed", "wide"] = ""
    passage_head: str = "[{a}~{b}] {h}"
    boxes: tuple[BoxKind, ...] = ()
    framed: bool = True
    sections: Sections = field(default_factory=Sections)
    skips: dict[int, int] = field(default_factory=dict)
    twice: int | None = None
    lost: frozenset[int] = frozenset()
    numberless: bool = False
    spacing: Spacing = "spaces"
    scrambled: bool = False
    doubled: bool = False
    heads: tuple[str, ...] = ()
    watermark: bool = False
    cover: bool = False
    keep: bool = True
    turn: int = 0
    turned_by: Literal["entry", "drawing"] = "entry"
    ending: Literal["", "rows", "explained"] = ""
    papers: int = 1
    indent: float = 0.0


def manner_of(seed: int) -> Manner:
    """The choices of one seed: mostly those that papers make most, each rare one now and then."""
    random = Random(seed)
    language = random.choices(("ko", "en", "ja", "zh"), (6, 3, 2, 2))[0]
    marker = random.choice(MARKERS[language])
    numbers = [n for n in NUMBERS[language] if n not in NUMBERED_ALIKE.get(marker, ())]
    number = random.choice(numbers)
    columns = random.choices((1, 2, 3), (5, 5, 1))[0]
    size = round(random.uniform(7.0, 14.0 if columns == 1 else 10.5 if columns == 2 else 8.0), 1)
    short = random.random() < 0.12
    questions = random.randint(1, 4) if short else random.randint(6, 22)
    usual = random.choice((4, 4, 5, 5, 3)) if language != "en" else random.choice((4, 4, 5))
    varied = random.random() < 0.2
    papers = 2 if random.random() < 0.05 and not short else 1
    drawn = Manner(
        language=language,
        columns=columns,
        ruled=columns == 2 and random.random() < 0.5,
        size=size,
        leading=round(random.uniform(1.25, 2.0), 2),
        gutter=random.choice((14.0, 20.0, 28.0)),
        number=number,
        place=_place(random, number),
        marker=marker,
        tight=marker in ("circled", "⑴", "㉮", "ⓐ") and random.random() < 0.4,
        arrangement=_arrangement(random, marker),
        counts=(usual - 1, *(usual,) * 8, usual + 1, usual + 2) if varied else (usual,),
        questions=questions,
        first=random.choice((1, 1, 1, 1, 1, 21, 51)) if not short else 1,
        passages=random.choices(("", "plain", "framed", "wide"), (5, 2, 2, 1 if columns == 2 else 0))[0],
        passage_head=random.choice(_PASSAGE_HEADS[language]),
        boxes=_BOXES[language] if random.random() < 0.5 else (),
        framed=random.random() < 0.7,
        sections=_sections(random, language) if not short and papers == 1 else Sections(),
        skips={random.randint(1, questions - 1): random.randint(1, 2)} if not short and random.random() < 0.08 else {},
        twice=random.randrange(questions) if not short and random.random() < 0.04 else None,
        spacing=random.choices(("spaces", "gaps", "glyphs", "justified"), (5, 3, 1, 2))[0],
        scrambled=random.random() < 0.15,
        doubled=random.random() < 0.1,
        heads=_heads(random),
        watermark=random.random() < 0.08,
        cover=random.random() < 0.2,
        keep=random.random() < 0.5,
        turn=random.choice((0, 0, 0, 0, 0, 90, 180, 270)),
        turned_by=random.choice(("entry", "drawing")),
        ending=random.choices(("", "rows", "explained"), (6, 2, 1))[0] if papers == 1 else "",
        papers=papers,
        lost=frozenset({random.randint(1, questions - 2)}) if not short and random.random() < 0.06 else frozenset(),
        indent=random.choice((0.0, 0.0, 6.0, 14.0)),
    )
    if drawn.spacing == "glyphs" and drawn.turned_by == "drawing":  # readers put such characters in any order
        drawn = replace(drawn, turned_by="entry")
    if drawn.number == "{c}":  # there are twenty such numbers
        drawn = replace(drawn, first=1, questions=min(drawn.questions, 20 // len(drawn.sections.names)))
    if drawn.lost:  # which number a question has that stands in a gap cannot be known
        drawn = replace(drawn, skips={}, twice=None)
    return _without_numbers(drawn) if not short and papers == 1 and random.random() < 0.04 else drawn


def _without_numbers(manner: Manner) -> Manner:
    """A paper that prints no number can only be counted from 1 to its end."""
    return replace(manner, numberless=True, first=1, passages="", sections=Sections(), skips={}, twice=None, ending="")


def _place(random: Random, number: str) -> Place:
    if len(number) > 5:
        return random.choice(("run in", "own line"))
    if number == "{n}":
        return random.choice(("hang", "hang", "large", "framed", "own line"))
    return random.choices(("hang", "run in", "own line", "flush right", "large"), (5, 4, 1, 2, 1))[0]


def _arrangement(random: Random, marker: str) -> Arrangement:
    if marker in ("A:", "1", "ア", "1."):
        return random.choice(("lines", "lines", "row", "2x2"))
    return random.choices(("lines", "row", "3+2", "2x2", "2x2 down", "running", "table"), (7, 3, 2, 3, 1, 2, 1))[0]


def _sections(random: Random, language: str) -> Sections:
    kind = random.choices(("none", "on", "restart"), (7, 2, 2))[0]
    if kind == "none":
        return Sections()
    head = random.choice(_SECTION_HEADS[language])
    names = tuple(head.format(n=n, r="I" * n, t=t) for n, t in enumerate(_TOPICS[language], 1))
    return Sections(names, restart=kind == "restart")


def _heads(random: Random) -> tuple[str, ...]:
    every = ("title", "folio", "address", "form", "count")
    return tuple(h for h in every if random.random() < 0.35)
