"""What stands above a picture, and what is reported of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.counting import counted
from cgq.exchange.text.speakable import speakable
from cgq.exchange.text.unwritable import CHANGED

if TYPE_CHECKING:
    from cgq.exchange.graphs.form import Lost
    from cgq.exchange.graphs.picture.layout import Layout
    from cgq.graph.part import Part

CUT_NAME = "A name of more than three lines is cut."

MOST_TITLE = 60  # signs; chosen
"""Signs of a name in a title."""


def title(part: Part) -> str:
    """The name of the concept in the middle, or that it is the whole graph."""
    label = next((one.concept.label for one in part.concepts if one.concept.id == part.centre), "Concept graph")
    text = " ".join(label.split())
    return text if len(text) <= MOST_TITLE else f"{text[:MOST_TITLE]}…"


def caption(part: Part) -> str:
    """How much is drawn, and how much is not."""
    drawn = f"{counted(len(part.concepts), 'concept')}, {counted(len(part.edges), 'edge')}"
    return f"{drawn}; {counted(part.left_out, 'more concept')} not drawn" if part.left_out else drawn


def note_cut(layout: Layout, lost: Lost) -> None:
    """Note the names that are not drawn as they are."""
    for box in layout.boxes:
        if box.cut:
            lost(CUT_NAME)
        if speakable(box.concept.label) != box.concept.label:
            lost(CHANGED)
