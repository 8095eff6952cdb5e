"""A read paper as one HTML page that needs nothing else: the page pictures with what was recognised
drawn over them, and the text beside. It is how a person checks a reading, and how a reading is debugged.

Papers are hostile: the text is escaped by construction (markup.py), and the page's own policy lets
nothing load and nothing run but the style and the script that are part of it.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib import resources
from typing import TYPE_CHECKING

from cgq.exchange.paper.page_view.beside import article, passage
from cgq.exchange.paper.page_view.keys import keys_by_page
from cgq.exchange.paper.page_view.marks import marks
from cgq.exchange.paper.page_view.markup import Html, element, joined
from cgq.exchange.paper.page_view.overlay import Links, sheet
from cgq.exchange.paper.page_view.summary import explained, legend, top
from cgq.exchange.paper.passages import covered, with_passages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cgq.exam.model import Document
    from cgq.exam.pdf.view import Picture


def page_view(document: Document, name: str, pictures: Iterable[Picture]) -> Iterator[str]:
    """The page in pieces. `pictures` are one a page in order, in WebP; they are taken one at a time."""
    found = marks(document)
    yield from _head(document, name)
    yield joined(top(document, name, found), legend(document))
    yield '<main id="pages">\n'
    beside, keys = _beside(document), keys_by_page(document)
    links = _links(document)
    for picture in pictures:
        page = picture.page
        here = found.get(page, [])
        texts = [*keys.get(page, ()), *beside.get(page, ())]
        loose = sum(mark.kind == "unclaimed" for mark in here)
        yield element(
            "section",
            element("h2", f"Page {page}", _loose(loose)),
            element("div", sheet(document, picture, here, links), class_="paper"),
            element(
                "div", *(texts or [element("p", "No question starts on this page.", class_="none")]), class_="text"
            ),
            id=f"page{page}",
            class_="page",
        )
        yield "\n"
    yield "</main>\n"
    yield explained()
    yield f"<script>{_part('script.js')}</script>\n</body></html>\n"


def _head(document: Document, name: str) -> Iterator[str]:
    style, script = _part("style.css"), _part("script.js")
    policy = (
        f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {_hash(script)};"
        " base-uri 'none'; form-action 'none'"
    )
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield '<meta name="referrer" content="no-referrer">\n'
    yield element("title", f"{document.title or name} · cgq")
    yield f"\n<style>{style}</style>\n</head>\n<body>\n"


def _hash(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


def _part(name: str) -> str:
    return (resources.files("cgq.exchange.paper.page_view") / name).read_text("utf-8")


def _loose(count: int) -> Html | None:
    if not count:
        return None
    told = "1 piece of text" if count == 1 else f"{count} pieces of text"
    return element("span", f"{told} on this page belong to nothing that was read", class_="problem")


def _links(document: Document) -> Links:
    groups = [group for shared, group in with_passages(document.questions) if shared is not None]
    passages = {index: group[0][0] for group in groups for index, _ in group}
    return Links(passages, set(range(1, len(document.questions) + 1)))


def _beside(document: Document) -> dict[int, list[Html]]:
    """The articles of every page, by its number: a passage and a question stand where they start."""
    texts: dict[int, list[Html]] = {}
    for shared, group in with_passages(document.questions):
        index, question = group[0]
        if shared is not None:
            others = " ".join(str(each) for each, _ in group)
            where = min((p.page for p in question.places if p.part == "passage"), default=question.page)
            texts.setdefault(where, []).append(passage(index, shared, covered(group), document.language, others))
        for index, question in group:
            texts.setdefault(question.page, []).append(article(index, question, document.language))
    return texts
