"""What a person says a question is: a change of some of its fields, checked against the question it makes."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET, UnsetType

from cgq.counting import counted
from cgq.errors import Refused
from cgq.exam.model import MOST_OPTIONS, NO_PAGE, Answer, Option, Question, RightOptions
from cgq.exam.naming import may_be_label

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_NUMBER = 1_000_000
"""Numbers of questions and pages are below it: what is more is a slip of the pen."""

_MOST_YEAR = 10_000
"""Years are below it: they have at most four digits."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The fields of a question that a person set; a field that is left out stays as it was read."""

    section: str | UnsetType | None = UNSET
    """The section of the paper that it stands in; null for none."""
    number: int | UnsetType = UNSET
    """Its printed number."""
    page: int | UnsetType = UNSET
    """The page of its number, from 1; never for a question that stands in a row of a file."""
    stem: str | UnsetType = UNSET
    """What is asked."""
    passage: str | UnsetType | None = UNSET
    """The text that it is about; null for none."""
    boxes: tuple[str, ...] | UnsetType = UNSET
    """Its boxed statements, in order."""
    options: tuple[Option, ...] | UnsetType = UNSET
    """All its options in printed order."""
    answer: RightOptions | UnsetType | None = UNSET
    """What counts as right; null when nobody knows. For `void` the numbers may be left out."""
    explanation: str | UnsetType | None = UNSET
    """Why that is right; null for no explanation."""
    year: int | UnsetType | None = UNSET
    """The year of its exam; null when nobody says."""
    session: str | UnsetType | None = UNSET
    """The session of that exam; null when nobody says."""
    tags: tuple[str, ...] | UnsetType = UNSET
    """What it is tagged with, in order."""
    concepts: tuple[str, ...] | UnsetType = UNSET
    """What it tests, by name, in order; what is found in its text stays beside that."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of what is set, in the order of the record."""
        return tuple(name for name in self.__struct_fields__ if getattr(self, name) is not UNSET)


NOTHING = Change()
_decoder = msgspec.json.Decoder(Change)


def decode(text: str | bytes) -> Change:
    """A change from JSON. Raises Refused with the place in it that is wrong."""
    try:
        change = _decoder.decode(text)
        _refuse_unknown(msgspec.json.decode(text))
        return change
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        hint = f"Fields: {', '.join(Change.__struct_fields__)}. Those left out stay as they are."
        raise Refused(f"That is no change of a question: {error}", code="bad_edit", hint=hint) from error


def merged(earlier: Change, later: Change) -> Change:
    """Both changes, the later one winning."""
    return msgspec.structs.replace(earlier, **{name: getattr(later, name) for name in later.fields})


def over(question: Question, change: Change) -> Question:
    """The question with what a person changed of it; nothing is checked."""
    given: dict[str, Any] = {name: getattr(change, name) for name in change.fields}
    if "options" in given:
        given["options"] = labelled(given["options"], question.options)
    if "answer" in given:
        given["answer"] = _answer(given["answer"], given.get("options", question.options))
    elif "options" in given and question.answer and question.answer.mode == "void":
        every = tuple(option.n for option in given["options"])
        given["answer"] = replace(question.answer, accepted=every)
    return replace(question, **given)


def whole(question: Question) -> Change:
    """Everything of a question as a person's word: what is left of one that is not read any more."""
    answer = question.answer
    return Change(
        section=question.section,
        number=question.number,
        page=question.page if question.page != NO_PAGE else UNSET,
        stem=question.stem,
        passage=question.passage,
        boxes=question.boxes,
        options=question.options,
        answer=None if answer is None else RightOptions(accepted=answer.accepted, mode=answer.mode),
        explanation=question.explanation,
        year=question.year,
        session=question.session,
        tags=question.tags,
        concepts=question.concepts,
    )


