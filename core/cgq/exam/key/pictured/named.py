"""The name drawn above a table, from the shapes of its characters: its session (`2교시`) and its form (`A형`).

A digit is compared with the digits that the table's own numbers have labelled; the words 교시 and 형 and the letters
of forms with samples of a dozen fonts. What is not much more like one sign than like any other is not read, and a
strip that names two sessions or two forms names none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cgq.exam.key.pictured.blobs import blobs_of
from cgq.exam.key.pictured.shapes import distances
from cgq.exam.key.pictured.signs import nearest_double, nearest_single
from cgq.exam.key.pictured.strip import double_shape, single_shape
from cgq.exam.signs.forms import bare_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.exam.key.pictured.blobs import Box
    from cgq.exam.key.pictured.ink import Ink
    from cgq.exam.key.pictured.shapes import Floats
    from cgq.exam.key.pictured.signs import Sign
    from cgq.exam.key.pictured.strip import Line

_SESSION, _ORDINAL = "교시", "제"
_FORM_WORDS = ("형", "책형")
_NAMELESS = ("정답", "답안", "번호", "문항")
"""Words above a table that do not tell which one it is."""
_SINGLE_FORMS, _DOUBLE_FORMS = tuple("ABCD가나다라"), ("홀수", "짝수")
_DIGITS = "0123456789"
_HOLES = {"A": 1, "B": 2, "C": 0, "D": 1}
"""How many grounds a letter encloses (A and D by their feet: two runs of ink, or one)."""
_FEET = {"A": 2, "D": 1}
_SMALLEST_HOLE = 3
"""In dots; smaller ones are noise."""
_DIGIT_HEIGHT = 0.5
"""How high a character is at least, in heights of its line."""
_SINGLE_WIDTH, _DOUBLE_WIDTH = (0.05, 1.4), (1.2, 2.7)
"""How wide one character may be, and two, in heights of the line."""
_WORD_GAP = 0.28
"""From which gap on two pieces are in two words, in heights of the line."""
_NEAR_GAP = 1.2
"""A comma or a dash up to this far before a character joins it to what is before, in heights of the line."""
_BRACKET = (0.8, 0.4)
"""A bracket is at least so high and at most so wide, in heights of the line."""
_FARTHEST_DIGIT, _NEARER_DIGIT = 0.25, 0.6
"""How far a digit may be from the table's likest one, and how much nearer than any other digit it must be."""


@dataclass(frozen=True, slots=True)
class DigitShapes:
    """The characters of a table whose digits its numbering has proven."""

    digits: tuple[int, ...] = ()
    shapes: tuple[Floats, ...] = ()

    def digit_of(self, shape: Floats) -> int | None:
        """The digit that a shape is much more like than any other; None where there is none."""
        if not self.shapes:
            return None
        away = distances([shape], self.shapes)[0]
        nearest = np.full(10, np.inf)
        np.minimum.at(nearest, np.array(self.digits), away)
        best = int(nearest.argmin())
        sure = nearest[best] <= _FARTHEST_DIGIT and nearest[best] <= _NEARER_DIGIT * np.delete(nearest, best).min()
        return best if sure else None


@dataclass(frozen=True, slots=True)
class DrawnName:
    """The session and the form that a strip names, as far as they were read; `is_whole` when nothing else is
    written there that could name the table."""

    session: str | None = None
    form: str | None = None
    is_whole: bool = True


def name_in(ink: Ink, lines: Sequence[Line], digits: DigitShapes) -> DrawnName:
    """What some lines of drawn writing name."""
    found = [_Reading(ink, line, digits) for line in lines]
    sessions = {session for reading in found for session in reading.sessions()}
    forms = {form for reading in found for form in reading.forms()}
    return DrawnName(_only(sessions), _only(forms), all(reading.is_known() for reading in found))


def _only(names: set[str | None]) -> str | None:
    """The one name; None for none, for several, and where one of them is doubtful."""
    return next(iter(names)) if len(names) == 1 else None


