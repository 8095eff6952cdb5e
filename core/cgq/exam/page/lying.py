"""Fonts whose characters are not what the file says: their text is no language, so it counts as having no meaning.

A PDF says for each code of a font which character it is, and nothing keeps it from saying something wrong: a table
shifted by some places, the letters changed about to keep readers from copying, one character for all. What is shown
is right, what is read is not. The letters of a language are known by how often each occurs; a font is judged on each
page that has enough of it, and on the whole paper.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from cgq.exam.nameless import MEANINGLESS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from cgq.exam.geometry import Glyph, Sheet

_WORD = re.compile("[a-z]{4,}|[а-яё]{4,}")
"""Formulas have shorter ones."""

_FEWEST_LETTERS = 120
"""Letters of different words, each letter once a word: "xxxx" fills a form, and is neither a language nor a lie. Of 60
draws of so many from the words of each of seven languages all are like a language by 0.9 or more (a cosine), shifted
ones by 0.81 at most, and 19 of 20 in which the letters are changed about by less than 0.76."""

_ALIKE = 0.76
"""Cosine below which letters are no language: between the true and the shifted texts of those draws."""
_FEWEST_DIFFERENT = 10
"""Different letters. The four of a DNA sequence are no language, and no lie."""

_FEWEST_RARE, _RARE = 8, 0.2
"""Syllables that Korean does without (outside KS X 1001): none in 60,000 of real papers, four of five when all 11,172
are changed about or shifted."""

_FEWEST_SYLLABLES, _FEWEST_KINDS, _COMMON = 100, 30, 0.25
"""The share of the 160 most common syllables: 0.82 in papers, 0.07 when the syllables are changed about. A key repeats
a few that may be others."""

_MAIN = 0.5
"""The share of a paper's syllables from which on a font must have common ones: a producer that can keep 256 characters
in a font puts those that are left into another one."""

_FEWEST_IN_WORDS, _IN_WORDS, _COMMON_IN_WORDS = 50, 0.8, 0.33
"""Syllables of a font that sets only a part of a paper, as its options; the share of them that must stand in words that
are wholly in it, which a font of what is left over has not; and the share of the common ones below which they are no
words. Lists of names, terms and places have 0.57 and more, options of real papers, six questions at a time, 0.64; all
of them shifted by 1, 28, 56 or 588 have 0.33 at most, and 0.15 in the middle."""

_ADJACENT = 0.25
"""Ems between two characters of one word at most."""

_FEWEST_HAN, _LEVEL_ONE = 40, 0.5
"""The share of the characters that a standard puts first: 0.95 and more in texts, at most 0.26 by chance."""

_ONE_FOR_ALL, _OF_ALL = 0.9, 0.5
"""The share of the most frequent letter among the letters, and among all that a font sets: 0.1 in texts. A key may have
one syllable only, with a number to each."""

_SHARES = (
    12.7,
    9.1,
    8.2,
    7.5,
    7.0,
    6.7,
    6.3,
    6.1,
    6.0,
    4.3,
    4.0,
    2.8,
    2.8,
    2.4,
    2.4,
    2.2,
    2.0,
    2.0,
    1.9,
    1.5,
    1.0,
    0.8,
)
"""Percent that the letters of a language have of its text, the most frequent first, after English; the rest has next to
nothing."""

_FIRST_LEVELS = {"gb2312": (0xB0, 0xD7), "big5": (0xA4, 0xC6), "shift_jis": (0x88, 0x98), "euc_kr": (0xCA, 0xFD)}
"""The first bytes of the characters that are most used in China, Taiwan and Japan, and of all that are in Korea."""

_WHOLE = 2
"""Bytes of a syllable in KS X 1001; Python writes others in parts."""


@dataclass(slots=True)
class _Sample:
    """What is set in a font: how often each character, and which different words."""

    characters: Counter[str] = field(default_factory=Counter[str])
    words: set[str] = field(default_factory=set[str])
    within: Counter[str] = field(default_factory=Counter[str])
    """Of the syllables, those in words that no other font sets a part of."""

    def add(self, other: _Sample) -> None:
        self.characters.update(other.characters)
        self.words.update(other.words)
        self.within.update(other.within)


def without_lies(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets, with what is set in a font that lies made meaningless."""
    pages = [_samples(sheet) for sheet in sheets]
    whole: dict[str, _Sample] = defaultdict(_Sample)
    for samples in pages:
        for font, sample in samples.items():
            whole[font].add(sample)
    lying = _lying(whole)
    judged: list[Sheet] = []
    for sheet, samples in zip(sheets, pages, strict=True):
        here = _lying(samples) | (lying & samples.keys())
        judged.append(_silenced(sheet, here) if here else sheet)
    return judged


def _samples(sheet: Sheet) -> dict[str, _Sample]:
    """What a sheet has in each of its fonts."""
    parts: dict[str, list[str]] = defaultdict(list)
    within: dict[str, Counter[str]] = defaultdict(Counter[str])
    for start, stop, font in sheet.lettering:
        within[font].update(_syllables_within(sheet.glyphs, start, stop))
        parts[font].append(" ")
        parts[font] += [" " + char if spaced else char for char, _, _, _, _, _, spaced in sheet.glyphs[start:stop]]
    samples: dict[str, _Sample] = {}
    for font, texts in parts.items():
        text = "".join(texts)
        samples[font] = _Sample(Counter(text), set(_WORD.findall(text.lower())), within[font])
    return samples


