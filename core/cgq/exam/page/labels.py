"""Answer labels that stand on the line of a stem or an option become lines of their own, right behind it.

"④ sixteen   [정답] ②" would else be an option that says [정답], or end in a fifth one. A label is parted only where it
is set apart, by a wide gap or by brackets, or where a whole paper ends its lines so; and only if what it says is an
answer to its end.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cgq.exam.geometry import WORD_JOINER
from cgq.exam.page.lines import WIDE_GAP
from cgq.exam.signs.alphabets import marker_value, narrow
from cgq.exam.signs.answers import EXPLANATION_HEAD
from cgq.exam.signs.labels import BULLET, NAME, OPEN, label_at, may_hold_label
from cgq.exam.signs.values import RING, ROMAN
from cgq.exam.vocabulary import any_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.signs.labels import Label

_START = re.compile(rf"(?:^|(?<=\s)|(?={OPEN}))(?={BULLET}{OPEN}?\s*{NAME})")
_OPENS = re.compile(OPEN)
_LOWER_LATIN = re.compile(r"\s*[a-z]")
_MARKER_ALONE = re.compile(
    rf"\W*(?:{any_of('question_words', 'ordinal_words')}\s*)?\W*"
    rf"(?:{RING}|\d{{1,4}}|{ROMAN}|[^\W\d_])?\s*{any_of('question_counters')}?\W*",
    re.IGNORECASE,
)
_COPULA = re.compile(rf"(?<![^\W\d_])(?i:{any_of('answer_copulas')})\s*[.:]?\s*$")
_FIRST_OPTION = re.compile(r"\s*(①|[(\[]?\s?(?:[Aa1가アА])\s?[.)\]:](?!\d))")
"""The sign of a first option at the start of a line: each question has one, however its others are set."""
_FEWEST_ALIKE = 3
"""So many labels of one name that choose different options make a habit of what could once be chance."""
_NEXT_LINE = 2.0
"""Ems from one line of an explanation to the next at most; most papers set 1.2 to 1.8."""
_SAME_EDGE = 0.3
"""Ems by which the left edges of the lines of an explanation differ at most."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A label on the line `line`, from `start` to before `stop`; `set_off` tells what sets it apart: brackets or a wide
    gap, or nothing but its place at the end of the line."""

    line: int
    start: int
    stop: int
    label: Label
    set_off: bool
    worded: bool = False
    """Whether it is a sentence in words at the end of the line ("The answer is B."): text like any other, but for a
    paper that ends most of its questions so."""

    @property
    def sure(self) -> bool:
        return self.set_off and self.label.sure and self.label.parsed is not None


def with_labels_parted(lines: Sequence[Line]) -> list[Line]:
    """The lines, with each label that stands beside other text as a line of its own behind that text's."""
    found = {label.line: label for label in _believed(_found_in(lines), _count_questions(lines))}
    parted: list[Line] = []
    beside: list[Line] = []
    for n, line in enumerate(lines):
        pieces = _parted(line, found[n]) if n in found else _parted_below(line, beside)
        if n in found:
            beside = pieces[1:] if _is_explained(pieces[1:]) else []
        elif len(pieces) > 1:
            at = len(parted) - parted[::-1].index(beside[-1])
            parted.insert(at, pieces.pop())
            beside.append(parted[at])
        else:
            beside = []
        parted += pieces
    return parted


def _is_explained(beside: Sequence[Line]) -> bool:
    """Whether an explanation stands behind a label that was parted, on the same line."""
    label = label_at(beside[0].text)
    return len(beside) > 1 or (label is not None and not label.alone(beside[0].text))


def _parted_below(line: Line, beside: Sequence[Line]) -> list[Line]:
    """A line and what goes on in it with the explanation beside the line above: a last cell at the left edge of that,
    or of its label, right below."""
    at = line.text.rfind(WIDE_GAP) + 1
    if not beside or not at or not line.text[:at].strip():
        return [line]
    above, x = beside[-1], line.xs[at]
    near = (above.page, above.column) == (line.page, line.column) and line.base - above.base <= _NEXT_LINE * line.em
    aligned = any(abs(x - piece.x0) <= _SAME_EDGE * line.em for piece in beside)
    if not near or not aligned or marker_value(line.text[at:]):
        return [line]
    return [_of(line, range(len(line.text[:at].rstrip()))), _of(line, range(at, len(line.text)))]


def _found_in(lines: Sequence[Line]) -> list[_Found]:
    return [label for n in range(len(lines)) for label in _on(lines, n)]


def _count_questions(lines: Sequence[Line]) -> int:
    """About how many questions the lines hold: how often a line begins with the commonest sign of a first option."""
    signs = Counter(found[1] for line in lines if (found := _FIRST_OPTION.match(narrow(line.text))) is not None)
    return max(signs.values(), default=0)


def was_parted(lines: Sequence[Line], n: int) -> bool:
    """Whether a line was parted from the one before it."""
    if not n:
        return False
    before, line = lines[n - 1], lines[n]
    alike = (before.page, before.column, before.base) == (line.page, line.column, line.base)
    return alike and label_at(line.text) is not None


def _on(lines: Sequence[Line], n: int) -> list[_Found]:
    """The one label on a line beside other text; none where there are several, as in a row of a table."""
    text = narrow(lines[n].text)
    if not may_hold_label(text):
        return []
    spread = _spread_label(text, n)
    if spread is not None:
        return [spread]
    found = [label for start, stop in _segments(text) if (label := _label_in(text, start, stop, n)) is not None]
    return found if len(found) == 1 and _is_text(text[: found[0].start]) else []


