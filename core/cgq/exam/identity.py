"""When two printed questions are the same question.

A question is the hash of its stem, own boxes, passage, figures and the *sorted* options, so that form B of an
exam, which prints the options in another order, shares its questions with form A. Options come without their markers
(`Option.text`), so none is removed here.

Two texts are one when they print the same signs in the same order. White space and what prints nothing (soft hyphens,
joiners, variation selectors) do not count, and a sign counts however its font or encoding writes it: "Ａ" is "A", "ﬁ"
is "fi", decomposed Hangul is composed Hangul. Whatever differs in print is another sign: "-2" is not "2", "10²" is not
"102", "1½" is not "11⁄2", "①" is not "1", "ㄱㅏ" is not "가".
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cgq.exam.model import Option, Question, QuestionText

OptionIdentity = tuple[str, str]
"""An option's normalised text, and the hash of what is drawn there ("" where nothing is)."""

_ALL = (range(0x110000),)

_FOLDED: dict[str, tuple[range, ...]] = {
    # The width of a cell: "Ａ", "ｱ", "ﾡ".
    "<wide>": _ALL,
    "<narrow>": _ALL,
    # The size of a sign on its line: "﹐".
    "<small>": _ALL,
    # Where a line may break: "‑" is drawn as "‐".
    "<noBreak>": _ALL,
    # The shape that an Arabic letter takes by its place in the word; many PDF files hold the shapes.
    "<isolated>": _ALL,
    "<initial>": _ALL,
    "<medial>": _ALL,
    "<final>": _ALL,
    "<font>": (
        # ℎ and ℏ, the italic letters that the block below leaves out.
        range(0x210E, 0x2110),
        # Bold, italic, sans-serif and monospace: styles, which no text keeps of plain letters. The double-struck,
        # script and Fraktur letters between them are other signs: ℝ is a set, R is not.
        range(0x1D400, 0x1D49C),
        range(0x1D5A0, 0x1D7D8),
        range(0x1D7E2, 0x1D800),
    ),
    "<compat>": (
        # The micro sign is the letter mu.
        range(0x00B5, 0x00B6),
        # Ligatures and digraphs: the same letters side by side.
        range(0x0132, 0x0134),
        range(0x01C4, 0x01CD),
        range(0x01F1, 0x01F4),
        range(0xFB00, 0xFB18),
        # Dots, primes and marks that are repeated side by side: "…", "″", "‼".
        range(0x2024, 0x2027),
        range(0x2033, 0x2035),
        range(0x2036, 0x2038),
        range(0x203C, 0x203D),
        range(0x2047, 0x204A),
        range(0x2057, 0x2058),
        # Degrees: "℃" and "℉" are drawn as "°C" and "°F".
        range(0x2103, 0x2104),
        range(0x2109, 0x210A),
        # Roman numerals are drawn as letters.
        range(0x2160, 0x2180),
        # A radical is drawn as the ideograph that it is; many PDF files confuse them.
        range(0x2E80, 0x2FD6),
    ),
    "<square>": (
        # Units whose letters stand side by side on the line: "㎞", "㎡". Not the words that are stacked in a square
        # ("㌔", "㍻"), nor letters in a box ("🄰").
        range(0x32CC, 0x32CF),
        range(0x3371, 0x337B),
        range(0x3380, 0x33E0),
        range(0x33FF, 0x3400),
    ),
}
"""The compatibility tags (Unicode Character Database, Decomposition_Type) whose characters are printed as their parts
are, and among which code points. What is not here is another sign: powers and indices (<super>, <sub>), fractions
("1½" would read "11⁄2"), marks in a circle or a bracket, months and hours ("1㋀" would read "11月"), forms for vertical
lines, mathematical signs made from letters (ℵ is set as a sign, not as a letter of Hebrew), and the separate Hangul
letters, whose parts would join to syllables."""

_IGNORABLE = frozenset(
    map(
        chr,
        chain(
            (0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0),
            range(0x180B, 0x1810),
            range(0x200B, 0x2010),
            range(0x202A, 0x202F),
            range(0x2060, 0x2070),
            range(0xFE00, 0xFE10),
            range(0xFFF0, 0xFFF9),
            range(0x1BCA0, 0x1BCA4),
            range(0x1D173, 0x1D17B),
            range(0xE0000, 0xE1000),
        ),
    )
)
"""What prints nothing: Default_Ignorable_Code_Point of Unicode (DerivedCoreProperties.txt). Other format characters
(category Cf), as the Arabic number signs, do print."""

_PLAIN = re.compile("[!-~가-힣一-\u9fff]*")
"""Texts that are their own normal form, as most are: signs that print something, are no other sign in disguise, and
take nothing from a neighbour. Syllables come apart into letters in NFD and are put together again in NFC."""

