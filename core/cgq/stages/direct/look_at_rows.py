"""A file of questions is looked at for somebody who has not imported it yet: in a worker, outside the queue."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.contract import Done
from cgq.errors import Failure, InputFailed
from cgq.exchange.importing.row_questions import Content  # noqa: TC001 - decoders read the annotations
from cgq.exchange.rows import RowFault
from cgq.stages.row_reading import TableToRead
from cgq.stages.stage import Computation, Types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.contract import Call

MOST_FAULTS = 100
"""Faults that are shown; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRow:
    """A row that can be taken: its section and number, and what it is compared by; None for one that sets something."""

    row: int
    section: str | None
    number: int
    content: Content | None = None


@dataclass(slots=True)
class SeenRows:
    """What a file would bring. `twins` counts rows that say what an earlier one said, `failed` those that cannot be
    taken, of which `faults` are the first; `notes` say what was decided about the file."""

    rows: list[SeenRow] = field(default_factory=list[SeenRow])
    twins: int = 0
    failed: int = 0
    faults: list[RowFault] = field(default_factory=list[RowFault])
    notes: list[str] = field(default_factory=list[str])


class LookAtRows(Computation[TableToRead, SeenRows]):
    """File -> what an import of it would bring, of its first row alone where no more is wanted."""

    kind = "look_at_rows"

    def types(self) -> Types:
        """A file and how it is read, and what it would bring."""
        return Types(given=TableToRead, result=SeenRows)

    def compute(self, given: Sequence[TableToRead], call: Call) -> Sequence[Done[SeenRows] | Failure]:
        """Read each file."""
        return [_look(table, call) for table in given]


def _look(table: TableToRead, call: Call) -> Done[SeenRows] | Failure:
    from cgq.exchange.importing.row_questions import content_of
    from cgq.stages.row_reading import failure_of, read_rows

    seen = SeenRows()
    try:
        for count, one in enumerate(read_rows(table, seen.notes), start=1):
            call.progress(count, count)
            if isinstance(one, RowFault):
                seen.failed += 1
                seen.faults += [one] if len(seen.faults) < MOST_FAULTS else []
            elif one.twin is not None:
                seen.twins += 1
            elif one.question is not None:
                asked = one.question
                seen.rows.append(
                    SeenRow(row=one.row, section=asked.section, number=asked.number, content=content_of(asked))
                )
            elif one.spot is not None:
                seen.rows.append(SeenRow(row=one.row, section=one.spot.section, number=one.spot.number))
            if table.first_only:
                break
    except InputFailed as error:
        return failure_of(table, error)
    return Done(seen)
