"""What a person decides about the concept graph: edges accepted, rejected, taken back; concepts merged and parted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cgq.errors import Refused
from cgq.graph import decisions, edges, read
from cgq.graph.decisions import Decider
from cgq.hints import plain
from cgq.queue.enqueue import enqueue, refuse_secret_texts
from cgq.stages.chain import refresh

if TYPE_CHECKING:
    from cgq.db.connection import Transaction
    from cgq.graph.decisions import Change
    from cgq.graph.edges import Kind, Status
    from cgq.graph.read import Concept, ListedEdge, Tested
    from cgq.queue.books import Books
    from cgq.workspace import Workspace

Verdict = Literal["accepted", "rejected", "taken back"]

SHOWN_QUESTIONS = 2
"""Questions of each concept that stand with an edge in a review: enough to tell what is meant, on one screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which edges are meant; None means all. `concept` is a name or an alias of one of its ends."""

    kind: Kind | None = None
    status: Status | None = None
    concept: str | None = None


@dataclass(frozen=True, slots=True)
class Edges:
    """A page of edges; `more` tells whether there is another page."""

    edges: tuple[ListedEdge, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class DecidedEdge:
    """What a decision came to; `status` is how the edge stands now, None where it is gone."""

    kind: Kind
    source: Concept
    target: Concept
    change: Change
    status: Status | None
    jobs: int = 0


@dataclass(frozen=True, slots=True)
class Merged:
    """Concept `alias` (a label) became one with concept `into`, or was parted from it; `name` is the one by which it is
    kept; `jobs` bring the graph up to date."""

    name: str
    alias: str
    into: str
    jobs: int


def list_edges(workspace: Workspace, which: Which, *, limit: int | None = None, page: int = 1) -> Edges:
    """The edges that are meant: what waits for a decision first, then what concerns most questions."""
    with workspace.database.read() as tx:
        found = _listed(tx, which, limit or -1, page)
        more = limit is not None and bool(_listed(tx, which, 1, limit * page + 1))
    return Edges(tuple(found), more)


def _listed(tx: Transaction, which: Which, limit: int, page: int) -> list[ListedEdge]:
    concept = None if which.concept is None else read.find(tx, which.concept).id
    return read.edge_list(tx, kind=which.kind, status=which.status, concept=concept, limit=limit, page=page)


def same_edge(tx: Transaction, edge: ListedEdge) -> ListedEdge | None:
    """The edge as it stands now, None when it is no more."""
    here = read.edge_list(tx, kind=edge.kind, concept=edge.source.id)
    ends = (edge.source.id, edge.target.id)
    return next((one for one in here if (one.source.id, one.target.id) == ends), None)


def questions_of(tx: Transaction, edge: ListedEdge) -> tuple[list[Tested], list[Tested]]:
    """The questions that test each of an edge's concepts most."""
    source = read.tested_by(tx, edge.source.id, SHOWN_QUESTIONS)
    return source, read.tested_by(tx, edge.target.id, SHOWN_QUESTIONS)


def decide(
    workspace: Workspace,
    kind: Kind | None,
    source: str,
    target: str,
    verdict: Verdict,
    by: str,
    *,
    strength: float | None = None,
    note: str | None = None,
) -> DecidedEdge:
    """Decide about the edge from one concept to another, both by a name; `kind` None: the one that is there.

    Raises Missing for an unknown concept, and Refused.
    """
    refuse_secret_texts(by=by, note=note)
    _refuse_unknown(workspace, source, target)
    with workspace.ledger.write() as books:
        one, other = (read.find(books.tx, name, suggest=False) for name in (source, target))
        kind = kind or _kind_between(books.tx, one, other, verdict)
        return _decided(books, Decider(books.tx, by, books.moment.wall), kind, (one, other), verdict, strength, note)


