"""Edges between concepts, and what a person decides about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from cgq.documents import Document
from cgq.documents.concept import CountedConcept, Kind, NamedConcept, Status
from cgq.hints import unmarked

if TYPE_CHECKING:
    from cgq.actions import graph_edges as actions
    from cgq.actions.graph import Way
    from cgq.actions.graph_import import ImportedEdges, RowOutcome
    from cgq.graph import read


class Edge(Struct, frozen=True, kw_only=True):
    """An edge between two concepts."""

    kind: Kind
    """What it says: `source` is learned before `target` (`prerequisite`), or `target` is a kind of it (`broader`)."""
    source: CountedConcept
    """The concept that is learned first, or is the broader one."""
    target: CountedConcept
    """The concept that builds on it, or is a kind of it."""
    strength: float
    """How sure it is, from 0 to 1."""
    method: str
    """What found it: `glossary`, `person`, or the name of a model."""
    status: Status
    """Whether a person or a model decided about it."""
    evidence: list[str]
    """Where it was seen; empty for what a person names."""
    decided_by: str | None
    """Who decided about it; null when nobody did."""
    note: str
    """What they noted; empty when they noted nothing."""

    @staticmethod
    def of(edge: read.ListedEdge) -> Edge:
        """An edge of the graph."""
        return Edge(
            kind=edge.kind,
            source=CountedConcept.of(edge.source),
            target=CountedConcept.of(edge.target),
            strength=edge.strength,
            method=edge.method,
            status=edge.status,
            evidence=list(edge.evidence),
            decided_by=edge.decided_by,
            note=edge.note,
        )


class Edges(Document, frozen=True, kw_only=True, tag="edges"):
    """Edges between concepts, what waits for a decision first: `cgq graph edges` and `cgq graph review`."""

    edges: list[Edge]
    """The edges."""
    more: bool
    """Whether there is another page."""

    @staticmethod
    def of(found: actions.Edges) -> Edges:
        """A page of the edges."""
        return Edges(edges=[Edge.of(edge) for edge in found.edges], more=found.more)


class EdgeDecision(Document, frozen=True, kw_only=True, tag="edge_decision"):
    """What a decision about an edge came to: `cgq graph accept`, `cgq graph reject` and `cgq graph undo`."""

    change: Literal["added", "changed", "same", "taken back"]
    """Whether it is a new decision, another one than before, no other, or one that was taken back."""
    kind: Kind
    """What the edge says."""
    source: NamedConcept
    """The concept that is learned first, or is the broader one."""
    target: NamedConcept
    """The concept that builds on it, or is a kind of it."""
    status: Status | None
    """How the edge stands now; null when it is gone, as nothing suggests it."""
    jobs: int
    """How many jobs were enqueued to bring the graph up to date."""

    @staticmethod
    def of(done: actions.DecidedEdge) -> EdgeDecision:
        """A decision."""
        return EdgeDecision(
            change=done.change,
            kind=done.kind,
            source=_named(done.source),
            target=_named(done.target),
            status=done.status,
            jobs=done.jobs,
        )


class ConceptMerge(Document, frozen=True, kw_only=True, tag="concept_merge"):
    """Two concepts that became one, or two again: `cgq graph merge` and `cgq graph unmerge`."""

    action: Literal["merged", "unmerged"]
    """What was done."""
    alias: str
    """The concept that is another name of `into`, or is a concept of its own again."""
    name: str
    """The name by which it is kept."""
    into: str
    """The label of the concept that it became."""
    jobs: int
    """How many jobs were enqueued to bring the graph up to date."""

    @staticmethod
    def of(action: Literal["merged", "unmerged"], done: actions.Merged) -> ConceptMerge:
        """A merge, or its end."""
        return ConceptMerge(action=action, alias=done.alias, name=done.name, into=done.into, jobs=done.jobs)


class ImportedEdge(Struct, frozen=True, kw_only=True):
    """What became of a row of a file of edges."""

    line: int
    """Its row in the file, from 1, the header among them; of a graph in JSON or GraphML the number of its edge."""
    outcome: Literal["added", "changed", "same", "taken back", "refused"]
    """Whether it is a new decision, another one than before, no other, one taken back, or none."""
    kind: Kind | None
    """What the edge says; null where the row could not be read."""
    source: str | None
    """What the row says in `from`; null where it could not be read."""
    target: str | None
    """What the row says in `to`; null where it could not be read."""
    status: Status | None
    """What the row decides; null where it could not be read."""
    code: str | None
    """Why it was refused, as a code; null when it was not."""
    message: str | None
    """The same in words."""
    hint: str | None
    """What to do about it; null when there is nothing to say."""

    @staticmethod
    def of(row: RowOutcome) -> ImportedEdge:
        """A row."""
        return ImportedEdge(
            line=row.line,
            outcome=row.outcome,
            kind=row.kind,
            source=row.source,
            target=row.target,
            status=row.status,
            code=row.code,
            message=row.message,
            hint=unmarked(row.hint) or None,
        )


class EdgesImported(Document, frozen=True, kw_only=True, tag="edges_imported"):
    """What became of each row of a file of edges: `cgq graph import`."""

    file: str
    """The file."""
    dry_run: bool
    """Whether nothing was changed, as `--dry-run` asks."""
    counts: dict[str, int]
    """How many rows came to each outcome."""
    rows: list[ImportedEdge]
    """The rows, in the order of the file."""
    notes: list[str]
    """How the file was read, where that is worth knowing."""
    jobs: int
    """How many jobs were enqueued to bring the graph up to date."""

    @staticmethod
    def of(file: str, done: ImportedEdges) -> EdgesImported:
        """A file that was imported."""
        return EdgesImported(
            file=file,
            dry_run=done.dry_run,
            counts={str(outcome): count for outcome, count in done.counts().items()},
            rows=[ImportedEdge.of(row) for row in done.rows],
            notes=list(done.notes),
            jobs=done.jobs,
        )


class LearningPath(Document, frozen=True, kw_only=True, tag="learning_path"):
    """What to learn on the way from one concept to another: `cgq graph path`."""

    concepts: list[NamedConcept]
    """The concepts in the order of learning, both ends among them; empty where no prerequisites lead there."""
    statuses: list[Status]
    """How each prerequisite between two of them stands."""

    @staticmethod
    def of(way: Way) -> LearningPath:
        """A way along prerequisites."""
        return LearningPath(concepts=[_named(one) for one in way.concepts], statuses=list(way.statuses))


def _named(concept: read.Concept) -> NamedConcept:
    return NamedConcept(id=concept.id, name=concept.name, label=concept.label)
