"""The graph as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exchange.graphs.form import MOST_DRAWN, GraphForm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.exchange.graphs.form import Lost
    from cgq.graph.part import Part


class Svg(GraphForm):
    """Boxes for concepts, from left to right in the order of learning, and lines between them."""

    name = "svg"
    suffixes = (".svg",)
    summary = "a picture of the concepts around one"
    limits = (
        "Edges that were rejected are not drawn.",
        "A name of more than three lines is cut; whoever points at the box sees it whole.",
    )
    most = MOST_DRAWN
    is_picture = True

    def lines(self, part: Part, lost: Lost) -> Iterator[str]:
        """One file in UTF-8."""
        from cgq.exchange.graphs.picture.caption import caption, note_cut, title
        from cgq.exchange.graphs.picture.drawing import Head, picture, style
        from cgq.exchange.graphs.picture.layout import laid_out

        layout = laid_out(part)
        note_cut(layout, lost)
        yield '<?xml version="1.0" encoding="UTF-8"?>\n'
        yield picture(part, layout, Head(title(part), caption(part), style()))
        yield "\n"
