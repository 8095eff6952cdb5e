"""What became of files of questions that were named to be imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from cgq.documents import Document
from cgq.documents.enqueued import Refused
from cgq.documents.error import Problem
from cgq.hints import commands, unmarked
from cgq.queue.states import State

if TYPE_CHECKING:
    from cgq.actions import compare_rows
    from cgq.actions.import_files import ImportedFile, Imports, LookedAtFile, RefusedFile
    from cgq.exchange.rows import RowFault


class RowProblem(Problem, frozen=True, kw_only=True):
    """A row that cannot be taken, and why."""

    row: int
    """The row, as a spreadsheet counts: the header is row 1."""
    column: str | None
    """What the file calls the column that is at fault; null for the row as a whole."""

    @staticmethod
    def of(fault: RowFault) -> RowProblem:
        """One row."""
        return RowProblem(
            row=fault.row,
            column=fault.column or None,
            code=fault.code,
            message=fault.message,
            hint=unmarked(fault.hint),
            commands=commands(fault.hint),
        )


class RowSpot(Struct, frozen=True, kw_only=True):
    """A question of a file."""

    section: str | None
    """Its section; null for none."""
    number: int
    """Its number."""

    @staticmethod
    def of(spot: compare_rows.Spot) -> RowSpot:
        """One question."""
        return RowSpot(section=spot.section or None, number=spot.number)


class Difference(Struct, frozen=True, kw_only=True):
    """What a file holds compared with what came from the same path before, or with the paper that it replaces."""

    material: int
    """The paper that it is compared with."""
    added: int
    """How many questions that paper does not have."""
    changed: int
    """How many it has with another text, or of which something else is said."""
    same: int
    """How many it has just so."""
    gone: int
    """How many of its questions the file no longer holds."""
    first_added: list[RowSpot]
    """The first of them, at most 20."""
    first_changed: list[RowSpot]
    """The first of them, at most 20."""
    first_gone: list[RowSpot]
    """The first of them, at most 20."""

    @staticmethod
    def of(found: compare_rows.Difference) -> Difference:
        """One comparison."""
        return Difference(
            material=found.material,
            added=found.added,
            changed=found.changed,
            same=found.same,
            gone=found.gone,
            first_added=list(map(RowSpot.of, found.first_added)),
            first_changed=list(map(RowSpot.of, found.first_changed)),
            first_gone=list(map(RowSpot.of, found.first_gone)),
        )


class Look(Struct, frozen=True, kw_only=True):
    """What a file would bring (`--dry-run`)."""

    rows: int
    """How many of its rows would be taken."""
    duplicates: int
    """How many say what an earlier one says."""
    failed: int
    """How many cannot be taken."""
    faults: list[RowProblem]
    """The first of those, at most 100."""
    notes: list[str]
    """What was decided about the file, such as its encoding."""


class ImportFile(Struct, frozen=True, kw_only=True):
    """A file that can be imported."""

    file: str
    """Where it lies."""
    format: str
    """What it is read as."""
    material: int | None
    """The paper that it is, or that its rows are for; null for one that is new and would only be imported."""
    job: int | None
    """The job that imports it; null when it would only be imported."""
    outcome: Literal["new", "again", "revived", "known"] | None
    """As in `enqueued`; null when it would only be imported."""
    state: State | None
    """Where the job stands, or how it had ended where it was pruned since; null when it would only be imported."""
    error: Problem | None
    """The error of a known job; null when it did not fail."""
    look: Look | None
    """What it would bring; null without `--dry-run`."""
    difference: Difference | None
    """How it differs from what is in the bank; null where there is nothing to compare it with."""

    @staticmethod
    def of(one: ImportedFile) -> ImportFile:
        """A file that has its job."""
        taken = one.taken
        return ImportFile(
            file=taken.path,
            format=one.reader,
            material=taken.material,
            job=taken.job,
            outcome=taken.outcome,
            state=taken.state or "done",
            error=Problem.kept(*taken.error) if taken.error else None,
            look=None,
            difference=Difference.of(one.difference) if one.difference else None,
        )

    @staticmethod
    def looked_at(one: LookedAtFile) -> ImportFile:
        """A file that would be imported."""
        seen = one.seen
        look = Look(
            rows=len(seen.rows),
            duplicates=seen.twins,
            failed=seen.failed,
            faults=list(map(RowProblem.of, seen.faults)),
            notes=seen.notes,
        )
        return ImportFile(
            file=one.path,
            format=one.reader,
            material=one.material,
            job=None,
            outcome=None,
            state=None,
            error=None,
            look=look,
            difference=Difference.of(one.difference) if one.difference else None,
        )


class Imported(Document, frozen=True, kw_only=True, tag="imported"):
    """What became of files of questions: `cgq import`. Their rows are items of the jobs."""

    dry_run: bool
    """Whether they were only looked at (`--dry-run`)."""
    files: list[ImportFile]
    """The files that can be imported."""
    refused: list[Refused]
    """Those that cannot."""

    @staticmethod
    def of(imports: Imports, *, dry_run: bool = False) -> Imported:
        """All that was named."""
        files = [*map(ImportFile.of, imports.files), *map(ImportFile.looked_at, imports.looked_at)]
        return Imported(dry_run=dry_run, files=files, refused=list(map(_refused, imports.refused)))


class Template(Document, frozen=True, kw_only=True, tag="template"):
    """A template that was written: `cgq import --template`."""

    format: Literal["csv", "xlsx"]
    """What it is."""
    file: str
    """Where it lies."""


def _refused(one: RefusedFile) -> Refused:
    error = one.error
    return Refused(
        file=one.path,
        code=error.code,
        message=error.message,
        hint=unmarked(error.hint),
        commands=commands(error.hint),
    )