class _Reading:
    """One line, and the signs that its pieces may be: by the first piece and the one behind the last."""

    def __init__(self, ink: Ink, line: Line, digits: DigitShapes) -> None:
        self._ink, self._line, self._digits = ink, line, digits
        windows = [
            (first, end, box)
            for first in range(len(line.pieces))
            for end, box in line.windows(first)
            if box[3] - box[1] >= _DIGIT_HEIGHT * line.high
        ]
        single = [w for w in windows if self._is_wide(w[2], _SINGLE_WIDTH)]
        double = [w for w in windows if self._is_wide(w[2], _DOUBLE_WIDTH)]
        self._windows = single
        self._single = _sure(single, nearest_single([single_shape(ink, box) for *_, box in single]))
        self._double = _sure(double, nearest_double([double_shape(ink, box) for *_, box in double]))

    def _is_wide(self, box: Box, limits: tuple[float, float]) -> bool:
        return limits[0] <= (box[2] - box[0]) / self._line.high <= limits[1]

    def sessions(self) -> Iterable[str | None]:
        """The number before each 교시; None for one that is no single sure digit."""
        for (first, _), text in self._double.items():
            if text == _SESSION:
                yield self._session_before(first)

    def _session_before(self, first: int) -> str | None:
        at = first - 1
        if at < 0 or not (self._is_ordinal(at) or (self._begins(at) and not self._is_digit(at - 1, at))):
            return None
        digit = self._digits.digit_of(single_shape(self._ink, self._line.pieces[at]))
        sampled = self._single.get((at, first))
        if digit is None and sampled is not None and sampled.isdigit():
            digit = int(sampled)
        at_odds = sampled is not None and sampled.isdigit() and int(sampled) != digit
        return None if digit is None or at_odds or digit == 0 else str(digit)

    def _is_digit(self, before: int, at: int) -> bool:
        """Whether the piece before one is a digit, near enough to begin a number: a 1 leaves wide gaps."""
        if before < 0 or self._line.pieces[at][0] - self._line.pieces[before][2] > _NEAR_GAP * self._line.high:
            return False
        sampled = self._single.get((before, at), "")
        shape = single_shape(self._ink, self._line.pieces[before])
        return sampled.isdigit() or sampled == "I" or self._digits.digit_of(shape) is not None

    def _is_ordinal(self, at: int) -> bool:
        """Whether 제 ends right before a piece and begins a word."""
        return any(
            end == at and text == _ORDINAL and self._begins(first) for (first, end), text in self._single.items()
        )

    def forms(self) -> Iterable[str | None]:
        """What is named before each 형 and 책형; None where that is doubtful."""
        words = [(first, text) for (first, _), text in (*self._single.items(), *self._double.items())]
        for first, text in words:
            if text in _FORM_WORDS:
                found = self._forms_before(first)
                if found:
                    yield found[0] if len(found) == 1 else None

    def is_known(self) -> bool:
        """Whether all of the line is read: a session, a form, or words that name no table."""
        known = [(first - 1, end) for (first, end), text in self._double.items() if text == _SESSION]
        known += [span for span, text in self._single.items() if text in (*_SINGLE_FORMS, *_FORM_WORDS, _ORDINAL)]
        known += [span for span, text in self._double.items() if text in (*_DOUBLE_FORMS, *_FORM_WORDS, *_NAMELESS)]
        covered = {piece for first, end in known for piece in range(first, end)}
        tall = (n for n, box in enumerate(self._line.pieces) if box[3] - box[1] >= _DIGIT_HEIGHT * self._line.high)
        return covered.issuperset(tall)

    def _forms_before(self, last: int) -> list[str | None]:
        found: list[str | None] = []
        for (first, end), text in (*self._letters_before(last), *self._double.items()):
            if end != last or text not in (*_SINGLE_FORMS, *_DOUBLE_FORMS):
                continue
            whole = (self._begins(first) and not self._is_listed(first)) or self._follows_session(first)
            found.append(bare_form(text) if whole and self._has_holes(text, first, end) else None)
        return found

    def _letters_before(self, last: int) -> list[tuple[tuple[int, int], str]]:
        """The signs of one character that end there. They must be likest of all, but need not be much liker than
        digits, which name no form: B is like 8."""
        near = [window for window in self._windows if window[1] == last]
        shapes = [single_shape(self._ink, box) for *_, box in near]
        likest = [sign.text for sign in nearest_single(shapes)]
        among_letters = nearest_single(shapes, _DIGITS)
        return [
            ((first, end), sign.text)
            for (first, end, _), sign, text in zip(near, among_letters, likest, strict=True)
            if sign.is_sure and sign.text == text
        ]

    def _is_listed(self, at: int) -> bool:
        """Whether the word before is a letter of another form: "A B형"."""
        if at == 0 or self._line.pieces[at][0] - self._line.pieces[at - 1][2] > _NEAR_GAP * self._line.high:
            return False
        return self._single.get((at - 1, at)) in _HOLES

    def _follows_session(self, at: int) -> bool:
        return any(end == at and text == _SESSION for (_, end), text in self._double.items())

    def _has_holes(self, text: str, first: int, end: int) -> bool:
        """Whether a Latin letter encloses as many grounds as it should."""
        if text not in _HOLES:
            return True
        if end != first + 1:
            return False
        x0, y0, x1, y1 = self._line.pieces[first]
        own = self._ink.mask[y0:y1, x0:x1]
        grounds, _ = blobs_of(np.pad(~own, 1, constant_values=True))
        holes = sum(1 for ground in grounds if ground.area >= _SMALLEST_HOLE) - 1
        foot = own[-max(1, len(own) // 8) :].any(axis=0)
        feet = int(np.count_nonzero(np.diff(np.concatenate(([False], foot, [False])).astype(np.int8)) == 1))
        return holes == _HOLES[text] and feet == _FEET.get(text, feet)

    def _begins(self, at: int) -> bool:
        """Whether a piece begins a word, and no comma or dash joins that word to the one before."""
        if at == 0:
            return True
        before, box, high = self._line.pieces[at - 1], self._line.pieces[at], self._line.high
        gap, tall = box[0] - before[2], before[3] - before[1]
        if tall < _DIGIT_HEIGHT * high:
            return gap > _NEAR_GAP * high
        if gap >= _WORD_GAP * high:
            return True
        is_bracket = tall >= _BRACKET[0] * high and before[2] - before[0] <= _BRACKET[1] * high
        return is_bracket and (at == 1 or before[0] - self._line.pieces[at - 2][2] >= _WORD_GAP * high)


def _sure(windows: Sequence[tuple[int, int, Box]], signs: Sequence[Sign]) -> dict[tuple[int, int], str]:
    return {(first, end): sign.text for (first, end, _), sign in zip(windows, signs, strict=True) if sign.is_sure}
