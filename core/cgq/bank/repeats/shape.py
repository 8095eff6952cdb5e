"""A question as it is compared: its parts without white space, signs that look alike as one, numbers as one sign."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.bank.repeats.wording import own_letters, turned
from cgq.lookalikes import alike

if TYPE_CHECKING:
    from cgq.exam.model import QuestionText

RECIPE = 1
"""Counted up when shapes, bands or their comparison change: what another recipe compared is compared anew."""

MOST_LETTERS = 4_000
"""Characters of a part that are compared: a passage of two pages, so that a hostile paper costs no more than that."""

QUANTITY_LETTERS = 5
"""Letters that the unit of a quantity has at most: `kg/cm²`, `만 원`."""

NUMBER = "#"
"""Stands for a quantity, whatever it is."""

_QUANTITY = re.compile(
    r"(?<![a-z\d제])(?:0x[\da-f]+|\d+(?:[.,:]\d+)*)(?!\d)(?!차|종|류|조|항|호|형|급|세기|단계|계층|정규|년대|[a-z]\d)"
)
"""A number that counts or measures. One that belongs to a name is none: IPv4, 제2정규형, 제10조, 1급, 19세기."""

_YEAR = re.compile(r"(?<!\d)(?:1\d|20)\d\d(?=년)")
"""A year dates an event: another year is another event, not another quantity."""

_SPELLED = {ord(str(digit)): chr(ord("㊀") + digit) for digit in range(10)}
"""Digits of a year, so that they are no quantity."""

_SET = {
    **dict.fromkeys(map(ord, "〈《⟨‹«"), "<"),
    **dict.fromkeys(map(ord, "〉》⟩›»"), ">"),
    **dict.fromkeys(map(ord, "「『【〔"), "["),
    **dict.fromkeys(map(ord, "」』】〕"), "]"),
    **dict.fromkeys(map(ord, "'\""), None),
}
"""Brackets and quotation marks, whose shape is a matter of typesetting."""

_STOP = re.compile(r"(?<!\d)[.?!;:,]|[.?!;:,](?!\d)")
"""A stop within a text that is no part of a number."""

_DIGIT = re.compile(r"\d")
_END = re.compile(r"[.?!:;,]+$")
_LABEL = re.compile(r"^\s*(?:[㉠-㉭ⓐ-ⓩ①-⑳ㄱ-ㅎ가-하]|\([가-하a-z\d]\))[.)]?(?=\s)")
"""What a statement in a box is called: it may be called otherwise in another paper."""

_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True)
class Part:
    """One part of a question: as printed, folded (see `dense`), and with its quantities as one sign."""

    text: str
    dense: str
    masked: str

    @staticmethod
    def of(text: str) -> Part:
        """A part as it is printed."""
        folded = alike(text[:MOST_LETTERS])
        hidden = _masked(folded)
        stripped = _stripped(folded)
        return Part(text, stripped, stripped if hidden == folded else _stripped(hidden))

    @cached_property
    def letters(self) -> int:
        """How many letters and digits it has, without its quantities."""
        return count_letters(self.masked)

    @property
    def is_quantity(self) -> bool:
        """Is it a number, perhaps with a unit? `3.5`, `220 V`, `약 300만 원`."""
        return NUMBER in self.masked and self.letters <= QUANTITY_LETTERS


@dataclass(frozen=True)
class Shape:
    """A question as it is compared.

    `stem` is folded without the words that turn it; `negative`: it asks for what is wrong; `own`: letters of the stem
    that not every stem has. `boxes` are its own statements line by line. `options` have the hash of what is drawn
    there in `assets`; `figures` are the hashes of what is drawn elsewhere. `printed` is the text itself.
    """

    stem: Part
    negative: bool
    own: int
    boxes: tuple[Part, ...]
    passage: Part | None
    options: tuple[Part, ...]
    assets: tuple[str, ...]
    figures: tuple[str, ...]
    printed: QuestionText

    @cached_property
    def context(self) -> str:
        """Boxes and passage with quantities as one sign, in an order of their own."""
        parts = sorted(part.masked for part in self.boxes)
        return "\n".join([*parts, self.passage.masked] if self.passage else parts)

    @cached_property
    def context_pairs(self) -> Counter[str]:
        """The pairs of neighbouring characters of boxes and passage."""
        return pairs_of(self.context)

    @cached_property
    def box_letters(self) -> int:
        """How many letters its boxes have."""
        return sum(part.letters for part in self.boxes)

    @cached_property
    def verbatim(self) -> tuple[object, ...]:
        """What two questions share whose texts differ in white space, look-alikes, stops and the order of options.

        A line break is white space, and it is all one in which frame a statement stands.
        """
        context = " ".join((*self.printed.boxes, self.printed.passage or ""))
        return (
            _STOP.sub("", dense(self.printed.stem)),
            _STOP.sub("", dense(context)),
            tuple(sorted(zip((part.dense for part in self.options), self.assets, strict=True))),
        )

    @cached_property
    def case(self) -> str:
        """The case of each letter that has one: to a search `Tt` and `TT` are alike, and they are two genotypes."""
        text = self.printed
        options = sorted((option.text for option in text.options), key=dense)
        return "\n".join(map(_case_of, (text.stem, text.passage or "", *text.boxes, *options)))

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """Every quantity of stem, boxes and passage, in order."""
        parts = (self.stem, *self.boxes, *((self.passage,) if self.passage else ()))
        return tuple(number for part in parts for number in _QUANTITY.findall(alike(part.text[:MOST_LETTERS])))


def shape_of(text: QuestionText, figures: tuple[str, ...] = ()) -> Shape:
    """A question as it is compared; `figures` are the hashes of what is drawn besides its options."""
    folded = alike(text.stem[:MOST_LETTERS])
    hidden = _masked(folded)
    stem, negative = turned(folded)
    masked = stem if hidden == folded else turned(hidden)[0]
    lines = [line for box in text.boxes for line in box.splitlines() if line.strip()]
    return Shape(
        stem=Part(text.stem, _stripped(stem), _stripped(masked)),
        negative=negative,
        own=own_letters(folded),
        boxes=tuple(Part.of(_LABEL.sub("", line)) for line in lines),
        passage=Part.of(text.passage) if text.passage else None,
        options=tuple(Part.of(option.text) for option in text.options),
        assets=tuple(option.asset or "" for option in text.options),
        figures=tuple(sorted(figures)),
        printed=text,
    )


def dense(text: str) -> str:
    """A text as parts are compared: look-alikes are one, and neither white space nor a stop at the end counts."""
    return _stripped(alike(text[:MOST_LETTERS]))


def pairs_of(text: str) -> Counter[str]:
    """The pairs of neighbouring characters of a text, with how often each comes."""
    return Counter(map("".join, pairwise(text)))


def dice(one: Counter[str], other: Counter[str]) -> float:
    """Dice coefficient of two texts' pairs, from 0 to 1; two empty ones are the same."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def count_letters(text: str) -> int:
    """How many letters and digits a text has."""
    return len(_LETTER.findall(text))


def _stripped(folded: str) -> str:
    return _END.sub("", "".join(folded.translate(_SET).split()))


def _masked(folded: str) -> str:
    """While the white space is there: without it every number of English stands behind a letter."""
    if _DIGIT.search(folded) is None:
        return folded
    kept = _YEAR.sub(lambda year: year[0].translate(_SPELLED), folded) if "년" in folded else folded
    return _QUANTITY.sub(NUMBER, kept)


def _case_of(text: str) -> str:
    signs = unicodedata.normalize("NFKC", text[:MOST_LETTERS])
    return "".join("A" if sign.isupper() else "a" for sign in signs if sign.isupper() or sign.islower())
