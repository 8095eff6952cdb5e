"""The graph as a page: a picture, light or dark as the reader's system is, and tables of what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exchange.graphs.form import MOST_DRAWN, GraphForm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.exchange.graphs.form import Lost
    from cgq.graph.part import Part


class HtmlPage(GraphForm):
    """One file that loads nothing and runs nothing."""

    name = "html"
    suffixes = (".html", ".htm")
    summary = "the same picture in a page, with the evidence of each edge"
    limits = (
        "Edges that were rejected are not in it.",
        "A name of more than three lines is cut in the picture, and whole in the table below it.",
    )
    most = MOST_DRAWN
    is_picture = True

    def lines(self, part: Part, lost: Lost) -> Iterator[str]:
        """The page."""
        from cgq.exchange.graphs.picture.caption import note_cut
        from cgq.exchange.graphs.picture.layout import laid_out
        from cgq.exchange.graphs.picture.page import page

        layout = laid_out(part)
        note_cut(layout, lost)
        return page(part, layout)
