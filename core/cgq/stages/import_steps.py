"""What is done once all rows of a file are stored: each step a transaction, after which the bank is whole.

A crash between two steps loses nothing: the job reads its file again, finds every row there, and goes through the steps
anew, of which each finds done what is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.bank import materials, outdated_rows
from cgq.contract import Again
from cgq.db.queries import load
from cgq.exchange.importing.row_questions import IMPORTER
from cgq.stages.chain import find_repeats, refresh, stored_text_hash
from cgq.stages.importing import following_job, paper_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.bank.stored_questions import Stored
    from cgq.db.connection import Transaction
    from cgq.queue.job import Job, NewJob
    from cgq.stages.kinds.import_questions import FileToImport, Imported

SQL = load("bank")

PLACES = 100
"""Places of an earlier import that one step takes out: about 30 ms."""

COUNTED = 5_000
"""Places that one step counts: about 20 ms."""


def next_step(
    tx: Transaction, job: Job[FileToImport], imported: Imported, now: int
) -> Iterator[NewJob | Again[Imported]]:
    """Do the next step of a job; the same object is handed on, so that it knows where it is."""
    if job.args.material is not None:
        return  # each row was decided about when it was stored
    yield from _Step(tx, job, imported, paper_of(tx, job), now).take()
    if imported.step == "done":
        yield refresh()
        yield find_repeats()
    else:
        yield Again(imported)


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of a file: `take` does what `imported` names, and has it name what comes next."""

    tx: Transaction
    job: Job[FileToImport]
    imported: Imported
    material: int
    now: int

    def take(self) -> list[NewJob]:
        steps = {
            "": self._carry,
            "decide": self._decide,
            "succeed": self._succeed,
            "take out": self._take_out,
            "count": self._count,
        }
        stored = steps[self.imported.step]()
        return [] if stored is None else following_job(self.tx, self.job, self.material, stored)

    def _carry(self) -> None:
        """Decisions about the file that goes follow their questions into this one, which then is the paper."""
        behind = outdated_rows.carry(self.tx, self.material, self._sha256, self.job.id, self.imported.behind)
        if behind is None:
            wanted = self.job.args
            outdated_rows.switch(self.tx, self.material, self._sha256, wanted.path, wanted.reader or "", self.now)
        self._go_on(behind, "decide")

    def _decide(self) -> Stored:
        """What people decided about the file holds, also where it is for no row of it."""
        behind, stored = outdated_rows.decide(
            self.tx, self.material, self._sha256, self.job.id, self.imported.behind, stored_text_hash, self.now
        )
        self._go_on(behind, "succeed")
        return stored

    def _succeed(self) -> Stored:
        """A question of an earlier import goes on with the text that took its place."""
        behind, stored = outdated_rows.succeed_some(
            self.tx, self.material, self._sha256, self.job.id, self.imported.behind, PLACES, stored_text_hash
        )
        self._go_on(behind, "take out")
        return stored

    def _take_out(self) -> Stored | None:
        """What an earlier import left goes."""
        stored = outdated_rows.take_out_some(
            self.tx, self.material, self._sha256, self.job.id, PLACES, stored_text_hash
        )
        if stored is None:
            self._go_on(None, "count")
        else:
            self.imported.removed += stored.removed
        return stored

    def _count(self) -> None:
        """Count what stands in the file now; when all is counted, the paper is imported."""
        names = {"material": self.material, "after": self.imported.behind, "limit": COUNTED}
        count, known, last = self.tx.one(SQL["rows_known"], names) or (0, 0, None)
        self.imported.questions += count
        self.imported.known += known
        self._go_on(last, "done")
        if last is None:
            materials.set_imported(self.tx, self.material, IMPORTER, self.now)

    @property
    def _sha256(self) -> str:
        return self.job.args.sha256 or ""

    def _go_on(self, behind: int | None, then: str) -> None:
        """The same step goes on behind what it has seen, or the next one begins."""
        self.imported.step, self.imported.behind = (then, 0) if behind is None else (self.imported.step, behind)
