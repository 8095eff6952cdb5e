"""Answers from keys: the table at the end of a paper, and the separate key of one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.exam.confidence import flagged
from cgq.exam.model import Answer, Document, Finding, Place, Question
from cgq.exam.tally import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.key.solutions import Solutions
    from cgq.exam.model import Key, KeyAnswer, Source

_YEAR = re.compile(r"(?:19|20)\d\d")
_ROUND = re.compile(r"제?\s*(\d{1,3})\s*회")
_MISSED = 0.1


def merge_key(document: Document, key_document: Document) -> Document:
    """The document with its answers from a separate key. A key that does not fit changes nothing and
    leaves a `key_mismatch` finding that says why."""
    if key_document.refusal is not None:
        return _refused(document, f"the key could not be read: {key_document.refusal.message}")
    if not key_document.keys:
        pictured = next((f for f in key_document.findings if f.code == "key_refused"), None)
        if pictured is not None:
            return replace(document, findings=(*document.findings, pictured))
        return _refused(document, "the key file holds no answer table: check that it is the key")
    why = _other_exam(document, key_document)
    if why is not None:
        return _refused(document, why)
    merged, findings = apply_keys(document.questions, key_document.keys, document.form, "key")
    told = replace(document, questions=merged, findings=(*document.findings, *findings))
    return counted(told, key_document.keys)


def apply_keys(
    questions: Sequence[Question], keys: Sequence[Key], form: str | None, source: Source
) -> tuple[tuple[Question, ...], list[Finding]]:
    """Questions with the answers of the keys that fit them; else as they were, with findings."""
    parts = _parts(questions)
    chosen = _fitting(parts, keys, form)
    if isinstance(chosen, str):
        return tuple(questions), [Finding(code="key_mismatch", message=chosen)]
    done: list[Question] = []
    findings: list[Finding] = []
    for part, key in zip(parts, chosen, strict=True):
        answers = {a.number: a for a in key.answers}
        for question in part:
            answered, finding = _answered(question, answers.get(question.number), source)
            done.append(answered)
            findings.extend([finding] if finding else [])
        findings.extend(_unasked(part, key))
    return tuple(done), findings


def with_solutions(
    questions: Sequence[Question], solutions: Sequence[Solutions], form: str | None
) -> tuple[tuple[Question, ...], list[Finding]]:
    """Questions with the answers and explanations of the solutions printed behind them."""
    answered, findings = apply_keys(questions, [s.key for s in solutions], form, "paper")
    if len(solutions) != 1 or findings:
        return answered, findings
    return tuple(_explained(q, solutions[0]) for q in answered), findings


def _explained(question: Question, solutions: Solutions) -> Question:
    told = solutions.explanations.get(question.number)
    if question.explanation is not None or told is None:
        return question
    return replace(question, explanation=told, places=(*question.places, *solutions.places[question.number]))


def _unasked(part: Sequence[Question], key: Key) -> list[Finding]:
    """Answers to questions behind the last one found: the paper's end may be missing."""
    last = part[-1]
    return [
        Finding(
            code="gap",
            message=f"the key answers question {a.number}, which was not found: look behind question {last.number}",
            page=last.page,
            number=a.number,
        )
        for a in key.answers
        if a.number > last.number
    ]


def _parts(questions: Sequence[Question]) -> list[list[Question]]:
    """The questions cut where their numbers restart."""
    parts: list[list[Question]] = []
    for question in questions:
        if not parts or question.number <= parts[-1][-1].number:
            parts.append([])
        parts[-1].append(question)
    return parts


