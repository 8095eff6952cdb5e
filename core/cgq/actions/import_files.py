"""Import files of questions: look at each, say what it would bring, or give it its job (S1-S3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.actions.compare_rows import Difference, compare
from cgq.actions.materials import known_paper
from cgq.bank import materials
from cgq.db.queries import load
from cgq.errors import CgqError, Failure, Missing, NotReady, Refused
from cgq.queue.item_counts import item_counts
from cgq.queue.job import NewJob
from cgq.stages import registry
from cgq.stages.import_intake import (
    KIND,
    ImportWishes,
    TableFile,
    TakenFile,
    look_at_table,
    refuse_encoding,
    refuse_other_way,
    refuse_replacing,
    refuse_secrets,
    refuse_unread,
    take_table,
)
from cgq.stages.importing import spots_of
from cgq.stages.kinds.import_questions import ImportQuestions, ImportSettings
from cgq.stages.row_reading import TableToRead
from cgq.workers.alone import Alone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.actions.enqueue import Wishes
    from cgq.db.connection import Transaction
    from cgq.queue.item_counts import ItemCounts
    from cgq.stages.direct.look_at_rows import SeenRows
    from cgq.workspace import Workspace

SQL = load("bank")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedFile:
    """A file that was named and cannot be imported, and why."""

    path: str
    error: CgqError


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedFile:
    """A file that has its job. `by_content`: the reader was chosen by what is in it.

    `difference` is how it differs from what came from the same path before, or from the paper whose place it takes;
    None where there is nothing to compare it with. `rows` is how the rows of its job stand, None where none arrived.
    """

    taken: TakenFile
    reader: str
    by_content: bool = False
    difference: Difference | None = None
    rows: ItemCounts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAtFile:
    """What a file would bring; `material` is the paper that it is already, None for one that is new."""

    path: str
    reader: str
    material: int | None
    seen: SeenRows
    difference: Difference | None = None


@dataclass(slots=True)
class Imports:
    """What became of all files that were named."""

    files: list[ImportedFile] = field(default_factory=list[ImportedFile])
    looked_at: list[LookedAtFile] = field(default_factory=list[LookedAtFile])
    refused: list[RefusedFile] = field(default_factory=list[RefusedFile])

    def worst(self) -> CgqError | None:
        """Something is missing, else something was refused; None where all was taken."""
        errors = [one.error for one in self.refused]
        missing = [error for error in errors if isinstance(error, Missing)]
        return next(iter([*missing, *errors]), None)


def import_files(workspace: Workspace, names: Sequence[str], wishes: ImportWishes, asked: Wishes) -> Imports:
    """Give each file its job; what cannot be taken is refused, and the others go on.

    Raises Missing or Refused for a paper that is named and cannot be meant; then nothing was done.
    """
    _check(workspace, wishes, asked)
    imports = Imports()
    with Alone("look_at_rows", ImportQuestions.policy) as worker:
        for name, table in _looked_at(workspace, names, wishes, imports):
            try:
                imports.files.append(_import(workspace, table, wishes, asked, worker))
            except (Refused, Missing) as error:
                imports.refused.append(RefusedFile(path=name, error=error))
    return imports


def _import(workspace: Workspace, table: TableFile, wishes: ImportWishes, asked: Wishes, worker: Alone) -> ImportedFile:
    """Give a file its job. Raises Missing or Refused for one that cannot be read as it is wished."""
    difference = _difference_before(workspace, table, wishes, worker)
    if difference is None:
        read(workspace, table, wishes, worker, first_only=True)
    with workspace.ledger.write() as books:
        taken = take_table(books, table, wishes, _pattern(asked), again=asked.again)
        rows = item_counts(books.tx, [taken.job]).get(taken.job)
    return ImportedFile(taken=taken, reader=table.reader, by_content=table.by_content, difference=difference, rows=rows)


def would_import(workspace: Workspace, names: Sequence[str], wishes: ImportWishes, asked: Wishes) -> Imports:
    """What an import would bring: each file is read by a worker, and nothing is stored. Raises as `import_files`."""
    _check(workspace, wishes, asked)
    imports = Imports()
    for name, table in _looked_at(workspace, names, wishes, imports):
        try:
            with Alone("look_at_rows", ImportQuestions.policy) as worker:
                seen = read(workspace, table, wishes, worker)
            with workspace.database.read() as tx:
                _check_replaced(tx, table, wishes)
                if not asked.again:
                    refuse_other_way(tx, table, wishes)
                material = materials.owner(tx, table.file.sha256)
                other = _compared_with(tx, table, wishes)
                difference = compare(tx, other, seen.rows) if other is not None else None
        except (Refused, Missing) as error:
            imports.refused.append(RefusedFile(path=name, error=error))
            continue
        imports.looked_at.append(
            LookedAtFile(path=table.file.path, reader=table.reader, material=material, seen=seen, difference=difference)
        )
    return imports


def read(
    workspace: Workspace, table: TableFile, wishes: ImportWishes, worker: Alone, *, first_only: bool = False
) -> SeenRows:
    """What a file would bring, read by a worker with all its limits. Raises Refused where it cannot be read.

    With `first_only` it is read no further than to its first row: its encoding, its sheet and its header are looked at.
    """
    most = _settings(workspace)
    with workspace.database.read() as tx:
        spots = None if wishes.material is None else spots_of(tx, wishes.material)
    wanted = TableToRead(
        sha256=table.file.sha256,
        paths=(table.file.path,),
        reader=table.reader,
        columns=dict(wishes.columns),
        sheet=wishes.sheet,
        encoding=wishes.encoding,
        most_rows=most.most_rows,
        most_bytes=most.most_bytes,
        spots=spots,
        first_only=first_only,
    )
    found: SeenRows | Failure = worker.call(wanted)
    if isinstance(found, Failure):
        raise Refused(found.message, code=found.code, hint=found.hint)
    return found


def _check(workspace: Workspace, wishes: ImportWishes, asked: Wishes) -> None:
    """Raise Refused or Missing, before a file is looked at, for what cannot be meant."""
    refuse_secrets(wishes)
    workspace.policies.named_queue(asked.queue or workspace.policies.kind(KIND).queue)
    for number in (wishes.material, wishes.replace):
        if number is not None:
            with workspace.database.read() as tx:
                known_paper(tx, number)
                if number == wishes.material:
                    refuse_unread(tx, number)


def _looked_at(
    workspace: Workspace, names: Iterable[str], wishes: ImportWishes, imports: Imports
) -> Iterable[tuple[str, TableFile]]:
    most = _settings(workspace).most_bytes
    for name in names:
        try:
            table = look_at_table(name, workspace.database.path, most)
            refuse_encoding(table, wishes)
        except (Refused, Missing) as error:
            imports.refused.append(RefusedFile(path=name, error=error))
            continue
        yield name, table


def _settings(workspace: Workspace) -> ImportSettings:
    found = registry.settings_for(KIND, workspace.settings)
    if not isinstance(found, ImportSettings):
        raise NotReady("The settings of an import are of another kind.", code="bad_setting")
    return found


def _check_replaced(tx: Transaction, table: TableFile, wishes: ImportWishes) -> None:
    """Raise Missing or Refused where the file cannot take the place of the paper that is named."""
    if wishes.replace is not None:
        refuse_replacing(tx, known_paper(tx, wishes.replace), table.file.sha256, table.file.path, wishes)


def _difference_before(
    workspace: Workspace, table: TableFile, wishes: ImportWishes, worker: Alone
) -> Difference | None:
    """How a corrected file differs from what is in the bank; None for one that corrects nothing, which is not read."""
    with workspace.database.read() as tx:
        _check_replaced(tx, table, wishes)
        other = _compared_with(tx, table, wishes)
        is_known = wishes.replace is None and materials.owner(tx, table.file.sha256) is not None
    if other is None or is_known:
        return None
    seen = read(workspace, table, wishes, worker)
    with workspace.database.read() as tx:
        return compare(tx, other, seen.rows)


def _compared_with(tx: Transaction, table: TableFile, wishes: ImportWishes) -> int | None:
    if wishes.material is not None:
        return None
    return wishes.replace or materials.at_path(tx, table.file.path, table.file.sha256)


def _pattern(asked: Wishes) -> NewJob:
    """When, where and for whom the job is to run."""
    return NewJob(
        kind=KIND,
        args={},
        queue=asked.queue,
        priority=asked.priority,
        due_at=asked.due_at,
        delay=asked.delay,
        max_attempts=asked.max_attempts,
        requested_by=asked.requested_by,
    )
