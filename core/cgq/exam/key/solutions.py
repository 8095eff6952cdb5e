"""Numbered solutions behind the questions: "1. 정답 ④ 해설 …", one after another."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.exam.geometry import Span, around, places_of
from cgq.exam.key.captions import is_caption
from cgq.exam.key.in_turn import read_in_turn
from cgq.exam.key.look_alikes import in_one_alphabet
from cgq.exam.key.names import Names, names_above
from cgq.exam.key.repeated import LONGEST, MOST_SKIPPED, repeated_answers
from cgq.exam.model import Key, KeyAnswer, Place
from cgq.exam.page.script import joined
from cgq.exam.signs.alphabets import marker_value
from cgq.exam.signs.answers import ANSWERS_BELOW, EXPLANATION_HEAD, NUMBERED_ANSWER, UNSAID_ANSWER
from cgq.exam.signs.conclusions import conclusions_of
from cgq.exam.signs.labels import NAME
from cgq.exam.signs.markers import question_number
from cgq.exam.signs.sections import is_section_head
from cgq.exam.signs.values import RING, joins_on, parse_answer, read_answer
from cgq.exam.signs.verdicts import is_spoken_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line

_FEWEST = 3
_EXPLAINED = 0.5
_LONE_NUMBER = re.compile(r"^\s*\D{0,12}\d{1,3}\s?[.)번]?\s*$")
_NUMBERED = re.compile(r"\d")
_RING = re.compile(RING)
_SAME_ROW = 1.0
"""Points between the baselines of one row: the parts of a line that was cut have the same."""
_HEADINGS = 3
"""Lines above a run of solutions in which its form is looked for: a title, a session, a form."""
_NUMBER = re.compile(r"^\s*\D{0,12}?\d{1,3}\s?[.):：번]*\s*")
_SENTENCE = re.compile(r"[^.!?。]+")
_NAMED = re.compile(NAME)
_PUNCTUATION = " .,:;)–—-"


@dataclass(frozen=True, slots=True)
class _Head:
    """The cell of a line in which a solution begins: its answer as printed, from `start` to before `end`, and before
    what the cell ends; `named`: a word, or a pattern that repeats, calls it an answer."""

    line: int
    cell: int
    number: int
    answer: str
    start: int
    end: int
    stop: int
    named: bool


@dataclass(slots=True)
class Solutions:
    """One run of solutions: answers in order, the places of their explanations by number, the lines that they take
    up."""

    answers: list[KeyAnswer] = field(default_factory=list[KeyAnswer])
    places: dict[int, tuple[Place, ...]] = field(default_factory=dict[int, tuple[Place, ...]])
    lines: list[int] = field(default_factory=list[int])
    names: Names = field(default_factory=Names)

    @property
    def explanations(self) -> dict[int, str]:
        """The explanations that are not empty, by number."""
        return {answer.number: answer.explanation for answer in self.answers if answer.explanation}

    @property
    def key(self) -> Key:
        names = self.names
        answers = tuple(self.answers)
        key = Key(answers=answers, form=names.form, session=names.session, subject=names.subject)
        return read_in_turn(in_one_alphabet(key))


def read_solutions(lines: Sequence[Line]) -> list[Solutions]:
    """Runs of numbered solutions that count on by one; shorter ones are chance.

    What nothing but its place calls an answer must stand under a heading of answers and be explained: else it is
    a row of a table.
    """
    lines = _with_numbers_joined(lines)
    heads = _heads(lines)
    across = _runs(sorted(heads, key=lambda head: (head.line, head.start)))
    downwards = _runs(sorted(heads, key=lambda head: (head.cell, head.line)))
    found = [(run, _solutions(run, lines)) for run in min(across, downwards, key=len) if len(run) >= _FEWEST]
    return [s for run, s in found if run[0].named or len(s.explanations) >= _EXPLAINED * len(s.answers)]


def _with_numbers_joined(lines: Sequence[Line]) -> list[Line]:
    """The lines, as many as before: a number that stands apart from the rest of its row has it on its own line."""
    rows = list(lines)
    for index, (line, after) in enumerate(pairwise(lines)):
        same = (line.page, line.column) == (after.page, after.column) and abs(line.base - after.base) < _SAME_ROW
        if same and _LONE_NUMBER.match(line.text) and after.text:
            rows[index] = _joined_lines(line, after)
            rows[index + 1] = replace(after, text="", xs=(), ends=())
    return rows


def _joined_lines(line: Line, after: Line) -> Line:
    text = f"{line.text} {after.text}"
    xs, ends = (*line.xs, line.ends[-1], *after.xs), (*line.ends, after.xs[0], *after.ends)
    return replace(line, text=text, xs=xs, ends=ends, box=around([line.box, after.box]))


def _runs(heads: Sequence[_Head]) -> list[list[_Head]]:
    """Heads whose numbers count on; where a pattern calls them answers, one or two may have been left out."""
    runs: list[list[_Head]] = []
    for head in heads:
        last = runs[-1][-1] if runs else None
        most = MOST_SKIPPED if last is not None and last.named and head.named else 1
        if last is not None and 0 < head.number - last.number <= most and head.line - last.line <= LONGEST:
            runs[-1].append(head)
        else:
            runs.append([head])
    return runs


def _heads(lines: Sequence[Line]) -> list[_Head]:
    below = False
    heads: list[_Head] = []
    for index, line in enumerate(lines):
        below = below or bool(ANSWERS_BELOW.match(line.text))
        if not _NUMBERED.search(line.text):
            continue
        said = NUMBERED_ANSWER.match(line.text)
        match = said or (UNSAID_ANSWER.match(line.text) if below else None)
        if match is not None:
            stop = len(line.text)
            rest = line.text[match.end(2) :]
            goes_on = joins_on(rest) if said else parse_answer(rest) is not None
            # Part of an answer would be another one: the cell is refused.
            answer = "" if goes_on else match[2]
            heads.append(_Head(index, 0, int(match[1]), answer, *match.span(), stop, said is not None))
    named_lines = {head.line for head in heads if head.named}
    repeated = [r for r in repeated_answers(lines) if r.cell or r.line not in named_lines]
    lone = {(one.line, one.cell) for one in repeated}
    kept = [head for head in heads if (head.line, head.cell) not in lone]
    return kept + [_Head(r.line, r.cell, r.number, r.answer, r.start, r.end, r.stop, named=True) for r in repeated]


def _solutions(heads: Sequence[_Head], lines: Sequence[Line]) -> Solutions:
    found = Solutions(names=_names_above(heads[0].line, lines))
    alone = len({head.line for head in heads}) == len(heads) and not _stand_among_questions(heads, lines)
    ends = [*(head.line for head in heads[1:]), _end(heads[-1].line, lines)]
    for head, end in zip(heads, ends, strict=True):
        at, line = head.line, lines[head.line]
        box = places_of("answer", [Span(at, head.start, head.end)], lines)[0].bbox
        behind = [Span(at, head.end, head.stop)]
        if alone:
            behind += [Span(i, 0, len(lines[i].text)) for i in range(at + 1, end)]
        rest = joined(lines[span.line].text[span.start : span.stop] for span in behind)
        answer = _answer(head, line, rest)
        accepted, mode = read_answer(answer) or ((), "any")
        explanation = EXPLANATION_HEAD.sub("", rest, count=1).lstrip(_PUNCTUATION)
        if explanation:
            found.places[head.number] = places_of("explanation", behind, lines)
        found.answers.append(
            KeyAnswer(
                number=head.number,
                accepted=accepted,
                mode=mode,
                page=line.page,
                bbox=box,
                evidence="solution",
                sign=answer.strip(),
                behind=line.text[head.end : head.stop],
                explanation=explanation,
            )
        )
        found.lines.extend(span.line for span in behind)
    if all(_goes_through_options(answer) for answer in found.answers):
        found.answers = [replace(answer, accepted=(), sign="") for answer in found.answers]
    return found


def _goes_through_options(answer: KeyAnswer) -> bool:
    """Whether a solution begins with the first option and goes on to the second: "① … ② …" of each question is no
    run of first options."""
    first = answer.sign.strip("() ")
    if answer.accepted != (1,) or len(first) != 1:
        return False
    second = re.escape(chr(ord(first) + 1))
    return bool(re.search(rf"(?<![^\W_]){second}(?![A-Za-z\d])", answer.explanation))


def _answer(head: _Head, line: Line, rest: str) -> str:
    """The answer as printed; that of the one conclusion, or none, where the words only speak of the first sign."""
    if not head.answer:
        # What could not be read whole may be a sentence; a conclusion further on would hide the part that was not read.
        first = _SENTENCE.match(_NUMBER.sub("", line.text[head.start : head.stop], count=1))
        return _concluded(first[0] if first else "")
    before = line.text[head.start : head.end].rpartition(head.answer)[0]
    printed = line.text[head.end : head.stop]
    gap = printed[: len(printed) - len(printed.lstrip())]
    if not is_spoken_of(head.answer, before, gap + rest.lstrip(), named=bool(_NAMED.search(before))):
        return head.answer
    return _concluded(rest)


def _concluded(text: str) -> str:
    """The sign that the one conclusion of a text names; empty where there is none, or several that differ."""
    stated = {options: sign for sign, options in conclusions_of(text)}
    return next(iter(stated.values())) if len(stated) == 1 else ""


def _stand_among_questions(heads: Sequence[_Head], lines: Sequence[Line]) -> bool:
    """Whether a question stands between any two of the heads, so that each is a label below its own: what follows it
    does not explain it."""
    return all(_holds_question(lines[head.line + 1 : after.line]) for head, after in pairwise(heads))


def _holds_question(between: Sequence[Line]) -> bool:
    """Whether a line that begins like a question is followed by its options: a first and a second at the start of
    lines, or all on one."""
    start = next((n for n, line in enumerate(between) if question_number(line.text) is not None), len(between))
    texts = [line.text for line in between[start + 1 :]]
    signs = [marker_value(text) for text in texts]
    on_one_line = any(sign == 1 and len(_RING.findall(text)) > 2 for sign, text in zip(signs, texts, strict=True))
    return 1 in signs and (2 in signs or 3 in signs or on_one_line)


def _names_above(head: int, lines: Sequence[Line]) -> Names:
    """The form and the session that the headings right above a run of solutions name; a subject is not asked for, for
    what stands there may be the end of the text before."""
    above: list[str] = []
    for line in reversed(lines[max(0, head - _HEADINGS) : head]):
        if not is_caption(line) and names_above([line.text]).form is None:
            break
        above.insert(0, line.text)
    return replace(names_above(above), subject=None)


def _end(head: int, lines: Sequence[Line]) -> int:
    """The last solution goes on to the next section's head or to the end."""
    following = range(head + 1, min(len(lines), head + 1 + LONGEST))
    return next((i for i in following if is_section_head(lines[i])), following.stop)
