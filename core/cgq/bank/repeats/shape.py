"""A question as it is compared: its parts without white space, signs that look alike as one, numbers as one sign."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from cgq.bank.repeats.labels import with_first_labels
from cgq.bank.repeats.names import names_of, without_names
from cgq.bank.repeats.rewording import StemWords, stem_words
from cgq.bank.repeats.wording import own_letters, turned
from cgq.exam.identity import normalise
from cgq.lookalikes import alike, same_signs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.exam.model import QuestionText

RECIPE = 5  # version
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

_SET = (
    *((sign, "<") for sign in "〈《⟨‹«"),
    *((sign, ">") for sign in "〉》⟩›»"),
    *((sign, "[") for sign in "「『【〔"),
    *((sign, "]") for sign in "」』】〕"),
    *((sign, "") for sign in "'\""),
)
"""Brackets and quotation marks, whose shape is a matter of typesetting."""

_BRACKET_SIGNS = str.maketrans({sign: one for sign, one in _SET if one})

_QUOTED = re.compile(r"""(?:^|(?<=\s))(['"])(?=\w)([^'"]*)(?<=[\w.?!)])\1""")
"""What stands in quotation marks behind white space: not the primes of A' and f'(x), nor a text of a program."""

_OPERATORS = "=<>+-*/%(,"
"""Behind these what is quoted is a text of a program, which is another thing without its quotation marks."""

_STOP = re.compile(r"""([^\W\d_]{2})(?:[.;:,]|\s*\?)(?=[\s)\]'"])""")
"""A stop behind a word and before white space or what closes: not that of a.b, nor that of `A, B`, which is not AB."""

_AS_PRINTED = str.maketrans({
    **dict(zip("≦≧∶、◯ℓ", "≤≥:,○l", strict=True)),
    **dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)),
    "㈜": "(주)",
    "№": "no.",
})  # fmt: skip
"""What a reader takes for these. An index is read like a digit behind its letter, H₂O; a power is another sign."""

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_BLANK = re.compile(r"_{2,}|\(\s*\)")
_TITLED = re.compile(r"[<\[]\s*([가-힣][^<>\[\]]*?)\s*[>\]]")
"""What brackets of any shape name: `<보기>`, `[보기]`."""

_NARROW = str.maketrans("．，：；？！（）", ".,:;?!()")
"""Stops and brackets as wide as an ideograph."""

_LAST_STOPS = re.compile(r"(?<=.)(?:[.?;:,]|(?<=[^\w\s])!)+$", re.DOTALL)
"""Stops at the end of a text without white space; `5!` is no 5."""

_DIGIT = re.compile(r"\d")
_BETWEEN = "\0"
"""Stands between the parts of a question while all are folded at once: no text has it, and nothing joins across it."""

_END = re.compile(r"[.?!:;,]+(?=\0|$)")
_TERM = re.compile(r"^(?!.*[ㄱ-ㅎ])(?:[가-힣]$|.*?(?:[가-힣]{2}|[a-z]{2}))")
"""Two letters of a word, or a word of one syllable, and no label of a statement."""

_BRACKETS = re.compile(r"\([^()]*\)")

_LABEL = re.compile(r"^\s*(?:[㉠-㉭ⓐ-ⓩ①-⑳ㄱ-ㅎ가-하]|\([가-하a-z\d]\))[.)]?(?=\s)")
"""What a statement in a box is called: it may be called otherwise in another paper."""


_Printed: TypeAlias = tuple[str, str, list[tuple[str, str]]]