def _spread_label(text: str, n: int) -> _Found | None:
    """The label at the end of a line whose words are set apart by wide gaps: "정    답    ②"."""
    for start, stop in list(_segments(text))[1:]:
        label = label_at(text[start:].rstrip(" " + WORD_JOINER).replace(WIDE_GAP, " "))
        if label is None or label.parsed is None or not label.alone(text[start:]):
            continue
        value = text[start + label.value[0] : start + label.value[1]]
        if start + label.value[0] > stop + 1 and WIDE_GAP not in value and _is_text(text[:start]):
            return _Found(n, start, len(text), label, set_off=True)
    return None


def _segments(text: str) -> Iterator[tuple[int, int]]:
    """The pieces of a line between its wide gaps."""
    start = 0
    for segment in text.split(WIDE_GAP):
        yield start, start + len(segment)
        start += len(segment) + 1


def _label_in(text: str, start: int, stop: int, n: int) -> _Found | None:
    """The label in a piece of a line; its value may be the next piece, where that is the last."""
    for head in _START.finditer(text, start, stop):
        found = _label_from(text, head.start(), start, stop, n)
        if found is not None:
            return found
    return None


def _label_from(text: str, at: int, start: int, stop: int, n: int) -> _Found | None:
    """The label that starts at a place of a piece, if it reaches to the end of that, or of its own brackets."""
    at_gap = start > 0 and not text[start:at].strip()
    label = label_at(text[at:stop])
    if (label is None or label.blank) and at_gap and text.count(WIDE_GAP, stop) == 1:
        stop = len(text)
        label = label_at(text[at:stop])
    if label is None or label.blank:
        return None
    ends = at + label.stop
    bracketed = _OPENS.match(text, at) is not None
    enclosed = bracketed and label.stop > label.value[1]
    behind = text[ends:stop].strip(" " + WORD_JOINER)
    if behind and not enclosed and not EXPLANATION_HEAD.match(behind):
        if not (at_gap and label.sure):
            return None
        ends = at + len(text[at:stop].rstrip())  # what stands behind it explains it, or says that it is not read
    if at_gap or bracketed:
        return _Found(n, at, ends, label, set_off=True)
    if label.parsed is None or _LOWER_LATIN.match(text, at):
        return None
    if label.sure:
        return _Found(n, at, ends, label, set_off=False)
    worded = not text[ends:].strip(" ." + WORD_JOINER) and _COPULA.search(text[at : at + label.value[0]])
    return _Found(n, at, ends, label, set_off=False, worded=True) if worded else None


def _is_text(before: str) -> bool:
    """Whether what stands before a label is more than the marker of an option or the number of a question: behind
    these alone it is what the option says, or an entry of a key."""
    return _MARKER_ALONE.fullmatch(before) is None


def _believed(every: Sequence[_Found], questions: int) -> list[_Found]:
    """The labels that are sure, and those that are like enough others; sentences in words where most of so many
    questions end in one."""
    found = [one for one in every if not one.worded]
    worded = [one for one in every if one.worded]
    if _is_habit(worded) and 2 * len(worded) >= questions:
        return [*_kept(found), *worded]
    return _kept(found)


def _kept(found: Sequence[_Found]) -> list[_Found]:
    loose: dict[str, list[_Found]] = defaultdict(list)
    alike: Counter[str] = Counter()
    for one in found:
        alike[one.label.name] += one.set_off and one.label.sure
        if not one.sure and one.label.parsed is not None and (one.label.sure or not one.label.shared):
            loose[one.label.name].append(one)
    habits = {name for name, ones in loose.items() if _is_habit(ones)}
    kept: list[_Found] = []
    for one in found:
        name = one.label.name
        often = name in habits or alike[name] >= _FEWEST_ALIKE
        if one.sure or (often and (one.set_off or one.label.parsed is not None)):
            kept.append(one)
    return kept


def _is_habit(alike: Sequence[_Found]) -> bool:
    return len(alike) >= _FEWEST_ALIKE and len({label.label.parsed for label in alike}) > 1


def _parted(line: Line, found: _Found) -> list[Line]:
    """A line in two: its text without the label, and the label; an explanation behind this makes a third."""
    within = range(found.start, found.stop)
    if EXPLANATION_HEAD.match(line.text[found.stop :]):
        behind = [_of(line, range(found.start, found.stop)), _of(line, range(found.stop, len(line.text)))]
        return [_of(line, range(len(line.text[: found.start].rstrip()))), *behind]
    rest = [*range(found.start), *range(found.stop, len(line.text))]
    both = line.text[found.start - 1 : found.start].isspace() and line.text[found.stop : found.stop + 1].isspace()
    if both:
        rest.remove(found.start - 1)
    while rest and line.text[rest[-1]].isspace():
        rest.pop()
    kept = _of(line, rest)
    if line.text.endswith(WORD_JOINER):
        kept = replace(
            kept, text=kept.text + WORD_JOINER, xs=(*kept.xs, kept.ends[-1]), ends=(*kept.ends, kept.ends[-1])
        )
    return [kept, _of(line, list(within))]


def _of(line: Line, indexes: Sequence[int]) -> Line:
    """The characters of a line at some indexes, as a line."""
    text = "".join(line.text[n] for n in indexes)
    xs, ends = tuple(line.xs[n] for n in indexes), tuple(line.ends[n] for n in indexes)
    box = (min(xs), line.box[1], max(ends), line.box[3])
    return replace(line, text=text, xs=xs, ends=ends, box=box)
