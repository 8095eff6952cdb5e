"""The attempts of a file, row by row: each gives one, or the reason why it gives none."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from cgq.counting import counted
from cgq.exchange.attempts.rows import RefusedRow, read_row
from cgq.exchange.attempts.tables import read_cells
from cgq.exchange.importing.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cgq.exchange.attempts.rows import AttemptRow
    from cgq.exchange.attempts.tables import Cells


def read_attempts(
    path: Path, learner: str, now: int, note: Callable[[str], None], encoding: str | None = None
) -> Iterator[AttemptRow | RefusedRow]:
    """The rows in the order of the file, a few at a time in memory; `learner` is for those that name none.

    `note` takes what was decided for the person to know; how times were read comes behind the last row. Raises
    InputFailed as `read_cells` does.
    """
    return _rows(read_cells(path, note, encoding), learner, now, note)


def _rows(
    cells: Iterator[tuple[int, Cells | Fault]], learner: str, now: int, note: Callable[[str], None]
) -> Iterator[AttemptRow | RefusedRow]:
    local = 0
    for line, given in cells:
        try:
            if isinstance(given, Fault):
                raise given
            row = read_row(line, given, learner, now)
        except Fault as fault:
            yield refused(line, fault)
            continue
        local += row.is_local
        yield row
    if local:
        zone = datetime.now().astimezone().strftime("%Z, %z")
        verb = "names" if local == 1 else "name"
        note(f"{counted(local, 'time')} {verb} no zone: read in the zone of this computer ({zone}).")


def refused(line: int, fault: Fault) -> RefusedRow:
    """A row that is refused for one of its cells."""
    return RefusedRow(line=line, column=fault.column, code=fault.code, message=fault.message, hint=fault.hint)
