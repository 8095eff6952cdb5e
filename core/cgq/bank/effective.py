"""A paper as the bank holds it: what was read of it, with what people decided about it.

A pure function of readings and decisions, so that the bank is the same in whatever order they came.
A decision is for the question that the person saw. A better reading may move it (its section is
recognised now) or read it otherwise; then it is found again by its text, and where what is read now
contradicts what was decided on, the question asks for review again instead of mixing two questions.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cgq.bank.change import over
from cgq.bank.edits import Edit, Spot
from cgq.bank.resemblance import alike, pairs_of
from cgq.bank.text import text_of
from cgq.exam.findings import READING_CHANGED, READING_GONE
from cgq.exam.identity import normalise, option_identity, option_order, question_hash
from cgq.exam.model import Question

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cgq.exam.identity import OptionIdentity
    from cgq.exam.model import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A question in its paper. `reading` counts the readings from 0; None for one that a person added.

    `edit` is the decision that holds for it; `reviewed` says that the decision was for what is read now.
    """

    question: Question
    spot: Spot
    reading: int | None = None
    edit: int | None = None
    reviewed: bool = False


def spots(readings: Sequence[Question]) -> list[Spot]:
    """The spot of each reading; one printed twice under one number is told apart by its order."""
    seen: Counter[tuple[str, int]] = Counter()
    found: list[Spot] = []
    for question in readings:
        key = (question.section or "", question.number)
        seen[key] += 1
        found.append(Spot(*key, seen[key]))
    return found


def effective(readings: Sequence[Question], edits: Sequence[Edit]) -> tuple[Placed, ...]:
    """The questions of a paper in its order, without the rejected ones, with those that people added."""
    where = spots(readings)
    decided = _matched(readings, where, edits)
    placed: list[Placed] = []
    for index, question in enumerate(readings):
        edit = decided.get(index)
        if edit is None:
            placed.append(Placed(question=question, spot=where[index], reading=index))
        elif edit.verdict == "accept":
            placed.append(_overlaid(question, edit, where[index], index))
    found = {edit.id for edit in decided.values()}
    for edit in sorted(edits, key=lambda edit: (edit.spot, edit.id)):
        if edit.id not in found and edit.verdict == "accept":
            _insert(placed, _by_itself(edit, occupied=edit.spot in where))
    return tuple(placed)


def decisions_found(readings: Sequence[Question], edits: Sequence[Edit]) -> set[int]:
    """The ids of the decisions that are for one of these readings."""
    return {edit.id for edit in _matched(readings, spots(readings), edits).values()}


def decided_on(edit: Edit) -> Question:
    """The question as the person left it."""
    before = edit.before or Question(number=edit.spot.number, section=edit.spot.section or None, stem="")
    return over(before, edit.change)


def _matched(readings: Sequence[Question], where: Sequence[Spot], edits: Sequence[Edit]) -> dict[int, Edit]:
    """Reading -> the decision for it. The surest strategies to know a question again are tried first, for all."""
    if not edits:
        return {}
    hashes = [question_hash(question) for question in readings]
    known = {edit.id: hashes_of(edit) for edit in edits}
    strategies: tuple[Callable[[Edit, int], bool], ...] = (
        lambda edit, index: where[index] == edit.spot and hashes[index] in known[edit.id],
        lambda edit, index: hashes[index] in known[edit.id],
        lambda edit, index: where[index] == edit.spot and is_alike(readings[index], edit),
        lambda edit, index: where[index].number == edit.spot.number and is_alike(readings[index], edit),
    )
    matched: dict[int, Edit] = {}
    waiting = sorted(edits, key=lambda edit: edit.id)
    for strategy in strategies:
        for edit in tuple(waiting):
            found = [index for index in range(len(readings)) if index not in matched and strategy(edit, index)]
            if len(found) == 1:
                matched[found[0]] = edit
                waiting.remove(edit)
    return matched


def hashes_of(edit: Edit) -> set[str]:
    """The content hashes of what was decided on: as it was read then, and as the person left it."""
    return {question_hash(found) for found in (edit.before, decided_on(edit)) if found and _text(found)}


def _overlaid(read: Question, edit: Edit, spot: Spot, index: int) -> Placed:
    """What is read now under what was decided then."""
    wanted = decided_on(edit)
    question = over(read, edit.change)
    if "answer" in edit.change.fields:
        question = replace(question, answer=_carried(question.answer, wanted, question))
    reviewed = not _contradicts(read, wanted, edit) and _same_answer(question, wanted, edit)
    flags, confidence = ((), 1.0) if reviewed else ((*read.flags, READING_CHANGED), read.confidence)
    question = replace(question, flags=flags, confidence=confidence)
    return Placed(question=question, spot=spot, reading=index, edit=edit.id, reviewed=reviewed)


