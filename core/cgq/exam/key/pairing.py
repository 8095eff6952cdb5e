"""Answers from keys: the table at the end of a paper, and the separate key of one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from cgq.exam.confidence import flagged
from cgq.exam.findings import ANSWER_CONFLICT, GAP, KEY_MISMATCH, KEY_REFUSED
from cgq.exam.key.look_alikes import in_alphabet_of, script_of, script_of_language
from cgq.exam.key.match import match
from cgq.exam.key.proof import Refusal
from cgq.exam.key.says import Says, says_of
from cgq.exam.key.spelled import hold_against_words
from cgq.exam.model import Answer, Document, Finding, Place, Question
from cgq.exam.signs.several import how_many_asked_for
from cgq.exam.tally import counted, runs_of_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.key.match import Match
    from cgq.exam.key.proof import Trust
    from cgq.exam.key.solutions import Solutions
    from cgq.exam.key.whose import Sibling
    from cgq.exam.model import Key, KeyAnswer, Source


def merge_key(
    document: Document,
    key_document: Document,
    *,
    paper: Says | None = None,
    key: Says | None = None,
    siblings: Sequence[Sibling] = (),
) -> Document:
    """The document with its answers from the key that a person gave for it.

    A key that does not fit changes nothing and leaves a `key_mismatch` finding that says why. `paper` and
    `key` tell more of the two than the documents themselves do, such as the names of their files; `siblings` are the
    papers at hand among which the paper's other forms may be.
    """
    ours, theirs = paper or says_of(document), key or says_of(key_document)
    why = why_no_key(key_document)
    if why is not None:
        paper_as_key = mismatch(not_a_key(theirs)) if key_document.questions else why
        return replace(document, findings=(*document.findings, paper_as_key))
    has_questions = bool(key_document.questions)
    trust = trust_in_given(has_questions=has_questions)
    found = match(ours, document.questions, theirs, key_document.keys, trust, siblings)
    if isinstance(found, Refusal):
        reason = not_a_key(theirs) if has_questions else found.reason
        return replace(document, findings=(*document.findings, mismatch(reason)))
    return with_match(document, found)


def with_match(document: Document, found: Match) -> Document:
    """The document with its answers from the tables that were matched with it."""
    tables = in_alphabet_of(found.tables, script_of_language(document.language))
    answered, findings = answers_from(document.questions, tables, "key")
    held = [_held_against_form(question, found) for question in answered]
    findings += [finding for _, finding in held if finding is not None]
    verified = tuple(question for question, _ in held)
    answered_document = replace(document, questions=verified, findings=(*document.findings, *findings))
    return counted(answered_document, found.tables)


def _held_against_form(question: Question, found: Match) -> tuple[Question, Finding | None]:
    """The question with what proves that its table is the paper's; without an answer where another form's differs."""
    answer = question.answer
    if answer is None or answer.source != "key" or not found.proofs:
        return question, None
    if question.number in found.differing:
        message = f"the key says {_list(answer)}, and another answer for another form: neither is taken, look at both"
        return flagged(replace(question, answer=None), [ANSWER_CONFLICT]), _finding(question, message)
    verified_by = (*answer.verified_by, *found.proofs)
    return replace(question, answer=replace(answer, verified_by=verified_by)), None


def why_no_key(key_document: Document) -> Finding | None:
    """Why a file that should be a key gives no answers; None when it has tables."""
    if key_document.refusal is not None:
        return mismatch(f"the key could not be read: {key_document.refusal.message}")
    if key_document.keys:
        return None
    pictured = next((f for f in key_document.findings if f.code == KEY_REFUSED), None)
    return pictured or mismatch("the key file holds no answer table: check that it is the key")


def trust_in_given(*, has_questions: bool) -> Trust:
    """How far a file is trusted that a person gave as a key: the answers that another paper prints are its own, unless
    something proves that both are of one exam."""
    return "found" if has_questions else "given"


def not_a_key(file: Says) -> str:
    """That a file which was given as a key is a paper: `spring.pdf is a paper with questions, not a key`."""
    name = PurePosixPath(file.files[0]).name if file.files else "the file"
    return f"{name} is a paper with questions, not a key"


def mismatch(message: str) -> Finding:
    """The finding that no key was taken."""
    return Finding(code=KEY_MISMATCH, message=message)


def apply_keys(
    questions: Sequence[Question], keys: Sequence[Key], form: str | None, source: Source, style: str = ""
) -> tuple[tuple[Question, ...], list[Finding]]:
    """Questions with the answers of the tables printed with them, where these fit; else as they were. `style` is that
    of the options' markers."""
    trust: Trust = "printed" if source == "paper" else "given"
    found = match(Says(form=form), questions, Says(), keys, trust)
    if isinstance(found, Refusal):
        return tuple(questions), [mismatch(found.reason)]
    return answers_from(questions, in_alphabet_of(found.tables, script_of(style)), source)