def _syllables_within(glyphs: Sequence[Glyph], start: int, stop: int) -> list[str]:
    """The syllables of a stretch in one font, without those of a word that begins before it or ends behind it."""
    if _joins(glyphs, start):
        start = next((n for n in range(start + 1, stop) if not _joins(glyphs, n)), stop)
    end = stop
    if start < stop and _joins(glyphs, stop):
        end = next((n for n in range(stop - 1, start - 1, -1) if not _joins(glyphs, n)), start)
    return [glyph.char for glyph in glyphs[start:end] if _is_syllable(glyph.char)]


def _joins(glyphs: Sequence[Glyph], at: int) -> bool:
    """Whether a character is a syllable of one word with the one before it."""
    if not 0 < at < len(glyphs):
        return False
    before, glyph = glyphs[at - 1], glyphs[at]
    if glyph.spaced or not (_is_syllable(before.char) and _is_syllable(glyph.char)):
        return False
    same_row = abs(glyph.base - before.base) < _ADJACENT * glyph.em
    return same_row and abs(glyph.x0 - before.x1) < _ADJACENT * glyph.em


def _is_syllable(char: str) -> bool:
    return "가" <= char <= "힣"


def _silenced(sheet: Sheet, fonts: set[str]) -> Sheet:
    glyphs: list[Glyph] = list(sheet.glyphs)
    for start, stop, font in sheet.lettering:
        if font in fonts:
            glyphs[start:stop] = [glyph._replace(char=MEANINGLESS) for glyph in glyphs[start:stop]]
    return replace(sheet, glyphs=tuple(glyphs))


def _lying(samples: Mapping[str, _Sample]) -> set[str]:
    """The fonts whose samples have letters, syllables or Han characters as no language has them."""
    korean = {font: _among(sample, "가", "힣") for font, sample in samples.items()}
    every = sum(syllables.total() for syllables in korean.values())
    lying: set[str] = set()
    for font, sample in samples.items():
        syllables = korean[font]
        is_main = syllables.total() >= _MAIN * every
        if (
            _is_no_korean(syllables, is_main=is_main)
            or _has_no_korean_words(sample.within, syllables.total())
            or _is_one_for_all(sample)
            or _is_no_text(sample)
        ):
            lying.add(font)
    return lying


def _is_no_text(sample: _Sample) -> bool:
    return _is_no_han(_among(sample, "\u4e00", "\u9fff")) or _has_no_words(sample.words)


def _is_one_for_all(sample: _Sample) -> bool:
    letters = [count for char, count in sample.characters.items() if char.isalpha()]
    every, top = sum(letters), max(letters, default=0)
    all_set = sample.characters.total() - sample.characters[" "]
    return every >= _FEWEST_LETTERS and top >= _ONE_FOR_ALL * every and top >= _OF_ALL * all_set


def _among(sample: _Sample, first: str, last: str) -> Counter[str]:
    return Counter({char: count for char, count in sample.characters.items() if first <= char <= last})


def _is_no_korean(syllables: Counter[str], *, is_main: bool) -> bool:
    every = syllables.total()
    rare = sum(count for char, count in syllables.items() if _is_rare(char))
    if rare >= _FEWEST_RARE and rare >= _RARE * every:
        return True
    if every < _FEWEST_SYLLABLES or len(syllables) < _FEWEST_KINDS or not is_main:
        return False
    common = sum(syllables[char] for char in _languages("hangul")[0])
    return common < _COMMON * every


def _has_no_korean_words(within: Counter[str], every: int) -> bool:
    """Whether whole words are set in a font, and their syllables are not those of Korean words."""
    count = within.total()
    if count < max(_FEWEST_IN_WORDS, _IN_WORDS * every) or len(within) < _FEWEST_KINDS:
        return False
    return sum(within[char] for char in _languages("hangul")[0]) < _COMMON_IN_WORDS * count


@cache
def _is_rare(syllable: str) -> bool:
    return len(syllable.encode("euc_kr", "replace")) != _WHOLE


def _is_no_han(characters: Counter[str]) -> bool:
    every = characters.total()
    if every < _FEWEST_HAN:
        return False
    usual = max(
        sum(count for char, count in characters.items() if _is_first_level(char, name)) for name in _FIRST_LEVELS
    )
    return usual < _LEVEL_ONE * every


@cache
def _is_first_level(char: str, encoding: str) -> bool:
    code = char.encode(encoding, "ignore")
    first, last = _FIRST_LEVELS[encoding]
    return len(code) > 1 and first <= code[0] <= last


def _has_no_words(words: Collection[str]) -> bool:
    for script in ("latin", "cyrillic"):
        orders = _languages(script)
        counts = Counter(letter for word in words if word[0] in orders[0] for letter in set(word))
        if counts.total() < _FEWEST_LETTERS or len(counts) < _FEWEST_DIFFERENT:
            continue
        if max(_likeness(counts, order) for order in orders) < _ALIKE:
            return True
    return False


def _likeness(counts: Counter[str], order: str) -> float:
    """The cosine between letters as they were counted and as a language has them."""
    shares = dict(zip(order, _SHARES, strict=False))
    shared = sum(count * shares.get(letter, 0.0) for letter, count in counts.items())
    return shared / (_length(counts.values()) * _length(shares.values()))


def _length(numbers: Iterable[float]) -> float:
    return math.sqrt(sum(number * number for number in numbers))


@cache
def _languages(script: str) -> list[str]:
    """The letters of each language of a script, the most frequent first."""
    rows = (files("cgq.exam.page") / "letters.tsv").read_text("utf-8").splitlines()
    table = [row.split("\t") for row in rows if not row.startswith("#")]
    return [letters for name, _, letters in table if name == script]
