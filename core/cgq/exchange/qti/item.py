"""One question as an item."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cgq.exchange.qti.markup import DECLARATION, Xml, element, lines, text
from cgq.exchange.qti.scoring import EXPLANATION, declarations, option_id, processing, scoring_of
from cgq.exchange.records.record_text import figures_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cgq.bank.record import QuestionRecord
    from cgq.exam.model import Option

NAMESPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"

STYLE = "../style.css"
"""The style sheet, seen from an item."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
"""What `xml:lang` takes (RFC 5646, without its rarer forms)."""

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def item_id(record: QuestionRecord) -> str:
    """The identifier of a question's item: an identifier begins with a letter."""
    return f"q-{record.id}"


def item_title(record: QuestionRecord) -> str:
    """The title of a question: its exam and number."""
    first = record.appearances[0]
    return f"{first.title or first.file or 'Question'}, {first.number}"


def language_of(record: QuestionRecord) -> str | None:
    """The language of a question's text as XML names it."""
    return record.language if record.language and _LANGUAGE.fullmatch(record.language) else None


def item(record: QuestionRecord, pictures: Mapping[str, str]) -> bytes:
    """The item's file; `pictures` has the address of the picture, seen from the item, by the hash of a drawing."""
    scoring, explained = scoring_of(record), record.explanation is not None
    root = element(
        "qti-assessment-item",
        declarations(scoring, options=bool(record.options), explained=explained),
        element("qti-stylesheet", href=STYLE, type="text/css"),
        element("qti-item-body", _question(record, pictures), _interaction(record, pictures, several=scoring.several)),
        processing(scoring, explained=explained),
        _explanation(record),
        xmlns=NAMESPACE,
        identifier=item_id(record),
        title=item_title(record),
        adaptive="false",
        time_dependent="false",
        xml_lang=language_of(record),
    )
    return f"{DECLARATION}{root}\n".encode()


def _question(record: QuestionRecord, pictures: Mapping[str, str]) -> Xml:
    """Passage, stem, boxes and figures. No part of it is a prompt: that is for words about how to choose."""
    parts = [_block("passage", record.passage)] if record.passage else []
    parts.append(_block("stem", record.stem))
    parts += (_block("box", box) for box in record.boxes)
    figures = (_picture(pictures[figure]) for figure in figures_of(record) if figure in pictures)
    parts += (element("div", figure, class_="cgq-figure") for figure in figures)
    return Xml("".join(parts))


def _interaction(record: QuestionRecord, pictures: Mapping[str, str], *, several: bool) -> Xml:
    if not record.options:
        return element("qti-extended-text-interaction", response_identifier="RESPONSE")
    labels = _label_style(record)
    return element(
        "qti-choice-interaction",
        *(_choice(option, pictures, labelled=labels == "qti-labels-none") for option in record.options),
        class_=f"{labels} qti-labels-suffix-parenthesis",
        response_identifier="RESPONSE",
        shuffle="false",
        max_choices="0" if several else "1",
    )


def _label_style(record: QuestionRecord) -> str:
    """The class of QTI that labels the options as they are printed; with `qti-labels-none` the text has the labels."""
    labels = [option.label or str(option.n) for option in record.options]
    if labels == [str(n) for n in range(1, len(labels) + 1)]:
        return "qti-labels-decimal"
    if labels == list(_LETTERS[: len(labels)]):
        return "qti-labels-upper-alpha"
    if labels == list(_LETTERS.lower()[: len(labels)]):
        return "qti-labels-lower-alpha"
    return "qti-labels-none"


def _choice(option: Option, pictures: Mapping[str, str], *, labelled: bool) -> Xml:
    label = element("span", text(option.label or str(option.n)), class_="cgq-label") if labelled else Xml("")
    shown = element("span", lines(option.text), class_="cgq-option", dir="auto") if option.text else Xml("")
    drawn = _picture(pictures[option.asset]) if option.asset and option.asset in pictures else Xml("")
    return element("qti-simple-choice", label, shown, drawn, identifier=option_id(option.n))


def _explanation(record: QuestionRecord) -> Xml:
    if record.explanation is None:
        return Xml("")
    body = element("qti-content-body", _block("explanation", record.explanation))
    return element("qti-modal-feedback", body, outcome_identifier="FEEDBACK", identifier=EXPLANATION, show_hide="show")


def _block(kind: str, value: str) -> Xml:
    return element("div", lines(value), class_=f"cgq-{kind}", dir="auto")


def _picture(address: str) -> Xml:
    return element("img", src=address, alt="drawing")
