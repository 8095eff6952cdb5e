"""Whether two questions are one, a variant of one, or two.

Every way in which one may vary the other is scored, from what they share and what only one of them has; the highest
score decides, and is a repeat from `VARIANT` on. A score is the likeness of what should be the same under that reading:
another noun in the same sentence ("series" for "parallel") is another question, another number is not.

Tuned on every second pair of bench/labelled/knowledge and of sample_data/repeats.gold.json (bench/repeats.py).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

from cgq.bank.repeats.cases import is_same_case
from cgq.bank.repeats.options import match_options
from cgq.bank.repeats.rewording import are_exchanged, is_template, shared_words
from cgq.bank.repeats.shape import count_letters, dice

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgq.bank.repeats.options import Options
    from cgq.bank.repeats.shape import Shape

Kind: TypeAlias = Literal["verbatim", "variant"]
Way: TypeAlias = Literal["spacing", "case", "figure", "numbers", "turned", "options", "reworded", "asked", "answer"]
"""How one varies the other: white space and look-alikes alone; upper and lower case; another picture; other numbers or
names of persons; the wrong one is asked for instead of the right one; options exchanged; the stem in other words above
much the same options; the same statements asked about otherwise; the same right answer among much the same options."""

VARIANT = 0.8
"""Score from which two questions are variants: those of the labels lie at 0.84 and above, all others below 0.7."""

SUBSTITUTED = 0.5
"""What a score is multiplied by for each run of letters in one stem that stands for other letters in the other."""

OWN = 6
"""Letters that a stem has of its own, so that two with the same stem are about the same: three Korean nouns."""

OWN_LONG = 20
"""The same of a stem that tells so much that its options need not be alike: it has been asked whatever these are."""

SHARED_LETTERS = 24
"""Letters of shared options that show by themselves, under a stem of no letters of its own, that one varies the other:
two short sentences."""

BOX_LETTERS, LONG_BOX_LETTERS = 12, 40
"""Letters of boxes, the same in both, that make them about the same; and that leave no doubt."""

CONTEXT_ALIKE = 0.8
"""Dice coefficient of boxes and passages below which they count twice: the questions are about different things."""

LEAST_STEM = 0.4
"""The least likeness of two stems of one question, however they are asked."""


LONG_STEM = 400
"""Signs between the same beginning and the same end of two stems up to which they are aligned sign by sign: of a text
of few signs (a/b a/b …) that costs 8 ms, 1.8 s at 4,000 signs. Longer ones are compared by their pairs."""

MOST_BY_STEM = 1.1
"""What the likeness of stem and context is multiplied by at most, where all options are the same."""

SAME_STEM = 0.95
"""Likeness from which two stems are the same but for what turns them: a particle may differ."""

CASE = 0.99
"""Likeness of two questions that differ in upper and lower case alone."""

FIGURE = 0.9
"""Likeness of two questions with the same text and other pictures: what is asked may lie in these."""

QUANTIFIED = 4
"""Letters that a stem with numbers has beyond `OWN`: 1 + 1 and 2 + 2 are not one question with other numbers."""


BY_ANSWER, BY_OPTIONS, BY_STEM = 0.55, 0.35, 0.25
"""What the same right answer, the share of the same options and the likeness of the stems add to a score. Three options
of four are enough, whatever the stems; of three in five, or two in four, the stems must have a word in common. Of 25
labelled pairs with much the same options that are two questions, none has the same right answer."""


BY_WORDING, BY_WORDS, BY_THEIR_OPTIONS = 0.275, 0.5, 0.2
"""What makes the score of a stem in other words: these, the share of its words that both have, and the share of the
same options. With all options 0.65 of the words are enough, with three of four 0.75, with half of them 0.85. Labelled
pairs that are two questions share 0.62 at most, where they have half of their options in common and no two answers."""

LEAST_OPTIONS = 0.5  # share of options, 0 to 1
"""Share of the same options below which a stem in other words is another question."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """One question repeats another. `likeness` is the score that decided, from 0 to 1; `runner_up` the next one."""

    kind: Kind
    way: Way
    likeness: float
    runner_up: float = 0.0


def compare(one: Shape, other: Shape) -> Repeat | None:
    """How one repeats the other; None for two questions."""
    if one.reads_like(other):
        same_figures = one.figures == other.figures
        if same_figures and one.case == other.case:
            return Repeat("verbatim", "spacing", 1.0)
        return Repeat("variant", "case", CASE) if same_figures else Repeat("variant", "figure", FIGURE)
    if one.figures != other.figures:
        return None
    scores = _Pair(*sorted((one, other), key=_in_order)).scores()
    ranked = sorted(scores.items(), key=lambda score: (-score[1], score[0]))
    if not ranked or ranked[0][1] < VARIANT:
        return None
    way, likeness = ranked[0]
    return Repeat("variant", way, round(likeness, 4), round(ranked[1][1], 4) if len(ranked) > 1 else 0.0)


def _in_order(shape: Shape) -> tuple[str, ...]:
    """Which of two comes first: so they are aligned the same way, whichever came first to the bank."""
    return shape.stem.masked, *(part.dense for part in shape.options)


class _Pair:
    """Two questions next to each other: what each reading of them is worth."""

    def __init__(self, one: Shape, other: Shape) -> None:
        self._one, self._other = one, other
        self._turned = one.negative != other.negative
        self._same_boxes = self._boxes_are_same()
        self._own = min(one.own, other.own)

    def scores(self) -> dict[Way, float]:
        """The score of each way that is possible at all."""
        ways: dict[Way, Callable[[], float]] = {"answer": self._same_answer, "reworded": self._reworded}
        if self._may_be_alike() and self._may_be_enough():
            ways |= {
                "numbers": self._numbers,
                "turned": self._turn,
                "options": self._options_replaced,
                "asked": self._asked_otherwise,
            }
        scores: dict[Way, float] = {}
        for way, score in ways.items():
            found = score()
            if found:
                scores[way] = min(1.0, found)
        return scores

    def _may_be_alike(self) -> bool:
        """A bound that costs little: most pairs that share some words end here."""
        if not self._same_boxes and self._context < VARIANT:
            return False
        least = LEAST_STEM if self._same_boxes else 0.7
        if self._one.stem.masked == self._other.stem.masked:
            return True
        short, long = sorted((len(self._one.stem.masked), len(self._other.stem.masked)))
        may_be = 2 * short >= least * (short + long) and dice(self._one.stem.signs, self._other.stem.signs) >= least
        return may_be or self._words == 1

    def _may_be_enough(self) -> bool:
        """Without the same boxes no way is worth more than stem and context allow, whatever the options are."""
        return self._same_boxes or MOST_BY_STEM * self._same_question * self._context >= VARIANT

    def _numbers(self) -> float:
        """The same in other numbers: then the options are other numbers as well, or much the same."""
        told = self._own + (BOX_LETTERS if self._has_context else 0)
        same_values = self._one.numbers == self._other.numbers and self._one.names == self._other.names
        if self._turned or same_values or told < OWN + QUANTIFIED:
            return 0.0
        by_options = 1.0 if self._quantities else 0.4 + 0.6 * self._options.with_numbers
        return self._same_question * self._context * by_options

    def _turn(self) -> float:
        """The wrong one is asked for instead of the right one, of options some of which are the same."""
        if not self._turned:
            return 0.0
        if self._same_boxes:  # they say what it is about, so the stem may say it otherwise
            return (0.5 + 0.5 * self._stem) * self._context * min(1.0, 0.6 + 0.8 * self._options.share)
        if (
            self._same_question >= SAME_STEM and self._own >= OWN
        ):  # what was right is wrong now, so most options must be others
            return self._same_question * self._context * min(1.0, 0.85 + 0.4 * self._options.share)
        return self._same_question * self._context * min(1.0, 0.6 + 0.8 * self._options.share)

    def _options_replaced(self) -> float:
        """The same stem with some options replaced."""
        if self._turned:
            return 0.0
        is_stem = self._options.share == 1  # then no option is replaced, and the stem is all that may differ
        by_stem = (self._stem * self._penalty if is_stem else self._same_question) * self._context
        if self._stem == 1 and self._own >= OWN_LONG:
            return max(0.85, 0.6 + 0.4 * self._options.share) * by_stem
        if self._own >= OWN or self._same_boxes or self._options.shared_letters >= SHARED_LETTERS:
            return (0.6 + 0.5 * self._options.share) * by_stem
        return 0.0

    def _reworded(self) -> float:
        """The stem in other words, turned or not, above much the same options: not where another one is right."""
        if self._context < CONTEXT_ALIKE or self._shared_options < LEAST_OPTIONS or self._numbers_differ():
            return 0.0
        if not self._turned and self._answers_differ():
            return 0.0
        if not self._words or self._one.stem.masked == self._other.stem.masked:
            return 0.0
        return self._context * (BY_WORDING + BY_WORDS * self._words + BY_THEIR_OPTIONS * self._options.share)

    @cached_property
    def _shared_options(self) -> float:
        """The share of options that are the same in the same words."""
        mine, theirs = self._one.option_texts, self._other.option_texts
        return len(mine & theirs) / max(1, len(mine), len(theirs))

    def _numbers_differ(self) -> bool:
        return sorted(self._one.numbers) != sorted(self._other.numbers)

    def _answers_differ(self) -> bool:
        mine, its = self._one.right, self._other.right
        return mine is not None and its is not None and mine.dense != its.dense

    def _asked_otherwise(self) -> float:
        """The same boxed statements in another question, with much the same options. Numbers as options show nothing:
        many things can be counted of one table."""
        if not self._same_boxes or self._quantities or self._options.share < 0.5 or self._stem < LEAST_STEM:
            return 0.0
        by_boxes = 0.65 if self._one.box_letters >= LONG_BOX_LETTERS else 0.6
        return by_boxes + (1 - by_boxes) * (self._stem + self._options.share) / 2

    def _same_answer(self) -> float:
        """The same answer is right among much the same options: so the same is asked, in whatever words."""
        mine, its = self._one.right, self._other.right
        if mine is None or its is None or mine.dense != its.dense or not mine.is_term or self._turned:
            return 0.0
        stems = dice(self._one.stem.pairs, self._other.stem.pairs)
        return BY_ANSWER + BY_OPTIONS * self._options.share + BY_STEM * stems

    @cached_property
    def _middles(self) -> tuple[str, str]:
        """The stems, long ones without what both begin and end with."""
        one, other = self._one.stem.masked, self._other.stem.masked
        if max(len(one), len(other)) <= LONG_STEM:
            return one, other
        begin = _same_start(one, other)
        end = _same_start(one[begin:][::-1], other[begin:][::-1])
        return one[begin : len(one) - end], other[begin : len(other) - end]

    @cached_property
    def _aligned(self) -> SequenceMatcher[str] | None:
        """These sign by sign; None where they are too long."""
        if max(map(len, self._middles)) > LONG_STEM:
            return None
        return SequenceMatcher(None, *self._middles, autojunk=False)

    @cached_property
    def _stem(self) -> float:
        """The likeness of the stems, whatever their numbers."""
        one, other, matcher = self._one.stem, self._other.stem, self._aligned
        if one.masked == other.masked:
            return 1.0
        if matcher is None:
            return dice(one.pairs, other.pairs)
        total = len(one.masked) + len(other.masked)
        between = sum(map(len, self._middles))
        return (total - between + matcher.ratio() * between) / total

    @cached_property
    def _penalty(self) -> float:
        """For letters of one stem that stand in the place of others, and for words that changed places; none where
        nobody looked which stand for which."""
        matcher = self._aligned
        if matcher is None or self._one.stem.masked == self._other.stem.masked:
            return 1.0
        one, other = self._middles
        replaced = [
            (one[start:end], other[begin:stop])
            for tag, start, end, begin, stop in matcher.get_opcodes()
            if tag == "replace"
        ]
        count = sum(bool(count_letters(gone) and count_letters(came)) for gone, came in replaced)
        words = self._one.words, self._other.words
        return float(SUBSTITUTED ** max(count, is_template(*words) or are_exchanged(*words)))

    @cached_property
    def _same_question(self) -> float:
        """The likeness of the stems as questions: where all that one names the other names too it is the same one, and
        so it is where both tell one case."""
        by_signs = self._stem * self._penalty
        if by_signs >= SAME_STEM:
            return by_signs
        return SAME_STEM if self._words == 1 or self._is_same_case() else by_signs

    def _is_same_case(self) -> bool:
        is_other = self._answers_differ() and not self._numbers_differ()
        return not is_other and is_same_case(self._one.asked, self._other.asked)

    @cached_property
    def _words(self) -> float:
        """How much of what the stems name both of them name."""
        return shared_words(self._one.words, self._other.words)

    @cached_property
    def _context(self) -> float:
        """The likeness of boxes and passages, whatever their numbers."""
        if self._one.context == self._other.context:
            return 1.0
        found = dice(self._one.context_pairs, self._other.context_pairs)
        return found if found >= CONTEXT_ALIKE else found * found

    @property
    def _has_context(self) -> bool:
        return bool(self._one.context)

    def _boxes_are_same(self) -> bool:
        if self._one.box_letters < BOX_LETTERS:
            return False
        return Counter(part.dense for part in self._one.boxes) == Counter(part.dense for part in self._other.boxes)

    @cached_property
    def _options(self) -> Options:
        return match_options(self._one, self._other)

    @cached_property
    def _quantities(self) -> bool:
        """Are the options of both quantities, most of them?"""
        return all(
            2 * sum(option.is_quantity for option in shape.options) >= max(1, len(shape.options))
            for shape in (self._one, self._other)
        )


def _same_start(one: str, other: str) -> int:
    """How many signs both begin with."""
    return next(
        (n for n, (mine, its) in enumerate(zip(one, other, strict=False)) if mine != its), min(len(one), len(other))
    )