def check(question: Question, before: Question) -> None:
    """Refuse what a change made impossible; what was so before is no fault of the change. Raises Refused."""
    known = set(faults(before))
    new = next((wrong for wrong in faults(question) if wrong not in known), None)
    if new:
        raise Refused(new, code="bad_edit", hint="Nothing was changed; say it again.")


def _answer(said: RightOptions | None, options: tuple[Option, ...]) -> Answer | None:
    if said is None:
        return None
    accepted = tuple(option.n for option in options) if said.mode == "void" and options else said.accepted
    return Answer(accepted=tuple(sorted(set(accepted))), mode=said.mode, source="human")


def labelled(options: tuple[Option, ...], before: tuple[Option, ...] = ()) -> tuple[Option, ...]:
    """The options with a label each: one that was not said is what stood there before, or goes on with its letters."""
    from cgq.exam.signs.alphabets import label_behind

    known = {option.n: option.label for option in before}
    labelled: list[Option] = []
    for option in options:
        above = labelled[-1].label if labelled else ""
        label = option.label or known.get(option.n) or label_behind(above, option.n) or str(option.n)
        labelled.append(replace(option, label=label))
    return tuple(labelled)


def _refuse_unknown(given: dict[str, Any]) -> None:
    """Refuse misspelt fields within the answer and the options, which are dataclasses: they would be passed over."""
    answer: dict[str, Any] = given.get("answer") or {}
    options: list[dict[str, Any]] = given.get("options") or []
    _refuse_others(answer, RightOptions, "$.answer")
    for option in options:
        _refuse_others(option, Option, "$.options[...]")


def _refuse_others(given: dict[str, Any], structure: type[RightOptions | Option], place: str) -> None:
    unknown = sorted(set(given) - {field.name for field in fields(structure)})
    if unknown:
        raise msgspec.ValidationError(f"Object contains unknown field `{unknown[0]}` - at `{place}`")


def _text(question: Question) -> str:
    parts = (question.section, question.stem, question.passage, *question.boxes, question.explanation)
    named = (question.session, *question.tags, *question.concepts)
    return "".join(filter(None, (*parts, *named, *(option.text for option in question.options))))


def faults(question: Question) -> Iterator[str]:
    """What no question is: each as a sentence without its full stop."""
    count = len(question.options)
    if _CONTROL.search(_text(question)):
        yield "It holds control characters, which no paper prints"
    if not 0 < question.number < _MOST_NUMBER:
        yield f"{question.number} is no number of a question"
    if question.page != NO_PAGE and question.row is not None:
        yield f"It stands in row {question.row} of a file, and on no page"
    elif question.page == NO_PAGE and question.row is None:
        yield "Nobody says on which page it stands"
    elif not NO_PAGE <= question.page < _MOST_NUMBER:
        yield f"{question.page} is no number of a page"
    if question.year is not None and not 0 < question.year < _MOST_YEAR:
        yield f"{question.year} is no year"
    if not question.stem.strip() and not question.boxes and not question.figures:
        yield "A question without a stem asks nothing"
    if count > MOST_OPTIONS:
        yield f"{count} options are more than a question has"
    if [option.n for option in question.options] != list(range(1, count + 1)):
        yield "The options' numbers must be 1, 2, 3 …"
    labels = [option.label for option in question.options]
    yield from (f"{label!r} is no label of an option" for label in labels if label and not may_be_label(label))
    yield from (f"Two options are labelled {label}" for label in sorted({*labels}) if label and labels.count(label) > 1)
    yield from (f"Option {o.n} is empty" for o in question.options if not o.text.strip() and not o.asset)
    answer = question.answer
    if answer is None or (answer.mode == "void" and not count):
        return
    if not answer.accepted:
        yield "An answer needs at least one option; to say that nobody knows, give null"
    yield from (
        f"The answer is {n}, and the question has {counted(count, 'option')}"
        for n in answer.accepted
        if not 0 < n <= max(count, 1)
    )
