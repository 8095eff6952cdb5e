"""A question as Moodle can hold it, for both of its formats, and what it cannot hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.exchange.format import Loss
from cgq.exchange.quiz.fractions import Scores, shares_of
from cgq.exchange.quiz.marks import part_html, picture_html, question_html
from cgq.exchange.quiz.tags import Tagged, parts_of
from cgq.exchange.records.fields import ALL_FIELDS, Part
from cgq.exchange.text.xml_text import CONTROL_SIGNS, writable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cgq.bank.record import QuestionRecord
    from cgq.exchange.format import Contents, Format

FEWEST_OPTIONS = 2
"""Moodle stops an import at a choice with fewer (question/type/multichoice/questiontype.php)."""

_NAME_LENGTH = 60
"""Characters of the stem in a question's name: one line of Moodle's question bank."""

_CATEGORY_LENGTH = 200
"""Characters of a category's name; Moodle's column takes 255."""

NO_TEXT = "Moodle holds no question without a text."
NO_ANSWER = "Nobody knows what counts as right, and Moodle stops an import at a choice without a right answer."
TOO_FEW_OPTIONS = "Moodle stops an import at a choice with fewer than two options."
NO_SCORE = "The answer names an option that is not there, or more than 20 of them at once."
NO_OPTIONS_TO_ACCEPT = "A question without options is an essay, which has no right answer."
ALL_ACCEPTED = "Any of all options is right, which is the same as that everyone is right."
NO_PICTURES = "GIFT holds no pictures, and without its drawing it is another question."


FIELDS = ALL_FIELDS - {"file", "places", "license"}
"""What both formats have a place for; GIFT has none for labels and pictures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOption:
    """An option: its printed label, its HTML, its percentage of the mark, the hash of its drawing."""

    label: str
    html: str
    fraction: str
    drawing: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldQuestion:
    """A question with its HTML. Without options it is an essay; `tags` are (field of the record, tag)."""

    id: str
    category: str
    name: str
    html: str
    drawings: tuple[str, ...]
    options: tuple[HeldOption, ...]
    single: bool
    explanation: str | None
    tags: tuple[tuple[Part, str], ...]


@dataclass(slots=True)
class Losses:
    """What is lost of one question, each loss once."""

    id: str
    lost: Callable[[Loss], None]
    noted: set[tuple[Part, str]] = field(default_factory=set[tuple[Part, str]])

    def change(self, part: Part, reason: str) -> None:
        """Note that a part is held otherwise, or not."""
        if (part, reason) not in self.noted:
            self.noted.add((part, reason))
            self.lost(Loss(id=self.id, what="changed", part=part, reason=reason))

    def drop(self, part: Part, reason: str) -> None:
        """Note that the question is not held, for the sake of this part."""
        self.lost(Loss(id=self.id, what="dropped", part=part, reason=reason))

    def clean(self, part: Part, text: str) -> str:
        """A text without the signs that XML cannot hold."""
        cleaned = writable(text)
        if cleaned != text:
            self.change(part, CONTROL_SIGNS)
        return cleaned


def held_questions(form: Format, contents: Contents) -> Iterator[HeldQuestion]:
    """Each question that a format of Moodle can hold; without pictures none that is drawn. What is lost is noted."""
    for record in contents.records:
        losses = Losses(record.id, contents.lost)
        obstacle = _obstacle(record, pictures=form.pictures)
        if obstacle is not None:
            losses.drop(*obstacle)
        else:
            form.note_without_place(record, contents.lost)
            yield _held(record, contents, losses)


def _obstacle(record: QuestionRecord, *, pictures: bool) -> tuple[Part, str] | None:
    """The part for which Moodle cannot hold the question at all, and why."""
    if not any(text.strip() for text in (record.passage or "", record.stem, *record.boxes)):
        return "stem", NO_TEXT
    if record.assets and not pictures:
        return "assets", NO_PICTURES
    if not record.options:
        return None
    if record.answer is None:
        return "answer", NO_ANSWER
    if len(record.options) < FEWEST_OPTIONS:
        return "options", TOO_FEW_OPTIONS
    return ("answer", NO_SCORE) if _scores(record) is None else None


def _scores(record: QuestionRecord) -> Scores | None:
    if not record.options or record.answer is None:
        return Scores(True, ())
    return shares_of(record.answer, len(record.options))


def _held(record: QuestionRecord, contents: Contents, losses: Losses) -> HeldQuestion:
    scores = _scores(record) or Scores(True, ())
    _note_answer(record, losses)
    place = record.appearances[0]
    title = place.title or place.file or contents.title
    drawings = _drawings(record)
    stem = losses.clean("stem", record.stem)
    tags = parts_of(_tagged(record, contents))
    return HeldQuestion(
        id=record.id,
        category=_one_line(losses.clean("appearances", title))[:_CATEGORY_LENGTH] or "cgq",
        name=f"{place.number}. {_one_line(stem)[:_NAME_LENGTH]}".rstrip(),
        html=question_html(
            passage=None if record.passage is None else losses.clean("passage", record.passage),
            stem=stem,
            boxes=[losses.clean("boxes", box) for box in record.boxes],
            figures=map(file_name, drawings),
            language=record.language,
        ),
        drawings=drawings,
        options=_options(record, scores, losses),
        single=scores.single,
        explanation=_explanation(record, losses),
        tags=tuple((part, losses.clean(part, tag)) for part, tag in tags),
    )


def file_name(drawing: str) -> str:
    """What the picture of a drawing is called."""
    return f"{drawing}.png"


def _note_answer(record: QuestionRecord, losses: Losses) -> None:
    answer = record.answer
    if answer is None:
        return
    if not record.options:
        losses.change("answer", NO_OPTIONS_TO_ACCEPT)
    elif answer.mode == "any" and len(set(answer.accepted)) == len(record.options):
        losses.change("answer", ALL_ACCEPTED)


def _options(record: QuestionRecord, scores: Scores, losses: Losses) -> tuple[HeldOption, ...]:
    held: list[HeldOption] = []
    for option, fraction in zip(record.options, scores.fractions, strict=False):
        html = part_html(losses.clean("options", option.text), record.language)
        if option.asset:
            html += picture_html(file_name(option.asset))
        held.append(HeldOption(label=option.label, html=html, fraction=fraction, drawing=option.asset))
    return tuple(held)


def _drawings(record: QuestionRecord) -> tuple[str, ...]:
    """What is drawn in stem and boxes, as the first appearance orders it, then whatever else is drawn."""
    figures = [part for part in record.appearances[0].places if part.part == "figure" and part.asset]
    ordered = [part.asset for part in sorted(figures, key=lambda part: part.n or 0) if part.asset in record.assets]
    options = {option.asset for option in record.options}
    rest = [asset for asset in record.assets if asset not in options]
    return tuple(dict.fromkeys([*filter(None, ordered), *rest]))


def _explanation(record: QuestionRecord, losses: Losses) -> str | None:
    if not record.explanation:
        return None
    return part_html(losses.clean("explanation", record.explanation), record.language)


def _tagged(record: QuestionRecord, contents: Contents) -> Tagged:
    place = record.appearances[0]
    return Tagged(
        exam=place.title,
        year=contents.year(place),
        session=place.session,
        section=place.section,
        concepts=tuple(concept.name for concept in record.concepts),
        tags=place.tags,
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
