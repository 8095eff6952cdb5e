"""How one paper is set: every choice drawn from a seed, none of them from another."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

from bench.drawn.words import ALPHABETS, KANJI, ROMAN, WORDS, Words

Place = Literal["", "below", "behind", "stem", "grid", "rows", "list"]
"""Where the answers stand: nowhere, on a line below the options, behind the last option, behind the stem; at the end of
the paper in a grid "1. B", in rows of numbers over rows of answers, or a line each."""
Stems = Literal["ask", "complete", "mixed"]


@dataclass(frozen=True)
class Choices:
    """All choices of one paper. Sizes and gaps are points or, where so named, factors of the size."""

    seed: int
    language: str
    number: str
    option: str
    head: str
    subjects: tuple[str, ...]
    restart: bool
    head_size: float
    head_bold: bool
    head_centred: bool
    head_framed: bool
    head_gap: float
    directions: str
    label: str
    key_title: str
    place: Place
    stems: Stems
    columns: int
    size: float
    leading: float
    count: int
    questions: int
    arrangement: Literal["lines", "row", "pairs"]
    indent: float
    gap: float

    @property
    def words(self) -> Words:
        return WORDS[self.language]

    def head_of(self, position: int) -> str:
        """The head of a section as printed, from 0."""
        letter = ("АБВГ" if self.language == "ru" else "ABCD")[position]
        named = {"n": position + 1, "r": ROMAN[position], "k": KANJI[position], "l": letter}
        return self.head.format(t=self.subjects[position], **named)

    def sign(self, n: int) -> str:
        """The sign of option `n`, from 1, without what stands around it."""
        first = next(c for c in self.option if c in ALPHABETS)
        return ALPHABETS[first][n - 1]

    def marker(self, n: int) -> str:
        """The marker of option `n` as printed."""
        first = next(c for c in self.option if c in ALPHABETS)
        return self.option.replace(first, self.sign(n), 1)


def choices_of(seed: int, language: str | None = None) -> Choices:
    """The choices of one seed, for one language or any."""
    random = Random(f"languages {seed}")
    drawn = random.choice(list(WORDS))
    language = language or drawn
    words = WORDS[language]
    option = random.choice(words.options)
    number = random.choice([n for n in words.numbers if not _are_alike(n, option)])
    columns = random.choice((1, 1, 2))
    sections = random.choices((0, 2, 3), (3, 5, 2))[0]
    stems: Stems = random.choices(("ask", "complete", "mixed"), (5, 1, 3))[0]
    places: tuple[Place, ...] = ("", "below", "behind", "stem", "grid", "rows", "list")
    place = random.choices(places, (2, 5, 2, 1, 2, 2, 1))[0]
    head = random.choice(words.heads)
    # A key whose numbers restart would need heads of its own.
    restart = place not in ("grid", "rows", "list") and random.random() < 0.5
    return Choices(
        seed=seed,
        language=language,
        number=number,
        option=option,
        head=head,
        subjects=tuple(random.sample(words.subjects, sections)),
        restart=restart,
        head_size=random.choice((1.0, 1.0, 1.15, 1.3)),
        head_bold=random.random() < 0.6,
        head_centred=random.random() < 0.4,
        head_framed=random.random() < 0.15,
        head_gap=random.choice((0.8, 1.2, 2.0)),
        directions=random.choice(words.directions) if random.random() < 0.3 else "",
        label=random.choice(words.labels),
        key_title=random.choice(words.keys),
        place=place,
        stems=stems,
        columns=columns,
        size=random.choice((9.0, 10.0, 11.0)) if columns == 1 else random.choice((8.5, 9.0, 9.5)),
        leading=random.choice((1.35, 1.5, 1.7)),
        count=random.choice((4, 4, 4, 5, 3)),
        questions=random.randint(4, 9) if sections else random.randint(6, 16),
        arrangement=random.choices(("lines", "row", "pairs"), (6, 2, 2))[0],
        indent=random.choice((0.0, 8.0, 16.0)),
        gap=random.choice((0.6, 1.0, 1.4)),
    )


def _are_alike(number: str, option: str) -> bool:
    """Whether numbers and options could not be told from one another by anybody."""
    bare = number.replace("{n}", "1").replace("．", ".").replace("）", ")").replace("（", "(").strip()
    return bare == option or (option == "1." and bare in ("1", "1.", "1、"))
