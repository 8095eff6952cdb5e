"""A paper that was read, in a format for people, with pictures of its pages and figures."""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Literal

from cgq.actions.outputs import make_folder
from cgq.exam.pdf.view import View
from cgq.exchange.drawings.figures import figure_view, is_file_name
from cgq.exchange.paper.markdown import markdown
from cgq.exchange.paper.page_view.document import page_view
from cgq.replaced import replaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from cgq.actions.draw import Drawer
    from cgq.bank.converted import DrawnFile
    from cgq.exam.model import Document, Place

SHARPEST, BLURRIEST = 100.0, 40.0
SHARP_PAGES = 200
"""Up to so many pages a view has 100 dots an inch, about 90 kB a page; longer papers share what that takes."""


def write_paper(
    document: Document,
    shown_as: str,
    file: DrawnFile,
    wanted: Literal["md", "html"],
    drawer: Drawer,
    *,
    password: str | None = None,
    figures: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """The document in pieces of text. `shown_as` is how the caller named the file, as text (see bank.files);
    `figures` tells by its hash how a drawing's picture is called from where the text will lie."""
    name = os.path.basename(shown_as)
    if wanted == "md":
        yield from markdown(document, name, figures or {})
        return
    dpi = _dpi(document.pages)
    views = [View(page=n, dpi=dpi, ink="colour", encoding="webp") for n in range(1, document.pages + 1)]
    yield from page_view(document, name, drawer.draw(file, views, password=password))


def draw_figures(
    document: Document, file: DrawnFile, folder: Path, drawer: Drawer, *, password: str | None = None
) -> list[str]:
    """Put a PNG of every drawing into a folder, named by its hash; the hashes of those that are there now."""
    places: dict[str, Place] = {}
    for question in document.questions:
        for place in question.places:
            if place.asset is not None and is_file_name(place.asset):
                places.setdefault(place.asset, place)
    if not places:
        return []
    make_folder(folder)
    views = [figure_view(place) for place in places.values()]
    drawn: list[str] = []
    for asset, picture in zip(places, drawer.draw(file, views, password=password), strict=True):
        if picture.data:
            with replaced(folder / f"{asset}.png") as write:
                write(picture.data)
            drawn.append(asset)
    return drawn


def _dpi(pages: int) -> float:
    """Dots an inch of a page's picture: what a dot costs grows with its square."""
    return max(BLURRIEST, SHARPEST * min(1.0, math.sqrt(SHARP_PAGES / max(pages, 1))))
