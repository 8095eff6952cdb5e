"""A file of somebody else's questions comes into the bank, row by row; or what its rows say of a paper's questions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, Never

import msgspec

from cgq.clock import Clock, SystemClock
from cgq.contract import Again, Arguments, Discard, Done, Id, PassedOver
from cgq.errors import Failure, InputFailed
from cgq.queue.policy import MEGABYTE, Policy, Tries, tries
from cgq.stages.row_reading import TableToRead, TakenRow
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.contract import Call, Item
    from cgq.db.connection import Transaction
    from cgq.exchange.rows import RowFault
    from cgq.queue.books import Books
    from cgq.queue.job import Job, NewJob

MOST_NOTES = 20
"""Notes about a file that a job's result keeps, so that it stays small."""

GONE = frozenset({"input_missing", "input_changed"})
"""Codes of a file that is no longer there as it was: they say nothing of what came of it before."""

PROGRESS_EVERY = 100
"""Rows between two words about how far the reading is."""


@dataclass(frozen=True, slots=True)
class ImportSettings:
    """What a file may hold at most."""

    most_rows: int = 1_000_000
    """Rows: what a sheet of a workbook can hold."""
    most_bytes: int = 200_000_000
    """Bytes, of an archive when it is unpacked: ten times what 100,000 questions take."""


class FileToImport(Arguments, frozen=True):
    """A file of questions: its absolute path as text (see bank.files), and how its rows are to be taken.

    `sha256` and `reader` are its content and its format; without them the file is looked at, and a job of its own
    imports what lies there. `columns` maps our names of columns to the file's. Its rows are for the questions of the
    paper `material`, or it takes the place of the paper `replace`. `title` and `description` are for a file that is
    looked at; `by` is who decided what rows set.
    """

    path: str
    sha256: str | None = None
    reader: str | None = None
    columns: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    sheet: str | None = None
    encoding: str | None = None
    title: str | None = None
    description: str | None = None
    material: Id | None = None
    replace: Id | None = None
    all_or_nothing: bool = False
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsToTake:
    """The file, None for one that is looked at first; its `path`, the database, which is no such file, the most bytes.

    Rows up to `behind` have arrived, but for those that are asked for `again`. `came_to` is what the job came to before
    (JSON), None where it never did; `anew` says how a file is imported that holds something else by now.
    """

    table: TableToRead | None
    path: str
    database: str
    most_bytes: int
    behind: int = 0
    again: tuple[int, ...] = ()
    all_or_nothing: bool = False
    came_to: str | None = None
    anew: str = ""


@dataclass(slots=True, kw_only=True)
class Imported:
    """What came of a file, and how far the bank is with it (`step`, and where that goes on behind).

    `rows` were read, `twins` of them say what an earlier one said, `failed` cannot be taken. Of the questions that
    stand in the file now, `known` stand in other papers, too; `removed` left the bank with the rows of an earlier
    import. `looked`: the file was only looked at, and has this sha256, so many bytes, and this reader. `came_to`: what
    the job came to before still stands, for there was nothing new to read.
    """

    rows: int = 0
    twins: int = 0
    failed: int = 0
    notes: list[str] = field(default_factory=list[str])
    looked: tuple[str, int, str] | None = None
    came_to: str | None = None
    step: str = ""
    behind: int = 0
    questions: int = 0
    known: int = 0
    removed: int = 0