def _by_itself(edit: Edit, *, occupied: bool) -> Placed:
    """A question that a person added, or one that was decided on and is not read any more."""
    lost = edit.before is not None
    flags = (*((READING_GONE,) if lost else ()), *((READING_CHANGED,) if occupied and not lost else ()))
    question = replace(decided_on(edit), flags=flags, confidence=1.0)
    return Placed(question=question, spot=edit.spot, edit=edit.id, reviewed=not flags)


def _insert(placed: list[Placed], new: Placed) -> None:
    """Into the order of the paper: before the next number of its section, else after the section's last."""
    section, number = new.question.section, new.question.number
    fellows = [place for place, found in enumerate(placed) if found.question.section == section]
    after = next((place for place in fellows if placed[place].question.number > number), None)
    placed.insert(after if after is not None else fellows[-1] + 1 if fellows else len(placed), new)


def _contradicts(read: Question, wanted: Question, edit: Edit) -> bool:
    """Does any field say now what it said neither then nor by the person's word?

    An explanation where there was none adds something and contradicts nothing.
    """
    before = edit.before or wanted
    if any(part(read) not in (part(before), part(wanted)) for part in (_stem, _passage, _boxes, _options)):
        return True
    known = {normalise(found.explanation) for found in (before, wanted) if found.explanation}
    if read.explanation and known and normalise(read.explanation) not in known:
        return True
    return _answer_contradicts(read.answer, before.answer, wanted.answer, said="answer" in edit.change.fields)


def _answer_contradicts(read: Answer | None, before: Answer | None, wanted: Answer | None, *, said: bool) -> bool:
    """An answer where there was none adds something, unless a person `said` what it is, or that nobody knows."""
    if read is None:
        return before is not None and not said
    known = [_right(answer) for answer in (before, wanted) if answer]
    return (bool(known) or said) and _right(read) not in known


def _same_answer(question: Question, wanted: Question, edit: Edit) -> bool:
    return "answer" not in edit.change.fields or (question.answer is None) == (wanted.answer is None)


def _carried(answer: Answer | None, wanted: Question, question: Question) -> Answer | None:
    """A person's answer for options that are read otherwise now: it follows their texts, not their numbers.

    None when nobody can say which options were meant.
    """
    theirs, ours = _options(wanted), _options(question)
    if answer is None:
        return None
    if theirs == ours:
        return _by_exact_texts(answer, wanted, question)
    if answer.mode == "void":
        return replace(answer, accepted=tuple(option.n for option in question.options))
    meant = [_same_option(n, theirs, ours) for n in answer.accepted]
    accepted = tuple(sorted({n for n in meant if n is not None}))
    return replace(answer, accepted=accepted) if len(accepted) == len(meant) else None


def _by_exact_texts(answer: Answer, wanted: Question, question: Question) -> Answer:
    """The answer where the same options stand in the same order; those that only white space tells apart may not."""
    order = option_order(text_of(wanted), text_of(question))
    accepted = (order[n - 1] if 0 < n <= len(order) else n for n in answer.accepted)
    return replace(answer, accepted=tuple(sorted(accepted)))


def _same_option(n: int, theirs: Sequence[OptionIdentity], ours: Sequence[OptionIdentity]) -> int | None:
    """Where their option n stands among ours: by what it is, or by its place when only that is new."""
    if not 0 < n <= len(theirs):
        return None
    meant = theirs[n - 1]
    if ours.count(meant) == theirs.count(meant) == 1:
        return ours.index(meant) + 1
    return n if len(ours) == len(theirs) and meant not in ours else None


def is_alike(question: Question, edit: Edit) -> bool:
    """Whether a reading is much the same as what was decided on, before or after."""
    pairs = pairs_of(_text(question))
    return any(alike(pairs, pairs_of(_text(known))) for known in (edit.before, decided_on(edit)) if known)


def _text(question: Question) -> str:
    options = (text + asset for text, asset in _options(question))
    return "\n".join((_stem(question), _passage(question), *_boxes(question), *options)).strip()


def _stem(question: Question) -> str:
    return normalise(question.stem)


def _passage(question: Question) -> str:
    return normalise(question.passage or "")


def _boxes(question: Question) -> tuple[str, ...]:
    return tuple(map(normalise, question.boxes))


def _options(question: Question) -> tuple[OptionIdentity, ...]:
    return tuple(map(option_identity, question.options))


def _right(answer: Answer) -> tuple[str, frozenset[int]]:
    return answer.mode, frozenset(answer.accepted)
