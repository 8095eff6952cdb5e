"""How many questions there should be, and which are missing: the numbers of a paper must add up.

What is expected rests on the best that the file offers: its answer key, the number of questions that it announces,
or only the numbers that were found. Whatever is missing has a `gap` finding.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from cgq.exam.confidence import flagged
from cgq.exam.findings import AFTER_GAP, GAP
from cgq.exam.model import Finding, Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.exam.model import Document, Key, Question

By = Literal["key", "paper", "numbers"]

_LISTED = 20
_SURE_START = 21
_ROUND = 5
_KNOWN_SHARE = 0.9
_MOST_MORE = 2.0


def runs_of_numbers(questions: Sequence[Question]) -> list[list[Question]]:
    """The questions cut where numbering starts again: where it did, or at a lower number in another section."""
    runs: list[list[Question]] = []
    for question in questions:
        last = runs[-1][-1] if runs else None
        anew = last is not None and question.number <= last.number and question.section != last.section
        if last is None or anew or (question.number == runs[-1][0].number < last.number):
            runs.append([])
        runs[-1].append(question)
    return runs


def counted(document: Document, keys: Sequence[Key], announced: int | None = None) -> Document:
    """The document with a tally a run, and a `gap` finding for each missing number that has none yet.

    `keys` are those that were applied; `announced` is the number of questions that the paper says it has.
    """
    runs = runs_of_numbers(document.questions)
    before = [f for f in document.findings if f.code == GAP]
    told: list[Finding] = []
    tallies: list[Tally] = []
    for place, run in enumerate(runs):
        tally = _tally(run, _key_of(place, runs, keys, document.form), announced if len(runs) == 1 else None)
        tallies.append(tally)
        told += [f for f in _gaps(run, tally) if not any(_same(f, other, run) for other in before)]
    behind = {(f.page, f.number) for f in told}
    questions = tuple(flagged(q, [AFTER_GAP] if (q.page, q.number - 1) in behind else []) for q in document.questions)
    return replace(document, questions=questions, tallies=tuple(tallies), findings=(*document.findings, *told))


def _tally(run: Sequence[Question], key: Key | None, announced: int | None) -> Tally:
    found = {q.number for q in run}
    sections = {q.section for q in run}
    section = next(iter(sections)) if len(sections) == 1 else None
    first, last = min(found), max(found)
    if key is not None:
        expected = found | {a.number for a in key.answers}
        return _adding_up(section, found, expected, "key")
    start = start_of(first)
    if announced is not None and len(found) <= announced <= _MOST_MORE * len(found) and last < start + announced:
        return _adding_up(section, found, found | set(range(start, start + announced)), "paper")
    return _adding_up(section, found, found | set(range(start, last)), "numbers")


def start_of(first: int) -> int:
    """The number with which a run begins whose first known number is this: a part may begin with 21, 26 …"""
    return first if first >= _SURE_START and first % _ROUND == 1 else 1


def _adding_up(section: str | None, found: set[int], expected: set[int], by: By) -> Tally:
    missing = tuple(sorted(expected - found))
    return Tally(section=section, expected=len(expected), found=len(found), missing=missing, by=by)


def _key_of(place: int, runs: Sequence[Sequence[Question]], keys: Sequence[Key], form: str | None) -> Key | None:
    """The key of a run: the one that answers nearly all of its questions; several tables may continue each other."""
    ours = [k for k in keys if k.answers and (form is None or k.form in (None, form))]
    if not ours or (form is None and len({k.form for k in ours}) > 1):
        return None
    if len(runs) == 1 and _continuing(ours):
        ours = [replace(ours[0], answers=tuple(a for k in ours for a in k.answers))]
    if len(ours) != len(runs):
        return None
    key, found = ours[place], {q.number for q in runs[place]}
    return key if len(found & {a.number for a in key.answers}) >= _KNOWN_SHARE * len(found) else None


def _continuing(keys: Sequence[Key]) -> bool:
    numbers = [a.number for k in keys for a in k.answers]
    return numbers == sorted(set(numbers))


def _gaps(run: Sequence[Question], tally: Tally) -> Iterable[Finding]:
    """A finding a missing number; one for a long stretch and one for all before the first question."""
    because = {"key": ", which the key answers,", "paper": ", which the paper announces,", "numbers": ""}[tally.by]
    for stretch in _stretches(tally.missing):
        behind = next((q for q in run if q.number > stretch[-1]), None)
        place = behind or run[-1]
        look = f"look before question {place.number}" if behind else f"look behind question {place.number}"
        if behind and stretch[0] == 1:
            look = f"the first question found is {place.number}: look at the pages before"
        if len(stretch) > _LISTED or (behind and stretch[0] == 1):
            which = f"questions {stretch[0]}-{stretch[-1]} were" if len(stretch) > 1 else f"question {stretch[0]} was"
            yield Finding(code=GAP, message=f"{which} not found: {look}", page=place.page, number=stretch[-1])
            continue
        for number in stretch:
            message = f"question {number}{because} was not found: {look}"
            yield Finding(code=GAP, message=message, page=place.page, number=number)


def _stretches(numbers: Sequence[int]) -> list[list[int]]:
    """Numbers that count on, together."""
    stretches: list[list[int]] = []
    for number in numbers:
        if stretches and number == stretches[-1][-1] + 1:
            stretches[-1].append(number)
        else:
            stretches.append([number])
    return stretches


def _same(finding: Finding, other: Finding, run: Sequence[Question]) -> bool:
    pages = range(run[0].page, run[-1].page + 1)
    return finding.number == other.number and (other.page is None or other.page in pages)
