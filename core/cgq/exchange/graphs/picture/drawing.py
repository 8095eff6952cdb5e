"""A layout as SVG: text is escaped, nothing in it is loaded or run, and colours are classes of a style sheet."""

from __future__ import annotations

from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from cgq.exchange.graphs.picture.layout import ABOVE, LINE, SMALL, TEXT, count_text
from cgq.exchange.paper.page_view.markup import Html, element, joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.exchange.graphs.picture.layout import Box, Layout, Line, Point
    from cgq.graph.part import Part
    from cgq.graph.read import ListedEdge

MARGIN = 24  # pixels; chosen
"""Around the picture."""

HEAD = 56  # pixels; chosen
"""Height of the title and the line below it."""

SAMPLE = 44  # pixels; chosen
"""Length of a line in the legend."""

SAMPLE_TEXT = 8  # pixels; chosen
"""From that line to what it means."""

LEGEND_ROW = 26  # pixels; chosen
"""From one row of the legend to the next."""

LEAST_WIDTH = 480  # pixels; chosen
"""Of a picture, so that the legend is not cut."""


class _Meaning(NamedTuple):
    """What a line in the legend means, by the classes that it is drawn with."""

    classes: str
    text: str


def style() -> str:
    """The style sheet of a picture, in its light colours."""
    return (resources.files("cgq.exchange.graphs.picture") / "picture.css").read_text("utf-8")


class Head(NamedTuple):
    """What stands above a picture that stands alone: its title, a line below it, and its style sheet."""

    title: str
    below: str
    style: str


def picture(part: Part, layout: Layout, head: Head | None = None) -> Html:
    """The picture: boxes over lines, and what the lines mean; in a page, which has a head of its own, without one."""
    meanings = _meanings(layout)
    top = MARGIN + (HEAD if head else 0)
    width = max(layout.width + 2 * MARGIN, LEAST_WIDTH)
    foot = top + layout.height + MARGIN
    height = foot + LEGEND_ROW * len(meanings) + (MARGIN if meanings else 0)
    drawn = element(
        "g",
        *(_line(line) for line in layout.lines),
        *(_box(box, is_centre=box.concept.id == part.centre) for box in layout.boxes),
        transform=f"translate({MARGIN} {top})",
    )
    return element(
        "svg",
        element("style", Html(head.style)) if head else None,
        _markers(),
        element("rect", class_="page", width="100%", height="100%"),
        _head_text(head) if head else None,
        drawn,
        *_legend(meanings, foot),
        xmlns="http://www.w3.org/2000/svg",
        class_="graph",
        width=f"{width:.0f}",
        height=f"{height:.0f}",
        view_box=f"0 0 {width:.0f} {height:.0f}",
        role="img",
        aria_label=head.title if head else "The graph",
    )


def _head_text(head: Head) -> Html:
    return joined(
        element("text", head.title, class_="title", x=MARGIN, y=MARGIN + 18),
        element("text", head.below, class_="soft", x=MARGIN, y=MARGIN + 38),
    )


def _markers() -> Html:
    """Arrow heads: filled at what is learned next, hollow at the broader concept, as of a generalisation in UML."""
    heads = [_marker(name, "M0,1 L9,5 L0,9 Z") for name in ("next", "aside")]
    return element("defs", *heads, _marker("kind", "M1,1 L11,6 L1,11 Z", size=12))


def _marker(name: str, path: str, size: int = 10) -> Html:
    return element(
        "marker",
        element("path", d=path),
        id=f"head-{name}",
        class_=f"head {name}",
        markerWidth=size,
        markerHeight=size,
        refX=size - 1,
        refY=size / 2,
        orient="auto-start-reverse",
        markerUnits="userSpaceOnUse",
    )


def _classes(edge: ListedEdge, *, aside: bool) -> str:
    return f"edge {edge.kind} {'aside' if aside else edge.status}"


def _line(line: Line) -> Html:
    edge = line.edge
    return element(
        "path",
        element("title", "\n".join((says(edge), stands(edge, aside=line.aside), *edge.evidence, edge.note)).strip()),
        class_=_classes(edge, aside=line.aside),
        d=_path(line.points),
        **_heads(_classes(edge, aside=line.aside)),
    )


def _heads(classes: str) -> dict[str, str]:
    """The marker attributes of a line: a broader edge has its head where it begins."""
    if "broader" in classes:
        return {"marker_start": "url(#head-kind)"}
    return {"marker_end": f"url(#head-{'aside' if 'aside' in classes else 'next'})"}


def _path(points: tuple[Point, ...]) -> str:
    parts = [f"M{points[0].x:.1f},{points[0].y:.1f}"]
    for one, other in pairwise(points):
        middle = (one.x + other.x) / 2
        parts.append(f"C{middle:.1f},{one.y:.1f} {middle:.1f},{other.y:.1f} {other.x:.1f},{other.y:.1f}")
    return " ".join(parts)


def _box(box: Box, *, is_centre: bool) -> Html:
    middle = f"{box.x + box.width / 2:.1f}"
    lines = [
        element("text", line, x=middle, y=f"{box.y + ABOVE + TEXT + LINE * number:.1f}", text_anchor="middle")
        for number, line in enumerate(box.lines)
    ]
    count = element(
        "text",
        count_text(box.concept),
        class_="count",
        x=middle,
        y=f"{box.y + ABOVE + LINE * len(box.lines) + SMALL:.1f}",
        text_anchor="middle",
    )
    return element(
        "g",
        element("title", box.concept.label),
        element(
            "rect",
            x=f"{box.x:.1f}",
            y=f"{box.y:.1f}",
            width=f"{box.width:.1f}",
            height=f"{box.height:.1f}",
            rx=7,
        ),
        *lines,
        count,
        class_="node centre" if is_centre else "node",
    )


def says(edge: ListedEdge) -> str:
    """What an edge means, in words."""
    source, target = edge.source.label, edge.target.label
    return f"{source} is learned before {target}" if edge.kind == "prerequisite" else f"{target} is a kind of {source}"


def stands(edge: ListedEdge, *, aside: bool) -> str:
    """How an edge stands, and by whom or what."""
    by = edge.method if edge.decided_by is None else edge.decided_by
    return f"{edge.status} by {by}, {edge.strength:.2f}{', set aside: it closes a circle' if aside else ''}"


def _meanings(layout: Layout) -> list[_Meaning]:
    """What the lines that occur mean, in a fixed order."""
    drawn = {_classes(line.edge, aside=line.aside) for line in layout.lines}
    known = [
        _Meaning(f"edge {kind} {status}", f"{text}, {status}")
        for kind, text in (
            ("prerequisite", "what the arrow points at is learned next"),
            ("broader", "a kind of what the triangle points at"),
        )
        for status in ("accepted", "suggested")
    ]
    known += [
        _Meaning(f"edge {kind} aside", f"{text}, set aside because it closes a circle")
        for kind, text in (("prerequisite", "learned next"), ("broader", "a kind"))
    ]
    return [one for one in known if one.classes in drawn]


def _legend(meanings: list[_Meaning], top: float) -> Iterator[Html]:
    for number, meaning in enumerate(meanings):
        y = top + LEGEND_ROW * number + LEGEND_ROW / 2
        sample = element("path", class_=meaning.classes, d=f"M{MARGIN},{y:g} h{SAMPLE}", **_heads(meaning.classes))
        text = element("text", meaning.text, class_="soft", x=MARGIN + SAMPLE + SAMPLE_TEXT, y=y + 4)
        yield joined(sample, text)
