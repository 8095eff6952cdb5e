"""Answer keys as tables, ten numbers a row as they are printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exchange.page_view.markup import Html, element
from cgq.exchange.wording import cell_told, key_name

if TYPE_CHECKING:
    from cgq.exam.model import Document, Key, KeyAnswer

_A_ROW = 10


def keys(document: Document) -> Html:
    """Every key of the file with the page that it stands on; a refused cell shows a question mark."""
    if not document.keys:
        return element("section", element("h2", "Answer keys"), element("p", "None in this file."), id="keys")
    return element("section", element("h2", "Answer keys"), *map(_table, document.keys), id="keys")


def _table(key: Key) -> Html:
    pages = dict.fromkeys(cell.page for cell in key.answers if cell.page)
    links = [element("a", f" page {page}", href=f"#page{page}") for page in pages]
    rows = [
        element("tr", *map(_cell, key.answers[start : start + _A_ROW])) for start in range(0, len(key.answers), _A_ROW)
    ]
    caption = element("caption", f"{key_name(key)}: {len(key.answers)} answers", *links)
    return element("table", caption, element("tbody", *rows), class_="key")


def _cell(cell: KeyAnswer) -> Html:
    return element(
        "td",
        element("span", cell.number, class_="number"),
        " ",
        element("b", cell_told(cell)),
        class_=None if cell.accepted else "problem",
    )