def decide_about(workspace: Workspace, edge: ListedEdge, verdict: Verdict, by: str) -> DecidedEdge:
    """Decide about an edge that was shown. Raises Missing where one of its concepts is gone, and Refused."""
    refuse_secret_texts(by=by)
    with workspace.ledger.write() as books:
        ends = (read.now(books.tx, edge.source), read.now(books.tx, edge.target))
        return _decided(books, Decider(books.tx, by, books.moment.wall), edge.kind, ends, verdict)


def _refuse_unknown(workspace: Workspace, *names: str) -> None:
    """Raises Missing for a name that no concept has: the nearest ones are looked for while others may write."""
    with workspace.database.read() as tx:
        for name in names:
            read.find(tx, name)


def _decided(
    books: Books,
    decider: Decider,
    kind: Kind,
    ends: tuple[Concept, Concept],
    verdict: Verdict,
    strength: float | None = None,
    note: str | None = None,
) -> DecidedEdge:
    if verdict != "taken back":
        change = decider.decide(kind, *ends, verdict, strength=strength, note=note)
        return DecidedEdge(kind, *ends, change, verdict)
    change = decider.take_back(kind, *ends)
    jobs = [refresh()] if change == "taken back" else []
    enqueue(books, jobs)  # a concept, or a strength, may have been there for the decision alone
    stands = decider.stands(kind, *ends)
    return DecidedEdge(kind, *ends, change, stands.status if stands else None, len(jobs))


def _kind_between(tx: Transaction, source: Concept, target: Concept, verdict: Verdict) -> Kind:
    """The kind of the one edge from a concept to another. Raises Refused where there is none, or one of each kind.

    To take a decision back there may be none: then nothing was decided.
    """
    kinds: list[Kind] = [kind for kind in edges.KINDS if edges.row(tx, kind, (source.id, target.id)) is not None]
    if len(kinds) == 1 or (not kinds and verdict == "taken back"):
        return kinds[0] if kinds else "prerequisite"
    there = "Two edges lead" if kinds else "No edge leads"
    hint = (
        f"Say what it is: --kind prerequisite ({plain(source.label)} is learned before {plain(target.label)}), or "
        f"--kind broader ({plain(target.label)} is a kind of {plain(source.label)})."
    )
    raise Refused(f"{there} from {plain(source.label)} to {plain(target.label)}", code="which_kind", hint=hint)


def turn_round(workspace: Workspace, edge: ListedEdge, by: str) -> DecidedEdge:
    """Reject an edge, and accept the one that leads the other way."""
    refuse_secret_texts(by=by)
    with workspace.ledger.write() as books:
        one, other = read.now(books.tx, edge.source), read.now(books.tx, edge.target)
        decider = Decider(books.tx, by, books.moment.wall)
        decider.decide(edge.kind, one, other, "rejected")
        change = decider.decide(edge.kind, other, one, "accepted")
    return DecidedEdge(edge.kind, other, one, change, "accepted")


def turn_back(workspace: Workspace, edge: ListedEdge, by: str) -> DecidedEdge:
    """Take back that an edge was turned round: both decisions."""
    refuse_secret_texts(by=by)
    with workspace.ledger.write() as books:
        one, other = read.now(books.tx, edge.source), read.now(books.tx, edge.target)
        decider = Decider(books.tx, by, books.moment.wall)
        decider.take_back(edge.kind, other, one)
        return _decided(books, decider, edge.kind, (one, other), "taken back")


def merge(workspace: Workspace, alias: str, into: str, by: str) -> Merged:
    """Make one concept of two; the refresh that this asks for counts their questions together.

    Raises Missing for an unknown concept, and Refused.
    """
    refuse_secret_texts(by=by)
    _refuse_unknown(workspace, alias, into)
    with workspace.ledger.write() as books:
        done = decisions.merge(books.tx, alias, into, by=by, at=books.moment.wall)
        enqueue(books, [refresh()])
    return Merged(*done, 1)


def unmerge(workspace: Workspace, alias: str) -> Merged:
    """Make two concepts of a merged one again."""
    with workspace.ledger.write() as books:
        done = decisions.unmerge(books.tx, alias)
        enqueue(books, [refresh()])
    return Merged(*done, 1)
