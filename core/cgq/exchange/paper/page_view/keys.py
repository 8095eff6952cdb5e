"""Answer keys as tables, ten numbers a row as they are mostly printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.counting import counted
from cgq.exchange.paper.page_view.markup import Html, element
from cgq.exchange.paper.wording import cell_told, key_name

if TYPE_CHECKING:
    from cgq.exam.model import Document, Key, KeyAnswer

_A_ROW = 10


def keys_by_page(document: Document) -> dict[int, list[Html]]:
    """Every key, by the page on which it begins; on page 1 where nobody knows."""
    found: dict[int, list[Html]] = {}
    for index, key in enumerate(document.keys, 1):
        page = min((cell.page for cell in key.answers if cell.page), default=1)
        found.setdefault(page, []).append(_table(index, key))
    return found


def _table(index: int, key: Key) -> Html:
    rows = [
        element("tr", *map(_cell, key.answers[start : start + _A_ROW])) for start in range(0, len(key.answers), _A_ROW)
    ]
    caption = element("caption", f"Answer key, {key_name(key)}: {counted(len(key.answers), 'answer')}")
    return element("table", caption, element("tbody", *rows), class_="key", id=f"key{index}")


def _cell(cell: KeyAnswer) -> Html:
    return element(
        "td",
        element("span", cell.number, class_="number"),
        " ",
        element("b", cell_told(cell)),
        class_=None if cell.accepted else "problem",
    )
