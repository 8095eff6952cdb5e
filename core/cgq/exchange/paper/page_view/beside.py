"""What a question says, as text beside its page, with what is known of how well it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exam.findings import CODES
from cgq.exam.naming import labels_of, option_mark, option_name
from cgq.exchange.paper.page_view.markup import Html, element, joined
from cgq.exchange.paper.page_view.overlay import crop
from cgq.exchange.paper.trust import needs_look
from cgq.exchange.paper.wording import answer_told

if TYPE_CHECKING:
    from cgq.exam.model import Option, Question


def article(index: int, question: Question, language: str | None) -> Html:
    """One question; `index` is its place in the document, from 1."""
    look = needs_look(question)
    return element(
        "article",
        element(
            "h3",
            element("a", question.number, href=f"#b{index}", title="show it on its page"),
            element("span", question.section, class_="section") if question.section else None,
            element("span", f"confidence {question.confidence:g}", class_="confidence"),
        ),
        element(
            "div",
            element("p", question.stem or "(no stem was read)", class_="stem"),
            *(element("p", box, class_="box") for box in question.boxes),
            *_figures(question),
            _options(question),
            lang=language,
        ),
        element("p", f"Answer: {answer_told(question)}", class_="answer"),
        element("p", question.explanation, class_="explanation", lang=language) if question.explanation else None,
        _flags(question),
        id=f"q{index}",
        class_="question look" if look else "question",
        data_q=index,
        tabindex=-1,
    )


def passage(index: int, text: str, numbers: str, language: str | None, others: str) -> Html:
    """A passage, once, before the first question that it covers; `others` are those questions' places."""
    return element(
        "article",
        element("h3", f"Passage of {numbers}"),
        element("p", text, class_="passage", lang=language),
        id=f"p{index}",
        class_="passage",
        data_q=others,
        tabindex=-1,
    )


def _figures(question: Question) -> list[Html]:
    places = [place for place in question.places if place.part == "figure"]
    return [
        element("p", crop(place.page, place.bbox, f"figure of question {question.number}"), class_="figure")
        for place in places
    ]


def _options(question: Question) -> Html | None:
    if not question.options:
        return element("p", "No options were read.", class_="problem")
    right = question.answer.accepted if question.answer else ()
    labels = labels_of(question.options)
    rows = [
        element(
            "li",
            element("span", f"{option_mark(option.n, labels)} ", class_="label"),
            _option(question, option),
            element("span", " ✓ right", class_="mark") if option.n in right else None,
            class_="right" if option.n in right else None,
        )
        for option in question.options
    ]
    return element("ol", *rows)


def _option(question: Question, option: Option) -> Html | str:
    if option.asset is None:
        return option.text or "(nothing was read)"
    drawn = [p for p in question.places if p.part == "option" and p.n == option.n and p.asset]
    told = f"option {option_name(option.n, labels_of(question.options))} of question {question.number}, a drawing"
    return joined(option.text, *(crop(place.page, place.bbox, told) for place in drawn))


def _flags(question: Question) -> Html | None:
    if not question.flags:
        return None
    return element("dl", *map(_flag, question.flags), class_="flags")


def _flag(flag: str) -> Html:
    """What a flag means, and what it leaves of the confidence; one that nobody knows stands by its name alone."""
    about = CODES.get(flag)
    if about is None:
        return joined(element("dt", flag), element("dd", ""))
    cost = f" ×{about.leaves:g}" if about.leaves is not None and about.leaves < 1 else None
    return joined(element("dt", flag, cost), element("dd", about.text))