def answers_from(
    questions: Sequence[Question], tables: Sequence[Key], source: Source
) -> tuple[tuple[Question, ...], list[Finding]]:
    """Questions answered by one table a part, and what is wrong between the two."""
    done: list[Question] = []
    findings: list[Finding] = []
    for part, key in zip(runs_of_numbers(questions), tables, strict=True):
        answers = {a.number: a for a in key.answers}
        for question in part:
            cell = answers.get(question.number)
            answered, finding = _answered(question, cell, source)
            if cell is not None and finding is None:
                answered, finding = hold_against_words(answered, cell)
            done.append(answered)
            findings.extend([finding] if finding else [])
        findings.extend(_unasked(part, key))
    return tuple(done), findings


def with_solutions(
    questions: Sequence[Question], solutions: Sequence[Solutions], form: str | None, style: str = ""
) -> tuple[tuple[Question, ...], list[Finding]]:
    """Questions with the answers and explanations of the solutions printed behind them."""
    answered, findings = apply_keys(questions, [s.key for s in solutions], form, "paper", style)
    if len(solutions) != 1:
        return answered, findings
    doubted = {finding.number for finding in findings}
    if None in doubted:
        return answered, findings
    return tuple(q if q.number in doubted else _explained(q, solutions[0]) for q in answered), findings


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
            code=GAP,
            message=f"the key answers question {a.number}, which was not found: look behind question {last.number}",
            page=last.page,
            number=a.number,
        )
        for a in key.answers
        if a.number > last.number
    ]


def _answered(question: Question, cell: KeyAnswer | None, source: Source) -> tuple[Question, Finding | None]:
    if cell is None or not cell.accepted:
        if question.answer is not None or not question.options:  # an open question needs none
            return question, None
        return question, _finding(question, f"the key has no answer to question {question.number}: look at the key")
    count = len(question.options)
    accepted = tuple(range(1, count + 1)) if cell.mode == "void" and count else cell.accepted
    if count and max(accepted) > count:
        message = f"the key says {max(accepted)}, the question has {count} options: look at both"
        return question, _finding(question, message)
    read = Answer(
        accepted=accepted, mode=cell.mode, source=source, evidence=cell.evidence, page=cell.page, bbox=cell.bbox
    )
    answer = _with_mode(read, question)
    printed = question.answer
    if printed is None:
        return _placed(replace(question, answer=answer)), None
    if printed.accepted == answer.accepted or answer.mode == "void":
        return _placed(replace(question, answer=replace(answer, verified_by=("paper",)))), None
    message = f"the key says {_list(answer)}, the paper marks {_list(printed)}: neither is taken, look at both"
    return flagged(replace(question, answer=None), [ANSWER_CONFLICT]), _finding(question, message)


def _placed(question: Question) -> Question:
    """With the place of an answer that is printed in the question's own file."""
    answer = question.answer
    if answer is None or answer.source != "paper" or answer.page is None or answer.bbox is None:
        return question
    return replace(question, places=(*question.places, Place(part="answer", page=answer.page, bbox=answer.bbox)))


def _with_mode(answer: Answer, question: Question) -> Answer:
    """All the options that there are: void. As many as the stem asks for: all of them must be chosen."""
    count = len(question.options)
    if answer.mode == "any" and count > 1 and len(answer.accepted) == count:
        return replace(answer, mode="void")
    several = len(answer.accepted) > 1 and how_many_asked_for(question.stem) in (len(answer.accepted), 0)
    return replace(answer, mode="all") if answer.mode == "any" and several else answer


def _list(answer: Answer) -> str:
    return ", ".join(map(str, answer.accepted))


def _finding(question: Question, message: str) -> Finding:
    return Finding(code=KEY_MISMATCH, message=message, page=question.page, number=question.number)
