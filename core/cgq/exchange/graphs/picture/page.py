"""A picture of the graph in a page that needs nothing else: it loads nothing and runs nothing, and below the picture
stand the same edges and concepts as tables, with their evidence."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib import resources
from typing import TYPE_CHECKING

from cgq.exchange.graphs.picture.caption import caption, title
from cgq.exchange.graphs.picture.drawing import MARGIN, picture, says, stands, style
from cgq.exchange.paper.page_view.markup import Html, element

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cgq.exchange.graphs.picture.layout import Layout
    from cgq.graph.part import Part


def page(part: Part, layout: Layout) -> Iterator[str]:
    """The page in pieces."""
    sheet = style() + _page_style() + _centre_rule(part, layout)
    yield from _head(title(part), sheet)
    yield element("h1", title(part))
    yield element("p", f"{caption(part)}.")
    here = element("div", class_="here", tabindex=-1, autofocus=True) if part.centre is not None else None
    yield element("div", here, picture(part, layout), class_="canvas", tabindex=0)
    yield "\n"
    if part.edges:
        yield element("h2", "Edges")
        yield _table(("edge", "status", "evidence"), _edge_rows(part))
    yield element("h2", "Concepts")
    yield _table(("concept", "questions", "also"), _concept_rows(part))
    yield "\n</body></html>\n"


def _head(name: str, sheet: str) -> Iterator[str]:
    policy = f"default-src 'none'; style-src {_hash(sheet)}; base-uri 'none'; form-action 'none'"
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield element("title", f"{name} · cgq")
    yield f"\n<style>{sheet}</style>\n</head>\n<body>\n"


def _hash(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


def _page_style() -> str:
    return (resources.files("cgq.exchange.graphs.picture") / "page.css").read_text("utf-8")


def _centre_rule(part: Part, layout: Layout) -> str:
    """Where a narrow window looks first: at the concept that was asked for."""
    middle = next((box.x + box.width / 2 for box in layout.boxes if box.concept.id == part.centre), None)
    return "" if middle is None else f".here {{ left: {middle + MARGIN:.0f}px; }}\n"


def _edge_rows(part: Part) -> Iterator[Sequence[str]]:
    for edge in part.edges:
        yield says(edge), stands(edge, aside=part.is_aside(edge)), "\n".join((*edge.evidence, edge.note)).strip()


def _concept_rows(part: Part) -> Iterator[Sequence[str]]:
    for concept, aliases in sorted(part.concepts, key=lambda one: (-one.concept.questions, one.concept.name)):
        yield concept.label, f"{concept.questions:,}", ", ".join(aliases)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Html:
    head = element("tr", *(element("th", text) for text in heads))
    body = (element("tr", *(element("td", text) for text in row)) for row in rows)
    return element("div", element("table", element("thead", head), element("tbody", *body)), class_="rows")
