"""Question records made: of what the bank holds, or of one paper by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.bank.agreement import in_text_numbers
from cgq.bank.files import title_of
from cgq.bank.record import AppearanceRecord, Quality, QuestionRecord
from cgq.bank.text import order_against, text_of
from cgq.exam.confidence import TRUSTED
from cgq.exam.findings import ANSWER_CONFLICT, NO_ANSWER
from cgq.exam.identity import question_hash
from cgq.exam.model import RightOptions, SourcedAnswer
from cgq.exam.naming import labels_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.bank.record import ConceptRecord, RepeatRecord
    from cgq.exam.model import Answer, BBox, Document, Mode, Option, Question, QuestionText
    from cgq.exam.model import Place as PartPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the bank knows of one appearance; the record shows a part of it."""

    material: str
    file: str
    title: str | None
    form: str | None
    section: str | None
    number: int
    page: int | None
    bbox: BBox | None
    option_order: tuple[int, ...]
    option_labels: tuple[str, ...]
    answer: Answer | None
    explanation: str | None
    confidence: float
    flags: tuple[str, ...]
    parts: tuple[PartPlace, ...] = ()
    row: int | None = None
    year: int | None = None
    session: str | None = None
    tags: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    reviewed: bool = False


def build(
    content_hash: str,
    text: QuestionText,
    language: str | None,
    places: Sequence[Place],
    concepts: Iterable[ConceptRecord] = (),
    repeats: Sequence[RepeatRecord] = (),
) -> QuestionRecord:
    """The record of a question. `places` are at least one, the first appearance first, and `text` is its."""
    first, *others = places
    agreeing, conflict = _compared(first, others)
    return QuestionRecord(
        id=content_hash,
        stem=text.stem,
        passage=text.passage,
        boxes=text.boxes,
        options=text.options,
        answer=_answer(first.answer, agreeing),
        explanation=first.explanation,
        appearances=tuple(map(_appearance, places)),
        concepts=tuple(sorted(concepts, key=lambda found: (-found.importance, found.name))),
        assets=_assets(text.options, places),
        quality=_quality(places, conflict),
        language=language,
        repeats=tuple(repeats),
    )


def of_document(document: Document, *, file: str) -> tuple[QuestionRecord, ...]:
    """The records of one paper by itself, by place; a question printed twice comes once."""
    texts: dict[str, QuestionText] = {}
    places: dict[str, list[Place]] = {}
    for question in sorted(document.questions, key=_by_place):
        content_hash, text = question_hash(question), text_of(question)
        reference = texts.setdefault(content_hash, text)
        places.setdefault(content_hash, []).append(
            Place(
                material=document.sha256,
                file=file,
                title=document.title or title_of(file),
                form=document.form,
                section=question.section,
                number=question.number,
                page=question.page,
                bbox=_rounded(question.bbox),
                parts=question.places,
                option_order=order_against(text, reference),
                option_labels=labels_of(text.options),
                answer=question.answer,
                explanation=question.explanation,
                confidence=round(question.confidence, 4),
                flags=tuple(sorted(set(question.flags))),
            )
        )
    return tuple(build(found, text, document.language, places[found]) for found, text in texts.items())


def _answer(answer: Answer | None, agreeing: Iterable[str]) -> SourcedAnswer | None:
    if answer is None:
        return None
    return SourcedAnswer(
        accepted=answer.accepted,
        mode=answer.mode,
        source=answer.source,
        evidence=answer.evidence,
        verified_by=tuple(sorted({*answer.verified_by, *agreeing})),
    )


def _appearance(place: Place) -> AppearanceRecord:
    answer = place.answer
    return AppearanceRecord(
        material=place.material,
        file=place.file,
        title=place.title,
        section=place.section,
        number=place.number,
        page=place.page,
        bbox=place.bbox,
        row=place.row,
        form=place.form,
        year=place.year,
        session=place.session,
        tags=place.tags,
        concepts=place.concepts,
        option_order=place.option_order,
        option_labels=place.option_labels,
        answer=None if answer is None else RightOptions(accepted=answer.accepted, mode=answer.mode),
        places=place.parts,
    )


def _assets(options: Iterable[Option], places: Iterable[Place]) -> tuple[str, ...]:
    """What is drawn of a question: its figures and options, wherever it is printed."""
    drawn = {part.asset for place in places for part in place.parts if part.part in ("figure", "option")}
    return tuple(sorted(asset for asset in {*drawn, *(option.asset for option in options)} if asset))


def _quality(places: Sequence[Place], conflict: bool) -> Quality:
    flags = {flag for place in places for flag in place.flags}
    if places[0].answer is None:
        flags.add(NO_ANSWER)
    if conflict:
        flags.add(ANSWER_CONFLICT)
    score = min(place.confidence for place in places)
    reviewed = all(place.reviewed for place in places)
    review = not reviewed and (score < TRUSTED or bool(flags - {NO_ANSWER}))
    return Quality(score=score, flags=tuple(sorted(flags)), needs_review=review, reviewed=reviewed)


def _compared(first: Place, others: Sequence[Place]) -> tuple[list[str], bool]:
    """Which other forms give the same answer, and whether any place gives another one."""
    mine = _in_record_numbers(first)
    agreeing: list[str] = []
    conflict = False
    for other in others:
        theirs = _in_record_numbers(other)
        if mine is None or theirs is None:
            continue
        if theirs != mine:
            conflict = True
        elif other.form and other.form != first.form:
            agreeing.append(f"form_{other.form.lower()}")
    return agreeing, conflict


def _in_record_numbers(place: Place) -> tuple[Mode, frozenset[int]] | None:
    return None if place.answer is None else in_text_numbers(place.answer, place.option_order)


def _by_place(question: Question) -> tuple[str, int]:
    return question.section or "", question.number


def _rounded(box: BBox) -> BBox:
    return (round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2))
