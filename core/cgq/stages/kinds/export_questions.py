"""The questions of the bank become a file for other programs: a large export, or one at a recurring time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cgq.contract import Discard, Done
from cgq.exchange.export.losses import LossCount  # noqa: TC001 - results are decoded by it
from cgq.exchange.export.wanted import Wanted
from cgq.queue.policy import Policy, Tries, tries
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from cgq.contract import Call
    from cgq.db.connection import Transaction
    from cgq.errors import Failure
    from cgq.exchange.drawings.assets import Figures
    from cgq.exchange.drawings.figures import Sight
    from cgq.exchange.export.write import Written
    from cgq.queue.job import Job, NewJob


class ExportWanted(Wanted, frozen=True, kw_only=True):
    """What an export is asked to be, and the file or folder that it goes to: an absolute path as text (bank.files)."""

    path: str

    def __post_init__(self) -> None:
        """Raise ValueError for a path that depends on where a worker is started, or for an unknown format."""
        super().__post_init__()
        if not self.path.startswith("/"):
            raise ValueError(f"the path {self.path!r} is not absolute")


@dataclass(frozen=True, slots=True)
class ToExport:
    """What is asked for, and the database, which is not written over (a path as text)."""

    wanted: ExportWanted
    database: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written: see exchange.export.write.Written. `sha256` is that of a file, null for a folder."""

    questions: int
    format: str
    path: str
    lost: int
    losses: tuple[LossCount, ...]
    undrawn: int
    unshuffled: int
    sha256: str | None
    manifest: str


class ExportQuestions(Stage[ExportWanted, ToExport, Exported]):
    """A worker reads one moment of the bank and puts the file in its place; doing it again writes the same."""

    kind = "export_questions"
    arguments = ExportWanted
    policy = Policy(
        timeout=600.0,
        tries=tries(timeout=Tries(2, 30.0), other=Tries(3, 5.0, doubling=True)),
        limit=2,
        sources={
            "timeout": "semantics T3: ten minutes; 100,000 questions take less than one (bench/README.md)",
            "tries": "semantics T3: a full disk or a place that cannot be written may be cured; a slow one seldom is",
            "limit": "semantics C2: two at once; more only take the disk from each other",
        },
    )
    repeats = True
    counts = "questions"
    snapshot = True

    def types(self) -> Types:
        """What is asked for, and what was written."""
        return Types(given=ToExport, result=Exported)

    def load(self, tx: Transaction, jobs: Sequence[Job[ExportWanted]]) -> Sequence[ToExport]:
        """Everything else is read in the worker, at one moment."""
        from cgq.bank.files import path_text

        database = path_text(tx.file())
        return [ToExport(job.args, database) for job in jobs]

    def compute(self, given: Sequence[ToExport], call: Call) -> Sequence[Done[Exported] | Failure | Discard]:
        """Write each. Raises Refused for a place that must not be written over, StorageFailed, and Missing."""
        return [Done(_written(one, call)) for one in given]

    def store(self, tx: Transaction, done: Sequence[tuple[Job[ExportWanted], Exported]]) -> Iterable[NewJob]:  # noqa: ARG002
        """The file is the result; the bank is as it was."""
        return ()

    def summary(self, result: Exported) -> dict[str, Any]:
        """Where it is, how much of it there is, and what the format could not hold."""
        from msgspec import to_builtins

        summary: dict[str, Any] = to_builtins(result)
        return summary


def _written(asked: ToExport, call: Call) -> Exported:
    from pathlib import Path

    from cgq.bank.files import path_text, real_path
    from cgq.exchange.export.write import export_to

    target = Path(real_path(asked.wanted.path))
    with call.snapshot() as tx:
        written = export_to(
            tx,
            asked.wanted,
            target,
            database=Path(real_path(asked.database)),
            draw=_drawer(call),
            progress=call.progress,
        )
    return _described(asked.wanted, written, path_text(written.manifest or ""))


def _described(wanted: ExportWanted, written: Written, manifest: str) -> Exported:
    from cgq.exchange import formats

    is_file = bool(formats.make(wanted.format).suffix)
    return Exported(
        path=wanted.path,
        format=wanted.format,
        questions=written.count,
        lost=written.lost,
        losses=written.losses,
        undrawn=len(written.undrawn),
        unshuffled=written.unshuffled,
        sha256=written.files[0].sha256 if is_file else None,
        manifest=manifest,
    )


def _drawer(call: Call) -> Callable[[Mapping[str, Sequence[Sight]], Path], Figures]:
    """What draws the pictures of a format that holds them; encrypted papers are opened by the password of the
    environment, if it has one."""
    import os

    from cgq.config import PDF_PASSWORD, read_secret
    from cgq.exchange.drawings.figures import draw_figures
    from cgq.stages.drawing import DrawApart

    def draw(wanted: Mapping[str, Sequence[Sight]], folder: Path) -> Figures:
        secret = read_secret(PDF_PASSWORD, os.environ)
        return draw_figures(wanted, folder, DrawApart(call.remaining), password=secret.value if secret else None)

    return draw