class ImportQuestions(Stage[FileToImport, RowsToTake, Imported]):
    """path -> rows, each an item -> in steps, the paper agrees with them."""

    kind = "import_questions"
    arguments = FileToImport
    settings = ImportSettings
    policy = Policy(
        timeout=1800.0,
        timeout_most=1800.0,
        tries=tries(timeout=Tries(3, 30.0), other=Tries(5, 5.0, doubling=True)),
        limit=1,
        memory=512 * MEGABYTE,
        sources={
            "timeout": "30 min: 100,000 rows take a tenth of it (bench/README.md)",
            "tries": "semantics T3: as process_pdf, which reads files of strangers, too",
            "limit": "each import keeps the database busy: two at once would only wait for each other",
            "memory": "100,000 rows take less than 150 MB (bench/README.md); a row of the largest cells ten times that",
        },
    )
    counts = "rows"
    in_steps = True

    def __init__(self, settings: ImportSettings | None = None, clock: Clock | None = None) -> None:
        self._most = settings or ImportSettings()
        self._clock = clock or SystemClock()

    def types(self) -> Types:
        """Where a file lies and what of it is wanted, a row that can be taken, and what came of all."""
        return Types(given=RowsToTake, result=Imported, item=TakenRow)

    def prepare(self) -> None:
        """Load what rows are made into, so that the limits count what a file takes."""
        import_module("cgq.exchange.importing.row_questions")
        import_module("cgq.exchange.readers")

    def load(self, tx: Transaction, jobs: Sequence[Job[FileToImport]]) -> Sequence[RowsToTake | Discard]:
        """Where each file lies, and which of its rows are wanted."""
        from cgq.stages.importing import rows_to_take

        return [rows_to_take(tx, job, self._most.most_rows, self._most.most_bytes) for job in jobs]

    def compute(self, given: Sequence[RowsToTake], call: Call) -> Sequence[Done[Imported] | Failure]:
        """Hand over each row of a file that is wanted."""
        return [_take(one, call) for one in given]

    def store_items(
        self, tx: Transaction, job: Job[FileToImport], items: Sequence[Item]
    ) -> Iterable[NewJob | PassedOver]:
        """Keep the questions of some rows, or what they set of a paper's questions, and nothing else."""
        from cgq.stages.importing import store_changes, store_questions

        rows: list[TakenRow] = [item.outcome.result for item in items if isinstance(item.outcome, Done)]
        if job.args.material is not None:
            return store_changes(tx, job, job.args.material, rows, self._clock.now())
        return store_questions(tx, job, rows, self._clock.now())

    def store_with(
        self, books: Books, done: Sequence[tuple[Job[FileToImport], Imported]]
    ) -> Iterable[NewJob | Again[Imported]]:
        """All rows are stored: in steps, make the paper agree with them."""
        from cgq.stages.import_steps import next_step
        from cgq.stages.importing import take_looked_at

        for job, imported in done:
            if imported.came_to is not None:
                continue
            if imported.looked is not None:
                take_looked_at(books, job, imported.looked)
            else:
                yield from next_step(books.tx, job, imported, self._clock.now())

    def summary(self, result: Imported) -> dict[str, Any]:
        """Counts of the rows and of the questions that they are, and what was decided about the file."""
        if result.came_to is not None:
            kept: dict[str, Any] = msgspec.json.decode(result.came_to)
            return kept
        if result.looked is not None:
            return {"sha256": result.looked[0], "format": result.looked[2]}
        counts = {"rows": result.rows, "duplicates": result.twins, "failed": result.failed}
        of_bank = {"questions": result.questions, "known": result.known, "removed": result.removed}
        return {**counts, **of_bank, "notes": result.notes[:MOST_NOTES]}

    def failed(self, tx: Transaction, lost: Sequence[tuple[Job[FileToImport], Failure]]) -> None:
        """A file that was never imported whole tells why; another one keeps what it has."""
        from cgq.bank import materials

        for job, failure in lost:
            if job.args.sha256 is None or job.args.material is not None:
                continue
            material = materials.owner(tx, job.args.sha256)
            if material is not None and not materials.is_read(tx, material):
                materials.set_failed(tx, material, failure, self._clock.now())


def _take(given: RowsToTake, call: Call) -> Done[Imported] | Failure:
    from cgq.errors import CgqError

    try:
        return Done(_looked(given) if given.table is None else _imported(given, given.table, call))
    except InputFailed as error:
        return _unread(given, error, call)
    except CgqError as error:  # of a file that is looked at: there is no job that would be refused
        return Failure.of(InputFailed(error.message, code=error.code, hint=error.hint))