_JOINERS = "\u200c\u200d"
_VIRAMA = 9
"""The combining class of the signs after which a joiner changes what is printed: half forms and chillus of Indic
scripts (RFC 5892, appendix A). Elsewhere a joiner only spaces letters or picks their shapes."""

_JAMO_BLOCK = re.compile(
    "[\u1100-\u115f\ua960-\ua97c]+[\u1160-\u11a7\ud7b0-\ud7c6]*[\u11a8-\u11ff\ud7cb-\ud7fb]*"
    "|[\u1160-\u11a7\ud7b0-\ud7c6]+[\u11a8-\u11ff\ud7cb-\ud7fb]*"
)
"""Conjoining jamo that are printed as one syllable (Unicode Standard, section 3.12)."""


def normalise(text: str) -> str:
    """The signs of a text without white space; upper and lower case stay as printed."""
    # What prints nothing goes first, so that none of it decides what is composed.
    signs = "".join(text.split())
    if signs.isascii() or _PLAIN.fullmatch(signs):
        return signs
    visible = "".join(char for char in signs if char in _JOINERS or char not in _IGNORABLE)
    decomposed = _without_idle_joiners(unicodedata.normalize("NFD", visible))
    folded = unicodedata.normalize("NFD", "".join(map(_folded, decomposed)))
    return unicodedata.normalize("NFC", _JAMO_BLOCK.sub(_single_letter, folded))


def _without_idle_joiners(text: str) -> str:
    kept = ""
    for char in text:
        if char not in _JOINERS or (kept and unicodedata.combining(kept[-1]) == _VIRAMA):
            kept += char
    return kept


@cache
def _folded(char: str) -> str:
    """A character by the signs that it prints."""
    tag, _, codes = unicodedata.decomposition(char).partition(" ")
    if not any(ord(char) in among for among in _FOLDED.get(tag, ())):
        return char
    parts = [chr(int(code, 16)) for code in codes.split()]
    # A mark by itself ("ﾞ", "ﹰ") must not join the letter before it.
    if " " in parts or unicodedata.combining(parts[0]):
        return char
    return "".join(map(_folded, parts))


def _single_letter(block: re.Match[str]) -> str:
    """A jamo by itself is printed as the letter; more than one make a syllable."""
    return _letters().get(block[0], block[0])


@cache
def _letters() -> dict[str, str]:
    """The Hangul letter of each leading consonant and vowel (the block Hangul Compatibility Jamo)."""
    letters = map(chr, range(0x3131, 0x318F))
    return {chr(int(unicodedata.decomposition(letter).split()[1], 16)): letter for letter in letters}


def option_identity(option: Option) -> OptionIdentity:
    """What makes two options the same option, whatever number each has."""
    return normalise(option.text), option.asset or ""


def question_hash(question: Question) -> str:
    """Hex sha256 of what makes the question itself, wherever and in whatever option order it is printed."""
    parts = (
        normalise(question.stem),
        [normalise(box) for box in question.boxes],
        normalise(question.passage or ""),
        sorted(option_identity(option) for option in question.options),
        question.figures,
    )
    # JSON keeps the parts apart: no text of one can be read as a boundary or as another part.
    return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode()).hexdigest()


def option_order(question: QuestionText, reference: QuestionText) -> tuple[int, ...]:
    """For each printed option of `question`, the number of the same option in `reference`.

    Options that are one but for white space, or for how their signs are written (NOT NULL and NOTNULL), are matched by
    their exact texts, then by their words, and only then in printed order: an answer follows the text that it names.
    Both questions must have the same hash.
    """
    waiting: dict[OptionIdentity, list[Option]] = {}
    for option in reference.options:
        waiting.setdefault(option_identity(option), []).append(option)
    alike: dict[OptionIdentity, list[int]] = {}
    for index, option in enumerate(question.options):
        alike.setdefault(option_identity(option), []).append(index)
    numbers = [0] * len(question.options)
    for identity, indexes in alike.items():
        for likeness in (_text, _words, option_identity):
            _match(indexes, question.options, waiting[identity], likeness, numbers)
    return tuple(numbers)


def _match(
    indexes: list[int],
    options: Sequence[Option],
    waiting: list[Option],
    likeness: Callable[[Option], object],
    numbers: list[int],
) -> None:
    """Give each of these options the first that waits and is like it; both leave their lists."""
    for index in tuple(indexes):
        place = next((n for n, other in enumerate(waiting) if likeness(other) == likeness(options[index])), None)
        if place is not None:
            numbers[index] = waiting.pop(place).n
            indexes.remove(index)


def _text(option: Option) -> str:
    return option.text


def _words(option: Option) -> tuple[str, ...]:
    return tuple(map(normalise, option.text.split()))
