"""The concept graph in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.hints import Hint, argument, plain
from cgq_cli.render.edges import says, standing
from cgq_cli.render.hints import hint_lines
from cgq_cli.render.prose import pairs, wrapped
from cgq_cli.render.table import Column, table
from cgq_cli.render.text import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from cgq.actions.graph import Circle, OrderView, ShownConcept, Size
    from cgq.actions.graph_export import ExportedGraph
    from cgq.graph.edges import Status
    from cgq.graph.read import ListedConcept, Neighbour
    from cgq_cli.render.table import Layout


COLUMNS = (
    Column("id", "number"),
    Column("label", title="concept", main=True),
    Column("questions", "number"),
    Column("weight", "number", spare=2),
    Column("aliases", gives=True, title="also", varies=True, spare=1),
)


CIRCLES = (
    Column("kind"),
    Column("source", gives=True, title="from"),
    Column("target", gives=True, title="to"),
    Column("strength", "number"),
    Column("status"),
    Column("circle", main=True),
)

ARROW = " → "

SHOWN_ASIDE = 3
"""Edges set aside that the counts name of each kind: all of them are in the list of circles."""


def row(listed: ListedConcept) -> dict[str, Any]:
    """A concept as a row of the table."""
    concept = listed.concept
    return {
        "id": concept.id,
        "label": concept.label,
        "questions": concept.questions,
        "weight": f"{concept.weight:.2f}",
        "aliases": ", ".join(listed.aliases),
    }


def concept_lines(shown: ShownConcept, layout: Layout, limit: int | None = None) -> Iterator[str]:
    """A concept with its surroundings, for reading: at most `limit` of what is on each side of it."""
    view, columns = shown.view, layout.columns
    concept = view.concept
    names = [name for name in dict.fromkeys((concept.name, *view.aliases)) if name != concept.label]
    entries: list[tuple[str, object]] = [
        ("concept", concept.label),
        ("also", ", ".join(names)),
        ("questions", concept.questions),
        ("by year", _by_year(shown.by_year)),
        ("weight", f"{concept.weight:.2f}"),
    ]
    yield from pairs(entries, columns)
    for other in view.same_label:
        label = plain(one_line(other.label))
        known = plain(f"{other.id}, {one_line(other.name)}, {counted(other.questions, 'question')}")
        show = argument(other.id)
        yield from hint_lines(Hint(f"Also called {label}: {known}: `cgq graph show {show}`"), columns)
    if not view.questions:
        text = "No question tests it now; it remains for what somebody decided about it."
        yield from wrapped(text, columns)
    yield from _neighbours("Learn before it", view.before, shown.aside.before, columns, limit)
    yield from _neighbours("Learn after it", view.after, shown.aside.after, columns, limit)
    yield from _neighbours("It is a kind of", view.broader, shown.aside.broader, columns, limit)
    yield from _neighbours("Kinds of it", view.narrower, shown.aside.narrower, columns, limit)
    if view.questions:
        yield "Tested by:"
    for tested in view.questions[:limit]:
        text = f"{tested.question} ({tested.importance:.2f}, {tested.evidence}): {one_line(tested.stem)}"
        yield from wrapped(text, columns, first="  ", indent="    ")
    yield from _more(view.questions, limit)


def _by_year(counts: Sequence[tuple[int | None, int]]) -> str | None:
    """`2024: 3, 2023: 1, unknown: 2`; None where no year is known."""
    if not any(year for year, _ in counts):
        return None
    return ", ".join(f"{year or 'unknown'}: {count}" for year, count in counts)


def _more(found: Sequence[object], limit: int | None) -> Iterator[str]:
    """How many a limit left out, and how to see them."""
    if limit is not None and len(found) > limit:
        yield f"  and {len(found) - limit} more: --limit {len(found)}"


def _neighbours(
    head: str, neighbours: Sequence[Neighbour], set_aside: frozenset[int], columns: int | None, limit: int | None
) -> Iterator[str]:
    if not neighbours:
        return
    yield f"{head}:"
    for neighbour in neighbours[:limit]:
        aside = ", set aside: it closes a circle" if neighbour.id in set_aside else ""
        seen = f": {'; '.join(map(one_line, neighbour.evidence))}" if neighbour.evidence else ""
        text = f"{neighbour.label} ({standing(neighbour)}{aside}){seen}"
        yield from wrapped(text, columns, first="  ", indent="    ")
    yield from _more(neighbours, limit)


def size_lines(size: Size, layout: Layout) -> Iterator[str]:
    """The counts of the graph, for reading."""
    stats = size.stats
    entries: list[tuple[str, object]] = [
        ("questions", stats.questions),
        ("not analysed yet", stats.unanalysed),
        ("without a concept", stats.without_concept),
        ("concepts", stats.concepts),
        ("tested by none now", stats.untested or None),
        ("aliases", stats.aliases),
        ("tests", stats.tests),
        ("prerequisites", _by_status(stats.prerequisites)),
        *_order_entries(size.prerequisites, "before"),
        ("broader edges", _by_status(stats.broader)),
        *_order_entries(size.broader, "broader than"),
        *(("most tested", f"{concept.label}: {counted(concept.questions, 'question')}") for concept in size.top),
    ]
    yield from pairs(entries, layout.columns)


def next_steps(size: Size) -> Iterator[Hint]:
    """What a person would look at next."""
    if not size.top:
        yield Hint("No concepts yet. Take papers in: `cgq run FILE`")
        return
    yield Hint(
        f"The most tested concept, with what is learned before it: `cgq graph show {argument(size.top[0].label)}`"
    )
    aside = len(size.prerequisites.aside) + len(size.broader.aside)
    if aside:
        yield Hint(f"{counted(aside, 'edge')} set aside, each with the way round: `cgq graph cycles`")
    waiting = size.stats.prerequisites["suggested"] + size.stats.broader["suggested"]
    if waiting:
        yield Hint(f"{counted(waiting, 'suggested edge')} to decide about: `cgq graph review`")
    yield Hint("What tests a word: `cgq search TEXT`")


def circle_lines(circles: Sequence[Circle], layout: Layout) -> Iterator[str]:
    """Each edge that is set aside with the way round: sentences for a person, a table for a program."""
    if layout.columns is None:
        yield from table(CIRCLES, [_circle_row(circle) for circle in circles], layout)
        return
    for circle in circles:
        labels = [concept.label for concept in circle.concepts]
        why = f"all of its circle was accepted ({circle.strength:.2f})" if circle.accepted else f"{circle.strength:.2f}"
        yield from wrapped(f"{says(circle.kind, *labels[:2])}: set aside, {why}", layout.columns, indent="  ")
        yield from wrapped(ARROW.join(map(one_line, labels)), layout.columns, first="  ", indent="    ")


def circle_steps(circles: Sequence[Circle]) -> Iterator[Hint]:
    """What a person decides about the first circle."""
    first = circles[0]
    source, target = (argument(concept.label) for concept in first.concepts[:2])
    edge_kind = argument(first.kind)
    if first.accepted:
        yield Hint(f"Reject what is wrong in the first circle: `cgq graph reject {source} {target} --kind {edge_kind}`")
    else:
        yield Hint(f"Agree that the first is wrong: `cgq graph reject {source} {target} --kind {edge_kind}`")
        yield Hint(f"Or it is right, and a weaker one goes: `cgq graph accept {source} {target} --kind {edge_kind}`")


def _circle_row(circle: Circle) -> dict[str, Any]:
    source, target, *_ = circle.concepts
    return {
        "kind": circle.kind,
        "source": source.label,
        "target": target.label,
        "strength": f"{circle.strength:.2f}",
        "status": "accepted" if circle.accepted else "suggested",
        "circle": ARROW.join(one_line(concept.label) for concept in circle.concepts),
    }


def exported_line(done: ExportedGraph) -> str:
    """What was written, and where."""
    held = f"{counted(done.concepts, 'concept')} and {counted(done.edges, 'edge')}"
    return f"Wrote {held} to {one_line(str(done.file))}."


def _by_status(counts: Mapping[Status, int]) -> str:
    return ", ".join(f"{count} {status}" for status, count in counts.items())


def _order_entries(view: OrderView, relation: str) -> Iterator[tuple[str, object]]:
    """The edges of a kind without circles, and what that leaves out."""
    yield "acyclic view", f"{counted(view.edges, 'edge')}, {len(view.aside)} set aside"
    for edge in view.aside[:SHOWN_ASIDE]:
        decided = ", accepted: a person must decide" if edge.accepted else ""
        yield "set aside", f"{edge.before} {relation} {edge.after} ({edge.strength:.2f}{decided})"