def _unread(given: RowsToTake, error: InputFailed, call: Call) -> Done[Imported] | Failure:
    """What becomes of a job whose file cannot be read: one that was done stays so, and the rows that were wanted again
    fail with the reason."""
    from cgq.stages.row_reading import failure_of

    failure = Failure.of(error) if given.table is None else failure_of(given.table, error)
    if failure.code == "input_changed" and given.anew:
        failure = replace(failure, hint=given.anew)
    if failure.code not in GONE or given.came_to is None or not given.again:
        return failure
    for row in given.again:
        call.item(str(row), f"row {row}", failure)
    return Done(Imported(came_to=given.came_to))


def _looked(given: RowsToTake) -> Imported:
    from pathlib import Path

    from cgq.bank.files import real_path
    from cgq.stages.import_intake import look_at_table

    found = look_at_table(real_path(given.path), Path(real_path(given.database)), given.most_bytes)
    return Imported(looked=(found.file.sha256, found.file.size, found.reader))


def _imported(given: RowsToTake, table: TableToRead, call: Call) -> Imported:
    from cgq.exchange.rows import RowFault
    from cgq.stages.row_reading import read_rows

    imported = Imported()
    if given.all_or_nothing:
        _refuse_faults(given, table, call)
    again = frozenset(given.again)
    whole_first = not given.all_or_nothing and not given.behind  # else it was read to its end already
    for one in read_rows(table, imported.notes, whole_first=whole_first):
        imported.rows += 1
        imported.failed += isinstance(one, RowFault)
        imported.twins += isinstance(one, TakenRow) and one.twin is not None
        if imported.rows % PROGRESS_EVERY == 0:
            call.progress(imported.rows, imported.rows)
        if one.row > given.behind or one.row in again:
            _hand_over(one, call)
    call.progress(imported.rows, imported.rows)
    if imported.rows and imported.failed == imported.rows:
        _refuse_all(imported.rows)
    return imported


def _refuse_all(rows: int) -> Never:
    """Raise InputFailed for a file without a row that can be taken: it brings nothing, nor takes it a paper's place."""
    raise InputFailed(
        "Its only row cannot be taken: nothing was stored."
        if rows == 1
        else f"None of its {rows} rows can be taken: nothing was stored.",
        code="no_row_taken",
        hint="They are listed by row and column: `cgq failed --items`. Correct the file and import it again.",
    )


def _refuse_faults(given: RowsToTake, table: TableToRead, call: Call) -> None:
    """Raise InputFailed when a row cannot be taken, after all that cannot were handed over; nothing is stored then."""
    from cgq.exchange.rows import RowFault
    from cgq.stages.row_reading import read_rows

    count = bad = 0
    for one in read_rows(table, []):
        count += 1
        if isinstance(one, RowFault):
            bad += 1
            if one.row > given.behind or one.row in given.again:
                _hand_over(one, call)
    if bad:
        raise InputFailed(
            f"{bad} of {count} rows cannot be taken, and all or nothing was asked for: nothing was stored.",
            code="rows_refused",
            hint="They are listed by row and column: `cgq failed --items`. Correct the file and import it again.",
        )


def _hand_over(one: TakenRow | RowFault, call: Call) -> None:
    if isinstance(one, TakenRow):
        number = one.question.number if one.question else one.spot.number if one.spot else 0
        call.item(str(one.row), f"row {one.row}, number {number}", Done(one))
        return
    where = f"column {one.column}: " if one.column else ""
    message = f"Row {one.row}, {where}{one.message}"
    # The message quotes what the row has: rows with one fault in one column are of one cause, whatever that is.
    failure = Failure(code=one.code, message=message, hint=one.hint, retryable=False, cause=f"column {one.column}")
    call.item(str(one.row), f"row {one.row}", failure)
