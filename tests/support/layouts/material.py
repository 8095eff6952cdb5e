"""What is to be typeset, and so the truth: questions with their options, boxes and passages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from tests.support.layouts.words import WORDS, Words

if TYPE_CHECKING:
    from random import Random

    from tests.support.layouts.manner import Manner

BoxKind = Literal["statements", "named", "bullets", "ringed", "code", "table", "inline", "picture"]
_HEADING = {"ko": "<보 기>", "ja": "〈資料〉", "zh": "【资料】", "en": "Exhibit"}
_EXHIBIT = "Refer to the exhibit."
_CODE = ("total = 0", "for i in range(3):", "    total += i", "print(total)")


@dataclass(frozen=True)
class Passage:
    """A text for the questions `first` to `last`; `head` is its instruction without the numbers."""

    first: int
    last: int
    head: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)


@dataclass(frozen=True)
class Item:
    """One question. `boxes` are the statements as they are printed, each a paragraph of its own.

    `kind` tells how the boxes are set, or that a picture stands in their place; `printed` whether its number is.
    """

    number: int
    stem: str
    options: tuple[str, ...]
    boxes: tuple[str, ...] = ()
    kind: BoxKind | None = None
    passage: Passage | None = None
    section: str | None = None
    printed: bool = True


@dataclass(frozen=True)
class Sections:
    """How many questions each part has, what it is called, and whether its numbers start anew."""

    names: tuple[str | None, ...] = (None,)
    restart: bool = False


def deal(manner: Manner, random: Random) -> list[Item]:
    """The questions of one paper, in order."""
    words = WORDS[manner.language]
    items: list[Item] = []
    for part, name in enumerate(manner.sections.names):
        first = 1 if manner.sections.restart or not part else items[-1].number + 1
        first = max(first, manner.first) if not part else first
        items += _part(manner, random, words, first, name)
    return items


def _part(manner: Manner, random: Random, words: Words, first: int, section: str | None) -> list[Item]:
    items: list[Item] = []
    passage: Passage | None = None
    number = first
    for n in range(manner.questions):
        if n and n in manner.skips:
            number += manner.skips[n]
        if passage is not None and number > passage.last:
            passage = None
        left = manner.questions - n
        if manner.passages and passage is None and left > 2 and random.random() < 0.4 and not manner.skips:
            passage = _passage(manner, random, words, number, number + random.randint(1, min(3, left - 1)))
        item = _item(manner, random, words, number)
        items.append(replace(item, passage=passage, section=section))
        if n == manner.twice:
            items.append(items[-1])
        number += 1
    return items


def _passage(manner: Manner, random: Random, words: Words, first: int, last: int) -> Passage:
    heads = {
        "ko": "다음 글을 읽고 물음에 답하시오.",
        "en": "Read the following text.",
        "ja": "次の文章を読んで、後の問いに答えなさい。",
        "zh": "阅读下面的文字，完成各题。",
    }
    glue = " " if words.spaced else ""
    paragraphs = []
    for _ in range(random.randint(1, 3)):
        start = random.randrange(len(words.told))
        size = random.randint(3, 2 + len(words.told))
        told = [words.aside.format(random.choice(words.terms)) + t for t in (words.told * 3)[start : start + size]]
        paragraphs.append(glue.join(told))
    return Passage(first, last, heads[manner.language], tuple(paragraphs))


def _item(manner: Manner, random: Random, words: Words, number: int) -> Item:
    count = random.choice(manner.counts)
    kind = random.choice(manner.boxes) if manner.boxes and random.random() < 0.4 else None
    asked = words.listing if kind in ("statements", "ringed") else words.asking
    stem = random.choice(asked).format(random.choice(words.places) + random.choice(words.topics))
    options = _options(manner, random, words, count)
    boxes = _boxes(manner, random, words, kind)
    if kind is None and stem.startswith(_EXHIBIT):
        kind = "picture"
    return Item(number, stem, options, boxes, kind)


def _options(manner: Manner, random: Random, words: Words, count: int) -> tuple[str, ...]:
    if manner.arrangement == "table":
        return tuple(" ".join(random.sample(_short(words), 3)) for _ in range(count))
    long = random.random() < (0.75 if manner.arrangement in ("lines", "running") else 0.25)
    return tuple(random.sample(words.claims if long else words.terms, count))


def _boxes(manner: Manner, random: Random, words: Words, kind: BoxKind | None) -> tuple[str, ...]:
    match kind:
        case "statements":
            return tuple(f"{c}. {t}" for c, t in zip("ㄱㄴㄷㄹ", random.sample(words.claims, 4), strict=True))
        case "ringed":
            return tuple(
                f"㉠ {t}".replace("㉠", c) for c, t in zip("㉠㉡㉢", random.sample(words.claims, 3), strict=True)
            )
        case "bullets":
            return tuple(f"○ {t}" for t in random.sample(words.claims, 2))
        case "named":
            return (_HEADING[manner.language], (" " if words.spaced else "").join(random.sample(words.claims, 2)))
        case "code":
            return _CODE
        case "table":
            return tuple(" ".join(random.sample(_short(words), 3)) for _ in range(3))
        case _:
            return ()


def _short(words: Words) -> list[str]:
    """The terms that fit into a narrow cell."""
    return sorted(words.terms, key=len)[: len(words.terms) // 2]
