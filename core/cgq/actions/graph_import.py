"""A file of edges between concepts, taken in with what a tutor decided in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cgq.errors import CgqError, InputFailed, Missing, Refused
from cgq.exchange.graphs.reading import read_graph_edges
from cgq.exchange.table.edge_rows import EdgeFault
from cgq.graph import read
from cgq.graph.decisions import Decider
from cgq.queue.enqueue import enqueue, refuse_secret_texts
from cgq.stages.chain import refresh

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from cgq.db.connection import Transaction
    from cgq.exchange.table.edge_rows import EdgeRow
    from cgq.graph.edges import Kind, Status
    from cgq.graph.read import Concept
    from cgq.workspace import Workspace

ROWS = 500
"""Rows of a file in one transaction: they take about 0.1 s."""

Outcome = Literal["added", "changed", "same", "taken back", "refused"]
OUTCOMES: tuple[Outcome, ...] = ("added", "changed", "same", "taken back", "refused")

NEAREST_LOOKED_FOR = 20
"""Unknown names of a file for which the nearest known ones are looked for: each takes 0.5 s among 100,000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOutcome:
    """What became of a row; `code`, `message` and `hint` say why one was refused."""

    line: int
    outcome: Outcome
    kind: Kind | None = None
    source: str | None = None
    target: str | None = None
    status: Status | None = None
    code: str | None = None
    message: str | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ImportedEdges:
    """What became of each row of a file; `notes` say how it was read. `jobs` bring the graph up to date."""

    rows: tuple[RowOutcome, ...]
    notes: tuple[str, ...]
    dry_run: bool
    jobs: int

    def counts(self) -> dict[Outcome, int]:
        """How many rows came to what."""
        found = Counter(row.outcome for row in self.rows)
        return {outcome: found[outcome] for outcome in OUTCOMES}


def import_edges(
    workspace: Workspace, path: Path, by: str, unsaid: Mapping[str, str] | None = None, *, dry_run: bool = False
) -> ImportedEdges:
    """Decide as each row of a file says: a row that is refused keeps none of the others back. To do it again after an
    interruption decides what is missing. `unsaid` is the `kind` and the `status` of rows that do not say theirs.

    `dry_run` changes nothing. Raises Missing for a file that is not there, and Refused for one that cannot be read.
    """
    refuse_secret_texts(by=by)
    notes: list[str] = []
    if not path.exists():
        raise Missing(f"There is no file {path}", hint="A file to begin with: `cgq graph export -o edges.csv`")
    try:
        rows = list(read_graph_edges(path, notes.append, unsaid or {}))
    except InputFailed as error:
        hint = "Save it again as UTF-8, in Excel as “CSV UTF-8”." if error.code == "bad_encoding" else error.hint
        raise Refused(error.message, code=error.code, hint=hint) from error
    for row in rows:
        if not isinstance(row, EdgeFault):
            refuse_secret_texts(note=row.note)
    with workspace.database.read() as tx:
        unknown = _unknown(tx, rows)
        if dry_run:
            taking = _Taking(Decider(tx, by, 0, dry_run=True), unknown)
            return ImportedEdges(tuple(map(taking.take, rows)), tuple(notes), dry_run, 0)
    done = _take_in_parts(workspace, rows, by, unknown)
    jobs = int(any(row.outcome == "taken back" for row in done))
    return ImportedEdges(tuple(done), tuple(notes), dry_run, jobs)


def _unknown(tx: Transaction, rows: Iterable[EdgeRow | EdgeFault]) -> dict[str, Missing]:
    """The names that no concept has, each with the nearest ones: looked for before others are kept from writing."""
    found: dict[str, Missing] = {}
    for name in dict.fromkeys(name for row in rows if not isinstance(row, EdgeFault) for name in row.ends):
        try:
            read.find(tx, name, suggest=len(found) < NEAREST_LOOKED_FOR)
        except Missing as missing:
            found[name] = missing
    return found


def _take_in_parts(
    workspace: Workspace, rows: Sequence[EdgeRow | EdgeFault], by: str, unknown: Mapping[str, Missing]
) -> list[RowOutcome]:
    """Decide as the rows say, some of them in each transaction, so that others get their turn."""
    done: list[RowOutcome] = []
    taking: _Taking | None = None
    version = 0
    for start in range(0, len(rows), ROWS):
        with workspace.ledger.write() as books:
            at, seen, version = books.moment.wall, version, workspace.database.data_version()
            taking = taking or _Taking(Decider(books.tx, by, at), unknown)
            taking.decider.go_on(books.tx, at, anew=version != seen)
            part = list(map(taking.take, rows[start : start + ROWS]))
            enqueue(books, [refresh()] if any(row.outcome == "taken back" for row in part) else [])
        done += part
    return done


@dataclass(slots=True)
class _Taking:
    """Takes rows one after the other; `unknown` are the names that no concept had."""

    decider: Decider
    unknown: Mapping[str, Missing]

    def take(self, row: EdgeRow | EdgeFault) -> RowOutcome:
        if isinstance(row, EdgeFault):
            return RowOutcome(line=row.line, outcome="refused", code=row.code, message=row.message, hint=row.hint)
        try:
            outcome = self._decide(row)
        except CgqError as error:
            return _outcome(row, "refused", code=error.code, message=error.message, hint=error.hint)
        return _outcome(row, outcome)

    def _decide(self, row: EdgeRow) -> Outcome:
        source, target = map(self._find, row.ends)
        if row.status == "suggested":
            stands = self.decider.stands(row.kind, source, target)
            if stands is None:
                hint = "Write accepted or rejected, or leave the row out."
                raise Refused("Nothing suggests this edge", code="not_suggested", hint=hint)
            return "same" if stands.status == "suggested" else self.decider.take_back(row.kind, source, target)
        return self.decider.decide(
            row.kind,
            source,
            target,
            row.status,
            strength=row.strength,
            note=row.note,
            clear_strength=row.clears_strength,
        )

    def _find(self, name: str) -> Concept:
        try:
            return read.find(self.decider.tx, name, suggest=False, by_number=False)
        except Missing as missing:
            raise self.unknown.get(name, missing) from None


def _outcome(
    row: EdgeRow, outcome: Outcome, *, code: str | None = None, message: str | None = None, hint: str = ""
) -> RowOutcome:
    return RowOutcome(
        line=row.line,
        outcome=outcome,
        kind=row.kind,
        source=row.source,
        target=row.target,
        status=row.status,
        code=code,
        message=message,
        hint=hint,
    )
