"""Edges between concepts in words: what each says, how it stands, what a decision came to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq.hints import Hint, argument, plain
from cgq_cli.render.hints import advice
from cgq_cli.render.prose import wrapped
from cgq_cli.render.table import Column
from cgq_cli.render.text import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.actions.graph import Way
    from cgq.actions.graph_edges import DecidedEdge, Merged
    from cgq.actions.graph_import import ImportedEdges
    from cgq.graph.edges import Kind
    from cgq.graph.read import ListedEdge, Neighbour, Tested
    from cgq_cli.render.table import Layout

COLUMNS = (
    Column("status", varies=True),
    Column("kind", varies=True),
    Column("source", gives=True, title="from", least=14),
    Column("target", gives=True, title="to", least=18),
    Column("strength", "number", spare=1),
    Column("evidence", main=True),
)

MOST_REFUSED = 20
"""Refused rows that are shown; the document has them all."""


def row(edge: ListedEdge) -> dict[str, Any]:
    """An edge as a row of the table."""
    return {
        "status": edge.status,
        "kind": edge.kind,
        "source": edge.source.label,
        "target": edge.target.label,
        "strength": f"{edge.strength:.2f}",
        "evidence": "; ".join(edge.evidence),
    }


def says(kind: Kind, source: str, target: str) -> str:
    """What an edge says: `A is learned before B`, `B is a kind of A`."""
    if kind == "prerequisite":
        return f"{one_line(source)} is learned before {one_line(target)}"
    return f"{one_line(target)} is a kind of {one_line(source)}"


def standing(edge: ListedEdge | Neighbour) -> str:
    """How an edge stands, and who or what says so: `suggested by the glossary, 0.53`, `accepted by kim`."""
    found = (
        "a person"
        if edge.method == "person"
        else f"the {edge.method}"
        if edge.method in ("glossary", "model")
        else edge.method
    )
    by = found if edge.decided_by is None else one_line(edge.decided_by)
    return f"{edge.status} by {by}, {edge.strength:.2f}"


def edge_lines(edge: ListedEdge, questions: tuple[Sequence[Tested], Sequence[Tested]], layout: Layout) -> Iterator[str]:
    """An edge for whoever decides about it: what speaks for it, and what tests its concepts."""
    columns = layout.columns
    yield from wrapped(standing(edge), columns, first="  ", indent="    ")
    for text in edge.evidence:
        yield from wrapped(one_line(text), columns, first="  seen: ", indent="    ")
    for concept, tested in zip((edge.source, edge.target), questions, strict=True):
        yield from wrapped(
            f"{concept.label}: {counted(concept.questions, 'question')}", columns, first="  ", indent="    "
        )
        for one in tested:
            yield from wrapped(f"{one.question}: {one_line(one.stem)}", columns, first="    ", indent="      ")


def how_to_decide(edge: ListedEdge) -> Iterator[Hint]:
    """The commands that decide about an edge."""
    source, target, edge_kind = argument(edge.source.label), argument(edge.target.label), argument(edge.kind)
    yield Hint(f"Accept the first: `cgq graph accept {source} {target} --kind {edge_kind}`")
    yield Hint(f"Or reject it: `cgq graph reject {source} {target} --kind {edge_kind}`")
    yield Hint("All of them in a spreadsheet: `cgq graph export --output edges.csv`")


def decided(done: DecidedEdge) -> str:
    """What a decision came to."""
    told = says(done.kind, done.source.label, done.target.label)
    if done.change == "same":
        return (
            f"{told}: nothing was decided about it."
            if done.status != "accepted" and done.status != "rejected"
            else (f"{told}: that is {done.status} already.")
        )
    if done.change == "taken back":
        stands = "it is suggested again" if done.status else "nothing suggests it, so it is gone"
        return f"{told}: the decision was taken back; {stands}."
    return f"{'Accepted' if done.status == 'accepted' else 'Rejected'}: {told}."


def merged(done: Merged) -> Hint:
    """That two concepts are one, and how to undo it."""
    alias, into = one_line(done.alias), one_line(done.into)
    return Hint(
        f"{plain(alias)} is another name of {plain(into)} now. Two again: `cgq graph unmerge {argument(done.name)}`"
    )


def unmerged(done: Merged) -> str:
    """That two concepts are two again, as soon as the graph is up to date."""
    return f"{one_line(done.alias)} is no other name of {one_line(done.into)} any more."


def imported_lines(file: str, done: ImportedEdges) -> Iterator[str]:
    """What became of the rows of a file, counted."""
    counts = done.counts()
    refused = counts.pop("refused")
    parts = [f"{count} {outcome}" for outcome, count in counts.items() if count]
    parts += [f"{refused} refused"] if refused else []
    would = " would be" if done.dry_run else ""
    yield f"{one_line(file)}: {counted(len(done.rows), 'row')}{would}: {', '.join(parts) or 'nothing to decide'}."
    yield from (one_line(note) for note in done.notes)


def refused_lines(done: ImportedEdges) -> Iterator[Hint]:
    """Why rows were refused, each with its line."""
    refused = [row for row in done.rows if row.outcome == "refused"]
    for one in refused[:MOST_REFUSED]:
        yield advice(f"Row {one.line}: {one_line(one.message or '')}", one.hint, code=one.code or "")
    if len(refused) > MOST_REFUSED:
        yield Hint(f"… and {counted(len(refused) - MOST_REFUSED, 'more row')}; all of them with --json")


def way_lines(way: Way, layout: Layout) -> Iterator[str]:
    """What to learn, one concept a line."""
    for number, concept in enumerate(way.concepts, 1):
        how = "" if number == 1 else f" ({way.statuses[number - 2]})"
        if layout.columns is None:
            yield f"{number}\t{one_line(concept.label)}\t{how.strip(' ()')}"
        else:
            text = f"{concept.label}{how}, {counted(concept.questions, 'question')}"
            yield from wrapped(text, layout.columns, first=f"{number}. ", indent="   ")


def way_steps(way: Way) -> Iterator[str]:
    """What to do where no way is known."""
    if not way.concepts:
        yield "No prerequisites lead from the first to the second."
        yield Hint("What waits for a decision: `cgq graph review --kind prerequisite`")
