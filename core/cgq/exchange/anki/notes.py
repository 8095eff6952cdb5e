"""The fields of a note."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from cgq.exam.naming import labels_of, option_name
from cgq.exchange.anki.text import field
from cgq.exchange.records.record_text import figures_of, source_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cgq.bank.record import AppearanceRecord, QuestionRecord
    from cgq.exam.model import Option, RightOptions

NO_STEM = "(no stem was read)"
"""An empty front would be a card that Anki offers to delete."""


def fields_of(
    record: QuestionRecord, pictures: Mapping[str, str], year: Callable[[AppearanceRecord], int | None]
) -> list[str]:
    """The fields in the order of the note type; `pictures` has the name of the file by the hash of a drawing, `year`
    gives that of an appearance's exam (see format.Contents)."""
    options = "".join(_option(option, pictures) for option in record.options)
    explanation = "" if record.explanation is None else field(record.explanation)
    concepts = ", ".join(f"<bdi>{field(concept.name)}</bdi>" for concept in record.concepts)
    source = "".join(f"<div>{_place(place, year(place))}</div>" for place in record.appearances)
    stem, passage = _stem(record, pictures), field(record.passage or "")
    return [record.id, stem, passage, options, _answer(record, pictures), explanation, source, concepts]


def _stem(record: QuestionRecord, pictures: Mapping[str, str]) -> str:
    drawn = "".join(f"<div>{_picture(pictures[figure])}</div>" for figure in figures_of(record) if figure in pictures)
    boxes = "".join(f'<div class="box" dir="auto">{field(box)}</div>' for box in record.boxes)
    return (field(record.stem) + boxes + drawn) or NO_STEM


def _option(option: Option, pictures: Mapping[str, str]) -> str:
    label = field(option.label or str(option.n))
    drawn = _picture(pictures[option.asset]) if option.asset and option.asset in pictures else ""
    return f'<div class="option" dir="auto"><span class="label">{label}</span>{field(option.text)}{drawn}</div>'


def _answer(record: QuestionRecord, pictures: Mapping[str, str]) -> str:
    answer = record.answer
    if answer is None:
        return '<div class="rule">No answer is known.</div>'
    if answer.mode == "void":
        return '<div class="rule">Every answer counts as right.</div>'
    labels = labels_of(record.options)
    by_number = {option.n: option for option in record.options}
    named = [
        _option(by_number[n], pictures) if n in by_number else f"<div>{field(option_name(n, labels))}</div>"
        for n in answer.accepted
    ]
    return f"{_rule(answer)}{''.join(named)}"


def _rule(answer: RightOptions) -> str:
    """How several right options combine; one needs no words."""
    if len(answer.accepted) == 1:
        return ""
    words = "Any one of these is right:" if answer.mode == "any" else "Right only all together:"
    return f'<div class="rule">{words}</div>'


def _place(place: AppearanceRecord, year: int | None) -> str:
    parts = dict.fromkeys((*source_parts(place, year), place.file))
    return " · ".join(f"<bdi>{field(part)}</bdi>" for part in parts if part)


def _picture(name: str) -> str:
    return f'<img src="{html.escape(name)}" alt="drawing">'