def _fitting(parts: list[list[Question]], keys: Sequence[Key], form: str | None) -> list[Key] | str:
    """One key a part, or why that can't be told."""
    named = [k for k in keys if k.form is None or form is None or k.form == form]
    if not named:
        forms = ", ".join(sorted({k.form or "?" for k in keys}))
        return f"the key is for form {forms}, the paper is form {form}: give the key of form {form}"
    if form is None and len({k.form for k in named if k.form}) > 1:
        return "the key has several forms and the paper does not say which one it is"
    named = _stitched(parts, named)
    if len(parts) == 1 and len(named) > 1:
        named = [k for k in named if _fits(parts[0], k)]
        if len(named) > 1:
            return "several tables of the key fit the paper: give a key for this paper alone"
    if len(named) != len(parts):
        fit = f"the paper has {len(parts)} part(s) and {len(named)} table(s) of the key fit"
        return f"{fit}: check that they belong together"
    for part, key in zip(parts, named, strict=True):
        if not _fits(part, key):
            return (
                f"the key answers questions {_range(key)}, the paper asks {part[0].number}-{part[-1].number}:"
                " check that they belong together"
            )
    return named


def _stitched(parts: list[list[Question]], keys: Sequence[Key]) -> list[Key]:
    """Tables that continue each other (1-25, 26-50) are one key."""
    stitched: list[Key] = []
    for key in keys:
        if stitched and key.answers[0].number == stitched[-1].answers[-1].number + 1:
            stitched[-1] = replace(stitched[-1], answers=(*stitched[-1].answers, *key.answers))
        else:
            stitched.append(key)
    return stitched if len(stitched) <= len(parts) else list(keys)


def _fits(part: Sequence[Question], key: Key) -> bool:
    asked = {q.number for q in part}
    answered = {a.number for a in key.answers}
    allowed = _MISSED * max(len(asked), 1)
    return len(asked - answered) <= allowed and len(answered - asked) <= max(2.0, 2 * allowed)


def _range(key: Key) -> str:
    return f"{key.answers[0].number}-{key.answers[-1].number}"


def _answered(question: Question, cell: KeyAnswer | None, source: Source) -> tuple[Question, Finding | None]:
    if cell is None or not cell.accepted:
        if question.answer is not None:
            return question, None
        return question, _finding(question, f"the key has no answer to question {question.number}: look at the key")
    count = len(question.options)
    accepted = tuple(range(1, count + 1)) if cell.mode == "void" and count else cell.accepted
    if count and max(accepted) > count:
        message = f"the key says {max(accepted)}, the question has {count} options: look at both"
        return question, _finding(question, message)
    mode = cell.mode
    answer = Answer(accepted=accepted, mode=mode, source=source, page=cell.page, bbox=cell.bbox)
    printed = question.answer
    if printed is None:
        return _placed(replace(question, answer=answer)), None
    if printed.accepted == answer.accepted or mode == "void":
        return _placed(replace(question, answer=replace(answer, verified_by=("paper",)))), None
    message = f"the key says {_list(answer)}, the paper marks {_list(printed)}: neither is taken, look at both"
    return flagged(replace(question, answer=None), ["answer_conflict"]), _finding(question, message)


def _placed(question: Question) -> Question:
    """With the place of an answer that is printed in the question's own file."""
    answer = question.answer
    if answer is None or answer.source != "paper" or answer.page is None or answer.bbox is None:
        return question
    return replace(question, places=(*question.places, Place(part="answer", page=answer.page, bbox=answer.bbox)))


def _list(answer: Answer) -> str:
    return ", ".join(map(str, answer.accepted))


def _finding(question: Question, message: str) -> Finding:
    return Finding(code="key_mismatch", message=message, page=question.page, number=question.number)


def _refused(document: Document, why: str) -> Document:
    return replace(document, findings=(*document.findings, Finding(code="key_mismatch", message=why)))


def _other_exam(document: Document, key_document: Document) -> str | None:
    """Why the two titles name different exams, as far as years and rounds tell."""
    for pattern, what in ((_YEAR, "year"), (_ROUND, "round")):
        ours, theirs = (set(pattern.findall(d.title or "")) for d in (document, key_document))
        if ours and theirs and not ours & theirs:
            said = f"{', '.join(sorted(theirs))}, the paper says {', '.join(sorted(ours))}"
            return f"the key is of another {what} ({said}): give the key of this exam"
    return None