@dataclass(frozen=True)
class Part:
    """One part of a question: as printed, folded (see `dense`), and with its quantities as one sign."""

    text: str
    dense: str
    masked: str

    @cached_property
    def letters(self) -> int:
        """How many letters and digits it has, without its quantities."""
        return count_letters(self.masked)

    @cached_property
    def pairs(self) -> Counter[str]:
        """The pairs of neighbouring characters, its quantities as one sign."""
        return pairs_of(self.masked)

    @cached_property
    def is_term(self) -> bool:
        """Does it say something by itself? A number does not, nor does what names boxes: `ㄱ, ㄴ`, `P1`, `A와 B`."""
        return _TERM.search(self.dense) is not None and not self.is_quantity

    @cached_property
    def signs(self) -> Counter[str]:
        """How often each character comes, its quantities as one sign."""
        return Counter(self.masked)

    @property
    def is_quantity(self) -> bool:
        """Is it a number, perhaps with a unit? `3.5`, `220 V`, `약 300만 원`."""
        return NUMBER in self.masked and self.letters <= QUANTITY_LETTERS


@dataclass(frozen=True)
class Shape:
    """A question as it is compared.

    `stem.masked` lacks the words that turn it; `negative`: it asks for what is wrong; `own`: letters of the stem that
    not every stem has. `boxes` are its own statements line by line. `options` have the hash of what is drawn
    there in `assets`; `figures` are the hashes of what is drawn elsewhere. `right` is the option that is right, None
    where that is not known, is contested, or is more than one. `printed` is the text itself. `asked` is the stem
    folded, with its white space and the words that turn it, quantities and names as one sign each.
    """

    stem: Part
    asked: str
    negative: bool
    own: int
    boxes: tuple[Part, ...]
    passage: Part | None
    options: tuple[Part, ...]
    assets: tuple[str, ...]
    figures: tuple[str, ...]
    right: Part | None
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

    @property
    def answer_term(self) -> str:
        """The right option, folded, without what stands in brackets; empty where it means nothing by itself, and where
        it is right for being wrong."""
        if self.right is None or self.negative or not self.right.is_term:
            return ""
        return term_of(self.right.text)

    @cached_property
    def box_letters(self) -> int:
        """How many letters its boxes have."""
        return sum(part.letters for part in self.boxes)

    def reads_like(self, other: Shape) -> bool:
        """Do both texts differ in white space, look-alikes, stops and the order of options alone?

        A line break is white space, and it is all one in which frame a statement stands.
        """
        return (
            len(self.options) == len(other.options)
            and self._signed == other._signed
            and any(one == its for one, its in zip(self._as_printed, other._as_printed, strict=True))
        )

    @cached_property
    def _signed(self) -> list[str]:
        """Letters and digits of stem and options: a bound that costs little."""
        options = sorted("".join(filter(str.isalnum, part.dense)) for part in self.options)
        return ["".join(filter(str.isalnum, self.stem.dense)), *options]

    @cached_property
    def _as_printed(self) -> tuple[_Printed, _Printed]:
        """Stem, boxes with passage, and options, first with every stop within them, then without what may go."""
        text = self.printed
        context = " ".join((*text.boxes, text.passage or ""))
        with_stops, without = (
            (fold(text.stem), fold(context), sorted((fold(option.text), option.asset or "") for option in text.options))
            for fold in (_signs, _signs_without_stops)
        )
        return with_stops, without

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

    @cached_property
    def option_texts(self) -> frozenset[str]:
        """Its options, folded."""
        return frozenset(part.dense for part in self.options)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every name of a person or a firm in stem, boxes and passage, in order."""
        parts = (self.stem, *self.boxes, *((self.passage,) if self.passage else ()))
        return names_of(_BETWEEN.join(alike(part.text[:MOST_LETTERS]) for part in parts))

    @cached_property
    def words(self) -> StemWords:
        """What its stem names."""
        return stem_words(self.asked, self.stem.masked)


def shape_of(text: QuestionText, figures: tuple[str, ...] = (), right: int = 0) -> Shape:
    """A question as it is compared; `figures` are the hashes of what is drawn besides its options, `right` is the
    number of its right option, 0 for none."""
    text = with_first_labels(text)
    lines = [_LABEL.sub("", line) for box in text.boxes for line in box.splitlines() if line.strip()]
    printed = [text.stem, text.passage or "", *lines, *(option.text for option in text.options)]
    folded = _fold_all(printed)
    hidden = _masked(folded)
    folded_stem = folded.partition(_BETWEEN)[0]
    hidden_stem, _, hidden_rest = hidden.partition(_BETWEEN)
    masked_stem, negative = turned(hidden_stem)
    denses = _stripped(folded).split(_BETWEEN)
    maskeds = _stripped(f"{masked_stem}{_BETWEEN}{hidden_rest}").split(_BETWEEN)
    stem, passage, *others = map(Part, printed, denses, maskeds)
    options = tuple(others[len(lines) :])
    return Shape(
        stem=stem,
        asked=hidden_stem,
        negative=negative,
        own=own_letters(folded_stem),
        boxes=tuple(others[: len(lines)]),
        passage=passage if text.passage else None,
        options=options,
        assets=tuple(option.asset or "" for option in text.options),
        figures=tuple(sorted(figures)),
        right=next((part for part, option in zip(options, text.options, strict=True) if option.n == right), None),
        printed=text,
    )


def _fold_all(parts: Iterable[str]) -> str:
    """The parts of a question folded at once, which is several times quicker than each for itself."""
    return alike(_BETWEEN.join(part[:MOST_LETTERS].replace(_BETWEEN, " ") for part in parts))


def dense(text: str) -> str:
    """A text as parts are compared: look-alikes are one, and neither white space nor a stop at the end counts."""
    return _stripped(alike(text[:MOST_LETTERS]))


def term_of(name: str) -> str:
    """A name folded, without what stands in brackets: `인가(認可)` is 인가."""
    return dense(_BRACKETS.sub("", name))


def pairs_of(text: str) -> Counter[str]:
    """The pairs of neighbouring characters of a text, with how often each comes."""
    return Counter(map("".join, pairwise(text)))


def dice(one: Counter[str], other: Counter[str]) -> float:
    """Dice coefficient of two texts' pairs, from 0 to 1; two empty ones are the same."""
    total = one.total() + other.total()
    if not total:
        return 1.0
    if len(one) > len(other):
        one, other = other, one
    return 2 * sum(min(count, other[pair]) for pair, count in one.items() if pair in other) / total


