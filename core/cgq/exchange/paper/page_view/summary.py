"""The top of the view: what was read and what was not, at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exam.findings import CODES
from cgq.exchange.paper.page_view.marks import KINDS
from cgq.exchange.paper.page_view.markup import Html, element, joined
from cgq.exchange.paper.trust import needs_look

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cgq.exam.model import Document, Finding, Tally
    from cgq.exchange.paper.page_view.marks import Mark

_BASIS = {"key": "the answer key", "paper": "what the paper says", "numbers": "the numbers found"}


def top(document: Document, name: str, marks: Mapping[int, Sequence[Mark]]) -> Html:
    """The title, the counts, the findings and the map of the pages."""
    return element(
        "header",
        element("h1", document.title or name),
        element("p", _identity(document, name), class_="identity"),
        element("p", _counts(document, marks), class_="counts"),
        _tallies(document.tallies),
        _findings(document),
        _map(document, marks),
    )


def legend(document: Document) -> Html:
    """A switch for every kind of box, and how the text is shown; they work without a script."""
    kinds = [
        element(
            "label",
            element("input", type="checkbox", id=f"show-{kind}", checked=True),
            element("span", class_=f"swatch {kind}"),
            kind,
            title=meaning,
        )
        for kind, meaning in KINDS.items()
    ]
    return element(
        "nav",
        *kinds,
        element("label", element("input", type="checkbox", id="large"), "large pages", class_="way"),
        element("label", element("input", type="checkbox", id="doubtful"), "only what needs a look", class_="way"),
        element("a", "answer key", href="#key1", class_="way") if document.keys else None,
        element("a", "help", href="#help", class_="way"),
        aria_label="What is shown",
        id="legend",
    )


def explained() -> Html:
    """What the boxes mean, and how to find one's way."""
    rows = [
        joined(element("dt", element("span", class_=f"swatch {kind}"), " ", kind), element("dd", meaning))
        for kind, meaning in KINDS.items()
    ]
    keys = (
        ("n, p", "the next question, the one before"),
        ("d", "the next question that needs a look"),
        ("Escape", "let go of the question that is marked"),
    )
    return element(
        "section",
        element("h2", "Help"),
        element(
            "p", "Point at a question or at a box: what belongs together lights up. Click to go from one to the other."
        ),
        element("dl", *rows),
        element("h3", "Keys"),
        element("dl", *(joined(element("dt", key), element("dd", told)) for key, told in keys)),
        id="help",
    )


def _identity(document: Document, name: str) -> str:
    parts = [
        name,
        f"form {document.form}" if document.form else "",
        document.language or "",
        f"sha256 {document.sha256[:12]}…",
        f"read by {document.extractor}" if document.extractor else "",
    ]
    return " · ".join(filter(None, parts))


def _counts(document: Document, marks: Mapping[int, Sequence[Mark]]) -> Html:
    questions = document.questions
    answered = sum(question.answer is not None for question in questions)
    doubtful = sum(map(needs_look, questions))
    loose = sum(mark.kind == "unclaimed" for each in marks.values() for mark in each)
    told: list[tuple[int, str, str, bool]] = [
        (document.pages, "page", "pages", False),
        (len(questions), "question", "questions", not questions and not document.keys),
        (answered, "answer", "answers", False),
        (doubtful, "needs a look", "need a look", doubtful > 0),
        (len(document.keys), "answer key", "answer keys", False),
        (len(document.findings), "finding", "findings", bool(document.findings)),
        (loose, "unclaimed text", "unclaimed texts", loose > 0),
    ]
    return joined(
        *(
            element("span", element("b", count), " ", one if count == 1 else many, class_="problem" if bad else None)
            for count, one, many, bad in told
        )
    )


def _tallies(tallies: Sequence[Tally]) -> Html | None:
    if not tallies:
        return None
    head = element("tr", *(element("th", each) for each in ("section", "expected", "found", "missing", "counted by")))
    rows = [
        element(
            "tr",
            element("td", tally.section or "(the whole paper)"),
            element("td", tally.expected),
            element("td", tally.found),
            element("td", ", ".join(map(str, tally.missing)) or "none", class_="problem" if tally.missing else None),
            element("td", _BASIS[tally.by]),
        )
        for tally in tallies
    ]
    return element("table", element("caption", "Numbers"), element("thead", head), element("tbody", *rows))


def _findings(document: Document) -> Html:
    if not document.findings:
        return element("p", "No findings: nothing is known to be missing.", class_="good")
    head = element("tr", *(element("th", each) for each in ("finding", "page", "question", "what it is")))
    rows = [element("tr", *_finding(document, found)) for found in document.findings]
    codes = dict.fromkeys(found.code for found in document.findings)
    told = [joined(element("dt", code), element("dd", CODES[code].text)) for code in codes if code in CODES]
    table = element("table", element("caption", "Findings"), element("thead", head), element("tbody", *rows))
    meaning = element("details", element("summary", "What these codes mean"), element("dl", *told)) if told else None
    return element("div", table, meaning, class_="findings", id="findings")


def _finding(document: Document, found: Finding) -> list[Html]:
    at = (i for i, q in enumerate(document.questions, 1) if (q.number, q.page) == (found.number, found.page))
    index = next(at, None)
    number = element("a", found.number, href=f"#q{index}") if index else found.number
    page = element("a", found.page, href=f"#page{found.page}") if found.page else None
    return [
        element("td", element("code", found.code)),
        element("td", page),
        element("td", number),
        element("td", found.message),
    ]


def _map(document: Document, marks: Mapping[int, Sequence[Mark]]) -> Html | None:
    """One small link a page, marked where something on it wants a look."""
    if not document.pages:
        return None
    found = {finding.page for finding in document.findings}
    doubtful = {question.page for question in document.questions if needs_look(question)}
    chips: list[Html] = []
    for page in range(1, document.pages + 1):
        loose = any(mark.kind == "unclaimed" for mark in marks.get(page, ()))
        why = [
            told
            for told, so in (
                ("has findings", page in found),
                ("has questions that need a look", page in doubtful),
                ("has unclaimed text", loose),
            )
            if so
        ]
        title = f"page {page}" + (f": {', '.join(why)}" if why else "")
        chips.append(element("a", page, href=f"#page{page}", title=title, class_="look" if why else None))
    return element("p", "Pages ", *chips, class_="map", id="map")