def count_letters(text: str) -> int:
    """How many letters and digits a text has."""
    return sum(map(str.isalnum, text))


def _signs(text: str) -> str:
    """What a text prints, by the identity of questions, and dashes, dots, quotes and brackets of one kind as one sign.

    A power, an index, a prime and a factorial are signs: 2³ is no 23, f'(2) is no f(2).
    """
    printed = _THOUSANDS.sub("", same_signs(text).translate(_AS_PRINTED).replace("->", "→"))
    signs = normalise(_BLANK.sub("()", printed)).translate(_BRACKET_SIGNS).casefold()
    return _LAST_STOPS.sub("", _TITLED.sub(r"[\1]", signs))


def _signs_without_stops(text: str) -> str:
    """The same without stops behind words, and without quotation marks in pairs around words."""
    return _signs(_STOP.sub(r"\1", _QUOTED.sub(_unquoted, same_signs(text).translate(_NARROW))))


def _unquoted(found: re.Match[str]) -> str:
    is_code = found.string[: found.start()].rstrip().endswith(tuple(_OPERATORS))
    return found[0] if is_code else found[2]


def _stripped(folded: str) -> str:
    plain = folded
    for sign, one in _SET:  # most texts have none of them, and to look for a sign is quicker than to translate all
        if sign in plain:
            plain = plain.replace(sign, one)
    return _END.sub("", "".join(plain.split()))


def _masked(folded: str) -> str:
    """While the white space is there: without it every number of English stands behind a letter."""
    folded = without_names(folded)
    if _DIGIT.search(folded) is None:
        return folded
    kept = _YEAR.sub(lambda year: year[0].translate(_SPELLED), folded) if "년" in folded else folded
    return _QUANTITY.sub(NUMBER, kept)


def _case_of(text: str) -> str:
    signs = unicodedata.normalize("NFKC", same_signs(text[:MOST_LETTERS]))
    return "".join("A" if sign.isupper() else "a" for sign in signs if sign.isupper() or sign.islower())
